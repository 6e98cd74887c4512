"""What a console keeps, behind one set of verbs: opening hours, or ring groups.

`reconcile` knows the order of a run and nothing of weeks and groups; what is here
knows those and nothing of limits, reviewed plans and verdicts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pupitre.console import HoursConsole, RingGroupsConsole
from pupitre.errors import EstateError
from pupitre.keeping.hours import KeepsHours
from pupitre.keeping.ring_groups import KeepsRingGroups
from pupitre.keeping.strategy import Change, Keeping

if TYPE_CHECKING:
    from pupitre.run import Session

__all__ = ["Change", "Keeping", "KeepsHours", "KeepsRingGroups", "keeping_of"]


def keeping_of(session: Session) -> Keeping[Any, Any]:
    """Return how the session's console is kept; raise EstateError for one that keeps nothing that is known."""
    console = session.console
    if isinstance(console, RingGroupsConsole) and session.estate.ring_groups is not None:
        return KeepsRingGroups(session, console)
    if isinstance(console, HoursConsole) and session.estate.ring_groups is None:
        return KeepsHours(session, console)
    raise EstateError(
        f"The console {console.kind} does not keep what the file declares.",
        remedy=f"Its package says by the entry point {console.kind}.ring_groups of the group pupitre.sections that it "
        "keeps ring groups; its driver extends RingGroupsConsole then, and HoursConsole otherwise.",
    )
