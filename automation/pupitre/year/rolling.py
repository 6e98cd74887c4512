"""The rolling grid: what a console that knows one week and no dates has to show on a date.

The column of each weekday shows that weekday's next date among a date and the six
days after it. A grid is pushed seldom and early: nothing is done while the one on
the console is right for today and the next `margin` days, so that as many nights in
a row may be missed without anybody being told wrong hours.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from pupitre.hours import Week, Weekday
from pupitre.year.hours import Hours
from pupitre.year.rules import Ruling

MARGIN = 2
#: The grid of a date holds six days after it, so no longer margin can be kept.
LONGEST_MARGIN = 6


def today_in(timezone: str, now: dt.datetime | None = None) -> dt.date:
    """Return the date that it is in a time zone; today counts as today until midnight there.

    `now` is an instant with its zone, by default the present one.
    """
    moment = now if now is not None else dt.datetime.now(dt.UTC)
    if moment.tzinfo is None:
        raise ValueError("an instant without a time zone has no date anywhere")
    return moment.astimezone(ZoneInfo(timezone)).date()


def rolling_grid(hours: Hours, date: dt.date) -> Week:
    """Return the grid that is right for a date and the six days after it."""
    if hours.is_only_a_week:
        return hours.week
    return Week.of({Weekday(each.weekday()): hours.on(each).slots for each in _days(date, LONGEST_MARGIN)})


def first_wrong(grid: Week, hours: Hours, date: dt.date, margin: int = MARGIN) -> Ruling | None:
    """Return the first of a date and the next `margin` days for which a grid is wrong, as what is right there."""
    if not 0 <= margin <= LONGEST_MARGIN:
        raise ValueError(f"a margin is from 0 to {LONGEST_MARGIN} days")
    for each in _days(date, margin):
        ruling = hours.on(each)
        if grid.on(Weekday(each.weekday())) != ruling.slots:
            return ruling
    return None


def push(grid: Week, hours: Hours, date: dt.date, margin: int = MARGIN) -> Week | None:
    """Return the grid to put in the place of one on the console, or None while that one will do."""
    return None if first_wrong(grid, hours, date, margin) is None else rolling_grid(hours, date)


def _days(first: dt.date, following: int) -> list[dt.date]:
    return [first + dt.timedelta(days=step) for step in range(following + 1)]
