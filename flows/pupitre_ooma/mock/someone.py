"""What another administrator does at the same time."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from pupitre_ooma.mock.directory import Group, NoAnswer
from pupitre_ooma.mock.office import Office

SOMEONE = "somebody else"


def change_by_someone_else(office: Office, name: str, values: Mapping[str, Any]) -> None:
    """Do at once what the switch `name` names with its values; raise LookupError for what is not there."""
    state = office.state
    match name:
        case "members_by_someone_else":
            group = state.by_number(values["extension"])
            if not isinstance(group, Group):
                raise LookupError(f"extension {group.number} is no ring group")
            members = tuple(values["members"].split("+"))
            office.store_group(dataclasses.replace(group, members=members), SOMEONE)
        case "repoint_by_someone_else":
            office.point({"+" + values["number"].removeprefix("+"): values["extension"]}, SOMEONE)
        case "delete_by_someone_else":
            office.delete(state.by_number(values["extension"]).key, SOMEONE)
        case _:
            users = [one.number for one in state.extensions if one.kind == "user"]
            group = Group(values["extension"], values["called"], (users[0],), no_answer=NoAnswer(target=users[0]))
            office.store_group(group, SOMEONE)
