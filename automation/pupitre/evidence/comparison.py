"""Which weeks of a site the page lays side by side, and what their marks mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pupitre.evidence.grid import Grid
from pupitre.evidence.names import marked
from pupitre.evidence.result import SiteResult
from pupitre.hours import Week

READING_VERBS = frozenset({"plan", "read", "verify", "drift", "doctor", "init", "login-check"})


@dataclass(frozen=True)
class Comparison:
    """Two weeks, and the words for what it is, for what is only in the first and for what is only in the second.

    The words are keys of the catalogue. `is_planned` says that the second week
    is only meant: nothing of the first was removed.
    """

    title: str
    removed: str
    added: str
    first: Week
    second: Week
    is_planned: bool = False

    @property
    def grid(self) -> Grid:
        """The grid that leads from one to the other."""
        return Grid.between(self.first, self.second)


def comparisons(site: SiteResult, verb: str) -> Iterator[Comparison]:
    """Yield what there is to compare of a site after a run of this verb."""
    before, wanted, after = site.before, site.wanted, site.after
    left_as_is = verb == "run" and site.status == "unchanged" and before != wanted
    if (verb == "drift" or left_as_is) and before is not None and wanted is not None:
        title = marked("What was left there, and what is there now")
        yield Comparison(title, marked("gone since"), marked("new since"), wanted, before)
    elif verb == "verify" and wanted is not None and (shown := after or before) is not None:
        title = marked("What is declared, and what the console shows")
        yield Comparison(title, marked("missing"), marked("not declared"), wanted, shown)
    elif before is not None and after is not None:
        yield Comparison(marked("The week before and after"), marked("removed"), marked("added"), before, after)
        if wanted is not None and wanted != after:
            title = marked("What was wanted, and what is there")
            yield Comparison(title, marked("missing"), marked("not wanted"), wanted, after)
    elif before is not None and wanted is not None and before != wanted:
        now, not_done = marked("The week now, and what would change"), marked("What was wanted, and not done")
        title = now if verb in READING_VERBS else not_done
        yield Comparison(title, marked("to remove"), marked("to add"), before, wanted, is_planned=True)
    elif (week := before or after) is not None:
        yield Comparison(marked("The week on the console"), marked("removed"), marked("added"), week, week)
