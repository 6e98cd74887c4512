"""The names of the days in the languages that consoles and readers use."""

from __future__ import annotations

import unicodedata

from pupitre.hours import Weekday

DAY_NAMES: dict[str, tuple[str, ...]] = {
    "fr": ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
}

_STEMS: dict[str, Weekday] = {
    **{name[:3].casefold(): day for names in DAY_NAMES.values() for day, name in zip(Weekday, names, strict=True)},
    "jud": Weekday.THURSDAY,  # "Judi", as the document's own screens spell it
}


def day_name(day: Weekday, language: str) -> str:
    """Return the name of a day; English for a language that is not known."""
    return DAY_NAMES.get(language, DAY_NAMES["en"])[day]


def recognise_day(text: str) -> Weekday | None:
    """Return the day that a column header names in French, English or German, if any.

    Accents, case and what follows the first three letters do not matter.
    """
    plain = unicodedata.normalize("NFKD", text.strip()).encode("ascii", "ignore").decode()
    return _STEMS.get(plain[:3].casefold())
