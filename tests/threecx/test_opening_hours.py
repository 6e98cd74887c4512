"""The document's example, from a file to the console and back."""

from __future__ import annotations

import json

import pytest

from pupitre.errors import StalePlan
from pupitre.estate.writing import write_estate
from pupitre.hours import Week
from pupitre.plan import Plan
from pupitre.testing import Operator
from pupitre_threecx.mock import MockThreeCX, week

pytestmark = pytest.mark.usefixtures("monday")


def the_plan(operator: Operator) -> Plan:
    plan = operator.plan().verdict.plan
    assert plan is not None
    return plan


def test_a_plan_shows_five_deletions_and_ten_slots_and_saves_nothing(
    mock: MockThreeCX, operator: Operator, before: Week, revel: None
) -> None:
    finished = operator.plan()
    assert finished.verdict.exit_code == 2
    plan = finished.verdict.plan
    assert plan is not None
    assert [action.says("fr") for action in plan.changed[0].actions][:2] == [
        "Lundi, Supprimer 08:00-17:00",
        "Mardi, Supprimer 08:00-17:00",
    ]
    assert len(plan.changed[0].actions) == 15
    assert mock.oracle.week("021") == before
    assert (mock.oracle.saves, mock.oracle.updates, mock.oracle.open_sessions) == (0, 0, 0)


def test_apply_changes_the_hours_with_one_login_and_one_save(
    mock: MockThreeCX, operator: Operator, after: Week, revel: None
) -> None:
    rules = [(rule.caller, rule.destination) for rule in mock.oracle.rules("021")]
    finished = operator.apply()
    assert (finished.verdict.exit_code, finished.verdict.reason) == (0, "done"), finished.verdict
    assert mock.oracle.week("021") == after
    assert [(rule.caller, rule.destination) for rule in mock.oracle.rules("021")] == rules
    oracle = mock.oracle
    assert (oracle.login_posts, oracle.save_posts, oracle.rule_deletions, oracle.logouts) == (1, 1, 0, 1)
    assert oracle.open_sessions == 0


def test_apply_leaves_pictures_a_result_and_a_page(mock: MockThreeCX, operator: Operator, revel: None) -> None:
    finished = operator.apply()
    result = json.loads((finished.folder / "result.json").read_text())
    assert result["exit_code"] == 0
    assert result["sites"][0]["after"]["mon"] == ["08:00-12:00", "14:00-17:30"]
    for name in ("plan.json", "before.json", "after.json", "events.jsonl", "SHA256SUMS"):
        assert (finished.folder / name).stat().st_size > 0
    events = [json.loads(line) for line in (finished.folder / "events.jsonl").read_text().splitlines()]
    assert sum(event["picture"] is not None for event in events) >= 18
    said = [event["says"] for event in events if event["phase"] == "done"]
    assert said[0] == "Lundi, Supprimer 08:00-17:00"
    assert said[-1] == "OK en haut de la page"
    page = finished.report.read_text(encoding="utf-8")
    assert "REVEL" in page
    assert mock.password not in page


def test_every_click_that_changes_something_was_announced_on_disk_first(
    mock: MockThreeCX, operator: Operator, revel: None
) -> None:
    finished = operator.apply()
    events = [json.loads(line) for line in (finished.folder / "events.jsonl").read_text().splitlines()]
    phases = [event["phase"] for event in events if event["phase"] in ("intent", "done")]
    assert phases == ["intent", "done"] * 17
    assert mock.oracle.updates == 15


def test_a_second_apply_has_nothing_to_do_and_opens_each_editor_once(mock: MockThreeCX, operator: Operator) -> None:
    operator.apply()
    opened = sum(call.path == "/api/ExtensionList/set" for call in mock.oracle.journal)
    finished = operator.apply()
    assert finished.verdict.reason == "nothing_to_do"
    assert sum(call.path == "/api/ExtensionList/set" for call in mock.oracle.journal) == opened + 1
    assert mock.oracle.save_posts == 1


def test_days_that_stay_are_not_touched(mock: MockThreeCX, operator: Operator) -> None:
    operator.apply()
    assert mock.oracle.updates == 3


def test_verify_says_what_the_console_shows_instead(mock: MockThreeCX, operator: Operator) -> None:
    assert operator.verify().verdict.exit_code == 5
    operator.apply()
    assert operator.verify().verdict.exit_code == 0


