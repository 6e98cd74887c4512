"""Each fault of the mock Ooma before the driver: what is told, and that nothing is half saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pupitre.errors import (
    ConsoleRefused,
    ElementAmbiguous,
    ElementNotFound,
    NotAsDeclared,
    PupitreError,
    ReadIncomplete,
    SaveUnknown,
    SessionExpired,
    StalePlan,
    Unavailable,
    UnexpectedDialog,
    UnknownScreen,
)
from pupitre.phone_numbers import PhoneNumber
from pupitre.plan.ringing import RingGroupsPlan, Step
from pupitre.ring_groups import NoAnswer, Ring, RingGroup, RingGroups, Then
from pupitre.switchboard import Switchboard

Seat = Callable[..., Any]

DIRECT = PhoneNumber("+33561000001")
DECLARED = RingGroups(
    (
        RingGroup(
            "Comptabilité",
            "301",
            ("101", "102"),
            Ring.CONSECUTIVE,
            12,
            NoAnswer(Then.EXTENSION, "104"),
            (DIRECT,),
        ),
        RingGroup("Assistance", "302", ("102", "103"), Ring.SIMULTANEOUS, 30, NoAnswer(Then.VOICEMAIL, "101")),
    ),
    ("Ancien",),
)


def steps(seat: Any) -> tuple[Switchboard, dict[str, Step]]:
    """Return what is shown, and the four steps by their place; each is tried alone."""
    plan = RingGroupsPlan.make(seat.shown(), DECLARED)
    return plan.before, {step.place: step for step in plan.steps}


REFUSED = "refuse_save=Votre offre ne permet pas cette modification."
# The variant, the place of the step, the faults, what is raised, and words of it.
NOTHING_SAVED: list[tuple[str, str, str, type[PupitreError], str]] = [
    ("plain", "create", REFUSED, SaveUnknown, "Votre offre"),
    ("newer", "settings", REFUSED, SaveUnknown, "Votre offre"),
    ("english", "numbers", REFUSED, SaveUnknown, "Votre offre"),
    ("plain", "delete", REFUSED, SaveUnknown, "Votre offre"),
    ("help", "create", "extension_taken", SaveUnknown, "déjà utilisé"),
    ("plain", "settings", "fail_save", SaveUnknown, "Une erreur est survenue"),
    ("plain", "settings", "lose_click=1", UnknownScreen, "members"),
    ("newer", "settings", "lose_click=1", UnknownScreen, "members"),
    ("plain", "settings", "hide_element=group.ring.row", ElementNotFound, "group.ring"),
    ("plain", "create", "duplicate_element=group.save", ElementAmbiguous, "group.save"),
    ("plain", "settings", "dialog_never", UnknownScreen, "did not answer"),
    ("plain", "delete", "confirm_text", UnexpectedDialog, "résilier"),
    ("help", "delete", "confirm_text", UnexpectedDialog, "résilier"),
    ("plain", "numbers", "unsaved_choice=33561000002:102", ReadIncomplete, "+33 5 61 00 00 02"),
    ("plain", "settings", "hide_extension=103", StalePlan, "103"),
    ("plain", "settings", "two_same_extension=103", ReadIncomplete, "103"),
    ("plain", "settings", "news_modal", UnexpectedDialog, "Nouveautés"),
    ("plain", "settings", "popups=alerts", UnexpectedDialog, "Ooma"),
    ("plain", "create", "maintenance=503", Unavailable, "maintenance"),
    ("plain", "delete", "drop_after=0", SessionExpired, ""),
]
# What takes its time, or is shown on every push in another variant or by another step.
AT_NIGHT = {
    *("dialog_never", "news_modal", "popups=alerts", "drop_after=0", "duplicate_element=group.save", "fail_save"),
    *("newer-lose_click=1", "help-confirm_text", f"newer-{REFUSED}", f"plain-{REFUSED}", "dialog_late=0.6"),
    *("two_same_extension=103", "newer-stale_page", "banner=cookies", "newer-slow_lists=0.3", "extension_taken"),
    *("maintenance=503", "rename_label=group.save:Valider", "hide_element=group.ring.row"),
}


def is_for_the_night(variant: str, faults: str) -> bool:
    return bool({faults, f"{variant}-{faults}"} & AT_NIGHT)


def cases(table: list[Any]) -> list[Any]:
    """Return the rows with names, the night's marked."""
    return [
        pytest.param(
            *one,
            id="-".join((*one[:2], one[2].partition("=")[0])),
            marks=pytest.mark.nightly if is_for_the_night(one[0], one[2]) else (),
        )
        for one in table
    ]


