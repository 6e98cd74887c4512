"""Opening hours as values: a slot, a weekday, a week.

A slot is what the console can hold: it begins and ends on the same day, ends
after it begins, and ends before 24:00. A week is seven days of slots in order,
none overlapping. Neither can be built wrong.

Source: 3CX object model, `PeriodOfDay` ("must be less than 24 hours and greater
than begin") and `Schedule` (periods per weekday, no dates).
"""

from __future__ import annotations

import enum
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

MINUTES_A_DAY = 24 * 60


class Weekday(enum.IntEnum):
    """A day of the week, Monday first, as the console shows it."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6

    @property
    def key(self) -> str:
        """The three letters used in files and plans: mon, tue, ..."""
        return self.name[:3].lower()

    @classmethod
    def from_key(cls, key: str) -> Weekday:
        """Return the day for a three-letter key; raise ValueError otherwise."""
        for day in cls:
            if day.key == key:
                return day
        raise ValueError(f"{key!r} is not a day")


class HoursError(ValueError):
    """Hours that no console can hold; the message says why."""


def parse_time(text: str) -> int:
    """Return minutes since midnight for `8:00`, `08:00`, `8h30`, `8h`, `0830`.

    Raise HoursError for anything else, 24:00 included.
    """
    written = text.strip()
    match = re.fullmatch(r"(\d{1,2})[:hH](\d{2})|(\d{1,2})[hH]|(\d{2})(\d{2})", written)
    if match is None:
        raise HoursError(f"{written!r} is not a time; write 08:00 or 8h30")
    hours = int(match[1] or match[3] or match[4])
    minutes = int(match[2] or match[5] or 0)
    if hours == 24 and minutes == 0:
        raise HoursError("24:00 is not accepted: the console wants the end of a slot before 24:00; write 23:59")
    if hours > 23 or minutes > 59:
        raise HoursError(f"{written!r} is not a time of day; it is 00:00 to 23:59")
    return hours * 60 + minutes


def format_time(minutes: int) -> str:
    """Return `HH:MM` for minutes since midnight."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True, order=True)
class Slot:
    """An opening on one day, in minutes since midnight: begin <= t < end."""

    begin: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.begin < MINUTES_A_DAY or not 0 <= self.end < MINUTES_A_DAY:
            raise HoursError("a slot must begin and end before 24:00 on the same day")
        if self.end == self.begin:
            raise HoursError(f"{self} has no length; the console wants an end after the beginning")
        if self.end < self.begin:
            raise HoursError(
                f"{self} runs past midnight; the console keeps a slot within one day: "
                f"write {format_time(self.begin)}-23:59 and the rest on the next day"
            )

    def __str__(self) -> str:
        return f"{format_time(self.begin)}-{format_time(self.end)}"

    def overlaps(self, other: Slot) -> bool:
        """Return whether both are open at the same minute; touching is not overlapping."""
        return self.begin < other.end and other.begin < self.end

    @classmethod
    def parse(cls, text: str) -> Slot:
        """Return the slot for `08:00-12:00`, also with `8h`, blanks, an en dash or `à`."""
        parts = re.split(r"\s*(?:[-\u2013\u2014]|\bà\b|\bto\b)\s*", text.strip())
        if len(parts) != 2:
            raise HoursError(f"{text.strip()!r} is not a slot; write 08:00-12:00")
        return cls(parse_time(parts[0]), parse_time(parts[1]))


@dataclass(frozen=True)
class Week:
    """Seven days of slots, Monday first; each day in order and without overlap."""

    days: tuple[tuple[Slot, ...], ...] = ((),) * 7

    def __post_init__(self) -> None:
        if len(self.days) != 7:
            raise HoursError(f"a week has 7 days, not {len(self.days)}")
        for day, slots in zip(Weekday, self.days, strict=True):
            if list(slots) != sorted(slots):
                raise HoursError(f"the slots of {day.name.capitalize()} are not in order")
            for earlier, later in itertools.pairwise(slots):
                if earlier.overlaps(later):
                    raise HoursError(f"{day.name.capitalize()} {earlier} and {later} overlap; the console refuses that")

    def __iter__(self) -> Iterator[tuple[Weekday, tuple[Slot, ...]]]:
        return iter(zip(Weekday, self.days, strict=True))

    def on(self, day: Weekday) -> tuple[Slot, ...]:
        """Return the slots of a day, in order."""
        return self.days[day]

    @property
    def is_closed(self) -> bool:
        """Whether there is not a single open hour."""
        return not any(self.days)

    @classmethod
    def of(cls, days: Mapping[Weekday, Iterable[Slot]]) -> Week:
        """Return a week with the given days; the others are closed."""
        return cls(tuple(tuple(sorted(days.get(day, ()))) for day in Weekday))

    def to_json(self) -> dict[str, list[str]]:
        """Return `{"mon": ["08:00-12:00", ...], ...}` with all seven days."""
        return {day.key: [str(slot) for slot in slots] for day, slots in self}

    @classmethod
    def from_json(cls, document: Mapping[str, Sequence[str]]) -> Week:
        """Return the week of `to_json`; raise HoursError or ValueError otherwise."""
        return cls.of({Weekday.from_key(key): [Slot.parse(text) for text in slots] for key, slots in document.items()})
