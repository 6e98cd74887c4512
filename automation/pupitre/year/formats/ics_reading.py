"""Events of an iCalendar file as days, by their category or their name."""

from __future__ import annotations

import datetime as dt
import fnmatch
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from pupitre.hours import HoursError, Slot, format_time
from pupitre.lookalike import plain
from pupitre.year.formats.ics_events import MOST_STEPS, events_of, name_of, too_often
from pupitre.year.formats.ics_writing import HOURS
from pupitre.year.formats.imported import DayHours, Imported, NotImportable, joined, shown
from pupitre.year.rules import Opening, Slots

MOST_DATES = 5_000


@dataclass(frozen=True)
class Choice:
    """Which events are meant, between which days, and what they do.

    `opening` is None for `normal`; with `of_the_event` the hours of the event
    itself count, and an event of whole days must say which it means.
    """

    first: dt.date
    last: dt.date
    category: str = ""
    name: str = ""
    opening: Opening = ()
    of_the_event: bool = False
    timezone: str = "Europe/Paris"


def read_ics(text: bytes, choice: Choice) -> Imported:
    """Return the days of the events that are meant; raise NotImportable."""
    days: dict[dt.date, DayHours] = {}
    touched = 0
    for event in events_of(text, choice.first, choice.last, lambda event: _is_meant(event, choice)):
        touched += _take(event, choice, days)
        if touched > MOST_STEPS:
            raise too_often()
        if len(days) > MOST_DATES:
            raise NotImportable(
                f"there are more than {MOST_DATES} dates in it.", remedy="Shorten the time with --from and --to."
            )
    return Imported(days=days)


def _is_meant(event: Any, choice: Choice) -> bool:
    if plain(str(event.get("STATUS", ""))) == "cancelled":
        return False
    if choice.name and not fnmatch.fnmatchcase(plain(name_of(event)), plain(choice.name)):
        return False
    if not choice.category:
        return True
    found = event.get("CATEGORIES", [])
    names = [str(name) for each in (found if isinstance(found, list) else [found]) for name in each.cats]
    return plain(choice.category) in [plain(name) for name in names]


def _take(event: Any, choice: Choice, days: dict[dt.date, DayHours]) -> int:
    """Add the dates of an event to the others, and return how many they are."""
    start, end = event["DTSTART"].dt, event["DTEND"].dt if "DTEND" in event else event["DTSTART"].dt
    whole = not isinstance(start, dt.datetime)
    first, last, slots = _whole(start, end) if whole else _timed(start, end, choice, name_of(event))
    opening: Opening = choice.opening
    if choice.of_the_event:
        opening = _own_hours(event) if whole else slots
    first, last = max(first, choice.first), min(last, choice.last)
    for step in range((last - first).days + 1):
        date = first + dt.timedelta(days=step)
        known = days.get(date)
        if known is None:
            days[date] = DayHours(opening, name_of(event))
        elif choice.of_the_event and not whole and known.opening and opening:
            days[date] = DayHours(joined(known.opening, opening, str(date)), f"{known.name}, {name_of(event)}")
        elif known.opening != opening:
            raise NotImportable(
                f"On {date} two events say different hours: {shown(name_of(event))} and {shown(known.name)}.",
                remedy="Choose by --category or --name.",
            )
    return max(1, (last - first).days + 1)


def _whole(start: dt.date, end: dt.date) -> tuple[dt.date, dt.date, Slots]:
    return start, max(start, end - dt.timedelta(days=1)), ()


def _timed(start: dt.datetime, end: dt.datetime, choice: Choice, name: str) -> tuple[dt.date, dt.date, Slots]:
    """Return the dates that an event touches, and its hours on the one date it should have."""
    zone = ZoneInfo(choice.timezone)
    begins, ends = (each.astimezone(zone) if each.tzinfo is not None else each for each in (start, end))
    at_midnight = ends.time() == dt.time(0) and ends.date() > begins.date()
    last = ends.date() - dt.timedelta(days=1) if at_midnight else ends.date()
    if not choice.of_the_event:
        return begins.date(), last, ()
    if last != begins.date():
        raise NotImportable(
            f"{shown(name)} on {begins.date()} runs past midnight; the console keeps hours within one day."
        )
    until = 23 * 60 + 59 if at_midnight else ends.hour * 60 + ends.minute
    try:
        return begins.date(), last, (Slot(begins.hour * 60 + begins.minute, until),)
    except HoursError:
        raise NotImportable(f"{shown(name)} on {begins.date()} has no length ({format_time(until)}).") from None


def _own_hours(event: Any) -> Opening:
    # Whether the text of a property that is not in the standard is unescaped differs from reader to reader.
    said = str(event.get(HOURS, "")).replace("\\,", ",").strip()
    if said == "closed":
        return ()
    if said == "normal":
        return None
    try:
        return tuple(sorted(Slot.parse(part) for part in said.split(",")))
    except HoursError:
        raise NotImportable(
            f"{shown(name_of(event))} is of whole days and does not say its hours.",
            remedy="Say them: --hours closed, --hours normal or --hours 09:00-12:00.",
        ) from None
