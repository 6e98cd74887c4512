"""A recording as the text of its file, laid out to be read like a procedure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pupitre.estate.writing import scalar
from pupitre.recording.file import sealed
from pupitre.recording.model import Expectation, Loop, Parameter, Recording, Step

_HEADER = {
    "fr": "# Enregistré par `pupitre record`. Se relit, se corrige et se rejoue : pupitre recording show, check, lift.",
    "en": "# Recorded by `pupitre record`. Read it, mend it, replay it: pupitre recording show, check, lift.",
}
_IN_BRACES = re.compile(r"[^\W\d_]+([ /'’-][^\W\d_]+)*")
_WITH_A_MEANING = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"}


def write_recording(recording: Recording) -> str:
    """Return the text of a recording's file, sealed."""
    recording = sealed(recording)
    language = recording.made.language or "en"
    return "\n".join([_HEADER.get(language, _HEADER["en"]), *_lines(recording)]) + "\n"


def _lines(recording: Recording) -> Iterator[str]:
    yield "recording: 1"
    for key in ("name", "console", "address", "estate"):
        value = getattr(recording, key)
        if value is not None:
            yield f"{key}: {scalar(value)}"
    yield f"made: {flow(recording.made.model_dump(exclude_none=True))}"
    if recording.instead is not None:
        yield f"instead: {scalar(recording.instead)}"
    if recording.parameters:
        yield ""
        yield "parameters:"
        for name, parameter in recording.parameters.items():
            yield f"  {name}: {parameter_line(parameter)}"
    yield ""
    yield "steps:"
    for block in recording.steps:
        if isinstance(block, Loop):
            yield f"  - for: {scalar(block.each)}"
            yield "    steps:"
            for step in block.steps:
                yield from _step(step, "      ")
        else:
            yield from _step(block, "  ")
    if recording.expect:
        yield ""
        yield "expect:"
        for expectation in recording.expect:
            yield f"  - {expectation_line(expectation)}"


def parameter_line(parameter: Parameter) -> str:
    """Return a parameter as it stands on its line."""
    return flow(parameter.model_dump(exclude_none=True))


def expectation_line(expectation: Expectation) -> str:
    """Return an expectation as it stands on its line."""
    return flow(expectation.model_dump(by_alias=True, exclude_defaults=True))


def _step(step: Step, indent: str) -> Iterator[str]:
    yield f"{indent}- says: {scalar(step.says)}"
    inner = f"{indent}  "
    yield f"{inner}do: {step.do}"
    if step.value is not None:
        yield f"{inner}value: {scalar(step.value)}"
    if step.tab != 1:
        yield f"{inner}tab: {step.tab}"
    if step.frame:
        yield f"{inner}frame: {flow(list(step.frame))}"
    if step.ways:
        yield f"{inner}ways:"
        for way in step.ways:
            yield f"{inner}  - {flow(way.model_dump(exclude_defaults=True))}"
    for key in ("opens_tab", "commit"):
        if getattr(step, key):
            yield f"{inner}{key}: true"
    if step.wrote is not None:
        yield f"{inner}wrote: {scalar(step.wrote)}"
    if step.dialog is not None:
        yield f"{inner}dialog: {flow(step.dialog.model_dump())}"
    for key, lines in (("before", step.before), ("after", step.after)):
        if lines:
            yield f"{inner}{key}:"
            for line in lines:
                yield f"{inner}  - {_single(line)}"
    if step.picture is not None:
        yield f"{inner}picture: {scalar(step.picture)}"


def flow(value: Any) -> str:
    """Return a value on one line: mappings in braces, lists in brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    text = str(value)
    if _IN_BRACES.fullmatch(text) and text.lower() not in _WITH_A_MEANING:
        return text
    return scalar(text)


def _single(line: str) -> str:
    """Return a line of a snapshot in single quotes, which leave its own double quotes readable."""
    if not line.isprintable():
        return scalar(line)
    return "'" + line.replace("'", "''") + "'"
