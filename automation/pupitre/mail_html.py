"""The text of an HTML mail as a person sees it, with what marks a value off from the sentence around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

# fmt: off
_LINES = frozenset({
    "address", "article", "blockquote", "body", "br", "dd", "div", "dl", "dt", "fieldset", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "table", "tbody",
    "tfoot", "thead", "tr", "ul",
})
_CELLS = frozenset({"td", "th"})
# A `span` marks nothing off: mail programs break words into them, at every word they think misspelt.
_MARKS = frozenset({"a", "b", "code", "em", "i", "kbd", "mark", "strong", "tt", "u"})
_UNSEEN = frozenset({"head", "script", "style", "template", "title"})
_EMPTY = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})
# fmt: on
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_BLANKS = re.compile(r"[ \t\n\f]+")  # what HTML folds; a no-break blank stays


@dataclass(frozen=True)
class Flat:
    """A text in lines, the offsets where a mark or a cell begins or ends, and each link with its offset."""

    text: str
    edges: frozenset[int]
    links: tuple[tuple[int, str], ...]


def flattened(html: str) -> Flat:
    """Return an HTML text as lines; the cells of a row stand on one line, with tabs between them."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Flat("".join(reader.pieces), frozenset(reader.edges), tuple(reader.links))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.edges: set[int] = set()
        self.links: list[tuple[int, str]] = []
        self._length = 0
        self._last = "\n"
        self._skipped = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipped == "head" and tag == "body":  # whose head was never closed
            self._skipped = ""
        if self._skipped:
            self._depth += tag == self._skipped
            return
        values = dict(attrs)
        if tag in _UNSEEN or (tag not in _EMPTY and ("hidden" in values or _HIDDEN.search(values.get("style") or ""))):
            self._skipped, self._depth = tag, 1
            return
        self._mark(tag)
        if tag == "a" and values.get("href"):
            self.links.append((self._length, (values["href"] or "").strip()))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._depth -= tag == self._skipped
            if self._depth == 0:
                self._skipped = ""
            return
        self._mark(tag)

    def handle_data(self, data: str) -> None:
        if self._skipped:
            return
        folded = _BLANKS.sub(" ", data)
        self._add(folded[1:] if folded.startswith(" ") and self._last in " \t\n" else folded)

    def _mark(self, tag: str) -> None:
        if tag in _LINES:
            self._add("" if self._last == "\n" else "\n")
        elif tag in _CELLS:
            self.edges.add(self._length)
            self._add("" if self._last in "\t\n" else "\t")
            self.edges.add(self._length)
        elif tag in _MARKS:
            self.edges.add(self._length)

    def _add(self, piece: str) -> None:
        if piece:
            self.pieces.append(piece)
            self._length += len(piece)
            self._last = piece[-1]
