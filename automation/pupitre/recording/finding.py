"""From what was seen to the ways in which the same element can be found again.

Each way that is written down fitted exactly one element of the screen while
recording: by its role and name, by its words within its region, by the text right
before it, and by what its makers called it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from pupitre.browser.elements import Way
from pupitre.recording.actions import Action, selector_of, way_of
from pupitre.recording.blanks import literal
from pupitre.recording.seen import CONTROLS, FIELDS, REGIONS, Node, find

LONGEST_WORDS = 80
MOST_WAYS = 5


def node_of(action: Action) -> Node | None:
    """Return what an action was done to; of the inside of a button or a link, the button or the link."""
    if action.root is None:
        return None
    node = find(action.root, action.ref) or _by_locator(action) or _merged(action)
    if node is None:
        return None
    if node.role not in CONTROLS:
        above = next((each for each in node.path if each.role in CONTROLS), None)
        if above is not None and above.role not in FIELDS:
            return above
    return node


def ways_to(action: Action, facts: Mapping[str, Any] | None = None, *, is_file: bool = False) -> tuple[Way, ...]:
    """Return the ways to what an action was done to, most stable first; `facts` are what the page itself told.

    What stands on a field for a file is the browser's own, in the language of whoever looks.
    """
    node, root = node_of(action), action.root
    found: list[Way] = []
    if node is not None and root is not None:
        found += _by_text_before(node, list(root.each())) if is_file else _by_tree(node, root)
    found += _by_facts(facts or {})
    recorded = way_of(action.target)
    if recorded is not None and not is_file and (node is None or _is_whole(recorded, node, root)):
        found.append(recorded)
    if not found and recorded is not None and recorded.role is not None and recorded.name is not None:
        # The recorder shortens what a row says; nothing else of that role contains it.
        found += _made(role=recorded.role, has=recorded.name)
    if not found:
        selector = selector_of(action.target)
        found += _made(css=selector) if selector else []
    return tuple(dict.fromkeys(found))[:MOST_WAYS]


def name_of(action: Action, ways: tuple[Way, ...], *, is_file: bool = False) -> str:
    """Return what people would call the element; empty when it has no words."""
    node = None if is_file else node_of(action)
    if node is not None and (node.name or node.text):
        return node.name or node.text
    for way in ways:
        for words in (way.name, way.label, way.text, way.placeholder, way.after):
            if words:
                return words.replace("{{", "{").replace("}}", "}")
    return node.words[:LONGEST_WORDS] if node is not None and node.role not in FIELDS else ""


def _by_tree(node: Node, root: Node) -> Iterator[Way]:
    everything = list(root.each())
    if node.name and node.role not in ("generic", "text"):
        same = [each for each in everything if each.role == node.role and _alike(each.name, node.name)]
        yield from _unless_many(node, same, everything, role=node.role, name=literal(node.name))
    words = node.name or node.text
    if words and len(words) <= LONGEST_WORDS and node.role not in FIELDS:
        same = [each for each in everything if _shows(each, words)]
        inside = _regions(node, everything)
        if inside:
            yield from _made(text=literal(words), within=inside[0])
        elif len(same) == 1:
            yield from _made(text=literal(words))
    if node.role in REGIONS | {"button"} and len(node.children) > 1:
        alike = [each for each in everything if each.role == node.role]
        telling = _telling_words(node, alike)
        if telling:
            yield from _made(role=node.role, has=literal(telling))
        yield from _by_cells(node, alike)
    if node.role in FIELDS | {"checkbox", "radio", "switch"}:
        yield from _by_text_before(node, everything)


def _unless_many(node: Node, same: list[Node], everything: list[Node], **fields: str) -> Iterator[Way]:
    if len(same) == 1:
        yield from _made(**fields)
        return
    for region in _regions(node, everything):
        yield from _made(**fields, within=region)
        return


def _regions(node: Node, everything: list[Node]) -> list[Way]:
    """Return ways to the parts of the screen in which nothing else is called as the node is, nearest first."""
    found: list[Way] = list(_columns(node))
    words = node.name or node.text
    for region in node.path:
        if region.role not in REGIONS:
            continue
        if sum(_shows(each, words) and each.role == node.role for each in region.each()) != 1:
            continue
        alike = [each for each in everything if each.role == region.role]
        named = [each for each in alike if _alike(each.name, region.name)]
        telling = _telling_words(region, alike)
        if region.role in ("row", "listitem", "treeitem", "article"):
            found += _made(role=region.role, has=literal(telling)) if telling else _by_cells(region, alike)
        elif region.name and len(named) == 1 and len(region.name) <= LONGEST_WORDS:
            found += _made(role=region.role, name=literal(region.name))
    return found


def _by_cells(row: Node, alike: list[Node]) -> Iterator[Way]:
    """Yield the way to a row by its first two cells with words in them, where no other row has both."""
    cells = [each.name or each.words for each in row.children if each.role in ("cell", "gridcell")]
    telling = [each for each in cells if re.search(r"\w", each) and len(each) <= LONGEST_WORDS][:2]
    if not telling:
        return
    same = [each for each in alike if {*telling} <= {inner.name or inner.words for inner in each.children}]
    if len(same) == 1:
        yield from _made(css="tr", cells=[literal(each) for each in telling])


def _merged(action: Action) -> Node | None:
    """Return what a snapshot shows in place of an element that means nothing by itself: what it is the text of."""
    number = re.fullmatch(r"e(\d+)", action.ref)
    texts = [part.body.casefold() for part in action.target if part.kind == "text"]
    if number is None or not texts or action.root is None:
        return None
    known = [(int(each.ref[1:]), each) for each in action.root.each() if re.fullmatch(r"e\d+", each.ref)]
    before = [pair for pair in known if pair[0] < int(number[1])]
    nearest = max(before, key=lambda pair: pair[0])[1] if before else None
    if nearest is None:
        return None
    said = [each for each in nearest.each() if each.role == "text" and texts[-1] in each.text.casefold()]
    return said[0] if len(said) == 1 else None


def _columns(node: Node) -> Iterator[Way]:
    """Yield the way to a cell's column by its heading, where the table has one row and the column one such thing."""
    cell = next((each for each in (node, *node.path) if each.role in ("cell", "gridcell")), None)
    table = next((each for each in node.path if each.role in ("table", "grid", "treegrid")), None)
    if cell is None or table is None or cell.parent is None:
        return
    rows = [each for each in table.each() if each.role == "row" or each is cell.parent]
    headings = [each for row in rows for each in row.children if each.role == "columnheader"]
    bodies = [row for row in rows if any(each.role in ("cell", "gridcell") for each in row.children)]
    place = next(index for index, each in enumerate(cell.parent.children) if each is cell)
    if len(bodies) != 1 or len(headings) != len(cell.parent.children):
        return
    name, words = headings[place].name, node.name or node.text
    alike = [each for each in cell.each() if _shows(each, words) and each.role == node.role]
    if name and sum(_alike(each.name, name) for each in headings) == 1 and len(alike) == 1:
        yield from _made(column=literal(name))


