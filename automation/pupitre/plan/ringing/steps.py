"""From what a console shows to what it must show, one save at a time, and every call answered on the way.

New groups come first, then the settings of the others, then the numbers, then the
bin: a number is never pointed at a group that is not ready, and nothing is deleted
before everything that led to it leads elsewhere. Where groups wait for each other
in a ring, one of them is saved with a stand-in (the voicemail box of its first
member, or a name with its number) and opened once more at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Literal

from pupitre.lookalike import normalised
from pupitre.plan.ringing.actions import (
    Action,
    ChangeMembers,
    ChangeNoAnswer,
    ChangeRing,
    ChangeSeconds,
    CreateGroup,
    DeleteGroup,
    Fallback,
    PointNumber,
    Rename,
)
from pupitre.plan.ringing.effect import ImpossibleAction, after
from pupitre.ring_groups import GroupSettings, NoAnswer, Then
from pupitre.switchboard import Listed, Switchboard

Place = Literal["create", "settings", "numbers", "delete"]


@dataclass(frozen=True)
class Step:
    """The actions between one opening and one save: a group's dialog, the table of numbers, or a bin.

    `group` is None for the table of numbers, which has one save for all its rows.
    """

    place: Place
    group: Listed | None
    actions: tuple[Action, ...]

    def after(self, state: Switchboard) -> Switchboard:
        """Return what the console shows once the step is saved; raise ImpossibleAction when it refuses."""
        return reduce(after, self.actions, state)

    def says(self, language: str) -> tuple[str, ...]:
        """Return the actions in the words of the document."""
        return tuple(action.says(language) for action in self.actions)

    def to_json(self) -> dict[str, Any]:
        """Return the step as JSON values."""
        return {
            "place": self.place,
            "group": None if self.group is None else self.group.to_json(),
            "actions": [action.to_json() for action in self.actions],
        }


def steps(before: Switchboard, wanted: Switchboard) -> tuple[Step, ...]:
    """Return the steps that lead from one reading to another; raise ImpossibleAction when none do."""
    made: list[Step] = []
    state = before
    # Each round saves something that stays or opens a ring of groups that wait for each other.
    rounds = 3 * (len(before.groups) + len(wanted.groups)) + 3
    while state != wanted:
        rounds -= 1
        step = _first_possible(state, _candidates(state, wanted)) if rounds else None
        if step is None:
            raise ImpossibleAction("no order of steps leads from what is shown to what is wanted")
        made.append(step)
        state = step.after(state)
    return tuple(made)


def _first_possible(state: Switchboard, candidates: Iterable[Step]) -> Step | None:
    for step in candidates:
        try:
            step.after(state)
        except ImpossibleAction:
            continue
        return step
    return None


def _candidates(state: Switchboard, wanted: Switchboard) -> Iterator[Step]:
    created = [group for group in wanted.groups if group.extension not in state]
    changed = [
        (shown, group)
        for group in wanted.groups
        if (shown := state.group(group.extension)) is not None and shown != group
    ]
    for group in created:
        yield _creation(wanted, group)
    for shown, group in changed:
        yield _settings(state, wanted, shown, group)
    yield from _stand_ins(state, wanted, created, changed)
    yield from _numbers(state, wanted)
    gone = [group for group in state.groups if group.extension not in wanted]
    for group in gone:
        listed = state.listed(group.extension)
        yield Step("delete", listed, (DeleteGroup(listed),))
    for group in gone:
        if group.no_answer is not None and state.falling_back_on(group.no_answer.extension):
            loosened = replace(group, no_answer=_voicemail(state, group))
            if loosened != group:
                yield _settings(state, state, group, loosened)


def _stand_ins(
    state: Switchboard,
    wanted: Switchboard,
    created: list[GroupSettings],
    changed: list[tuple[GroupSettings, GroupSettings]],
) -> Iterator[Step]:
    for shown, group in changed:
        kept = replace(group, no_answer=shown.no_answer)
        if kept != shown:
            yield _settings(state, wanted, shown, kept)
    for group in created:
        yield _creation(wanted, replace(group, no_answer=_voicemail(state, group)))
    for shown, group in changed:
        renamed = replace(shown, name=_stand_in_name(state, wanted, group))
        if shown.name != group.name:
            yield _settings(state, wanted, shown, renamed)


def _voicemail(state: Switchboard, group: GroupSettings) -> NoAnswer | None:
    people = [*(member for member in group.members if state.is_user(member)), *(user.number for user in state.users)]
    return NoAnswer(Then.VOICEMAIL, people[0]) if people else group.no_answer


def _stand_in_name(state: Switchboard, wanted: Switchboard, group: GroupSettings) -> str:
    taken = {normalised(each.name) for each in (*state.groups, *wanted.groups)}
    name = f"{group.name} {group.extension}"
    while normalised(name) in taken:
        name = f"{name} {group.extension}"
    return name


def _creation(names: Switchboard, group: GroupSettings) -> Step:
    listed = Listed(group.extension, group.name)
    fallback = _fallback(names, group.no_answer)
    if fallback is None:
        raise ImpossibleAction(f"{group.extension} does not say what comes when no one answers")
    members = tuple(names.listed(member) for member in group.members)
    return Step("create", listed, (CreateGroup(group, members, fallback),))


def _settings(state: Switchboard, names: Switchboard, shown: GroupSettings, group: GroupSettings) -> Step:
    """Return one opening of a group's settings, in the order of its tabs."""
    listed = Listed(shown.extension, shown.name)
    actions: list[Action] = []
    if shown.name != group.name:
        actions.append(Rename(listed, group.name))
    if shown.ring != group.ring:
        actions.append(ChangeRing(listed, shown.ring, group.ring))
    if shown.members != group.members:
        before, members = (tuple(names.listed(each) for each in each_of.members) for each_of in (shown, group))
        actions.append(ChangeMembers(listed, before, members))
    if shown.seconds != group.seconds:
        actions.append(ChangeSeconds(listed, shown.seconds, group.seconds))
    fallback = _fallback(names, group.no_answer)
    if shown.no_answer != group.no_answer and fallback is not None:
        actions.append(ChangeNoAnswer(listed, _fallback(state, shown.no_answer), fallback))
    return Step("settings", listed, tuple(actions))


def _fallback(names: Switchboard, no_answer: NoAnswer | None) -> Fallback | None:
    return None if no_answer is None else Fallback(no_answer.then, names.listed(no_answer.extension))


def _numbers(state: Switchboard, wanted: Switchboard) -> Iterator[Step]:
    rows = [
        PointNumber(
            number,
            None if before is None else state.listed(before),
            None if before is None else _kind(state, before),
            state.listed(target),
        )
        for number, before in state.numbers
        if (target := wanted.target_of(number)) is not None and target != before
    ]
    if rows:
        yield Step("numbers", None, tuple(rows))


def _kind(state: Switchboard, number: str) -> str | None:
    found = state.extension(number)
    if found is not None:
        return found.kind.value
    return "group" if state.group(number) is not None else None
