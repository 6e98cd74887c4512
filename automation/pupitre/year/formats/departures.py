"""The dates whose hours are not those of the ordinary week, in runs of dates that are alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pupitre.hours import Weekday
from pupitre.year.hours import Hours
from pupitre.year.rules import Ruling, Slots


@dataclass(frozen=True)
class Departure:
    """Dates in a row that have the same hours, by the same rule."""

    first: dt.date
    last: dt.date
    ruling: Ruling

    @property
    def slots(self) -> Slots:
        """The hours of each of them."""
        return self.ruling.slots


def departures(hours: Hours, first: dt.date, last: dt.date) -> Iterator[Departure]:
    """Yield the dates between two days on which the ordinary week would tell something else."""
    run: Departure | None = None
    for step in range((last - first).days + 1):
        date = first + dt.timedelta(days=step)
        ruling = hours.on(date)
        if ruling.slots == hours.week.on(Weekday(date.weekday())):
            continue
        following = run is not None and run.last + dt.timedelta(days=1) == date
        if run is not None and following and _alike(run.ruling, ruling):
            run = replace(run, last=date)
            continue
        if run is not None:
            yield run
        run = Departure(date, date, ruling)
    if run is not None:
        yield run


def _alike(one: Ruling, other: Ruling) -> bool:
    return (one.slots, one.kind, one.name) == (other.slots, other.kind, other.name)
