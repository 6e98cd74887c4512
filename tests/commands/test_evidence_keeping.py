"""`pupitre evidence prune` and `export`: what goes, what stays, and what leaves the machine."""

from __future__ import annotations

import io
import json
import shutil
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pupitre.evidence.index import Index
from pupitre.evidence.index_reading import read_index

FIRST, SECOND, THIRD = "20251122T010512Z-aaaaaa", "20260823T010512Z-bbbbbb", "20261121T010512Z-cccccc"
Evidence = Callable[..., "tuple[int, str, str]"]

pytestmark = pytest.mark.usefixtures("today")


def folder_of(evidence: Path, run_id: str) -> Path:
    return next(evidence / name for name, run in read_index(evidence).runs.items() if run.run == run_id)


# --- prune -------------------------------------------------------------------------------------------


def test_prune_removes_what_is_older_than_365_days_and_verify_calls_it_retention(
    evidence: Evidence, keep_run: Any
) -> None:
    keep_run("20251101T010512Z-dddddd", ended="2025-11-01T01:05:54Z")
    keep_run(FIRST, ended="2025-11-22T12:00:01Z")
    old, young = read_index(keep_run.evidence).runs
    code, out, _ = evidence("prune", "--yes")
    assert (code, "1 run(s) removed, 1 kept. Retention: 365 days." in out) == (0, True)
    assert not (keep_run.evidence / old).exists()
    assert (keep_run.evidence / young).exists()
    code, out, _ = evidence("verify")
    assert code == 0
    assert "removed by retention" in out
    assert "missing" not in out
    line = read_index(keep_run.evidence).pruned[old]
    assert (line.run.head, line.run.detail["keep_days"]) == (read_index(keep_run.evidence).runs[old].head, 365)
    keep_run(SECOND)
    assert evidence("prune", "--yes")[1].startswith("0 run(s) removed")
    assert evidence("verify")[0] == 0


def test_a_run_that_only_the_index_calls_pruned_is_found(evidence: Evidence, three: Path) -> None:
    name, run = next(iter(read_index(three).runs.items()))
    shutil.rmtree(three / name)
    Index(three).add(replace(run, detail={"keep_days": 365}), kind="pruned")
    code, out, _ = evidence("verify")
    assert code == 1
    assert "did not prune it" in out


def test_prune_keeps_less_than_180_days_only_on_purpose(evidence: Evidence, three: Path) -> None:
    code, out, err = evidence("prune", "--keep-days", "30", "--yes", "--json")
    assert (code, json.loads(out)["reason"]) == (3, "limit")
    assert "--less-than-180-days-on-purpose" in err
    assert len(list(three.iterdir())) == 4
    code, out, _ = evidence("prune", "--keep-days", "30", "--less-than-180-days-on-purpose", "--yes", "--json")
    assert (code, json.loads(out)["removed"]) == (0, [FIRST, SECOND])


def test_prune_asks_and_does_nothing_when_nobody_answers(
    evidence: Evidence, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Person(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert evidence("prune")[0] == 1
    monkeypatch.setattr(sys, "stdin", Person("n\n"))
    assert evidence("prune")[:1] == (0,)
    assert len(list(three.iterdir())) == 4
    monkeypatch.setattr(sys, "stdin", Person("oui\n"))
    assert "1 run(s) removed" in evidence("prune")[1]


def test_prune_leaves_a_run_that_was_changed_and_says_so(evidence: Evidence, three: Path) -> None:
    (folder_of(three, FIRST) / "result.json").write_text("{}")
    code, out, err = evidence("prune", "--yes", "--json")
    assert (code, json.loads(out)["removed"], json.loads(out)["in_doubt"]) == (1, [], [FIRST])
    assert "stays" in err


def test_prune_removes_nothing_by_an_index_that_was_changed(evidence: Evidence, three: Path) -> None:
    index = three / "index.jsonl"
    index.write_bytes(index.read_bytes().replace(b"2026-11-21T", b"2020-11-21T"))
    code, out, _ = evidence("prune", "--yes", "--json")
    assert (code, json.loads(out)["reason"]) == (3, "evidence_in_doubt")
    assert len(list(three.iterdir())) == 4


def test_prune_never_follows_a_link(evidence: Evidence, three: Path, tmp_path: Path) -> None:
    folder = folder_of(three, FIRST)
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    evidence("prune", "--yes")
    assert (tmp_path / "elsewhere" / "events.jsonl").is_file()


def test_prune_never_removes_a_run_under_way(evidence: Evidence, keep_run: Any) -> None:
    def prune(record: Any) -> None:
        evidence("prune", "--keep-days", "0", "--less-than-180-days-on-purpose", "--yes")
        assert record.folder.is_dir()

    keep_run(FIRST, doing=prune)
    assert evidence("verify")[0] == 0


# --- export ------------------------------------------------------------------------------------------


def test_an_export_is_the_same_bytes_each_time_and_is_checked_where_it_is_unpacked(
    evidence: Evidence, three: Path, tmp_path: Path
) -> None:
    for name in ("one.zip", "two.zip"):
        assert evidence("export", THIRD, "-o", str(tmp_path / name))[0] == 0
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    folder = tmp_path / "unpacked" / folder_of(three, THIRD).name
    assert {path.name for path in folder.iterdir()} == {path.name for path in folder_of(three, THIRD).iterdir()}
    code, out, _ = evidence("verify", str(folder))
    assert (code, "1 run checked" in out or "nothing was changed" in out) == (0, True)
    (folder / "result.json").write_text("{}")
    assert evidence("verify", str(folder))[0] == 1


def test_an_export_overwrites_nothing_and_packs_no_link(evidence: Evidence, three: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken.zip"
    taken.write_text("precious")
    code, out, _ = evidence("export", THIRD, "-o", str(taken), "--json")
    assert (code, json.loads(out)["exit_code"], taken.read_text()) == (1, 1, "precious")
    (folder_of(three, THIRD) / "0000-x.jpg").symlink_to("/etc/passwd")
    assert evidence("export", THIRD, "-o", str(tmp_path / "new.zip"))[0] == 1
    assert not (tmp_path / "new.zip").exists()
