"""Whatever goes wrong on the console, it ends as before or as wanted, and a sentence says which."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from pupitre.guard import Guard
from pupitre.hours import Week
from pupitre.testing import Operator
from pupitre_threecx.mock import MockThreeCX, week

pytestmark = pytest.mark.usefixtures("monday")


def in_ci(some: set[int], last: int) -> list[object]:
    """Return every call from the first to the last; those that are not among `some` only at night."""
    return [call if call in some else pytest.param(call, marks=pytest.mark.nightly) for call in range(1, last + 1)]


@dataclass(frozen=True)
class Case:
    """A fault, how the console ends, the exit code, the reason, and what the sentence says."""

    switch: Callable[[MockThreeCX], object]
    ends: str
    exit_code: int
    reason: str
    says: str = ""


SOMEBODY = week(mon="10:00-11:00")

CASES = {
    "every answer is slow": Case(lambda mock: mock.faults.slow(0.15), "after", 0, "done"),
    "the login is slow": Case(lambda mock: mock.faults.slow_login(2.0), "after", 0, "done"),
    "the save is answered 500": Case(
        lambda mock: mock.faults.fail_save(), "before", 3, "console_refused", "lors de l'enregistrement"
    ),
    "the save is answered 500 and was stored": Case(lambda mock: mock.faults.fail_save_applied(), "after", 0, "done"),
    "the save is answered 200 and was not stored": Case(
        lambda mock: mock.faults.ignore_save(), "before", 5, "not_verified", "REVEL"
    ),
    "numbers with a leading zero are refused at the save": Case(
        lambda mock: mock.faults.refuse_leading_zero(), "before", 3, "console_refused", "commencer par 0"
    ),
    "somebody saves just before us": Case(
        lambda mock: mock.faults.save_by_someone_else("021", SOMEBODY, "before"), "after", 0, "done"
    ),
    "a second factor is asked": Case(lambda mock: mock.faults.second_factor(), "before", 4, "second_factor"),
    "a captcha is asked": Case(lambda mock: mock.faults.captcha(), "before", 4, "second_factor"),
    "another password is asked": Case(lambda mock: mock.faults.change_password(), "before", 4, "second_factor"),
    "the console is under maintenance": Case(lambda mock: mock.faults.maintenance(), "before", 1, "unavailable"),
    "the login's connection is reset": Case(lambda mock: mock.faults.login_reset(), "before", 4, "login_unknown"),
    "the login is answered in other words": Case(
        lambda mock: mock.faults.login_text("Bonjour"), "before", 4, "login_unknown"
    ),
    "the licence has expired": Case(
        lambda mock: mock.faults.licence_modal(), "before", 1, "unexpected_dialog", "licence"
    ),
    "cookies are offered": Case(lambda mock: mock.faults.banner("cookies"), "after", 0, "done"),
    "news cover the page": Case(
        lambda mock: mock.faults.banner("news"), "before", 1, "unexpected_dialog", "lies over the page"
    ),
    "a slot is deleted only after a question": Case(lambda mock: mock.faults.confirm_delete(), "after", 0, "done"),
    "the tab is hidden": Case(
        lambda mock: mock.faults.tab_hidden(), "before", 1, "element_not_found", "editor.forwarding_rules"
    ),
    "the tab has another name": Case(
        lambda mock: mock.faults.rename_label("editor.forwarding_rules", "Transferts"), "after", 0, "done"
    ),
    "the page's OK has another id": Case(
        lambda mock: mock.faults.change_id("editor.ok", "btnValider"), "after", 0, "done"
    ),
    "the page's OK stands there twice": Case(
        lambda mock: mock.faults.duplicate_element("editor.ok"), "before", 1, "element_ambiguous", "editor.ok"
    ),
    "Thursday has no name that is known": Case(
        lambda mock: mock.faults.rename_label("day.thursday", "Xyz"), "before", 1, "read_incomplete", "Xyz"
    ),
    "the kind of hours has other words": Case(
        lambda mock: mock.faults.rename_label("rule.specific_hours", "Autres"), "before", 3, "not_as_declared", "Autres"
    ),
    "the rule's dialog opens twice": Case(
        lambda mock: mock.faults.dialog_twice(), "before", 1, "element_ambiguous", "exception.dialog"
    ),
    "the rule's dialog never opens": Case(
        lambda mock: mock.faults.dialog_never(), "before", 1, "element_not_found", "exception"
    ),
    "the rule's dialog opens late": Case(lambda mock: mock.faults.dialog_late(1.0), "after", 0, "done"),
    "a configured slot is lost": Case(lambda mock: mock.faults.lose_click_on_add(2), "before", 1, "unknown_screen"),
    "deleting a slot changes the destination": Case(
        lambda mock: mock.faults.corrupt_on_delete("destination"), "before", 1, "unknown_screen", "destination"
    ),
    "deleting a slot changes the caller": Case(
        lambda mock: mock.faults.corrupt_on_delete("caller"), "before", 1, "unknown_screen", "caller"
    ),
    "there is no rule": Case(
        lambda mock: mock.faults.exception_rules("021", "none"), "none", 3, "not_as_declared", "no rule"
    ),
    "there are two rules for everybody": Case(
        lambda mock: mock.faults.exception_rules("021", "two"), "two", 3, "not_as_declared", "2 rules"
    ),
    "the rule holds other hours": Case(
        lambda mock: mock.faults.exception_rules("021", "office_hours"), "other", 3, "not_as_declared", "heures"
    ),
    "the only rule is for another caller": Case(
        lambda mock: mock.faults.exception_rules("021", "other_caller"), "other", 3, "not_as_declared", "no rule"
    ),
    "the extension is not listed": Case(
        lambda mock: mock.faults.hide_extension("021"), "before", 3, "not_as_declared", "021"
    ),
    "the extension is listed twice": Case(
        lambda mock: mock.faults.two_same_number("021"), "before", 3, "not_as_declared", "more than one"
    ),
    "a download is pushed": Case(lambda mock: mock.faults.push_download(), "after", 0, "done"),
    "windows pop up": Case(lambda mock: mock.faults.popups("windows"), "after", 0, "done"),
    "alerts pop up": Case(lambda mock: mock.faults.popups("alerts"), "before", 1, "unexpected_dialog", "3CX"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fault_leaves_the_console_as_before_or_as_wanted(
    name: str, mock: MockThreeCX, operator: Operator, before: Week, after_monday: Week
) -> None:
    case = CASES[name]
    case.switch(mock)
    rules = mock.oracle.rules("021")
    finished = operator.apply()
    verdict = finished.verdict
    said = " ".join([verdict.sentence, *(site.sentence for site in verdict.sites)])
    assert (verdict.exit_code, verdict.reason) == (case.exit_code, case.reason), said
    assert case.says in said
    if case.ends in ("before", "after"):
        assert mock.oracle.week("021") == {"before": before, "after": after_monday}[case.ends]
    else:
        assert mock.oracle.rules("021") == rules
    assert [rule.destination for rule in mock.oracle.rules("021")] == [rule.destination for rule in rules]
    assert mock.oracle.rule_deletions == 0
    assert mock.oracle.login_posts <= 1
    assert mock.oracle.save_posts <= 1
    assert finished.report.is_file()
    assert json.loads((finished.folder / "result.json").read_text())["reason"] == case.reason


def test_a_console_that_does_not_listen_is_told_by_its_port_and_gets_no_password(
    mock: MockThreeCX, operator: Operator
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    operator.declares(operator.file.read_text().replace(mock.address, f"http://127.0.0.1:{port}"))
    verdict = operator.apply().verdict
    assert (verdict.exit_code, verdict.reason) == (1, "unreachable")
    assert f"nobody listens at port {port}" in verdict.sentence
    with Guard.open() as guard:
        assert guard.status() == ()


def test_somebody_who_saves_just_after_us_is_noticed(mock: MockThreeCX, operator: Operator) -> None:
    mock.faults.save_by_someone_else("021", SOMEBODY, "after")
    verdict = operator.apply().verdict
    assert (verdict.exit_code, verdict.reason) == (5, "not_verified")
    assert "somebody else" in verdict.sentence
    assert mock.oracle.week("021") == SOMEBODY
    assert mock.oracle.save_posts == 1


@pytest.mark.parametrize("calls", in_ci({2, 6, 9, 10, 12}, 18))
def test_a_session_that_expires_leaves_before_or_after(
    calls: int, mock: MockThreeCX, operator: Operator, before: Week, after_monday: Week
) -> None:
    mock.faults.expire_after(calls)
    verdict = operator.apply().verdict
    assert mock.oracle.week("021") in (before, after_monday)
    assert mock.oracle.login_posts <= 2
    assert mock.oracle.save_posts <= 1
    if verdict.exit_code == 0:
        assert mock.oracle.week("021") == after_monday
    else:
        assert verdict.reason in ("session_expired", "not_verified", "login_unknown"), verdict


@pytest.mark.parametrize("calls", in_ci({1, 4, 9, 13}, 18))
def test_a_connection_that_drops_leaves_before_or_after(
    calls: int, mock: MockThreeCX, operator: Operator, before: Week, after_monday: Week
) -> None:
    mock.faults.drop_after(calls)
    finished = operator.apply()
    assert mock.oracle.week("021") in (before, after_monday)
    assert finished.verdict.exit_code in (1, 3, 4, 5), finished.verdict
    assert finished.verdict.exit_code == 5 or mock.oracle.week("021") == before
    assert mock.oracle.login_posts <= 1
    assert mock.oracle.save_posts <= 1
    assert finished.report.is_file()
