"""How each console stands: its last night, its next change, what is held, and how stale all that is."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pupitre.errors import CalendarUnknown, EstateError, PupitreError
from pupitre.estate import Estate, load
from pupitre.estate.model import Once
from pupitre.guard import Door, Guard
from pupitre.guard.folder import StateFolder
from pupitre.guard.origin import canonical
from pupitre.unattended import history, once_ledger
from pupitre.unattended.history import History, PastNight
from pupitre.unattended.keepers import Keeper, keeper_of
from pupitre.unattended.letter import Letter
from pupitre.unattended.outbox import Outbox
from pupitre.year import LOOKED_AHEAD, coming_pushes, today_in

#: How a console stands, the worst first.
State = Literal["person", "unreadable", "failed", "stale", "never", "drift", "good"]
STATES: tuple[State, ...] = get_args(State)

STALE_AFTER_HOURS = 36.0

_EXIT_CODES: dict[State, int] = {"person": 4, "drift": 2, "good": 0}


@dataclass(frozen=True)
class Awaited:
    """A change that is done once, and what is known of it; None where it was not taken up so far.

    `keeper` is what looks at its very minute, or nothing.
    """

    item: Once
    known: once_ledger.State | None
    keeper: Keeper = ""


@dataclass(frozen=True)
class Standing:
    """How one estate's console stands; `hours` is the age of the last good night.

    `letters` are the messages about it that wait, `problem` is why nothing more is known, `next_push` the date on
    which the console's grid changes next, or nothing.
    """

    file: str
    state: State
    console: str = ""
    origin: str = ""
    language: str = "en"
    last: PastNight | None = None
    last_good: PastNight | None = None
    hours: float | None = None
    doors: tuple[Door, ...] = ()
    letters: int = 0
    problem: str = ""
    next_push: str = ""
    once: tuple[Awaited, ...] = ()

    @property
    def exit_code(self) -> int:
        """What `pupitre status` ends with for this console alone."""
        return _EXIT_CODES.get(self.state, 1)

    @property
    def drifted(self) -> tuple[str, ...]:
        """What somebody else had changed when the last night looked."""
        return self.last.drifted if self.last else ()


def standings(files: Iterable[Path], now: dt.datetime, stale_after: float = STALE_AFTER_HOURS) -> tuple[Standing, ...]:
    """Return how the console of each file stands; what cannot be read is one of the answers."""
    doors, letters, trouble = _state()
    found = []
    for file in files:
        past, why = History(), trouble
        once: tuple[Awaited, ...] = ()
        try:
            estate = load(file)
        except EstateError as error:
            found.append(Standing(str(file), "unreadable", problem=error.what))
            continue
        try:
            if not trouble:
                past = history.read(estate.address.origin)
                once = _once(estate, file, now)
        except (OSError, PupitreError) as error:
            why = _why(error)
        found.append(_standing(estate, past, doors, letters, why, now, stale_after, once))
    return tuple(found)


def worst(found: Iterable[Standing]) -> int:
    """Return the exit code of all consoles together."""
    states = {standing.state for standing in found}
    return next((_EXIT_CODES.get(state, 1) for state in STATES if state in states), 0)


def _standing(
    estate: Estate,
    past: History,
    doors: tuple[Door, ...],
    letters: tuple[Letter, ...],
    trouble: str,
    now: dt.datetime,
    stale_after: float,
    once: tuple[Awaited, ...],
) -> Standing:
    origin = estate.address.origin
    ours = tuple(door for door in doors if door.origin == canonical(origin) and door.account == estate.login.user)
    good = past.last_good
    hours = max(0.0, (now - dt.datetime.fromisoformat(good.ended)).total_seconds() / 3600) if good else None
    return Standing(
        file=estate.file,
        state=_judged(past, ours, hours, trouble, stale_after, in_doubt=any(e.known == "unknown" for e in once)),
        console=estate.console,
        origin=origin,
        language=estate.language,
        last=past.last,
        last_good=good,
        hours=hours,
        doors=ours,
        letters=sum(letter.origin == origin for letter in letters),
        problem=trouble,
        next_push=_next_push(estate, past, now),
        once=once,
    )


def _once(estate: Estate, file: Path, now: dt.datetime) -> tuple[Awaited, ...]:
    if not estate.once:
        return ()
    ledger, keeper = once_ledger.Ledger(estate.address.origin), keeper_of(file, now)
    return tuple(Awaited(item, ledger.state(item), keeper) for item in estate.once)


def _next_push(estate: Estate, past: History, now: dt.datetime) -> str:
    """Return the date on which the console's grid changes next, or nothing.

    The last good night knows what the console shows. Without one, or when that date is past, it is what the
    calendar says of a console that is up to date.
    """
    today = today_in(estate.timezone, now)
    known = past.last_good.next_push if past.last_good is not None else ""
    if known >= today.isoformat() or (past.last_good is not None and not known):
        return known
    found: list[dt.date] = []
    for site in estate.sites.values():
        with contextlib.suppress(CalendarUnknown):  # beyond what is published nobody knows
            pushes = coming_pushes(site.hours, today, today + LOOKED_AHEAD, estate.margin)
            found += [each.night for each in [next(pushes, None)] if each is not None]
    return min(found).isoformat() if found else ""


def _judged(
    past: History, doors: tuple[Door, ...], hours: float | None, trouble: str, stale_after: float, *, in_doubt: bool
) -> State:
    last = past.last
    if in_doubt or any(not door.open for door in doors) or (last is not None and last.exit_code == 4):
        return "person"
    if trouble:
        return "unreadable"
    if last is None:
        return "never"
    if not last.is_good:
        return "failed"
    if hours is None or hours > stale_after:
        return "stale"
    return "drift" if last.drifted and last.exit_code == 2 else "good"


def _state() -> tuple[tuple[Door, ...], tuple[Letter, ...], str]:
    """Return the doors and the letters of this machine, or why they cannot be read; a machine without any has none."""
    try:
        folder = StateFolder.find()
        letters = tuple(Outbox.open().waiting())
        if not folder.holds_trace():
            return (), letters, ""
        with Guard.open() as guard:
            return guard.status(), letters, ""
    except (OSError, PupitreError) as error:
        return (), (), _why(error)


def _why(error: OSError | PupitreError) -> str:
    return error.what if isinstance(error, PupitreError) else error.strerror or type(error).__name__
