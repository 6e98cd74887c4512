"""The actions of the document "Groupes d'appel", in its own words.

Each action knows the names beside the numbers it is about, because the console's
lists show names and a person reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pupitre.phone_numbers import PhoneNumber
from pupitre.plan.ringing.words import say
from pupitre.ring_groups import GroupSettings, NoAnswer, Ring, Then
from pupitre.switchboard import Listed
from pupitre.visible import visible


@dataclass(frozen=True)
class Fallback:
    """Where a call goes that nobody answers, with the name of that extension."""

    then: Then
    target: Listed

    @property
    def no_answer(self) -> NoAnswer:
        """The value without the name."""
        return NoAnswer(self.then, self.target.extension)

    def says(self, language: str) -> str:
        """Return "voicemail of 101 Marie" or "extension 104 Paul"."""
        return say(self.then.value, language, target=_shown(self.target))

    def to_json(self) -> dict[str, Any]:
        """Return the fallback as JSON values."""
        return {"then": self.then.value, "target": self.target.to_json()}


@dataclass(frozen=True)
class CreateGroup:
    """ "+Ajouter Extension", "Ajouter groupe de sonnerie": a new group with all its settings."""

    settings: GroupSettings
    members: tuple[Listed, ...]
    fallback: Fallback

    @property
    def group(self) -> Listed:
        """The group as lists will show it."""
        return Listed(self.settings.extension, self.settings.name)

    def says(self, language: str) -> str:
        """Return the action in the words of the document."""
        return say(
            "create",
            language,
            group=_shown(self.group),
            members=_all_shown(self.members),
            ring=say(self.settings.ring.value, language),
            seconds=self.settings.seconds,
            then=self.fallback.says(language),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the action as JSON values."""
        return {
            "verb": "create",
            "settings": self.settings.to_json(),
            "members": [each.to_json() for each in self.members],
            "fallback": self.fallback.to_json(),
        }


@dataclass(frozen=True)
class Rename:
    """The name of a group, in the basic tab of its settings."""

    group: Listed
    name: str

    def says(self, language: str) -> str:
        """Return the action in the words of the document."""
        return say("rename", language, group=_shown(self.group), name=visible(self.name))

    def to_json(self) -> dict[str, Any]:
        """Return the action as JSON values."""
        return {"verb": "rename", "group": self.group.to_json(), "name": self.name}


@dataclass(frozen=True)
class ChangeMembers:
    """ "Sélectionner Extensions", in the basic tab: who rings, and in which order."""

    group: Listed
    before: tuple[Listed, ...]
    wanted: tuple[Listed, ...]

    @property
    def added(self) -> tuple[Listed, ...]:
        """Who rings from now on, in order."""
        known = {each.extension for each in self.before}
        return tuple(each for each in self.wanted if each.extension not in known)

    @property
    def removed(self) -> tuple[Listed, ...]:
        """Who does not ring any more."""
        kept = {each.extension for each in self.wanted}
        return tuple(each for each in self.before if each.extension not in kept)

    def says(self, language: str) -> str:
        """Return the action in the words of the document."""
        parts = [
            say(key, language, members=_all_shown(members))
            for key, members in (("add", self.added), ("remove", self.removed))
            if members
        ]
        if self.added or self.removed:
            parts.append(say("all_members", language, members=_all_shown(self.wanted)))
        else:
            parts.append(say("in_order", language, members=_all_shown(self.wanted)))
        return say("members", language, group=_shown(self.group), change=say("and", language).join(parts))

    def to_json(self) -> dict[str, Any]:
        """Return the action as JSON values."""
        return {
            "verb": "members",
            "group": self.group.to_json(),
            "before": [each.to_json() for each in self.before],
            "wanted": [each.to_json() for each in self.wanted],
        }


@dataclass(frozen=True)
class ChangeRing:
    """ "Type de sonneries des extensions": simultaneous or consecutive."""

    group: Listed
    before: Ring
    wanted: Ring

    def says(self, language: str) -> str:
        """Return the action in the words of the document."""
        before, wanted = say(self.before.value, language), say(self.wanted.value, language)
        return say("ring", language, group=_shown(self.group), before=before, wanted=wanted)

    def to_json(self) -> dict[str, Any]:
        """Return the action as JSON values."""
        return {
            "verb": "ring",
            "group": self.group.to_json(),
            "before": self.before.value,
            "wanted": self.wanted.value,
        }


@dataclass(frozen=True)
class ChangeSeconds:
    """ "Durée de la sonnerie pour chaque extension", in the tab "Avancé"."""

    group: Listed
    before: int
    wanted: int

    def says(self, language: str) -> str:
        """Return the action in the words of the document."""
        return say("seconds", language, group=_shown(self.group), before=self.before, wanted=self.wanted)

    def to_json(self) -> dict[str, Any]:
        """Return the action as JSON values."""
        return {"verb": "seconds", "group": self.group.to_json(), "before": self.before, "wanted": self.wanted}


@dataclass(frozen=True)
class ChangeNoAnswer:
    """ "Après délai d'expiration" and "Sélectionner extension", in the tab "Avancé"."""

    group: Listed
    before: Fallback | None
    wanted: Fallback

    def says(self, language: str) -> str:
        """Return the action in the words of the document."""
        before = say("nothing", language) if self.before is None else self.before.says(language)
        return say("no_answer", language, group=_shown(self.group), before=before, wanted=self.wanted.says(language))

    def to_json(self) -> dict[str, Any]:
        """Return the action as JSON values."""
        return {
            "verb": "no_answer",
            "group": self.group.to_json(),
            "before": None if self.before is None else self.before.to_json(),
            "wanted": self.wanted.to_json(),
        }


@dataclass(frozen=True)
class PointNumber:
    """The extension of a telephone number, on the page "Numéros".

    `taken_from` is what the number pointed at: the value of a `Kind`, "group", or
    None when it pointed at nothing that is there.
    """

    number: PhoneNumber
    before: Listed | None
    taken_from: str | None
    group: Listed

    def says(self, language: str) -> str:
        """Return the action in the words of the document, with whom the number is taken from."""
        if self.before is None or self.taken_from is None:
            return say("point_free", language, number=self.number, group=_shown(self.group))
        taken = say(f"taken_{self.taken_from}", language)
        return say(
            "point", language, number=self.number, before=_shown(self.before), taken=taken, group=_shown(self.group)
        )

    def to_json(self) -> dict[str, Any]:
        """Return the action as JSON values."""
        return {
            "verb": "point",
            "number": self.number.e164,
            "before": None if self.before is None else self.before.to_json(),
            "taken_from": self.taken_from,
            "group": self.group.to_json(),
        }


@dataclass(frozen=True)
class DeleteGroup:
    """The bin of a group, and "Confirmer"."""

    group: Listed

    def says(self, language: str) -> str:
        """Return the action in the words of the document."""
        return say("delete", language, group=_shown(self.group))

    def to_json(self) -> dict[str, Any]:
        """Return the action as JSON values."""
        return {"verb": "delete", "group": self.group.to_json()}


Setting = Rename | ChangeMembers | ChangeRing | ChangeSeconds | ChangeNoAnswer
Action = CreateGroup | Setting | PointNumber | DeleteGroup


def _shown(listed: Listed) -> str:
    return visible(str(listed))


def _all_shown(members: tuple[Listed, ...]) -> str:
    return ", ".join(_shown(each) for each in members)
