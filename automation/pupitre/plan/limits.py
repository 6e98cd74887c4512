"""What a plan may not do unless the file says so by name."""

from __future__ import annotations

from collections.abc import Collection

from pupitre.errors import LimitExceeded
from pupitre.plan.model import Plan

SITES_IN_ONE_GO = 20


def check_limits(plan: Plan, *, closed_sites: Collection[str], max_sites: int | None = None) -> None:
    """Raise LimitExceeded when a plan closes a site all week or changes too many sites or ring groups.

    `closed_sites` are the names that the file says are closed; `max_sites` counts
    ring groups where a console keeps those.
    """
    for site in plan.sites:
        if site.actions and site.wanted.is_closed and site.name not in closed_sites:
            raise LimitExceeded(
                f"{site.name} would not have a single open hour.",
                remedy=f"If that is meant, write `closed: true` under sites.{site.name}; "
                "for some days only, write each as `closed` under `days` of its hours.",
            )
    allowed = SITES_IN_ONE_GO if max_sites is None else max_sites
    if len(plan.changed) > allowed:
        what, key = ("sites", "sites") if plan.ring_groups is None else ("ring groups", "ring_groups")
        raise LimitExceeded(
            f"{len(plan.changed)} {what} would change in one go; {allowed} are allowed.",
            remedy=f"Read the plan; then write `limits: {{{key}: {len(plan.changed)}}}` in the file "
            f"or pass --max-sites {len(plan.changed)}.",
        )
