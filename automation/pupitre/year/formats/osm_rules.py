"""the rules of an `opening_hours` text, one by one, as far as an estate file can say them."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
import re
from dataclasses import dataclass

from pupitre.hours import HoursError, Slot, Weekday
from pupitre.year.formats.imported import NotImportable, shown
from pupitre.year.formats.osm_writing import DAYS, MONTHS
from pupitre.year.rules import LAST, Narrowing, SeasonDay, Slots

_MONTH = "|".join(MONTHS)
_DAY = "|".join(DAYS)
_DATE = re.compile(
    rf"(?:(?P<year>\d{{4}})\s+)?(?P<month>{_MONTH})(?:\s+(?P<day>\d{{1,2}}))?"
    rf"(?:\s*-\s*(?:(?P<year2>\d{{4}})\s+)?(?:(?P<month2>{_MONTH})\b\s*)?(?P<day2>\d{{1,2}})?(?!:|\d))?"
)
_WEEKS = re.compile(r"week\s+0?(\d{1,2})\s*-\s*(\d{2})\s*/\s*2\b")
_DAYS = re.compile(
    rf"(?:{_DAY}|PH)(?:-(?:{_DAY})|\[[-0-9, ]+\])?(?:\s*,\s*(?:{_DAY}|PH)(?:-(?:{_DAY})|\[[-0-9, ]+\])?)*"
)
_TIMES = re.compile(r"\d{1,2}:\d{2}-\d{1,2}:\d{2}(?:\s*,\s*\d{1,2}:\d{2}-\d{1,2}:\d{2})*")


@dataclass(frozen=True)
class Rule:
    """One rule: when it holds (None: always), on which days, and the hours then.

    `days` is None when it names no weekday: it holds on each.
    """

    text: str
    when: tuple[SeasonDay, SeasonDay] | None
    days: tuple[tuple[Weekday, Narrowing | None], ...] | None
    holidays: bool
    slots: Slots

    @property
    def is_dated(self) -> bool:
        """Whether it is of a year."""
        return self.when is not None and self.when[0].year is not None

    def dates(self) -> tuple[dt.date, dt.date]:
        """Return the first and last date of a rule that is of a year."""
        if self.when is None:
            raise ValueError("a rule without dates has no first one")
        first, last = (dt.date(day.year or 0, day.month, day.day) for day in self.when)
        return first, last


def parse_rules(text: str) -> list[Rule]:
    """Return the rules in their order; raise NotImportable for anything that is not understood whole."""
    if text.strip() == "24/7":
        return [Rule("24/7", None, None, False, (Slot(0, 23 * 60 + 59),))]
    found = [rule for part in text.split(";") if part.strip() for rule in _parse(part.strip())]
    if not found:
        raise NotImportable("there are no opening hours in it.")
    return found


def _parse(text: str) -> list[Rule]:
    rest = text
    spans: list[tuple[SeasonDay, SeasonDay] | None] = []
    while match := _DATE.match(rest):
        spans.append(_span(match, text))
        rest = rest[match.end() :].lstrip()
        if not rest.startswith(","):
            break
        rest = rest[1:].lstrip()
    parity: Narrowing | None = None
    if match := _WEEKS.match(rest):
        parity = _parity(match, text)
        rest = rest[match.end() :].lstrip()
    rest = rest.removeprefix(":").lstrip() if spans or parity else rest
    days: list[tuple[Weekday, Narrowing | None]] | None = None
    holidays = False
    if match := _DAYS.match(rest):
        days, holidays = _weekdays(match[0], parity, text)
        rest = rest[match.end() :].lstrip()
    elif parity is not None:
        days = [(day, parity) for day in Weekday]
    if holidays and spans:
        raise _refused(text, "public holidays of a part of the year are not kept; write those dates under `days`")
    slots = _slots(rest, text)
    return [Rule(text, span, tuple(days) if days is not None else None, holidays, slots) for span in spans or [None]]


def _span(match: re.Match[str], text: str) -> tuple[SeasonDay, SeasonDay]:
    year = int(match["year"]) if match["year"] else None
    month = MONTHS.index(match["month"]) + 1
    is_range = any(match[name] for name in ("year2", "month2", "day2"))
    month2 = MONTHS.index(match["month2"]) + 1 if match["month2"] else month
    year2 = int(match["year2"]) if match["year2"] else year
    if is_range and ((match["day"] is None) != (match["day2"] is None) or (year is None) != (year2 is None)):
        raise _refused(text, "its dates are not understood; write Jul 01-Aug 31, or 2026 Dec 24")
    day = int(match["day"] or 1)
    day2 = int(match["day2"] or 0) if is_range else int(match["day"] or 0)
    if not day2:  # whole months
        day2 = calendar.monthrange(2024 if year2 is None else year2, month2)[1]
    first, last = SeasonDay(month, day, year), SeasonDay(month2, day2, year2)
    for each in (first, last):
        try:
            dt.date(2024 if each.year is None else each.year, each.month, each.day)
        except ValueError:
            raise _refused(text, "there is no such date") from None
    if year is not None and year2 is not None and (year2, month2, day2) < (year, month, day):
        raise _refused(text, "it ends before it begins")
    return first, last


def _parity(match: re.Match[str], text: str) -> Narrowing:
    begins, ends = int(match[1]), int(match[2])
    if (begins, ends) == (1, 53):
        return Narrowing(odd=True)
    if begins == 2 and ends in (52, 53):
        return Narrowing(odd=False)
    raise _refused(text, "only odd weeks (week 01-53/2) and even ones (week 02-52/2) are kept")


def _weekdays(
    text: str, parity: Narrowing | None, rule: str
) -> tuple[list[tuple[Weekday, Narrowing | None]] | None, bool]:
    days: list[tuple[Weekday, Narrowing | None]] = []
    holidays = False
    for part in re.findall(rf"PH|(?:{_DAY})(?:-(?:{_DAY})|\[[-0-9, ]+\])?", text):
        if part == "PH":
            holidays = True
        elif "[" in part:
            if parity is not None:
                raise _refused(rule, "a day is narrowed by its week and by its place in the month at once")
            for place in part[3:-1].split(","):
                days.append((Weekday(DAYS.index(part[:2])), _nth(place.strip(), rule)))
        else:
            ends = [DAYS.index(name) for name in part.split("-")]
            days += [(Weekday((ends[0] + step) % 7), parity) for step in range((ends[-1] - ends[0]) % 7 + 1)]
    if holidays and days:
        return days, True
    return (days, False) if days else (None, holidays)


def _nth(place: str, rule: str) -> Narrowing:
    if place == "-1":
        return Narrowing(nth=LAST)
    if place in ("1", "2", "3", "4", "5"):
        return Narrowing(nth=int(place))
    raise _refused(rule, "only the first to fifth and the last weekday of a month are kept")


def _slots(text: str, rule: str) -> Slots:
    if text in ("off", "closed"):
        return ()
    if text in ("", "open"):
        raise _refused(rule, "it says no hours")
    if not _TIMES.fullmatch(text):
        raise _refused(rule, f"{shown(text)} is not understood; hours are written 08:00-12:00,14:00-17:30")
    found: list[Slot] = []
    for part in text.split(","):
        begins, _, ends = part.strip().partition("-")
        try:
            # The console wants an end before 24:00; one minute is what it loses by that.
            found.append(Slot.parse(f"{begins}-{'23:59' if ends == '24:00' else ends}"))
        except HoursError as error:
            raise _refused(rule, str(error)) from None
    slots = tuple(sorted(found))
    if any(one.overlaps(other) for one, other in itertools.pairwise(slots)):
        raise _refused(rule, "two openings of one day overlap")
    return slots


def _refused(rule: str, why: str) -> NotImportable:
    return NotImportable(f"the rule {shown(rule)} cannot be kept: {why}.")
