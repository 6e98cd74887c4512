"""The events of an iCalendar file that are meant, each of its dates one, and never more than a person would write.

Source: RFC 5545. A file says how often an event comes back in a few letters, so
what those letters would cost is reckoned before any date is looked for.
"""

from __future__ import annotations

import datetime as dt
import importlib
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pupitre.year.formats.imported import NotImportable, shown

INSTALL = "pip install 'pupitre[calendar]'"
EXPORT_AGAIN = "Export it again from the calendar program, as .ics."
_BROKEN = "this is not a calendar that can be read."
_CHOOSE = "Choose by --category or --name, or shorten the time with --from and --to."
#: What all events that come back may cost together, in dates that are gone through.
MOST_STEPS = 200_000
_EVERY = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}
_INSIDE = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}
# A rule that can miss every date is gone through to the year 9999: so many months, and thirty times as many days.
_BARREN = {"DAILY": 200_000, "WEEKLY": 100_000, "MONTHLY": 10_000, "YEARLY": 10_000}
_ORDINARY = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"}
_TIMES = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE")


def events_of(content: bytes, first: dt.date, last: dt.date, is_meant: Callable[[Any], bool]) -> Iterator[Any]:
    """Yield each date between two days of the events that are meant; raise NotImportable."""
    icalendar, recurring = _libraries()
    text = _text(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a library's remarks on a stranger's file are not for an operator
        try:
            calendars = icalendar.Calendar.from_ical(text, multiple=True)
        except Exception:  # noqa: BLE001 - the parser of others has many ways to say that a file is broken
            raise NotImportable(f"{_place(content)}{_BROKEN}", remedy=EXPORT_AGAIN) from None
        places = _places(calendars, tuple(_lines(content, rb"BEGIN:VEVENT")))
        for calendar in calendars:
            _keep(calendar, is_meant)
        _refuse_floods([event for calendar in calendars for event in calendar.walk("VEVENT")], last, places)
        for calendar in calendars:
            try:
                found = recurring.of(calendar).between(first, last + dt.timedelta(days=1))
            except Exception:  # noqa: BLE001 - as above
                raise NotImportable(_BROKEN, remedy=EXPORT_AGAIN) from None
            yield from (event for event in found if is_meant(event))


def too_often() -> NotImportable:
    """Return what is said of events that nobody can have meant."""
    return NotImportable("the events in it come back too often to be gone through.", remedy=_CHOOSE)


def name_of(event: Any) -> str:
    """Return what an event is called, on one line."""
    return " ".join(str(event.get("SUMMARY", "")).split())


def _libraries() -> tuple[Any, Any]:
    try:
        icalendar, recurring = (importlib.import_module(name) for name in ("icalendar", "recurring_ical_events"))
    except ImportError:
        raise NotImportable("Reading an .ics needs packages that are not installed.", remedy=INSTALL) from None
    return icalendar, recurring


def _text(content: bytes) -> str:
    # A long line may be cut inside a character, so the pieces are joined before they are letters.
    whole = re.sub(rb"\r?\n[ \t]", b"", content)
    try:
        return whole.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = _line_of(content, whole[: error.start].count(b"\n"))
        raise NotImportable(
            f"line {line}: this is not UTF-8, as iCalendar has to be.", remedy="Save the file as UTF-8."
        ) from None


def _line_of(content: bytes, number: int) -> int:
    """Return on which line of a file the unfolded line of a number begins."""
    seen = -1
    for line, text in enumerate(content.split(b"\n"), start=1):
        if text[:1] not in (b" ", b"\t"):
            seen += 1
        if seen == number:
            return line
    return 1


def _lines(content: bytes, pattern: bytes) -> Iterator[int]:
    for number, line in enumerate(content.split(b"\n"), start=1):
        if re.fullmatch(pattern, line.strip(), re.IGNORECASE):
            yield number


def _place(content: bytes) -> str:
    """Return where a file is broken, if that can be seen: a line that is no property."""
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip() and line[:1] not in (b" ", b"\t") and b":" not in line and b";" not in line:
            return f"line {number}: "
    return ""


def _places(calendars: list[Any], lines: tuple[int, ...]) -> Mapping[int, str]:
    """Return how each event is told: its line and its name."""
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    known = len(events) == len(lines)
    return {
        id(event): f"{f'line {lines[number]}: ' if known else ''}the event {shown(name_of(event))}"
        for number, event in enumerate(events)
    }


def _keep(calendar: Any, is_meant: Callable[[Any], bool]) -> None:
    """Leave out the events that are not meant, but for those that say more about one that is."""
    meant = {str(event.get("UID", id(event))) for event in calendar.walk("VEVENT") if is_meant(event)}
    calendar.subcomponents = [
        part for part in calendar.subcomponents if part.name != "VEVENT" or str(part.get("UID", id(part))) in meant
    ]


def _refuse_floods(events: list[Any], last: dt.date, places: Mapping[int, str]) -> None:
    steps = 0
    for event in events:
        place = places.get(id(event), "an event")
        start = _start(event, place)
        rules = event.get("RRULE", [])
        for rule in rules if isinstance(rules, list) else [rules]:
            steps += _steps(rule, start, last, place)
    if steps > MOST_STEPS:
        raise too_often()


def _start(event: Any, place: str) -> dt.date:
    """Return the first day of an event; raise NotImportable for one whose times say nothing, or two things."""
    broken = next((name for name, _ in event.errors if name in _TIMES), None)
    if broken is not None:
        raise NotImportable(f"{place} has a {broken} that cannot be read.", remedy=EXPORT_AGAIN)
    ends: list[dt.date] = []
    for name in ("DTSTART", "DTEND"):
        if name not in event:
            continue
        if isinstance(event[name], list):
            raise NotImportable(f"{place} has {name} twice.", remedy=EXPORT_AGAIN)
        value = event[name].dt
        zone = event[name].params.get("TZID")
        if zone is not None and isinstance(value, dt.datetime) and value.tzinfo is None:
            raise NotImportable(
                f"{place} is in the time zone {shown(str(zone))}, which nobody knows.",
                remedy="Give it a time zone such as Europe/Paris in the calendar program.",
            )
        ends.append(value)
    if not ends or "DTSTART" not in event:
        raise NotImportable(f"{place} does not say when it begins.", remedy=EXPORT_AGAIN)
    if isinstance(ends[0], dt.datetime) != isinstance(ends[-1], dt.datetime):
        raise NotImportable(f"{place} begins on a day and ends at a time, or the other way round.", remedy=EXPORT_AGAIN)
    if _comparable(ends[-1]) < _comparable(ends[0]):
        raise NotImportable(f"{place} ends before it begins.", remedy="Mend it in the calendar program.")
    return ends[0].date() if isinstance(ends[0], dt.datetime) else ends[0]


def _comparable(value: dt.date) -> tuple[dt.date, float]:
    if not isinstance(value, dt.datetime):
        return value, 0
    # Far from any year that a clock can be in, an instant is as good as its local time.
    if value.tzinfo is not None and 1 < value.year < dt.MAXYEAR:
        value = value.astimezone(dt.UTC)
    return value.date(), value.hour * 3600 + value.minute * 60 + value.second


def _steps(rule: Any, start: dt.date, last: dt.date, place: str) -> int:
    """Return how many dates are gone through for a rule, at most; raise NotImportable for one without a sense."""
    often = str(next(iter(rule.get("FREQ", [])), "")).upper()
    times = 1
    for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        times *= max(1, len(rule.get(part, [])))
    if often in ("SECONDLY", "MINUTELY", "HOURLY") or times > 1:
        raise NotImportable(f"{place} comes back more often than once a day.", remedy="Leave it out by --name.")
    interval = next(iter(rule.get("INTERVAL", [])), 1)
    if often not in _EVERY or interval < 1:
        raise NotImportable(f"{place} has a RRULE that makes no sense.", remedy="Mend it in the calendar program.")
    until = next(iter(rule.get("UNTIL", [])), last)
    until = until.date() if isinstance(until, dt.datetime) else until
    days = max(0, (min(until, last) - start).days) + 1
    narrowed = {str(part).upper() for part in rule} & {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"}
    dates = days // (_EVERY[often] * interval) + 1
    if narrowed:
        dates = min(days, dates * _INSIDE[often])
    for count in rule.get("COUNT", []):
        dates = min(dates, count)
    return dates + (_BARREN[often] if _may_miss_all(rule, often, interval) else 0)


def _may_miss_all(rule: Any, often: str, interval: int) -> bool:
    """Return whether there may be no such date at all: the 30th of February, the sixth Monday of a month."""
    parts = {str(part).upper() for part in rule}
    places = [abs(int(place)) for place in rule.get("BYSETPOS", [])]
    places += [abs(int(number[0])) for day in rule.get("BYDAY", []) if (number := re.match(r"[+-]?\d+", str(day)))]
    return (
        bool(parts - _ORDINARY)
        or any(abs(int(day)) > 28 for day in rule.get("BYMONTHDAY", []))
        or any(place > 4 for place in places)
        or (interval > 1 and ("BYMONTH" in parts or often == "DAILY") and any(part.startswith("BY") for part in parts))
        or (often in ("DAILY", "WEEKLY") and bool(parts & {"BYMONTHDAY", "BYSETPOS"}))
    )
