"""A second place for a run: a copy that may fail, and that no click waits for.

The folder is usually a share of another machine. A thread of its own follows
the first record, event by event and picture by picture, without waiting for
the share's disk; when the run closes, what is missing is brought over, everything
is made durable, and the run is entered in the copy's own index. A share that
hangs is given up after `PATIENCE` seconds, with a warning.
"""

from __future__ import annotations

import contextlib
import errno
import os
import queue
import stat
import threading
from collections.abc import Callable
from pathlib import Path

from pupitre.evidence.closing import hash_of_file
from pupitre.evidence.disk import Disk, open_plain
from pupitre.evidence.index import Index, IndexedRun
from pupitre.evidence.journal import EVENTS

#: Seconds that the end of a run waits for its copy.
PATIENCE = 30.0

_PIECE = 1024 * 1024


class Copy:
    """The copy of one run, filled by a thread that ends with the process if the share hangs."""

    def __init__(self, parent: Path, folder: Path, disk: Disk | None = None) -> None:
        self.parent = parent
        self._source = folder
        self._target = parent / folder.name
        self._disk = disk or Disk()
        self._descriptor: int | None = None
        self._size = 0
        self._failure: str | None = None
        self._has_died = False
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        # A daemon: nobody can wait for a thread that a dead share keeps inside the system.
        self._thread = threading.Thread(target=self._follow, name="pupitre-evidence-copy", daemon=True)
        self._work.put(self._begin)
        self._thread.start()

    @property
    def failure(self) -> str | None:
        """Why the copy is not complete, as far as is known."""
        return self._failure

    def written(self, picture: str | None, size: int) -> None:
        """Take notice of an event of the first record; never waits."""
        if picture is not None:
            self._work.put(lambda: self._bring(picture))
        self._work.put(lambda: self._bring_events(size))

    def settle(self) -> str | None:
        """Return once everything noticed so far was tried, or after PATIENCE; why it failed, if it did."""
        return self._waited_for(lambda: None)

    def complete(self, run: IndexedRun) -> str | None:
        """Bring over what is missing, enter the run in the index; return why it failed, if it did.

        What failed before is tried once more: the share may be back.
        """

        def last() -> None:
            self._failure = None
            self._begin()
            for path in sorted(self._source.iterdir()):
                if path.name != EVENTS and not path.name.startswith(".") and stat.S_ISREG(path.lstat().st_mode):
                    self._bring(path.name)
            self._bring_events((self._source / EVENTS).stat().st_size)
            if self._descriptor is not None:
                self._disk.sync(self._descriptor)
            self._compare(EVENTS)
            self._disk.sync_folder(self._target)
            Index(self.parent, self._disk).add(run)

        return self._waited_for(last)

    def renew(self, names: tuple[str, ...]) -> None:
        """Bring files over again that were written anew."""

        def again() -> None:
            for name in names:
                self._bring(name)

        self._waited_for(again)

    def close(self) -> None:
        """Let the thread end."""
        self._work.put(None)

    def _waited_for(self, work: Callable[[], None]) -> str | None:
        if self._has_died:
            return self._failure
        done = threading.Event()
        self._work.put(work)
        self._work.put(done.set)
        why = ""
        try:
            if not done.wait(PATIENCE):
                why = f"it did not answer within {PATIENCE:g} s"
        except KeyboardInterrupt:  # whoever is tired of the share still wants the end of the record
            why = "it was interrupted"
        if why:
            self._has_died, self._failure = True, why
        return self._failure

    def _follow(self) -> None:
        while (work := self._work.get()) is not None:
            try:
                work()
            except OSError as error:
                if not self._has_died:
                    self._failure = error.strerror or type(error).__name__
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)

    def _begin(self) -> None:
        if self._descriptor is not None:
            return
        if not self.parent.is_dir():
            # Never made: a share that is not mounted would be replaced by a folder of this machine.
            raise OSError(errno.ENOENT, "the folder for copies is not there")
        if self.parent.resolve() == self._source.parent.resolve():
            raise OSError(errno.EINVAL, "it is the folder of the record itself")
        if not self._target.is_dir():
            self._disk.make_folder(self._target)
        self._descriptor = self._disk.create(self._target / EVENTS)

    def _bring_events(self, size: int) -> None:
        if self._descriptor is None:
            return
        with open_plain(self._source / EVENTS) as file:
            file.seek(self._size)
            while self._size < size:
                piece = file.read(min(_PIECE, size - self._size))
                if not piece:
                    return
                self._append(piece)

    def _append(self, piece: bytes) -> None:
        assert self._descriptor is not None
        try:
            self._disk.append(self._descriptor, piece)
        except OSError:
            os.ftruncate(self._descriptor, self._size)  # half a line would be found by a check
            raise
        self._size += len(piece)

    def _bring(self, name: str) -> None:
        if self._descriptor is None:
            return
        target = self._target / name
        if target.exists() and hash_of_file(target) == hash_of_file(self._source / name):
            return
        self._disk.write_whole(target, (self._source / name).read_bytes())
        self._compare(name)

    def _compare(self, name: str) -> None:
        if hash_of_file(self._target / name) != hash_of_file(self._source / name):
            raise OSError(errno.EIO, f"{name} reads back differently")
