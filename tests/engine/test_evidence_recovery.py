"""A run that died is noted by the next one of its console, and nothing of it is mended."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from pupitre.errors import EvidenceFailed
from pupitre.evidence.chain import GENESIS
from pupitre.evidence.disk import Disk
from pupitre.evidence.index import Index
from pupitre.evidence.index_reading import read_index
from pupitre.guard import noted_runs

FIRST, SECOND, THIRD = "20261122T010512Z-aaaaaa", "20261123T010512Z-bbbbbb", "20261124T010512Z-cccccc"


def events(record: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (record.folder / "events.jsonl").read_bytes().splitlines()]


def recoveries(record: Any) -> list[dict[str, Any]]:
    return [event["detail"] for event in events(record) if event["step"] == "run.recovery"]


def test_each_run_stands_on_the_head_of_the_one_before_it_on_its_console(keep_run: Any) -> None:
    first = keep_run(FIRST)
    other = keep_run(SECOND, origin="https://other.example.fr")
    last = keep_run(THIRD)
    assert events(first)[0]["prev"] == events(other)[0]["prev"] == GENESIS
    assert events(last)[0]["prev"] == first.head[0]
    assert [run.previous for run in read_index(keep_run.evidence).runs.values()] == [GENESIS, GENESIS, first.head[0]]


def test_the_head_of_a_run_and_of_the_index_are_in_the_ledger(keep_run: Any) -> None:
    record = keep_run(FIRST)
    (noted,) = noted_runs() or []
    index = read_index(keep_run.evidence)
    assert (noted.head, noted.count) == record.head
    assert (noted.index_head, noted.index_count) == (index.head, index.count) == (index.lines[0].hash, 1)
    assert noted.evidence == keep_run.evidence


def test_a_run_that_died_is_named_by_the_next_one_with_the_hash_of_what_was_torn(keep_run: Any) -> None:
    dead = keep_run(FIRST, dies=True, doing=lambda record: record.event("save", phase="intent", says="OK"))
    with (dead.folder / "events.jsonl").open("ab") as file:
        file.write(b'{"detail":{},"ha')
    before = {path: path.read_bytes() for path in dead.folder.iterdir()}
    after = keep_run(SECOND)
    (told,) = recoveries(after)
    assert (told["run"], told["folder"], told["closed"]) == (FIRST, dead.folder.name, False)
    assert (told["head"], told["count"]) == dead.head
    assert told["intent"] == "save"
    assert told["torn"] == {"size": 16, "sha256": hashlib.sha256(b'{"detail":{},"ha').hexdigest()}
    assert events(after)[1]["step"] == "run.recovery"
    assert {path: path.read_bytes() for path in dead.folder.iterdir()} == before
    died, done = read_index(keep_run.evidence).runs.values()
    assert (died.run, died.result, died.exit_code, (died.head, died.count)) == (FIRST, "died", None, dead.head)
    assert (done.run, done.result) == (SECOND, "done")
    assert done.previous == GENESIS
    assert any(
        FIRST in warning for warning in json.loads((after.folder / "result.json").read_bytes())["evidence"]["warnings"]
    )
    assert FIRST in (after.folder / "report.html").read_text("utf-8")


def test_a_death_is_noted_once_and_by_the_runs_of_its_own_console_only(keep_run: Any) -> None:
    keep_run(FIRST, dies=True)
    assert recoveries(keep_run(SECOND, origin="https://other.example.fr")) == []
    assert len(recoveries(keep_run(THIRD))) == 1
    assert recoveries(keep_run("20261125T010512Z-dddddd")) == []


def test_a_run_that_died_before_its_first_event_is_named_although_nothing_is_left_of_it(
    keep_run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Disk, "make_folder", die)
        with pytest.raises(Killed):
            keep_run(FIRST)
    (told,) = recoveries(keep_run(SECOND))
    assert told == {"run": FIRST, "folder": None}
    assert recoveries(keep_run(THIRD)) == []


def test_a_run_that_closed_and_died_before_its_line_gets_it_from_the_next_one(
    keep_run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Index, "add", die)
        with pytest.raises(Killed):
            keep_run(FIRST)
    (told,) = recoveries(keep_run(SECOND))
    assert told["closed"] is True
    first, _ = read_index(keep_run.evidence).runs.values()
    assert (first.run, first.result, first.exit_code) == (FIRST, "done", 0)


def test_a_run_that_can_not_begin_is_not_taken_for_a_dead_one(keep_run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Disk, "free", lambda *_: 0)
        with pytest.raises(EvidenceFailed, match="0 MB are free"):
            keep_run(FIRST)
    assert recoveries(keep_run(SECOND)) == []


def test_a_share_is_refused_for_the_record_itself(keep_run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pupitre.evidence.disk.filesystem_of", lambda _: "nfs4")
    with pytest.raises(EvidenceFailed, match="a share of another machine") as caught:
        keep_run(FIRST)
    assert "evidence: {copy: FOLDER}" in caught.value.remedy


@pytest.mark.parametrize("index", ["a link", "a folder"])
def test_an_index_that_can_not_be_written_is_refused_before_anything_is_opened(
    keep_run: Any, tmp_path: Path, index: str
) -> None:
    keep_run.evidence.mkdir()
    if index == "a link":
        (keep_run.evidence / "index.jsonl").symlink_to(tmp_path / "precious")
    else:
        (keep_run.evidence / "index.jsonl").mkdir()
    with pytest.raises(EvidenceFailed):
        keep_run(FIRST)
    assert [path.name for path in keep_run.evidence.iterdir()] == ["index.jsonl"]


def test_an_index_that_is_full_turns_a_success_into_exit_1_and_the_next_run_enters_it(
    keep_run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Index, "add", full)
        with pytest.raises(EvidenceFailed, match="could not be entered") as caught:
            keep_run(FIRST, left_behind="The change is saved.")
    assert caught.value.left_behind == "The change is saved."
    keep_run(SECOND)
    assert [run.run for run in read_index(keep_run.evidence).runs.values()] == [FIRST, SECOND]
