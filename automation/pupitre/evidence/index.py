"""The index of runs: one chained line a run, beside their folders.

A line is written when a run is over, by whoever closes it or by the next run of
its console when it died. Runs of several consoles may end at once: the file
itself is locked while a line is added.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pupitre.evidence.chain import GENESIS, LONGEST_READ, plain, seal, sha256, within_bounds
from pupitre.evidence.disk import Disk
from pupitre.evidence.sealed_lines import is_hash

INDEX = "index.jsonl"
DIED = "died"

_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True)
class IndexedRun:
    """A run as the index tells of it; `previous` is the head of the run before it on its console.

    `exit_code` is None and `result` is "died" when the run never ended. A head is
    empty when there was not even a first event. Times are ISO 8601 in UTC.
    """

    run: str
    folder: str
    origin: str
    console: str
    verb: str
    result: str
    exit_code: int | None
    started: str
    ended: str
    head: str
    count: int
    previous: str
    detail: Mapping[str, object] = field(default_factory=dict)


class Index:
    """The index of one evidence folder, for adding to."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        self.path = folder / INDEX
        self._disk = disk or Disk()

    def probe(self) -> None:
        """Raise OSError if there is an index that nothing could be added to."""
        if self.path.is_symlink() or self.path.exists():
            os.close(os.open(self.path, _FLAGS, 0o600))

    def add(self, run: IndexedRun, kind: Literal["run", "pruned"] = "run") -> tuple[str, int]:
        """Add a line, durable, and return its hash and the number of lines; raise OSError.

        What an interrupted writer left of a line is cut off, and its hash kept in
        the new one.
        """
        descriptor = os.open(self.path, _FLAGS, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            before = _last_line(descriptor)
            body = {
                **asdict(run),
                "kind": kind,
                "seq": before.count,
                "ts": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "detail": {**plain_mapping(run.detail), **({} if before.torn is None else {"cut": before.torn})},
            }
            line, own = seal(before.hash, within_bounds(plain_mapping(body)))
            if before.torn is not None:
                os.ftruncate(descriptor, before.size)
            try:
                self._disk.append(descriptor, line + b"\n")
                self._disk.sync(descriptor)
            except OSError:
                with contextlib.suppress(OSError):
                    os.ftruncate(descriptor, before.size)
                raise
            if before.count == 0:
                self._disk.sync_folder(self.path.parent)
        finally:
            os.close(descriptor)
        return own, before.count + 1


@dataclass(frozen=True)
class _Last:
    """The end of the index as it is: the last whole line, and what is torn behind it."""

    hash: str
    count: int
    size: int
    torn: Mapping[str, object] | None


def _last_line(descriptor: int) -> _Last:
    end = os.fstat(descriptor).st_size
    tail = b""
    while len(tail) < end and tail.count(b"\n") < 2 and len(tail) < 2 * LONGEST_READ:
        start = max(0, end - len(tail) - 64 * 1024)
        tail = os.pread(descriptor, end - len(tail) - start, start) + tail
    whole, newline, half = tail.rpartition(b"\n")
    torn = {"size": len(half), "sha256": sha256(half)} if half else None
    size = end - len(half)
    if not newline and len(tail) < end:
        raise OSError(errno.EINVAL, "the index of runs ends in a line that no run wrote")
    if not newline:
        return _Last(GENESIS, 0, size, torn)
    line = whole.rpartition(b"\n")[2]
    with contextlib.suppress(ValueError, RecursionError):
        read = json.loads(line)
        if isinstance(read, dict) and type(read.get("seq")) is int and is_hash(read.get("hash")):
            return _Last(str(read["hash"]), read["seq"] + 1, size, torn)
    # Damaged by someone: the runs go on, and a check finds the line that nothing can stand on.
    return _Last(sha256(line), _count_lines(descriptor), size, torn)


def _count_lines(descriptor: int) -> int:
    count = position = 0
    while piece := os.pread(descriptor, 1024 * 1024, position):
        count += piece.count(b"\n")
        position += len(piece)
    return count


def plain_mapping(values: Mapping[str, object]) -> dict[str, object]:
    """Return a mapping as JSON can hold it."""
    return {key: plain(value) for key, value in values.items()}


@contextlib.contextmanager
def undisturbed(descriptor: int) -> Iterator[None]:
    """Hold off those who add a line, where the file system knows locks."""
    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    yield
