"""What a console keeps, behind one set of verbs: opening hours, or ring groups.

`reconcile` knows the order of a run and nothing of weeks and groups; what is here
knows those and nothing of limits, reviewed plans and verdicts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pupitre.console import HoursConsole
from pupitre.errors import EstateError
from pupitre.keeping.hours import KeepsHours
from pupitre.keeping.strategy import Change, Keeping

if TYPE_CHECKING:
    from pupitre.run import Session

__all__ = ["Change", "Keeping", "KeepsHours", "keeping_of"]


def keeping_of(session: Session) -> Keeping[Any, Any]:
    """Return how the session's console is kept; raise EstateError for one that keeps nothing that is known."""
    if isinstance(session.console, HoursConsole):
        return KeepsHours(session, session.console)
    raise EstateError(f"The console {session.console.kind} keeps no opening hours.")
