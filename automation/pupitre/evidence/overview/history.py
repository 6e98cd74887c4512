"""What each site shows now and how it came to that, put together from what the runs read.

A run reads a site before it changes anything, and again afterwards. When what it
reads first is not what the run before left, somebody else changed it in between.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from pupitre.evidence.comparison import READING_VERBS
from pupitre.evidence.overview.reading import PastRun, SeenSite
from pupitre.hours import Week

_IN_DOUBT = ("failed", "not_verified")


@dataclass(frozen=True)
class Change:
    """A week that became another: by a run, or found by it to have been changed in between."""

    before: Week
    after: Week
    run: PastRun
    is_ours: bool


@dataclass
class SiteHistory:
    """A site of a console: its week as last read, since when, and every change.

    `doubts` are later runs that may have changed it and of which nothing is
    known, or that could not read it again.
    """

    origin: str
    name: str
    extension: str
    week: Week | None = None
    since: PastRun | None = None
    read_by: PastRun | None = None
    status: str = ""
    last: PastRun | None = None
    changes: list[Change] = field(default_factory=list)
    doubts: list[PastRun] = field(default_factory=list)

    def follow(self, run: PastRun, seen: SeenSite) -> None:
        """Take in what a run tells of the site."""
        self.name, self.extension, self.status, self.last = seen.name, seen.extension, seen.status, run
        if seen.before is not None:
            self._shows(seen.before, run, is_ours=False)
        if seen.after is not None:
            self._shows(seen.after, run, is_ours=run.run.verb not in READING_VERBS)
        elif seen.status in _IN_DOUBT and run.run.verb not in READING_VERBS:
            self.doubts.append(run)

    def _shows(self, week: Week, run: PastRun, *, is_ours: bool) -> None:
        if self.week is None:
            self.since = run
        elif week != self.week:
            self.changes.append(Change(self.week, week, run, is_ours))
            self.since = run
        self.week, self.read_by = week, run
        self.doubts.clear()

    @property
    def changed_last(self) -> datetime | None:
        """When its week changed last, as far as the runs know."""
        return self.changes[-1].run.began if self.changes else None


def histories(runs: Iterable[PastRun]) -> list[SiteHistory]:
    """Return the sites of all consoles, by console and name; the runs come in the order they began."""
    found: dict[tuple[str, str], SiteHistory] = {}
    for run in runs:
        origin = run.run.origin
        if not run.is_readable:
            for each in found.values():
                if each.origin == origin and _may_have_changed(run):
                    each.doubts.append(run)
            continue
        for site in run.sites:
            key = (origin, site.extension or site.name)
            history = found.setdefault(key, SiteHistory(origin, site.name, site.extension))
            history.follow(run, site)
    return sorted(found.values(), key=lambda each: (each.origin, each.name.casefold(), each.extension))


def _may_have_changed(run: PastRun) -> bool:
    return run.run.verb not in READING_VERBS
