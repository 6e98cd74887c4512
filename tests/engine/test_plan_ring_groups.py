"""A plan of ring groups lives in the same file as one of hours, and cannot be edited unnoticed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pupitre.errors import EstateError, LimitExceeded
from pupitre.phone_numbers import PhoneNumber
from pupitre.plan import Plan, RingGroupsPlan, check_limits
from pupitre.plan.file import read_plan, write_plan
from pupitre.plan.ringing import Action, ImpossibleAction, after, unlike
from pupitre.plan.text import render
from pupitre.ring_groups import NoAnswer, Ring, RingGroup, RingGroups, Then
from pupitre.switchboard import Extension, Kind, Switchboard

LINE = PhoneNumber("+33561000001")
PEOPLE = (Extension("100", "Menu", Kind.RECEPTIONIST), Extension("101", "Marie"), Extension("102", "Paul"))


def a_group(name: str, extension: str, **changes: Any) -> RingGroup:
    values: dict[str, Any] = {
        "members": ("101",),
        "ring": Ring.SIMULTANEOUS,
        "seconds": 30,
        "no_answer": NoAnswer(Then.VOICEMAIL, "101"),
    }
    return RingGroup(name, extension, **{**values, **changes})


OLD = a_group("Ancien", "310")
SALES = a_group("Ventes", "301", members=("102",), numbers=(LINE,))
SHOWN = Switchboard(PEOPLE, (OLD.settings,), ((LINE, "310"),))
DECLARED = RingGroups((SALES,), ("Ancien",))


def a_plan(shown: Switchboard = SHOWN, declared: RingGroups = DECLARED) -> Plan:
    return Plan.make(
        console="ooma",
        origin="https://office.ooma.fr",
        created="2026-11-22",
        version="1",
        ring_groups=RingGroupsPlan.make(shown, declared),
    )


def test_a_saved_plan_of_ring_groups_is_read_back_as_it_was(tmp_path: Path) -> None:
    plan = a_plan()
    write_plan(plan, tmp_path / "ooma.yaml", tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == (plan, tmp_path / "ooma.yaml")


def test_the_fingerprint_follows_what_was_read_and_what_is_declared() -> None:
    plan = a_plan()
    assert a_plan().fingerprint == plan.fingerprint
    elsewhere = Switchboard(PEOPLE[1:], (OLD.settings,), ((LINE, "310"),))
    assert a_plan(shown=elsewhere).fingerprint != plan.fingerprint
    assert a_plan(declared=RingGroups((SALES,))).fingerprint != plan.fingerprint


def _with(document: dict[str, Any], path: tuple[str | int, ...], value: Any) -> None:
    there: Any = document
    for key in path[:-1]:
        there = there[key]
    there[path[-1]] = value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("ring_groups", "steps"), []),
        (("ring_groups", "declared", "groups", 0, "seconds"), 60),
        (("ring_groups", "declared", "groups", 0, "members"), ["199"]),
        (("ring_groups", "before", "numbers", "+33561000001"), "100"),
        (("ring_groups", "surroundings"), "0" * 64),
        (("ring_groups", "kind"), "hours"),
        (("ring_groups",), None),
        (("ring_groups", "before"), []),
    ],
)
def test_a_plan_of_ring_groups_that_was_edited_is_refused(
    tmp_path: Path, path: tuple[str | int, ...], value: Any
) -> None:
    file = tmp_path / "plan.json"
    write_plan(a_plan(), tmp_path / "ooma.yaml", file)
    document = json.loads(file.read_text(encoding="utf-8"))
    _with(document, path, value)
    file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(EstateError):
        read_plan(file)


def test_a_part_for_each_group_knows_what_is_done_to_it() -> None:
    sales, old = a_plan().parts
    assert (sales.name, sales.extension, len(sales.actions)) == ("Ventes", "301", 2)
    assert (old.name, old.extension, len(old.actions)) == ("Ancien", "310", 2)
    assert a_plan().changed == (sales, old)


def test_the_text_of_a_plan_shows_who_rings_what_is_taken_and_the_order() -> None:
    assert render(a_plan(), "fr") == (
        "ooma https://office.ooma.fr\n"
        "  Ventes (301): à créer\n"
        "    + Nom          Ventes\n"
        "    + Membres      102 Paul\n"
        "    + Sonnerie     simultanément\n"
        "    + Durée        30 s\n"
        "    + Sans réponse messagerie vocale de 101 Marie\n"
        "    + Numéros      +33 5 61 00 00 01\n"
        "  Ancien (310): à supprimer\n"
        "  Dans cet ordre :\n"
        "    1. Ajouter groupe de sonnerie 301 Ventes : 102 Paul ; simultanément ; 30 s ; "
        "puis messagerie vocale de 101 Marie\n"
        "    2. Numéros, +33 5 61 00 00 01 : 310 Ancien (pris à un autre groupe) -> 301 Ventes\n"
        "    3. Corbeille, supprimer le groupe de sonnerie 310 Ancien\n"
        "2 groupe(s) à changer : 1 à créer, 1 à supprimer, 1 numéro(s) à rediriger."
    )


def test_a_number_that_is_left_alone_is_told() -> None:
    stays = Switchboard(PEOPLE, (SALES.settings,), ((LINE, "301"),))
    text = render(a_plan(stays, RingGroups((a_group("Ventes", "301", members=("101", "102")),))), "en")
    assert "    ~ Members      102 Paul  ->  101 Marie, 102 Paul\n" in text
    assert "+33 5 61 00 00 01 rings 301 Ventes too and is not in the file: left alone." in text


def test_a_file_that_is_true_already_has_nothing_to_do() -> None:
    stays = Switchboard(PEOPLE, (SALES.settings,), ((LINE, "301"),))
    plan = a_plan(stays, RingGroups((SALES,), ("Jamais vu",)))
    assert plan.changed == ()
    assert render(plan, "en").splitlines()[1:] == [
        "  Ventes (301): unchanged",
        "  Jamais vu: gone already",
        "Nothing to do: the console shows what the file declares.",
    ]


def test_names_from_a_console_cannot_move_the_cursor() -> None:
    hostile = Switchboard(
        (Extension("101", "\x1b[2JMarie\u202e"), Extension("102", "Paul")),
        (a_group("Ven\x1b[2Jtes", "301").settings,),
        ((LINE, "101"),),
    )
    text = render(a_plan(hostile, RingGroups((SALES,))), "fr")
    assert not {"\x1b", "\u202e"} & set(text)


def test_more_groups_than_allowed_in_one_go_are_refused_with_the_key_that_allows_them() -> None:
    check_limits(a_plan(), closed_sites=(), max_sites=2)
    with pytest.raises(LimitExceeded, match="2 ring groups would change in one go") as caught:
        check_limits(a_plan(), closed_sites=(), max_sites=1)
    assert "limits: {ring_groups: 2}" in caught.value.remedy


def _actions() -> list[Action]:
    plan = a_plan().ring_groups
    assert plan is not None
    return [action for step in plan.steps for action in step.actions]


def test_the_simulator_refuses_what_a_console_refuses() -> None:
    create, point, delete = _actions()
    created = after(SHOWN, create)
    pointed = after(created, point)
    with pytest.raises(ImpossibleAction, match="is taken"):
        after(created, create)
    with pytest.raises(ImpossibleAction, match="there is no extension 301"):
        after(SHOWN, point)
    with pytest.raises(ImpossibleAction, match="a number points at 310"):
        after(created, delete)
    assert after(pointed, delete).group("310") is None
    assert after(pointed, delete).target_of(LINE) == "301"


def test_an_unexpected_reading_names_what_differs() -> None:
    assert unlike(SHOWN, SHOWN) == ()
    assert unlike(SHOWN, replace(SHOWN, numbers=((LINE, "100"),))) == ("+33 5 61 00 00 01",)
    assert unlike(SHOWN, replace(SHOWN, numbers=())) == ("+33 5 61 00 00 01",)
    slower = replace(OLD.settings, seconds=60)
    assert unlike(SHOWN, replace(SHOWN, groups=(slower, SALES.settings))) == ("301 Ventes", "310 Ancien")
    assert unlike(SHOWN, replace(SHOWN, groups=())) == ("310 Ancien",)
    assert unlike(SHOWN, replace(SHOWN, extensions=PEOPLE[1:])) == ("100 Menu",)
    assert unlike(SHOWN, replace(SHOWN, extensions=PEOPLE[::-1])) != ()
