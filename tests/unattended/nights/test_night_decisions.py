"""What a night does about a grid: as a value, over all that can meet."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from pupitre.hours import Slot, Week, Weekday
from pupitre.year import DayRule, Hours, Tonight, push, rolling_grid, tonight

OPEN, SHORT, LATE = (Slot(480, 1020),), (Slot(480, 720),), (Slot(600, 1020),)
ALL = Week((OPEN,) * 5 + ((), ()))
CHRISTMAS_EVE = dt.date(2026, 12, 24)
HOURS = Hours(ALL, days=(DayRule(CHRISTMAS_EVE, CHRISTMAS_EVE, SHORT),))
DATES = st.integers(0, 20).map(lambda step: dt.date(2026, 12, 12) + dt.timedelta(days=step))
GRIDS = st.tuples(*[st.sampled_from([OPEN, SHORT, LATE, ()])] * 7).map(Week)


def on(week: Week, **days: tuple[Slot, ...]) -> Week:
    return Week.of({**dict(week), **{Weekday.from_key(key): slots for key, slots in days.items()}})


def test_somebody_elses_hours_stay_while_the_calendar_asks_for_nothing() -> None:
    seen = on(ALL, fri=LATE)
    assert tonight(seen, ALL, HOURS, dt.date(2026, 12, 15)) == Tonight(seen, ALL, kept=(Weekday.FRIDAY,))


def test_a_dated_day_is_pushed_and_the_other_day_that_somebody_changed_stays() -> None:
    seen = on(ALL, fri=LATE)
    found = tonight(seen, ALL, HOURS, dt.date(2026, 12, 22))
    assert found == Tonight(on(seen, thu=SHORT), on(ALL, thu=SHORT), kept=(Weekday.FRIDAY,))


def test_on_the_very_day_that_somebody_changed_the_calendar_decides() -> None:
    seen = on(ALL, thu=LATE)
    found = tonight(seen, ALL, HOURS, dt.date(2026, 12, 22))
    assert found == Tonight(on(ALL, thu=SHORT), on(ALL, thu=SHORT), overruled=(Weekday.THURSDAY,))


def test_somebody_who_did_early_what_the_calendar_wants_changed_nothing() -> None:
    seen = on(ALL, thu=SHORT)
    assert tonight(seen, ALL, HOURS, dt.date(2026, 12, 18)) == Tonight(seen, seen)


def test_somebody_elses_hours_do_not_hold_back_the_end_of_an_exception() -> None:
    left = on(ALL, thu=SHORT)
    found = tonight(on(left, fri=LATE), left, HOURS, dt.date(2026, 12, 29))
    assert found == Tonight(on(ALL, fri=LATE), ALL, kept=(Weekday.FRIDAY,))


def test_a_console_that_was_never_kept_has_no_drift() -> None:
    assert tonight(on(ALL, mon=()), None, HOURS, dt.date(2026, 12, 14)) == Tonight(ALL, ALL)
    assert not tonight(on(ALL, fri=()), None, HOURS, dt.date(2026, 12, 14)).is_drift


@given(GRIDS, st.none() | GRIDS, DATES, st.integers(0, 6), st.booleans())
@settings(max_examples=400)
def test_what_is_pushed_has_a_reason(seen: Week, left: Week | None, date: dt.date, margin: int, restore: bool) -> None:
    found = tonight(seen, left, HOURS, date, margin, restore=restore)
    grid = rolling_grid(HOURS, date)
    # A day shows what it showed, or what the date asks for; nothing else is ever pushed.
    assert all(found.wanted.on(day) in (seen.on(day), grid.on(day)) for day in Weekday)
    assert all(found.wanted.on(day) == seen.on(day) and left is not None for day in found.kept)
    assert not set(found.kept) & set(found.overruled)
    if restore and found.is_drift:
        assert found.wanted == found.left == grid
    # What is nobody's doing but ours is right for today and the margin.
    assert push(found.left, HOURS, date, margin) is None
    if not found.kept:
        assert push(found.wanted, HOURS, date, margin) is None
    # Where the night was, nothing is left to do for a second one of that date.
    again = tonight(found.wanted, found.left, HOURS, date, margin, restore=restore)
    assert (again.wanted, again.left, again.kept) == (found.wanted, found.left, found.kept)
