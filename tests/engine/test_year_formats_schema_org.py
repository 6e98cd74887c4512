"""schema.org's OpeningHoursSpecification in both directions.

No library evaluates it, so the evaluator here follows the words of Google's guide:
a special specification counts before the regular ones, and 00:00 to 00:00 is closed.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pupitre.hours import Slot, Week
from pupitre.year import DayRule, HolidayRule, Hours, Season, SeasonDay
from pupitre.year.formats.imported import NotImportable
from pupitre.year.formats.schema_org import read_schema_org, write_schema_org
from pupitre.year.public_holidays import LibraryHolidays

FIRST = dt.date(2026, 11, 1)
DATES = [FIRST + dt.timedelta(days=step) for step in range(400)]
OPENINGS = st.sampled_from([(), (Slot(480, 720),), (Slot(480, 720), Slot(840, 1050)), (Slot(0, 1439),)])
WEEKS = st.tuples(*[OPENINGS] * 7).map(Week)


def evaluated(document: dict[str, Any], date: dt.date) -> list[str]:
    special = [
        each
        for each in document["specialOpeningHoursSpecification"]
        if each["validFrom"] <= date.isoformat() <= each["validThrough"]
    ]
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[date.weekday()]
    regular = [each for each in document["openingHoursSpecification"] if name in each["dayOfWeek"]]
    times = [(each["opens"], each["closes"]) for each in special or regular]
    return sorted(f"{opens}-{closes}" for opens, closes in times if (opens, closes) != ("00:00", "00:00"))


@given(WEEKS, WEEKS, st.dictionaries(st.sampled_from(DATES), OPENINGS, max_size=6))
@settings(max_examples=12)
def test_a_website_says_what_the_telephone_says(
    week: Week, summer: Week, days: dict[dt.date, tuple[Slot, ...]]
) -> None:
    hours = Hours(
        week,
        (Season("été", SeasonDay(7, 1), SeasonDay(8, 31), summer),),
        (HolidayRule("", ()),),
        tuple(DayRule(date, date, slots) for date, slots in days.items()),
        public=LibraryHolidays("FR"),
    )
    document = json.loads(json.dumps(write_schema_org("REVEL", hours, DATES[0], DATES[-1])))
    assert {date: evaluated(document, date) for date in DATES} == {
        date: [str(slot) for slot in hours.on(date).slots] for date in DATES
    }
    again = read_schema_org(json.dumps(document))
    back = Hours(
        again.week or Week(), days=tuple(DayRule(date, date, day.opening) for date, day in (again.days or {}).items())
    )
    assert [back.on(date).slots for date in DATES] == [hours.on(date).slots for date in DATES]


def test_a_page_of_somebody_else_is_understood() -> None:
    found = read_schema_org(
        """{"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, {"@type": "TouristInformationCenter",
        "openingHoursSpecification": [
          {"dayOfWeek": ["https://schema.org/Monday", {"@id": "schema.org/Tuesday"}], "opens": "09:00:00", "closes": "12:00"},
          {"dayOfWeek": "Monday", "opens": "14:00", "closes": "24:00"},
          {"dayOfWeek": "PublicHolidays", "opens": "00:00", "closes": "00:00"},
          {"dayOfWeek": "Monday", "validFrom": "2026-12-01", "validThrough": "2026-12-14", "opens": "10:00", "closes": "11:00"}
        ], "specialOpeningHoursSpecification": {"validFrom": "2026-12-25T00:00", "opens": "00:00", "closes": "00:00"}}]}"""
    )
    assert found.yaml().splitlines() == [
        "week:",
        "  mon: [09:00-12:00, 14:00-23:59]",
        "  tue: 09:00-12:00",
        "holidays: closed",
        "days:",
        "  2026-12-07: 10:00-11:00",
        "  2026-12-14: 10:00-11:00",
        "  2026-12-25: closed",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("{}", "no openingHoursSpecification"),
        ('{"openingHoursSpecification": ["Mo-Fr"]}', "no specification"),
        (
            '{"openingHoursSpecification": {"dayOfWeek": "Lundi", "opens": "09:00", "closes": "12:00"}}',
            "'Lundi' is not a day",
        ),
        ('{"openingHoursSpecification": {"dayOfWeek": "Monday", "opens": "soon", "closes": "12:00"}}', "is not a time"),
        (
            '{"openingHoursSpecification": {"dayOfWeek": "Monday", "opens": "22:00", "closes": "02:00"}}',
            "runs past midnight",
        ),
        ('{"openingHoursSpecification": {"validFrom": "soon", "opens": "09:00", "closes": "12:00"}}', "is not a date"),
        (
            '{"specialOpeningHoursSpecification": {"validFrom": "2020-01-01", "validThrough": "2030-01-01"}}',
            "longer than a year",
        ),
    ],
)
def test_what_is_not_understood_is_refused_whole(text: str, says: str) -> None:
    with pytest.raises(NotImportable, match=says):
        read_schema_org(text)
