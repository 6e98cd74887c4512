"""`pupitre evidence`: what a manager opens, what an auditor checks, what a spreadsheet and a program read."""

from __future__ import annotations

import csv
import io
import json
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pupitre.commands.evidence import showing
from pupitre.commands.evidence.listing import harmless
from pupitre.evidence import SiteResult
from pupitre.evidence.folder_verification import verify_folder
from pupitre.evidence.index_reading import read_index
from pupitre.guard import noted_runs

FIRST, SECOND, THIRD = "20251122T010512Z-aaaaaa", "20260823T010512Z-bbbbbb", "20261121T010512Z-cccccc"
Evidence = Callable[..., "tuple[int, str, str]"]


def folder_of(evidence: Path, run_id: str) -> Path:
    return next(evidence / name for name, run in read_index(evidence).runs.items() if run.run == run_id)


# --- list --------------------------------------------------------------------------------------------


def test_the_list_has_one_line_a_run_with_what_became_of_it(evidence: Evidence, three: Path) -> None:
    code, out, err = evidence("list")
    assert (code, err) == (0, "")
    header, first, second, third = out.splitlines()
    assert header.split()[0] == "ENDED"
    assert first.startswith(f"2025-11-22 01:05  {FIRST}  https://oti.example.fr")
    assert "login_refused" in second
    assert "SOREZE" in second
    assert "done" in third


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("--console", "other"), [SECOND]),
        (("--console", "threecx"), [FIRST, SECOND, THIRD]),
        (("--site", "revel"), [FIRST, THIRD]),
        (("--result", "login_refused"), [SECOND]),
        (("--since", "2026-08-23"), [SECOND, THIRD]),
        (("--until", "2026-08-23"), [FIRST, SECOND]),
        (("--since", "2026-08-24", "--until", "2026-11-20"), []),
    ],
)
def test_the_list_is_narrowed_by_console_site_result_and_day(
    evidence: Evidence, three: Path, words: tuple[str, ...], shown: list[str]
) -> None:
    code, out, _ = evidence("list", *words, "--json")
    assert code == 0
    assert [run["run"] for run in json.loads(out)["runs"]] == shown


def test_a_day_that_is_none_and_a_folder_that_is_not_there_are_explained(evidence: Evidence) -> None:
    assert evidence("list")[0] == 1
    assert "no evidence folder" in evidence("verify")[2]
    code, out, err = evidence("list", "--since", "yesterday", "--json")
    assert (code, json.loads(out)["exit_code"]) == (1, 1)
    assert "2026-11-22" in err


def test_names_of_a_console_can_not_draw_on_the_terminal_or_split_a_line(evidence: Evidence, keep_run: Any) -> None:
    hostile = "A\x1b[2J\u202eB\x00C\nD"
    keep_run(FIRST, sites=(SiteResult(hostile, "021", "changed"),))
    for words in ((), ("--csv",)):
        _, out, _ = evidence("list", *words)
        assert len(out.splitlines()) == 2
        assert "A‹ESC›[2J‹U+202E›B‹NUL›C‹LF›D" in out
    document = evidence("list", "--json")[1]
    assert document.isascii()
    assert json.loads(document)["runs"][0]["sites"] == [hostile]


