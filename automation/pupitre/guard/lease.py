"""The lease of a console: one run at a time.

A lock of the operating system on one file per console. It survives nothing: when
its holder is killed it is free at once. What stands in the file is for the reader
only; the lock is what counts.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from pupitre.errors import Busy
from pupitre.guard.folder import unusable

# A passing look at a dead attempt holds the lock for a moment; that must not look like a run.
_GLANCES, _GLANCE_S = 5, 0.01


class Lease:
    """A console that is ours until the end of the body."""

    def __init__(self, handle: int, origin: str) -> None:
        self._handle: int | None = handle
        self.origin = origin

    @classmethod
    def take(cls, locks: Path, origin: str, run_id: str) -> Lease:
        """Take the console's lock at once; raise Busy with who holds it and since when."""
        path = lock_path(locks, origin)
        handle = -1
        try:
            handle = _open(path)
            if not _lock_within(handle, _GLANCES):
                raise Busy(
                    f"{origin} is being worked on by another run{_holder(handle)}.",
                    remedy="Let it end, then run again.",
                )
            _sign(handle, run_id)
        except (OSError, Busy) as error:
            if handle >= 0:
                os.close(handle)
            if isinstance(error, OSError):
                raise unusable(path, error) from error
            raise
        return cls(handle, origin)

    @property
    def held(self) -> bool:
        """Whether the console is still ours."""
        return self._handle is not None

    def release(self) -> None:
        """Give the console back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class Glance:
    """A look at whether a console is free, keeping others out while it lasts."""

    def __init__(self, locks: Path, origin: str) -> None:
        self._path = lock_path(locks, origin)

    def __enter__(self) -> bool:
        """Return whether nobody holds the console."""
        try:
            self._handle = _open(self._path)
        except OSError as error:
            raise unusable(self._path, error) from error
        return _lock(self._handle)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._handle)


def lock_path(locks: Path, origin: str) -> Path:
    """Return the file that stands for a console; its name is ours, not the console's."""
    return locks / hashlib.sha256(origin.encode()).hexdigest()[:16]


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lock_within(handle: int, glances: int) -> bool:
    while not _lock(handle):
        glances -= 1
        if not glances:
            return False
        threading.Event().wait(_GLANCE_S)
    return True


def _sign(handle: int, run_id: str) -> None:
    since = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps({"run": run_id, "pid": os.getpid(), "since": since}).encode(), 0)


def _holder(handle: int) -> str:
    try:
        facts = json.loads(os.pread(handle, 4096, 0))
        return f" since {facts['since']} (run {facts['run']}, process {facts['pid']})"
    except (ValueError, KeyError, TypeError):
        return ""
