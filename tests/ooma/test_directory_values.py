"""Whom a name in a list means, and what is never guessed."""

from __future__ import annotations

import pytest

from pupitre.phone_numbers import PhoneNumber
from pupitre.switchboard import Kind
from pupitre_ooma.directory import Directory, Row, meant, number_before, phone_number

ANNE, BOB, OTHER_ANNE = Row("101", "Anne", Kind.USER), Row("102", "Bob", Kind.USER), Row("105", "Anne", Kind.USER)
USERS = (ANNE, BOB, OTHER_ANNE)


def test_the_same_name_twice_is_told_apart_by_the_order_of_the_table() -> None:
    assert meant(["Anne", "Bob", "Anne"], USERS, with_number=False) == ["101", "102", "105"]


def test_a_list_in_another_order_tells_only_the_names_that_are_unique() -> None:
    assert meant(["Anne", "Anne", "Bob"], USERS, with_number=False) == [None, None, "102"]
    assert meant(["Bob", "Anne"], USERS[:2], with_number=False) == ["102", "101"]


def test_a_list_that_leaves_one_of_two_out_does_not_say_which() -> None:
    assert meant(["Anne", "Bob"], USERS, with_number=False) == [None, "102"]


def test_groups_may_stand_after_the_people() -> None:
    group = Row("103", "Ventes", None)
    assert meant(["Anne", "Bob", "Anne", "Ventes"], (ANNE, BOB, group, OTHER_ANNE), with_number=False) == [
        "101",
        "102",
        "105",
        "103",
    ]


def test_a_text_with_a_number_must_have_the_name_that_belongs_to_it() -> None:
    assert meant(["Anne (105)", "Bob (101)", "Bob"], USERS, with_number=True) == ["105", None, None]


def test_somebody_who_is_called_like_a_list_writes_another_is_not_taken_for_them() -> None:
    trap = Row("101", "Bob (102)", Kind.USER)
    assert meant(["Bob (102) (101)", "Bob (102)"], (trap, BOB), with_number=True) == ["101", "102"]


@pytest.mark.parametrize(
    ("label", "numbers", "name"),
    [
        ("917 819-1645", ("(917) 819-1645",), ""),
        ("05 61 00 01 06", (), ""),
        ("106", (), ""),
        ("Anne 106", (), "Anne 106"),
        ("007", (), "007"),
        ("", (), ""),
    ],
)
def test_a_user_that_shows_as_a_number_has_no_name(label: str, numbers: tuple[str, ...], name: str) -> None:
    assert Row("106", label, Kind.USER, numbers).name == name


def test_a_group_that_is_called_by_a_number_keeps_its_name() -> None:
    assert Row("303", "303", None).name == "303"


def test_what_a_list_of_numbers_offers_begins_with_the_extension_even_when_it_is_cut() -> None:
    assert [number_before(text) for text in ("1000 (Virtual Receptionist", "111 (Sales)", "Non attribué", "(x)")] == [
        "1000",
        "111",
        "",
        "",
    ]


def test_a_number_is_read_in_the_country_of_the_account() -> None:
    assert phone_number("(646) 661-5571", "US") == PhoneNumber("+16466615571")
    assert phone_number("05 61 00 00 01", "FR") == PhoneNumber("+33561000001")
    assert phone_number("1", "FR") is None


def test_voicemail_boxes_belong_to_people_and_the_receptionist() -> None:
    receptionist, group = Row("100", "Accueil", Kind.RECEPTIONIST), Row("301", "Ventes", None)
    directory = Directory((receptionist, ANNE, group, Row("199", "Conf", Kind.CONFERENCE)))
    assert directory.boxes == (receptionist, ANNE)
    assert [row.extension for row in directory.others("301")] == ["100", "101", "199"]
