"""The nights at which a console's grid has to change, before they come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pupitre.hours import Slot, Week, Weekday
from pupitre.year.hours import Hours
from pupitre.year.rolling import LONGEST_MARGIN, MARGIN, first_wrong, rolling_grid
from pupitre.year.rules import Ruling

#: How far the next push is looked for.
LOOKED_AHEAD = dt.timedelta(days=366)


@dataclass(frozen=True)
class Change:
    """One column of the grid that changes, and the rule of the date that it is for."""

    before: tuple[Slot, ...]
    ruling: Ruling

    def to_json(self) -> dict[str, Any]:
        """Return the change as JSON values."""
        return {
            "date": self.ruling.date.isoformat(),
            "day": Weekday(self.ruling.date.weekday()).key,
            "before": [str(slot) for slot in self.before],
            "after": [str(slot) for slot in self.ruling.slots],
            "why": {"kind": self.ruling.kind, "name": self.ruling.name, "line": self.ruling.line or None},
        }


@dataclass(frozen=True)
class Push:
    """A night at which the grid changes.

    `night` is when a nightly run does it: in the early hours of that date. A push
    before `earliest` would not hold the date that asks for it, and one after
    `latest` is late: callers are told wrong hours on that date.
    """

    night: dt.date
    earliest: dt.date
    latest: dt.date
    grid: Week
    changes: tuple[Change, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the push as JSON values."""
        return {
            "night": self.night.isoformat(),
            "earliest": self.earliest.isoformat(),
            "latest": self.latest.isoformat(),
            "grid": self.grid.to_json(),
            "changes": [change.to_json() for change in self.changes],
        }


def coming_pushes(
    hours: Hours, first: dt.date, last: dt.date, margin: int = MARGIN, shown: Week | None = None
) -> Iterator[Push]:
    """Yield the pushes of the nights between two dates, for a console that shows a grid, or that of the first date."""
    grid, since, night = shown if shown is not None else rolling_grid(hours, first), first, first
    while night <= last:
        wrong = first_wrong(grid, hours, night, margin)
        if wrong is not None:
            wanted = rolling_grid(hours, night)
            changes = tuple(
                Change(grid.on(Weekday(date.weekday())), hours.on(date))
                for date in (night + dt.timedelta(days=step) for step in range(7))
                if grid.on(Weekday(date.weekday())) != wanted.on(Weekday(date.weekday()))
            )
            earliest = max(wrong.date - dt.timedelta(days=LONGEST_MARGIN), since)
            yield Push(night, earliest, wrong.date, wanted, changes)
            grid, since = wanted, night + dt.timedelta(days=1)
        night += dt.timedelta(days=1)
