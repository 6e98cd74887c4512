"""When a replay begins: at a time of day or of a date, waited for without holding anything."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pupitre.errors import Explained

# Short enough for a clock that is put right, or a machine that slept, to be noticed.
_LOOK_EVERY = 20.0


class BadMoment(Explained):
    """A time that is not understood, or is over."""

    reason = "bad_moment"


@dataclass(frozen=True)
class Moment:
    """A moment to begin at, in the estate's time zone; `tomorrow` says that the time of day was past today."""

    at: dt.datetime
    tomorrow: bool = False

    @classmethod
    def parse(cls, text: str, timezone: str, now: dt.datetime) -> Moment:
        """Return the moment that `02:30` or `2026-12-24 12:00` means; raise BadMoment. `now` has a time zone."""
        match = re.fullmatch(r"(?:(\d{4}-\d{2}-\d{2})[ T])?(\d{1,2}):(\d{2})", text.strip())
        zone = ZoneInfo(timezone)
        today = now.astimezone(zone).date()
        try:
            if match is None:
                raise ValueError
            time = dt.time(int(match[2]), int(match[3]))
            date = dt.date.fromisoformat(match[1]) if match[1] else today
        except ValueError:
            raise BadMoment(
                f"{text!r} is no moment.", left_behind="", remedy="Write 02:30, or 2026-12-24 12:00."
            ) from None
        if match[1] is None and _on(today, time, zone) <= now:
            return cls(_on(today + dt.timedelta(days=1), time, zone), tomorrow=True)
        moment = cls(_on(date, time, zone))
        if moment.at <= now:
            raise BadMoment(f"{moment} is over.", left_behind="", remedy="Name a moment to come, or leave --at out.")
        return moment

    def wait(self, now: Callable[[], dt.datetime]) -> None:
        """Return when it has come; Ctrl-C ends the waiting."""
        alarm = threading.Event()
        while (left := (self.at - now()).total_seconds()) > 0:
            alarm.wait(min(left, _LOOK_EVERY))

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} ({self.at.tzinfo})"


def _on(date: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """Return a moment; one that the clocks leave out becomes the one that they show instead."""
    return dt.datetime.combine(date, time, zone).astimezone(dt.UTC).astimezone(zone)
