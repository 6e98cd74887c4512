"""The verbs as they are typed: options reach what they are for, and one JSON document comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pupitre.cli import app
from pupitre.commands.ending import ended
from pupitre.unattended.telling_of_nights import end_night

from .conftest import NightMaker, Office


@pytest.fixture
def typed(capfd: pytest.CaptureFixture[str]) -> Any:
    """Return what types a command and gives its exit code, its document and what people read."""

    def run(*words: object) -> tuple[int, dict[str, Any], str]:
        arguments = [str(word) for word in words]
        code = ended(lambda: app(arguments, standalone_mode=False, prog_name="pupitre"), json_output=True)
        printed = capfd.readouterr()
        return code, json.loads(printed.out), printed.err

    return run


def test_a_timer_is_shown_as_it_was_asked_for(office: Office, typed: Any, tmp_path: Path) -> None:
    code, told, _ = typed(
        "timer", "show", office.file(), "--kind", "systemd", "--at", "3:45", "--name", "early",
        "--evidence", tmp_path / "e", "--json",
    )  # fmt: skip
    assert code == 0
    assert (told["kind"], told["scope"], told["at"], told["timezone"]) == ("systemd", "user", "03:45", "Europe/Paris")
    assert told["command"][-2:] == ["--evidence", str(tmp_path / "e")]
    assert [Path(file).name for file in told["files"]] == ["pupitre-early.service", "pupitre-early.timer"]
    assert "OnCalendar=*-*-* 03:45:00 Europe/Paris" in told["text"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["timer", "show", "FILE", "--at", "02:30", "--kind", "systemd"], 3, "does not exist"),
        (["timer", "show", "FILE", "--kind", "at"], 1, "no such kind of timer"),
        (["timer", "remove", "--kind", "systemd", "--name", "none-of-ours"], 3, "There is no timer none-of-ours"),
        (["timer", "install", "FILE", "--kind", "systemd", "--system"], 3, "the user that the night runs as"),
        (["watch"], 1, "No estate file is named"),
        (["watch", "--probe", "--health", "/nowhere/x"], 1, "there is no health file"),
        (["status", "/nowhere/x.yaml"], 1, "x.yaml"),
        (["status"], 1, "No estate file is named"),
        (["status", "--forget"], 1, "No estate file is named"),
        (["status", "--forget", "FILE"], 1, "nothing to forget"),
        (["doctor", "FILE", "--as-scheduled", "--run-as", "nobody-of-this-name"], 3, "no user"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_exit_code(
    office: Office, typed: Any, words: list[str], code: int, says: str
) -> None:
    file = office.file()
    ended_with, told, people = typed(*[file if word == "FILE" else word for word in words], "--json")
    assert ended_with == code
    assert told["exit_code"] == code
    assert says in people


def test_the_status_of_a_folder_is_one_document(office: Office, typed: Any, night: NightMaker, tmp_path: Path) -> None:
    end_night(night(), office.estate())
    target = tmp_path / "x.prom"
    code, told, people = typed("status", office.folder, "--stale-after", "9999999", "--prometheus", target, "--json")
    assert code == told["exit_code"] == 0
    assert [estate["state"] for estate in told["estates"]] == ["good"]
    assert "pupitre_good" in target.read_text(encoding="utf-8")
    assert str(target) in people


def test_a_doctor_who_is_asked_as_scheduled_opens_no_browser(
    office: Office, typed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pupitre.browser.launch.running_browser", lambda *_: pytest.fail("a browser was opened"))
    code, told, _ = typed("doctor", office.file(), "--as-scheduled", "--evidence", office.folder, "--json")
    assert (code, told["missing"]) == (0, [])
