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


def test_a_time_zone_that_the_file_itself_describes_is_kept() -> None:
    offsets = "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD"
    zone = f"BEGIN:VTIMEZONE\r\nTZID:Siège\r\n{offsets}\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT".encode()
    event = "DTSTART;TZID=Siège:20261203T180000\nDTEND;TZID=Siège:20261203T200000\nSUMMARY:x"
    content = calendar(event).replace(b"BEGIN:VEVENT", zone, 1)
    days = read_ics(content, Choice(FIRST, LAST, of_the_event=True)).days or {}
    assert [[str(slot) for slot in day.opening or ()] for day in days.values()] == [["10:00-12:00"]]


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
        (b"BEGIN:VCALENDAR\r\nnonsense", "^line 2: this is not a calendar that can be read"),
        (b"BEGIN:VCALENDAR\r\nSUMMARY:Gr\r\n e\r\nNAME:Gr\xe8ve\r\nEND:VCALENDAR", "^line 4: this is not UTF-8"),
        (
            calendar(STRIKE, f"{PARTY}\nRRULE:FREQ=SECONDLY"),
            "^line 12: the event 'Fête du personnel' comes back more often",
        ),
        (calendar(f"{PARTY}\nRRULE:FREQ=MINUTELY;COUNT=3"), "more often than once a day"),
        (calendar(f"{PARTY}\nRRULE:FREQ=DAILY;BYHOUR=8,9"), "more often than once a day"),
        (calendar(f"{PARTY}\nRRULE:FREQ=DAILY;INTERVAL=0"), "a RRULE that makes no sense"),
        (calendar(f"{PARTY}\nRRULE:FREQ=SOMETIMES"), "a RRULE that cannot be read"),
        (calendar("SUMMARY:x"), "^line 4: the event 'x' does not say when it begins"),
        (calendar("DTSTART:soon\nSUMMARY:x"), "a DTSTART that cannot be read"),
        (calendar(f"{PARTY}\nDTSTART;VALUE=DATE:20261219"), "has DTSTART twice"),
        (calendar("DTSTART;VALUE=DATE:20261205\nDTEND;VALUE=DATE:20261203\nSUMMARY:x"), "ends before it begins"),
        (calendar("DTSTART:20261205T120000Z\nDTEND:20261205T110000Z\nSUMMARY:x"), "ends before it begins"),
        (
            calendar("DTSTART;VALUE=DATE:20261205\nDTEND:20261206T110000Z\nSUMMARY:x"),
            "begins on a day and ends at a time",
        ),
        (
            calendar("DTSTART;TZID=Mars/Olympus:20261205T090000\nSUMMARY:x"),
            "in the time zone 'Mars/Olympus', which nobody",
        ),
    ],
)
def test_a_broken_calendar_or_one_without_end_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(NotImportable, match=says):
        read_ics(content, ALL)


@pytest.mark.parametrize(
    "events",
    [
        ["DTSTART;VALUE=DATE:20200101\nRRULE:FREQ=DAILY"] * 150,
        ["DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"],
        ["DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"] * 40,
        ["DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=MONTHLY;BYDAY=6MO"] * 40,
        ["DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6"] * 40,
        ["DTSTART;VALUE=DATE:20261124\nRRULE:FREQ=DAILY;INTERVAL=7;BYDAY=MO"] * 2,
    ],
)
def test_rules_that_would_take_minutes_are_refused_before_any_date_is_looked_for(
    events: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recurring_ical_events.of", lambda _: pytest.fail("a date was looked for"))
    with pytest.raises(NotImportable, match="come back too often") as caught:
        read_ics(calendar(*events), ALL)
    assert "--category" in caught.value.remedy


def test_a_rule_for_ever_is_taken_for_the_days_that_are_asked_for() -> None:
    assert len(dates(calendar("DTSTART;VALUE=DATE:20000101\nRRULE:FREQ=DAILY\nSUMMARY:x"))) == 365
    assert dates(calendar("DTSTART;VALUE=DATE:19700714\nRRULE:FREQ=YEARLY\nSUMMARY:x")) == ["2027-07-14"]


def test_long_events_that_come_back_often_are_refused_while_they_are_counted() -> None:
    decades = "DTSTART;VALUE=DATE:20240101\nDTEND;VALUE=DATE:20350101\nRRULE:FREQ=WEEKLY\nSUMMARY:x"
    with pytest.raises(NotImportable, match="come back too often"):
        read_ics(calendar(*[decades] * 6), ALL)


def test_an_event_of_centuries_is_the_days_that_are_asked_for() -> None:
    choice = Choice(dt.date(2026, 12, 4), dt.date(2026, 12, 5))
    endless = "DTSTART;VALUE=DATE:19000101\nDTEND;VALUE=DATE:29990101\nSUMMARY:x"
    assert dates(calendar(endless), choice) == ["2026-12-04", "2026-12-05"]


def test_what_is_wrong_with_an_event_that_is_not_meant_does_not_matter() -> None:
    hourly = "DTSTART:20261203T090000\nSUMMARY:Sauvegarde\nRRULE:FREQ=HOURLY"
    assert dates(calendar(hourly, STRIKE), Choice(FIRST, LAST, name="Gr*")) == ["2026-12-03", "2026-12-04"]


def test_a_date_of_a_series_that_has_a_name_of_its_own_is_chosen_by_it() -> None:
    series = "UID:a@x\nDTSTART;VALUE=DATE:20261201\nSUMMARY:Réunion\nRRULE:FREQ=WEEKLY;COUNT=3"
    moved = "UID:a@x\nRECURRENCE-ID;VALUE=DATE:20261208\nDTSTART;VALUE=DATE:20261209\nSUMMARY:Grève"
    content = calendar(series, moved).replace(b"UID:0@x\r\n", b"").replace(b"UID:1@x\r\n", b"")
    assert dates(content, Choice(FIRST, LAST, name="Gr*")) == ["2026-12-09"]
    assert dates(content, Choice(FIRST, LAST, name="Ré*")) == ["2026-12-01", "2026-12-15"]


def test_a_line_that_is_cut_inside_a_letter_is_joined_before_it_is_read() -> None:
    cut = calendar(STRIKE).replace("è".encode(), b"\xc3\r\n \xa8")
    assert dates(cut, Choice(FIRST, LAST, name="Grève")) == ["2026-12-03", "2026-12-04"]


def test_several_calendars_in_one_file_are_all_read() -> None:
    assert dates(calendar(STRIKE) + calendar(PARTY)) == ["2026-12-03", "2026-12-04", "2026-12-18"]


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
