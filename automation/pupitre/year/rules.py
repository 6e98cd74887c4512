"""What departs from an ordinary week, as values: narrower days, seasons, public holidays by name, dates.

`None` in place of slots means `normal`: the date is what it would be without the
rule. Each rule keeps the line that it stands on, for whoever asks why.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from pupitre.hours import Slot, Week, Weekday

Slots = tuple[Slot, ...]
Opening = Slots | None
Kind = Literal["day", "holiday", "season", "week"]
LAST = -1
#: What a calendar is kept for; a date outside is a slip of the pen.
YEARS = range(2000, 2200)


@dataclass(frozen=True, order=True)
class Narrowing:
    """Some of the dates of a weekday: those of odd or even ISO weeks, or the nth of each month.

    `nth` is 1 to 5, or LAST. ISO 8601 counts weeks from Monday; a year of 53
    weeks has two odd ones in a row.
    """

    odd: bool | None = None
    nth: int | None = None

    def __post_init__(self) -> None:
        if (self.odd is None) == (self.nth is None):
            raise ValueError("a day is narrowed by its week or by its place in the month")
        if self.nth is not None and self.nth not in (1, 2, 3, 4, 5, LAST):
            raise ValueError(f"no month has a weekday number {self.nth}")

    def holds(self, date: dt.date) -> bool:
        """Return whether a date is one of them."""
        if self.odd is not None:
            return (date.isocalendar().week % 2 == 1) == self.odd
        if self.nth == LAST:
            return (date + dt.timedelta(days=7)).month != date.month
        return (date.day - 1) // 7 + 1 == self.nth

    def can_meet(self, other: Narrowing) -> bool:
        """Return whether a date can be of both, in some year."""
        if self.odd is not None and other.odd is not None:
            return self.odd == other.odd
        if self.nth is not None and other.nth is not None:
            return self.nth == other.nth or {self.nth, other.nth} in ({LAST, 4}, {LAST, 5})
        return True


@dataclass(frozen=True)
class NarrowDay:
    """A weekday on some of its dates only; it counts before the same weekday without a narrowing."""

    day: Weekday
    narrowing: Narrowing
    slots: Slots
    text: str = ""
    line: int = 0

    def holds(self, date: dt.date) -> bool:
        """Return whether a date is meant."""
        return date.weekday() == self.day and self.narrowing.holds(date)


@dataclass(frozen=True, order=True)
class SeasonDay:
    """The first or last day of a season; without a year, of every year."""

    month: int
    day: int
    year: int | None = None


@dataclass(frozen=True)
class Season:
    """A part of the year with its own week; both ends belong to it.

    `school` names the school holidays that it is made of instead; `closed` says
    that a week without an open hour is meant.
    """

    name: str
    first: SeasonDay | None
    last: SeasonDay | None
    week: Week
    narrow: tuple[NarrowDay, ...] = ()
    school: tuple[str, ...] = ()
    closed: bool = False
    line: int = 0

    def __post_init__(self) -> None:
        if (self.first is None) != (self.last is None) or (self.first is None) != bool(self.school):
            raise ValueError("a season has a first and a last day, or the school holidays that it is made of")

    @property
    def is_of_one_year(self) -> bool:
        """Whether it has years: it is then an exception to the seasons of every year."""
        return self.first is not None and self.first.year is not None

    def spans(self, date: dt.date) -> bool:
        """Return whether a date is between its ends; a season of every year may run over New Year."""
        first, last = self.first, self.last
        if first is None or last is None:
            return False
        if first.year is not None and last.year is not None:
            return dt.date(first.year, first.month, first.day) <= date <= dt.date(last.year, last.month, last.day)
        today, begins, ends = (date.month, date.day), (first.month, first.day), (last.month, last.day)
        return begins <= today <= ends if begins <= ends else today >= begins or today <= ends


@dataclass(frozen=True)
class HolidayRule:
    """What one public holiday does; `name` is empty for all that are not named."""

    name: str
    slots: Opening
    line: int = 0


@dataclass(frozen=True)
class DayRule:
    """A date, or a range of dates that both belong to it, with hours of its own."""

    first: dt.date
    last: dt.date
    slots: Opening
    line: int = 0

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a range of days ends before it begins")

    @property
    def text(self) -> str:
        """The date or the range, as it is written in a file."""
        return self.first.isoformat() if self.first == self.last else f"{self.first}..{self.last}"

    def dates(self) -> tuple[dt.date, ...]:
        """Return every date of it."""
        return tuple(self.first + dt.timedelta(days=step) for step in range((self.last - self.first).days + 1))


@dataclass(frozen=True)
class Ruling:
    """The hours of one date, and the rule that decides: its rank, its name and its line.

    `named_closed` says that the file calls the date closed by name: a day, a
    public holiday, a season or a narrowed day with the word for it.
    """

    date: dt.date
    slots: Slots
    kind: Kind
    name: str = ""
    line: int = 0
    named_closed: bool = False
