"""Dates, hours and reasons as a reader is told them, in French or English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pupitre.day_names import day_name
from pupitre.hours import Slot, Weekday
from pupitre.year.rules import Ruling

MONTHS: dict[str, tuple[str, ...]] = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
}  # fmt: skip
_WHY = {
    "en": {
        "day": "day {name}",
        "holiday": "{name}, public holiday",
        "season": "season {name}",
        "week": "ordinary week",
    },
    "fr": {
        "day": "jour {name}",
        "holiday": "{name}, jour férié",
        "season": "saison {name}",
        "week": "semaine ordinaire",
    },
}
_SAYS = {
    "en": {"closed": "closed", "line": "line {line}", "narrow": "week, {name}"},
    "fr": {"closed": "fermé", "line": "ligne {line}", "narrow": "semaine, {name}"},
}


def known(language: str) -> str:
    """Return the language in which a reader of another one is told; English when it is not known."""
    return language if language in MONTHS else "en"


def date_text(date: dt.date, language: str, *, year: bool = True) -> str:
    """Return `Thursday 24 December 2026`, `jeudi 24 décembre 2026`, `mercredi 1er juillet 2026`."""
    spoken = known(language)
    name = day_name(Weekday(date.weekday()), spoken)
    day = "1er" if spoken == "fr" and date.day == 1 else str(date.day)
    text = f"{name.lower() if spoken == 'fr' else name} {day} {MONTHS[spoken][date.month - 1]}"
    return f"{text} {date.year}" if year else text


def hours_text(slots: Iterable[Slot], language: str) -> str:
    """Return the hours of a day as they are written in a file, or that it is closed."""
    return ", ".join(str(slot) for slot in slots) or _SAYS[known(language)]["closed"]


def why_text(ruling: Ruling, language: str, *, line: bool = True) -> str:
    """Return the rule that decides on a date: `day 2026-12-24 (line 13)`."""
    spoken = known(language)
    form = _WHY[spoken][ruling.kind] if ruling.kind != "week" or not ruling.name else _SAYS[spoken]["narrow"]
    text = form.format(name=ruling.name)
    return f"{text} ({_SAYS[spoken]['line'].format(line=ruling.line)})" if line and ruling.line else text
