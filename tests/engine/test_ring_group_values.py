"""Ring groups and telephone numbers are values that cannot be built wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pupitre.phone_numbers import PhoneNumber, PhoneNumberError, is_country
from pupitre.ring_groups import (
    GroupSettings,
    NoAnswer,
    Ring,
    RingGroup,
    RingGroupError,
    RingGroups,
    Then,
)
from pupitre.switchboard import Extension, Kind, Switchboard

VOICEMAIL = NoAnswer(Then.VOICEMAIL, "101")
SALES = RingGroup("Ventes", "301", ("101", "102"), Ring.SIMULTANEOUS, 30, VOICEMAIL)
LINE = PhoneNumber("+33561000001")


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("+33 5 61 00 00 01", ""),
        ("05 61 00 00 01", "FR"),
        ("05.61.00.00.01", "FR"),
        ("0561000001", "FR"),
        ("+33 (0)5 61 00 00 01", ""),
        ("0033 5 61 00 00 01", "FR"),
        ("05\u00a061\u00a000\u00a000\u00a001", "FR"),
        (" +33561000001 ", "US"),
    ],
)
def test_a_number_is_one_number_however_it_is_written(written: str, country: str) -> None:
    assert PhoneNumber.parse(written, country) == LINE
    assert str(LINE) == "+33 5 61 00 00 01"


def test_the_numbers_of_another_country_are_its_own() -> None:
    assert PhoneNumber.parse("(646) 661-5571", "US").e164 == "+16466615571"


@pytest.mark.parametrize(
    ("written", "country", "said"),
    [
        ("0561000001", "", "has no country; begin with +"),
        ("05 61 00", "FR", "has too few digits"),
        ("05 61 00 00 01 23 45", "FR", "has too many digits"),
        ("101", "FR", "has too few digits"),
        ("1-800-FLOWERS", "US", "is not a telephone number"),
        ("+999 12345678", "", "is not a telephone number"),
        ("", "FR", "is not a telephone number"),
        ("+33 5 61 00 00 01;ext=2", "", "is not a telephone number"),
        ("+33 5 61 00 00 01\x1b[2J", "", "is not a telephone number"),
        ("1" * 5000, "FR", "is not a telephone number"),
    ],
)
def test_what_is_no_number_is_refused_with_a_reason(written: str, country: str, said: str) -> None:
    with pytest.raises(PhoneNumberError, match=said) as caught:
        PhoneNumber.parse(written, country)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_value_holds_e164_and_nothing_else() -> None:
    with pytest.raises(PhoneNumberError, match=r"\+33561000001"):
        PhoneNumber("+33 5 61 00 00 01")
    assert is_country("FR")
    assert not is_country("XX")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"members": ()}, "has no members"),
        ({"members": ("101", "101")}, "member twice"),
        ({"members": ("Marie",)}, "is not the number of an extension"),
        ({"members": ("301",)}, "is a member of itself"),
        ({"extension": "3O1"}, "is not the number of an extension"),
        ({"extension": "٣٠١"}, "is not the number of an extension"),
        ({"name": "\u00a0 "}, "has no name"),
        ({"seconds": 0}, "would ring 0 s"),
        ({"seconds": 61}, "would ring 61 s"),
        ({"no_answer": NoAnswer(Then.EXTENSION, "301")}, "would fall back to itself"),
        ({"numbers": (LINE, LINE)}, "a number twice"),
    ],
)
def test_a_group_that_no_one_should_declare_cannot_be_built(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(RingGroupError, match=said):
        replace(SALES, **changes)


@pytest.mark.parametrize(
    ("groups", "absent", "said"),
    [
        ((SALES, replace(SALES, name="Accueil")), (), "Accueil and Ventes both have the extension 301"),
        ((SALES, replace(SALES, extension="302", name="VENTES ")), (), "declared twice"),
        ((SALES,), ("ventes",), "declared twice"),
        ((), ("Ancien", "ancien"), "declared twice"),
        (
            (replace(SALES, numbers=(LINE,)), replace(SALES, name="Accueil", extension="302", numbers=(LINE,))),
            (),
            r"\+33 5 61 00 00 01 is declared for Ventes and for Accueil",
        ),
    ],
)
def test_two_groups_do_not_share_a_name_an_extension_or_a_number(
    groups: tuple[RingGroup, ...], absent: tuple[str, ...], said: str
) -> None:
    with pytest.raises(RingGroupError, match=said):
        RingGroups(groups, absent)


def test_what_a_console_shows_may_be_what_nobody_would_declare() -> None:
    shown = GroupSettings("301", "", (), Ring.CONSECUTIVE, 90, None)
    assert GroupSettings.from_json(shown.to_json()) == shown


def test_values_are_read_back_as_they_were_written() -> None:
    declared = RingGroups((replace(SALES, numbers=(LINE,)),), ("Ancien",))
    assert RingGroups.from_json(declared.to_json()) == declared
    shown = Switchboard((Extension("101", "Marie"),), (SALES.settings,), ((LINE, None),), (6, 30), 3, False, False)
    assert Switchboard.from_json(shown.to_json()) == shown


def test_groups_and_numbers_have_no_order_and_people_have() -> None:
    one, other = SALES.settings, replace(SALES.settings, extension="302")
    people = (Extension("102", "Paul"), Extension("101", "Marie"))
    assert Switchboard(people, (one, other)) == Switchboard(people, (other, one))
    assert Switchboard(people) != Switchboard(people[::-1])
    assert Switchboard(people).in_its_own_order(("101", "102")) == ("102", "101")


def test_a_list_that_was_read_twice_is_no_reading() -> None:
    with pytest.raises(RingGroupError, match="301 was read twice"):
        Switchboard((), (SALES.settings, replace(SALES.settings, name="x")))
    with pytest.raises(RingGroupError, match="301 was read twice"):
        Switchboard((Extension("301", "Marie"),), (SALES.settings,))
    with pytest.raises(RingGroupError, match="number was read twice"):
        Switchboard((), (), ((LINE, None), (LINE, "101")))


@pytest.mark.parametrize(
    ("target", "rings"),
    [
        (None, False),
        ("101", True),
        ("100", True),
        ("999", False),
        ("301", True),
        ("302", False),  # nobody in it, and then back to itself by way of 303
        ("304", True),  # nobody in it, and then the receptionist
        ("305", False),  # a member that is not there any more, and nothing then
    ],
)
def test_a_number_rings_where_somebody_is_in_the_end(target: str | None, rings: bool) -> None:
    def group(extension: str, members: tuple[str, ...], then: str | None) -> GroupSettings:
        no_answer = None if then is None else NoAnswer(Then.EXTENSION, then)
        return GroupSettings(extension, extension, members, Ring.SIMULTANEOUS, 30, no_answer)

    shown = Switchboard(
        (Extension("100", "Accueil", Kind.RECEPTIONIST), Extension("101", "Marie")),
        (
            group("301", ("101",), None),
            group("302", (), "303"),
            group("303", (), "302"),
            group("304", (), "100"),
            group("305", ("199",), None),
        ),
        ((LINE, target),),
    )
    assert shown.rings(LINE) is rings
