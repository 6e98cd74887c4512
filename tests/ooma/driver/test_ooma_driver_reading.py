"""What the driver reads, what doctor says, and the way in and out, on every variant of the mock Ooma."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from pupitre.console import Answer, Site
from pupitre.errors import SessionExpired
from pupitre.ring_groups import GroupSettings, Ring
from pupitre.switchboard import STEPS_OF_RINGING, Kind
from pupitre_ooma.mock import Variant

Seat = Callable[..., Any]

# One of each manager on every push.
VARIANTS = [
    pytest.param(variant, marks=() if variant in ("plain", "newer-english") else pytest.mark.nightly)
    for variant in Variant.named
]
CLASSIC_ONLY = {"list.gear", "list.bin", "group.boxes"}
NEWER_ONLY = {
    *("group.delete", "group.members_tab", "members.listed", "members.edit", "members.dialog"),
    *("members.available", "members.chosen", "members.right", "members.left", "members.done"),
}
#: What a walk that changes nothing cannot show, besides what only the other manager has.
UNSEEN = {
    *("login.admins", "login.country", "login.error", "login.refused", "login.blocked", "login.person"),
    *("country.us", "country.ca", "country.fr", "country.gb", "country.au"),
    *("shell.maintenance", "list.add", "group.target", "confirm.dialog", "confirm.text", "confirm.ok"),
    *("confirm.cancel", "message.dialog", "message.refusal", "message.cookies"),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_whole_console_is_read_and_nothing_is_sent(ooma_seat: Seat, variant: str) -> None:
    seat = ooma_seat(variant)
    shown = seat.console.read_switchboard()
    assert shown == seat.shown()
    assert shown.durations == STEPS_OF_RINGING
    assert shown.extensions[0].kind is Kind.RECEPTIONIST
    assert seat.elements.drifted == {}
    assert (seat.mock.oracle.save_posts, seat.mock.oracle.delete_posts) == (0, 0)


@pytest.mark.parametrize("variant", ["plain", pytest.param("newer-english", marks=pytest.mark.nightly)])
def test_doctor_finds_every_element_by_its_first_way_and_changes_nothing(ooma_seat: Seat, variant: str) -> None:
    seat = ooma_seat(variant)
    number = "301" if seat.mock.variant.digits == "3" else "3001"
    reports = {one.name: one.status for one in seat.console.examine(Site("Comptabilité", number))}
    unseen = UNSEEN | (CLASSIC_ONLY if variant == "newer-english" else NEWER_ONLY)
    assert {name for name, status in reports.items() if status != "found"} <= unseen
    assert set(reports.values()) <= {"found", "not shown"}
    assert (seat.mock.oracle.save_posts, seat.mock.oracle.delete_posts) == (0, 0)


@pytest.mark.nightly
def test_doctor_names_the_element_at_which_it_ended(ooma_seat: Seat) -> None:
    seat = ooma_seat(faults="hide_element=group.advanced")
    reports = {one.name: (one.status, one.detail) for one in seat.console.examine(Site("Comptabilité", "301"))}
    assert reports["group.advanced"][0] == "not found"
    assert reports["group.name"][0] == "found"
    assert reports["numbers.save"] == ("not shown", "the walk ended at group.advanced")


def test_a_group_without_members_and_without_a_fallback_is_read_as_it_is(ooma_seat: Seat) -> None:
    seat = ooma_seat()
    company = seat.mock.oracle.state
    group = dataclasses.replace(company.groups[0], members=(), no_answer=type(company.groups[0].no_answer)())
    seat.begin_with(dataclasses.replace(seat.company, groups=(group,)))
    assert seat.console.read_switchboard().groups == (
        GroupSettings("301", "Comptabilité", (), Ring.SIMULTANEOUS, 30, None),
    )


@pytest.mark.nightly
def test_a_company_without_groups_still_says_which_durations_there_are(ooma_seat: Seat) -> None:
    seat = ooma_seat("newer")
    seat.begin_with(dataclasses.replace(seat.company, groups=(), numbers={"+33561000000": "100"}))
    shown = seat.console.read_switchboard()
    assert (shown.groups, shown.durations) == ((), STEPS_OF_RINGING)


def test_an_expired_session_is_told_as_such(ooma_seat: Seat) -> None:
    seat = ooma_seat()
    try:
        seat.mock.oracle.expire_sessions()
        with pytest.raises(SessionExpired):
            seat.console.read_switchboard()
    finally:
        assert seat.sign_in() is Answer.ACCEPTED


@pytest.mark.parametrize("variant", ["buttons", pytest.param("plain", marks=pytest.mark.nightly)])
def test_the_way_out_ends_the_session_whatever_stands_in_front(ooma_seat: Seat, variant: str) -> None:
    seat = ooma_seat(variant)
    seat.console.fresh_load()
    seat.desk.page.locator("tr", has_text="Comptabilité").locator("i.fa-cog").click()
    seat.elements.find("group.dialog")
    seat.console.sign_out()
    assert seat.mock.oracle.open_sessions == 0
    assert seat.sign_in() is Answer.ACCEPTED


@pytest.mark.parametrize(
    ("variant", "faults", "is_loaded_anew"),
    [
        ("plain", "", False),
        pytest.param("newer-english", "", False),
        pytest.param("plain", "hide_element=group.close", True),
    ],
)
def test_open_settings_are_left_by_their_x_or_else_by_a_fresh_load_and_nothing_is_saved(
    ooma_seat: Seat, variant: str, faults: str, is_loaded_anew: bool
) -> None:
    seat = ooma_seat(variant, faults=faults)
    page, before = seat.desk.page, seat.mock.oracle.state
    seat.console.fresh_load()
    row = page.locator("tr", has_text="Comptabilité")
    (row if variant == "newer-english" else row.locator("i.fa-cog")).click()
    seat.elements.find("group.name").fill("Perdu")
    if variant == "newer-english":
        seat.elements.find("group.members_tab").click()
        seat.elements.find("members.edit").click()
        seat.elements.find("members.dialog")
    page.evaluate("window.stillThere = true")
    seat.console.leave()
    assert not seat.elements.present("group.dialog")
    assert not seat.elements.present("members.dialog")
    assert page.evaluate("window.stillThere === undefined") is is_loaded_anew
    assert page.locator("tr", has_text="Comptabilité").is_visible()
    assert (seat.mock.oracle.state, seat.mock.oracle.save_posts) == (before, 0)


def test_where_no_settings_are_open_leaving_is_a_fresh_load(ooma_seat: Seat) -> None:
    seat = ooma_seat()
    seat.console.fresh_load()
    seat.desk.page.locator("tr", has_text="Anne Martin").locator("i.fa-cog").click()
    seat.desk.page.get_by_role("dialog").wait_for()
    seat.console.leave()
    assert seat.desk.page.get_by_role("dialog").count() == 0
