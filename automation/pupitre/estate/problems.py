"""Everything that is wrong with a file, told at once, each thing with its place."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from pupitre.errors import EstateError

LONGEST_QUOTE = 60
LONGEST_PATH = 4096


@dataclass(frozen=True, order=True)
class Mark:
    """A place in a file; line and column are counted from 1, as editors do."""

    line: int
    column: int


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong: where, with which object, and why."""

    mark: Mark
    path: str
    sentence: str

    def told(self, file: str) -> str:
        """Return `file:line:column: path: sentence`."""
        path = f"{self.path}: " if self.path else ""
        return f"{quoted_path(file)}:{self.mark.line}:{self.mark.column}: {path}{self.sentence}"


class InvalidEstate(EstateError):
    """A file with problems; its text has one line for each, in the order of the file."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(problem.told(file) for problem in problems))
        self.file = file
        self.problems = problems


@dataclass
class Problems:
    """A collector: reading goes on after a problem, so that all are told."""

    file: str
    found: list[Problem] = field(default_factory=list)

    def add(self, mark: Mark, path: str, sentence: str) -> None:
        """Keep a problem."""
        problem = Problem(mark, path, sentence)
        if problem not in self.found:
            self.found.append(problem)

    def error(self) -> InvalidEstate:
        """Return the error that tells all of them."""
        return InvalidEstate(self.file, tuple(sorted(self.found)))


def quoted(text: str, *, longest: int = LONGEST_QUOTE) -> str:
    """Return a text for people: as it is when it is plain, else quoted with its hidden characters escaped.

    A line break, a colour or a mark that turns the reading order around would
    otherwise forge lines of the message.
    """
    short = text if len(text) <= longest else f"{text[:longest]}…"
    if text and text.isprintable() and text == text.strip() and not set(text) & set("\"'"):
        return short
    return "".join(
        letter if letter.isprintable() else json.dumps(letter)[1:-1].replace("\x7f", "\\u007f")
        for letter in json.dumps(short, ensure_ascii=False)
    )


def quoted_path(path: str) -> str:
    """Return a file's path for people, whole."""
    return quoted(path, longest=LONGEST_PATH)


def below(path: str, key: str) -> str:
    """Return the path of an object inside another: `sites.REVEL`."""
    name = quoted(key)
    if set(name) & set(".:") and not name.startswith('"'):
        name = f'"{name}"'
    return f"{path}.{name}" if path else name


def nearest(wanted: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, if there is one."""
    by_case = {word.casefold(): word for word in known}
    close = difflib.get_close_matches(wanted.casefold()[:80], list(by_case), n=1, cutoff=0.6)
    return by_case[close[0]] if close else None


def suggestion(wanted: str, known: Iterable[str], *, otherwise: str) -> str:
    """Return "did you mean …?", or the known words after `otherwise`."""
    words = list(known)
    meant = nearest(wanted, words)
    if meant is not None:
        return f"did you mean {quoted(meant)}?"
    shown = [quoted(word) for word in words[:12]]
    if len(words) > len(shown):
        shown.append("…")
    return f"{otherwise} {', '.join(shown)}" if shown else f"{otherwise} none"
