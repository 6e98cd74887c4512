"""What a command line says when it is misspelt, incomplete or about files that are not there."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from pupitre.browser.look import Look
from pupitre.commands import progress
from pupitre.errors import Explained
from pupitre.run import Settings

pytestmark = pytest.mark.usefixtures("revel")

VERBS = (
    "check",
    "schema",
    "read",
    "plan",
    "apply",
    "verify",
    "drift",
    "doctor",
    "mock",
    "rehearse",
    "init",
    "status",
    "watch",
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Settings, bool]]:
    """Stop every run before anything is opened and keep what it was asked: verb, settings, may it write."""
    asked: list[tuple[str, Settings, bool]] = []

    def stop(
        estate: object, settings: Settings, verb: str, body: object, *, writes: bool, driver: object = None
    ) -> None:
        asked.append((verb, settings, writes))
        raise Explained("Stopped before anything was opened.")

    monkeypatch.setattr(progress, "run", stop)
    monkeypatch.setattr("pupitre.commands.apply.run", stop)
    return asked


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_and_offers_json(command: Any, verb: str) -> None:
    ended = command(verb, "--help")
    assert (ended.code, ended.err) == (0, "")
    assert "--json" in ended.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("plna", "oti.yaml"), "Did you mean 'plan'"),
        (("plan",), "Missing argument 'FILE'"),
        (("plan", "oti.yaml", "--nope"), "No such option: --nope"),
        (("plan", "oti.yaml", "--patience", "0"), "--patience"),
        (("plan", "oti.yaml", "--max-sites", "0"), "--max-sites"),
        (("plan", "oti.yaml", "--slow", "much"), "--slow"),
        (("guard", "release", "https://oti.3cx.fr"), "--why"),
        (("mock", "threecx", "--port", "70000"), "--port"),
    ],
)
def test_a_misspelt_command_line_is_explained_and_is_not_taken_for_waiting_changes(
    command: Any, words: tuple[str, ...], said: str
) -> None:
    ended = command(*words)
    assert (ended.code, ended.out) == (1, "")
    assert said in ended.err
    assert "--help" in ended.err
    explained = command(*words, "--json")
    assert explained.code == explained.document["exit_code"] == 1
    assert explained.document["reason"] == "usage"
    assert said in explained.document["sentence"]


@pytest.mark.parametrize("words", [("login", "set"), ("login", "check"), ("guard", "status")])
def test_every_verb_of_a_group_offers_json(command: Any, words: tuple[str, ...]) -> None:
    ended = command(*words, "--help")
    assert (ended.code, ended.err, "--json" in ended.out) == (0, "", True)


@pytest.mark.parametrize("words", [(), ("guard",), ("login",)])
def test_naming_no_command_shows_what_there_is(command: Any, words: tuple[str, ...]) -> None:
    ended = command(*words)
    assert (ended.code, ended.out) == (1, "")
    assert "Commands:" in ended.err
    assert ended.err.endswith("No command was named.\n")


@pytest.mark.parametrize("verb", ["check", "read", "plan", "apply", "verify", "drift", "doctor"])
@pytest.mark.parametrize(
    ("file", "said"), [("none.yaml", "no such file"), (".", "folder"), ("bad.yaml", "bad.yaml:2:1")]
)
def test_a_file_that_cannot_be_understood_is_one_document_for_programs(
    command: Any, tmp_path: Path, verb: str, file: str, said: str
) -> None:
    (tmp_path / "bad.yaml").write_text("console: [\n", encoding="utf-8")
    ended = command(verb, file, "--json")
    assert ended.code == 1
    assert ended.document["reason"] == "estate_invalid"
    assert said in ended.err
    assert command(verb, file).out == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[1", "it is not JSON"),
        ("[]", "not a saved plan"),
        ('{"a": 1}', "estate is missing"),
        ('{"estate": "oti.yaml", "plan_id": 1, "console": 2}', "origin is missing"),
        ('"\\u001b[2J"', "not a saved plan"),
    ],
)
def test_json_that_is_no_plan_is_refused_before_anything_is_opened(
    command: Any, tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "plan.json").write_text(content, encoding="utf-8")
    ended = command("apply", "plan.json", "--json")
    assert (ended.code, ended.document["reason"]) == (1, "estate_invalid")
    assert said in ended.document["sentence"]
    assert not (tmp_path / "evidence").exists()


def test_a_plan_that_is_a_folder_or_missing_is_explained(command: Any, tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    assert "Is a directory" in command("apply", "folder.json").err
    assert "No such file" in command("apply", "none.json").err


@pytest.mark.parametrize("verb", ["read", "plan", "apply", "verify", "drift", "doctor"])
def test_a_misspelt_site_costs_no_login(command: Any, tmp_path: Path, verb: str) -> None:
    ended = command(verb, "oti.yaml", "--only", "REVL", "--json", *(["--yes"] if verb == "apply" else []))
    assert ended.code == 1
    assert "did you mean REVEL?" in ended.document["sentence"]
    assert not (tmp_path / "evidence").exists()


@pytest.mark.parametrize(
    ("verb", "out", "said"),
    [
        ("plan", "none/plan.json", "there is no folder none"),
        ("plan", "folder.json", "this is a folder"),
        ("plan", "plan.txt", "must end in .json"),
        ("read", "none/read.yaml", "there is no folder none"),
        ("read", "oti.yaml", "it is not overwritten"),
        ("read", "link.yaml", "it is not overwritten"),
    ],
)
def test_a_file_that_cannot_be_the_result_is_refused_before_anything_is_opened(
    command: Any, tmp_path: Path, verb: str, out: str, said: str
) -> None:
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "link.yaml").symlink_to("oti.yaml")
    declared = (tmp_path / "oti.yaml").read_bytes()
    ended = command(verb, "oti.yaml", "--out", out, "--json")
    assert ended.code == 1
    assert said in ended.document["sentence"]
    assert (tmp_path / "oti.yaml").read_bytes() == declared
    assert not (tmp_path / "evidence").exists()


def test_evidence_that_cannot_be_written_is_explained(command: Any, tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    ended = command("plan", "oti.yaml", "--evidence", "taken", "--json")
    assert (ended.code, ended.document["reason"]) == (1, "evidence_failed")
    assert "taken" in ended.err


def test_nobody_at_the_keyboard_means_no_apply(command: Any, tmp_path: Path) -> None:
    ended = command("apply", "oti.yaml", "--json")
    assert ended.code == 1
    assert "Nobody is there to say yes" in ended.document["sentence"]
    assert "--yes" in ended.document["remedy"]
    assert not (tmp_path / "evidence").exists()


def test_the_options_reach_the_run(command: Any, asked: list[tuple[str, Settings, bool]]) -> None:
    words = [
        "--only",
        "021",
        "--max-sites",
        "3",
        "--evidence",
        "proof",
        "--headed",
        "--slow",
        "250",
        "--patience",
        "2.5",
    ]
    assert command("plan", "oti.yaml", *words).code == 1
    assert command("apply", "oti.yaml", "--yes", *words).code == 1
    (verb, settings, writes), (verb_of_apply, settings_of_apply, writes_of_apply) = asked
    assert (verb, writes, verb_of_apply, writes_of_apply) == ("plan", False, "apply", True)
    for found in (settings, settings_of_apply):
        assert (found.only, found.max_sites, found.evidence) == (("021",), 3, Path("proof"))
        assert (found.look, found.patience) == (Look(headed=True, slow=250), 2.5)


@pytest.mark.parametrize("verb", ["read", "plan", "verify", "drift", "doctor"])
def test_a_verb_that_reads_asks_for_no_right_to_write(
    command: Any, asked: list[tuple[str, Settings, bool]], verb: str
) -> None:
    command(verb, "oti.yaml")
    ((name, settings, writes),) = asked
    assert (name, writes) == (verb, False)
    assert (settings.look, settings.only, settings.max_sites) == (Look(headed=False, slow=0), (), None)


def test_a_plan_may_be_made_as_on_another_day(command: Any, asked: list[tuple[str, Settings, bool]]) -> None:
    command("plan", "oti.yaml", "--on", "2026-12-24")
    ((_, settings, _),) = asked
    assert settings.today == dt.date(2026, 12, 24)
    refused = command("plan", "oti.yaml", "--on", "tomorrow")
    assert (refused.code, len(asked)) == (1, 1)
    assert "--on 'tomorrow' is not a date" in refused.err


def test_what_will_be_missing_soon_is_said(
    command: Any, asked: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (tmp_path / "oti.yaml").read_text()
    head, _ = text.split("sites:")
    seasons = "seasons: [{name: ski, school: hiver, closed: true}]"
    (tmp_path / "oti.yaml").write_text(
        f"{head}calendar: {{country: FR, school: C}}\nhours: {{h: {{week: {{mon: 9:00-11:00}}, {seasons}}}}}\n"
        'sites: {R: {extension: "021", hours: h}}\n'
    )
    monkeypatch.setattr("pupitre.estate.calendar_section.today_in", lambda _: dt.date(2026, 11, 22))
    assert "school holidays" not in command("plan", "oti.yaml").err
    monkeypatch.setattr("pupitre.estate.calendar_section.today_in", lambda _: dt.date(2099, 7, 1))
    assert "oti.yaml:6:1: calendar: the school holidays of zone C are known until 2" in command("plan", "oti.yaml").err


def test_the_state_folder_is_the_one_of_the_environment(
    command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUPITRE_STATE", str(tmp_path / "elsewhere"))
    assert command("guard", "init", "--json").document["folder"] == str(tmp_path / "elsewhere")
    assert command("guard", "status", "--json").document == {"folder": str(tmp_path / "elsewhere"), "doors": []}
    assert (tmp_path / "elsewhere" / "ledger" / "ledger.db").exists()


@pytest.mark.parametrize("words", [("guard", "status"), ("guard", "init"), ("plan", "oti.yaml")])
def test_a_state_folder_that_cannot_be_used_is_explained(
    command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    (tmp_path / "taken").touch()
    monkeypatch.setenv("PUPITRE_STATE", str(tmp_path / "taken"))
    ended = command(*words, "--json")
    assert (ended.code, ended.document["reason"]) == (1, "state_unusable")


def test_an_unforeseen_error_leaves_a_file_to_send_and_a_document(
    command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(path: object) -> None:
        raise ZeroDivisionError("nobody thought of this")

    monkeypatch.setattr("pupitre.commands.plan.load", break_down)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = command("plan", "oti.yaml", "--json")
    assert (ended.code, ended.document["exit_code"], ended.document["reason"]) == (70, 70, "bug")
    (kept,) = tmp_path.glob("pupitre-bug-*.txt")
    assert str(kept) in ended.err
    assert str(kept) in ended.document["remedy"]
    assert "Traceback" not in ended.err
    assert "nobody thought of this" in kept.read_text()


def test_an_unforeseen_error_on_a_full_disk_is_still_told(
    command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pupitre.commands.plan.load", lambda _: 1 / 0)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    ended = command("plan", "oti.yaml")
    assert ended.code == 70
    assert "ZeroDivisionError" in ended.err
    assert "Please send the text above." in ended.err


def test_ctrl_c_outside_a_run_is_a_document_too(command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(path: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pupitre.commands.plan.load", interrupt)
    ended = command("plan", "oti.yaml", "--json")
    assert ended.code == 130
    assert ended.document["reason"] == "interrupted"


def test_the_schema_is_one_document_with_or_without_json(command: Any) -> None:
    assert json.loads(command("schema").out) == command("schema", "--json").document
