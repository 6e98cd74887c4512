"""Ring groups: one reading of everything that rings, and one step after the other.

The groups of a file are planned together, because a number or a fallback belongs
to two of them. Each step is one save. What is seen before it must be what the plan
expects there, and what is seen after it what the step leads to; the first step that
fails is the last, because those after it count on it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from pupitre.console import RingGroupsConsole, Site
from pupitre.errors import StateUnusable
from pupitre.evidence.result import GroupResult, Status
from pupitre.keeping.ring_step import StepChange, expected
from pupitre.keeping.strategy import Keeping, Night
from pupitre.last_left import LastLeft
from pupitre.meant import Meant, MeantFile
from pupitre.plan import Plan
from pupitre.plan.ringing import GroupView, RingGroupsPlan
from pupitre.ring_groups import GroupSettings, Ring, RingGroup, RingGroupError, RingGroups
from pupitre.saying import say
from pupitre.switchboard import Switchboard


class KeepsRingGroups(Keeping[RingGroupsConsole, GroupResult]):
    """The ring groups that a run is about, and the direct numbers that point at them."""

    goes_on_after_a_failure: ClassVar[bool] = False

    # What was read last, when nothing was done since.
    last_reading: Switchboard | None = None
    _of_a_night = False
    _planned: Sequence[StepChange] = ()

    @property
    def results(self) -> dict[str, GroupResult]:
        """How each ring group stands."""
        return self.session.ring_groups

    @property
    def declared(self) -> RingGroups:
        """What the file declares of the ring groups that this run is about."""
        return self.session.estate.choose_ring_groups(self.session.settings.only)

    def read(self) -> Mapping[str, Any]:
        """Read everything; the document has the groups that are chosen and are there, and the whole reading."""
        reading = self._observed()
        groups = {name: result.before.to_json() for name, result in self.results.items() if result.before is not None}
        return {"groups": groups, "switchboard": reading.to_json()}

    def plan(self) -> Plan:
        """Read everything and compare it with the file; raise Refused when the console cannot show that."""
        return self._planned_for(self._observed(), self.declared)

    def tonight(self) -> Night:
        """Read everything, and make the console show what the file declares.

        A group that somebody else changed stays as it is while the file still declares what was left there.
        """
        reading = self._observed()
        drifted, kept = self._foreign(reading)
        declared = self.declared
        if kept:
            declared = declared.only([name for name in declared.names if name not in kept])
        self._of_a_night = True
        made = self._planned_for(reading, declared)
        for name in kept:
            left = self._last_left.ring_groups()[name]
            wanted = None if left is None else GroupView.with_names(left.settings, left.numbers, reading)
            sentence = say("left_as_is", self.session)
            self.results[name] = replace(self.results[name], wanted=wanted, sentence=sentence)
        return Night(made, drifted, kept)

    def next_push(self) -> dt.date | None:
        """Return None: ring groups have no calendar."""
        return None

    def mean(self, made: Plan) -> None:
        """Note every state that each group goes through."""
        assert made.ring_groups is not None
        states: dict[str, list[RingGroup | None]] = {}
        extensions = dict(made.ring_groups.named)
        for step in expected(made.ring_groups):
            for name in step.names:
                states.setdefault(name, []).extend(_declarable(step.after, extensions[name]))
        self._meant.write(Meant(ring_groups=states))

    def _planned_for(self, reading: Switchboard, declared: RingGroups) -> Plan:
        made = RingGroupsPlan.make(reading, declared)
        for part in made.parts:
            self.results[part.name] = GroupResult(
                name=part.name,
                extension=part.extension,
                status="waiting" if part.actions else "unchanged",
                before=part.before,
                wanted=part.wanted,
                actions=tuple(action.says(self.session.desk.language) for action in part.actions),
            )
        return self.made(ring_groups=made)

    def changes(self, made: Plan) -> Sequence[StepChange]:
        """Return the steps of the plan."""
        assert made.ring_groups is not None
        self._planned = [StepChange(self, step) for step in expected(made.ring_groups)]
        self.last_reading = None  # somebody may have thought about the plan for long
        return self._planned

    def after(self) -> Mapping[str, Any]:
        """Return the groups that were read back, and the last whole reading."""
        seen = {name: result.after for name, result in self.results.items() if result.is_read_back}
        return {
            "groups": {name: None if view is None else view.to_json() for name, view in seen.items()},
            "switchboard": None if self.last_reading is None else self.last_reading.to_json(),
        }

    def remember(self) -> None:
        """Keep the groups that were changed, created or deleted as they were read back."""
        changed = {name: result.after for name, result in self.results.items() if result.status == "changed"}
        left = {name: None if view is None else view.declarable() for name, view in changed.items()}
        if self._of_a_night:
            # What is as the file declares is known from now on; what somebody else changed and stays is not ours.
            for name, result in self.results.items():
                if result.status == "unchanged" and result.before == result.wanted:
                    left[name] = None if result.before is None else result.before.declarable()
        self._last_left.remember_ring_groups(left)
        with contextlib.suppress(StateUnusable):  # what stays there is what was left, and does no harm
            self._meant.settle(tuple(left))

    def drifted(self) -> tuple[str, ...]:
        """Return the groups that are not as they were last left, or not the file's where none was."""
        last_left = self._last_left.ring_groups()
        reading = self._observed()
        plan = RingGroupsPlan(reading, self.declared)
        drifted: list[str] = []
        for place, (name, extension) in enumerate(plan.named):
            if name in last_left:
                left = last_left[name]
                wanted = None if left is None else GroupView.with_names(left.settings, left.numbers, reading)
                differs = not _is_as_left(reading, extension, left)
            else:
                part = plan.parts[place]
                wanted, differs = part.wanted, bool(part.actions)
            if differs:
                drifted.append(name)
                self.results[name] = replace(self.results[name], status="waiting", wanted=wanted)
        return tuple(drifted)

    def first(self) -> Site:
        """Return the first group that is declared, one that must be gone only when there is no other."""
        for group in self.declared.groups:
            return Site(group.name, group.extension)
        return Site(self.declared.absent[0], "")

    def note_not_shown(self, name: str) -> None:
        """Note that the group that was read is not the declared one."""
        result = self.results[name]
        self.results[name] = replace(result, status="not_verified", after=result.before, is_read_back=True)

    def note_read_back(self, name: str, status: Status, seen: Switchboard, sentence: str = "") -> None:
        """Note what a fresh load shows of a group, which may be that it is gone."""
        result = self.results[name]
        view = GroupView.of(seen, result.extension or None)
        said = sentence or result.sentence
        self.results[name] = replace(result, status=status, after=view, is_read_back=True, sentence=said)

    def note_not_done(self, name: str) -> None:
        """Note that the run ended before a group was done, and how far it came."""
        about = [change for change in self._planned if name in change.names]
        done = sum(change.is_done for change in about)
        if done:
            self.note(name, "failed", say("begun", self.session, done=done, count=len(about)))
        else:
            super().note_not_done(name)

    def read_now(self) -> Switchboard:
        """Return what the console shows, and keep it as the last reading."""
        self.last_reading = None
        self.last_reading = self.console.read_switchboard()
        return self.last_reading

    @property
    def _last_left(self) -> LastLeft:
        return LastLeft(self.session.guard.folder.path, self.session.estate.address.origin)

    @property
    def _meant(self) -> MeantFile:
        return MeantFile(self.session.guard.folder.path, self.session.estate.address.origin)

    def _foreign(self, reading: Switchboard) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the groups that somebody else changed, and those of them that the file does not ask to change."""
        last_left, meant = self._last_left.ring_groups(), self._meant.read().ring_groups
        plan = RingGroupsPlan(reading, self.declared)
        declared = {group.name: group for group in self.declared.groups}
        drifted: list[str] = []
        kept: list[str] = []
        for part in plan.parts:
            if part.name not in last_left or not part.actions:
                continue
            ours = (last_left[part.name], *meant.get(part.name, ()))
            if any(_is_as_left(reading, part.extension, state) for state in ours):
                continue
            drifted.append(part.name)
            is_asked_for = not _are_alike(declared.get(part.name), last_left[part.name])
            if self.session.estate.on_drift == "report" and not is_asked_for:
                kept.append(part.name)
        return tuple(drifted), tuple(kept)

    def _observed(self) -> Switchboard:
        reading = self.read_now()
        for name, extension in RingGroupsPlan(reading, self.declared).named:
            view = GroupView.of(reading, extension or None)
            self.results[name] = GroupResult(name, extension, "unchanged", before=view, wanted=view)
        groups = {name: None if each.before is None else each.before.to_json() for name, each in self.results.items()}
        self.session.record.attach("before.json", {"groups": groups, "switchboard": reading.to_json()})
        return reading


def _is_as_left(reading: Switchboard, extension: str, left: RingGroup | None) -> bool:
    seen = reading.group(extension or (left.extension if left is not None else ""))
    if seen is None or left is None:
        return seen is None and left is None
    return _by_order(seen) == _by_order(left.settings) and set(reading.pointing_at(seen.extension)) == set(left.numbers)


def _are_alike(one: RingGroup | None, other: RingGroup | None) -> bool:
    if one is None or other is None:
        return one is None and other is None
    return _by_order(one.settings) == _by_order(other.settings) and set(one.numbers) == set(other.numbers)


def _declarable(state: Switchboard, extension: str) -> list[RingGroup | None]:
    """Return a group as a file would declare it; nothing where none could, on the way from one state to another."""
    view = GroupView.of(state, extension or None)
    try:
        return [None if view is None else view.declarable()]
    except RingGroupError:
        return []


def _by_order(settings: GroupSettings) -> GroupSettings:
    """Return settings whose members are in an order of ours where all ring at once."""
    if settings.ring is Ring.CONSECUTIVE:
        return settings
    return replace(settings, members=tuple(sorted(settings.members)))
