"""Cases of ring groups as data: a console before, what is declared, the actions, and the console after.

    sentence: A number goes from a person to a new group
    console: office                 # consoles/office.yaml beside the folder of cases
    shown: {groups: {...}}          # what is otherwise on this console; null takes away
    declared: {Accueil: {...}}      # as in the section ring_groups of an estate
    actions: ["...", "..."]         # in order, in English; or refused: [words, ...]
    after: {groups: {...}, numbers: {...}}   # what differs then; null is gone

A suite plays them on the values alone, or on a mock console in a browser.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pupitre.estate.keys import Key
from pupitre.estate.nodes import Listing, Mapping, Node, Scalar, compose
from pupitre.estate.problems import Problems
from pupitre.estate.ring_groups_section import read_ring_groups
from pupitre.estate.section import Section
from pupitre.phone_numbers import PhoneNumber
from pupitre.ring_groups import GroupSettings, NoAnswer, Ring, RingGroups, Then
from pupitre.switchboard import STEPS_OF_RINGING, Extension, Kind, Switchboard

_KEYS = {
    key: Key("")
    for key in ("sentence", "console", "country", "shown", "declared", "ring_groups", "actions", "refused", "after")
}


@dataclass(frozen=True)
class RingCase:
    """One case; `after` is None and `refused` has words of each reason when the plan is refused."""

    name: str
    sentence: str
    before: Switchboard
    declared: RingGroups
    actions: tuple[str, ...]
    refused: tuple[str, ...]
    after: Switchboard | None


def read_ring_case(path: Path) -> RingCase:
    """Return the case of a file; raise InvalidEstate when what it declares is not understood."""
    root = compose(path.read_text(encoding="utf-8"), str(path))
    case = _plain(root)
    console = path.parent.parent / "consoles" / f"{case['console']}.yaml"
    there = _plain(compose(console.read_text(encoding="utf-8"), str(console)))
    shown = _merged(there, case.get("shown", {}))
    problems = Problems(str(path))
    if isinstance(root, Mapping):
        # Under its own name, as an estate has it.
        entries = tuple((_renamed(key), value) for key, value in root.entries)
        root = Mapping(root.mark, entries)
    section = Section(root, "", _KEYS, problems, folder=path.parent)
    declared = read_ring_groups(section, str(case.get("country", "FR")))
    if problems.found:
        raise problems.error()
    refused = tuple(case.get("refused", ()))
    return RingCase(
        name=path.stem,
        sentence=case["sentence"],
        before=_switchboard(shown),
        declared=declared,
        actions=tuple(case.get("actions", ())),
        refused=refused,
        after=None if refused else _switchboard(_merged(shown, case.get("after", {}))),
    )


def read_ring_cases(folder: Path) -> tuple[RingCase, ...]:
    """Return the cases of a folder, by name."""
    return tuple(read_ring_case(path) for path in sorted(folder.glob("*.yaml")))


def _renamed(key: Scalar) -> Scalar:
    return Scalar(key.mark, "ring_groups") if key.text == "declared" else key


def _plain(node: Node) -> Any:
    """Return texts, lists and mappings; `null` is nothing."""
    if isinstance(node, Scalar):
        return None if node.plain and node.text in ("", "null") else node.text
    if isinstance(node, Listing):
        return [_plain(item) for item in node.items]
    return {key.text: _plain(value) for key, value in node.entries}


def _merged(there: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = copy.deepcopy(there)
    for key, value in changes.items():
        if key in ("users", "others", "groups", "numbers"):
            rows = {**merged.get(key, {}), **value}
            # A number stays on the account, whatever it points at.
            merged[key] = rows if key == "numbers" else {name: row for name, row in rows.items() if row is not None}
        else:
            merged[key] = value
    return merged


def _switchboard(console: dict[str, Any]) -> Switchboard:
    others = [Extension(number, name, Kind(kind)) for number, (name, kind) in console.get("others", {}).items()]
    users = [Extension(number, name or "") for number, name in console.get("users", {}).items()]
    return Switchboard(
        extensions=(*others, *users),
        groups=tuple(_group(number, row) for number, row in console.get("groups", {}).items()),
        numbers=tuple((PhoneNumber.parse(number), target) for number, target in console.get("numbers", {}).items()),
        durations=tuple(int(each) for each in console.get("durations", STEPS_OF_RINGING)),
        extension_length=int(console.get("extension_length", 3)),
        keeps_order=console.get("keeps_order", "true") == "true",
        lists_numbers=console.get("lists_numbers", "true") == "true",
    )


def _group(number: str, row: dict[str, Any]) -> GroupSettings:
    no_answer = None
    if row.get("no_answer"):
        ((then, target),) = row["no_answer"].items()
        no_answer = NoAnswer(Then(then), target)
    return GroupSettings(number, row["name"], tuple(row["members"]), Ring(row["ring"]), int(row["seconds"]), no_answer)
