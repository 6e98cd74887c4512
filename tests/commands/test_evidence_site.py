"""`pupitre evidence site` as a person and a program use it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pupitre.cli import app
from pupitre.commands.ending import ended

Evidence = Callable[..., tuple[int, str, str]]


def test_it_says_where_the_overview_is(evidence: Evidence, three: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    assert evidence("site", str(target)) == (0, f"{target / 'index.html'}\n", "")
    assert sorted(path.name for path in target.iterdir()) == [
        "index.html",
        "runs-2025-11.html",
        "runs-2026-08.html",
        "runs-2026-11.html",
    ]


def test_a_program_gets_the_page_and_the_number_of_runs(evidence: Evidence, three: Path, tmp_path: Path) -> None:
    code, out, _ = evidence("site", str(tmp_path / "site"), "--json")
    document = json.loads(out)
    assert (code, document["page"], document["runs"]) == (0, str(tmp_path / "site/index.html"), 3)


def test_several_folders_are_one_overview(evidence: Evidence, three: Path, keep_run: Any, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    code, out, _ = evidence("site", str(tmp_path / "site"), "--evidence", str(tmp_path / "none"), "--json")
    assert (code, json.loads(out)["runs"]) == (0, 3)


def test_a_language_may_be_named(evidence: Evidence, three: Path, tmp_path: Path) -> None:
    assert evidence("site", str(tmp_path / "site"), "--language", "fr")[0] == 0
    assert '<html lang="fr">' in (tmp_path / "site/index.html").read_text("utf-8")
    code, _, err = evidence("site", str(tmp_path / "site"), "--language", "de")
    assert code != 0
    assert "There is no language 'de'" in err


def test_what_is_not_an_overview_is_not_written_over(evidence: Evidence, three: Path) -> None:
    before = {path.name for path in three.iterdir()}
    code, _, err = evidence("site", str(three))
    assert code == 1
    assert "holds files that are not ours" in err
    assert {path.name for path in three.iterdir()} == before


def test_a_folder_that_cannot_be_made_is_explained(evidence: Evidence, three: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, _, err = evidence("site", str(tmp_path / "file/site"))
    assert code == 1
    assert "Traceback" not in err
    assert "file/site" in err


def test_an_evidence_folder_that_is_not_there_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = ["evidence", "site", str(tmp_path / "site"), "--evidence", str(tmp_path / "nowhere")]
    assert ended(lambda: app(line, standalone_mode=False, prog_name="pupitre"), json_output=False) == 1
    assert "There is no evidence folder" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()
