"""`pupitre calendar FILE`: when the console's week will change and why, as text, JSON, a page or an .ics."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pupitre.commands.calendar.forecast import Forecast, forecast
from pupitre.commands.saving import check_target, saved, saving
from pupitre.commands.streams import document as print_document
from pupitre.commands.streams import people, tell
from pupitre.errors import EstateError
from pupitre.estate import Estate, load
from pupitre.estate.problems import quoted_path
from pupitre.telling import tell as explain
from pupitre.unattended import once_telling
from pupitre.visible import visible
from pupitre.year import Push, today_in
from pupitre.year.words import date_text, hours_text, why_text

LONGEST = dt.timedelta(days=3 * 366)
_SAYS = {
    "en": {
        "range": "from {first} to {last}",
        "night": "in the night to {night}, at the latest in the one to {latest}",
        "only": "in the night to {night}",
        "early": "from the night to {earliest} on it can be done",
        "becomes": "{date}: {before} -> {after}; {why}",
        "always": "the same week all year: nothing to do",
        "never": "the console's week does not change",
        "unknown": "Not known further: {what}",
    },
    "fr": {
        "range": "du {first} au {last}",
        "night": "dans la nuit qui mène au {night}, au plus tard dans celle qui mène au {latest}",
        "only": "dans la nuit qui mène au {night}",
        "early": "possible dès la nuit qui mène au {earliest}",
        "becomes": "{date} : {before} -> {after} ; {why}",
        "always": "la même semaine toute l'année : rien à faire",
        "never": "la semaine de la console ne change pas",
        "unknown": "Pas connu au-delà : {what}",
    },
}


@dataclass(frozen=True)
class Wanted:
    """What is to be shown: between which days, of which sites, and into which files; the margin is the file's."""

    first: dt.date | None = None
    last: dt.date | None = None
    sites: tuple[str, ...] = ()
    margin: int | None = None
    html: Path | None = None
    ics: Path | None = None


def show(file: Path, wanted: Wanted, *, json_output: bool) -> int:
    """Show the calendar of an estate's file; return the exit code."""
    estate = load(file)
    if estate.ring_groups is not None:
        raise EstateError(f"{quoted_path(estate.file)}: this console keeps ring groups, which have no calendar.")
    now = dt.datetime.now(dt.UTC)
    first, last = dates(wanted.first, wanted.last, estate.timezone)
    for out, kind in ((wanted.html, "html"), (wanted.ics, "ics")):
        if out is not None:
            check_target(out, file, ending=f".{kind}", remedy=f"Name another file with --{kind}.")
    wanted = replace(wanted, margin=estate.margin if wanted.margin is None else wanted.margin)
    found = [forecast(site, first, last, wanted.margin or 0) for site in estate.choose(wanted.sites).values()]
    written = [*_page(estate, found, wanted, first, last), *_events(estate, found, wanted.ics, first, last)]
    if json_output:
        once = [once_telling.facts(item, now) for item in estate.once]
        print_document({**_document(estate, found, wanted, first, last), "once": once})
    lines = [
        f"{quoted_path(estate.file)}: {_say(estate, 'range', first=_date(estate, first), last=_date(estate, last))}"
    ]
    for each in found:
        lines += _lines(estate, each)
    lines += once_telling.lines(estate, now)
    tell("\n".join([*lines, *written]), people(json_output=json_output) if json_output else sys.stdout)
    return 0


def dates(first: dt.date | None, last: dt.date | None, timezone: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day that are meant, by default twelve months from today's on; raise EstateError."""
    begins = first if first is not None else today_in(timezone)
    ends = last if last is not None else begins.replace(year=begins.year + 1, day=1) - dt.timedelta(days=1)
    if ends < begins:
        raise EstateError(f"--to {ends} is before --from {begins}.", remedy="Change one of them.")
    if ends - begins > LONGEST:
        raise EstateError(f"From {begins} to {ends} are more than three years.", remedy="Ask for fewer.")
    return begins, ends


def _lines(estate: Estate, found: Forecast) -> list[str]:
    site = found.site
    lines = [f"{visible(site.name)} ({site.extension})"]
    if site.hours.is_only_a_week:
        return [*lines, f"  {_say(estate, 'always')}"]
    if not found.pushes:
        lines.append(f"  {_say(estate, 'never')}")
    for push in found.pushes:
        lines += _push(estate, push)
    if found.unknown is not None:
        told = explain(found.unknown, estate.language)
        lines += [f"  {_say(estate, 'unknown', what=told.what)}", f"  {told.remedy}"]
    return lines


def _push(estate: Estate, push: Push) -> list[str]:
    key = "only" if push.latest == push.night else "night"
    when = _say(estate, key, night=_date(estate, push.night), latest=_date(estate, push.latest))
    if push.earliest < push.night:
        when += f" ({_say(estate, 'early', earliest=_date(estate, push.earliest))})"
    language = estate.language
    changes = [
        _say(
            estate,
            "becomes",
            date=date_text(change.ruling.date, language),
            before=hours_text(change.before, language),
            after=hours_text(change.ruling.slots, language),
            why=visible(why_text(change.ruling, language)),
        )
        for change in push.changes
    ]
    return [f"  {when}", *(f"    {change}" for change in changes)]


def _page(estate: Estate, found: list[Forecast], wanted: Wanted, first: dt.date, last: dt.date) -> list[str]:
    if wanted.html is None:
        return []
    from pupitre.commands.calendar.page import render

    with saving(wanted.html):
        wanted.html.write_bytes(render(estate, found, first, last))
    return [saved(wanted.html, estate.language)]


def _events(estate: Estate, found: list[Forecast], out: Path | None, first: dt.date, last: dt.date) -> list[str]:
    if out is None:
        return []
    from pupitre.commands.calendar.events import estate_events

    with saving(out):
        out.write_bytes(estate_events(estate, found, first, last))
    return [saved(out, estate.language)]


def _document(estate: Estate, found: list[Forecast], wanted: Wanted, first: dt.date, last: dt.date) -> dict[str, Any]:
    return {
        "ok": True,
        "exit_code": 0,
        "file": estate.file,
        "timezone": estate.timezone,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "margin": wanted.margin,
        "sites": {each.site.name: each.to_json() for each in found},
    }


def _say(estate: Estate, key: str, **values: object) -> str:
    return _SAYS.get(estate.language, _SAYS["en"])[key].format(**values)


def _date(estate: Estate, date: dt.date) -> str:
    return date_text(date, estate.language)
