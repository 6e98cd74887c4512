"""The difference between two weeks, as the actions of the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pupitre.day_names import day_name
from pupitre.hours import Slot, Week, Weekday

Verb = Literal["delete", "configure"]

_WORDS: dict[Verb, dict[str, str]] = {
    "delete": {"fr": "Supprimer", "en": "Delete", "de": "Löschen"},
    "configure": {"fr": "Configurer", "en": "Configure", "de": "Konfigurieren"},
}


@dataclass(frozen=True)
class Action:
    """One slot deleted or configured; the console has no way to edit one."""

    verb: Verb
    day: Weekday
    slot: Slot

    def says(self, language: str) -> str:
        """Return the action in the words of the document: "Mardi, Supprimer 08:00-17:00"."""
        words = _WORDS[self.verb]
        return f"{day_name(self.day, language)}, {words.get(language, words['en'])} {self.slot}"

    def to_json(self) -> dict[str, str]:
        """Return `{"verb", "day", "slot"}`."""
        return {"verb": self.verb, "day": self.day.key, "slot": str(self.slot)}

    @classmethod
    def from_json(cls, document: Mapping[str, str]) -> Action:
        """Return the action of `to_json`; raise ValueError or KeyError otherwise."""
        verbs: dict[str, Verb] = {"delete": "delete", "configure": "configure"}
        return cls(verbs[document["verb"]], Weekday.from_key(document["day"]), Slot.parse(document["slot"]))


def difference(before: Week, wanted: Week) -> tuple[Action, ...]:
    """Return the actions that turn one week into another, deletions first.

    The console refuses a slot that overlaps another, so nothing is configured
    before everything that goes is gone. Days that stay are not touched.
    """
    removed = [Action("delete", day, slot) for day, slots in before for slot in slots if slot not in wanted.on(day)]
    added = [Action("configure", day, slot) for day, slots in wanted for slot in slots if slot not in before.on(day)]
    return (*removed, *added)
