"""Hours as OpenStreetMap's `opening_hours`.

Source: the specification of the key, wiki.openstreetmap.org/wiki/Key:opening_hours/specification.
A later rule replaces what an earlier one says of the same date, so the rules stand
in the order of precedence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from pupitre.hours import Week, Weekday
from pupitre.year.hours import Hours
from pupitre.year.rules import NarrowDay, Season, Slots

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
ODD, EVEN = "week 01-53/2", "week 02-52/2"


def write_osm(hours: Hours, first: dt.date, last: dt.date, *, region: str = "") -> str:
    """Return the hours; what has no rule of its own there is told date by date between two days.

    That are school holidays, and public holidays that are told apart or that only a
    region has. Raise CalendarUnknown for school holidays that nobody published.
    """
    rules = [*_week("", hours.week, every=False), *_narrow("", hours.narrow)]
    rules = rules or ["off"]
    for season in [each for each in hours.seasons if not each.is_of_one_year]:
        rules += _season(season, hours, first, last)
    for season in [each for each in hours.seasons if each.is_of_one_year]:
        rules += _season(season, hours, first, last)
    uniform = len(hours.holidays) == 1 and not hours.holidays[0].name and not region
    if uniform and hours.holidays[0].slots is not None:
        rules.append(f"PH {_times(hours.holidays[0].slots)}")
    elif hours.holidays:
        rules += _holidays(hours, first, last)
    for day in sorted(hours.days, key=lambda rule: rule.first):
        if day.slots is not None:
            rules.append(f"{_range(day.first, day.last)} {_times(day.slots)}")
        else:
            rules += [f"{_range(date, date)} {_times(hours.on(date).slots)}" for date in day.dates()]
    return "; ".join(rules)


def _season(season: Season, hours: Hours, first: dt.date, last: dt.date) -> Iterator[str]:
    for when in _when(season, hours, first, last):
        yield from _week(f"{when} ", season.week, every=True)
        yield from _narrow(f"{when} ", season.narrow)


def _when(season: Season, hours: Hours, first: dt.date, last: dt.date) -> Iterator[str]:
    if season.first is not None and season.last is not None:
        ends = [
            f"{f'{day.year} ' if day.year is not None else ''}{MONTHS[day.month - 1]} {day.day:02d}"
            for day in (season.first, season.last)
        ]
        yield ends[0] if ends[0] == ends[1] else "-".join(ends)
        return
    dates = (first + dt.timedelta(days=step) for step in range((last - first).days + 1))
    inside = [date for date in dates if hours.school is not None and hours.school.on(date) in season.school]
    start = 0
    for index, date in enumerate(inside):
        if index + 1 == len(inside) or inside[index + 1] - date > dt.timedelta(days=1):
            yield _range(inside[start], date)
            start = index + 1


def _holidays(hours: Hours, first: dt.date, last: dt.date) -> Iterator[str]:
    for step in range((last - first).days + 1):
        ruling = hours.on(first + dt.timedelta(days=step))
        if ruling.kind == "holiday":
            yield f"{_range(ruling.date, ruling.date)} {_times(ruling.slots)}"


def _week(when: str, week: Week, *, every: bool) -> Iterator[str]:
    """Yield a rule for each run of days that are alike; closed ones only where they close something."""
    if every and week.is_closed:
        yield f"{when}off"
        return
    first: Weekday | None = None
    for day, slots in week:
        first = day if first is None else first
        if day == Weekday.SUNDAY or week.on(Weekday(day + 1)) != slots:
            if slots or every:
                days = DAYS[first] if first == day else f"{DAYS[first]}-{DAYS[day]}"
                yield f"{when}{days} {_times(slots)}"
            first = None


def _narrow(when: str, days: Sequence[NarrowDay]) -> Iterator[str]:
    for day in days:
        narrowing = day.narrowing
        if narrowing.odd is not None:
            yield f"{when}{ODD if narrowing.odd else EVEN} {DAYS[day.day]} {_times(day.slots)}"
        else:
            yield f"{when}{DAYS[day.day]}[{narrowing.nth}] {_times(day.slots)}"


def _times(slots: Slots) -> str:
    return ",".join(str(slot) for slot in slots) or "off"


def _range(first: dt.date, last: dt.date) -> str:
    begins = f"{first.year} {MONTHS[first.month - 1]} {first.day:02d}"
    if first == last:
        return begins
    return f"{begins}-{last.year} {MONTHS[last.month - 1]} {last.day:02d}"
