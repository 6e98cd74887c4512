"""The days that depart from the week, and the nights of the pushes, as an .ics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from pupitre.commands.calendar.forecast import Forecast
from pupitre.estate import Estate, Site
from pupitre.year.formats.departures import departures
from pupitre.year.formats.ics_writing import Event, write_ics
from pupitre.year.words import date_text, hours_text, why_text

CLOSED, OPEN, PUSH = "pupitre-closed", "pupitre-hours", "pupitre-push"
_PUSHED = {
    "en": "{site}: the console's week changes in the night before",
    "fr": "{site} : la semaine de la console change dans la nuit qui précède",
}

_NIGHTS = {
    "en": "Possible from the night to {} until the night to {}",
    "fr": "Possible de la nuit qui mène au {} à celle qui mène au {}",
}


def estate_events(estate: Estate, found: Sequence[Forecast], first: dt.date, last: dt.date) -> bytes:
    """Return the days and the nights of an estate's sites, as far as they are known."""
    events: list[Event] = []
    for each in found:
        known = each.rulings[-1].date if each.rulings else first - dt.timedelta(days=1)
        events += site_events(each.site, first, min(last, known), estate.language)
        events += _pushes(each, estate.language)
    return write_ics(events, f"Pupitre {estate.address.origin}", host=estate.address.origin)


def site_events(site: Site, first: dt.date, last: dt.date, language: str) -> Iterator[Event]:
    """Yield the days of a site whose hours are not those of its ordinary week; raise CalendarUnknown."""
    for each in departures(site.hours, first, last):
        told = hours_text(each.slots, language)
        colon = " : " if language == "fr" else ": "
        yield Event(
            each.first,
            each.last,
            f"{site.name}{colon}{told}",
            why_text(each.ruling, language, line=False),
            OPEN if each.slots else CLOSED,
            hours_text(each.slots, "en"),
        )


def _pushes(found: Forecast, language: str) -> Iterator[Event]:
    colon = " : " if language == "fr" else ": "
    for push in found.pushes:
        lines = [
            f"{date_text(change.ruling.date, language)}{colon}{hours_text(change.ruling.slots, language)}"
            for change in push.changes
        ]
        if push.earliest < push.latest:
            nights = (date_text(night, language) for night in (push.earliest, push.latest))
            lines.append(_NIGHTS.get(language, _NIGHTS["en"]).format(*nights))
        summary = _PUSHED.get(language, _PUSHED["en"]).format(site=found.site.name)
        yield Event(push.night, push.night, summary, "\n".join(lines), PUSH)
