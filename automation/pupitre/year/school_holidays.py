"""The school holidays of the French zones, from the dates that the ministry published.

Source: the package `vacances-scolaires-france`, which carries the ministry's own
dates and computes none. What lies after the last published day is not known:
an answer of "no holidays" there would be a guess.
"""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pupitre.errors import CalendarUnknown

ZONES = ("A", "B", "C")

#: What a file calls them, and what the data do. The bridge of Ascension is left out: some years' data lack it.
NAMES: Mapping[str, str] = {
    "toussaint": "Vacances de la Toussaint",
    "noël": "Vacances de Noël",
    "hiver": "Vacances d'hiver",
    "printemps": "Vacances de printemps",
    "été": "Vacances d'été",
}
ENGLISH: Mapping[str, str] = {
    "autumn": "toussaint",
    "christmas": "noël",
    "winter": "hiver",
    "spring": "printemps",
    "summer": "été",
}
INSTALL = "pip install 'pupitre[calendar]'"


def is_installed() -> bool:
    """Return whether the dates are on this machine."""
    return importlib.util.find_spec("vacances_scolaires_france") is not None


@dataclass(frozen=True)
class ZoneHolidays:
    """The school holidays of zone A, B or C of mainland France."""

    zone: str

    def on(self, date: dt.date) -> str:
        """Return which school holidays a date is in, or nothing; raise CalendarUnknown outside what is published."""
        dates, first, last = _published(self.zone)
        if not first <= date <= last:
            raise CalendarUnknown(
                f"The school holidays of zone {self.zone} are not known on {date}: "
                f"the dates on this machine go from {first} to {last}.",
                remedy="Get the newest dates (pip install -U vacances-scolaires-france), "
                "or write the season with `from` and `to`.",
            )
        return dates.get(date, "")

    def known(self) -> tuple[dt.date, dt.date]:
        """Return the first and the last date that can be answered."""
        _, first, last = _published(self.zone)
        return first, last


@cache
def _published(zone: str) -> tuple[dict[dt.date, str], dt.date, dt.date]:
    library = importlib.import_module("vacances_scolaires_france")
    data = library.SchoolHolidayDates().data
    by_name = {name: key for key, name in NAMES.items()}
    dates = {
        date: by_name[row["nom_vacances"]]
        for date, row in data.items()
        if row[f"vacances_zone_{zone.lower()}"] and row["nom_vacances"] in by_name
    }
    return dates, min(dates), max(dates)
