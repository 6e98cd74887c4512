"""What happens when the record can't be written: no record, no click."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from pupitre.errors import EvidenceFailed
from pupitre.evidence import Record, RunResult, verify
from pupitre.evidence.disk import Disk

JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"


class SmallDisk(Disk):
    """A disk that takes `left` more bytes, then half a line, then nothing.

    Removing the ballast gives its room back, as on a real one.
    """

    def __init__(self, left: int = 10**9, free: int = 10**12) -> None:
        self.left = left
        self.reported = free
        self._ballast: tuple[Path, int] | None = None

    def free(self, folder: Path) -> int:
        return self.reported

    def append(self, descriptor: int, data: bytes) -> None:
        if self._ballast is not None and not self._ballast[0].exists():
            self.left += self._ballast[1]
            self._ballast = None
        room = max(0, min(self.left, len(data)))
        os.write(descriptor, data[:room])
        self.left -= room
        if room < len(data):
            raise OSError(errno.ENOSPC, "No space left on device")

    def write_whole(self, path: Path, data: bytes) -> None:
        before = self.left
        try:
            super().write_whole(path, data)
        except OSError:
            self.left = max(self.left, before)  # the unfinished file was removed
            raise
        if path.name == ".ballast":
            self._ballast = (path, len(data))


def begin(parent: Path, disk: Disk) -> Record:
    return Record.start(
        parent,
        verb="apply",
        console="threecx",
        origin="https://oti.example.fr",
        language="en",
        run_id="run-1",
        facts={},
        disk=disk,
    )


def result(**changes: Any) -> RunResult:
    options: dict[str, Any] = {
        "verb": "apply",
        "console": "threecx",
        "origin": "https://oti.example.fr",
        "run_id": "run-1",
        "started": "2026-11-22T01:05:12Z",
        "ended": "2026-11-22T01:05:54Z",
        "exit_code": 0,
        "reason": "done",
        "sentence": "REVEL was changed.",
        "left_behind": "The change is saved and was read back.",
    }
    return RunResult(**(options | changes))


def written(record: Record) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((record.folder / "result.json").read_bytes())
    return document


def test_a_disk_with_too_little_room_begins_nothing(tmp_path: Path) -> None:
    with pytest.raises(EvidenceFailed, match="100 MB are free"):
        begin(tmp_path, SmallDisk(free=100 * 2**20))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("left", [0, 100, 512 * 1024 + 50], ids=["no byte", "part of the ballast", "half an event"])
def test_a_full_disk_before_the_start_leaves_no_folder(tmp_path: Path, left: int) -> None:
    with pytest.raises(EvidenceFailed, match="No space left"):
        begin(tmp_path, SmallDisk(left=left))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_can_not_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("a file")
    with pytest.raises(EvidenceFailed) as caught:
        begin(tmp_path / "evidence", Disk())
    assert caught.value.remedy


def test_an_intent_that_can_not_be_written_stops_the_click(tmp_path: Path) -> None:
    disk = SmallDisk()
    record = begin(tmp_path, disk)
    clicks = 0
    disk.left = 40
    with pytest.raises(EvidenceFailed, match="No space left"), record.changing("ok", says="OK"):
        clicks += 1
    assert clicks == 0


def test_after_a_failure_no_event_is_taken_although_there_is_room_again(tmp_path: Path) -> None:
    disk = SmallDisk()
    record = begin(tmp_path, disk)
    disk.left = 40
    with pytest.raises(EvidenceFailed):
        record.event("ok", phase="intent", says="OK")
    disk.left = 10**9
    for phase in ("seen", "intent"):
        with pytest.raises(EvidenceFailed):
            record.event("ok", phase=phase, says="OK")  # type: ignore[arg-type]
    with pytest.raises(EvidenceFailed):
        record.attach("after.json", {})
    assert len((record.folder / "events.jsonl").read_bytes().splitlines()) == 1


def test_the_error_of_the_picture_writer_surfaces_at_the_next_intent(tmp_path: Path) -> None:
    disk = SmallDisk()
    record = begin(tmp_path, disk)
    disk.left = 5
    record.event("open", says="Open", picture=JPEG)
    with pytest.raises(EvidenceFailed, match="No space left"):
        record.event("ok", phase="intent", says="OK")
    assert not list(record.folder.glob("*.jpg*"))
    assert b"open" not in (record.folder / "events.jsonl").read_bytes()


def test_a_full_disk_still_takes_the_closing_event_and_the_result_from_the_ballast(tmp_path: Path) -> None:
    disk = SmallDisk()
    record = begin(tmp_path, disk)
    disk.left = 40
    with pytest.raises(EvidenceFailed):
        record.event("ok", phase="intent", says="OK")
    page = record.finish(result(exit_code=1, reason="evidence_failed", sentence="The disk is full."))
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert written(record)["evidence"]["failure"] == "No space left on device"
    last = json.loads((record.folder / "events.jsonl").read_bytes().splitlines()[-1])
    assert last["step"] == "run.end"
    assert last["detail"]["torn"]["size"] == 40
    assert last["detail"]["failure"] == "No space left on device"
    assert verify(record.folder, *record.head) == []


def test_the_torn_half_of_a_line_is_cut_off_and_its_hash_is_kept(tmp_path: Path) -> None:
    class Remembering(SmallDisk):
        torn = b""

        def append(self, descriptor: int, data: bytes) -> None:
            if self.left < len(data):
                self.torn = self.torn or data[: self.left]
            super().append(descriptor, data)

    disk = Remembering()
    record = begin(tmp_path, disk)
    disk.left = 33
    with pytest.raises(EvidenceFailed):
        record.event("ok", phase="intent", says="OK")
    record.finish(result(exit_code=1, reason="evidence_failed"))
    last = json.loads((record.folder / "events.jsonl").read_bytes().splitlines()[-1])
    assert last["detail"]["torn"] == {"size": 33, "sha256": hashlib.sha256(disk.torn).hexdigest()}


def test_a_failure_after_the_last_save_turns_the_success_into_exit_1_and_says_what_was_saved(
    tmp_path: Path,
) -> None:
    disk = SmallDisk()
    record = begin(tmp_path, disk)
    disk.left = 5
    record.event("read", says="Read again", picture=JPEG)
    with pytest.raises(EvidenceFailed) as caught:
        record.finish(result())
    assert caught.value.left_behind == "The change is saved and was read back."
    document = written(record)
    assert (document["exit_code"], document["reason"]) == (1, "evidence_failed")
    assert document["sentence"] == "REVEL was changed."
    assert (record.folder / "report.html").exists()


def test_a_page_without_pictures_is_written_when_they_do_not_fit(tmp_path: Path) -> None:
    disk = SmallDisk()
    record = begin(tmp_path, disk)
    record.event("open", says="Open", picture=JPEG * 40_000)
    assert record.head[1] == 2
    disk.left = 0
    page = record.finish(result())
    assert "data:image" not in page.read_text("utf-8")


def test_finish_writes_the_result_before_a_page_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    record = begin(tmp_path, Disk())
    monkeypatch.setattr("pupitre.evidence.report.render", broken)
    with pytest.raises(EvidenceFailed, match="Input/output error"):
        record.finish(result())
    assert written(record)["reason"] == "done"
    assert (record.folder / "SHA256SUMS").exists()


def test_a_folder_that_was_removed_takes_no_intent(tmp_path: Path) -> None:
    record = begin(tmp_path, Disk())
    shutil.rmtree(record.folder)
    with pytest.raises(EvidenceFailed, match="removed"):
        record.event("ok", phase="intent", says="OK")
    with pytest.raises(EvidenceFailed):
        record.finish(result(exit_code=1))


def test_no_file_is_written_through_a_link(tmp_path: Path) -> None:
    record = begin(tmp_path, Disk())
    target = tmp_path / "precious"
    target.write_text("kept")
    (record.folder / "0001-open.jpg").symlink_to(target)
    record.event("open", says="Open", picture=JPEG)
    with pytest.raises(EvidenceFailed):
        record.event("ok", phase="intent", says="OK")
    assert target.read_text() == "kept"
