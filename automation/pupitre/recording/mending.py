"""Keeping the way that found an element when its first one did not: it is moved before the others.

The file is changed where the ways stand, and where a line tells what the element was
called before; nowhere else. What makes the console save is never mended: nothing was
guessed there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pupitre.errors import Explained
from pupitre.recording.file import is_edited, parse_recording
from pupitre.recording.lifting import Path, edited, entries_in, line_starts, resealed
from pupitre.recording.model import Loop, Recording, Step

_LINE_BY_LINE = "Write each on a line of its own, or mend the step by hand."


class NotMended(Explained):
    """A recording that cannot be mended by what a replay found."""

    reason = "not_mended"

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what, left_behind="The file is as it was.", remedy=remedy)


@dataclass(frozen=True)
class Healing:
    """What a replay found out about a step: `way` is the place of the way that found it, from 0.

    `gone` are the places, in what was seen before, of the lines about the element itself that were not
    on the screen any more.
    """

    number: str
    way: int
    gone: tuple[int, ...] = ()


def mended(text: str, file: str, healings: Sequence[Healing]) -> str:
    """Return a recording's text in which the ways that found something come first; raise NotMended."""
    before = parse_recording(text, file)
    changes: list[tuple[int, int, str]] = []
    for healing in healings:
        place, _ = _place(before, healing, file)
        changes += _reordered(text, (*place, "ways"), healing.way, file)
        changes += _forgotten(text, (*place, "before"), healing.gone, file)
    return resealed(edited(text, changes), file, keep=is_edited(before))


def told(recording: Recording, healings: Sequence[Healing]) -> Iterator[str]:
    """Yield what would be changed, line by line."""
    for healing in healings:
        _, step = _place(recording, healing, "the recording")
        yield f"{healing.number}. {step.says}"
        yield f"  - {step.ways[0]}"
        yield f"  + {step.ways[healing.way]}"
        yield from (f"  - {step.before[place]}" for place in healing.gone)


def _place(recording: Recording, healing: Healing, file: str) -> tuple[Path, Step]:
    outer, _, inner = healing.number.partition(".")
    try:
        block = recording.steps[int(outer) - 1]
        place: Path = ("steps", int(outer) - 1)
        if isinstance(block, Loop):
            step = block.steps[int(inner) - 1]
            place = (*place, "steps", int(inner) - 1)
        else:
            step = block
    except (ValueError, IndexError):
        raise NotMended(f"{file} has no step {healing.number}.") from None
    fits = 0 < healing.way < len(step.ways) and all(0 <= each < len(step.before) for each in healing.gone)
    if step.commit or not fits:
        raise NotMended(f"{file}: step {healing.number} is not one that can have been found by another way.")
    return place, step


def _reordered(text: str, ways: Path, first: int, file: str) -> list[tuple[int, int, str]]:
    """Return the edits that move one way before the others, each with its comments."""
    starts, lines = line_starts(text), text.splitlines()
    found = sorted((each for each in entries_in(text) if each.path[:-1] == ways), key=lambda each: each.first)
    alone = all(lines[each.first].lstrip().startswith("- ") for each in found)
    if not alone or len(found) <= first:
        raise NotMended(f"{file}: the ways of a step do not stand line by line.", _LINE_BY_LINE)
    begins = [_with_comments(lines, each.first) for each in found]
    texts = [text[starts[begin] : starts[each.last + 1]] for begin, each in zip(begins, found, strict=True)]
    order = [texts[first], *texts[:first], *texts[first + 1 :]]
    return [
        (starts[begin], starts[each.last + 1], new)
        for begin, each, old, new in zip(begins, found, texts, order, strict=True)
        if old != new
    ]


def _with_comments(lines: Sequence[str], line: int) -> int:
    """Return the line where the comments above another begin."""
    while line and lines[line - 1].lstrip().startswith("#"):
        line -= 1
    return line


def _forgotten(text: str, before: Path, gone: Sequence[int], file: str) -> Iterator[tuple[int, int, str]]:
    """Yield the edits that take out the lines that tell what the element was called before."""
    if not gone:
        return
    starts, lines = line_starts(text), text.splitlines()
    found = [each for each in entries_in(text) if each.path[:-1] == before]
    if any(not lines[each.first].lstrip().startswith("- ") for each in found):
        raise NotMended(f"{file}: what was seen before a step does not stand line by line.", _LINE_BY_LINE)
    for each in found:
        if each.path[-1] in gone:
            yield starts[each.first], starts[each.last + 1], ""
    if len(gone) == len(found):  # a key without a value would be left
        key = next(at for at in range(found[0].first, -1, -1) if lines[at].lstrip().startswith("before:"))
        yield starts[key], starts[key + 1], ""
