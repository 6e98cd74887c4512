"""Whatever a stranger's file holds, it is read or refused with a sentence."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pupitre.year.formats.ics_reading import Choice, read_ics
from pupitre.year.formats.imported import NotImportable
from pupitre.year.formats.osm_reading import read_osm
from pupitre.year.formats.schema_org import read_schema_org

WORDS = (
    "Mo", "Sa-Su", "PH", "SH", "Fr[1]", "Fr[-1]", "Su[9]", "Su[]", "Jan", "Feb 30", "Dec 20-Jan 05", "2026 Dec 24", "9999 Jan",
    "0000 Jan 01", "2026", "week 01-53/2", "week 99", "08:00-12:00", "24:00-25:00", "99:99", "off", "24/7", "sunrise", "||", ";",
    ",", "-", ":", "\"", "+", "é", "\x00",
)  # fmt: skip
OSM = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join) | st.text(max_size=40)

LEAVES = st.sampled_from(
    [None, True, 9, "Monday", "https://schema.org/PublicHolidays", "09:00", "12:00", "00:00", "soon", "2026-12-24", "2026-02-30", ""]
)  # fmt: skip
KEYS = st.sampled_from(["dayOfWeek", "opens", "closes", "validFrom", "validThrough", "@id", "x"])
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5))
DOCUMENTS = st.fixed_dictionaries({"openingHoursSpecification": VALUES, "specialOpeningHoursSpecification": VALUES})

PROPERTIES = (
    "DTSTART;VALUE=DATE:20261203", "DTSTART:20261203T100000Z", "DTSTART;TZID=Europe/Paris:20270328T023000", "DTSTART:99991231T235959Z",
    "DTSTART;VALUE=DATE:00010101", "DTEND;VALUE=DATE:20261205", "DTEND:20261203T110000Z", "DTEND;VALUE=DATE:99991231", "DURATION:P1D",
    "DURATION:-PT5H", "DURATION:P999999999D", "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY;BYDAY=MO,TU;COUNT=5", "RRULE:FREQ=YEARLY;UNTIL=20280101",
    "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1", "RRULE:", "RRULE:FREQ=DAILY;COUNT=-3", "RRULE:FREQ=DAILY;INTERVAL=99999999999999",
    "RRULE:FREQ=WEEKLY;BYDAY=XX", "RRULE:FREQ=YEARLY;BYMONTH=13", "RDATE;VALUE=DATE:20261210", "RDATE;VALUE=PERIOD:20261210T100000Z/PT1H",
    "EXDATE;VALUE=DATE:20261203", "EXDATE:nonsense", "RECURRENCE-ID;VALUE=DATE:20261204", "SUMMARY:Grève", "SUMMARY;LANGUAGE=fr:x", "SUMMARY:a",
    "CATEGORIES:a,b", "CATEGORIES", "STATUS:CANCELLED", "UID:1", "X-PUPITRE-HOURS:25:00", "X-PUPITRE-HOURS:closed", "BEGIN:VALARM", "END:VALARM",
    "END:VEVENT", "BEGIN:VEVENT", " folded", "nonsense", ":", ";",
)  # fmt: skip
EVENTS = st.lists(st.lists(st.sampled_from(PROPERTIES), max_size=7), max_size=3)
CHOICES = st.builds(
    Choice,
    st.just(dt.date(2026, 11, 22)),
    st.just(dt.date(2027, 11, 22)),
    st.sampled_from(["", "a"]),
    st.sampled_from(["", "gr*", "["]),
    st.sampled_from([(), None]),
    st.booleans(),
)


def ics(events: list[list[str]]) -> bytes:
    lines = [line for event in events for line in ("BEGIN:VEVENT", *event, "END:VEVENT")]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""]).encode()


def remedy(read: Callable[[], object]) -> str:
    """Return what is to be done about a refusal, or that nothing is."""
    try:
        read()
    except NotImportable as refusal:
        return refusal.remedy
    return "nothing"


def is_read_or_refused(text: str, document: object, events: list[list[str]], choice: Choice) -> None:
    assert remedy(lambda: read_osm(text).yaml())
    assert remedy(lambda: read_schema_org(json.dumps(document)).yaml())
    assert remedy(lambda: read_ics(ics(events), choice).yaml())


@given(OSM, DOCUMENTS, EVENTS, CHOICES)
@settings(max_examples=60)
def test_nonsense_is_read_or_refused(
    text: str, document: dict[str, object], events: list[list[str]], choice: Choice
) -> None:
    is_read_or_refused(text, document, events, choice)


@pytest.mark.nightly
@given(OSM, DOCUMENTS, EVENTS, CHOICES)
@settings(max_examples=3000)
def test_a_storm_of_nonsense(text: str, document: dict[str, object], events: list[list[str]], choice: Choice) -> None:
    is_read_or_refused(text, document, events, choice)
