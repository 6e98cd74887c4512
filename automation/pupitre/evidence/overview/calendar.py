"""The runs laid out by month: each day with how many there were and the worst that came of them."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pupitre.evidence.names import marked
from pupitre.evidence.overview.reading import PastRun
from pupitre.evidence.rendering import Zone
from pupitre.evidence.report import tone

#: How a run looks, from the best to the worst, and the words for it.
OUTCOMES = {
    "good": marked("went well"),
    "open": marked("under way"),
    "waiting": marked("something waits"),
    "partial": marked("done in part"),
    "person": marked("a person is needed"),
    "bad": marked("failed"),
    "damaged": marked("can't be believed"),
}

_SEVERITY = list(OUTCOMES)


@dataclass(frozen=True)
class Day:
    """A day of a month and its runs, in the order they began."""

    date: date
    runs: tuple[PastRun, ...]

    @property
    def worst(self) -> str:
        """The worst outcome of its runs; the best one when there is none."""
        return worst_of(self.runs)


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday to Sunday; a day of another month is None."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]

    @property
    def key(self) -> str:
        """`2026-11`."""
        return f"{self.first:%Y-%m}"

    @property
    def page(self) -> str:
        """The name of the file with its runs."""
        return f"runs-{self.key}.html"

    @property
    def days(self) -> list[Day]:
        """Its days with runs, the last one first."""
        return [day for week in self.weeks for day in week if day is not None and day.runs][::-1]

    @property
    def count(self) -> int:
        """How many runs it has."""
        return sum(len(day.runs) for day in self.days)


def outcome(run: PastRun) -> str:
    """Return how a run looks; one that is missing, damaged or in no index can't be believed."""
    if run.state in ("damaged", "missing", "unnoted"):
        return "damaged"
    return "open" if run.state == "open" else tone(run.run.exit_code)


def worst_of(runs: Iterable[PastRun]) -> str:
    """Return the worst outcome of some runs; the best one when there is none."""
    return max((outcome(run) for run in runs), key=_SEVERITY.index, default=_SEVERITY[0])


def months(runs: Iterable[PastRun], zone: Zone) -> list[Month]:
    """Return the months that have runs, the last one first; a day begins at midnight in the zone."""
    by_day: dict[date, list[PastRun]] = {}
    for run in runs:
        by_day.setdefault(zone.local(run.began).date(), []).append(run)
    return [_month(first, by_day) for first in sorted({day.replace(day=1) for day in by_day}, reverse=True)]


def _month(first: date, by_day: dict[date, list[PastRun]]) -> Month:
    weeks = [
        tuple(Day(day, tuple(by_day.get(day, ()))) if day.month == first.month else None for day in week)
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return Month(first, tuple(weeks))
