"""What became of each part of a console, side by side: the grid of a site, the settings of a ring group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pupitre.evidence.group_comparison import GroupComparison, MarkedText, compare
from pupitre.evidence.result import GroupResult, SiteResult
from pupitre.evidence.words import words
from pupitre.hours import Week, Weekday
from pupitre.unattended.sentences import saying

if TYPE_CHECKING:
    from pupitre.unattended.night import NightResult

Clean = Callable[[str], str]


@dataclass(frozen=True)
class Row:
    """One day of a grid, or one setting of a group: what stands left and right, and whether that differs."""

    label: str
    left: str
    right: str
    differs: bool


@dataclass(frozen=True)
class Table:
    """One part: what became of it and what its columns are; a column without a name is left out."""

    name: str
    state: str
    first: str = ""
    left: str = ""
    right: str = ""
    rows: tuple[Row, ...] = ()
    note: str = ""
    steps: tuple[str, ...] = ()


def tables(night: NightResult, language: str, clean: Clean) -> list[Table]:
    """Return a table for each part where there is something to see; what is as it was has none."""
    return [
        _of_a_group(part, night, language, clean)
        if isinstance(part, GroupResult)
        else _of_a_site(part, night, language, clean)
        for part in night.parts
        if part.status != "unchanged" or part.name in night.drifted
    ]


def _of_a_site(site: SiteResult, night: NightResult, language: str, clean: Clean) -> Table:
    say, state = saying(language), _state(site, night)
    columns: tuple[str, str, Week, Week] | None = None
    if state == "done" and site.before is not None and site.after is not None:
        columns = "before", "after", site.before, site.after
    elif state == "found" and site.before is not None and site.wanted is not None:
        columns = "left_there", "there_now", site.wanted, site.before
    elif site.before is not None and site.wanted is not None:
        columns = "there", "wanted", site.after or site.before, site.wanted
    note = _note(site, night, clean)
    if columns is None:
        steps = tuple(clean(action) for action in site.actions)
        return Table(clean(site.name), say(state), note=note, steps=steps)
    left, right, one, other = columns
    rows = _days(one, other, language)
    return Table(clean(site.name), say(state), say("day"), say(left), say(right), rows, note)


def _of_a_group(group: GroupResult, night: NightResult, language: str, clean: Clean) -> Table:
    state, note = saying(language)(_state(group, night)), _note(group, night, clean)
    seen = compare(group, "run", words(language))
    if not seen:
        return Table(clean(group.name), state, note=note, steps=tuple(clean(action) for action in group.actions))
    comparison = seen[0]
    note = " ".join(filter(None, [comparison.says, note]))
    rows = _settings(comparison, clean)
    return Table(clean(group.name), state, " ", comparison.left, comparison.right, rows, note)


def _state(part: SiteResult | GroupResult, night: NightResult) -> str:
    if part.status == "changed":
        return "done"
    return "found" if part.name in night.drifted and part.status in ("unchanged", "waiting") else "not_done"


def _note(part: SiteResult | GroupResult, night: NightResult, clean: Clean) -> str:
    if night.reason == "drift" and part.status == "unchanged":
        return ""  # the message begins with it
    return " ".join(clean(line) for line in part.sentence.splitlines() if line.strip())


def _days(left: Week, right: Week, language: str) -> tuple[Row, ...]:
    say = words(language)

    def shown(week: Week, day: Weekday) -> str:
        return ", ".join(str(slot).replace("-", "–") for slot in week.on(day)) or say("closed")

    return tuple(
        Row(say.weekday(int(day)), shown(left, day), shown(right, day), left.on(day) != right.on(day))
        for day in Weekday
    )


def _settings(comparison: GroupComparison, clean: Clean) -> tuple[Row, ...]:
    def shown(texts: tuple[MarkedText, ...], *, ordered: bool) -> str:
        return ", ".join(
            f"{number}. {clean(each.text)}" if ordered else clean(each.text) for number, each in enumerate(texts, 1)
        )

    return tuple(
        Row(
            row.label,
            shown(row.left, ordered=row.left_is_ordered),
            shown(row.right, ordered=row.right_is_ordered),
            row.is_changed,
        )
        for row in comparison.rows
    )
