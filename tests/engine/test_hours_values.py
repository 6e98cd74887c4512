"""Hours that the console cannot hold cannot be built."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupitre.hours import HoursError, Slot, Week, Weekday, format_time, parse_time


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("8:00", 480),
        ("08:00", 480),
        ("8h30", 510),
        ("8H30", 510),
        ("0830", 510),
        ("8h", 480),
        (" 23:59 ", 1439),
    ],
)
def test_a_time_is_read_however_people_write_it(written: str, minutes: int) -> None:
    assert parse_time(written) == minutes


@pytest.mark.parametrize("written", ["24:00", "830", "8", "25:00", "08:60", "8.30", "", "-1:00", "midi", "480"])
def test_what_is_no_time_of_day_is_refused(written: str) -> None:
    with pytest.raises(HoursError):
        parse_time(written)


def test_the_end_of_the_day_is_refused_with_what_to_write_instead() -> None:
    with pytest.raises(HoursError, match="23:59"):
        Slot.parse("18:00-24:00")


@pytest.mark.parametrize(
    ("written", "why"),
    [("08:00-08:00", "has no length"), ("22:00-06:00", "runs past midnight"), ("08:00", "is not a slot")],
)
def test_a_slot_that_no_day_holds_is_refused(written: str, why: str) -> None:
    with pytest.raises(HoursError, match=why):
        Slot.parse(written)


@pytest.mark.parametrize("written", ["08:00-12:00", "8h-12h", "08:00 – 12:00", "8:00 à 12:00", "0800-1200"])
def test_a_slot_is_read_whatever_the_dash(written: str) -> None:
    assert str(Slot.parse(written)) == "08:00-12:00"


def test_slots_of_one_day_may_touch_and_not_overlap() -> None:
    touching = [Slot.parse("08:00-12:00"), Slot.parse("12:00-14:00")]
    assert Week.of({Weekday.MONDAY: touching}).on(Weekday.MONDAY) == tuple(touching)
    with pytest.raises(HoursError, match=r"Monday 08:00-17:00 and 14:00-17:30 overlap"):
        Week.of({Weekday.MONDAY: [Slot.parse("08:00-17:00"), Slot.parse("14:00-17:30")]})


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    days = {}
    for day in Weekday:
        bounds = sorted(draw(st.sets(st.integers(0, 1439), max_size=6)))
        days[day] = [Slot(begin, end) for begin, end in zip(bounds[::2], bounds[1::2], strict=False)]
    return Week.of(days)


@given(weeks())
def test_a_week_survives_its_own_json(week: Week) -> None:
    assert Week.from_json(week.to_json()) == week


@given(st.integers(0, 1439))
def test_a_time_survives_its_own_text(minutes: int) -> None:
    assert parse_time(format_time(minutes)) == minutes
