"""A disk that fills up at any one write of a run: what was clicked is on it, and how it ended is too."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from pupitre.errors import EvidenceFailed
from pupitre.evidence import Record, RunResult, verify
from pupitre.evidence.disk import Disk

JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"

STEPS = ("open", "read", "delete", "configure", "dialog.ok", "page.ok", "reload")
CHANGES = ("delete", "configure", "dialog.ok", "page.ok")
SAVE = "page.ok"

#: How many times the story below writes or syncs; each is a moment to fill up. From the 40th on the run
#: is being closed, and the ballast is given back already.
WRITES = 47
CLOSING = range(40, WRITES + 1)
NO_RESULT = (42, 43)
PAGE_WITHOUT_PICTURES = (44, 45)


class FullAt(Disk):
    """A disk on which one write, and all after it, fail for want of room until the ballast goes."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.writes = 0
        self.ballast: Path | None = None

    def free(self, folder: Path) -> int:
        return 10**12

    def append(self, descriptor: int, data: bytes) -> None:
        if self._is_full():
            os.write(descriptor, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        super().append(descriptor, data)

    def sync(self, descriptor: int) -> None:
        if self._is_full():
            raise OSError(errno.ENOSPC, "No space left on device")
        super().sync(descriptor)

    def write_whole(self, path: Path, data: bytes) -> None:
        if path.name == ".ballast":
            self.ballast = path
        super().write_whole(path, data)

    def _is_full(self) -> bool:
        if self.ballast is not None and not self.ballast.exists() and self.writes >= self.number:
            return False
        self.writes += 1
        return self.writes >= self.number


def story(parent: Path, disk: Disk) -> tuple[Record | None, list[str], EvidenceFailed | None]:
    """Do a run's steps as a console would, and return its record, what was clicked and what stopped it."""
    clicked: list[str] = []
    try:
        record = Record.start(
            parent, verb="apply", console="threecx", origin="https://oti.example.fr", language="en",
            run_id="run-1", facts={}, disk=disk,
        )  # fmt: skip
    except EvidenceFailed as error:
        return None, clicked, error
    stopped: EvidenceFailed | None = None
    try:
        record.attach("plan.json", {"sites": 1})
        for step in STEPS:
            if step in CHANGES:
                with record.changing(step, says=step, shoot=lambda: JPEG):
                    clicked.append(step)
            else:
                record.event(step, says=step, picture=JPEG)
        record.attach("after.json", {"sites": 1})
    except EvidenceFailed as error:
        stopped = error
    moment = "2026-11-22T01:05:54Z"
    code, reason = (1, "evidence_failed") if stopped else (0, "done")
    left = "The change is saved." if SAVE in clicked else "Nothing was changed."
    result = RunResult(
        "apply", "threecx", "https://oti.example.fr", "run-1", moment, moment, code, reason, "How it went.", left
    )
    try:
        record.finish(result)
    except EvidenceFailed as error:
        stopped = stopped or error
    return record, clicked, stopped


def test_the_story_writes_as_often_as_it_is_interrupted_below(tmp_path: Path) -> None:
    disk = FullAt(10**9)
    record, clicked, stopped = story(tmp_path, disk)
    assert (clicked, stopped, disk.writes) == (list(CHANGES), None, WRITES)
    assert record is not None
    assert verify(record.folder, *record.head) == []


@pytest.mark.parametrize("number", range(1, WRITES + 1))
def test_whatever_write_fails_nothing_is_clicked_that_is_not_on_disk_and_the_end_is_told(
    tmp_path: Path, number: int
) -> None:
    record, clicked, stopped = story(tmp_path, FullAt(number))
    if record is None:
        assert list(tmp_path.iterdir()) == []
        assert clicked == []
        return
    events = [json.loads(line) for line in (record.folder / "events.jsonl").read_bytes().splitlines()]
    assert [event["step"] for event in events if event["phase"] == "intent"][: len(clicked)] == clicked
    assert set(clicked) <= {event["step"] for event in events if event["phase"] == "intent"}
    left = "The change is saved." if SAVE in clicked else "Nothing was changed."
    found = {finding.kind.value for finding in verify(record.folder, *record.head)}
    if number in PAGE_WITHOUT_PICTURES:
        assert (stopped, found) == (None, set())
        return
    assert stopped is not None
    assert "No space left on device" in str(stopped)
    if number in CLOSING:  # full once more: it is raised, and a check sees what is not there
        assert left in str(stopped)
        assert found <= {"truncated", "missing file"}
        assert (record.folder / "result.json").exists() == (number not in NO_RESULT)
        return
    result = json.loads((record.folder / "result.json").read_bytes())
    assert (result["exit_code"], result["reason"], result["left_behind"]) == (1, "evidence_failed", left)
    assert events[-1]["step"] == "run.end"
    assert (record.folder / "report.html").is_file()
    phases = [each["phase"] for each in events]
    perhaps_done = phases.count("intent") > phases.count("done")  # even if only its sync failed, and nobody clicked
    assert found == ({"unsettled"} if perhaps_done else set())
