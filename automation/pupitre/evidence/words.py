"""The words of the pages in a reader's language.

A catalogue is a gettext one, `locale/LANGUAGE/LC_MESSAGES/pupitre.po`, with what
is compiled from it beside it. Its keys are the English sentences of the
templates, or names of ours such as `status.failed`, so that the English
catalogue holds only the names. `make catalogues` finds the sentences and
compiles what was translated.
"""

from __future__ import annotations

import datetime as dt
import gettext
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from pupitre.evidence.names import MONTHS, WEEKDAYS
from pupitre.hours import format_time

LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Words:
    """A language: translate by calling it with the English sentence."""

    language: str
    catalogue: gettext.NullTranslations = field(default_factory=gettext.NullTranslations)

    def __call__(self, text: str, /, **values: object) -> str:
        translated = self.catalogue.gettext(text)
        return translated.format(**values) if values else translated

    def __contains__(self, name: str) -> bool:
        return self.catalogue.gettext(name) != name

    def counted(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Return the sentence for a number; which form that is, the catalogue says (French counts zero as one)."""
        return self.catalogue.ngettext(one, many, number).format(n=number, **values)

    def name(self, kind: str, name: str) -> str:
        """Return what a name of ours means, `status` `failed`; itself when nobody gave it words."""
        key = f"{kind}.{name}"
        return self(key) if key in self else name

    def weekday(self, number: int) -> str:
        """Return the name of a day, Monday being 0."""
        return self(WEEKDAYS[number])

    def date(self, moment: dt.date) -> str:
        """Return `Sunday 22 November 2026`."""
        return f"{self.weekday(moment.weekday())} {self.day(moment)} {moment.year}"

    def day(self, moment: dt.date) -> str:
        """Return `22 November`."""
        day = "1er" if self.language == "fr" and moment.day == 1 else str(moment.day)
        return f"{day} {self(MONTHS[moment.month - 1])}"

    def month(self, moment: dt.date) -> str:
        """Return `November 2026`."""
        return f"{self(MONTHS[moment.month - 1])} {moment.year}"

    def moment(self, moment: dt.datetime) -> str:
        """Return `22 November 2026, 15:10`."""
        return f"{self.day(moment)} {moment.year}, {moment:%H:%M}"

    def clock(self, minutes: int) -> str:
        """Return `07:00` for minutes since midnight."""
        return format_time(minutes)

    def length(self, minutes: int) -> str:
        """Return `7 h 30` for minutes open, or that it is closed."""
        say = self
        if minutes == 0:
            return say("closed")
        hours, rest = divmod(minutes, 60)
        if not hours:
            return f"{rest} min"
        return f"{hours} h {rest:02d}" if rest else f"{hours} h"


@cache
def words(language: str) -> Words:
    """Return a language of the pages; one without a catalogue reads English."""
    known = language if language in LANGUAGES else "en"
    compiled = files("pupitre.evidence").joinpath("locale", known, "LC_MESSAGES", "pupitre.mo")
    with compiled.open("rb") as file:
        return Words(known, gettext.GNUTranslations(file))
