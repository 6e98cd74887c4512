"""The page of a year: twelve months, coloured and lettered by hours, with holidays and pushes marked.

One file, no script, nothing fetched; readable on a phone and on paper. A colour
never stands alone: each has its letter.
"""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from pupitre.commands.calendar.forecast import Forecast
from pupitre.day_names import DAY_NAMES
from pupitre.year import Push, Ruling, Slots
from pupitre.year.words import MONTHS, date_text, hours_text, known, why_text

if TYPE_CHECKING:
    from pupitre.estate import Estate

#: How many colours there are; further hours have a letter and the last colour's shade.
COLOURS = 8
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Look:
    """How certain hours are shown: a letter, a colour's number (0 is closed), and how many days have them."""

    letter: str
    colour: int
    hours: str
    days: int


@dataclass(frozen=True)
class Cell:
    """A date of a month; `look` is None where the hours are not shown or not known."""

    date: dt.date
    look: Look | None
    holiday: str
    why: str
    push: Push | None


@dataclass(frozen=True)
class Month:
    """A month: its name, and weeks of seven cells, None outside the month, each with its ISO number."""

    name: str
    weeks: tuple[tuple[int, tuple[Cell | None, ...]], ...]


@dataclass(frozen=True)
class Chapter:
    """The sites that share their hours: legend, months and pushes."""

    sites: tuple[str, ...]
    looks: tuple[Look, ...]
    months: tuple[Month, ...]
    pushes: tuple[Push, ...]
    unknown: str


def render(estate: Estate, found: Sequence[Forecast], first: dt.date, last: dt.date) -> bytes:
    """Return the page for what was foreseen between two days."""
    from jinja2 import DictLoader, Environment, StrictUndefined

    from pupitre.telling import tell
    from pupitre.visible import visible

    language = known(estate.language)
    alike: dict[tuple[tuple[Slots, str], ...], list[Forecast]] = {}
    for each in found:
        # By what callers are told on each date and why, so that a site with hours of its own may share a year.
        key = tuple((ruling.slots, f"{ruling.kind} {ruling.name}") for ruling in each.rulings)
        alike.setdefault(key, []).append(each)
    chapters = [
        Chapter(
            tuple(each.site.name for each in group),
            looks := _looks(group[0].rulings, language),
            tuple(_months(group[0], looks, language)),
            group[0].pushes,
            str(tell(group[0].unknown, language)) if group[0].unknown is not None else "",
        )
        for group in alike.values()
    ]
    environment = Environment(
        loader=DictLoader({name: _resource(name) for name in ("calendar.html.j2", "calendar.css")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    page = environment.get_template("calendar.html.j2").render(
        say=lambda key, **values: _WORDS[language][key].format(**values),
        language=language,
        host=estate.address.origin.partition("://")[2],
        first=first,
        last=last,
        chapters=chapters,
        weekdays=DAY_NAMES[language],
        date=lambda day, year=True: date_text(day, language, year=year),
        hours=lambda slots: hours_text(slots, language),
        why=lambda ruling: why_text(ruling, language),
    )
    return page.encode("utf-8", "backslashreplace")


def _resource(name: str) -> str:
    return files("pupitre.commands.calendar").joinpath("templates", name).read_text("utf-8")


def _looks(rulings: Sequence[Ruling], language: str) -> tuple[Look, ...]:
    """Return what is shown for each of the hours, the most frequent first and `closed` last."""
    counted = Counter(ruling.slots for ruling in rulings)
    opens = [slots for slots, _ in counted.most_common() if slots]
    looks = [
        Look(letter, min(number, COLOURS), hours_text(slots, language), counted[slots])
        for number, (letter, slots) in enumerate(zip(_names(), opens, strict=False), start=1)
    ]
    closed = [Look("–", 0, hours_text((), language), counted[()])] if counted[()] else []
    return (*looks, *closed)


def _names() -> Iterator[str]:
    for length in itertools.count(1):
        for letters in itertools.product(_LETTERS, repeat=length):
            yield "".join(letters)


def _months(found: Forecast, looks: Sequence[Look], language: str) -> Iterator[Month]:
    by_hours = {look.hours: look for look in looks}
    rulings = {ruling.date: ruling for ruling in found.rulings}
    pushes = {push.night: push for push in found.pushes}
    public = found.site.hours.public

    def cell(date: dt.date) -> Cell:
        ruling = rulings.get(date)
        if ruling is None:
            return Cell(date, None, "", "", None)
        look = by_hours[hours_text(ruling.slots, language)]
        holiday = public.shown(date) if public is not None else ""
        why = why_text(ruling, language, line=False) if ruling.kind != "week" or ruling.name else ""
        return Cell(date, look, holiday, why, pushes.get(date))

    if not rulings:
        return
    year, month = min(rulings).year, min(rulings).month
    while (year, month) <= (max(rulings).year, max(rulings).month):
        weeks = calendar.Calendar(calendar.MONDAY).monthdatescalendar(year, month)
        yield Month(
            f"{MONTHS[language][month - 1]} {year}",
            tuple(
                (week[0].isocalendar().week, tuple(cell(date) if date.month == month else None for date in week))
                for week in weeks
            ),
        )
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


_WORDS = {
    "en": {
        "title": "Opening hours",
        "range": "From {first} to {last}",
        "days": "{days} days",
        "day": "1 day",
        "legend": "What the colours and letters mean",
        "holiday": "public holiday",
        "push": "the console's week changes in the night before",
        "week": "Week",
        "W": "W",
        "nights": "When the console's week changes",
        "night": "In the night to",
        "nights_possible": "Possible nights",
        "between": "{first} to {last}",
        "what": "What changes",
        "becomes": "becomes",
        "none": "The console's week does not change in this time.",
        "unknown": "Not known further",
        "foot": "The console shows one week and knows no dates. Pupitre puts each week there in time, early in the "
        "morning of the day that has a dot. A night has the date of its morning; after the last possible one, callers "
        "are told wrong hours.",
    },
    "fr": {
        "title": "Horaires d'ouverture",
        "range": "Du {first} au {last}",
        "days": "{days} jours",
        "day": "1 jour",
        "legend": "Ce que disent les couleurs et les lettres",
        "holiday": "jour férié",
        "push": "la semaine de la console change dans la nuit qui précède",
        "week": "Semaine",
        "W": "S",
        "nights": "Quand la semaine de la console change",
        "night": "Dans la nuit qui mène au",
        "nights_possible": "Nuits possibles",
        "between": "du {first} au {last}",
        "what": "Ce qui change",
        "becomes": "devient",
        "none": "La semaine de la console ne change pas pendant cette période.",
        "unknown": "Pas connu au-delà",
        "foot": "La console montre une seule semaine et ne connaît pas les dates. Pupitre y met chaque semaine à "
        "temps, tôt le matin du jour marqué d'un point. Une nuit porte la date de son matin ; après la dernière nuit "
        "possible, les appelants entendent de faux horaires.",
    },
}
