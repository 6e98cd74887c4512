"""At which time a night begins, so that it exists, once, on every date.

When clocks go forward an hour of one night does not exist, and when they go back one comes twice: cron and
most schedulers then skip a night, or run it twice. Such times are refused.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pupitre.errors import Refused

#: Times that are tried in this order when none is asked for.
USUAL = (dt.time(1, 30), dt.time(3, 30), dt.time(4, 30), dt.time(5, 30))
LONGEST_DELAY_MINUTES = 30
_HORIZON_DAYS = 3 * 366
_LOCALTIME = Path("/etc/localtime")


class TimerRefused(Refused):
    """A timer that would not do what it is for; nothing was written."""

    reason = "timer_refused"

    def __init__(self, what: str, *, remedy: str = "") -> None:
        super().__init__(what, left_behind="Nothing was begun, written or removed.", remedy=remedy)


@dataclass(frozen=True)
class OddNight:
    """A date on which a time of day does not exist, or comes twice."""

    day: dt.date
    what: Literal["missing", "twice"]


def parsed(text: str) -> dt.time:
    """Return the time of `01:30`; raise TimerRefused."""
    match = re.fullmatch(r"([01]?\d|2[0-3])[:hH]([0-5]\d)", text.strip())
    if match is None:
        raise TimerRefused(f"{text!r} is not a time of day.", remedy="Write it as 01:30.")
    return dt.time(int(match[1]), int(match[2]))


def odd_nights(at: dt.time, zone: str, first: dt.date, days: int = _HORIZON_DAYS) -> Iterator[OddNight]:
    """Yield the dates on which a time does not exist in a zone, or comes twice."""
    place = zoneinfo.ZoneInfo(zone)
    for number in range(-1, days):
        day = first + dt.timedelta(days=number)
        if _offset(day, place) != _offset(day + dt.timedelta(days=1), place) and number >= 0:
            what = _judged(dt.datetime.combine(day, at), place)
            if what is not None:
                yield OddNight(day, what)


def time_for(asked: str, zone: str, today: dt.date) -> dt.time:
    """Return the time to begin at; raise TimerRefused for one that is odd on some night of the next three years.

    Without one that is asked for, the first usual one that is not odd.
    """
    if not asked:
        return next(at for at in USUAL if next(odd_nights(at, zone, today), None) is None)
    at = parsed(asked)
    odd = next(odd_nights(at, zone, today), None)
    if odd is None:
        return at
    happens = "does not exist" if odd.what == "missing" else "comes twice"
    better = next(each for each in _around(at) if next(odd_nights(each, zone, today), None) is None)
    raise TimerRefused(
        f"{at:%H:%M} {happens} on {odd.day:%d %B %Y} in {zone}, when the clocks change.",
        remedy=f"Choose another time, such as --at {better:%H:%M}.",
    )


def delay_for(at: dt.time, zone: str, today: dt.date, wanted: int = LONGEST_DELAY_MINUTES) -> int:
    """Return by how many minutes a night may begin later without reaching an hour that is odd on some night."""
    start = dt.datetime.combine(today, at)
    for minutes in range(1, wanted + 1):
        if next(odd_nights((start + dt.timedelta(minutes=minutes)).time(), zone, today), None) is not None:
            return minutes - 1
    return wanted


def machine_zone() -> str:
    """Return the zone that this machine's clock goes by; nothing where the system does not tell."""
    named = os.environ.get("TZ", "").removeprefix(":")
    try:
        linked = str(_LOCALTIME.resolve(strict=True)).rpartition("/zoneinfo/")[2]
    except (OSError, RuntimeError):
        linked = ""
    known = zoneinfo.available_timezones()
    return next((zone for zone in (named, linked.removeprefix("posix/")) if zone in known), "")


def _around(at: dt.time) -> Iterator[dt.time]:
    start = dt.datetime.combine(dt.date(2000, 1, 2), at)
    for half_hours in range(1, 24):
        for sign in (-1, 1):
            yield (start + sign * half_hours * dt.timedelta(minutes=30)).time()


def _offset(day: dt.date, place: zoneinfo.ZoneInfo) -> dt.timedelta | None:
    return dt.datetime.combine(day, dt.time(), place).utcoffset()


def _judged(wall: dt.datetime, place: zoneinfo.ZoneInfo) -> Literal["missing", "twice"] | None:
    early, late = wall.replace(tzinfo=place, fold=0), wall.replace(tzinfo=place, fold=1)
    if early.utcoffset() == late.utcoffset():
        return None
    exists = early.astimezone(dt.UTC).astimezone(place).replace(tzinfo=None) == wall
    return "twice" if exists else "missing"
