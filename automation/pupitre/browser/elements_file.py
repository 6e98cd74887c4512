"""A file of elements as values, or everything that is wrong with it, each thing with its line.

It is read as strictly as an estate: bounded in size and depth, no aliases, no
tags, no key twice, every scalar the text that was written.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pupitre.estate.nodes import Listing, Mapping, Node, Scalar, compose
from pupitre.estate.problems import Mark, Problems, quoted, suggestion
from pupitre.estate.section import unique
from pupitre.estate.source import read_text

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]

_SENTENCES = {
    "missing": "is missing",
    "string_type": "write a text here",
    "string_too_short": "write a text here",
    "string_pattern_mismatch": "this is no role; the roles are words such as link, button, row",
    "tuple_type": "write a list here",
    "too_short": "name at least one way",
    "dict_type": "write languages with words here",
    "model_type": "write keys with values here",
}


def read_elements(path: Path, model: type[Model]) -> tuple[dict[str, Model], dict[str, Mark]]:
    """Return the elements of a file by name, and where each stands; raise EstateError with every problem."""
    file = os.fspath(path)
    text = read_text(path)
    if all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines()):
        return {}, {}
    problems = Problems(file)
    root = compose(text, file)
    if not isinstance(root, Mapping):
        problems.add(root.mark, "", "write the name of an element here, then what is known of it")
        raise problems.error()
    elements: dict[str, Model] = {}
    marks: dict[str, Mark] = {}
    for key, node in unique(root, "", problems):
        marks[key.text] = key.mark
        places: dict[Place, Mark] = {(): key.mark}
        value = _plain(node, (), places, problems, quoted(key.text))
        try:
            elements[key.text] = model.model_validate(value)
        except ValidationError as error:
            for fault in _causes(error):
                _tell(fault, quoted(key.text), places, problems, model)
    if problems.found:
        raise problems.error()
    return elements, marks


def _plain(node: Node, place: Place, places: dict[Place, Mark], problems: Problems, name: str) -> Any:
    places.setdefault(place, node.mark)
    if isinstance(node, Scalar):
        return None if node.is_nothing else node.text
    if isinstance(node, Listing):
        return [_plain(item, (*place, index), places, problems, name) for index, item in enumerate(node.items)]
    plain: dict[str, Any] = {}
    for key, value in unique(node, name, problems):
        places[(*place, key.text)] = key.mark
        plain[key.text] = _plain(value, (*place, key.text), places, problems, name)
    return plain


def _causes(error: ValidationError) -> list[Any]:
    """Return the faults, without the empty list that is left when every way in it was refused."""
    faults = error.errors(include_input=False, include_url=False)
    inside = {fault["loc"][:1] for fault in faults if len(fault["loc"]) > 1}
    return [fault for fault in faults if fault["type"] != "too_short" or fault["loc"] not in inside]


def _tell(fault: Any, name: str, places: dict[Place, Mark], problems: Problems, model: type[BaseModel]) -> None:
    """Keep a fault of the model in the words of the file, at the nearest place that the file has."""
    place: Place = tuple(fault["loc"])
    known = next(place[:size] for size in range(len(place), -1, -1) if place[:size] in places)
    path = name + "".join(f".{quoted(part)}" if isinstance(part, str) else f"[{part}]" for part in known)
    kind, said = str(fault["type"]), str(fault["msg"])
    if kind == "extra_forbidden":
        problems.add(places[known], path, f"unknown key; {_known_keys(str(place[-1]), place, model)}")
        return
    lacks = f"{place[-1]} " if kind == "missing" else ""
    problems.add(places[known], path, lacks + _SENTENCES.get(kind, said.removeprefix("Value error, ")))


def _known_keys(wanted: str, place: Place, model: type[BaseModel]) -> str:
    keys: Iterable[str] = model.model_fields
    if len(place) > 1:
        part = model.model_fields[str(place[0])].annotation
        inner = [kind for kind in getattr(part, "__args__", ()) if hasattr(kind, "model_fields")]
        keys = inner[0].model_fields if inner else ()
    return suggestion(wanted, keys, otherwise="the keys are")
