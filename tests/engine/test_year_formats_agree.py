"""The map, the website and the calendar to subscribe to say the same of every date of two years.

Each export is read by software that is none of ours: `opening-hours-py` evaluates the map's text, and
`icalendar` with `recurring-ical-events` the events. No library evaluates schema.org's, so that is read
here by the words of the standard, and has to agree with the evaluator of the map.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import icalendar
import opening_hours
import pytest
import recurring_ical_events
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pupitre.commands.calendar.events import site_events
from pupitre.estate import Site
from pupitre.hours import Slot, Week, Weekday
from pupitre.year import LAST, DayRule, HolidayRule, Hours, NarrowDay, Narrowing, Season, SeasonDay
from pupitre.year.formats.ics_writing import write_ics
from pupitre.year.formats.osm_writing import write_osm
from pupitre.year.formats.schema_org import write_schema_org
from pupitre.year.public_holidays import LibraryHolidays
from pupitre.year.school_holidays import ZoneHolidays

DAY = dt.timedelta(days=1)
FIRST = dt.date(2025, 9, 1)  # two years whose school holidays are published, with a week 53 and a New Year in each
DATES = [FIRST + step * DAY for step in range(730)]
ALSACE, SCHOOL = LibraryHolidays("FR", "6AE", "fr"), ZoneHolidays("C")

OPENINGS = st.sampled_from([(), (Slot(480, 720),), (Slot(540, 1140),), (Slot(480, 720), Slot(840, 1050))])
WEEKS = st.tuples(*[OPENINGS] * 7).map(Week)
NARROW = st.lists(
    st.builds(
        NarrowDay,
        st.sampled_from(list(Weekday)),
        st.sampled_from([Narrowing(odd=True), Narrowing(odd=False), Narrowing(nth=1), Narrowing(nth=LAST)]),
        OPENINGS,
    ),
    max_size=2,
    unique_by=lambda day: day.day,
).map(tuple)
SPANS = [
    ((SeasonDay(7, 1), SeasonDay(8, 31)), ()),
    ((SeasonDay(12, 20), SeasonDay(1, 5)), ()),
    ((SeasonDay(2, 1, 2026), SeasonDay(2, 28, 2026)), ()),
    ((None, None), ("toussaint", "printemps")),
]
SEASONS = st.lists(st.tuples(st.sampled_from(SPANS), WEEKS, NARROW), max_size=3, unique_by=lambda each: each[0]).map(
    lambda found: tuple(Season("s", *ends, week, narrow, school) for (ends, school), week, narrow in found)
)
HOLIDAYS = st.sampled_from(
    [
        (),
        (HolidayRule("", ()),),
        (HolidayRule("Noël", (Slot(600, 660),)), HolidayRule("Vendredi saint", None), HolidayRule("", ())),
    ]
)


@st.composite
def years(draw: st.DrawFn) -> Hours:
    days: list[DayRule] = []
    for first, more, slots in draw(
        st.lists(st.tuples(st.sampled_from(DATES[:-30]), st.integers(0, 20), st.none() | OPENINGS), max_size=4)
    ):
        rule = DayRule(first, first + more * DAY, slots)
        if all(rule.last < other.first or other.last < rule.first for other in days):
            days.append(rule)
    return Hours(draw(WEEKS), draw(SEASONS), draw(HOLIDAYS), tuple(days), draw(NARROW), ALSACE, SCHOOL)


OFFICE = Hours(
    Week(((Slot(480, 720), Slot(840, 1050)),) * 5 + ((), ())),
    (Season("fêtes", SeasonDay(12, 20), SeasonDay(1, 5), Week(((Slot(540, 1140),),) * 7)),),
    (HolidayRule("", ()),),
    (DayRule(dt.date(2026, 3, 28), dt.date(2026, 3, 30), (Slot(480, 720),)),),
    (NarrowDay(Weekday.SATURDAY, Narrowing(odd=True), (Slot(480, 720),)),),
    ALSACE,
    SCHOOL,
)


def ours(hours: Hours) -> dict[dt.date, str]:
    return {date: ",".join(map(str, hours.on(date).slots)) for date in DATES}


def on_a_map(hours: Hours) -> dict[dt.date, str]:
    text = write_osm(hours, DATES[0], DATES[-1], region="Alsace-Moselle")
    found: dict[dt.date, list[str]] = {date: [] for date in DATES}
    begins, ends = (dt.datetime.combine(date, dt.time()) for date in (DATES[0], DATES[-1] + DAY))
    for start, end, state, _ in opening_hours.OpeningHours(text, country="FR").intervals(begins, ends):
        if str(state) == "open":
            found[start.date()].append(f"{start:%H:%M}-{end:%H:%M}")
    return {date: ",".join(slots) for date, slots in found.items()}


def in_a_calendar(hours: Hours) -> dict[dt.date, str]:
    """Return the hours as somebody reads them who knows the ordinary week and subscribes to what departs from it."""
    site = Site("REVEL", "021", hours, False)
    written = write_ics(site_events(site, DATES[0], DATES[-1], "fr"), "REVEL", host="h")
    calendar = recurring_ical_events.of(icalendar.Calendar.from_ical(written))
    told: dict[dt.date, str] = {}
    for event in calendar.between(DATES[0], DATES[-1] + DAY):
        date = event["DTSTART"].dt
        while date < event["DTEND"].dt:
            assert date not in told, "two events say something of one date"
            told[date] = str(event["SUMMARY"]).removeprefix("REVEL : ").replace(", ", ",").replace("fermé", "")
            date += DAY
    return {date: told.get(date, ",".join(map(str, hours.week.days[date.weekday()]))) for date in DATES}


def on_a_website(hours: Hours) -> dict[dt.date, str]:
    document: Mapping[str, Any] = json.loads(json.dumps(write_schema_org("REVEL", hours, DATES[0], DATES[-1])))
    found: dict[dt.date, str] = {}
    for date in DATES:
        special = [
            each
            for each in document["specialOpeningHoursSpecification"]
            if each["validFrom"] <= date.isoformat() <= each["validThrough"]
        ]
        regular = [each for each in document["openingHoursSpecification"] if f"{date:%A}" in each["dayOfWeek"]]
        times = sorted((each["opens"], each["closes"]) for each in special or regular)
        found[date] = ",".join("-".join(each) for each in times if each != ("00:00", "00:00"))
    return found


def agree(hours: Hours) -> None:
    declared = ours(hours)
    for export in (on_a_map, in_a_calendar, on_a_website):
        assert {date: slots for date, slots in export(hours).items() if slots != declared[date]} == {}, export.__name__


@given(years())
@example(OFFICE)
@settings(max_examples=12)
def test_three_exports_say_of_every_date_what_the_telephone_says(hours: Hours) -> None:
    agree(hours)


@pytest.mark.nightly
@given(years())
@settings(max_examples=300)
def test_a_storm_of_three_exports(hours: Hours) -> None:
    agree(hours)
