"""The document's example, from a file to the mock Ooma and back, by the command line."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pupitre.cli import app
from pupitre.commands.ending import ended
from pupitre.estate import load
from pupitre.testing import Operator
from pupitre_ooma.rehearsal import RehearsalOoma


@pytest.fixture
def office() -> Iterator[RehearsalOoma]:
    """Yield a running mock of the usual variant."""
    with RehearsalOoma() as mock:
        yield mock


@pytest.fixture
def at_work(office: RehearsalOoma, operator: Operator) -> Operator:
    """Return an operator whose file is the document's example."""
    operator.declares(office.example(password=operator.knows(office.password)))
    return operator


def pupitre(*words: str) -> int:
    """Run a command line in this process, in the session's browser."""
    return ended(lambda: app(list(words), standalone_mode=False, prog_name="pupitre"), json_output="--json" in words)


def test_apply_does_the_whole_document_and_no_number_is_ever_silent(office: RehearsalOoma, at_work: Operator) -> None:
    finished = at_work.apply()
    assert (finished.verdict.exit_code, finished.verdict.reason) == (0, "done"), finished.verdict
    assert set(office.oracle.groups) == {"301", "302", "310"}
    assert office.oracle.groups["301"].members == ("101", "102")
    assert office.oracle.numbers["+33561000001"] == "301"
    assert office.oracle.silent("+33561000001") == []
    assert (office.login_posts, office.save_posts, office.open_sessions) == (1, 4, 0)
    result = json.loads((finished.folder / "result.json").read_bytes())
    assert [(each["name"], each["status"]) for each in result["ring_groups"]] == [
        ("Comptabilité", "changed"),
        ("Assistance", "changed"),
        ("Ancien", "changed"),
    ]
    events = [json.loads(line) for line in (finished.folder / "events.jsonl").read_text().splitlines()]
    changes = [event for event in events if event["phase"] in ("intent", "done")]
    assert [event["phase"] for event in changes] == ["intent", "done"] * (len(changes) // 2)
    assert {event["site"] for event in changes} == {"Assistance", "Comptabilité", "Ancien"}
    page = finished.report.read_text(encoding="utf-8")
    assert "Ce groupe a été supprimé." in page
    assert office.password not in page


def test_a_console_without_a_mail_becomes_a_file_that_plans_to_no_change(
    office: RehearsalOoma, operator: Operator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{office.password}\n".encode())))
    words = ("--address", office.address, "--user", office.user, "--country", "FR", "--stdin")
    assert pupitre("init", "--console", "ooma", "-o", "office.yaml", "--password-to", "file", *words) == 0
    assert "groupe(s) de sonnerie trouvés sur la console." in capsys.readouterr().out
    assert load("office.yaml").names == ("Comptabilité", "Ancien", "Direction")
    assert (office.login_posts, office.save_posts) == (1, 0)
    assert pupitre("plan", "office.yaml") == 0
    assert office.password not in Path("office.yaml").read_text(encoding="utf-8")


@pytest.mark.nightly
def test_every_verb_keeps_ring_groups(
    office: RehearsalOoma, at_work: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    def document(*words: str) -> dict[str, Any]:
        pupitre(*words, "--json")
        printed: dict[str, Any] = json.loads(capsys.readouterr().out)
        return printed

    file = at_work.file.name
    assert document("verify", file)["exit_code"] == 5
    planned = document("plan", file, "--out", "plan.json")
    assert (planned["exit_code"], len(planned["plan"]["ring_groups"]["steps"])) == (2, 4)
    assert document("apply", "plan.json")["reason"] == "done"
    assert document("apply", "plan.json")["reason"] == "stale_plan"
    assert document("verify", file)["exit_code"] == 0
    assert document("drift", file)["exit_code"] == 0
    office.oracle.set_group("302", seconds=60)
    drifted = document("drift", file)
    assert (drifted["exit_code"], drifted["drifted"]) == (2, ["Assistance"])
    only = document("apply", file, "--yes", "--only", "302")
    assert [each["name"] for each in only["ring_groups"]] == ["Assistance"]
    read = document("read", file, "--out", "shown.yaml")
    assert set(read["groups"]) == {"Comptabilité", "Assistance"}
    assert document("plan", "shown.yaml")["reason"] == "nothing_to_do"
    examined = document("doctor", file)
    assert examined["exit_code"] == 0, examined["sentence"]