@pytest.mark.parametrize(
    ("variant", "place", "faults", "error", "words"),
    cases(NOTHING_SAVED),
)
def test_a_fault_is_told_and_nothing_is_saved(
    ooma_seat: Seat,
    variant: str,
    place: str,
    faults: str,
    error: type[PupitreError],
    words: str,
) -> None:
    seat = ooma_seat(variant, faults=faults)
    before, by_place = steps(seat)
    state = seat.mock.oracle.state
    with pytest.raises(error) as caught:
        seat.console.do(by_place[place], before)
    assert words in caught.value.what
    assert caught.value.remedy
    assert seat.mock.oracle.state == state
    assert seat.mock.oracle.saves == seat.mock.oracle.deletes == 0
    # Pressed once, whatever was answered.
    assert seat.mock.oracle.save_posts + seat.mock.oracle.delete_posts <= 1
    if isinstance(caught.value, SaveUnknown):
        assert isinstance(caught.value.cause, ConsoleRefused)


@pytest.mark.parametrize(
    ("variant", "place", "faults"),
    cases(
        [
            ("plain", "settings", "slow_lists=0.3"),
            ("newer", "create", "slow_lists=0.3"),
            ("plain", "create", "dialog_late=0.6"),
            ("newer", "delete", "stale_page"),
            ("plain", "numbers", "stale_page"),
            ("plain", "settings", "banner=cookies"),
            ("plain", "settings", "rename_label=group.save:Valider"),
        ]
    ),
)
def test_a_console_that_is_only_awkward_is_worked_all_the_same(
    ooma_seat: Seat, variant: str, place: str, faults: str
) -> None:
    seat = ooma_seat(variant, faults=faults)
    before, by_place = steps(seat)
    step = by_place[place]
    seat.console.do(step, before)
    assert seat.stored(before) == step.after(before)
    assert seat.mock.oracle.save_posts + seat.mock.oracle.delete_posts == 1


@pytest.mark.parametrize("how", ["500", pytest.param("drop", marks=pytest.mark.nightly)])
def test_a_save_that_is_stored_and_not_confirmed_is_unknown(ooma_seat: Seat, how: str) -> None:
    seat = ooma_seat(faults=f"fail_save_applied={how}")
    before, by_place = steps(seat)
    with pytest.raises(SaveUnknown):
        seat.console.do(by_place["settings"], before)
    assert seat.stored(before) == by_place["settings"].after(before)
    # A connection that ends without a word makes the browser itself send again; the save is the same.
    assert seat.mock.oracle.save_posts == 1 or how == "drop"


@pytest.mark.parametrize("place", ["create", "settings", "delete", "numbers"])
def test_what_somebody_else_changed_since_is_seen_before_anything_is_typed(ooma_seat: Seat, place: str) -> None:
    seat = ooma_seat()
    before, by_place = steps(seat)
    oracle = seat.mock.oracle
    match place:
        case "create":
            oracle.rename_user("103", "Chloé Grand")
        case "settings":
            oracle.set_group("301", seconds=54)
        case "delete":
            oracle.point("+33561000002", "309")
        case _:  # a number that rings nowhere stands on no row of the page Extensions
            oracle.point("+33561000112", "")
    with pytest.raises(StalePlan):
        seat.console.do(by_place[place], before)
    assert (oracle.save_posts, oracle.delete_posts) == (0, 0)


def test_a_group_that_is_gone_or_has_another_name_is_not_touched(ooma_seat: Seat) -> None:
    seat = ooma_seat()
    before, by_place = steps(seat)
    seat.mock.oracle.set_group("309", name="Archives")
    with pytest.raises((StalePlan, NotAsDeclared)):
        seat.console.do(by_place["delete"], before)
    assert seat.mock.oracle.delete_posts == 0


def test_a_session_that_ends_before_the_save_is_told_as_the_cause(ooma_seat: Seat) -> None:
    seat = ooma_seat("newer")
    before, by_place = steps(seat)
    button = seat.elements.find

    def find(name: str, *given: Any, **named: Any) -> Any:
        if name == "group.save":
            seat.mock.oracle.expire_sessions()
        return button(name, *given, **named)

    seat.elements.find = find
    try:
        with pytest.raises(SaveUnknown) as caught:
            seat.console.do(by_place["create"], before)
        assert isinstance(caught.value.cause, SessionExpired)
        assert seat.mock.oracle.saves == 0
    finally:
        del seat.elements.find
        seat.sign_in()


def test_a_list_of_users_by_name_does_not_say_which_of_two_rings(ooma_seat: Seat) -> None:
    seat = ooma_seat(faults="members_by_name")
    with pytest.raises(ReadIncomplete) as caught:
        seat.console.read_switchboard()
    assert "Élise" in caught.value.what


def test_a_deletion_that_is_only_pretended_is_left_to_the_next_reading(ooma_seat: Seat) -> None:
    seat = ooma_seat(faults="ignore_delete")
    before, by_place = steps(seat)
    seat.console.do(by_place["delete"], before)
    assert (seat.mock.oracle.delete_posts, seat.stored(before)) == (1, before)
