"""The public holidays of a country or of a part of it, by the library `holidays`.

The library is imported when a file has a calendar, never before: it costs a tenth
of a second and most verbs need none of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pupitre.errors import CalendarUnknown
from pupitre.lookalike import plain
from pupitre.year.words import MONTHS

# `holidays` knows Moselle and Alsace by their codes; people say the old law's name, or the department.
_ALSO: Mapping[str, Mapping[str, str]] = {
    "FR": {"alsace-moselle": "6AE", "alsace moselle": "6AE", "67": "6AE", "68": "6AE"},
}
_NAMED_IN = range(2015, 2041)
_REMARK = re.compile(r"\s*\([^()]*\)$")  # (observed), (estimated), (férié reporté)


def countries() -> tuple[str, ...]:
    """Return the countries whose public holidays are known, as two letters."""
    return tuple(code for code in _library().list_supported_countries(include_aliases=False) if len(code) == 2)


def regions(country: str) -> dict[str, str]:
    """Return the code of each part of a country that has holidays of its own, by every name for it.

    Zones of school holidays are none, nor are names that the library keeps for
    old programs only: it answers those with the holidays of the country.
    """
    kind = _kind(country)
    codes = {code: code for code in kind.subdivisions if not code.startswith("Zone ")}
    names = {name: code for name, code in kind.subdivisions_aliases.items() if code in codes}
    return {**({"Alsace-Moselle": "6AE"} if country == "FR" else {}), **names, **codes}


def region_code(country: str, said: str) -> str | None:
    """Return the code of a region as people write it, or None."""
    code = _ALSO.get(country, {}).get(plain(said))
    if code is not None:
        return code
    return {plain(name): code for name, code in regions(country).items()}.get(plain(said))


@dataclass(frozen=True)
class LibraryHolidays:
    """The public holidays of a country and region; names are shown in a language."""

    country: str
    region: str = ""
    language: str = "en"

    def on(self, date: dt.date) -> tuple[str, ...]:
        """Return the keys of the public holidays of a date; raise CalendarUnknown for a year that is not known."""
        return tuple(_bare(name) for name in _year(self.country, self.region, date.year, "").get(date, ()))

    def shown(self, date: dt.date) -> str:
        """Return the public holidays of a date in the reader's language."""
        names = _year(self.country, self.region, date.year, self.language).get(date, ())
        return ", ".join(names)

    def names(self) -> tuple[str, ...]:
        """Return the names of the holidays of these years, in the reader's language, in the order of the year."""
        found: dict[str, None] = {}
        for year in _NAMED_IN:
            for _, names in sorted(_year(self.country, self.region, year, self.language).items()):
                found |= dict.fromkeys(_bare(name) for name in names)
        return tuple(found)

    def spellings(self) -> tuple[str, ...]:
        """Return every way in which a holiday may be called, without capitals and accents."""
        return tuple(_keys(self.country, self.region, self.language))

    def key(self, said: str) -> str | None:
        """Return the key of a holiday as people call it in the reader's language, English or the country's own."""
        return _keys(self.country, self.region, self.language).get(_said(said))

    def shared(self, one: str, other: str) -> dt.date | None:
        """Return the first date of these years that is both holidays, if there is one."""
        for year in _NAMED_IN:
            for date in sorted(_year(self.country, self.region, year, "")):
                if {one, other} <= set(self.on(date)):
                    return date
        return None


def _library() -> Any:
    import holidays

    return holidays


def _kind(country: str) -> Any:
    return _library().country_holidays(country, years=())


@cache
def _keys(country: str, region: str, language: str) -> dict[str, str]:
    known: dict[str, str] = {}
    dates: dict[str, set[tuple[int, int]]] = {}
    for year in _NAMED_IN:
        own = _year(country, region, year, "")
        for date, names in own.items():
            for name in names:
                dates.setdefault(_bare(name), set()).add((date.month, date.day))
        for spoken in ("", "en", language):
            for date, names in _year(country, region, year, spoken).items():
                # Two on one day are told in the same order in every language only when they are as many.
                if len(names) == len(own.get(date, ())) == 1:
                    known.setdefault(_said(_bare(names[0])), _bare(own[date][0]))
    fixed = {key: days.pop() for key, days in dates.items() if len(days) == 1}
    for key, (month, day) in fixed.items():
        if list(fixed.values()).count((month, day)) == 1:  # "1er mai", "14 juillet", "July 14"
            french, english = MONTHS["fr"][month - 1], MONTHS["en"][month - 1]
            for text in (f"{day} {french}", f"{day}er {french}", f"{day} {english}", f"{english} {day}"):
                known.setdefault(_said(text), key)
    return known


def _bare(name: str) -> str:
    """Return a holiday's name without what is remarked of one year: (observed), (estimated)."""
    return _REMARK.sub("", name)


def _said(name: str) -> str:
    return plain(name).replace("\u2019", "'")


@cache
def _year(country: str, region: str, year: int, language: str) -> dict[dt.date, tuple[str, ...]]:
    kind = _kind(country)
    if not kind.start_year <= year <= kind.end_year:
        raise CalendarUnknown(
            f"The public holidays of {country} in {year} are not known.",
            remedy=f"They are known from {kind.start_year} to {kind.end_year}; write that year's days under `days`.",
        )
    # Without a language the library takes that of the machine's settings: names would differ from server to server.
    spoken = next((name for name in kind.supported_languages if language and name.startswith(language)), None)
    spoken = spoken or kind.default_language
    found = _library().country_holidays(country, subdiv=region or None, years=year, expand=False, language=spoken)
    return {date: tuple(dict.fromkeys(found.get_list(date))) for date in found if date.year == year}
