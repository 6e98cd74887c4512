"""OpenStreetMap's `opening_hours`, in both directions, against an evaluator that others wrote."""

from __future__ import annotations

import datetime as dt

import opening_hours
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pupitre.hours import Slot, Week, Weekday
from pupitre.year import LAST, DayRule, HolidayRule, Hours, NarrowDay, Narrowing, Season, SeasonDay
from pupitre.year.formats.imported import NotImportable
from pupitre.year.formats.osm_reading import read_osm
from pupitre.year.formats.osm_writing import write_osm
from pupitre.year.public_holidays import LibraryHolidays

DAY = dt.timedelta(days=1)
FIRST, LAST_DAY = dt.date(2026, 1, 1), dt.date(2027, 12, 31)
FRANCE = LibraryHolidays("FR")
DATES = [FIRST + step * DAY for step in range((LAST_DAY - FIRST).days + 1)]


def evaluated(text: str) -> dict[dt.date, str]:
    """Return the hours of each date, as `opening-hours-py` understands a text."""
    expression = opening_hours.OpeningHours(text, country="FR")
    begins = dt.datetime.combine(FIRST, dt.time())
    found: dict[dt.date, list[str]] = {date: [] for date in DATES}
    for start, end, state, _ in expression.intervals(begins, dt.datetime.combine(LAST_DAY + DAY, dt.time())):
        if str(state) != "open":
            continue
        assert start.date() == (end - dt.timedelta(minutes=1)).date()
        found[start.date()].append(f"{start:%H:%M}-{end:%H:%M}")
    return {date: ",".join(slots) for date, slots in found.items()}


def ours(hours: Hours) -> dict[dt.date, str]:
    return {date: ",".join(map(str, hours.on(date).slots)) for date in DATES}


OPENINGS = st.sampled_from([(), (Slot(480, 720),), (Slot(540, 1140),), (Slot(480, 720), Slot(840, 1050))])
WEEKS = st.tuples(*[OPENINGS] * 7).map(Week)
NARROWINGS = [Narrowing(odd=True), Narrowing(odd=False), *(Narrowing(nth=nth) for nth in (1, 2, 5, LAST))]
NARROW = st.lists(
    st.builds(NarrowDay, st.sampled_from(list(Weekday)), st.sampled_from(NARROWINGS), OPENINGS),
    max_size=2,
    unique_by=lambda day: day.day,
).map(tuple)
SEASONS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                (SeasonDay(7, 1), SeasonDay(8, 31)),
                (SeasonDay(12, 20), SeasonDay(1, 5)),
                (SeasonDay(2, 1), SeasonDay(2, 28)),
                (SeasonDay(7, 5, 2027), SeasonDay(7, 9, 2027)),
                (SeasonDay(12, 1, 2026), SeasonDay(2, 3, 2027)),
                (SeasonDay(5, 8), SeasonDay(5, 8)),
            ]
        ),
        WEEKS,
        NARROW,
    ),
    max_size=3,
    unique_by=lambda season: season[0],
).map(lambda found: tuple(Season("s", *ends, week, narrow) for ends, week, narrow in found))
DAYS = st.lists(st.tuples(st.sampled_from(DATES[:-10]), st.sampled_from([0, 0, 4]), st.none() | OPENINGS), max_size=4)
RULES = st.sampled_from(
    [
        (),
        (HolidayRule("", ()),),
        (HolidayRule("", (Slot(600, 660),)),),
        (HolidayRule("Noël", (Slot(600, 660),)), HolidayRule("Ascension", None), HolidayRule("", ())),
    ]
)


@st.composite
def years(draw: st.DrawFn) -> Hours:
    days: list[DayRule] = []
    for first, more, slots in draw(DAYS):
        rule = DayRule(first, first + more * DAY, slots)
        if all(rule.last < other.first or other.last < rule.first for other in days):
            days.append(rule)
    return Hours(draw(WEEKS), draw(SEASONS), draw(RULES), tuple(days), draw(NARROW), FRANCE)


@given(years())
@settings(max_examples=25)
def test_an_evaluator_that_others_wrote_reads_our_export_as_we_mean_it(hours: Hours) -> None:
    assert evaluated(write_osm(hours, FIRST, LAST_DAY)) == ours(hours)


@pytest.mark.parametrize("narrowing", NARROWINGS)
def test_each_narrowing_is_exported_to_the_end_of_years_of_52_and_53_weeks(narrowing: Narrowing) -> None:
    hours = Hours(Week(((Slot(480, 720),),) * 7), narrow=tuple(NarrowDay(day, narrowing, ()) for day in Weekday))
    assert evaluated(write_osm(hours, FIRST, LAST_DAY)) == ours(hours)


