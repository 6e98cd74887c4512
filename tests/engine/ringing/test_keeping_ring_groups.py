"""Ring groups from the file to the console and back, on a console in memory."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.engine.ringing.conftest import (
    NUMBER,
    OTHER_NUMBER,
    PEOPLE,
    SHOP,
    SHOWN,
    STOCK,
    Office,
    Switchboarder,
    declared,
    group,
)

from pupitre.errors import ConsoleRefused, LimitExceeded, SaveUnknown, SessionExpired, StalePlan, UnknownScreen
from pupitre.ring_groups import NoAnswer, Then
from pupitre.switchboard import Extension

HELP = group("303", "Assistance", "103", "101")


def statuses(finished: Any) -> dict[str, str]:
    return {each.name: each.status for each in finished.result.ring_groups}


def create_and_point(work: Switchboarder) -> None:
    """Declare a new group that takes the shop's number, and the shop, which gets another member."""
    work.declares(declared(HELP, NUMBER), declared(group("301", "Boutique", "101", "102", "103")))


def test_a_plan_is_one_reading_and_no_save(work: Switchboarder, office: Office) -> None:
    create_and_point(work)
    finished = work.does("plan")
    assert (finished.verdict.exit_code, finished.verdict.reason) == (2, "changes_waiting")
    assert finished.verdict.sentence == "2 groupe(s) de sonnerie à changer. Rien n'a été modifié."
    assert (office.readings, office.saves) == (1, 0)
    assert statuses(finished) == {"Assistance": "waiting", "Boutique": "waiting"}
    document = json.loads((finished.folder / "plan.json").read_bytes())
    assert [step["place"] for step in document["ring_groups"]["steps"]] == ["create", "settings", "numbers"]


def test_apply_does_the_steps_in_their_order_and_reads_each_back(work: Switchboarder, office: Office) -> None:
    create_and_point(work)
    finished = work.does("apply")
    assert (finished.verdict.exit_code, finished.verdict.reason) == (0, "done"), finished.verdict
    assert finished.verdict.sentence == "Les groupes sont enregistrés et relus : Assistance, Boutique."
    assert office.saves == 3
    assert office.readings == 1 + 1 + 3  # to plan, before the first step, after each
    assert office.saved.group("303") == HELP
    assert office.saved.target_of(NUMBER) == "303"
    assert statuses(finished) == {"Assistance": "changed", "Boutique": "changed"}
    assert work.desk.places == ["Assistance", "Boutique", "Assistance, Boutique"]
    assert work.does("apply").verdict.reason == "nothing_to_do"
    assert office.saves == 3


def test_before_and_after_stand_in_the_evidence(work: Switchboarder, office: Office) -> None:
    create_and_point(work)
    finished = work.does("apply")
    before, after = (json.loads((finished.folder / f"{name}.json").read_bytes()) for name in ("before", "after"))
    assert before["groups"]["Assistance"] is None
    assert before["groups"]["Boutique"]["numbers"] == [NUMBER.e164]
    assert [member["name"] for member in after["groups"]["Assistance"]["members"]] == ["Chloé", "Marie"]
    assert after["switchboard"] == office.saved.to_json()
    result = json.loads((finished.folder / "result.json").read_bytes())
    (help_desk, shop) = result["ring_groups"]
    assert (help_desk["before"], help_desk["after"]["numbers"]) == (None, [NUMBER.e164])
    assert (shop["before"]["numbers"], shop["after"]["numbers"]) == ([NUMBER.e164], [])
    assert result["sites"] == []


def test_a_group_that_must_be_gone_is_told_to_be(work: Switchboarder, office: Office) -> None:
    work.declares(declared(SHOP), absent=("Stock",))
    finished = work.does("apply")
    assert finished.verdict.exit_code == 0, finished.verdict
    assert office.saved.group("302") is None
    gone = finished.result.ring_groups[1]
    assert (gone.name, gone.status, gone.wanted, gone.after, gone.is_read_back) == (
        "Stock",
        "changed",
        None,
        None,
        True,
    )
    assert gone.before is not None


def test_a_change_before_the_first_step_is_seen_and_nothing_is_saved(work: Switchboarder, office: Office) -> None:
    work.declares(declared(HELP))
    office.at_reading[2] = lambda at: at.somebody(extensions=(*PEOPLE, Extension("104", "Anne")))
    finished = work.does("apply")
    assert (finished.verdict.exit_code, finished.verdict.reason) == (3, StalePlan.reason)
    assert "104 Anne" in finished.verdict.sentence
    assert office.saves == 0
    assert statuses(finished) == {"Assistance": "refused"}