@pytest.mark.parametrize("name", ['=HYPERLINK("http://evil","x")', "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "'=1"])
def test_no_cell_of_the_csv_is_taken_for_a_formula(evidence: Evidence, keep_run: Any, name: str) -> None:
    keep_run(FIRST, sites=(SiteResult(name, "021", "changed"),))
    (row,) = csv.DictReader(io.StringIO(evidence("list", "--csv")[1]))
    assert row["sites"].startswith("'")
    assert (row["run"], row["result"], row["exit_code"], row["state"]) == (FIRST, "done", "0", "kept")


def test_a_cell_that_is_no_formula_stays_as_it_is() -> None:
    assert [harmless(cell) for cell in ("REVEL", "a=b", "8-12", "")] == ["REVEL", "a=b", "8-12", ""]


def test_a_run_that_died_one_under_way_and_one_that_was_removed_are_told_apart(
    evidence: Evidence, keep_run: Any
) -> None:
    keep_run(FIRST, dies=True)
    states: list[list[str]] = []

    def look(_: object) -> None:
        states.append([run["state"] for run in json.loads(evidence("list", "--json")[1])["runs"]])

    keep_run(SECOND, doing=look)
    shutil.rmtree(folder_of(keep_run.evidence, SECOND))
    look(None)
    assert states == [["killed", "open"], ["killed", "missing"]]


# --- show --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["last", THIRD, "20261121T010512Z", "20261121t010512z-c"])
def test_show_prints_the_path_of_the_page_where_there_is_no_desktop(
    evidence: Evidence, three: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    if name == "last":  # the folders of this test were all made today
        name = max(read_index(three).runs)
    code, out, err = evidence("show", name)
    assert (code, err) == (0, "")
    assert Path(out.strip()).is_file()
    assert Path(out.strip()).name == "report.html"


def test_show_hands_the_page_to_the_desktop_and_never_to_a_shell(
    evidence: Evidence, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[list[str], dict[str, Any]]] = []
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(showing.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(showing.subprocess, "Popen", lambda words, **options: asked.append((words, options)))
    assert evidence("show", THIRD)[0] == 0
    ((words, options),) = asked
    assert words == ["/usr/bin/xdg-open", str(folder_of(three, THIRD) / "report.html")]
    assert not options.get("shell")
    evidence("show", THIRD, "--json")
    assert len(asked) == 1  # a program gets the path only


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("20", "begins 3 runs"),
        ("2031", "No run in"),
        ("", "No run in"),
        ("x\x1b[2J", "‹ESC›"),
        ("../..", "not the folder"),
    ],
)
def test_a_name_that_is_no_run_or_several_is_explained(evidence: Evidence, three: Path, name: str, said: str) -> None:
    for path in (folder_of(three, SECOND), folder_of(three, THIRD)):
        assert path.is_dir()
    code, out, err = evidence("show", name, "--json")
    assert code == 1
    assert json.loads(out)["reason"] == "no_such_run"
    assert said in err


def test_show_says_when_the_page_was_changed_and_does_not_open_it(
    evidence: Evidence, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(showing, "_open", opened.append)
    with (folder_of(three, THIRD) / "report.html").open("a") as page:
        page.write("<p>All is well.</p><script>alert(1)</script>")
    code, out, err = evidence("show", THIRD)
    assert (code, Path(out.strip()).name) == (0, "report.html")
    assert "1 finding" in err
    assert "is not opened" in err
    assert opened == []
    evidence("show", FIRST)
    assert len(opened) == 1


# --- verify ------------------------------------------------------------------------------------------


def test_verify_says_that_nothing_was_changed_with_exit_0(evidence: Evidence, three: Path) -> None:
    assert evidence("verify")[:2] == evidence("verify", "--all")[:2] == (0, "3 runs checked: nothing was changed.\n")
    code, out, _ = evidence("verify", "--json")
    document = json.loads(out)
    assert (code, document["sound"], document["checked"], document["compared_with_this_machine"]) == (0, True, 3, 3)


def test_verify_goes_on_and_names_everything_by_kind_with_exit_1(evidence: Evidence, three: Path) -> None:
    next(folder_of(three, FIRST).glob("*.jpg")).unlink()
    events = folder_of(three, SECOND) / "events.jsonl"
    events.write_bytes(events.read_bytes().replace(b"Open REVEL", b"Open SOREZ"))
    shutil.rmtree(folder_of(three, THIRD))
    code, out, _ = evidence("verify", "--all", "--json")
    document = json.loads(out)
    assert code == document["exit_code"] == 1
    kinds = {run["run"]: {finding["kind"] for finding in run["findings"]} for run in document["runs"]}
    assert kinds[FIRST] == {"missing file"}
    assert "edited" in kinds[SECOND]
    assert kinds[THIRD] == {"removed"}
    text = evidence("verify")[1]
    assert "missing file" in text
    assert text.endswith("3 runs checked: not as the runs left it.\n")


def test_a_head_from_a_mail_finds_a_run_that_was_cut_and_written_anew(
    evidence: Evidence, keep_run: Any, tmp_path: Path
) -> None:
    """The forger rewrote events, sums, index and result; only what left the machine is out of reach."""
    record = keep_run(FIRST)
    head, count = record.head
    words = ("verify", FIRST, "--head", head, "--count", str(count))
    assert evidence(*words)[0] == 0
    assert evidence("verify", FIRST, "--head", f"{head[:12]}…{head[-4:]}")[0] == 0
    assert evidence("verify", FIRST, "--head", f"{head[:12]}...{head[-4:]}")[0] == 0
    shutil.rmtree(keep_run.evidence)
    shutil.rmtree(tmp_path / "state")
    keep_run(FIRST, reason="nothing_to_do")
    assert evidence("verify", FIRST)[0] == 0
    code, out, _ = evidence(*words)
    assert code == 1
    assert "noted elsewhere" in out


def test_a_head_without_a_run_and_a_run_with_all_are_misspelt(evidence: Evidence, three: Path) -> None:
    for words in (("--head", "a" * 64), (THIRD, "--all"), ("--all", "--count", "3")):
        code, out, _ = evidence("verify", *words, "--json")
        assert (code, json.loads(out)["reason"]) == (1, "usage")


def test_a_machine_that_knows_nothing_of_the_runs_says_what_it_can_not_tell(
    evidence: Evidence, three: Path, tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / "state")
    code, out, _ = evidence("verify")
    assert code == 0
    assert "only --head" in out


def test_sha256sum_alone_checks_a_folder(three: Path) -> None:
    folder = folder_of(three, THIRD)
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    assert subprocess.run(check, cwd=folder, capture_output=True, check=False).returncode == 0
    (folder / "result.json").write_text("{}")
    assert subprocess.run(check, cwd=folder, capture_output=True, check=False).returncode == 1


# --- all of them -------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["list", "show", "verify", "prune", "export"])
def test_every_verb_explains_itself_and_offers_json(evidence: Evidence, verb: str) -> None:
    code, out, err = evidence(verb, "--help")
    assert (code, err) == (0, "")
    assert "--json" in out


HOSTILE_NAMES = [
    "../../etc/cron.d/x", "..", ".", "/etc/passwd", "C:\\Windows\\x", "\\\\server\\share", "CON", "NUL.txt", "aux", "a\0b",
    "a\nb", "a/b", "a\\b", "é" * 300, "x" * 5000, "", " ", ".hidden", "-rf", "~root", "$(reboot)", "`id`", "a;b", "a|b",
    "<img src=x>", "\u202egpj.exe", "events.jsonl", "SHA256SUMS", "index.jsonl", "%2e%2e%2f",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_no_name_of_a_site_leads_a_file_out_of_the_folder(
    evidence: Evidence, keep_run: Any, tmp_path: Path, name: str
) -> None:
    def shoot(record: Any) -> None:
        record.event(name, says=name, site=name, picture=b"\xff\xd8")

    record = keep_run(FIRST, doing=shoot, sites=(SiteResult(name, name, "changed", sentence=name),))
    assert {path.name for path in tmp_path.iterdir()} == {"evidence", "state"}
    assert {path.name for path in keep_run.evidence.iterdir()} == {"index.jsonl", record.folder.name}
    assert all(stat.S_ISREG(path.lstat().st_mode) for path in record.folder.iterdir())
    assert [each.findings for each in verify_folder(keep_run.evidence, noted_runs() or ())] == [(), ()]
    assert len(evidence("list")[1].splitlines()) == 2
