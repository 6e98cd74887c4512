"""What `doctor` looks at: every element, on the screen where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pupitre.console import ElementReport, Site

if TYPE_CHECKING:
    from pupitre.desk import Desk
    from pupitre_ooma.ring_groups import RingGroupsFlow


def examine(desk: Desk, flow: RingGroupsFlow, site: Site) -> tuple[ElementReport, ...]:
    """Return one report for every element: found, drifted, ambiguous, not found, or not shown on this walk."""
    return ()
