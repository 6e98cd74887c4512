"""Ring groups as values: who rings, in which order, how long, and what comes then.

A `RingGroup` is what a file can declare and cannot be built wrong. `GroupSettings`
is what a console shows, which may be what nobody would declare: a group whose
last member has left the company is still there.

Source: "Groupes d'appel" (Ooma Office): members, simultaneous or consecutive
ringing, up to 60 seconds, then a voicemail box or another extension.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pupitre.lookalike import normalised
from pupitre.phone_numbers import PhoneNumber
from pupitre.visible import visible

LONGEST_RINGING = 60


class RingGroupError(ValueError):
    """A ring group that no console should hold; the message says why and what to do."""


class Ring(enum.Enum):
    """Whether the telephones of a group ring at once or one after the other."""

    SIMULTANEOUS = "simultaneous"
    CONSECUTIVE = "consecutive"


class Then(enum.Enum):
    """Where a call goes that nobody of the group answers."""

    VOICEMAIL = "voicemail"
    EXTENSION = "extension"


@dataclass(frozen=True)
class NoAnswer:
    """The voicemail box of an extension, or the extension itself."""

    then: Then
    extension: str

    def __post_init__(self) -> None:
        _check_extension(self.extension)

    def to_json(self) -> dict[str, str]:
        """Return `{"voicemail": "101"}` or `{"extension": "104"}`."""
        return {self.then.value: self.extension}

    @classmethod
    def from_json(cls, document: Mapping[str, str]) -> NoAnswer:
        """Return the value of `to_json`; raise ValueError otherwise."""
        ((then, extension),) = document.items()
        return cls(Then(then), extension)


@dataclass(frozen=True)
class GroupSettings:
    """What the settings of one group show; `no_answer` is None when they show nothing."""

    extension: str
    name: str
    members: tuple[str, ...]
    ring: Ring
    seconds: int
    no_answer: NoAnswer | None

    def __post_init__(self) -> None:
        for number in (self.extension, *self.members):
            _check_extension(number)
        if len(set(self.members)) < len(self.members):
            raise RingGroupError(f"{visible(self.name)} has a member twice; write each extension once")

    def to_json(self) -> dict[str, Any]:
        """Return the settings as JSON values."""
        return {
            "extension": self.extension,
            "name": self.name,
            "members": list(self.members),
            "ring": self.ring.value,
            "seconds": self.seconds,
            "no_answer": None if self.no_answer is None else self.no_answer.to_json(),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> GroupSettings:
        """Return the settings of `to_json`; raise ValueError, KeyError or TypeError otherwise."""
        no_answer = document["no_answer"]
        return cls(
            extension=str(document["extension"]),
            name=str(document["name"]),
            members=tuple(str(member) for member in document["members"]),
            ring=Ring(document["ring"]),
            seconds=int(document["seconds"]),
            no_answer=None if no_answer is None else NoAnswer.from_json(no_answer),
        )


@dataclass(frozen=True)
class RingGroup:
    """A ring group as a file declares it, with the direct numbers that must point at it."""

    name: str
    extension: str
    members: tuple[str, ...]
    ring: Ring
    seconds: int
    no_answer: NoAnswer
    numbers: tuple[PhoneNumber, ...] = ()

    def __post_init__(self) -> None:
        if not normalised(self.name):
            raise RingGroupError(f"the ring group {self.extension} has no name; write one")
        if not self.members:
            raise RingGroupError(f"{visible(self.name)} has no members and would ring nowhere; write at least one")
        if not 0 < self.seconds <= LONGEST_RINGING:
            raise RingGroupError(f"{visible(self.name)} would ring {self.seconds} s; write 1 to {LONGEST_RINGING}")
        if self.extension in self.members:
            raise RingGroupError(
                f"{visible(self.name)} ({self.extension}) is a member of itself; write the extensions of people"
            )
        if self.no_answer == NoAnswer(Then.EXTENSION, self.extension):
            raise RingGroupError(
                f"{visible(self.name)} ({self.extension}) would fall back to itself; "
                "write a voicemail box or another extension"
            )
        if len(set(self.numbers)) < len(self.numbers):
            raise RingGroupError(f"{visible(self.name)} has a number twice; write each once")
        self.settings  # noqa: B018 - checks the rest

    @property
    def settings(self) -> GroupSettings:
        """What its settings on a console must show."""
        return GroupSettings(self.extension, self.name, self.members, self.ring, self.seconds, self.no_answer)

    def to_json(self) -> dict[str, Any]:
        """Return the group as JSON values; numbers in E.164."""
        return {**self.settings.to_json(), "numbers": [number.e164 for number in self.numbers]}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> RingGroup:
        """Return the group of `to_json`; raise ValueError, KeyError or TypeError otherwise."""
        shown = GroupSettings.from_json(document)
        if shown.no_answer is None:
            raise RingGroupError(f"{visible(shown.name)} does not say what comes when no one answers")
        return cls(
            name=shown.name,
            extension=shown.extension,
            members=shown.members,
            ring=shown.ring,
            seconds=shown.seconds,
            no_answer=shown.no_answer,
            numbers=tuple(PhoneNumber(str(number)) for number in document["numbers"]),
        )


@dataclass(frozen=True)
class RingGroups:
    """All that a file declares: the groups, and the names of those that must be gone."""

    groups: tuple[RingGroup, ...]
    absent: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names: set[str] = set()
        for name in self.names:
            if normalised(name) in names:
                raise RingGroupError(f"{visible(name)} is declared twice; write a group once, or `absent` once")
            names.add(normalised(name))
        extensions: dict[str, str] = {}
        numbers: dict[PhoneNumber, str] = {}
        for group in self.groups:
            if group.extension in extensions:
                raise RingGroupError(
                    f"{visible(group.name)} and {visible(extensions[group.extension])} "
                    f"both have the extension {group.extension}"
                )
            extensions[group.extension] = group.name
            for number in group.numbers:
                if number in numbers:
                    raise RingGroupError(
                        f"{number} is declared for {visible(numbers[number])} and for {visible(group.name)}; "
                        "a number points at one group"
                    )
                numbers[number] = group.name

    @property
    def numbers(self) -> frozenset[PhoneNumber]:
        """Every number that the file declares."""
        return frozenset(number for group in self.groups for number in group.numbers)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all groups, those that must be gone included."""
        return (*(group.name for group in self.groups), *self.absent)

    def only(self, chosen: Iterable[str]) -> RingGroups:
        """Return what is declared of the given names or extensions alone."""
        wanted = {normalised(each) for each in chosen}
        return RingGroups(
            tuple(group for group in self.groups if {normalised(group.name), group.extension} & wanted),
            tuple(name for name in self.absent if normalised(name) in wanted),
        )

    def to_json(self) -> dict[str, Any]:
        """Return what is declared as JSON values."""
        return {"groups": [group.to_json() for group in self.groups], "absent": list(self.absent)}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> RingGroups:
        """Return the value of `to_json`; raise ValueError, KeyError or TypeError otherwise."""
        return cls(
            tuple(RingGroup.from_json(group) for group in document["groups"]),
            tuple(str(name) for name in document["absent"]),
        )


def is_extension(text: str) -> bool:
    """Return whether a text is the number of an extension: up to ten digits."""
    return text.isascii() and text.isdigit() and len(text) <= 10


def _check_extension(text: str) -> None:
    if not is_extension(text):
        raise RingGroupError(f"{text!r} is not the number of an extension; write its digits, such as 301")
