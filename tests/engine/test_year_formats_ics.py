"""iCalendar in both directions: written by ours and read by `icalendar`; written by others and read as days."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pupitre.estate import load
from pupitre.hours import Slot, Week
from pupitre.year import DayRule, Hours
from pupitre.year.formats.departures import departures
from pupitre.year.formats.ics_reading import Choice, read_ics
from pupitre.year.formats.ics_writing import Event, write_ics
from pupitre.year.formats.imported import NotImportable
from pupitre.year.words import hours_text

FIRST, LAST = dt.date(2026, 11, 1), dt.date(2027, 10, 31)
ALL = Choice(FIRST, LAST)


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n,;\\"), min_size=1, max_size=120),
    st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31)),
    st.integers(0, 40),
)
@settings(max_examples=30)
def test_icalendar_reads_the_names_and_days_that_were_written(name: str, first: dt.date, more: int) -> None:
    last = first + dt.timedelta(days=more)
    written = write_ics([Event(first, last, name, name, "a,b")], name, host="https://oti.3cx.fr")
    assert max(len(line) for line in written.split(b"\r\n")) <= 75
    (event,) = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert str(event["SUMMARY"]) == str(event["DESCRIPTION"]) == name
    assert [str(each) for each in event["CATEGORIES"].cats] == ["a,b"]
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (first, last + dt.timedelta(days=1))


def test_the_same_days_are_written_as_the_same_bytes() -> None:
    events = [Event(FIRST, FIRST, "Fermé")]
    assert write_ics(events, "x", host="h") == write_ics(events, "x", host="h")
    assert write_ics(events, "x", host="h") != write_ics(events, "x", host="other")


OPENINGS = st.sampled_from([(), (Slot(480, 720),), (Slot(480, 720), Slot(840, 1050))])


@given(
    st.tuples(*[OPENINGS] * 7).map(Week),
    st.dictionaries(st.integers(0, 364), OPENINGS, max_size=12),
)
@settings(max_examples=10)
def test_what_was_exported_comes_back_as_the_same_days(week: Week, wanted: dict[int, tuple[Slot, ...]]) -> None:
    dates = {FIRST + dt.timedelta(days=step): slots for step, slots in wanted.items()}
    hours = Hours(week, days=tuple(DayRule(date, date, slots) for date, slots in dates.items()))
    events = [
        Event(each.first, each.last, "x", hours=hours_text(each.slots, "en")) for each in departures(hours, FIRST, LAST)
    ]
    found = read_ics(write_ics(events, "x", host="h"), Choice(FIRST, LAST, of_the_event=True)).days or {}
    departing = {date: slots for date, slots in dates.items() if week.days[date.weekday()] != slots}
    assert {date: day.opening for date, day in found.items()} == departing


def calendar(*events: str) -> bytes:
    body = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}@x\r\nDTSTAMP:20260101T000000Z\r\n{event.replace(chr(10), chr(13) + chr(10))}\r\n"
        "END:VEVENT\r\n"
        for number, event in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n".encode()


def dates(content: bytes, choice: Choice = ALL) -> list[str]:
    return [str(date) for date in sorted(read_ics(content, choice).days or {})]


STRIKE = "DTSTART;VALUE=DATE:20261203\nDTEND;VALUE=DATE:20261205\nSUMMARY:Grève\nCATEGORIES:Fermeture,Social"
PARTY = "DTSTART;VALUE=DATE:20261218\nSUMMARY:Fête du personnel\nCATEGORIES:Interne"


def test_the_last_day_of_an_event_is_the_one_before_its_end() -> None:
    assert dates(calendar(STRIKE)) == ["2026-12-03", "2026-12-04"]
    assert dates(calendar(PARTY)) == ["2026-12-18"]


def test_events_are_chosen_by_category_or_by_a_pattern_of_their_name() -> None:
    both = calendar(STRIKE, PARTY)
    assert dates(both, Choice(FIRST, LAST, category="fermeture")) == ["2026-12-03", "2026-12-04"]
    assert dates(both, Choice(FIRST, LAST, category="Interne")) == ["2026-12-18"]
    assert dates(both, Choice(FIRST, LAST, name="fete*")) == ["2026-12-18"]
    assert dates(both, Choice(FIRST, LAST, category="Fermeture", name="fête*")) == []


def test_an_event_that_comes_back_is_as_many_days_and_the_one_left_out_is_not() -> None:
    monthly = "DTSTART;VALUE=DATE:20261106\nSUMMARY:Inventaire\nRRULE:FREQ=MONTHLY;BYDAY=1FR;COUNT=4\nEXDATE;VALUE=DATE:20261204"
    assert dates(calendar(monthly)) == ["2026-11-06", "2027-01-01", "2027-02-05"]


def test_a_cancelled_event_is_no_day() -> None:
    assert dates(calendar(f"{STRIKE}\nSTATUS:CANCELLED")) == []


def test_only_days_in_the_range_are_taken() -> None:
    choice = Choice(dt.date(2026, 12, 4), dt.date(2026, 12, 4))
    assert dates(calendar(STRIKE, PARTY), choice) == ["2026-12-04"]


@pytest.mark.parametrize(
    ("times", "slot"),
    [
        ("DTSTART:20261203T080000Z\nDTEND:20261203T110000Z", "09:00-12:00"),  # winter in Paris
        ("DTSTART:20270603T070000Z\nDURATION:PT3H", "09:00-12:00"),  # summer
        ("DTSTART;TZID=Europe/London:20261203T080000\nDTEND;TZID=Europe/London:20261203T110000", "09:00-12:00"),
        ("DTSTART:20261203T090000\nDTEND:20261203T120000", "09:00-12:00"),
        ("DTSTART:20261203T200000\nDTEND:20261204T000000", "20:00-23:59"),
    ],
)
def test_the_hours_of_an_event_are_those_of_the_place(times: str, slot: str) -> None:
    choice = Choice(FIRST, LAST, of_the_event=True)
    days = read_ics(calendar(f"{times}\nSUMMARY:Nocturne"), choice).days or {}
    assert [[str(each) for each in day.opening or ()] for day in days.values()] == [[slot]]


def test_two_events_of_one_day_are_two_openings_unless_they_overlap() -> None:
    choice = Choice(FIRST, LAST, of_the_event=True)
    morning, late, lunch = (
        f"DTSTART:20261203T{begin}0000\nDTEND:20261203T{end}0000\nSUMMARY:x"
        for begin, end in (("09", "12"), ("14", "18"), ("11", "15"))
    )
    (day,) = (read_ics(calendar(late, morning), choice).days or {}).values()
    assert [str(slot) for slot in day.opening or ()] == ["09:00-12:00", "14:00-18:00"]
    with pytest.raises(NotImportable, match="two openings overlap"):
        read_ics(calendar(morning, lunch), choice)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"BEGIN:VCALENDAR\r\nnonsense", "not a calendar that can be read"),
        (calendar(f"{PARTY}\nRRULE:FREQ=SECONDLY"), "more often than once a day"),
        (calendar(f"{PARTY}\nRRULE:FREQ=MINUTELY;COUNT=3"), "more often than once a day"),
        (calendar("SUMMARY:x"), "not a calendar that can be read"),
    ],
)
def test_a_broken_calendar_or_one_without_end_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(NotImportable, match=says):
        read_ics(content, ALL)


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ("DTSTART:20261203T220000\nDTEND:20261204T020000\nSUMMARY:Bal", "runs past midnight"),
        ("DTSTART:20261203T220000\nDTEND:20261203T220000\nSUMMARY:Bal", "has no length"),
        (PARTY, "does not say its hours"),
    ],
)
def test_an_event_that_has_no_hours_for_a_console_is_refused(event: str, says: str) -> None:
    with pytest.raises(NotImportable, match=says):
        read_ics(calendar(event), Choice(FIRST, LAST, of_the_event=True))


def test_what_is_imported_is_yaml_that_an_estate_file_takes(tmp_path: Path) -> None:
    odd = STRIKE.replace("Grève", "Gr\\u00e8ve # }: \\n'\"").encode().decode("unicode_escape").replace("\n'", "\\n'")
    yaml = read_ics(calendar(odd, PARTY), ALL).yaml()
    path = tmp_path / "oti.yaml"
    path.write_text(
        "console: threecx\naddress: https://oti.3cx.fr\nlogin: {user: '000', password: env:OTI}\n"
        "timezone: Europe/Paris\nhours:\n  h:\n    week: {mon-fri: 08:00-12:00}\n"
        + "".join(f"    {line}\n" for line in yaml.splitlines())
        + "sites: {REVEL: {extension: '021', hours: h}}\n",
        encoding="utf-8",
    )
    assert [rule.text for rule in load(path).sites["REVEL"].hours.days] == ["2026-12-03..2026-12-04", "2026-12-18"]
