"""What a plan may not do unless the file says so by name."""

from __future__ import annotations

from collections.abc import Collection

from pupitre.errors import LimitExceeded
from pupitre.plan.model import Plan

SITES_IN_ONE_GO = 20


def check_limits(plan: Plan, *, closed_sites: Collection[str], max_sites: int | None = None) -> None:
    """Raise LimitExceeded when a plan closes a site all week or changes too many.

    `closed_sites` are the names whose file says `closed: true`.
    """
    for site in plan.changed:
        if site.wanted.is_closed and site.name not in closed_sites:
            raise LimitExceeded(
                f"{site.name} would not have a single open hour.",
                remedy=f"If that is meant, write `closed: true` under sites.{site.name}.",
            )
    allowed = SITES_IN_ONE_GO if max_sites is None else max_sites
    if len(plan.changed) > allowed:
        raise LimitExceeded(
            f"{len(plan.changed)} sites would change in one go; {allowed} are allowed.",
            remedy=f"Read the plan; then write `limits: {{sites: {len(plan.changed)}}}` in the file "
            f"or pass --max-sites {len(plan.changed)}.",
        )