def _telling_words(region: Node, alike: list[Node]) -> str:
    """Return the first words inside a region that no other region of its role shows."""
    others = [each.words.casefold() for each in alike if each is not region and region not in each.path]
    for inner in region.each():
        said = inner.text or inner.name
        if inner is region or not said or len(said) > LONGEST_WORDS or inner.role in CONTROLS:
            continue
        if re.search(r"\w", said) and not any(said.casefold() in other for other in others):
            return said
    return ""


def _by_text_before(node: Node, everything: list[Node]) -> Iterator[Way]:
    place = next(index for index, each in enumerate(everything) if each is node)
    for before in reversed(everything[max(0, place - 6) : place]):
        if before.role in CONTROLS:
            return
        others = (each for each in everything if each is not node and each.role in CONTROLS)
        if before.role == "text" and any(_alike(each.name, before.text) for each in others):
            return  # it is what another is called by: a box to tick stands before its own text
        words = before.text if before.role == "text" else ""
        if not words or len(words) > LONGEST_WORDS or not re.search(r"\w", words):
            continue
        if sum(_shows(each, words) for each in everything if each.role not in CONTROLS) == 1:
            yield from _made(after=literal(words))
        return


def _by_facts(facts: Mapping[str, Any]) -> Iterator[Way]:
    """Yield ways by what the page told of the element; only what fitted one element there."""
    if "only" in facts and isinstance(facts.get("name"), str):
        yield from _made(role=facts.get("role"), name=literal(facts["name"]))
    for key in ("testid", "label", "placeholder", "css"):
        told = facts.get(key)
        if isinstance(told, str) and told.strip() and len(told) <= 200 and told.isprintable():
            text = told.strip() if key == "css" else literal(" ".join(told.split()))
            yield from _made(**{key: text})


def _by_locator(action: Action) -> Node | None:
    parts = [part for part in action.target if part.kind == "role"]
    if not parts or action.root is None:
        return None
    name = str(parts[-1].options.get("name") or "").casefold()
    found = [each for each in action.root.each() if each.role == parts[-1].body and name in each.name.casefold()]
    return found[0] if len(found) == 1 else None


def _is_whole(way: Way, node: Node, root: Node | None) -> bool:
    """Return whether a locator of the recorder, which goes by parts of names, also fits as a whole name, and once."""
    if way.role is not None and way.within is None and root is not None:
        alike = [each for each in root.each() if each.role == way.role and _alike(each.name, node.name)]
        if len(alike) != 1:
            return False
    words = way.name or way.text or way.label or way.placeholder
    return way.css is not None or way.testid is not None or (words is not None and _alike(words, literal(node.name)))


def _shows(node: Node, words: str) -> bool:
    if node.role == "text":
        return _alike(node.text, words) and not (node.parent is not None and _alike(node.parent.name, words))
    return _alike(node.name, words)


def _alike(one: str, other: str) -> bool:
    return bool(one) and " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _made(**fields: Any) -> list[Way]:
    try:
        return [Way.model_validate(fields)]
    except ValidationError:
        return []
