"""A recording with values in its blanks: the steps exactly as they are to be done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pupitre.browser.elements import Way
from pupitre.errors import Explained
from pupitre.recording.blanks import BlankError, filled
from pupitre.recording.model import Expectation, Loop, Parameter, Recording, Step
from pupitre.recording.parameters import MOST_ITEMS, ParameterError, checked, items, parted

Values = Mapping[str, str | Sequence[str]]


class BadValue(Explained):
    """A value that a recording's parameter does not take, or one for a parameter that it does not have."""

    reason = "bad_value"


@dataclass(frozen=True)
class Numbered:
    """A step to be done: `number` is its place as `recording show` prints it, `item` the item of a loop."""

    number: str
    step: Step
    item: str = ""


@dataclass(frozen=True)
class Bound:
    """A recording whose blanks are filled; nothing in it is a blank any more."""

    recording: Recording
    values: Mapping[str, str | tuple[str, ...]]
    steps: tuple[Numbered, ...]
    expect: tuple[Expectation, ...]


def bind(recording: Recording, values: Values | None = None) -> Bound:
    """Return the recording with the given values, and with those recorded where none is given; raise BadValue."""
    chosen = _chosen(recording, values or {})
    plain: dict[str, str] = {}
    for name, value in chosen.items():
        if isinstance(value, str):
            plain |= parted(recording.parameters[name].kind, name, value)
    steps: list[Numbered] = []
    try:
        for place, block in enumerate(recording.steps, 1):
            if not isinstance(block, Loop):
                steps.append(Numbered(str(place), filled_step(block, plain)))
                continue
            kind = recording.parameters[block.of].kind
            for item in chosen[block.of]:
                inner = plain | parted(kind, block.item, item)
                for number, step in enumerate(block.steps, 1):
                    steps.append(Numbered(f"{place}.{number}", filled_step(step, inner), item))
        expect = tuple(_expected(recording, chosen, plain))
    except (BlankError, KeyError) as problem:
        raise BadValue(f"The recording cannot be filled: {problem}.", left_behind="") from None
    return Bound(recording, chosen, tuple(steps), expect)


def _chosen(recording: Recording, values: Values) -> dict[str, str | tuple[str, ...]]:
    for name in values:
        if name not in recording.parameters:
            known = ", ".join(recording.parameters) or "none"
            raise BadValue(f"The recording has no parameter {name!r}; it has {known}.", left_behind="")
    return {name: _value(name, parameter, values.get(name)) for name, parameter in recording.parameters.items()}


def _value(name: str, parameter: Parameter, given: str | Sequence[str] | None) -> str | tuple[str, ...]:
    try:
        if not parameter.is_list:
            if given is not None and not isinstance(given, str):
                raise ParameterError("it takes one value, not a list")
            return checked(parameter.kind, given if given is not None else parameter.items[0])
        listed = parameter.items if given is None else items(given) if isinstance(given, str) else tuple(given)
        if len(listed) > MOST_ITEMS:
            raise ParameterError(f"it has more than {MOST_ITEMS} items")
        return tuple(checked(parameter.kind, each) for each in listed)
    except ParameterError as problem:
        raise BadValue(f"The value of {name} does not fit: {problem}.", left_behind="") from None


def filled_step(step: Step, values: Mapping[str, str]) -> Step:
    """Return a step with its blanks filled; raise BlankError."""
    return map_step(step, lambda text: filled(text, values))


def map_step(step: Step, change: Callable[[str], str]) -> Step:
    """Return a step in which every text that may hold a blank was changed."""
    dialog = step.dialog
    return step.model_copy(
        update={
            "says": change(step.says),
            "ways": tuple(map_way(way, change) for way in step.ways),
            "value": None if step.value is None else change(step.value),
            "before": tuple(map(change, step.before)),
            "after": tuple(map(change, step.after)),
            "dialog": None if dialog is None else dialog.model_copy(update={"says": change(dialog.says)}),
        }
    )


def map_way(way: Way, change: Callable[[str], str]) -> Way:
    """Return a way in which every text that may hold a blank was changed; a CSS selector holds none."""
    texts = {
        name: change(text)
        for name in ("name", "text", "label", "placeholder", "testid", "after", "column", "has", "exactly")
        if (text := getattr(way, name)) is not None
    }
    within = None if way.within is None else map_way(way.within, change)
    return way.model_copy(update={**texts, "cells": tuple(map(change, way.cells)), "within": within})


def map_expectation(expectation: Expectation, change: Callable[[str], str]) -> Expectation:
    """Return an expectation in which every text that may hold a blank was changed."""
    texts = {
        name: change(text)
        for name in ("text", "field", "is_", "at")
        if (text := getattr(expectation, name)) is not None
    }
    within = None if expectation.within is None else map_way(expectation.within, change)
    return expectation.model_copy(update={**texts, "row": tuple(map(change, expectation.row)), "within": within})


def _expected(
    recording: Recording, chosen: Mapping[str, str | tuple[str, ...]], plain: Mapping[str, str]
) -> Iterator[Expectation]:
    for expectation in recording.expect:
        if expectation.each is None:
            yield _filled_expectation(expectation, plain)
            continue
        item, _, of = expectation.each.split()
        for value in chosen[of]:
            inner = {**plain, **parted(recording.parameters[of].kind, item, value)}
            yield _filled_expectation(expectation, inner)


def _filled_expectation(expectation: Expectation, values: Mapping[str, str]) -> Expectation:
    return map_expectation(expectation, lambda text: filled(text, values))
