"""When a night begins: at a time that is there once on every date."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from pupitre.unattended.timers.schedule import (
    USUAL,
    TimerRefused,
    delay_for,
    machine_zone,
    odd_nights,
    parsed,
    time_for,
)

TODAY = dt.date(2026, 11, 22)
ZONES = (
    "Europe/Paris",
    "Europe/London",
    "America/New_York",
    "America/Santiago",  # changes at midnight
    "Australia/Lord_Howe",  # by half an hour
    "Asia/Kolkata",
    "UTC",
    "Africa/Casablanca",  # four changes a year
    "Pacific/Chatham",
)


def times_seen(day: dt.date, at: dt.time, zone: str) -> int:
    """Return how many moments of the world a clock shows this date and time."""
    wall, place = dt.datetime.combine(day, at), ZoneInfo(zone)
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
    offsets = {(noon + dt.timedelta(hours=hours)).astimezone(place).utcoffset() for hours in range(-48, 49)}
    moments = {(wall - offset).replace(tzinfo=dt.UTC) for offset in offsets if offset is not None}
    return sum(moment.astimezone(place).replace(tzinfo=None) == wall for moment in moments)


@pytest.mark.parametrize("zone", ZONES)
def test_the_usual_time_is_there_once_on_every_date_with_its_delay(zone: str) -> None:
    at = time_for("", zone, TODAY)
    assert at in USUAL
    delay = delay_for(at, zone, TODAY)
    changing = [odd.day for hour in range(24) for odd in odd_nights(dt.time(hour, 15), zone, TODAY)]
    days = {day + dt.timedelta(days=number) for day in changing for number in (-1, 0, 1)} | {TODAY}
    for day in days:
        for minutes in (0, delay):
            moment = (dt.datetime.combine(day, at) + dt.timedelta(minutes=minutes)).time()
            assert times_seen(day, moment, zone) == 1, (day, moment)


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Santiago", "Australia/Lord_Howe"])
def test_every_odd_quarter_of_an_hour_of_a_year_is_found(zone: str) -> None:
    days = {TODAY + dt.timedelta(days=number + near) for number in changes(zone) for near in (-1, 0, 1)} | {TODAY}
    seen: set[str] = set()
    for quarter in range(24 * 4):
        at = dt.time(quarter // 4, quarter % 4 * 15)
        found = {odd.day: odd.what for odd in odd_nights(at, zone, TODAY, 366)}
        assert set(found) <= days
        for day in days:
            assert times_seen(day, at, zone) == {None: 1, "missing": 0, "twice": 2}[found.get(day)]
        seen |= set(found.values())
    assert seen == {"missing", "twice"}


def changes(zone: str) -> list[int]:
    """Return in how many days from today a zone's noon has another distance from the world's than the noon before."""
    noons = [
        dt.datetime.combine(TODAY + dt.timedelta(days=number), dt.time(12), ZoneInfo(zone)).utcoffset()
        for number in range(367)
    ]
    return [number for number in range(1, 366) if noons[number] != noons[number - 1]]


@pytest.mark.parametrize(
    ("at", "zone", "says", "better"),
    [
        ("02:30", "Europe/Paris", "does not exist on 28 March 2027 in Europe/Paris", "--at 03:00"),
        ("2:00", "Europe/Paris", "does not exist on 28 March 2027", "--at 01:30"),
        ("01:30", "Europe/London", "does not exist on 28 March 2027", "--at 02:00"),
        ("01:59", "America/New_York", "comes twice on 07 November 2027", "--at"),
    ],
)
def test_a_time_that_is_odd_on_some_night_is_refused_with_a_better_one(
    at: str, zone: str, says: str, better: str
) -> None:
    with pytest.raises(TimerRefused) as caught:
        time_for(at, zone, TODAY)
    assert says in caught.value.what
    assert better in caught.value.remedy
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(("at", "delay"), [("01:30", 29), ("01:00", 30), ("01:45", 14), ("01:59", 0), ("03:00", 30)])
def test_the_random_delay_ends_before_the_hour_that_is_odd(at: str, delay: int) -> None:
    assert delay_for(parsed(at), "Europe/Paris", TODAY) == delay


@pytest.mark.parametrize("text", ["", "25:00", "1:5", "01:60", "1h", "noon", "01:30:00", "-1:30", "١:٣٠"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(TimerRefused, match="not a time of day"):
        parsed(text)


def test_french_and_short_times_are_understood() -> None:
    assert [parsed(text) for text in ("1:30", "01h30", " 23:59 ")] == [dt.time(1, 30), dt.time(1, 30), dt.time(23, 59)]


def test_the_zone_of_this_machine_is_one_that_python_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", ":Europe/Paris")
    assert machine_zone() == "Europe/Paris"
    monkeypatch.setenv("TZ", "nowhere")
    assert machine_zone() == "" or ZoneInfo(machine_zone())