def test_the_first_step_that_fails_is_the_last_and_each_group_says_how_far_it_came(
    work: Switchboarder, office: Office
) -> None:
    create_and_point(work)

    def refuse(_: Office) -> None:
        raise ConsoleRefused("The console says: impossible.")

    office.before_save[2] = refuse
    finished = work.does("apply")
    assert (finished.verdict.exit_code, finished.verdict.reason) == (5, "only_some_sites")
    assert statuses(finished) == {"Assistance": "failed", "Boutique": "refused"}
    begun, refused = finished.result.ring_groups
    assert begun.sentence == "Commencé, pas fini : 1 enregistrement(s) sur 2."
    assert begun.after is not None
    assert "impossible" in refused.sentence
    assert finished.verdict.sentence == "Commencé et pas fini : Assistance, Boutique."
    assert finished.verdict.left_behind == "Ce qui n'est pas dit fait est resté comme avant."
    assert office.saves == 1
    office.before_save.clear()
    assert work.does("apply").verdict.reason == "done"
    assert office.saved.target_of(NUMBER) == "303"


def test_what_was_not_begun_is_said_to_be_so(work: Switchboarder, office: Office) -> None:
    create_and_point(work)

    def fail(_: Office) -> None:
        raise UnknownScreen("The dialog is not there.")

    office.before_save[1] = fail
    finished = work.does("apply")
    assert finished.verdict.exit_code == 1
    assert statuses(finished) == {"Assistance": "failed", "Boutique": "skipped"}
    assert office.saves == 0


@pytest.mark.parametrize("is_stored", [True, False])
def test_a_save_without_an_answer_is_decided_by_reading_it_back(
    work: Switchboarder, office: Office, is_stored: bool
) -> None:
    work.declares(declared(HELP))
    if not is_stored:
        office.lost.add(1)

    def no_answer(_: Office) -> None:
        raise SaveUnknown(UnknownScreen("The console did not answer."))

    office.after_save[1] = no_answer
    finished = work.does("apply")
    assert office.saves == 1
    if is_stored:
        assert finished.verdict.reason == "done"
        assert "La relecture montre que le changement est enregistré." in finished.result.ring_groups[0].sentence
    else:
        assert (finished.verdict.exit_code, finished.verdict.reason) == (1, UnknownScreen.reason)
        assert statuses(finished) == {"Assistance": "failed"}


def test_a_save_that_was_not_stored_is_not_verified(work: Switchboarder, office: Office) -> None:
    work.declares(declared(HELP))
    office.lost.add(1)
    finished = work.does("apply")
    assert (finished.verdict.exit_code, finished.verdict.reason) == (5, "not_verified")
    assert "303 Assistance" in finished.verdict.sentence
    (it,) = finished.result.ring_groups
    assert (it.status, it.after, it.is_read_back) == ("not_verified", None, True)


def test_something_else_that_changed_meanwhile_is_not_verified_and_named(work: Switchboarder, office: Office) -> None:
    work.declares(declared(HELP))
    office.after_save[1] = lambda at: at.somebody(numbers=((NUMBER, "301"), (OTHER_NUMBER, "101")))
    finished = work.does("apply")
    assert (finished.verdict.exit_code, finished.verdict.reason) == (5, "not_verified")
    assert "Assistance: right, but something that is not declared changed" in finished.verdict.sentence
    assert str(OTHER_NUMBER) in finished.verdict.sentence


def test_a_session_that_ends_before_the_reading_back_is_opened_once_more(work: Switchboarder, office: Office) -> None:
    work.declares(declared(HELP))

    def expire(_: Office) -> None:
        raise SessionExpired("Sign in again.")

    office.at_reading[3] = expire
    assert work.does("apply").verdict.reason == "done"
    assert office.sign_ins == 1
    work.declares(declared(HELP), declared(group("301", "Boutique", "101")))
    office.at_reading = {office.readings + 3: expire, office.readings + 4: expire}
    assert work.does("apply").verdict.reason == "not_verified"


def test_a_reviewed_plan_is_applied_once_and_refused_when_the_console_changed(
    work: Switchboarder, office: Office
) -> None:
    create_and_point(work)
    plan = work.plan()
    office.somebody(groups=(SHOP, group("302", "Stock", "101")))
    assert work.does("apply", reviewed=plan).verdict.reason == StalePlan.reason
    assert office.saves == 0
    office.somebody(groups=SHOWN.groups)
    assert work.does("apply", reviewed=plan).verdict.reason == "done"
    office.saved = SHOWN
    assert work.does("apply", reviewed=plan).verdict.reason == StalePlan.reason
    assert office.saved == SHOWN


