"""What was on the screen, as a few lines of the accessibility tree.

A line is `role "name"` or `text: words`. What is typed into a field is never part
of one, whatever the field is: a snapshot shows passwords as it shows names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_NODES = 5_000
LONGEST_NAME = 120
LONGEST_LINE = 200

FIELDS = frozenset({"textbox", "searchbox", "combobox", "spinbutton", "slider", "listbox"})
CONTROLS = FIELDS | {"button", "link", "checkbox", "radio", "switch", "menuitem", "tab", "option"}
REGIONS = frozenset(
    {"dialog", "alertdialog", "row", "listitem", "group", "region", "form", "navigation", "table", "list",
     "tabpanel", "menu", "toolbar", "article", "rowgroup", "main", "banner", "complementary", "treeitem"}
)  # fmt: skip
_NAMED_BY_CONTENT = frozenset({"button", "link", "row", "listitem", "menuitem", "tab", "treeitem"})
_ANNOUNCING = frozenset({"dialog", "alertdialog", "alert", "status", "heading"})
_NOTHING = frozenset({"generic", "none", "presentation"})

_LINE = re.compile(r"""^([a-z]+)(?:\s+("(?:[^"\\]|\\.)*"|/(?:[^/\\]|\\.)*/))?((?:\s+\[[^\]]*\])*)\s*(?::\s*(.*))?$""")


@dataclass
class Node:
    """One node of a snapshot; `text` is its own text, never a field's value."""

    role: str
    name: str = ""
    ref: str = ""
    text: str = ""
    attributes: tuple[str, ...] = ()
    parent: Node | None = field(default=None, repr=False, compare=False)
    children: list[Node] = field(default_factory=list, repr=False)

    @property
    def line(self) -> str:
        """The node as a line of a recording."""
        if self.role == "text":
            return f"text: {self.text}"[:LONGEST_LINE]
        # A row that can be clicked is named by what is in it; some snapshots say so, others leave it out.
        name = self.name or (self.words[:LONGEST_NAME] if self.role in _NAMED_BY_CONTENT else "")
        return (f'{self.role} "{name}"' if name else self.role)[:LONGEST_LINE]

    def each(self) -> Iterator[Node]:
        """Yield the node and everything below it, in the order of the screen."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    @property
    def words(self) -> str:
        """Every word that it shows."""
        said = [each for each in self.each() if not each.is_said_above]
        return " ".join(each.name or each.text for each in said if each.name or each.role == "text")

    @property
    def is_said_above(self) -> bool:
        """Whether something that it is part of is called by the same words already."""
        own = self.name or self.text
        return any(own in above.name for above in self.path if above.name)

    @property
    def path(self) -> Iterator[Node]:
        """Yield what it is part of, nearest first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent


def tree(snapshot: str) -> Node:
    """Return the tree of a snapshot as Playwright writes it; lines that it does not know are left out."""
    root = Node("root")
    open_nodes: list[tuple[int, Node]] = [(-1, root)]
    for number, line in enumerate(snapshot.splitlines()):
        if number >= MOST_NODES:
            break
        stripped = line.lstrip(" ")
        if not stripped.startswith("- "):
            continue
        depth = len(line) - len(stripped)
        while open_nodes[-1][0] >= depth:
            open_nodes.pop()
        parent = open_nodes[-1][1]
        node = _node(stripped[2:].strip(), parent)
        if node is not None:
            parent.children.append(node)
            open_nodes.append((depth, node))
    return root


def _node(written: str, parent: Node) -> Node | None:
    written = _unquoted(written)
    if written.startswith("/"):  # an address, a placeholder: not a node
        return None
    if written.startswith("text:"):
        typed = parent.role in FIELDS or any(above.role in FIELDS for above in parent.path)
        return None if typed else Node("text", text=_name(written[5:]), parent=parent)
    match = _LINE.match(written)
    if match is None:
        return None
    role, name, attributes, text = match[1], match[2] or "", match[3] or "", match[4] or ""
    found = tuple(re.findall(r"\[([^\]]*)\]", attributes))
    ref = next((each[4:] for each in found if each.startswith("ref=")), "")
    kept = tuple(each for each in found if each in ("checked", "selected", "expanded", "disabled", "pressed"))
    node = Node(role, _said(name), ref, attributes=kept, parent=parent)
    if text and role not in FIELDS:
        node.text = _name(text)
        node.children.append(Node("text", text=node.text, parent=node))
    return node


def _unquoted(written: str) -> str:
    """Take away the quotes that YAML wants around a key with a colon in it."""
    if not written.startswith("'"):
        return written
    end = re.match(r"'((?:[^']|'')*)'(.*)$", written)
    return f"{end[1].replace(chr(39) * 2, chr(39))}{end[2]}" if end else written


def _said(name: str) -> str:
    if name.startswith('"'):
        try:
            return _name(str(json.loads(name)))
        except ValueError:
            return _name(name.strip('"'))
    return ""


def _name(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            text = str(json.loads(text))
        except ValueError:
            text = text[1:-1]
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(plain.split())[:LONGEST_NAME]


def find(root: Node, ref: str) -> Node | None:
    """Return the node of a reference."""
    return next((node for node in root.each() if ref and node.ref == ref), None)


def lines(root: Node) -> tuple[str, ...]:
    """Return every line worth comparing, in the order of the screen."""
    return tuple(node.line for node in root.each() if _tells(node))


def around(node: Node, most: int = 5) -> tuple[str, ...]:
    """Return the lines that tell where a node stands: what it is part of, its neighbours, itself.

    One entry of a list has no neighbours: they are others when another is meant.
    """
    above = [each for each in node.path if each.role in REGIONS and _tells(each)][:2]
    siblings = node.parent.children if node.parent else []
    beside = [each for each in siblings if _tells(each) and (each is node or not _is_entry(each))]
    place = next((index for index, each in enumerate(beside) if each is node), 0)
    near = beside[max(0, place - 1) : place + 2] if node in beside else []
    chosen = [*reversed(above), *(near or [node])]
    return tuple(dict.fromkeys(each.line for each in chosen))[:most]


def news(before: Node, after: Node, most: int = 4) -> tuple[str, ...]:
    """Return the first lines that were not on the screen before."""
    known = set(lines(before))
    fresh = [node for node in after.each() if _tells(node) and not _is_entry(node) and node.line not in known]
    fresh.sort(key=lambda node: node.role not in _ANNOUNCING)
    return tuple(dict.fromkeys(node.line for node in fresh))[:most]


def missing(expected: tuple[str, ...], root: Node) -> tuple[str, ...]:
    """Return the lines of a recording that are not on the screen."""
    shown = set(lines(root))
    return tuple(line for line in expected if line not in shown)


def _tells(node: Node) -> bool:
    if node.role == "text":
        return bool(node.text)
    if node.role in _NOTHING or node.role == "root":
        return False
    return bool(node.name) or (node.role in _NAMED_BY_CONTENT and bool(node.words))


def _is_entry(node: Node) -> bool:
    """Return whether a node is one of many of its kind: a row, or what can be clicked like one."""
    return node.role in ("row", "listitem", "treeitem", "option") or (
        node.role == "button" and any(each.role in ("cell", "gridcell") for each in node.children)
    )
