"""The pages of the overview: one with the sites and the calendar, and one a month with its runs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from pupitre.evidence.overview.calendar import OUTCOMES, months, outcome, worst_of
from pupitre.evidence.overview.history import SiteHistory, histories
from pupitre.evidence.overview.reading import PastRun, Reading
from pupitre.evidence.rendering import Zone, render_page
from pupitre.evidence.week_words import change_in_words, week_in_words
from pupitre.evidence.words import words

INDEX_PAGE = "index.html"


def render_overview(
    reading: Reading, target: Path, *, language: str | None = None, now: datetime | None = None
) -> dict[str, bytes]:
    """Return the pages by their names, for a folder that need not exist yet.

    Language and time zone are those of the last run that tells them, unless a
    language is named.
    """
    runs = reading.runs
    language = language or _last(run.language for run in runs) or "en"
    zone = Zone(_last(run.timezone for run in runs) or "UTC")
    say = words(language)
    calendar = months(runs, zone)
    sites = histories(runs)
    latest = list({run.run.origin: run for run in runs}.values())
    shared = {
        "zone": zone,
        "outcome": outcome,
        "outcomes": OUTCOMES,
        "link": lambda run: _link(run, target),
        "in_words": lambda week: week_in_words(week, say),
        "changed": lambda before, after: change_in_words(before, after, say),
        "month_of": lambda run: zone.local(run.began).strftime("%Y-%m"),
    }
    pages = {month.page: render_page("overview/runs.html.j2", language, month=month, **shared) for month in calendar}
    pages[INDEX_PAGE] = render_page(
        "overview/index.html.j2",
        language,
        consoles=_by_console(sites),
        latest=latest,
        worst=worst_of(latest),
        months=calendar,
        runs=runs,
        unsound=[run for run in runs if outcome(run) == "damaged"],
        findings=sorted((str(folder), number) for folder, number in reading.findings.items()),
        now=now or datetime.now(UTC),
        **shared,
    )
    return pages


def _last(said: Iterable[str]) -> str:
    told = [text for text in said if text]
    return told[-1] if told else ""


def _by_console(sites: Sequence[SiteHistory]) -> list[tuple[str, list[SiteHistory]]]:
    found: dict[str, list[SiteHistory]] = {}
    for site in sites:
        found.setdefault(site.origin, []).append(site)
    return list(found.items())


def _link(run: PastRun, target: Path) -> str | None:
    """Return the way from the overview to the page of a run; None when it has none or stands on another drive."""
    if run.report is None:
        return None
    try:
        way = os.path.relpath(run.report.resolve(), target.resolve())
    except ValueError:
        return None
    return quote(Path(way).as_posix().encode("utf-8", "surrogateescape"))
