"""The words of the page in the estate's language.

A catalogue is a JSON file under `locale/`. Its keys are the English sentences of
the templates, or names of ours such as `status.failed`, so that the English
catalogue holds only the names. A counted sentence has two forms, keyed
`one|many`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files

from pupitre.hours import format_time

_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True)
class Words:
    """A language: translate by calling it with the English sentence."""

    language: str
    catalogue: dict[str, str] = field(default_factory=dict)

    def __call__(self, text: str, /, **values: object) -> str:
        translated = self.catalogue.get(text, text)
        return translated.format(**values) if values else translated

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Return the sentence for a number; French counts zero as one."""
        is_one = number in (0, 1) if self.language == "fr" else number == 1
        forms = self.catalogue.get(f"{one}|{many}", f"{one}|{many}").split("|")
        return forms[0 if is_one else 1].format(n=number, **values)

    def weekday(self, number: int) -> str:
        """Return the name of a day, Monday being 0."""
        return self(_WEEKDAYS[number])

    def date(self, moment: datetime) -> str:
        """Return `Sunday 22 November 2026`."""
        day = "1er" if self.language == "fr" and moment.day == 1 else str(moment.day)
        return f"{self.weekday(moment.weekday())} {day} {self(_MONTHS[moment.month - 1])} {moment.year}"

    def clock(self, minutes: int) -> str:
        """Return `07:00` for minutes since midnight."""
        return format_time(minutes)

    def length(self, minutes: int) -> str:
        """Return `7 h 30` for minutes open, or that it is closed."""
        if minutes == 0:
            return self("closed")
        hours, rest = divmod(minutes, 60)
        if not hours:
            return f"{rest} min"
        return f"{hours} h {rest:02d}" if rest else f"{hours} h"


@cache
def words(language: str) -> Words:
    """Return a language of the page; one without a catalogue reads English."""
    known = language if language in ("en", "fr") else "en"
    text = files("pupitre.evidence").joinpath("locale", f"{known}.json").read_text("utf-8")
    return Words(known, json.loads(text))
