"""Days of a calendar as iCalendar.

Source: RFC 5545 (content lines of at most 75 octets, escaped text, an end that
does not belong to the event).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

HOURS = "X-PUPITRE-HOURS"
_LONGEST = 75


@dataclass(frozen=True)
class Event:
    """Whole days with a name; `hours` is what `pupitre calendar import` reads again: closed, or slots."""

    first: dt.date
    last: dt.date
    summary: str
    description: str = ""
    category: str = ""
    hours: str = ""


def write_ics(events: Iterable[Event], name: str, *, host: str) -> bytes:
    """Return a calendar with the events, the same bytes for the same events."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Pupitre//calendar//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}"]
    for event in events:
        told = f"{host} {event.first} {event.last} {event.summary} {event.category}"
        lines += [
            "BEGIN:VEVENT",
            f"UID:{hashlib.sha256(told.encode()).hexdigest()[:32]}@pupitre",
            # The time of writing would make each export another; the first day is as good to whoever merges.
            f"DTSTAMP:{event.first:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.last + dt.timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(event.summary)}",
            *([f"DESCRIPTION:{_text(event.description)}"] if event.description else []),
            *([f"CATEGORIES:{_text(event.category)}"] if event.category else []),
            *([f"{HOURS}:{_text(event.hours)}"] if event.hours else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode("utf-8")


def _text(value: str) -> str:
    escaped = re.sub(r"([\\;,])", r"\\\1", value)
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", re.sub(r"\r\n|\r|\n", r"\\n", escaped))


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets, none cut inside a character."""
    pieces, piece, room = [], "", _LONGEST
    for letter in line:
        size = len(letter.encode("utf-8"))
        if size > room:
            pieces.append(piece)
            piece, room = "", _LONGEST - 1  # a continued line begins with a blank
        piece += letter
        room -= size
    return "\r\n ".join([*pieces, piece])
