"""The week of a site, of an entry of `hours:` or of a season, beside its `closed: true`."""

from __future__ import annotations

from pupitre.estate.section import Section
from pupitre.estate.week import WrittenWeek, read_week
from pupitre.hours import Week


def read_own_week(section: Section) -> WrittenWeek | None:
    """Return the week of `week:`, or the closed one of `closed: true`.

    No hours at all are no wish to close: a week without an hour wants `closed: true`,
    and open hours beside `closed: true` are a contradiction.
    """
    node = section.node("week")
    closed = section.flag("closed")
    if node is None:
        return WrittenWeek(Week()) if closed else None
    written = read_week(node, section.below("week"), section.problems)
    if written is None:
        return None
    if written.is_closed and not closed:
        section.add("week", "there is not a single open hour; if that is meant, write `closed: true` beside it")
        return None
    if closed and not written.is_closed:
        section.add("closed", "this says closed, and the week beside it has open hours; remove one of them")
        return None
    return written
