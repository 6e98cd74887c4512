"""The verbs from the command line on a mock console: exit codes, streams, saved plans."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from pupitre_threecx.mock import MockThreeCX, week

BEFORE = week(mon_fri="08:00-17:00")
AFTER = week(mon=["08:00-12:00", "14:00-17:30"], tue_fri="08:00-17:00")


class Keyboard(io.StringIO):
    """A person who types."""

    def isatty(self) -> bool:
        """Say that somebody is there."""
        return True


def test_waiting_changes_are_exit_code_2_on_both_streams(mock: MockThreeCX, revel: Path, command: Any) -> None:
    planned = command("plan", revel.name)
    assert planned.code == 2
    assert "~ Lundi     08:00-17:00  ->  08:00-12:00, 14:00-17:30" in planned.out
    assert planned.out.rstrip().endswith("report.html")
    asked = command("plan", revel.name, "--json")
    assert asked.code == asked.document["exit_code"] == 2
    assert asked.document["plan"]["sites"][0]["name"] == "REVEL"
    assert "~ Lundi" in asked.err
    assert (mock.oracle.week("021"), mock.oracle.saves) == (BEFORE, 0)


def test_a_saved_plan_is_applied_without_a_question_and_once(
    mock: MockThreeCX, two_sites: Path, command: Any, tmp_path: Path
) -> None:
    planned = command("plan", two_sites.name, "--only", "021", "--out", "plan.json")
    assert planned.code == 2
    assert "Enregistré dans plan.json." in planned.out
    sorezes = mock.oracle.week("022")
    refused = command("apply", "plan.json", "--only", "REVEL")
    assert refused.code == 1
    assert "without --only" in refused.err
    applied = command("apply", "plan.json", "--json")
    assert (applied.code, applied.document["reason"]) == (0, "done")
    assert (mock.oracle.week("021"), mock.oracle.week("022")) == (AFTER, sorezes)
    again = command("apply", "plan.json", "--json")
    assert (again.code, again.document["reason"]) == (3, "stale_plan")
    assert mock.oracle.saves == 1


def test_a_plan_whose_site_left_the_file_is_stale(two_sites: Path, command: Any, tmp_path: Path) -> None:
    command("plan", two_sites.name, "--out", "plan.json")
    kept = [line for line in two_sites.read_text().splitlines() if "SOREZE" not in line]
    two_sites.write_text("\n".join(kept) + "\n")
    ended = command("apply", "plan.json", "--json")
    assert (ended.code, ended.document["reason"]) == (3, "stale_plan")
    assert "SOREZE" in ended.err


def test_a_plan_of_another_console_is_refused(mock: MockThreeCX, revel: Path, command: Any, tmp_path: Path) -> None:
    command("plan", revel.name, "--out", "plan.json")
    revel.write_text(revel.read_text().replace("127.0.0.1", "localhost"))
    ended = command("apply", "plan.json")
    assert ended.code == 1
    assert "this plan is for http://127.0.0.1" in ended.err
    assert mock.oracle.saves == 0


def test_verify_and_drift_have_exit_codes_of_their_own(mock: MockThreeCX, revel: Path, command: Any) -> None:
    verified = command("verify", revel.name)
    assert verified.code == 5
    assert "La console ne montre pas" in verified.err
    drifted = command("drift", revel.name, "--json")
    assert (drifted.code, drifted.document["drifted"]) == (2, ["REVEL"])
    assert command("apply", revel.name, "--yes").code == 0
    assert [command(verb, revel.name).code for verb in ("verify", "drift")] == [0, 0]
    assert mock.oracle.saves == 1


def test_what_is_read_plans_to_no_change(mock: MockThreeCX, two_sites: Path, command: Any, tmp_path: Path) -> None:
    read = command("read", two_sites.name)
    assert read.code == 0
    (tmp_path / "back.yaml").write_text(read.out)
    assert command("plan", "back.yaml").code == 0
    asked = command("read", two_sites.name, "--out", "again.yaml", "--json")
    assert asked.document["weeks"]["REVEL"] == BEFORE.to_json()
    assert (tmp_path / "again.yaml").read_text() == read.out
    assert "Enregistré dans again.yaml." in asked.err


def test_more_sites_than_allowed_are_refused(mock: MockThreeCX, two_sites: Path, command: Any) -> None:
    ended = command("apply", two_sites.name, "--yes", "--max-sites", "1", "--json")
    assert (ended.code, ended.document["reason"]) == (3, "limit")
    assert mock.oracle.saves == 0


@pytest.mark.parametrize(
    ("answer", "code", "saves"),
    [("n\n", 1, 0), ("", 1, 0), ("Oui\n", 0, 1)],
)
def test_the_answer_to_the_question_decides(
    mock: MockThreeCX,
    revel: Path,
    command: Any,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    code: int,
    saves: int,
) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard(answer))
    ended = command("apply", revel.name)
    assert (ended.code, mock.oracle.saves) == (code, saves)
    assert "~ Lundi" in ended.out
    assert "Appliquer ? [o/N]" in ended.err
    assert mock.oracle.week("021") == (AFTER if saves else BEFORE)


def test_a_question_leaves_stdout_to_the_program(
    mock: MockThreeCX, revel: Path, command: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard("n\n"))
    ended = command("apply", revel.name, "--json")
    assert ended.document["reason"] == "declined"
    assert "Appliquer ? [o/N]" in ended.err
    assert mock.oracle.saves == 0


def test_doctor_reports_every_element(mock: MockThreeCX, revel: Path, command: Any) -> None:
    ended = command("doctor", revel.name, "--json")
    assert ended.code == 0
    names = [element["name"] for element in ended.document["elements"]]
    assert "login.password" in names
    assert all(name in ended.err for name in names)
    assert mock.oracle.saves == 0


def test_a_failing_run_is_one_document_that_names_its_report(
    mock: MockThreeCX, revel: Path, command: Any, tmp_path: Path
) -> None:
    (tmp_path / "password").write_text("wrong")
    ended = command("plan", revel.name, "--json", "--evidence", "proof")
    assert (ended.code, ended.document["reason"]) == (4, "login_refused")
    assert (tmp_path / ended.document["report"]).is_file()
    assert Path(ended.document["folder"]).parts[0] == "proof"
    assert json.loads((tmp_path / ended.document["folder"] / "result.json").read_text())["exit_code"] == 4
    assert "wrong" not in ended.out + ended.err
    held = command("plan", revel.name, "--json")
    assert (held.code, held.document["reason"]) == (4, "guard_held")
    assert mock.oracle.login_posts == 1
