"""What a console shows after an action, or why it would refuse it.

The rules are those of a console that keeps its promises: no number and no
fallback points at nothing, no group is empty, no two groups look the same.
"""

from __future__ import annotations

from dataclasses import replace

from pupitre.lookalike import normalised
from pupitre.plan.ringing.actions import (
    Action,
    ChangeMembers,
    ChangeNoAnswer,
    ChangeRing,
    ChangeSeconds,
    CreateGroup,
    DeleteGroup,
    PointNumber,
    Rename,
)
from pupitre.ring_groups import GroupSettings, NoAnswer, Then
from pupitre.switchboard import Listed, Switchboard


class ImpossibleAction(ValueError):
    """An action that a console would refuse in the state it is in."""


def after(state: Switchboard, action: Action) -> Switchboard:
    """Return what the console shows once an action is saved; raise ImpossibleAction when it refuses."""
    match action:
        case CreateGroup(settings=settings):
            return _created(state, settings)
        case Rename(group=group, name=name):
            _check_name(state, group.extension, name)
            return _with(state, replace(_group(state, group), name=name))
        case ChangeMembers(group=group, wanted=wanted):
            members = tuple(each.extension for each in wanted)
            _check_members(state, members)
            return _with(state, replace(_group(state, group), members=_kept(state, members)))
        case ChangeRing(group=group, wanted=ring):
            return _with(state, replace(_group(state, group), ring=ring))
        case ChangeSeconds(group=group, wanted=seconds):
            _check_seconds(state, seconds)
            return _with(state, replace(_group(state, group), seconds=seconds))
        case ChangeNoAnswer(group=group, wanted=fallback):
            _check_fallback(state, group.extension, fallback.no_answer)
            return _with(state, replace(_group(state, group), no_answer=fallback.no_answer))
        case PointNumber():
            return _pointed(state, action)
        case DeleteGroup(group=group):
            return _deleted(state, group)


def _created(state: Switchboard, settings: GroupSettings) -> Switchboard:
    if settings.extension in state:
        raise ImpossibleAction(f"the extension {settings.extension} is taken")
    if len(settings.extension) != state.extension_length:
        raise ImpossibleAction(f"the extension {settings.extension} has the wrong length")
    if settings.no_answer is None:
        raise ImpossibleAction("a new group says what comes when no one answers")
    _check_name(state, settings.extension, settings.name)
    _check_members(state, settings.members)
    _check_seconds(state, settings.seconds)
    _check_fallback(state, settings.extension, settings.no_answer)
    kept = replace(settings, members=_kept(state, settings.members))
    return replace(state, groups=(*state.groups, kept))


def _pointed(state: Switchboard, action: PointNumber) -> Switchboard:
    if action.number not in dict(state.numbers):
        raise ImpossibleAction(f"{action.number} is not on the account")
    if action.group.extension not in state:
        raise ImpossibleAction(f"there is no extension {action.group.extension}")
    numbers = {**dict(state.numbers), action.number: action.group.extension}
    return replace(state, numbers=tuple(numbers.items()))


def _deleted(state: Switchboard, group: Listed) -> Switchboard:
    _group(state, group)
    if state.pointing_at(group.extension):
        raise ImpossibleAction(f"a number points at {group.extension}")
    if state.falling_back_on(group.extension):
        raise ImpossibleAction(f"another group falls back on {group.extension}")
    return replace(state, groups=tuple(each for each in state.groups if each.extension != group.extension))


def _group(state: Switchboard, listed: Listed) -> GroupSettings:
    found = state.group(listed.extension)
    if found is None:
        raise ImpossibleAction(f"there is no ring group {listed.extension}")
    return found


def _with(state: Switchboard, settings: GroupSettings) -> Switchboard:
    others = (each for each in state.groups if each.extension != settings.extension)
    return replace(state, groups=(*others, settings))


def _kept(state: Switchboard, members: tuple[str, ...]) -> tuple[str, ...]:
    return members if state.keeps_order else state.in_its_own_order(members)


def _check_name(state: Switchboard, extension: str, name: str) -> None:
    for group in state.groups:
        if group.extension != extension and normalised(group.name) == normalised(name):
            raise ImpossibleAction(f"{group.extension} has that name already")


def _check_members(state: Switchboard, members: tuple[str, ...]) -> None:
    if not members:
        raise ImpossibleAction("a group has a member")
    for member in members:
        if not state.is_user(member):
            raise ImpossibleAction(f"{member} is no user")


def _check_seconds(state: Switchboard, seconds: int) -> None:
    if seconds not in state.durations:
        raise ImpossibleAction(f"{seconds} s is not offered")


def _check_fallback(state: Switchboard, extension: str, no_answer: NoAnswer) -> None:
    if no_answer.then is Then.VOICEMAIL and not state.is_user(no_answer.extension):
        raise ImpossibleAction(f"{no_answer.extension} has no voicemail box")
    if no_answer.then is Then.EXTENSION and (no_answer.extension not in state or no_answer.extension == extension):
        raise ImpossibleAction(f"{extension} cannot fall back on {no_answer.extension}")
