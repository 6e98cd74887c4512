"""What differs between the ring groups of a file and those of a console."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from pupitre.errors import Refused
from pupitre.lookalike import normalised
from pupitre.phone_numbers import PhoneNumber
from pupitre.plan.item import digest
from pupitre.plan.ringing.actions import Action, PointNumber
from pupitre.plan.ringing.effect import ImpossibleAction
from pupitre.plan.ringing.matching import wanted
from pupitre.plan.ringing.steps import Step, steps
from pupitre.ring_groups import GroupSettings, RingGroup, RingGroups
from pupitre.switchboard import Listed, Switchboard


@dataclass(frozen=True)
class GroupView:
    """One group as a reader sees it: who rings, in which order, how long, then where, and by which numbers."""

    settings: GroupSettings
    members: tuple[Listed, ...]
    fallback: Listed | None
    numbers: tuple[PhoneNumber, ...]

    @classmethod
    def of(cls, state: Switchboard, extension: str | None) -> GroupView | None:
        """Return the group of an extension with the names of everyone in it, if it is there."""
        settings = state.group(extension) if extension is not None else None
        if settings is None or extension is None:
            return None
        return cls.with_names(settings, state.pointing_at(extension), state)

    @classmethod
    def with_names(cls, settings: GroupSettings, numbers: tuple[PhoneNumber, ...], state: Switchboard) -> GroupView:
        """Return a group with the names that a reading has for everyone in it."""
        return cls(
            settings=settings,
            members=tuple(state.listed(member) for member in settings.members),
            fallback=None if settings.no_answer is None else state.listed(settings.no_answer.extension),
            numbers=numbers,
        )

    def declarable(self) -> RingGroup:
        """Return the group as a file would declare it; raise RingGroupError when none can."""
        return RingGroup.from_json({**self.settings.to_json(), "numbers": [number.e164 for number in self.numbers]})

    def to_json(self) -> dict[str, Any]:
        """Return the group as JSON values; numbers in E.164."""
        return {
            **self.settings.to_json(),
            "members": [member.to_json() for member in self.members],
            "fallback": None if self.fallback is None else self.fallback.to_json(),
            "numbers": [number.e164 for number in self.numbers],
        }


@dataclass(frozen=True)
class GroupChange:
    """What differs on one declared group; `before` and `wanted` are None when there is, or must be, none."""

    name: str
    extension: str
    before: GroupView | None
    wanted: GroupView | None
    surroundings: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class RingGroupsPlan:
    """What differs on a console that keeps ring groups: one reading, and what is declared."""

    kind: ClassVar[str] = "ring_groups"

    before: Switchboard
    declared: RingGroups

    @classmethod
    def make(cls, before: Switchboard, declared: RingGroups) -> RingGroupsPlan:
        """Return the plan; raise Refused with every reason when the console cannot show what is declared."""
        made = cls(before, declared)
        try:
            made.steps  # noqa: B018 - derived here once, so that a plan that exists can be done
        except ImpossibleAction as impossible:
            raise Refused(
                f"The console would refuse this on the way: {impossible}.",
                remedy="Do a part of it by hand on the console, then plan again.",
            ) from None
        return made

    @cached_property
    def wanted(self) -> Switchboard:
        """What the console must show afterwards, what is not declared included."""
        return wanted(self.before, self.declared)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What is done, in order: each step is one opening and one save."""
        return steps(self.before, self.wanted)

    @cached_property
    def named(self) -> tuple[tuple[str, str], ...]:
        """Name and extension of everything that is declared; "" for what must be gone and is."""
        groups = [(group.name, group.extension) for group in self.declared.groups]
        return (*groups, *((name, self._extension_of_absent(name)) for name in self.declared.absent))

    def named_in(self, step: Step) -> tuple[str, ...]:
        """Return the names of the declared groups that a step is told of, in the order of the file."""
        about = frozenset().union(*(_about(action) for action in step.actions))
        return tuple(name for name, extension in self.named if extension in about)

    @cached_property
    def parts(self) -> tuple[GroupChange, ...]:
        """What differs, group by group, in the order of the file; names that must be gone come last."""
        return tuple(
            GroupChange(
                name=name,
                extension=extension,
                before=GroupView.of(self.before, extension or None),
                wanted=GroupView.of(self.wanted, extension or None),
                surroundings=self.surroundings,
                actions=tuple(action for step in self.steps for action in step.actions if extension in _about(action)),
            )
            for name, extension in self.named
        )

    @cached_property
    def left_alone(self) -> tuple[tuple[PhoneNumber, Listed], ...]:
        """Numbers that point at a declared group without being declared, and where."""
        declared = {group.extension for group in self.declared.groups}
        return tuple(
            (number, self.wanted.listed(target))
            for number, target in self.wanted.numbers
            if target in declared and number not in self.declared.numbers
        )

    @cached_property
    def surroundings(self) -> str:
        """The digest of what must be the same afterwards."""
        return digest(surroundings(self.before, self.declared))

    def to_json(self) -> dict[str, Any]:
        """Return the plan as JSON values; `surroundings` and `steps` are derived, for the reader."""
        return {
            "kind": self.kind,
            "before": self.before.to_json(),
            "declared": self.declared.to_json(),
            "surroundings": self.surroundings,
            "steps": [step.to_json() for step in self.steps],
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> RingGroupsPlan:
        """Return the plan of `to_json`; raise ValueError, KeyError or TypeError otherwise."""
        if document["kind"] != cls.kind:
            raise ValueError(f"{document['kind']!r} is not {cls.kind}")
        made = cls(Switchboard.from_json(document["before"]), RingGroups.from_json(document["declared"]))
        try:
            made.steps  # noqa: B018 - derived, and refused like the plan that it came from
        except (Refused, ImpossibleAction):
            raise ValueError("the plan was edited: what it declares cannot be done") from None
        return made

    def _extension_of_absent(self, name: str) -> str:
        kept = {group.extension for group in self.declared.groups}
        for group in self.before.groups:
            if normalised(group.name) == normalised(name) and group.extension not in kept:
                return group.extension
        return ""


def surroundings(state: Switchboard, declared: RingGroups) -> dict[str, Any]:
    """Return what is not declared: other extensions, other groups, and where other numbers point.

    The same before and after, whatever is done to what is declared; `after` may be
    a reading in which a group that must be absent is gone.
    """
    kept = {group.extension for group in declared.groups}
    gone = {normalised(name) for name in declared.absent}
    return {
        "extensions": [each.to_json() for each in state.extensions],
        "groups": [
            group.to_json()
            for group in state.groups
            if group.extension not in kept and normalised(group.name) not in gone
        ],
        "numbers": {number.e164: target for number, target in state.numbers if number not in declared.numbers},
    }


def _about(action: Action) -> frozenset[str]:
    """Return the extensions that an action is told of: a number is told of both its groups."""
    taken_from = action.before if isinstance(action, PointNumber) else None
    return frozenset(listed.extension for listed in (action.group, taken_from) if listed is not None)
