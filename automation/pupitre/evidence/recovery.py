"""What a run left that never came to its end: read, noted, and never mended."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pupitre.evidence.chain import GENESIS, LONGEST_READ
from pupitre.evidence.chain_verification import ChainVerification, Event
from pupitre.evidence.disk import open_plain
from pupitre.evidence.findings import Kind
from pupitre.evidence.index import DIED, IndexedRun
from pupitre.evidence.index_reading import FOLDER_NAME
from pupitre.evidence.journal import EVENTS
from pupitre.evidence.sealed_lines import MOST_BYTES

_LONGEST_STEP = 200


@dataclass(frozen=True)
class Remains:
    """A run's folder as it was found; `torn` is what a write that was cut short left behind the last whole line.

    `intent` is the step that was about to be done and of which nothing says what
    became of it. `is_sound` says that nothing in the chain was changed.
    """

    folder: Path
    head: str
    count: int
    is_closed: bool
    is_sound: bool
    start: Event | None
    end: Event | None
    last: Event | None
    intent: str | None
    torn: tuple[int, str] | None

    def to_json(self) -> dict[str, object]:
        """Return what the recovery event and the index keep of it."""
        last = None if self.last is None else {"step": self.last["step"], "phase": self.last["phase"]}
        return {
            "folder": self.folder.name,
            "head": self.head,
            "count": self.count,
            "closed": self.is_closed,
            "last": last,
            "intent": self.intent,
            "torn": None if self.torn is None else {"size": self.torn[0], "sha256": self.torn[1]},
        }

    def line(self, run_id: str, *, origin: str, found_by: str) -> IndexedRun:
        """Return the line of the index for it: with its result when it has one, else that it died."""
        start, end = self.start or {}, self.end or {}
        about, ended = _detail(start), _detail(end)
        code = ended.get("exit_code")
        return IndexedRun(
            run=run_id,
            folder=self.folder.name,
            origin=origin,
            console=str(about.get("console", "")),
            verb=str(about.get("verb", "")),
            result=str(ended.get("result", DIED)) if self.is_closed else DIED,
            exit_code=code if self.is_closed and type(code) is int and 0 <= code < 256 else None,
            started=str(start.get("ts", "")),
            ended=str((self.last or start).get("ts", "")),
            head=self.head,
            count=self.count,
            previous=str(start.get("prev", GENESIS)),
            detail={**self.to_json(), "found_by": found_by},
        )


def find_folder(evidence: Path, run_id: str) -> Path | None:
    """Return the folder of a run by what its first event says; None when there is none."""
    day = run_id[:8]
    with contextlib.suppress(OSError):
        names = sorted((each.name for each in evidence.iterdir() if FOLDER_NAME.fullmatch(each.name)), reverse=True)
        for name in names:
            if day.isdigit() and name[:8] < day:
                return None  # folders are made after the run has its name
            if _run_of(evidence / name) == run_id:
                return evidence / name
    return None


def examine(folder: Path) -> Remains:
    """Return what is in the folder of a run that is over, whatever state it is in."""
    chain = ChainVerification(EVENTS)
    last: Event | None = None
    open_steps: dict[int, str] = {}
    try:
        with open_plain(folder / EVENTS) as file:
            for event in chain.check(file):
                last = event
                key = hash((event["step"], event["site"]))
                if event["phase"] == "intent" and len(open_steps) < 1_000:
                    open_steps[key] = str(event["step"])[:_LONGEST_STEP]
                elif event["phase"] != "seen":
                    open_steps.pop(key, None)
            torn = _torn(file.fileno())
    except OSError:
        torn = None
    intent = next(reversed(open_steps.values())) if open_steps else None
    is_closed = chain.end is not None
    sound = all(finding.kind is Kind.UNSETTLED for finding in chain.findings)
    return Remains(folder, chain.head, chain.count, is_closed, sound, chain.start, chain.end, last, intent, torn)


def _torn(descriptor: int) -> tuple[int, str] | None:
    """Return size and hash of what stands behind the last line's end, read in pieces."""
    end = min(os.fstat(descriptor).st_size, MOST_BYTES)
    start = _end_of_last_line(descriptor, end)
    if start == end:
        return None
    digest = hashlib.sha256()
    for piece in _pieces(descriptor, start):
        digest.update(piece)
    return end - start, digest.hexdigest()


def _end_of_last_line(descriptor: int, end: int) -> int:
    position = end
    while position:
        start = max(0, position - 1024 * 1024)
        found = os.pread(descriptor, position - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        position = start
    return 0


def _pieces(descriptor: int, position: int) -> Iterator[bytes]:
    while position < MOST_BYTES and (piece := os.pread(descriptor, 1024 * 1024, position)):
        yield piece
        position += len(piece)


def _run_of(folder: Path) -> object:
    try:
        with open_plain(folder / EVENTS) as file:
            first = json.loads(file.readline(LONGEST_READ))
    except (OSError, ValueError, RecursionError):
        return None
    return first.get("run") if isinstance(first, dict) else None


def _detail(event: Event) -> dict[str, object]:
    detail = event.get("detail")
    return detail if isinstance(detail, dict) else {}
