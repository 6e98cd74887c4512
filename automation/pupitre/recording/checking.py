"""What can be wrong with a recording although each of its lines can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pupitre.browser.elements import Way
from pupitre.recording.binding import map_expectation, map_step
from pupitre.recording.blanks import Blank, BlankError, blanks
from pupitre.recording.model import (
    MAY_LACK_ELEMENT,
    WITH_VALUE,
    WITHOUT_ELEMENT,
    Expectation,
    Loop,
    Recording,
    Step,
    Verb,
)
from pupitre.recording.parameters import PARTS, ParameterError, checked, is_name

Place = tuple[str | int, ...]
Fault = tuple[Place, str]

PASSWORD_WORDS = re.compile(r"\bmots? de passe\b|\bpass(?:word|phrase|wort)\b|\bkennwort\b|\bpasswort\b", re.IGNORECASE)
_PASSWORD_FIELD = re.compile(r"type\s*=\s*[\"']?password", re.IGNORECASE)


def faults(recording: Recording) -> Iterator[Fault]:
    """Yield everything that is wrong with a recording, each with its place."""
    yield from _of_parameters(recording)
    kinds = {name: parameter.kind for name, parameter in recording.parameters.items() if not parameter.is_list}
    for index, block in enumerate(recording.steps):
        place: Place = ("steps", index)
        if not isinstance(block, Loop):
            yield from _of_step(block, place, kinds)
            continue
        inside = dict(kinds)
        listed = recording.parameters.get(block.of)
        if listed is None or not listed.is_list:
            yield (*place, "for"), f"{block.of} is no parameter of the type list"
        else:
            inside[block.item] = listed.kind
        if block.item in recording.parameters:
            yield (*place, "for"), f"{block.item} is a parameter already; call the item otherwise"
        for number, step in enumerate(block.steps):
            yield from _of_step(step, (*place, "steps", number), inside)
    for index, expectation in enumerate(recording.expect):
        yield from _of_expectation(expectation, ("expect", index), kinds, recording)


def _of_parameters(recording: Recording) -> Iterator[Fault]:
    for name, parameter in recording.parameters.items():
        place: Place = ("parameters", name)
        if not is_name(name):
            yield place, "this is no name of a parameter; write letters, digits and _, a letter first"
        if parameter.is_list == isinstance(parameter.recorded, str):
            yield (*place, "recorded"), "write a list here" if parameter.is_list else "write one value here"
        if parameter.of is not None and not parameter.is_list:
            yield (*place, "of"), "only a list says of what it is"
        for value in parameter.items:
            try:
                checked(parameter.kind, value)
            except ParameterError as problem:
                yield (*place, "recorded"), f"this does not fit the type {parameter.kind}: {problem}"


def _of_step(step: Step, place: Place, kinds: dict[str, str]) -> Iterator[Fault]:
    if step.do not in MAY_LACK_ELEMENT and not step.ways:
        yield place, "ways is missing; name at least one way to find the element"
    if step.do in WITHOUT_ELEMENT and step.ways:
        yield (*place, "ways"), f"{step.do} is about no element"
    if step.do in WITH_VALUE and step.value is None:
        yield place, f"value is missing; {step.do} needs one"
    if step.do not in WITH_VALUE and step.value is not None:
        yield (*place, "value"), f"{step.do} takes no value"
    if step.do is Verb.FILL and any(map(is_password, step.ways)):
        yield (*place, "value"), "this is a password's field; passwords are no part of a recording, the guard has them"
    texts: list[str] = []
    map_step(step, lambda text: texts.append(text) or text)  # type: ignore[func-returns-value]
    yield from _of_texts(texts, place, kinds)


def _of_expectation(
    expectation: Expectation, place: Place, kinds: dict[str, str], recording: Recording
) -> Iterator[Fault]:
    said = [expectation.text is not None, expectation.field is not None, bool(expectation.row)]
    if sum(said) != 1:
        yield place, "write exactly one of text, field, row"
    if (expectation.field is None) != (expectation.is_ is None):
        yield place, "a field is expected with its value: {field: Name, is: Accueil}"
    if expectation.within is not None and expectation.text is None:
        yield (*place, "within"), "only a text is looked for within something"
    if expectation.after is not None:
        before = recording.steps[: expectation.after]
        if len(before) < expectation.after or any(isinstance(each, Loop) for each in before):
            yield (*place, "after"), "name a step outside of any loop"
        elif any(each.commit for each in before if isinstance(each, Step)):
            yield (*place, "after"), "the console saves before that step is done"
    if expectation.each is not None:
        item, _, of = expectation.each.split()
        listed = recording.parameters.get(of)
        if listed is None or not listed.is_list or item in recording.parameters:
            yield (*place, "for"), f"{of} must be a parameter of the type list, and {item} none"
        else:
            kinds = {**kinds, item: listed.kind}
    texts: list[str] = []
    map_expectation(expectation, lambda text: texts.append(text) or text)  # type: ignore[func-returns-value]
    yield from _of_texts(texts, place, kinds)


def _of_texts(texts: list[str], place: Place, kinds: dict[str, str]) -> Iterator[Fault]:
    told: set[str] = set()
    for text in texts:
        try:
            wrong = [_of_blank(blank, kinds) for blank in blanks(text)]
        except BlankError as problem:
            wrong = [str(problem)]
        for sentence in wrong:
            if sentence and sentence not in told:
                told.add(sentence)
                yield place, sentence


def _of_blank(blank: Blank, kinds: dict[str, str]) -> str:
    if blank.name not in kinds:
        known = ", ".join(f"{{{name}}}" for name in kinds) or "none"
        return f"{{{blank.key}}} is no parameter; there is {known}. A brace that is meant is written twice"
    kind = kinds[blank.name]
    if blank.part and blank.part not in PARTS.get(kind, ()):
        return f"{{{blank.key}}}: a {kind} has no part {blank.part}"
    if blank.kind and blank.kind != kind and not blank.part:
        return f"{{{blank.name}: {blank.kind}}}: the parameter is a {kind}"
    return ""


def is_password(way: Way) -> bool:
    """Return whether a way leads to a password's field, as far as its words tell."""
    if way.css is not None and _PASSWORD_FIELD.search(way.css):
        return True
    texts = (way.name, way.label, way.placeholder, way.after)
    return any(text is not None and PASSWORD_WORDS.search(text) for text in texts)
