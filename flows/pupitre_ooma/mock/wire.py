"""How the mock's own JSON calls write what the screens show; the real console's calls are not known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pupitre_ooma.mock.directory import Extension, Group, NoAnswer
from pupitre_ooma.mock.refusals import Refusal
from pupitre_ooma.mock.state import Anything, State


def phone(number: str) -> str:
    """Return `+33561000001` as the console of its country shows it: `05 61 00 00 01`, `(646) 661-5571`."""
    french = re.fullmatch(r"\+33(\d{9})", number)
    if french:
        digits = "0" + french[1]
        return " ".join(digits[at : at + 2] for at in range(0, 10, 2))
    american = re.fullmatch(r"\+1(\d{3})(\d{3})(\d{4})", number)
    return "({}) {}-{}".format(*american.groups()) if american else number


def label(state: State, one: Anything) -> str:
    """Return the name of an extension; one without a name shows its first phone number instead."""
    if one.name:
        return one.name
    numbers = state.numbers_of(one.number)
    # Seen on a screen: (917) 819-1645 stands as "917 819-1645" where a name belongs.
    return re.sub(r"^\((\d+)\)", r"\1", phone(numbers[0])) if numbers else one.number


def row(state: State, one: Anything) -> dict[str, Any]:
    """Return a row of the page of the extensions."""
    devices = list(one.devices) if isinstance(one, Extension) else []
    numbers = [phone(number) for number in state.numbers_of(one.number)]
    return {**choice(state, one), "numbers": numbers, "devices": devices}


def choice(state: State, one: Anything) -> dict[str, Any]:
    """Return an extension as something to choose."""
    return {"key": one.key, "extension": one.number, "name": label(state, one), "kind": one.kind}


def choices(state: State, kind: str, but: int) -> list[dict[str, Any]]:
    """Return what "Select voicemail box" or "Select extension" offers."""
    return [choice(state, one) for one in state.targets(kind, but)]


def group(state: State, one: Group) -> dict[str, Any]:
    """Return all that a group's settings show; a target that got lost is null."""
    keys = {other.number: other.key for other in state.everything()}
    return {
        "key": one.key,
        "extension": one.number,
        "name": one.name,
        "members": [keys[member] for member in one.members],
        "ring": one.ring,
        "seconds": one.seconds,
        "fallback": one.no_answer.kind,
        "target": keys.get(one.no_answer.target),
        "numbers": [phone(number) for number in state.numbers_of(one.number)],
    }


def read_group(state: State, document: Mapping[str, Any], key: int) -> Group:
    """Return the group that a save describes; raise Refusal for what cannot be one."""
    before = state.find(key)
    numbers = {one.key: one.number for one in state.everything()}
    target = document["target"]
    try:
        no_answer = NoAnswer(str(document["fallback"]), numbers.get(target, "?"))
        if target is None and isinstance(before, Group) and before.no_answer.kind == no_answer.kind:
            no_answer = before.no_answer
        return Group(
            number=str(document["extension"]),
            name=str(document["name"]).strip(),
            members=tuple(numbers.get(member, "?") for member in document["members"]),
            ring=str(document["ring"]),
            seconds=int(document["seconds"]),
            no_answer=no_answer,
            key=key,
        )
    except ValueError as wrong:
        raise Refusal("BAD_REQUEST") from wrong


def numbers_table(state: State) -> dict[str, Any]:
    """Return the page of the phone numbers: its rows, and what each of them can point at."""
    by_extension = {one.number: one for one in state.everything()}
    rows = []
    for number, pointed in state.numbers:
        one = by_extension.get(pointed)
        shown = choice(state, one) if one else {"key": None, "name": "", "kind": ""}
        rows.append(
            {
                "id": number.removeprefix("+"),
                "number": phone(number),
                "target": shown["key"],
                "name": shown["name"],
                "kind": shown["kind"],
            }
        )
    return {"rows": rows, "choices": [choice(state, one) for one in state.everything()]}


def read_numbers(state: State, document: Mapping[str, Any]) -> dict[str, str]:
    """Return which number is to point at which extension; raise Refusal for one that is gone."""
    numbers: dict[int | None, str] = {one.key: one.number for one in state.everything()}
    numbers[None] = ""
    chosen: dict[str, str] = {}
    for one in document["rows"]:
        if one["target"] not in numbers:
            raise Refusal("UNKNOWN_EXTENSION")
        chosen[f"+{one['id']}"] = numbers[one["target"]]
    return chosen
