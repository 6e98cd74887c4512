"""A run on a file system of two megabytes that fills up at one step; prints what became of it.

    python full_file_system.py FOLDER STEP real|injected

On `real` the system itself refuses, on `injected` a writer of ours does: that
is for a machine on which nobody may mount anything.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
from pathlib import Path

from pupitre.errors import EvidenceFailed
from pupitre.evidence import Record, RunResult, verify
from pupitre.evidence.disk import Disk

SIZE = 2 * 2**20
JPEG = b"\xff\xd8\xff\xe0" + b" a picture" * 3_000 + b"\xff\xd9"
MOMENT = "2026-11-22T01:05:54Z"
#: More than what is left of the page that a file ends in: it needs room of its own.
LONG = {"cell": "x" * 16_000}


class Refusing(Disk):
    """A disk on which so many bytes have room; what is removed gives its room back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.filler = 0

    def free(self, folder: Path) -> int:
        used = sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        return max(0, SIZE - used - self.filler)

    def append(self, descriptor: int, data: bytes) -> None:
        room = self.free(self.folder)
        os.write(descriptor, data[:room])
        if room < len(data):
            raise OSError(errno.ENOSPC, "No space left on device")


class Place:
    """The file system that the record is on."""

    def __init__(self, folder: Path, *, real: bool) -> None:
        self.disk = Disk() if real else Refusing(folder)
        self._folder = folder
        if real:
            about = os.statvfs(folder)
            assert about.f_blocks * about.f_frsize == SIZE, "this is not the small file system"

    def fill(self) -> None:
        """Leave not a byte."""
        if isinstance(self.disk, Refusing):
            self.disk.filler += self.disk.free(self._folder)
            return
        with (self._folder / "filler").open("ab", buffering=0) as filler:
            for piece in (64 * 1024, 512):
                with contextlib.suppress(OSError):
                    while filler.write(b"x" * piece) == piece:
                        pass
        assert os.statvfs(self._folder).f_bavail == 0


def story(folder: Path, step: str, place: Place) -> dict[str, object]:
    """Do a run whose disk is full from `step` on, and return what is left of it."""
    evidence = folder / "evidence"
    clicked: list[str] = []
    stopped = raised = ""
    if step == "start":
        place.fill()
    try:
        record = Record.start(
            evidence, verb="apply", console="threecx", origin="https://oti.example.fr", language="en",
            run_id="run-1", facts={}, room=0, disk=place.disk,
        )  # fmt: skip
    except EvidenceFailed as error:
        return {"clicked": clicked, "stopped": str(error), "left": sorted(path.name for path in evidence.glob("*"))}
    try:
        record.event("open", says="open", picture=JPEG, detail=LONG)
        record.event("settled", phase="intent", says="all before this is on disk")
        if step == "picture":
            place.fill()
            record.event("read", says="read", picture=JPEG, detail=LONG)
        for change in ("delete", "save"):
            if step == f"before {change}":
                record.head  # noqa: B018 - waits until everything before it is written
                place.fill()
            with record.changing(change, says=change, detail=LONG, shoot=lambda: JPEG):
                clicked.append(change)
                if step == f"after {change}":
                    place.fill()
        if step == "end":
            record.head  # noqa: B018 - idem
            place.fill()
    except EvidenceFailed as error:
        stopped = str(error)
    code, reason = (1, "evidence_failed") if stopped else (0, "done")
    left = "The change is saved." if "save" in clicked else "Nothing was changed."
    result = RunResult(
        "apply", "threecx", "https://oti.example.fr", "run-1", MOMENT, MOMENT, code, reason, "How it went.", left
    )
    try:
        record.finish(result)
    except EvidenceFailed as error:
        raised = str(error)
    events = [json.loads(line) for line in (record.folder / "events.jsonl").read_bytes().splitlines()]
    return {
        "clicked": clicked,
        "stopped": stopped,
        "raised": raised,
        "events": [(event["step"], event["phase"]) for event in events],
        "named": [event["picture"] for event in events if event["picture"]],
        "files": {path.name: path.stat().st_size for path in record.folder.iterdir()},
        "result": json.loads((record.folder / "result.json").read_bytes()),
        "end": events[-1]["detail"],
        "found": sorted({f"{each.kind.value}: {each.where}" for each in verify(record.folder, *record.head)}),
    }


if __name__ == "__main__":
    where = Path(sys.argv[1])
    print(json.dumps(story(where, sys.argv[2], Place(where, real=sys.argv[3] == "real"))))
