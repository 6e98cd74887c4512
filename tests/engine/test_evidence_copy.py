"""The second place of a record: it may fail with a warning while the first works, and no click waits for it."""

from __future__ import annotations

import errno
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from pupitre.errors import EvidenceFailed
from pupitre.evidence import Record, RunResult, verify
from pupitre.evidence.disk import Disk
from pupitre.evidence.folder_verification import verify_folder

JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"


class Failing(Disk):
    """A share on which every write fails while `is_down`."""

    def __init__(self, *, is_down: bool = True) -> None:
        self.is_down = is_down

    def _check(self) -> None:
        if self.is_down:
            raise OSError(errno.EHOSTDOWN, "Host is down")

    def create(self, path: Path) -> int:
        self._check()
        return super().create(path)

    def append(self, descriptor: int, data: bytes) -> None:
        self._check()
        super().append(descriptor, data)


class Hanging(Disk):
    """A share that answers nobody until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def append(self, descriptor: int, data: bytes) -> None:
        assert self.go.wait(60)
        super().append(descriptor, data)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    (tmp_path / "share").mkdir()
    return tmp_path / "share"


def begin(tmp_path: Path, copy: Path, copy_disk: Disk | None = None, disk: Disk | None = None) -> Record:
    return Record.start(
        tmp_path / "evidence", verb="apply", console="threecx", origin="https://oti.example.fr", language="en",
        run_id="run-1", facts={}, room=0, copy=copy, copy_disk=copy_disk, disk=disk,
    )  # fmt: skip


def finish(record: Record, **changes: Any) -> Path:
    moment = "2026-11-22T01:05:54Z"
    values = {"exit_code": 0, "reason": "done", "sentence": "Done.", **changes}
    return record.finish(RunResult("apply", "threecx", "https://oti.example.fr", "run-1", moment, moment, **values))


def work(record: Record) -> int:
    """Click twice, and return how often it came to that."""
    clicks = 0
    for _ in range(2):
        with record.changing("ok", says="OK", shoot=lambda: JPEG):
            clicks += 1
    return clicks


def warnings(record: Record) -> list[str]:
    document = json.loads((record.folder / "result.json").read_bytes())
    told: list[str] = document["evidence"]["warnings"]
    return told


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_copy_is_the_same_to_the_last_byte_and_stands_in_an_index_of_its_own(tmp_path: Path, share: Path) -> None:
    record = begin(tmp_path, share)
    record.attach("plan.json", {"sites": 1})
    assert work(record) == 2
    finish(record)
    copy = share / record.folder.name
    assert files(copy) == files(record.folder)
    assert verify(copy, *record.head) == []
    assert [checked.findings for checked in verify_folder(share)] == [(), ()]
    assert warnings(record) == []
    assert str(share) in (record.folder / "result.json").read_text()


def test_events_are_in_the_copy_before_the_run_ends(tmp_path: Path, share: Path) -> None:
    record = begin(tmp_path, share)
    work(record)
    assert record.head[1] == 5
    assert record._copy is not None
    assert record._copy.settle() is None
    copied = (share / record.folder.name / "events.jsonl").read_bytes()
    assert copied == (record.folder / "events.jsonl").read_bytes()
    assert copied.count(b"\n") == 5


@pytest.mark.parametrize("copy", ["nowhere", "evidence", "file"])
def test_a_copy_that_can_not_be_made_is_a_warning_everywhere_and_the_run_goes_on(tmp_path: Path, copy: str) -> None:
    (tmp_path / "file").write_text("no folder")
    record = begin(tmp_path, tmp_path / copy)
    assert work(record) == 2
    page = finish(record).read_text("utf-8")
    assert len(warnings(record)) == 1
    assert f"The copy of the record in {tmp_path / copy} is not complete" in warnings(record)[0]
    assert "is not complete" in page
    assert record.about["warnings"] == warnings(record)
    assert verify(record.folder, *record.head) == []
    assert not (tmp_path / "nowhere").exists()


def test_a_share_that_fails_midway_is_a_warning_and_no_click_less(tmp_path: Path, share: Path) -> None:
    disk = Failing(is_down=False)
    record = begin(tmp_path, share, disk)
    assert record._copy is not None
    record._copy.settle()
    disk.is_down = True
    assert work(record) == 2
    finish(record)
    assert "Host is down" in warnings(record)[0]
    last = json.loads((record.folder / "events.jsonl").read_bytes().splitlines()[-1])
    assert last["detail"]["copy"]["failure"] == "Host is down"
    assert verify(record.folder, *record.head) == []


def test_a_share_that_fails_only_at_the_very_end_is_told_too(tmp_path: Path, share: Path) -> None:
    (share / "index.jsonl").mkdir()
    record = begin(tmp_path, share)
    work(record)
    page = finish(record)
    assert len(warnings(record)) == 1
    assert warnings(record)[0] in page.read_text("utf-8").replace("&#39;", "'")
    assert verify(record.folder, *record.head) == []
    assert verify(share / record.folder.name, *record.head) == []


def test_a_share_that_comes_back_gets_everything_and_there_is_nothing_to_warn_of(tmp_path: Path, share: Path) -> None:
    disk = Failing()
    record = begin(tmp_path, share, disk)
    work(record)
    assert record._copy is not None
    assert record._copy.settle() == "Host is down"
    disk.is_down = False
    finish(record)
    assert warnings(record) == []
    assert files(share / record.folder.name) == files(record.folder)


def test_a_share_that_hangs_costs_no_click_and_is_given_up_at_the_end(
    tmp_path: Path, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Hanging()
    monkeypatch.setattr("pupitre.evidence.copying.PATIENCE", 0.05)
    record = begin(tmp_path, share, disk)
    assert work(record) == 2
    finish(record)
    assert "did not answer within 0.05 s" in warnings(record)[0]
    assert verify(record.folder, *record.head) == []
    disk.go.set()


def test_ctrl_c_while_a_share_hangs_gives_up_the_copy_and_not_the_end_of_the_record(
    tmp_path: Path, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Impatient(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            raise KeyboardInterrupt

    disk = Hanging()
    record = begin(tmp_path, share, disk)
    work(record)
    with monkeypatch.context() as patched:
        patched.setattr("pupitre.evidence.copying.threading.Event", Impatient)
        finish(record)
    assert "interrupted" in warnings(record)[0]
    assert verify(record.folder, *record.head) == []
    disk.go.set()


def test_with_both_down_nothing_is_clicked(tmp_path: Path, share: Path) -> None:
    first = Failing(is_down=False)
    record = begin(tmp_path, share, Failing(), first)
    first.is_down = True
    clicks = 0
    with pytest.raises(EvidenceFailed, match="Host is down"), record.changing("ok", says="OK"):
        clicks += 1
    assert clicks == 0
    first.is_down = False
    finish(record, exit_code=1, reason="evidence_failed")
    assert verify(record.folder, *record.head) == []


def test_the_copy_alone_is_no_reason_to_go_on(tmp_path: Path, share: Path) -> None:
    first = Failing(is_down=False)
    record = begin(tmp_path, share, None, first)
    first.is_down = True
    with pytest.raises(EvidenceFailed), record.changing("ok", says="OK"):
        pytest.fail("it was clicked")
    record._journal.close()
    assert record._copy is not None
    record._copy.close()


def test_the_copy_never_goes_through_a_link(tmp_path: Path, share: Path) -> None:
    record = begin(tmp_path, share)
    assert record._copy is not None
    record._copy.settle()
    (share / record.folder.name / "result.json").symlink_to(tmp_path / "precious")
    finish(record)
    assert not (tmp_path / "precious").exists()
