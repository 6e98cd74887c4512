"""What two readings of ring groups amount to, as the section of a file that declares it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from pupitre.estate import load
from pupitre.phone_numbers import PhoneNumber
from pupitre.recording.declared import changed_groups
from pupitre.ring_groups import GroupSettings, NoAnswer, Ring, Then
from pupitre.shipped import folder
from pupitre.switchboard import Extension, Kind, Switchboard

LINE = PhoneNumber("+33561000001")
PEOPLE = tuple(Extension(number, name) for number, name in (("101", "Anne"), ("102", "Bruno"), ("103", "Chloé")))
RECEPTIONIST = Extension("100", "Réceptionniste virtuelle", Kind.RECEPTIONIST)
CONNECTION = """\
console: ooma
address: https://office.ooma.fr
login: {user: "0561000000", country: FR, password: keyring:ooma}
"""


def group(extension: str, name: str, *members: str, seconds: int = 30) -> GroupSettings:
    box = NoAnswer(Then.VOICEMAIL, "100")
    return GroupSettings(extension, name, members or ("101",), Ring.SIMULTANEOUS, seconds, box)


def shown(*groups: GroupSettings, line: str | None = None) -> Switchboard:
    return Switchboard((RECEPTIONIST, *PEOPLE), groups, ((LINE, line),))


ACCUEIL, ANCIEN = group("301", "Accueil"), group("309", "Ancien")
BEFORE = shown(ACCUEIL, ANCIEN)
RENUMBERED = group("303", "Accueil")
CASES = {
    "nothing": (BEFORE, BEFORE, (), ()),
    "new": (BEFORE, shown(ACCUEIL, ANCIEN, group("302", "Assistance")), ("Assistance",), ()),
    "changed": (BEFORE, shown(group("301", "Accueil", "101", "102"), ANCIEN), ("Accueil",), ()),
    "renamed": (BEFORE, shown(group("301", "Standard"), ANCIEN), ("Standard",), ()),
    "another extension": (BEFORE, shown(RENUMBERED, ANCIEN), ("Accueil",), ()),
    "a number more": (BEFORE, shown(ACCUEIL, ANCIEN, line="301"), ("Accueil",), ()),
    "a number of another": (shown(ACCUEIL, ANCIEN, line="301"), shown(ACCUEIL, ANCIEN, line="309"), None, ()),
    "gone": (BEFORE, shown(ACCUEIL), (), ("Ancien",)),
    "gone, and another changed": (BEFORE, shown(group("301", "Accueil", seconds=18)), ("Accueil",), ("Ancien",)),
    "a namesake gone": (shown(ACCUEIL, group("304", "ACCUEIL ")), shown(ACCUEIL), (), ()),
    "both namesakes gone": (shown(ACCUEIL, group("304", "ACCUEIL"), ANCIEN), shown(ANCIEN), (), ("ACCUEIL",)),
}


@pytest.mark.parametrize("name", CASES)
def test_what_changed_is_declared_and_nothing_else_is(name: str, tmp_path: Path) -> None:
    before, after, there, gone = CASES[name]
    there = ("Accueil", "Ancien") if there is None else there
    names, section = changed_groups(before, after, "fr")
    assert names == (*there, *gone)
    if not names:
        return
    file = tmp_path / "ooma.yaml"
    file.write_text(f"{CONNECTION}{section}", encoding="utf-8")
    declared = load(file).ring_groups
    assert declared is not None
    assert declared.absent == gone
    assert [each.settings for each in declared.groups] == [each for each in after.groups if each.name in there]
    assert [each.numbers for each in declared.groups] == [
        after.pointing_at(each.extension) for each in after.groups if each.name in there
    ]


def test_a_group_that_no_file_can_hold_is_a_comment_and_no_declared_change() -> None:
    mute = dataclasses.replace(ACCUEIL, members=())
    assert changed_groups(BEFORE, shown(mute, ANCIEN), "fr") == (
        (),
        "ring_groups:\n# Laissé de côté : 301: Accueil has no members and would ring nowhere; write at least one.\n",
    )


def test_what_is_shipped_is_what_the_readings_before_and_after_amount_to() -> None:
    created = group("302", "Assistance", "101", "103", seconds=18)
    _, section = changed_groups(BEFORE, shown(ACCUEIL, ANCIEN, created), "fr")
    shipped = (folder("recordings") / "ring-group-created.declared.yaml").read_text(encoding="utf-8")
    assert shipped.partition("\n")[2] == section
