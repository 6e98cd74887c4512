"""The difference of two weeks, laid out for a reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pupitre.hours import Slot, Week, Weekday

Mark = Literal["kept", "removed", "added"]


@dataclass(frozen=True)
class MarkedSlot:
    """A slot and what happened to it."""

    text: str
    mark: Mark


@dataclass(frozen=True)
class DayColumn:
    """One day: its slots in order, and its open minutes before and after."""

    day: Weekday
    slots: tuple[MarkedSlot, ...]
    before: tuple[Slot, ...]
    after: tuple[Slot, ...]

    @property
    def is_changed(self) -> bool:
        """Whether a slot was removed or added."""
        return self.before != self.after

    @property
    def minutes_before(self) -> int:
        """Minutes open before."""
        return sum(slot.end - slot.begin for slot in self.before)

    @property
    def minutes_after(self) -> int:
        """Minutes open after."""
        return sum(slot.end - slot.begin for slot in self.after)


@dataclass(frozen=True)
class Grid:
    """Seven days, and the hours between which their bars are drawn, in minutes since midnight."""

    days: tuple[DayColumn, ...]
    first: int
    last: int

    @property
    def is_changed(self) -> bool:
        """Whether any day changed."""
        return any(day.is_changed for day in self.days)

    @classmethod
    def between(cls, before: Week, after: Week) -> Grid:
        """Return the grid that leads from one week to the other."""
        days = tuple(_column(day, before.on(day), after.on(day)) for day in Weekday)
        slots = [slot for day in days for slot in (*day.before, *day.after)]
        first = min([7 * 60, *(slot.begin // 60 * 60 for slot in slots)])
        last = max([19 * 60, *(-(-slot.end // 60) * 60 for slot in slots)])
        return cls(days, first, last)


def _column(day: Weekday, before: tuple[Slot, ...], after: tuple[Slot, ...]) -> DayColumn:
    removed = [(slot, "removed") for slot in before if slot not in after]
    others = [(slot, "kept" if slot in before else "added") for slot in after]
    marked = tuple(
        MarkedSlot(str(slot).replace("-", "–"), mark)  # type: ignore[arg-type]
        for slot, mark in (*removed, *others)
    )
    return DayColumn(day, marked, before, after)
