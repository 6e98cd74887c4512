"""What was last left on a console is kept, whatever version of Pupitre wrote it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pupitre.errors import StateUnusable
from pupitre.hours import Slot, Week, Weekday
from pupitre.last_left import LastLeft
from pupitre.ring_groups import NoAnswer, Ring, RingGroup, Then

MONDAY = Week.of({Weekday.MONDAY: [Slot.parse("08:00-12:00")]})


def group(name: str, extension: str = "301") -> RingGroup:
    return RingGroup(name, extension, ("101",), Ring.SIMULTANEOUS, 30, NoAnswer(Then.VOICEMAIL, "101"))


@pytest.fixture
def left(tmp_path: Path) -> LastLeft:
    return LastLeft(tmp_path, "https://office.example.fr")


def the_file(folder: Path) -> Path:
    (file,) = (folder / "left").iterdir()
    return file


def test_weeks_and_groups_are_kept_beside_each_other(left: LastLeft) -> None:
    left.remember_weeks({"REVEL": MONDAY})
    left.remember_ring_groups({"Boutique": group("Boutique"), "Ancien": None})
    left.remember_weeks({"SOREZE": Week()})
    assert left.weeks() == {"REVEL": MONDAY, "SOREZE": Week()}
    assert left.ring_groups() == {"Boutique": group("Boutique"), "Ancien": None}


def test_a_group_that_was_renamed_is_known_by_its_new_name_alone(left: LastLeft) -> None:
    left.remember_ring_groups({"Boutique": group("Boutique"), "Stock": group("Stock", "302")})
    left.remember_ring_groups({"Magasin": group("Magasin")})
    assert set(left.ring_groups()) == {"Stock", "Magasin"}


def test_a_file_of_weeks_alone_is_understood_and_kept(left: LastLeft, tmp_path: Path) -> None:
    left.remember_weeks({"version": MONDAY})
    the_file(tmp_path).write_text(json.dumps({"version": MONDAY.to_json(), "REVEL": MONDAY.to_json()}))
    assert left.weeks() == {"version": MONDAY, "REVEL": MONDAY}
    left.remember_ring_groups({"Boutique": group("Boutique")})
    assert left.weeks() == {"version": MONDAY, "REVEL": MONDAY}


@pytest.mark.parametrize("text", ["[]", "{", '{"version": 3}', '{"version": 2}', '{"REVEL": 1}'])
def test_a_file_that_is_not_understood_is_an_explained_error(left: LastLeft, tmp_path: Path, text: str) -> None:
    left.remember_weeks({"REVEL": MONDAY})
    the_file(tmp_path).write_text(text)
    with pytest.raises(StateUnusable, match="cannot be understood"):
        left.weeks()
