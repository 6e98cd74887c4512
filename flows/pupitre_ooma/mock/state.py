"""All that the mock company has stored at one moment, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from pupitre_ooma.mock.directory import NOWHERE, VOICEMAIL, Extension, Group

Anything = Extension | Group


@dataclass(frozen=True)
class State:
    """What is stored, in the order of the extension numbers, and `why` it became so.

    `numbers` pairs each phone number, written `+33561000001`, with the extension
    number that it points at, or with NOWHERE.
    """

    why: str
    extensions: tuple[Extension, ...]
    groups: tuple[Group, ...]
    numbers: tuple[tuple[str, str], ...]

    def everything(self) -> list[Anything]:
        """Return all that has an extension number, by that number."""
        return sorted([*self.extensions, *self.groups], key=lambda one: one.number)

    def find(self, key: int) -> Anything | None:
        """Return what a key names, None when it is gone."""
        return next((one for one in self.everything() if one.key == key), None)

    def by_number(self, number: str) -> Anything:
        """Return what has an extension number; raise LookupError when nothing has."""
        for one in self.everything():
            if one.number == number:
                return one
        raise LookupError(f"the mock has no extension {number}")

    def numbers_of(self, extension: str) -> list[str]:
        """Return the phone numbers that point at an extension."""
        return [number for number, pointed in self.numbers if pointed == extension]

    def free_numbers(self, digits: int) -> list[str]:
        """Return the extension numbers that nobody has and that the console offers."""
        taken = {one.number for one in self.everything()}
        offered = range(100, 700) if digits == 3 else range(1000, 4000)
        return [number for number in map(str, offered) if number not in taken]

    def targets(self, kind: str, but: int = 0) -> list[Anything]:
        """Return where unanswered calls can go: boxes, or any extension `but` the group itself."""
        people = [one for one in self.extensions if one.kind in ("receptionist", "user")]
        return [*people] if kind == VOICEMAIL else [*people, *(one for one in self.groups if one.key != but)]

    def rings(self, number: str) -> tuple[str, ...]:
        """Return the extensions that ring when somebody calls a phone number; nothing when none does."""
        pointed = dict(self.numbers).get(number, NOWHERE)
        there = {extension.number for extension in self.extensions}
        for group in self.groups:
            if group.number == pointed:
                return tuple(member for member in group.members if member in there)
        return (pointed,) if pointed in there else ()

    def lost_fallbacks(self) -> tuple[str, ...]:
        """Return the groups whose unanswered calls go to nothing that exists."""
        there = {one.number for one in self.everything()}
        return tuple(group.number for group in self.groups if group.no_answer.target not in there)
