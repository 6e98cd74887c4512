"""Texts with blanks: `{site}`, `{opens: time}`, `{slot.opens}`.

A brace that is meant is written twice. A blank that nothing fills is an error,
never a text to be typed as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

_PIECE = re.compile(r"\{\{|\}\}|\{\s*([A-Za-z_]\w*)(?:\.([a-z]+))?\s*(?::\s*([a-z]+)\s*)?\}|[{}]")


class BlankError(ValueError):
    """A text whose braces cannot be understood; the message says why."""


@dataclass(frozen=True)
class Blank:
    """A place in a text that a value fills: the parameter, a part of it, and the kind it should have."""

    name: str
    part: str = ""
    kind: str = ""

    @property
    def key(self) -> str:
        """The name under which its value is given: `site`, `slot.opens`."""
        return f"{self.name}.{self.part}" if self.part else self.name


def pieces(text: str) -> Iterator[str | Blank]:
    """Yield the literal texts and the blanks of a text; raise BlankError."""
    end = 0
    for match in _PIECE.finditer(text):
        if match.start() > end:
            yield text[end : match.start()]
        end = match.end()
        found = match[0]
        if found in ("{{", "}}"):
            yield found[0]
        elif match[1] is None:
            raise BlankError(f"a {found} that belongs to no blank is written twice: {found * 2}")
        else:
            yield Blank(match[1], match[2] or "", match[3] or "")
    if end < len(text):
        yield text[end:]


def blanks(text: str) -> tuple[Blank, ...]:
    """Return the blanks of a text; raise BlankError."""
    return tuple(piece for piece in pieces(text) if isinstance(piece, Blank))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its blanks filled, once; raise BlankError for one that has no value."""
    return "".join(piece if isinstance(piece, str) else _value(piece, values) for piece in pieces(text))


def literal(text: str) -> str:
    """Return a text that means itself: its braces are written twice."""
    return text.replace("{", "{{").replace("}", "}}")


def lifted(text: str, value: str, name: str) -> str:
    """Return a text in which a value that stands as a word of its own has become a blank; raise BlankError."""
    blank = f"{{{name}}}"
    return mapped(text, lambda plain: _as_word(value).sub(lambda _: "\0", plain)).replace("\0", blank)


def holds(text: str, value: str) -> bool:
    """Return whether a value stands as a word of its own in the literal parts of a text; raise BlankError."""
    return any(isinstance(piece, str) and _as_word(value).search(piece) for piece in pieces(text))


def mapped(text: str, change: Callable[[str], str]) -> str:
    """Return a text whose literal parts were changed, its blanks left alone; raise BlankError."""
    parts = []
    for piece in pieces(text):
        if isinstance(piece, str):
            parts.append(literal(change(piece)))
        else:
            kind = f": {piece.kind}" if piece.kind else ""
            parts.append(f"{{{piece.key}{kind}}}")
    return "".join(parts)


def _as_word(value: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(value)}(?!\w)")


def _value(blank: Blank, values: Mapping[str, str]) -> str:
    if blank.key not in values:
        raise BlankError(f"nothing fills {{{blank.key}}}")
    return values[blank.key]
