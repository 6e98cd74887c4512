"""Hours that came from elsewhere, as the YAML of an estate file."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pupitre.errors import Explained
from pupitre.hours import Week, Weekday
from pupitre.visible import visible
from pupitre.year.rules import LAST, HolidayRule, NarrowDay, Opening, Season, SeasonDay, Slots

LONGEST_SHOWN = 60


class NotImportable(Explained):
    """Something that an estate file cannot say, or that says two things; nothing of it is taken."""

    reason = "not_importable"

    def __init__(self, what: str, *, remedy: str = "Leave that part out, and write it in the estate file.") -> None:
        super().__init__(what, left_behind="Nothing was imported.", remedy=remedy)


def shown(text: str) -> str:
    """Return a text of somebody else's in quotes: one line, not too long, nothing unseen in it."""
    line = visible(" ".join(text[: 4 * LONGEST_SHOWN].split()))
    return f"'{line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + '…'}'"


@dataclass(frozen=True)
class DayHours:
    """What one date does, and what it was called."""

    opening: Opening
    name: str = ""


@dataclass(frozen=True)
class Imported:
    """The parts of an entry of `hours:` that a source declares; `week` is None when it declares none."""

    week: Week | None = None
    narrow: tuple[NarrowDay, ...] = ()
    seasons: tuple[Season, ...] = ()
    holidays: HolidayRule | None = None
    days: Mapping[dt.date, DayHours] | None = None

    def yaml(self) -> str:
        """Return the lines that go below the name of an entry of `hours:`."""
        lines: list[str] = []
        if self.week is not None:
            open_days = any(self.week.days) or any(day.slots for day in self.narrow)
            lines += ["week:", *_week(self.week, self.narrow, "  ")] if open_days else ["closed: true"]
        if self.seasons:
            lines.append("seasons:")
            for season in self.seasons:
                lines += _season(season)
        if self.holidays is not None:
            lines.append(f"holidays: {_opening(self.holidays.slots)}")
        if self.days:
            lines.append("days:")
            for first, last, day in runs(self.days):
                key = str(first) if first == last else f"{first}..{last}"
                remark = f"  # {visible(day.name)}" if day.name else ""
                lines.append(f"  {key}: {_opening(day.opening)}{remark}")
        return "\n".join(lines) + "\n"


def runs(days: Mapping[dt.date, DayHours]) -> Iterator[tuple[dt.date, dt.date, DayHours]]:
    """Yield the first and last of dates in a row that do the same, for at most a year."""
    ordered = sorted(days)
    start = 0
    for index, date in enumerate(ordered):
        following = ordered[index + 1] if index + 1 < len(ordered) else None
        if (
            following != date + dt.timedelta(days=1)
            or days[following] != days[date]
            or (following - ordered[start]).days >= 366
        ):
            yield ordered[start], date, days[date]
            start = index + 1


def _opening(opening: Opening) -> str:
    if opening is None:
        return "normal"
    slots = [str(slot) for slot in opening]
    return slots[0] if len(slots) == 1 else f"[{', '.join(slots)}]" if slots else "closed"


def _week(week: Week, narrow: tuple[NarrowDay, ...], indent: str) -> list[str]:
    lines: list[str] = []
    first: Weekday | None = None
    for day, slots in week:
        first = day if first is None else first
        if day == Weekday.SUNDAY or week.on(Weekday(day + 1)) != slots:
            key = first.key if first == day else f"{first.key}-{day.key}"
            lines += [f"{indent}{key}: {_opening(slots)}"] if slots else []
            first = None
    return lines + [f"{indent}{_narrowed(day)} {day.day.key}: {_opening(day.slots)}" for day in narrow]


def _narrowed(day: NarrowDay) -> str:
    if day.narrowing.odd is not None:
        return "odd" if day.narrowing.odd else "even"
    places = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", LAST: "last"}
    return places[day.narrowing.nth or LAST]


def _season(season: Season) -> list[str]:
    if season.first is None or season.last is None:
        raise ValueError("an imported season has a first and a last day")
    ends = f"from: {_season_day(season.first)}, to: {_season_day(season.last)}"
    lines = [f'  - {{name: "{season.name}", {ends}, closed: true}}']
    if any(season.week.days) or any(day.slots for day in season.narrow):
        inside = ", ".join(line.strip() for line in _week(season.week, season.narrow, ""))
        lines = [f'  - {{name: "{season.name}", {ends}, week: {{{inside}}}}}']
    return lines


def _season_day(day: SeasonDay) -> str:
    return f"{day.year}-{day.month:02d}-{day.day:02d}" if day.year is not None else f"{day.month:02d}-{day.day:02d}"


def joined(one: Slots, other: Slots, where: str) -> Slots:
    """Return the slots of two sources for one day, in order; raise NotImportable when they overlap."""
    slots = tuple(sorted({*one, *other}))
    if any(earlier.overlaps(later) for earlier, later in itertools.pairwise(slots)):
        raise NotImportable(f"{where}: two openings overlap: {', '.join(map(str, slots))}.")
    return slots
