"""One mapping of a file, read key by key; whatever is wrong is kept and reading goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from pupitre.estate.keys import Keys
from pupitre.estate.nodes import Listing, Mapping, Node, Scalar
from pupitre.estate.problems import Mark, Problems, below, nearest, quoted, suggestion

LONGEST_TEXT = 500


def unique(node: Mapping, path: str, problems: Problems) -> Iterator[tuple[Scalar, Node]]:
    """Yield the entries of a mapping; a key that was there before is told with both lines."""
    first: dict[str, Scalar] = {}
    for key, value in node.entries:
        if key.text in first:
            problems.add(
                key.mark,
                path,
                f"{quoted(key.text)} is written twice: on line {first[key.text].mark.line} and on line {key.mark.line}",
            )
            continue
        first[key.text] = key
        yield key, value


class Section:
    """A mapping whose keys are known; `folder` is the file's own, for relative paths."""

    def __init__(
        self,
        node: Node | None,
        path: str,
        keys: Keys,
        problems: Problems,
        *,
        folder: Path,
        private: bool = False,
    ) -> None:
        self.path = path
        self.problems = problems
        self.folder = folder
        self.mark = node.mark if node is not None else Mark(1, 1)
        self.marks: dict[str, Mark] = {}
        self._nodes: dict[str, Node] = {}
        self.is_mapping = isinstance(node, Mapping)
        if node is None:
            return
        if not isinstance(node, Mapping):
            problems.add(node.mark, path, f"write keys with values here: {', '.join(keys)}")
            return
        misspelt: set[str | None] = set()
        for key, value in unique(node, path, problems):
            if key.text in keys:
                self._nodes[key.text] = value
                self.marks[key.text] = key.mark
            else:
                misspelt |= {nearest(key.text, keys), key.text.partition(":")[0]}
                problems.add(key.mark, path, _unknown(key, value, keys, private=private))
        for name, known in keys.items():
            if known.required and name not in self._nodes and name not in misspelt:
                problems.add(self.mark, path, f"{name} is missing")

    def __contains__(self, key: str) -> bool:
        return key in self._nodes

    def below(self, key: str) -> str:
        """Return the path of a key in this section."""
        return below(self.path, key)

    def add(self, key: str, sentence: str) -> None:
        """Keep a problem with the value of a key."""
        node = self._nodes.get(key)
        self.problems.add(node.mark if node is not None else self.mark, self.below(key), sentence)

    def node(self, key: str) -> Node | None:
        """Return what is written at a key, whatever it is."""
        return self._nodes.get(key)

    def section(self, key: str, keys: Keys, *, private: bool = False) -> Section:
        """Return the section below a key; an empty one when the key is not there."""
        return Section(self._nodes.get(key), self.below(key), keys, self.problems, folder=self.folder, private=private)

    def text(self, key: str) -> str | None:
        """Return the text at a key; None when it is not there or is no text."""
        node = self._nodes.get(key)
        if node is None:
            return None
        if not isinstance(node, Scalar):
            kind = "a list" if isinstance(node, Listing) else "a mapping"
            self.add(key, f"this is {kind}; write a text")
        elif not node.text.strip():
            self.add(key, "this is empty; write a value here")
        elif len(node.text) > LONGEST_TEXT:
            self.add(key, f"this is longer than {LONGEST_TEXT} characters")
        elif not node.text.isprintable():
            self.add(key, "there is a hidden character or a line end in it")
        else:
            return node.text
        return None

    def choice(self, key: str, choices: Collection[str], default: str) -> str:
        """Return the word at a key, one of `choices`."""
        text = self.text(key)
        if text is None:
            return default
        for choice in choices:
            if text.casefold() == choice.casefold():
                return choice
        self.add(key, f"{quoted(text)} is not known; {suggestion(text, choices, otherwise='write one of')}")
        return default

    def flag(self, key: str) -> bool:
        """Return true or false as written; false when it is not there."""
        return self.choice(key, ("true", "false"), "false") == "true"

    def number(self, key: str, *, least: int, most: int) -> int | None:
        """Return a whole number between two bounds."""
        text = self.text(key)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 9 and least <= int(text) <= most):
            self.add(key, f"write a whole number from {least} to {most}")
            return None
        return int(text)

    def entries(self, key: str) -> Iterator[tuple[Scalar, Node]]:
        """Yield the entries of a mapping whose keys are names."""
        node = self._nodes.get(key)
        if isinstance(node, Mapping):
            yield from unique(node, self.below(key), self.problems)
        elif node is not None:
            self.add(key, "write names with values here")


def _unknown(key: Scalar, value: Node, keys: Keys, *, private: bool) -> str:
    # {user: x, password:secret} makes a key of "password:secret": without the blank, a value hides in the key.
    before, colon, _ = key.text.partition(":")
    nothing = isinstance(value, Scalar) and value.is_nothing
    if colon and nothing and before in keys:
        return f"a blank is missing after `{before}:`"
    if key.text == "<<":
        return "merging (<<) is not accepted; hours used twice are written once under `hours:`"
    if key.text in ("seasons", "holidays", "days") and "extension" in keys:
        return f"{key.text} stands in an entry of `hours:` at the top, which the site then names"
    if colon and before.isidentifier():
        return f"no key has a colon in it; a blank is missing after {quoted(before)}:"
    if private and nothing:
        return f"a key without a value stands here; there is {', '.join(keys)}"
    return f"the key {quoted(key.text)} is not known; {suggestion(key.text, keys, otherwise='there is')}"
