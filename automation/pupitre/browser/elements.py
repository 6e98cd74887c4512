"""Elements of a console's screens, as data that anyone can mend.

One YAML file a console under `selectors/`. Each element says what is written
on it, where it is, the ways to find it with the most stable first, and where it
was seen. A file of the same name in `selectors/` of the working folder wins
over the shipped one, element by element.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pupitre.browser.elements_file import read_elements
from pupitre.estate.problems import Mark, Problem, Problems, quoted, suggestion
from pupitre.shipped import folder

_FORBID = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)

BLANK = re.compile(r"\{(\w+)\}")
_KINDS = ("css", "role", "label", "field", "placeholder", "text", "testid", "after", "column")
_SAID = ("name", "label", "field", "placeholder", "text", "after", "column", "has")


class Way(BaseModel):
    """One way to find an element; `says` in a field stands for the words on the screen."""

    model_config = _FORBID

    css: str | None = Field(default=None, min_length=1)
    role: str | None = Field(default=None, pattern="^[a-z]+$")
    name: str | None = Field(default=None, min_length=1, description="the whole text that a role is called by")
    text: str | None = Field(default=None, min_length=1)
    label: str | None = Field(default=None, min_length=1, description="the label of a field")
    field: str | None = Field(
        default=None, min_length=1, description="the whole text of the label before a field, tied to it or not"
    )
    placeholder: str | None = Field(default=None, min_length=1)
    testid: str | None = Field(default=None, min_length=1, description="the mark that its makers test it by")
    after: str | None = Field(default=None, min_length=1, description="the text right before a field or a button")
    column: str | None = Field(default=None, min_length=1, description="the heading of a cell's column in a table")
    within: Way | None = Field(default=None, description="the part of the screen that it is looked for in")
    has: str | None = Field(default=None, min_length=1, description="a text that the element must contain")
    exactly: str | None = Field(default=None, min_length=1, description="the whole text of the element")
    cells: tuple[str, ...] = Field(default=(), description="texts that cells of a row must equal")

    @model_validator(mode="after")
    def _one_kind(self) -> Way:
        if sum(getattr(self, kind) is not None for kind in _KINDS) != 1:
            raise ValueError(f"a way has exactly one of {', '.join(_KINDS)}")
        if self.name is not None and self.role is None:
            raise ValueError("a name belongs to a role")
        if self.css is not None and BLANK.search(self.css):
            raise ValueError("a blank cannot stand in css, whose meaning it could change; use exactly or cells")
        return self

    @property
    def blanks(self) -> frozenset[str]:
        """The names of the blanks in its texts."""
        texts = (*(getattr(self, field) for field in _SAID), self.exactly, *self.cells)
        own = frozenset(name for text in texts if text is not None for name in BLANK.findall(text))
        return own | self.within.blanks if self.within is not None else own

    @property
    def wants_words(self) -> bool:
        """Whether it goes by the words on the screen."""
        own = "says" in [getattr(self, field) for field in _SAID]
        return own or (self.within is not None and self.within.wants_words)

    def __str__(self) -> str:
        own = self.model_dump(exclude_defaults=True, exclude={"within"})
        said = " ".join(f"{key}={value}" for key, value in own.items())
        return said if self.within is None else f"{said} within {self.within}"


class Element(BaseModel):
    """One thing on a screen."""

    model_config = _FORBID

    says: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    where: str = Field(min_length=1)
    find: tuple[Way, ...] = Field(min_length=1)
    seen: str = Field(min_length=1)

    @model_validator(mode="after")
    def _has_words(self) -> Element:
        if not all(word.strip() for word in self.words):
            raise ValueError("says holds an empty text")
        if not self.words and any(way.wants_words for way in self.find):
            raise ValueError("a way goes by the words on the screen, and says has none")
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that may be written on it, in every language."""
        words: list[str] = []
        for said in self.says.values():
            words += [said] if isinstance(said, str) else list(said)
        return tuple(dict.fromkeys(words))

    @property
    def blanks(self) -> frozenset[str]:
        """The names of the blanks in its ways."""
        return frozenset().union(*(way.blanks for way in self.find))

    def in_language(self, language: str) -> str:
        """Return what is written on it in a language, else in the first one listed."""
        said = self.says.get(language) or next(iter(self.says.values()), "")
        return said if isinstance(said, str) else said[0]


@dataclass(frozen=True)
class Elements:
    """All elements of a console by name; `overridden` are those of the operator's own file."""

    console: str
    by_name: Mapping[str, Element]
    overridden: tuple[str, ...] = ()
    own_file: Path = field(default=Path())

    def __getitem__(self, name: str) -> Element:
        return self.by_name[name]

    def file_of(self, name: str) -> str:
        """Return the file that an element comes from, for a message."""
        return str(self.own_file) if name in self.overridden else f"selectors/{self.console}.yaml"


def load_elements(console: str, *, shipped: Path | None = None, working_folder: Path | None = None) -> Elements:
    """Return the elements of a console, the operator's own before the shipped ones.

    `shipped` is the file that the console's own package brings; None takes Pupitre's.
    Raise EstateError, with every problem and its line, when a file cannot be
    understood or names an element that the console does not have.
    """
    shipped_path = shipped or folder("selectors") / f"{console}.yaml"
    known, _ = read_elements(shipped_path, Element)
    own_path = (working_folder or Path.cwd()) / "selectors" / f"{console}.yaml"
    if not os.path.lexists(own_path) or (own_path.exists() and own_path.samefile(shipped_path)):
        return Elements(console, known)
    own, marks = read_elements(own_path, Element)
    problems = Problems(os.fspath(own_path))
    for name, element in own.items():
        for problem in _misfits(name, element, known, marks[name]):
            problems.add(problem.mark, problem.path, problem.sentence)
    if problems.found:
        raise problems.error()
    return Elements(console, {**known, **own}, tuple(own), own_path)


def _misfits(name: str, element: Element, shipped: Mapping[str, Element], mark: Mark) -> list[Problem]:
    if name not in shipped:
        meant = suggestion(name, shipped, otherwise="the names begin with")
        return [Problem(mark, quoted(name), f"there is no such element; {meant}")]
    known = shipped[name].blanks
    return [
        Problem(
            mark,
            quoted(name),
            f"{{{blank}}} is no blank of this element; "
            + (f"it has {', '.join(f'{{{one}}}' for one in sorted(known))}" if known else "it has none"),
        )
        for blank in sorted(element.blanks - known)
    ]
