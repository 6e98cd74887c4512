"""YAML as what was written: texts, lists and mappings with their places, and nothing guessed.

YAML's own types are what corrupts hours: `021` is 17, `17:00` is 1020, `no` is
false, a second block of the same name silently wins. Here a scalar is its text.
The tree is built from the parser's events, without recursion and with a bound on
depth and size, so a hostile file is refused before it costs anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pupitre.estate.problems import InvalidEstate, Mark, Problem

DEEPEST = 50
MOST_NODES = 10_000


@dataclass(frozen=True)
class Scalar:
    """A text as it was written; `plain` when it stands without quotes."""

    mark: Mark
    text: str
    plain: bool = True

    @property
    def is_nothing(self) -> bool:
        """Whether there is no value at all, not even empty quotes."""
        return self.plain and not self.text


@dataclass(frozen=True)
class Listing:
    """A list."""

    mark: Mark
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Mapping:
    """A mapping in the order of the file, duplicates included."""

    mark: Mark
    entries: tuple[tuple[Scalar, Node], ...]


Node = Scalar | Listing | Mapping


@dataclass
class _Open:
    """A list or mapping whose end has not been read yet."""

    mark: Mark
    is_mapping: bool
    nodes: list[Node] = field(default_factory=list)


def compose(text: str, file: str, *, most_nodes: int = MOST_NODES) -> Node:
    """Return the document's tree; raise InvalidEstate for anything but plain YAML."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    failure: Problem | None = None
    try:
        return _tree(YAML(typ="safe", pure=True).parse(text), file, most_nodes)
    except MarkedYAMLError as error:
        where = error.problem_mark or error.context_mark
        if any(part in str(error.context) for part in _NEVER_ENDED):
            where = error.context_mark or where  # where it begins; it "ends" at the end of the file
        mark = _mark(where) if where is not None else Mark(1, 1)
        failure = Problem(mark, "", _syntax(f"{error.problem or ''} {error.context or ''}", text, mark))
    except (YAMLError, ValueError, OverflowError):
        failure = Problem(Mark(1, 1), "", "a text has an escape (\\x, \\u, \\U) that is no character")
    # Raised out here: the parser's error quotes the line it stopped at, which may hold a password.
    raise InvalidEstate(file, (failure,))


def _tree(events: Iterator[Any], file: str, most_nodes: int) -> Node:
    stack: list[_Open] = []
    root: Node | None = None
    documents = seen = 0
    for event in events:
        kind = type(event).__name__
        mark = _mark(event.start_mark)
        if kind == "DocumentStartEvent":
            documents += 1
            if documents > 1:
                raise _refused(file, mark, "a second document begins here; a file holds one")
            if event.version or event.tags:
                raise _refused(file, mark, "directives (%YAML, %TAG) are not accepted")
            continue
        if kind in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
            continue
        if kind in ("SequenceEndEvent", "MappingEndEvent"):
            node = _closed(stack.pop(), file)
        else:
            seen += 1
            _check(event, kind, mark, file, depth=len(stack))
            if seen > most_nodes:
                raise _refused(file, mark, f"the file holds more than {most_nodes} values")
            if kind != "ScalarEvent":
                stack.append(_Open(mark, is_mapping=kind == "MappingStartEvent"))
                continue
            node = Scalar(mark, str(event.value), plain=event.style is None)
        if stack:
            stack[-1].nodes.append(node)
        else:
            root = node
    if root is None or (isinstance(root, Scalar) and root.is_nothing):
        raise _refused(file, Mark(1, 1), "the file says nothing; that is no wish to close anything")
    return root


def _check(event: Any, kind: str, mark: Mark, file: str, *, depth: int) -> None:
    # A password that begins with & * or ! arrives here as an anchor, alias or tag: never quote one.
    if kind == "AliasEvent":
        raise _refused(
            file,
            mark,
            "aliases (*name) are not accepted; a text that begins with * wants quotes, "
            "hours used twice are written once under `hours:`",
        )
    if event.anchor is not None:
        raise _refused(
            file,
            mark,
            "anchors (&name) are not accepted; a text that begins with & wants quotes, "
            "hours used twice are written once under `hours:`",
        )
    if event.tag is not None:
        raise _refused(file, mark, "tags (!name) are not accepted; a text that begins with ! wants quotes")
    if depth >= DEEPEST:
        raise _refused(file, mark, f"lists and mappings are nested deeper than {DEEPEST}")
    if kind == "ScalarEvent" and any("\ud800" <= letter <= "\udfff" for letter in event.value):
        raise _refused(file, mark, "a text has an escape (\\u) that is half a character")


def _closed(opened: _Open, file: str) -> Node:
    if not opened.is_mapping:
        return Listing(opened.mark, tuple(opened.nodes))
    entries: list[tuple[Scalar, Node]] = []
    for key, value in zip(opened.nodes[::2], opened.nodes[1::2], strict=True):
        if not isinstance(key, Scalar):
            raise _refused(file, key.mark, "a key must be a text, not a list or a mapping")
        if isinstance(value, Scalar) and value.is_nothing:
            # The parser places what is not there on the next line; its key is where people look.
            value = Scalar(key.mark, "")
        entries.append((key, value))
    return Mapping(opened.mark, tuple(entries))


def _mark(mark: Any) -> Mark:
    return Mark(mark.line + 1, mark.column + 1)


def _refused(file: str, mark: Mark, sentence: str) -> InvalidEstate:
    return InvalidEstate(file, (Problem(mark, "", sentence),))


_NEVER_ENDED = ("scanning a quoted scalar", "parsing a flow sequence", "parsing a flow mapping")

_SENTENCES = (
    (
        "mapping values are not allowed",
        "there is a colon too many here, or the indentation is wrong; quote a text with a colon",
    ),
    ("could not find expected ':'", "a colon and a blank are missing after the key"),
    ("unknown escape", "a backslash stands before a character that it cannot escape; use single quotes"),
    ("hexadecimal", "an escape (\\x, \\u, \\U) has too few digits"),
    ("while scanning a quoted scalar", "a quoted text has no closing quote"),
    ("parsing a flow sequence", "a list in brackets has no comma or no closing ]"),
    ("parsing a flow mapping", "a mapping in braces has no comma or no closing }"),
    ("parsing a flow node", "a value is missing here, or a bracket too many"),
    (
        "parsing a block",
        "the indentation does not fit the lines above, or a quote is left open or closed too early",
    ),
    ("sequence entries are not allowed", "a list entry (- ) cannot stand here; begin it on its own line"),
    ("undefined tag handle", "tags (!name) are not accepted; a text that begins with ! wants quotes"),
    ("expected the node content", "a value is missing here"),
    ("expected '<document start>'", "the indentation does not fit the lines above"),
)


def _syntax(said: str, text: str, mark: Mark) -> str:
    lines = text.splitlines()
    rest = lines[mark.line - 1][mark.column - 1 :] if mark.line <= len(lines) else ""
    if rest.startswith("\t") or "\\t" in said:
        return "a tab stands here; YAML indents with blanks only"
    for part, sentence in _SENTENCES:
        if part in said:
            return sentence
    if "cannot start any token" in said:
        return f"a text that begins with {rest[:1]} wants quotes"
    return "this is not YAML; look for a missing quote, bracket or colon"
