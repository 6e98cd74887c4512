"""`doctor` looks at every element on the way to the hours, and leaves everything as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pupitre.browser.elements import load_elements
from pupitre.run import Finished
from pupitre.testing import Operator
from pupitre_threecx.mock import MockThreeCX, Variant, week
from pupitre_threecx.mock.extensions import procedure_sites

# What only other situations show: a refused login, a message.
ELSEWHERE = {
    "login.error",
    "login.refused",
    "login.blocked",
    "login.person",
    "shell.maintenance",
    "list.row_of_two",
    "slot.confirmation",
    "time.refusal",
    "message.dialog",
    "message.toast",
    "message.cookies",
}
TIMES = {"time.texts", "time.lists", "time.hours", "time.minutes", "time.halves"}
SHOWN_FOR = {
    ("text", "24"): {"time.texts"},
    ("text", "12"): {"time.texts"},
    ("select", "24"): {"time.lists"},
    ("timepicker", "24"): {"time.hours", "time.minutes"},
    ("timepicker", "12"): {"time.hours", "time.minutes", "time.halves"},
}


@pytest.fixture
def examined(mock: MockThreeCX, operator: Operator, declare: Callable[..., None]) -> Callable[[], Finished]:
    """Return a function that examines the console for a site whose Monday is closed, and checks the harm not done."""

    def examine(number: str = "021", name: str = "REVEL") -> Finished:
        declare(f'{name}: {{extension: "{number}", week: {{lundi-vendredi: 08:00-12:00}}}}')
        finished = operator.doctor()
        oracle = mock.oracle
        assert (oracle.updates, oracle.save_posts, oracle.rule_deletions) == (0, 0, 0)
        assert (oracle.login_posts, oracle.logouts, oracle.open_sessions) == (1, 1, 0)
        return finished

    return examine


def elements(finished: Finished) -> dict[str, dict[str, Any]]:
    return {element["name"]: element for element in finished.verdict.document["elements"]}


def examine_revel(operator: Operator, mock: MockThreeCX) -> Finished:
    operator.declares(
        f'console: threecx\naddress: {mock.address}\nlogin: {{user: "{mock.user}", '
        f'password: "{operator.knows(mock.password)}"}}\ntimezone: Europe/Paris\nlanguage: fr\n'
        'sites:\n  REVEL: {extension: "021", week: {lundi: 08:00-12:00}}\n'
    )
    return operator.doctor()


def statuses(finished: Finished, *but: str) -> dict[str, str]:
    """Return the statuses that are neither `found` nor one of `but`."""
    return {
        name: element["status"]
        for name, element in elements(finished).items()
        if element["status"] not in ("found", *but)
    }


@pytest.mark.parametrize("name", sorted(Variant.named))
def test_every_element_is_found_by_its_first_way_in_every_variant(name: str, operator: Operator) -> None:
    variant = Variant.named[name]
    with MockThreeCX(variant) as mock:
        finished = examine_revel(operator, mock)
        assert (mock.oracle.updates, mock.oracle.save_posts, mock.oracle.open_sessions) == (0, 0, 0)
    unseen = ELSEWHERE | (TIMES - SHOWN_FOR[variant.time_entry, variant.clock])
    assert statuses(finished) == dict.fromkeys(unseen, "not shown")
    assert finished.verdict.exit_code == 0, finished.verdict
    assert finished.result.drifted_elements == ()
    assert list(elements(finished)) == list(load_elements("threecx").by_name)


def test_a_closed_monday_does_not_hide_the_menu_of_a_slot(mock: MockThreeCX, examined: Callable[[], Finished]) -> None:
    mock.oracle.set_week("021", week(wed="09:00-11:00"))
    finished = examined()
    assert finished.verdict.exit_code == 0
    assert elements(finished)["slot.delete"]["status"] == "found"


def test_a_week_without_hours_shows_no_slot_and_that_is_no_fault(
    mock: MockThreeCX, examined: Callable[[], Finished]
) -> None:
    mock.oracle.set_week("021", week())
    finished = examined()
    assert finished.verdict.exit_code == 0, finished.verdict
    shown = elements(finished)
    names = ("exception.slots", "exception.slot", "slot.delete")
    assert {shown[name]["status"] for name in names} == {"not shown"}
    assert shown["time.dialog"]["status"] == "found"


def test_an_id_that_changed_is_drift_and_no_fault(mock: MockThreeCX, examined: Callable[[], Finished]) -> None:
    mock.faults.change_id("editor.ok", "x")
    finished = examined()
    assert finished.verdict.exit_code == 0
    assert statuses(finished, "not shown") == {"editor.ok": "drifted", "editor.cancel": "drifted"}
    assert elements(finished)["editor.ok"]["detail"] == 'css=[translate="REPOS.BUTTONS.SAVE_BTN"]'
    assert any(drift.startswith("editor.ok: ") for drift in finished.result.drifted_elements)


def test_an_element_that_is_there_twice_is_ambiguous_and_hides_no_other(
    mock: MockThreeCX, examined: Callable[[], Finished]
) -> None:
    mock.faults.duplicate_element("editor.ok")
    finished = examined()
    assert finished.verdict.exit_code == 1
    assert statuses(finished, "not shown") == {"editor.ok": "ambiguous"}
    assert "#btnSave (2)" in elements(finished)["editor.ok"]["detail"]
    assert "editor.ok" in finished.verdict.sentence


def test_a_hidden_tab_is_named_and_what_lies_behind_it_is_told_as_not_reached(
    mock: MockThreeCX, examined: Callable[[], Finished]
) -> None:
    mock.faults.tab_hidden()
    finished = examined()
    assert finished.verdict.exit_code == 1
    assert "editor.forwarding_rules" in finished.verdict.sentence
    assert statuses(finished, "not shown") == {"editor.forwarding_rules": "not found"}
    assert elements(finished)["rules.panel"]["detail"] == "the walk ended at editor.forwarding_rules"
    assert mock.oracle.cancels == 1


def test_a_dialog_that_never_opens_is_named(mock: MockThreeCX, examined: Callable[[], Finished]) -> None:
    mock.faults.dialog_never()
    finished = examined()
    assert finished.verdict.exit_code == 1
    assert statuses(finished, "not shown") == {"exception.dialog": "not found", "exception.week": "not found"}


def test_a_renamed_word_does_not_matter_where_a_more_stable_way_stands_first(
    mock: MockThreeCX, examined: Callable[[], Finished]
) -> None:
    mock.faults.rename_label("slot.delete", "Effacer")
    finished = examined()
    assert finished.verdict.exit_code == 0
    assert elements(finished)["slot.delete"]["status"] == "found"


def test_a_dialog_late_is_waited_for(mock: MockThreeCX, examined: Callable[[], Finished]) -> None:
    mock.faults.dialog_late(1.5)
    assert examined().verdict.exit_code == 0


def test_a_site_that_the_console_does_not_list_is_explained(examined: Callable[..., Finished]) -> None:
    verdict = examined("021", "SOREZE").verdict
    assert (verdict.exit_code, verdict.reason) == (3, "not_as_declared")
    assert "021 REVEL" in verdict.sentence


def test_the_operators_own_way_is_examined(examined: Callable[[], Finished], operator: Operator) -> None:
    (operator.folder / "selectors").mkdir()
    (operator.folder / "selectors" / "threecx.yaml").write_text(
        "editor.title:\n  where: the title\n  seen: here\n  find: [{css: '.no-title'}, {css: .editor-bar h1}]\n"
    )
    finished = examined()
    assert finished.verdict.exit_code == 0
    assert statuses(finished, "not shown") == {"editor.title": "drifted"}
    assert elements(finished)["editor.title"]["seen"] == "here"


def test_a_list_of_one_page_has_no_arrow_and_that_is_no_fault(operator: Operator) -> None:
    with MockThreeCX(extensions=procedure_sites()[:5]) as mock:
        finished = examine_revel(operator, mock)
    assert finished.verdict.exit_code == 0, finished.verdict
    assert elements(finished)["list.next_page"]["status"] == "not shown"