def test_too_many_groups_at_once_are_refused_until_the_file_says_so(work: Switchboarder, office: Office) -> None:
    create_and_point(work)
    work.limit = 1
    finished = work.does("apply")
    assert (finished.verdict.reason, office.saves) == (LimitExceeded.reason, 0)
    assert "limits: {ring_groups: 2}" in finished.verdict.remedy
    work.limit = 2
    assert work.does("apply").verdict.reason == "done"


def test_only_names_a_group_or_its_extension(work: Switchboarder, office: Office) -> None:
    work.declares(declared(HELP), declared(group("301", "Boutique", "103")))
    work.only("301")
    assert statuses(work.does("apply")) == {"Boutique": "changed"}
    assert office.saved.group("303") is None


def test_verify_shows_what_is_there_instead(work: Switchboarder, office: Office) -> None:
    work.declares(declared(HELP), declared(SHOP, NUMBER))
    finished = work.does("verify")
    assert (finished.verdict.exit_code, statuses(finished)) == (
        5,
        {"Assistance": "not_verified", "Boutique": "unchanged"},
    )
    assert finished.result.ring_groups[0].is_read_back
    work.does("apply")
    assert work.does("verify").verdict.exit_code == 0


def test_drift_is_what_moved_since_the_last_apply_whatever_the_file_says(work: Switchboarder, office: Office) -> None:
    create_and_point(work)
    work.does("apply")
    assert work.does("drift").verdict.exit_code == 0
    work.declares(declared(group("303", "Assistance", "102"), NUMBER), declared(SHOP))
    assert work.does("drift").verdict.exit_code == 0
    left = office.saved
    office.somebody(numbers=((NUMBER, "301"), (OTHER_NUMBER, "103")))
    finished = work.does("drift")
    assert (finished.verdict.exit_code, finished.verdict.document["drifted"]) == (2, ["Assistance", "Boutique"])
    wanted = finished.result.ring_groups[0].wanted
    assert wanted is not None
    assert [member.name for member in wanted.members] == ["Chloé", "Marie"]
    office.saved = left
    office.somebody(groups=tuple(each for each in left.groups if each.extension != "303"))
    assert work.does("drift").verdict.document["drifted"] == ["Assistance"]


def test_who_is_called_first_is_no_drift_where_all_ring_at_once(work: Switchboarder, office: Office) -> None:
    work.declares(declared(HELP))
    work.does("apply")
    office.somebody(groups=(SHOP, STOCK, group("303", "Assistance", "101", "103")))
    assert work.does("drift").verdict.exit_code == 0


def test_a_group_that_was_deleted_and_is_back_is_drift(work: Switchboarder, office: Office) -> None:
    work.declares(absent=("Stock",))
    work.does("apply")
    assert work.does("drift").verdict.exit_code == 0
    office.saved = SHOWN
    assert work.does("drift").verdict.document["drifted"] == ["Stock"]


def test_a_group_that_was_never_changed_is_compared_with_the_file(work: Switchboarder, office: Office) -> None:
    work.declares(declared(SHOP, NUMBER), declared(group("302", "Stock", "101")))
    assert work.does("drift").verdict.document["drifted"] == ["Stock"]


def test_doctor_looks_at_the_first_group(work: Switchboarder, office: Office) -> None:
    work.declares(declared(SHOP), declared(STOCK))
    document = work.does("doctor").verdict.document
    assert [each["name"] for each in document["elements"]] == ["group.301"]
    assert office.readings == 0


def test_a_number_is_never_led_to_a_group_that_is_not_ready(work: Switchboarder, office: Office) -> None:
    work.declares(
        declared(group("303", "Un", "101", no_answer=NoAnswer(Then.EXTENSION, "304")), NUMBER),
        declared(group("304", "Deux", "102", no_answer=NoAnswer(Then.EXTENSION, "303")), OTHER_NUMBER),
        absent=("Boutique", "Stock"),
    )
    assert work.does("apply").verdict.reason == "done"
    for state in office.history:
        assert state.rings(NUMBER)
        assert state.rings(OTHER_NUMBER)
    assert [each.extension for each in office.saved.groups] == ["303", "304"]
