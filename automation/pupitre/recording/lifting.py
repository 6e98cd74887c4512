"""Making a parameter of what was recorded: `REVEL` becomes `{site}` wherever it stands.

A file is changed where the value stands and nowhere else, so that comments, order
and layout stay as a person left them. Ways that would still lead to the recorded
element when another value is given are taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pupitre.errors import Explained
from pupitre.estate.writing import scalar
from pupitre.recording.blanks import BlankError, holds, lifted
from pupitre.recording.file import digest, is_edited, parse_recording
from pupitre.recording.model import Loop, Parameter, Recording, Step, Verb
from pupitre.recording.parameters import KINDS, ParameterError, checked, guessed, is_name
from pupitre.recording.writing import parameter_line

_TEXTS = {
    "says", "value", "name", "text", "label", "placeholder", "after", "before", "has", "exactly", "cells", "testid",
    "column", "field", "is", "row", "at",
}  # fmt: skip

Path = tuple[str | int, ...]


class NotLifted(Explained):
    """A value that cannot become a parameter."""

    reason = "not_lifted"

    def __init__(self, what: str) -> None:
        super().__init__(what, left_behind="The file is as it was.")


@dataclass(frozen=True)
class Wish:
    """A value that shall vary: `REVEL=site`, `08:00=opens:time`."""

    value: str
    name: str
    kind: str

    @classmethod
    def parse(cls, text: str) -> Wish:
        """Return the wish of a command line; raise NotLifted."""
        value, equals, named = text.rpartition("=")
        name, _, kind = named.partition(":")
        name, kind = name.strip(), kind.strip()
        if not (equals and value.strip() and is_name(name)):
            raise NotLifted(f"{text!r} is not understood; write what was recorded and a name: REVEL=site")
        if kind and kind not in KINDS:
            raise NotLifted(f"{kind!r} is no type; there is {', '.join(KINDS)}")
        kind = kind or guessed(value)
        try:
            checked(kind, value)
        except ParameterError as problem:
            raise NotLifted(f"{value!r} is no {kind}: {problem}") from None
        return cls(value.strip(), name, kind)


@dataclass(frozen=True)
class Proposal:
    """A value that probably varies, with the number of places where it stands."""

    value: str
    name: str
    kind: str
    places: int


def lift(text: str, file: str, wish: Wish) -> str:
    """Return a recording's text in which a value has become a parameter; raise NotLifted or EstateError."""
    before = parse_recording(text, file)
    if wish.name in before.parameters:
        raise NotLifted(f"{file} has a parameter {wish.name} already; choose another name.")
    spans = [span for span in values_in(text) if _is_text(span.path)]
    try:
        found = [span for span in spans if holds(span.text, wish.value)]
    except BlankError as problem:
        raise NotLifted(f"{file}: {problem}") from None
    if not found:
        raise NotLifted(f"{wish.value!r} stands nowhere in the steps of {file}.")
    edits = [(span.start, span.end, scalar(lifted(span.text, wish.value, wish.name)) + span.tail) for span in found]
    edits += _ways_to_take_out(text, {span.path for span in found})
    edits.append(_declaration(text, before, wish))
    return resealed(edited(text, edits), file, keep=is_edited(before))


def proposals(recording: Recording) -> tuple[Proposal, ...]:
    """Return what probably varies: times, dates and telephone numbers, and names that stand in several places."""
    texts = [text for block in recording.steps for text in _texts_of(block)]
    texts += [each for line in recording.expect for each in (line.text, line.is_, *line.row) if each]
    found: dict[str, Proposal] = {}
    for step in recording.each_step:
        told = [step.value] if step.do in (Verb.FILL, Verb.SELECT) and step.value else []
        told += [way.within.has for way in step.ways if way.within is not None and way.within.has]
        told += [way.has for way in step.ways if way.has]
        for value in told:
            if value in found or "{" in value or not value.strip():
                continue
            kind = guessed(value)
            places = sum(holds(text, value) for text in texts)
            if kind != "text" or (places > 1 and re.search(r"\w\w", value)):
                found[value] = Proposal(value, _free_name(kind, found), kind, places)
    return tuple(found.values())


def _texts_of(block: Step | Loop) -> Iterator[str]:
    for step in block.steps if isinstance(block, Loop) else (block,):
        yield step.value or ""
        for way in step.ways:
            yield " ".join(filter(None, (way.name, way.text, way.has, way.within.has if way.within else None)))


def _free_name(kind: str, found: dict[str, Proposal]) -> str:
    name = {"text": "name"}.get(kind, kind)
    taken = {proposal.name for proposal in found.values()}
    return next(each for each in (name, *(f"{name}{number}" for number in range(2, 999))) if each not in taken)


