"""The declared change that a recorded one amounts to, where a driver understands it.

What a driver can read before and after is compared. A file that declares what
should be is better than clicks that lead there: it is planned, limited and verified.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pupitre.console import HoursConsole, Site
from pupitre.errors import PupitreError
from pupitre.estate.writing import write_sites
from pupitre.hours import Week
from pupitre.run import Session

#: Reading more than this takes longer than a person waits; `--only` chooses.
MOST_SITES = 10

_HEADER = {
    "fr": "# Ce que la console montre après l'enregistrement. À reporter dans le fichier, puis : pupitre plan",
    "en": "# What the console shows after the recording. Take it over into the file, then: pupitre plan",
}


@dataclass(frozen=True)
class DeclaredChange:
    """A change as an estate's file declares it: the names of what changed, and the section to write."""

    names: tuple[str, ...]
    text: str


def reading(session: Session) -> Mapping[str, Week] | None:
    """Return what a console that keeps opening hours shows of the chosen sites; None where nothing can be compared.

    A console that keeps something else has its own reading to be added here.
    """
    if not isinstance(session.console, HoursConsole):
        return None
    chosen = session.chosen
    if not chosen or len(chosen) > MOST_SITES:
        return None
    weeks: dict[str, Week] = {}
    try:
        for name, site in chosen.items():
            with session.desk.at(name):
                weeks[name] = session.console.read(Site(name, site.extension)).week
    except PupitreError:  # a recording is worth having without it
        return None
    return weeks


def change_between(
    session: Session, before: Mapping[str, Week] | None, after: Mapping[str, Week] | None
) -> DeclaredChange | None:
    """Return the change that two readings amount to; None when nothing differs."""
    if before is None or after is None:
        return None
    changed = tuple(name for name, week in after.items() if before.get(name) != week)
    if not changed:
        return None
    language = session.estate.language
    sites = [(name, session.chosen[name].extension, after[name]) for name in changed]
    return DeclaredChange(changed, f"{_HEADER.get(language, _HEADER['en'])}\n{write_sites(sites)}")
