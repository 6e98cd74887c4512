"""The declared change that a recorded one amounts to, where a driver understands it.

What a driver can read before and after is compared. A file that declares what
should be is better than clicks that lead there: it is planned, limited and verified.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pupitre.console import HoursConsole, RingGroupsConsole, Site
from pupitre.errors import PupitreError
from pupitre.estate.writing import write_sites
from pupitre.estate.writing_ring_groups import write_changed_ring_groups
from pupitre.hours import Week
from pupitre.lookalike import normalised
from pupitre.run import Session
from pupitre.switchboard import Switchboard

#: Reading more than this takes longer than a person waits; `--only` chooses.
MOST_SITES = 10

Reading = Mapping[str, Week] | Switchboard

_HEADER = {
    "fr": "# Ce que la console montre après l'enregistrement. À reporter dans le fichier, puis : pupitre plan",
    "en": "# What the console shows after the recording. Take it over into the file, then: pupitre plan",
}


@dataclass(frozen=True)
class DeclaredChange:
    """A change as an estate's file declares it: the names of what changed, and the section to write."""

    names: tuple[str, ...]
    text: str


def reading(session: Session) -> Reading | None:
    """Return the weeks of the chosen sites, or everything of the ring groups; None where nothing can be compared."""
    console = session.console
    try:
        if isinstance(console, RingGroupsConsole):
            return console.read_switchboard()
        if isinstance(console, HoursConsole):
            return _weeks(session, console)
    except PupitreError:  # a recording is worth having without it
        pass
    return None


def change_between(session: Session, before: Reading | None, after: Reading | None) -> DeclaredChange | None:
    """Return the change that two readings amount to; None when nothing differs that a file can declare."""
    if isinstance(before, Switchboard) and isinstance(after, Switchboard):
        names, section = changed_groups(before, after, session.estate.language)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        names, section = _changed_weeks(session, before, after)
    else:
        return None
    language = session.estate.language
    return DeclaredChange(names, f"{_HEADER.get(language, _HEADER['en'])}\n{section}") if names else None


def _weeks(session: Session, console: HoursConsole) -> Mapping[str, Week] | None:
    chosen = session.estate.choose(session.settings.only)
    if not chosen or len(chosen) > MOST_SITES:
        return None
    weeks: dict[str, Week] = {}
    for name, site in chosen.items():
        with session.desk.at(name):
            weeks[name] = console.read(Site(name, site.extension)).week
    return weeks


def _changed_weeks(
    session: Session, before: Mapping[str, Week], after: Mapping[str, Week]
) -> tuple[tuple[str, ...], str]:
    changed = tuple(name for name, week in after.items() if before.get(name) != week)
    sites = [(name, session.estate.sites[name].extension, after[name]) for name in changed]
    return changed, write_sites(sites) if sites else ""


def changed_groups(before: Switchboard, after: Switchboard, language: str) -> tuple[tuple[str, ...], str]:
    """Return the names of the groups that are new, other, led to by other numbers, or gone, and their section.

    A name that a group still has is never declared gone: it is that of a group with another extension now,
    or of a namesake, which a file that says `absent` would delete.
    """
    changed = {
        group.extension
        for group in after.groups
        if before.group(group.extension) != group
        or set(before.pointing_at(group.extension)) != set(after.pointing_at(group.extension))
    }
    kept = {"", *(normalised(group.name) for group in after.groups)}
    gone = {
        normalised(group.name): group.name
        for group in before.groups
        if after.group(group.extension) is None and normalised(group.name) not in kept
    }
    return write_changed_ring_groups(after, changed, tuple(gone.values()), language)
