"""How each console stands: its last night, its next change, what is held, and how stale all that is."""

from __future__ import annotations

import contextlib
import datetime as dt
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from pupitre.errors import CalendarUnknown, PupitreError
from pupitre.estate import Estate
from pupitre.estate.model import Once
from pupitre.guard import Door, Guard
from pupitre.guard.folder import StateFolder
from pupitre.guard.origin import canonical
from pupitre.unattended import history, once_ledger
from pupitre.unattended.estates import Look, read_estate
from pupitre.unattended.history import History, PastNight
from pupitre.unattended.keepers import Keeper, keeper_of
from pupitre.unattended.known import Known, all_known, only_of, whole
from pupitre.unattended.letter import Letter
from pupitre.unattended.lost import Lost, Wrong, find_lost, lost_by_passing, wrong_with
from pupitre.unattended.outbox import Outbox
from pupitre.unattended.posting import why
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
    which the console's grid changes next, or nothing. A file that `is_lost` does not load, or is not there;
    `lost_since` is the first night that found it so, as ISO 8601, or nothing.
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
    is_lost: bool = False
    lost_since: str = ""
    once: tuple[Awaited, ...] = ()

    @property
    def exit_code(self) -> int:
        """What `pupitre status` ends with for this console alone."""
        return _EXIT_CODES.get(self.state, 1)

    @property
    def drifted(self) -> tuple[str, ...]:
        """What somebody else had changed when the last night looked."""
        return self.last.drifted if self.last else ()


def standings(looks: Sequence[Look], now: dt.datetime, stale_after: float = STALE_AFTER_HOURS) -> tuple[Standing, ...]:
    """Return how the console of each file stands; what cannot be read, or is gone, is one of the answers."""
    doors, letters, trouble = _state()
    everyone, trouble = _everyone(trouble)
    machine = _Machine(doors, letters, trouble, now, stale_after)
    read = {file: read_estate(file) for look in looks for file in look.files}
    failed = {file: error for file, error in read.items() if isinstance(error, PupitreError)}
    lost = {each.known.file: each for each in find_lost(looks, failed, everyone, now)}
    found = []
    for look in looks:
        if look.error is not None:
            found.append(Standing(str(look.path), "unreadable", problem=look.error.what, is_lost=True))
        for file, estate in ((file, read[file]) for file in look.files):
            gone = lost.pop(whole(file), None)
            if not isinstance(estate, PupitreError):
                known = Known.of(estate, now)
                noted = only_of(everyone, file)
                known = replace(known, passed_by=noted.passed_by if noted else ())
                found.append(machine.standing(known, estate.file, estate=estate))
            elif gone is not None:
                found.append(machine.standing(gone.known, str(file), lost=gone))
            else:
                problem = said_of(wrong_with(estate))
                found.append(Standing(str(file), "unreadable", problem=problem, is_lost=True))
    found += [machine.standing(rest.known, _as_asked(rest.known, looks), lost=rest) for rest in lost.values()]
    return tuple(found)


def worst(found: Iterable[Standing]) -> int:
    """Return the exit code of all consoles together."""
    states = {standing.state for standing in found}
    return next((_EXIT_CODES.get(state, 1) for state in STATES if state in states), 0)


def said_of(wrong: Iterable[Wrong]) -> str:
    """Return what is wrong with a file as the status says it, a line each."""
    return "\n".join(
        f"The file does not load: line {each.line}: {each.sentence}" if each.line else each.sentence for each in wrong
    )


@dataclass(frozen=True)
class _Machine:
    """What is known on this machine besides the nights of a console; `trouble` is why that is nothing."""

    doors: tuple[Door, ...]
    letters: tuple[Letter, ...]
    trouble: str
    now: dt.datetime
    stale_after: float

    def standing(self, known: Known, file: str, *, estate: Estate | None = None, lost: Lost | None = None) -> Standing:
        """Return how the console of a file stands, one that loads or one that is lost."""
        past, trouble = History(), self.trouble
        once: tuple[Awaited, ...] = ()
        try:
            if not trouble:
                past = history.read(known.origin)
                once = _once(estate, Path(file), self.now) if estate is not None else ()
        except (OSError, PupitreError) as error:
            trouble = why(error)
        origin, good = canonical(known.origin), past.last_good
        doors = tuple(door for door in self.doors if door.origin == origin and door.account == known.account)
        hours = max(0.0, (self.now - dt.datetime.fromisoformat(good.ended)).total_seconds() / 3600) if good else None
        trouble = _problem(lost) if lost is not None else trouble
        in_doubt = any(each.known == "unknown" for each in once)
        then = good.next_push if good is not None else ""
        return Standing(
            file=file,
            state=_judged(past, doors, hours, trouble, self.stale_after, in_doubt=in_doubt),
            console=known.console,
            origin=known.origin,
            language=known.language,
            last=past.last,
            last_good=good,
            hours=hours,
            doors=doors,
            letters=sum(letter.origin == known.origin for letter in self.letters),
            problem=trouble or _passed_by(known),
            next_push=_next_push(estate, past, self.now) if estate is not None else then,
            is_lost=lost is not None,
            lost_since=known.trouble.since if lost is not None and known.trouble is not None else "",
            once=once,
        )


def _once(estate: Estate, file: Path, now: dt.datetime) -> tuple[Awaited, ...]:
    if not estate.once:
        return ()
    ledger, keeper = once_ledger.Ledger(estate.address.origin), keeper_of(file, now)
    return tuple(Awaited(item, ledger.state(item), keeper) for item in estate.once)


def _problem(lost: Lost) -> str:
    said = said_of(lost.wrong)
    if lost.way == "gone":
        return f"The file is not in its folder any more. If that is meant: {forgetting(lost.known.file)}"
    if lost.way == "folder":
        return f"{said}\nThe folder {lost.at} does not give this file any more."
    return said


def forgetting(file: str) -> str:
    """Return the command that lets a file be gone."""
    return f"pupitre status --forget {shlex.quote(file)}"


def _passed_by(known: Known) -> str:
    if not lost_by_passing([known]):
        return ""
    asked = dt.datetime.fromisoformat(known.asked)
    return f"No night was asked for this file since {asked:%Y-%m-%d %H:%M} UTC, and there were others."


def _as_asked(known: Known, looks: Iterable[Look]) -> str:
    """Return a file's name as it would be if it were there, so that monitoring knows it for the same."""
    named = next((look.path for look in looks if whole(look.path) == str(known.folder)), known.folder)
    return str(named / Path(known.file).name)


def _everyone(trouble: str) -> tuple[tuple[Known, ...], str]:
    """Return what is known of files, or why that cannot be read."""
    if trouble:
        return (), trouble
    try:
        return all_known(), ""
    except (OSError, PupitreError) as error:
        return (), why(error)


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
        return (), (), why(error)
