"""Simulated nights: what callers are told on every date, and how often the console is touched."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Collection, Iterator
from dataclasses import replace
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pupitre.hours import Slot, Week, Weekday
from pupitre.year import (
    LAST,
    DayRule,
    HolidayRule,
    Hours,
    NarrowDay,
    Narrowing,
    Season,
    SeasonDay,
    coming_pushes,
    push,
    rolling_grid,
    today_in,
)
from pupitre.year.public_holidays import LibraryHolidays

DAY = dt.timedelta(days=1)
BEGINS, NIGHTS = dt.date(2026, 1, 1), 731
FRANCE = LibraryHolidays("FR", "6AE", "fr")
SCHOOL = SimpleNamespace(on=lambda date: {2: "hiver", 10: "toussaint", 12: "noël"}.get(date.month, ""))
PARIS = ZoneInfo("Europe/Paris")

OPENINGS = st.sampled_from(
    [(), (Slot(480, 720),), (Slot(540, 1140),), (Slot(480, 720), Slot(840, 1050)), (Slot(0, 1439),)]
)
WEEKS = st.tuples(*[OPENINGS] * 7).map(Week)
DATES = st.integers(0, NIGHTS - 1).map(lambda step: BEGINS + step * DAY)
FRIDAY_OFF = HolidayRule("Vendredi saint", None)
HOLIDAYS = st.sampled_from(
    [(), (HolidayRule("", ()),), (HolidayRule("", (Slot(600, 720),)),), (FRIDAY_OFF, HolidayRule("", ()))]
)
NARROWINGS = st.one_of(
    st.booleans().map(lambda odd: Narrowing(odd=odd)),
    st.sampled_from([1, 2, 3, 4, 5, LAST]).map(lambda nth: Narrowing(nth=nth)),
)
NARROWED = st.lists(st.builds(NarrowDay, st.sampled_from(list(Weekday)), NARROWINGS, OPENINGS), max_size=2)
SCHOOL_SEASONS = st.builds(
    Season, st.just("s"), st.none(), st.none(), WEEKS, st.just(()), st.sampled_from([("hiver",), ("toussaint", "noël")])
)


@st.composite
def seasons(draw: st.DrawFn) -> Season:
    """A season of every year or of one, over New Year now and then, on 29 February now and then."""
    first, last = draw(DATES), draw(DATES)
    if draw(st.booleans()):
        ends = [SeasonDay(first.month, first.day), SeasonDay(*draw(st.sampled_from([(last.month, last.day), (2, 29)])))]
    else:
        ends = [SeasonDay(each.month, each.day, each.year) for each in sorted((first, last))]
    return Season("s", *ends, draw(WEEKS), tuple(draw(NARROWED)))


@st.composite
def years(draw: st.DrawFn) -> Hours:
    """Hours as no loader would refuse them, but for rules of a rank that overlap: one of them counts."""
    days = draw(st.lists(st.tuples(DATES, st.sampled_from([0, 0, 0, 1, 6, 15]), OPENINGS | st.none()), max_size=8))
    return Hours(
        draw(WEEKS),
        tuple(draw(st.lists(seasons() | SCHOOL_SEASONS, max_size=3))),
        draw(HOLIDAYS),
        tuple(DayRule(first, first + more * DAY, slots) for first, more, slots in days),
        tuple(draw(NARROWED)),
        FRANCE,
        SCHOOL,
    )


def nights() -> list[dt.date]:
    return [BEGINS + step * DAY for step in range(NIGHTS)]


def told(hours: Hours, margin: int, missed: Collection[dt.date] = ()) -> Iterator[tuple[dt.date, Week, bool]]:
    """Yield each date, the grid on the console from the hour of the run on, and whether it was pushed then."""
    grid = rolling_grid(hours, BEGINS)
    for date in nights():
        wanted = None if date in missed else push(grid, hours, date, margin)
        grid = grid if wanted is None else wanted
        yield date, grid, wanted is not None


def wrong(hours: Hours, margin: int, missed: Collection[dt.date] = ()) -> list[dt.date]:
    """Return the dates on which callers are told other hours than those of the file."""
    return [
        date
        for date, grid, _ in told(hours, margin, missed)
        if grid.on(Weekday(date.weekday())) != hours.on(date).slots
    ]


def turns(hours: Hours) -> tuple[int, int]:
    """Return how many dates are exceptions, and how often a season starts; the ordinary week after one starts, too."""
    seasons = tuple(replace(season, narrow=()) for season in hours.seasons)
    ordinary = Hours(hours.week, seasons, school=hours.school)
    exceptions = sum(hours.on(date).slots != ordinary.on(date).slots for date in nights())
    below = [ordinary.season_on(date) for date in nights()]
    return exceptions, sum(one is not other for one, other in itertools.pairwise(below))


def most_pushes(hours: Hours, margin: int) -> int:
    """Return twice the exceptions and season starts, plus one; with a margin above 3 a grid holds too short for that.

    A push is right for 7 days and wanted `margin` days early, so a week of other hours takes as many pushes as
    there are stretches of 7 - margin days in it, and what starts after these two years some of them before.
    """
    exceptions, starts = turns(hours)
    if margin <= 3:
        return 2 * (exceptions + starts) + 1
    return 2 * exceptions + math.ceil(7 / (7 - margin)) * starts + math.ceil(margin / (7 - margin))


@given(years(), st.integers(0, 6))
@settings(max_examples=40)
def test_every_date_has_its_hours_and_the_console_is_touched_seldom(hours: Hours, margin: int) -> None:
    assert wrong(hours, margin) == []
    assert sum(pushed for *_, pushed in told(hours, margin)) <= most_pushes(hours, margin)


@given(years(), st.integers(1, 3), st.integers(1, 30))
@settings(max_examples=25)
def test_as_many_nights_in_a_row_as_the_margin_may_be_missed(hours: Hours, margin: int, first: int) -> None:
    # Every (margin + 1)th night runs, from any night on: each gap is as long as the margin allows.
    missed = {date for number, date in enumerate(nights()[1:]) if (number + first) % (margin + 1)}
    assert wrong(hours, margin, missed) == []


@given(years())
@settings(max_examples=25)
def test_any_night_may_be_missed_and_with_a_margin_of_two_any_two_in_a_row(hours: Hours) -> None:
    """Each night of the two years in turn, until the console shows again what it would have shown."""
    for margin in (1, 2):
        grids = {date: grid for date, grid, _ in told(hours, margin)}
        pushed = {date for date, _, pushes in told(hours, margin) if pushes}
        for absent in nights()[1:]:
            if pushed.isdisjoint(absent + step * DAY for step in range(margin)):
                continue  # nothing is done in it, so nothing is missed
            grid = grids[absent - DAY]
            for date in nights()[(absent - BEGINS).days :]:
                if date >= absent + margin * DAY:
                    grid = push(grid, hours, date, margin) or grid
                    if grid == grids[date]:
                        break
                assert grid.on(Weekday(date.weekday())) == hours.on(date).slots, (absent, date)


@pytest.mark.nightly
@given(years(), st.integers(0, 6), st.sets(DATES.filter(lambda date: date > BEGINS), max_size=60))
@settings(max_examples=800)
def test_a_storm_of_calendars(hours: Hours, margin: int, absent: set[dt.date]) -> None:
    missed = {date for date in absent if not any(date - step * DAY in absent for step in range(1, margin + 1))}
    assert wrong(hours, margin, missed if margin else ()) == []
    assert sum(pushed for *_, pushed in told(hours, margin)) <= most_pushes(hours, margin)


def test_more_missed_nights_than_the_margin_tell_wrong_hours() -> None:
    """Without this, the tests above could not fail."""
    hours = Hours(
        Week.of({Weekday.MONDAY: [Slot(480, 720)]}), days=(DayRule(dt.date(2026, 6, 1), dt.date(2026, 6, 1), ()),)
    )
    absent = [dt.date(2026, 5, 30), dt.date(2026, 5, 31), dt.date(2026, 6, 1)]
    assert wrong(hours, 2, absent) == [dt.date(2026, 6, 1)]
    assert wrong(hours, 2, absent[:2]) == []


def test_an_exception_is_pushed_early_and_taken_back_early() -> None:
    week = Week.of({day: [Slot(480, 720)] for day in Weekday})
    hours = Hours(week, days=(DayRule(dt.date(2026, 12, 24), dt.date(2026, 12, 24), ()),))
    pushes = list(coming_pushes(hours, dt.date(2026, 11, 22), dt.date(2027, 2, 1)))
    assert [(each.night, each.earliest, each.latest) for each in pushes] == [
        (dt.date(2026, 12, 22), dt.date(2026, 12, 18), dt.date(2026, 12, 24)),
        (dt.date(2026, 12, 29), dt.date(2026, 12, 25), dt.date(2026, 12, 31)),
    ]
    assert pushes[0].grid.on(Weekday.THURSDAY) == ()
    assert pushes[1].grid == week
    assert [change.ruling.date for change in pushes[0].changes] == [dt.date(2026, 12, 24)]


@given(years(), st.integers(0, 3))
@settings(max_examples=15)
def test_the_nights_that_are_foretold_are_those_that_come(hours: Hours, margin: int) -> None:
    foretold = list(coming_pushes(hours, BEGINS, BEGINS + (NIGHTS - 1) * DAY, margin))
    assert [each.night for each in foretold] == [date for date, _, pushed in told(hours, margin) if pushed]
    assert all(each.earliest <= each.night <= each.latest <= each.night + margin * DAY for each in foretold)
    assert all(each.changes for each in foretold)


@given(years(), DATES)
@settings(max_examples=30)
def test_the_grid_is_right_for_seven_days_and_for_no_eighth_by_rule(hours: Hours, date: dt.date) -> None:
    grid = rolling_grid(hours, date)
    for step in range(7):
        day = date + step * DAY
        assert grid.on(Weekday(day.weekday())) == hours.on(day).slots
    assert push(grid, hours, date, 6) is None


def test_a_push_before_its_first_night_would_not_hold_the_date() -> None:
    week = Week.of({day: [Slot(480, 720)] for day in Weekday})
    hours = Hours(week, days=(DayRule(dt.date(2026, 12, 24), dt.date(2026, 12, 24), ()),))
    (foretold, _) = coming_pushes(hours, dt.date(2026, 11, 22), dt.date(2027, 2, 1))
    assert rolling_grid(hours, foretold.earliest) != week
    assert rolling_grid(hours, foretold.earliest - DAY) == week


@pytest.mark.parametrize(
    ("now", "date"),
    [
        ("2026-12-31T22:59:59+00:00", "2026-12-31"),
        ("2026-12-31T23:00:00+00:00", "2027-01-01"),
        ("2027-03-27T23:30:00+00:00", "2027-03-28"),  # the night that has no 02:30
        ("2027-03-28T21:59:59+00:00", "2027-03-28"),
        ("2027-03-28T22:00:00+00:00", "2027-03-29"),
        ("2026-10-24T22:00:00+00:00", "2026-10-25"),  # the night that has 02:30 twice
        ("2026-10-25T22:59:59+00:00", "2026-10-25"),
        ("2026-10-25T23:00:00+00:00", "2026-10-26"),
        ("2028-02-28T23:00:00+00:00", "2028-02-29"),
    ],
)
def test_a_date_begins_and_ends_at_midnight_in_the_zone_of_the_sites(now: str, date: str) -> None:
    assert today_in("Europe/Paris", dt.datetime.fromisoformat(now)) == dt.date.fromisoformat(date)


def test_nights_at_half_past_two_are_one_a_date_for_two_years() -> None:
    """Also on the night without 02:30, where that is 03:30, and on the one with two, where it is the first."""
    instants = [dt.datetime.combine(date, dt.time(2, 30), PARIS).astimezone(dt.UTC) for date in nights()]
    assert [today_in("Europe/Paris", instant) for instant in instants] == nights()


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no date anywhere"):
        today_in("Europe/Paris", dt.datetime(2026, 1, 1))


OPEN, LATE = (Slot(480, 720),), (Slot(600, 720),)
ALL = Week(((OPEN),) * 7)


@given(st.sampled_from(list(Weekday)))
@example(Weekday.FRIDAY)
def test_weeks_53_and_1_are_both_odd(day: Weekday) -> None:
    hours = Hours(ALL, narrow=(NarrowDay(day, Narrowing(odd=True), LATE),))
    in_week_53 = dt.date(2026, 12, 28) + day * DAY  # 2026 has 53 weeks
    found = [hours.on(in_week_53 + step * 7 * DAY).slots for step in (-1, 0, 1, 2)]
    assert found == [OPEN, LATE, LATE, OPEN]
    assert wrong(hours, 2) == []


def test_a_season_that_starts_today_counts_today_and_one_that_ended_yesterday_does_not() -> None:
    season = Season("été", SeasonDay(7, 1), SeasonDay(8, 31), Week((LATE,) * 7))
    hours = Hours(ALL, (season,))
    assert rolling_grid(hours, dt.date(2026, 7, 1)) == Week((LATE,) * 7)
    assert rolling_grid(hours, dt.date(2026, 6, 30)).on(Weekday.TUESDAY) == OPEN
    assert rolling_grid(hours, dt.date(2026, 8, 31)).days == (LATE, *(OPEN,) * 6)
    assert rolling_grid(hours, dt.date(2026, 9, 1)) == ALL
