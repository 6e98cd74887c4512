"""What an unattended run does about one site: push, leave it, or put it back.

Three grids meet: what the console shows, what Pupitre last left there, and the
rolling grid of the date. What differs between the first two was done by somebody
else, and belongs to them until the calendar itself asks for another grid.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from pupitre.hours import Week, Weekday
from pupitre.year.hours import Hours
from pupitre.year.rolling import MARGIN, push, rolling_grid


@dataclass(frozen=True)
class Tonight:
    """What the console must show after this night, and what Pupitre then counts as left there.

    `kept` are the days on which somebody else's hours stay; `overruled` those on which they do not.
    Both are empty where nobody changed anything.
    """

    wanted: Week
    left: Week
    kept: tuple[Weekday, ...] = ()
    overruled: tuple[Weekday, ...] = ()

    @property
    def is_drift(self) -> bool:
        """Whether somebody else changed something."""
        return bool(self.kept or self.overruled)


def tonight(
    seen: Week, left: Week | None, hours: Hours, date: dt.date, margin: int = MARGIN, *, restore: bool = False
) -> Tonight:
    """Return what is done about a grid that the console shows; `left` is None where Pupitre never left any.

    A day that shows what the date asks for needs nobody to say whose it is. Over somebody else's
    hours nothing is pushed while the grid that was left there would do. Otherwise the days that the calendar
    changes are pushed, also where somebody else changed them, and what they did on other days stays.
    """
    grid = rolling_grid(hours, date)
    foreign = tuple(day for day in Weekday if left is not None and seen.on(day) not in (left.on(day), grid.on(day)))
    if left is None or not foreign:
        wanted = push(seen, hours, date, margin) or seen
        return Tonight(wanted, wanted)
    if restore:
        return Tonight(grid, grid, overruled=foreign)
    ours = _merged(left, seen, [day for day in Weekday if seen.on(day) == grid.on(day)])
    if push(ours, hours, date, margin) is None:
        return Tonight(seen, ours, kept=foreign)
    kept = tuple(day for day in foreign if grid.on(day) == left.on(day))
    return Tonight(_merged(grid, seen, kept), grid, kept, tuple(day for day in foreign if day not in kept))


def _merged(grid: Week, other: Week, days: Collection[Weekday]) -> Week:
    return Week.of({day: (other if day in days else grid).on(day) for day in Weekday})
