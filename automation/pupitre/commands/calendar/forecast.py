"""What is foreseen of one site: its hours on every date, and the nights at which the console changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from pupitre.errors import CalendarUnknown
from pupitre.estate import Site
from pupitre.year import Push, Ruling, coming_pushes


@dataclass(frozen=True)
class Forecast:
    """A site's dates and pushes, as far as they are known; `unknown` says where that ends and why."""

    site: Site
    rulings: tuple[Ruling, ...]
    pushes: tuple[Push, ...]
    unknown: CalendarUnknown | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the forecast as JSON values."""
        return {
            "extension": self.site.extension,
            "pushes": [push.to_json() for push in self.pushes],
            "dates": [
                {
                    "date": ruling.date.isoformat(),
                    "hours": [str(slot) for slot in ruling.slots],
                    "why": {"kind": ruling.kind, "name": ruling.name, "line": ruling.line or None},
                }
                for ruling in self.rulings
            ],
            "unknown": None if self.unknown is None else {"sentence": self.unknown.what, "remedy": self.unknown.remedy},
        }


def forecast(site: Site, first: dt.date, last: dt.date, margin: int) -> Forecast:
    """Return what is foreseen of a site between two days that both belong to it."""
    rulings: list[Ruling] = []
    pushes: list[Push] = []
    unknown: CalendarUnknown | None = None
    try:
        for push in coming_pushes(site.hours, first, last, margin):
            pushes.append(push)
    except CalendarUnknown as error:
        unknown = error
    try:
        for step in range((last - first).days + 1):
            rulings.append(site.hours.on(first + dt.timedelta(days=step)))
    except CalendarUnknown as error:
        unknown = error
    return Forecast(site, tuple(rulings), tuple(pushes), unknown)