@dataclass(frozen=True)
class _Span:
    """A scalar's place in a text, in characters; `tail` is the line end that belongs to a block."""

    path: Path
    text: str
    start: int
    end: int
    tail: str = ""


@dataclass(frozen=True)
class _Item:
    """A list entry's place in a text, in lines counted from 0; the last belongs to it."""

    path: Path
    first: int
    last: int


def _is_text(path: Path) -> bool:
    words = [part for part in path if isinstance(part, str)]
    return len(words) > 1 and words[0] in ("steps", "expect") and words[-1] in _TEXTS


def _ways_to_take_out(text: str, lifted_paths: set[Path]) -> Iterator[tuple[int, int, str]]:
    """Yield the removal of every way without the value, where another way of the same element has it."""
    of_ways = [path[: path.index("ways") + 2] for path in lifted_paths if "ways" in path]
    starts = line_starts(text)
    for item in entries_in(text):
        if len(item.path) < 2 or item.path[-2] != "ways" or item.path in of_ways:
            continue
        if any(path[:-1] == item.path[:-1] for path in of_ways):
            yield starts[item.first], starts[item.last + 1], ""


def _declaration(text: str, before: Recording, wish: Wish) -> tuple[int, int, str]:
    parameter = Parameter.model_validate({"type": wish.kind, "recorded": wish.value})
    line = f"  {wish.name}: {parameter_line(parameter)}\n"
    lines = text.splitlines(keepends=True)
    starts = line_starts(text)
    section = next((n for n, each in enumerate(lines) if re.match(r"parameters:\s*(#.*)?$", each)), None)
    if section is not None:
        after = section + 1
        while after < len(lines) and re.match(r"\s+\S", lines[after]):
            after += 1
        return starts[after], starts[after], line
    if before.parameters:
        raise NotLifted("The section parameters is not written line by line; write one parameter on each line.")
    steps = next(n for n, each in enumerate(lines) if each.startswith("steps:"))
    return starts[steps], starts[steps], f"parameters:\n{line}\n"


def resealed(text: str, file: str, *, keep: bool) -> str:
    """Return the text with the seal of what it says now; one that was edited by hand stays unsealed."""
    after = parse_recording(text, file)
    if keep:
        return text
    edits = [(each.start, each.end, scalar(digest(after))) for each in values_in(text) if each.path == ("made", "seal")]
    return edited(text, edits)


def edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    """Return a text with other words from one character to another; the edits do not overlap."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def line_starts(text: str) -> list[int]:
    """Return where each line begins, in characters, and where the last one ends."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def values_in(text: str) -> list[_Span]:
    """Return every value that is a text, with its place."""
    return [each for each in _walked(text) if isinstance(each, _Span)]


def entries_in(text: str) -> list[_Item]:
    """Return every entry of a list, with its place."""
    return [each for each in _walked(text) if isinstance(each, _Item)]


def _walked(text: str) -> Iterator[_Span | _Item]:
    """Yield every value that is a text, and every entry of a list, with its place."""
    from ruamel.yaml import YAML

    stack: list[_Level] = []
    for event in YAML(typ="safe", pure=True).parse(text):
        kind = type(event).__name__
        if kind == "ScalarEvent":
            path = _place(stack)
            if stack and stack[-1].expects_key:
                stack[-1].key = str(event.value)
            elif path is not None:
                block = event.style in ("|", ">")
                start, end = event.start_mark.index, event.end_mark.index
                yield _Span(path, str(event.value), start, end, "\n" if block else "")
                yield from _item(stack, path, event.start_mark.line, event.end_mark)
            _advance(stack)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            flow = bool(event.flow_style)
            stack.append(_Level(_place(stack) or (), kind.startswith("M"), flow, event.start_mark.line))
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            level = stack.pop()
            last = event.end_mark.line if level.flow else max(level.line, event.end_mark.line - 1)
            if stack and not stack[-1].is_mapping:
                yield _Item(level.path, level.line, last)
            _advance(stack)


@dataclass
class _Level:
    path: Path
    is_mapping: bool
    flow: bool
    line: int
    key: str = ""
    count: int = 0

    @property
    def expects_key(self) -> bool:
        return self.is_mapping and self.count % 2 == 0


def _place(stack: list[_Level]) -> Path | None:
    if not stack:
        return ()
    level = stack[-1]
    return (*level.path, level.key if level.is_mapping else level.count)


def _advance(stack: list[_Level]) -> None:
    if stack:
        stack[-1].count += 1


def _item(stack: list[_Level], path: Path, line: int, end: Any) -> Iterator[_Item]:
    if stack and not stack[-1].is_mapping:
        yield _Item(path, line, end.line)
