"""What a console shows of its extensions, ring groups and telephone numbers, as one value."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pupitre.lookalike import normalised
from pupitre.phone_numbers import PhoneNumber
from pupitre.ring_groups import GroupSettings, NoAnswer, RingGroupError, Then, is_extension

# One ring is six seconds.
STEPS_OF_RINGING = tuple(range(6, 61, 6))


class Kind(enum.Enum):
    """What stands behind an extension that is no ring group; people have telephones and voicemail."""

    USER = "user"
    RECEPTIONIST = "receptionist"
    CONFERENCE = "conference"
    OTHER = "other"


@dataclass(frozen=True)
class Listed:
    """An extension as a list shows it; the name is empty for a user without one."""

    extension: str
    name: str

    def __str__(self) -> str:
        return f"{self.extension} {self.name}".rstrip()

    def to_json(self) -> dict[str, str]:
        """Return `{"extension", "name"}`."""
        return {"extension": self.extension, "name": self.name}


@dataclass(frozen=True)
class Extension:
    """An extension that is no ring group."""

    number: str
    name: str
    kind: Kind = Kind.USER

    def __post_init__(self) -> None:
        if not is_extension(self.number):
            raise RingGroupError(f"{self.number!r} is not the number of an extension")

    def to_json(self) -> dict[str, str]:
        """Return `{"number", "name", "kind"}`."""
        return {"number": self.number, "name": self.name, "kind": self.kind.value}

    @classmethod
    def from_json(cls, document: Mapping[str, str]) -> Extension:
        """Return the value of `to_json`; raise ValueError or KeyError otherwise."""
        return cls(str(document["number"]), str(document["name"]), Kind(document["kind"]))


@dataclass(frozen=True)
class Switchboard:
    """Everything that ring groups are made of, as one reading found it.

    `extensions` stand in the console's own order, which is the order in which it
    rings members when it does not keep another (`keeps_order`). Groups and
    numbers have none: they are kept sorted. A number that points at nothing has
    None. `durations` are the seconds that the console offers. Where `lists_numbers`
    is false, its lists of members and of fallbacks show names alone.
    """

    extensions: tuple[Extension, ...]
    groups: tuple[GroupSettings, ...] = ()
    numbers: tuple[tuple[PhoneNumber, str | None], ...] = ()
    durations: tuple[int, ...] = STEPS_OF_RINGING
    extension_length: int = 3
    keeps_order: bool = True
    lists_numbers: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", tuple(sorted(self.groups, key=lambda group: group.extension)))
        object.__setattr__(self, "numbers", tuple(sorted(self.numbers, key=lambda row: row[0])))
        object.__setattr__(self, "durations", tuple(sorted(set(self.durations))))
        known = [*(each.number for each in self.extensions), *(group.extension for group in self.groups)]
        for number in known:
            if known.count(number) > 1:
                raise RingGroupError(f"the extension {number} was read twice")
        rows = [number for number, _ in self.numbers]
        if len(set(rows)) < len(rows):
            raise RingGroupError("a telephone number was read twice")

    @cached_property
    def _extensions(self) -> dict[str, Extension]:
        return {each.number: each for each in self.extensions}

    @cached_property
    def _groups(self) -> dict[str, GroupSettings]:
        return {group.extension: group for group in self.groups}

    @property
    def users(self) -> tuple[Extension, ...]:
        """The people, in the console's own order."""
        return tuple(each for each in self.extensions if each.kind is Kind.USER)

    def extension(self, number: str) -> Extension | None:
        """Return the extension of a number that is no ring group, if there is one."""
        return self._extensions.get(number)

    def group(self, extension: str) -> GroupSettings | None:
        """Return the ring group of an extension, if there is one."""
        return self._groups.get(extension)

    def is_user(self, number: str) -> bool:
        """Return whether an extension belongs to a person."""
        found = self.extension(number)
        return found is not None and found.kind is Kind.USER

    def __contains__(self, number: object) -> bool:
        return number in self._extensions or number in self._groups

    def listed(self, number: str) -> Listed:
        """Return how a list shows an extension; without a name when there is no such extension."""
        found = self.extension(number) or self.group(number)
        return Listed(number, found.name if found is not None else "")

    def namesakes(self, number: str) -> tuple[str, ...]:
        """Return the other extensions that a list of names alone does not tell from this one."""
        name = normalised(self.listed(number).name)
        everyone = [(each.number, each.name) for each in self.extensions]
        everyone += [(group.extension, group.name) for group in self.groups]
        return tuple(each for each, other in everyone if name and each != number and normalised(other) == name)

    def target_of(self, number: PhoneNumber) -> str | None:
        """Return the extension that a telephone number points at; raise KeyError for a number that is not there."""
        return dict(self.numbers)[number]

    def pointing_at(self, extension: str) -> tuple[PhoneNumber, ...]:
        """Return the telephone numbers that point at an extension."""
        return tuple(number for number, target in self.numbers if target == extension)

    def falling_back_on(self, extension: str) -> tuple[GroupSettings, ...]:
        """Return the other groups that send calls nobody answers to an extension."""
        fallback = NoAnswer(Then.EXTENSION, extension)
        return tuple(group for group in self.groups if group.no_answer == fallback and group.extension != extension)

    def in_its_own_order(self, members: tuple[str, ...]) -> tuple[str, ...]:
        """Return members in the order of the console's list; who is not in it comes last."""
        order = {each.number: place for place, each in enumerate(self.extensions)}
        return tuple(sorted(members, key=lambda member: (order.get(member, len(order)), member)))

    def rings(self, number: PhoneNumber) -> bool:
        """Return whether a call to a telephone number rings somewhere.

        A group rings when one of its members is there, or when the extension that
        its calls go to then is.
        """
        target = self.target_of(number)
        return target is not None and self._rings(target, frozenset())

    def _rings(self, extension: str, been: frozenset[str]) -> bool:
        if extension in self._extensions:
            return True
        group = self.group(extension)
        if group is None or extension in been:
            return False
        if any(self.is_user(member) for member in group.members):
            return True
        return group.no_answer is not None and self._rings(group.no_answer.extension, been | {extension})

    def to_json(self) -> dict[str, Any]:
        """Return the reading as JSON values; numbers in E.164."""
        return {
            "extensions": [each.to_json() for each in self.extensions],
            "groups": [group.to_json() for group in self.groups],
            "numbers": {number.e164: target for number, target in self.numbers},
            "durations": list(self.durations),
            "extension_length": self.extension_length,
            "keeps_order": self.keeps_order,
            "lists_numbers": self.lists_numbers,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Switchboard:
        """Return the reading of `to_json`; raise ValueError, KeyError or TypeError otherwise."""
        return cls(
            extensions=tuple(Extension.from_json(each) for each in document["extensions"]),
            groups=tuple(GroupSettings.from_json(group) for group in document["groups"]),
            numbers=tuple((PhoneNumber(number), target) for number, target in document["numbers"].items()),
            durations=tuple(int(each) for each in document["durations"]),
            extension_length=int(document["extension_length"]),
            keeps_order=bool(document["keeps_order"]),
            lists_numbers=bool(document["lists_numbers"]),
        )
