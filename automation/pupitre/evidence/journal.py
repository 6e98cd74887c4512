"""The file of a run's events, written by one thread while the browser goes on."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pupitre.evidence.chain import GENESIS, seal, sha256, slug, within_bounds
from pupitre.evidence.disk import Disk, open_plain

EVENTS = "events.jsonl"


@dataclass(frozen=True)
class Entry:
    """An event before it has a place in the chain."""

    fields: Mapping[str, object]
    picture: bytes | None = None


@dataclass(frozen=True)
class Torn:
    """What a failed write left of a line, before it was cut off again."""

    size: int
    sha256: str


class Journal:
    """A chain on disk with a single writer.

    Pictures and lines are written in the order they were handed in, so that a
    line never names a picture that is not whole on disk. After the first failure
    nothing more is written until `reopen`. `written` is told of each event: its
    picture and the size of the file in bytes.
    """

    def __init__(self, folder: Path, disk: Disk, previous_head: str = GENESIS) -> None:
        self.folder = folder
        self.head = previous_head
        self.count = 0
        self.failure: OSError | None = None
        self.torn: Torn | None = None
        self.written: Callable[[str | None, int], None] = lambda _, __: None
        self.size = 0
        self._disk = disk
        self._path = folder / EVENTS
        self._descriptor = disk.create(self._path)
        disk.hold(self._descriptor)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pupitre-evidence")
        self._pending: deque[Future[None]] = deque()
        self._has_new_names = False

    def hand_in(self, entry: Entry) -> None:
        """Queue an event; raise OSError as soon as an earlier one is known to have failed."""
        while self._pending and self._pending[0].done():
            self._pending.popleft().result()
        if self.failure is not None:
            raise self.failure
        self._pending.append(self._writer.submit(self._write, entry))

    def settle(self) -> None:
        """Return once everything handed in is written; raise OSError if something was not."""
        while self._pending:
            self._pending.popleft().result()
        if self.failure is not None:
            raise self.failure

    def sync(self) -> None:
        """Settle, and return once it would survive a power cut."""
        self.settle()
        try:
            if self._has_new_names:
                self._disk.sync_folder(self.folder)  # one for all pictures since the last time: each costs as much
                self._has_new_names = False
            self._disk.sync(self._descriptor)
        except OSError as error:
            self.failure = error
            raise

    def reopen(self) -> None:
        """Forget a failure, after room was made for the closing event."""
        self._pending.clear()
        self.failure = None

    def close(self) -> None:
        """Stop the writer and close the file."""
        self._writer.shutdown(wait=True)
        with contextlib.suppress(OSError):
            os.close(self._descriptor)

    def _write(self, entry: Entry) -> None:
        if self.failure is not None:
            return
        try:
            name: str | None = None
            body = {**entry.fields, "seq": self.count}
            if entry.picture is not None:
                name = f"{self.count:04d}-{slug(str(body['step']))}.jpg"
                self._disk.write_new(self.folder / name, entry.picture)
                self._has_new_names = True
                body |= {"picture": name, "sha256": sha256(entry.picture)}
            line, own = seal(self.head, within_bounds(body))
            self._append(line + b"\n")
        except OSError as error:
            self.failure = error
            raise
        self.head = own
        self.count += 1
        self.written(name, self.size)

    def _append(self, line: bytes) -> None:
        try:
            self._disk.append(self._descriptor, line)
        except OSError:
            self._cut_torn_line()
            raise
        self.size += len(line)

    def _cut_torn_line(self) -> None:
        """Cut half a line off, keeping its hash for the closing event: never a silent repair."""
        with contextlib.suppress(OSError), open_plain(self._path) as file:
            file.seek(self.size)
            half = file.read()
            if half:
                self.torn = Torn(len(half), sha256(half))
                os.ftruncate(self._descriptor, self.size)
