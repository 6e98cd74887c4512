"""Hours as schema.org's `OpeningHoursSpecification`, which search engines read.

Source: schema.org/OpeningHoursSpecification and Google's "Local business" guide: the
ordinary week stands in `openingHoursSpecification`; dates that depart from it in
`specialOpeningHoursSpecification`, and a closed one opens and closes at 00:00.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pupitre.hours import HoursError, Slot, Week, Weekday, parse_time
from pupitre.year.formats.departures import departures
from pupitre.year.formats.imported import DayHours, Imported, NotImportable, joined, shown
from pupitre.year.hours import Hours
from pupitre.year.rules import HolidayRule, Slots

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LAST_MINUTE = 23 * 60 + 59
_LONGEST = 366


def write_schema_org(name: str, hours: Hours, first: dt.date, last: dt.date) -> dict[str, Any]:
    """Return a JSON-LD document: the ordinary week, and what departs from it between two days."""
    regular: dict[Slot, list[str]] = {}
    for day, slots in hours.week:
        for slot in slots:
            regular.setdefault(slot, []).append(DAYS[day])
    return {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "name": name,
        "openingHoursSpecification": [
            {"@type": "OpeningHoursSpecification", "dayOfWeek": days, **_times(slot)} for slot, days in regular.items()
        ],
        "specialOpeningHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "validFrom": each.first.isoformat(),
                "validThrough": each.last.isoformat(),
                **_times(slot),
            }
            for each in departures(hours, first, last)
            for slot in each.slots or (None,)
        ],
    }


def read_schema_org(text: str) -> Imported:
    """Return what a JSON-LD document declares; raise NotImportable."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise NotImportable(
            f"line {error.lineno}, column {error.colno}: this is not JSON.", remedy="Look for a missing comma or quote."
        ) from None
    except (ValueError, RecursionError):
        raise NotImportable(
            "this is JSON that no website has: too deep, or with too long a number.", remedy="Look at the file."
        ) from None
    node = _holder(document)
    if node is None:
        raise NotImportable("there is no openingHoursSpecification in it.")
    week: dict[Weekday, Slots] = {}
    holidays: Slots | None = None
    dated: dict[dt.date, Slots] = {}
    for entry in _entries(node, "openingHoursSpecification"):
        if "validFrom" in entry or "validThrough" in entry:
            _dates(entry, dated)
            continue
        slots = _slots(entry)
        for day in _days(entry):
            if day is None:
                holidays = joined(holidays or (), slots, "PublicHolidays")
            else:
                week[day] = joined(week.get(day, ()), slots, DAYS[day])
    for entry in _entries(node, "specialOpeningHoursSpecification"):
        _dates(entry, dated)
    return Imported(
        Week.of(week) if week else None,
        holidays=HolidayRule("", holidays) if holidays is not None else None,
        days={date: DayHours(slots) for date, slots in dated.items()},
    )


def _times(slot: Slot | None) -> dict[str, str]:
    begins, _, ends = str(slot).partition("-") if slot is not None else ("00:00", "", "00:00")
    return {"opens": begins, "closes": ends}


def _holder(document: object) -> Mapping[str, Any] | None:
    """Return the first object in a document that has opening hours, wherever it stands."""
    waiting, seen = [document], 0
    while waiting and seen < 10_000:
        node, seen = waiting.pop(0), seen + 1
        if isinstance(node, Mapping):
            if "openingHoursSpecification" in node or "specialOpeningHoursSpecification" in node:
                return node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return None


def _entries(node: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    found = node.get(key, [])
    for entry in found if isinstance(found, Sequence) and not isinstance(found, str) else [found]:
        if not isinstance(entry, Mapping):
            raise NotImportable(f"{key} holds something that is no specification.")
        yield entry


def _slots(entry: Mapping[str, Any]) -> Slots:
    opens, closes = entry.get("opens"), entry.get("closes")
    if opens is None and closes is None:
        return ()
    try:
        begin, end = (parse_time(str(each)[:5].replace("24:00", "23:59")) for each in (opens, closes))
        if begin == end == 0:
            return ()
        # 00:00 as an end is midnight, which the console writes as 23:59.
        return (Slot(begin, _LAST_MINUTE if end == 0 else end),)
    except HoursError as error:
        raise NotImportable(f"from {shown(str(opens))} to {shown(str(closes))}: {error}.") from None


def _days(entry: Mapping[str, Any]) -> list[Weekday | None]:
    said = entry.get("dayOfWeek", [])
    found: list[Weekday | None] = []
    for each in said if isinstance(said, list) else [said]:
        name = str(each.get("@id", each.get("name", "")) if isinstance(each, Mapping) else each)
        name = name.rpartition("/")[2]
        if name == "PublicHolidays":
            found.append(None)
        elif name in DAYS:
            found.append(Weekday(DAYS.index(name)))
        else:
            raise NotImportable(f"{shown(name)} is not a day of the week.")
    return found


def _dates(entry: Mapping[str, Any], dated: dict[dt.date, Slots]) -> None:
    try:
        ends = [entry.get("validFrom"), entry.get("validThrough")]
        first, last = (
            dt.date.fromisoformat(str(each if each is not None else ends[0] or ends[1])[:10]) for each in ends
        )
    except ValueError:
        raise NotImportable("validFrom or validThrough is not a date.") from None
    if last < first:
        raise NotImportable(f"a specification ends on {last}, before it begins on {first}.")
    if (last - first).days >= _LONGEST:
        raise NotImportable(f"a specification from {first} to {last} is longer than a year; write a season.")
    days, slots = _days(entry), _slots(entry)
    if None in days:
        raise NotImportable("public holidays of a part of the year are not kept.")
    for step in range((last - first).days + 1):
        date = first + dt.timedelta(days=step)
        if not days or Weekday(date.weekday()) in days:
            dated[date] = joined(dated.get(date, ()), slots, str(date))