@pytest.mark.nightly
@given(years())
@settings(max_examples=400)
def test_a_storm_of_exports(hours: Hours) -> None:
    assert evaluated(write_osm(hours, FIRST, LAST_DAY)) == ours(hours)


def imported(text: str) -> Hours:
    found = read_osm(text)
    days = tuple(DayRule(date, date, day.opening) for date, day in (found.days or {}).items())
    holidays = (found.holidays,) if found.holidays is not None else ()
    return Hours(found.week or Week(), found.seasons, holidays, days, found.narrow, FRANCE)


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "Mo-Fr 08:00-12:00,14:00-17:30; Sa 09:00-12:00; PH off",
        "Mo-Fr 08:00-18:00; Jul-Aug Mo-Su 09:00-20:00; PH 10:00-11:00",
        "Mo,We,Fr 08:00-12:00; Tu-Th 09:00-10:00; We off",
        "Mo-Fr 08:00-18:00; Jul 01-Aug 31 Mo-Sa 09:00-19:00; PH off",
        "Mo-Fr 08:00-18:00; Dec 20-Jan 05 off; 2027 Jan 04 10:00-11:00",
        "Mo-Fr 08:00-18:00; 2026 Jul 13-2026 Jul 17 Mo-We off; PH off",
        "Mo-Fr 08:00-18:00; PH off; 2026 Dec 24 08:00-12:00; 2026 Dec 25-31 off",
        "Mo-Fr 08:00-18:00; Dec 25,Jan 01 off",
        "Mo-Fr 08:00-18:00; week 01-53/2 Sa 09:00-12:00",
        "Mo-Fr 08:00-18:00; week 02-52/2 Mo off",
        "Mo-Fr 08:00-18:00; Su[1] 10:00-12:00; Fr[-1] 08:00-12:00",
        "Mo-Fr 08:00-18:00; Su[1,3] 10:00-12:00; Jul-Aug Mo-Sa 09:00-19:00",
        "Mo-Fr 08:00-18:00; PH off; Dec 25 off",
        "Sa-Mo 10:00-24:00",
        "Mo-Sa 10:00-12:00; PH,Su off",
    ],
)
def test_an_import_means_what_the_evaluator_of_others_reads(text: str) -> None:
    theirs = {
        date: hours.replace("-00:00", "-23:59").replace("-24:00", "-23:59") for date, hours in _theirs(text).items()
    }
    assert ours(imported(text)) == theirs


def _theirs(text: str) -> dict[dt.date, str]:
    # A day that is open until midnight runs into the next one there: one minute less is what a console can hold.
    return evaluated(text.replace("24/7", "00:00-23:59").replace("24:00", "23:59"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no opening hours"),
        ("sunrise-sunset", "is not understood"),
        ("Mo-Fr 08:00-12:00 || \"by appointment\"", "is not understood"),
        ("Mo-Fr 22:00-02:00", "runs past midnight"),
        ("Mo-Fr 08:00+", "is not understood"),
        ("Mo-Fr", "it says no hours"),
        ("SH 08:00-12:00", "is not understood"),
        ("Mo-Fr 08:00-12:00,10:00-14:00", "overlap"),
        ("week 10-20 Mo 08:00-12:00", "is not understood"),
        ("week 01-53/3 Mo 08:00-12:00", "is not understood"),
        ("week 01-51/2 Mo 08:00-12:00", "only odd weeks"),
        ("Mo[-2] 08:00-12:00", "only the first to fifth and the last"),
        ("PH off; Mo-Fr 08:00-18:00", "comes too late"),
        ("Mo-Fr 08:00-18:00; PH off; Jul-Aug Mo-Su 09:00-19:00", "comes too late"),
        ("2026 Dec 24 off; Mo-Fr 08:00-18:00", "comes too late"),
        ("Jul-Aug 08:00-12:00; Aug-Sep 09:00-10:00", "share a day"),
        ("Feb 30 off", "there is no such date"),
        ("2026 Dec 24-2026 Dec 20 off", "it ends before it begins"),
        ("2020 Jan 01-2030 Jan 01 off", "longer than a year"),
        ("Jul 01-Aug Mo 08:00-12:00", "its dates are not understood"),
        ("Su[1] 10:00-12:00; week 01-53/2 Su 09:00-10:00", "can be the same date"),
        ("Jul 01-Aug 31 PH off", "public holidays of a part of the year"),
    ],
)  # fmt: skip
def test_what_an_estate_file_cannot_say_is_refused_whole(text: str, says: str) -> None:
    with pytest.raises(NotImportable, match=says):
        read_osm(text)


def test_an_hour_that_ends_at_midnight_loses_its_last_minute() -> None:
    assert read_osm("Mo 20:00-24:00").week == Week.of({Weekday.MONDAY: [Slot(20 * 60, 23 * 60 + 59)]})