def test_a_reviewed_plan_is_applied_once(
    mock: MockThreeCX, operator: Operator, before: Week, after_monday: Week
) -> None:
    plan = the_plan(operator)
    assert operator.apply(plan).verdict.exit_code == 0
    assert mock.oracle.week("021") == after_monday
    mock.oracle.set_week("021", before)
    again = operator.apply(plan).verdict
    assert (again.exit_code, again.reason) == (3, StalePlan.reason)
    assert mock.oracle.week("021") == before


def test_a_plan_is_stale_when_somebody_changed_the_console(mock: MockThreeCX, operator: Operator) -> None:
    plan = the_plan(operator)
    changed = week(mon_fri="09:00-17:00")
    mock.oracle.set_week("021", changed)
    verdict = operator.apply(plan).verdict
    assert (verdict.exit_code, verdict.reason) == (3, StalePlan.reason)
    assert "REVEL" in verdict.sentence
    assert mock.oracle.week("021") == changed
    assert mock.oracle.updates == 0


def test_a_plan_is_stale_when_another_rule_changed(mock: MockThreeCX, operator: Operator) -> None:
    from pupitre_threecx.mock import Rule

    plan = the_plan(operator)
    mock.oracle.set_rules("021", [Rule("0561", "AllHours"), *mock.oracle.rules("021")])
    assert operator.apply(plan).verdict.reason == StalePlan.reason
    assert mock.oracle.updates == 0


def test_drift_is_what_moved_since_the_last_apply(mock: MockThreeCX, operator: Operator) -> None:
    operator.apply()
    assert operator.drift().verdict.exit_code == 0
    mock.oracle.set_week("021", week(mon="10:00-11:00"))
    finished = operator.drift()
    assert finished.verdict.exit_code == 2
    assert "REVEL" in finished.verdict.sentence


def test_what_was_read_plans_to_no_change(mock: MockThreeCX, operator: Operator, declare: object) -> None:
    declare(  # type: ignore[operator]
        'REVEL: {extension: "021", closed: true, week: {}}',
        'SOREZE: {extension: "022", closed: true, week: {}}',
        'Saint FELIX: {extension: "023", closed: true, week: {}}',
        'Les CAMMAZES: {extension: "024", closed: true, week: {}}',
    )
    shown = operator.read().verdict.document
    assert set(shown) == {"REVEL", "SOREZE", "Saint FELIX", "Les CAMMAZES"}
    numbers = {"REVEL": "021", "SOREZE": "022", "Saint FELIX": "023", "Les CAMMAZES": "024"}
    operator.declares(
        write_estate(
            console="threecx",
            address=mock.address,
            user=mock.user,
            password_reference="file:password",
            timezone="Europe/Paris",
            language="fr",
            sites=[(name, numbers[name], Week.from_json(shown[name])) for name in shown],
        )
    )
    assert operator.plan().verdict.reason == "nothing_to_do"


def test_all_sites_are_done_in_one_session(mock: MockThreeCX, operator: Operator, declare: object) -> None:
    declare(  # type: ignore[operator]
        'REVEL: {extension: "021", week: {lun-ven: 09:00-17:00}}',
        'Les CAMMAZES: {extension: "024", week: {sam: 09:00-12:00}}',
    )
    assert operator.apply().verdict.exit_code == 0
    assert mock.oracle.week("021") == week(mon_fri="09:00-17:00")
    assert mock.oracle.week("024") == week(sat="09:00-12:00")
    assert (mock.oracle.login_posts, mock.oracle.saves, mock.oracle.logouts) == (1, 2, 1)


def test_one_failing_site_does_not_stop_the_others(mock: MockThreeCX, operator: Operator, declare: object) -> None:
    declare(  # type: ignore[operator]
        'REVEL: {extension: "021", week: {lun-ven: 09:00-17:00}}',
        'Les CAMMAZES: {extension: "024", week: {sam: 09:00-12:00}}',
    )
    mock.faults.corrupt_on_delete()
    mock.faults.lose_click_on_add(1)
    finished = operator.apply()
    assert finished.verdict.exit_code != 0
    assert {site.name for site in finished.verdict.sites} == {"REVEL", "Les CAMMAZES"}
