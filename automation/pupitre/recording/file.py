"""A recording's file as a value, or everything that is wrong with it, each thing with its place.

Read as strictly as an estate: bounded in size and depth, no aliases, no tags, no
key twice, and every scalar the text that was written.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from pupitre.browser.elements import Way
from pupitre.estate.nodes import Listing, Mapping, Node, Scalar, compose
from pupitre.estate.problems import Mark, Problems, quoted, suggestion
from pupitre.estate.section import unique
from pupitre.estate.source import read_text
from pupitre.recording.checking import Place, faults
from pupitre.recording.model import Dialog, Expectation, Made, Parameter, Recording, Step

_SENTENCES = {
    "missing": "is missing",
    "string_type": "write a text here",
    "string_too_short": "write a text here",
    "string_too_long": "this is longer than 500 characters",
    "bool_type": "write true or false",
    "int_type": "write a whole number from 1 to 20",
    "greater_than_equal": "write a whole number from 1 to 20",
    "less_than_equal": "write a whole number from 1 to 20",
    "tuple_type": "write a list here",
    "too_short": "this list is empty",
    "dict_type": "write names with values here",
    "model_type": "write keys with values here",
}
#: What was typed into a field of many lines stands on one, in characters.
LONGEST_LINE = 100_000
_MOST_NODES = 100_000
_TAGS = {"step", "loop"}


def load_recording(path: Path) -> Recording:
    """Return a recording; raise EstateError with every problem and its place."""
    return parse_recording(read_text(path, longest_line=LONGEST_LINE), os.fspath(path))


def parse_recording(text: str, file: str) -> Recording:
    """Return the recording of a file's text; raise EstateError with every problem and its place."""
    problems = Problems(file)
    root = compose(text, file, most_nodes=_MOST_NODES)
    places: dict[Place, Mark] = {}
    written = _plain(root, (), places, problems)
    if not isinstance(root, Mapping):
        problems.add(root.mark, "", "this is no recording; it begins with recording: 1")
        raise problems.error()
    recording: Recording | None = None
    try:
        recording = Recording.model_validate(written)
    except ValidationError as error:
        for fault in _causes(error):
            _tell(fault, places, problems)
    if recording is not None:
        for place, sentence in faults(recording):
            known = _nearest(place, places)
            problems.add(places[known], _path(known), sentence)
    if recording is None or problems.found:
        raise problems.error()
    return recording


def digest(recording: Recording) -> str:
    """Return the SHA-256 of what a recording does; its name and how it was made are no part of it."""
    content = recording.model_dump(
        mode="json", by_alias=True, exclude={"made", "name", "instead"}, exclude_defaults=True
    )
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_edited(recording: Recording) -> bool:
    """Return whether a recording was changed by hand since Pupitre wrote it, or never sealed."""
    return recording.made.seal != digest(recording)


def sealed(recording: Recording) -> Recording:
    """Return a recording with the seal of what it does now."""
    return recording.model_copy(update={"made": recording.made.model_copy(update={"seal": digest(recording)})})


def _plain(node: Node, place: Place, places: dict[Place, Mark], problems: Problems) -> Any:
    places.setdefault(place, node.mark)
    if isinstance(node, Scalar):
        return None if node.is_nothing else node.text
    if isinstance(node, Listing):
        return [_plain(item, (*place, index), places, problems) for index, item in enumerate(node.items)]
    plain: dict[str, Any] = {}
    for key, value in unique(node, _path(place), problems):
        places[(*place, key.text)] = key.mark
        plain[key.text] = _plain(value, (*place, key.text), places, problems)
    return plain


def _causes(error: ValidationError) -> list[Any]:
    """Return the faults, without the empty list that is left when everything in it was refused."""
    faults = error.errors(include_input=False, include_url=False)
    inside = {fault["loc"][:size] for fault in faults for size in range(1, len(fault["loc"]))}
    return [fault for fault in faults if fault["type"] != "too_short" or fault["loc"] not in inside]


def _tell(fault: Any, places: dict[Place, Mark], problems: Problems) -> None:
    place = tuple(part for part in fault["loc"] if part not in _TAGS)
    known = _nearest(place, places)
    kind, said = str(fault["type"]), str(fault["msg"])
    last = str(place[-1]) if place else ""
    if kind == "extra_forbidden":
        sentence = f"the key is not known; {suggestion(last, _keys_beside(place), otherwise='there is')}"
    elif kind == "missing":
        sentence = f"{last} is missing"
    elif kind in ("literal_error", "enum"):
        sentence = f"this is not known; write {fault.get('ctx', {}).get('expected', 'one of the words')}"
    elif kind == "string_pattern_mismatch":
        sentence = (
            "write it as: slot in slots" if last == "for" else "this is no role; the roles are words such as link"
        )
    else:
        sentence = _SENTENCES.get(kind, said.removeprefix("Value error, "))
    problems.add(places[known], _path(known), sentence)


def _nearest(place: Place, places: dict[Place, Mark]) -> Place:
    return next(place[:size] for size in range(len(place), -1, -1) if place[:size] in places)


def _path(place: Place) -> str:
    """Return a place for people: steps count from 1, as `recording show` prints them."""
    path = ""
    for part in place:
        path += f"[{part + 1}]" if isinstance(part, int) else f".{quoted(part)}" if path else quoted(part)
    return path


def _keys_beside(place: Place) -> Iterable[str]:
    """Return the keys that stand where an unknown one was found."""
    model: type[BaseModel] = Recording
    names = [part for part in place[:-1] if isinstance(part, str)]
    below: dict[str, type[BaseModel]] = {
        "made": Made, "steps": Step, "expect": Expectation, "ways": Way, "within": Way, "dialog": Dialog,
    }  # fmt: skip
    if names:
        model = Parameter if names[0] == "parameters" else below.get(names[-1], Recording)
    aliases = [str(known.alias or name) for name, known in model.model_fields.items()]
    return [*aliases, "for"] if model is Step else aliases
