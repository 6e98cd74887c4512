"""The file system a record is written to: the one place where writing can fail."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
import stat
from io import BufferedReader
from pathlib import Path

from pupitre.filesystems import SHARES, filesystem_of

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW


class NotPlain(OSError):
    """A link, a pipe or a device stands where a file of a run should be."""


class Disk:
    """Files that are ours alone (0600 in a 0700 folder) and durable when a method says so.

    Every method raises OSError and nothing else.
    """

    def free(self, folder: Path) -> int:
        """Return the bytes that may still be written where the folder is."""
        return shutil.disk_usage(folder).free

    def share(self, folder: Path) -> str:
        """Return the kind of network share that the folder stands on, or nothing on a disk of this machine."""
        kind = filesystem_of(folder.resolve()).removeprefix("fuse.")
        return kind if kind in SHARES else ""

    def make_folder(self, folder: Path) -> None:
        """Create a folder that did not exist."""
        folder.mkdir(mode=0o700)

    def create(self, path: Path) -> int:
        """Create a file that did not exist and return its descriptor, for appending."""
        return os.open(path, _NEW_FILE | os.O_APPEND, 0o600)

    def hold(self, descriptor: int) -> None:
        """Let others see that the file is being written, for as long as this process lives."""
        with contextlib.suppress(OSError):  # where there are no locks, a run that is under way looks cut off
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def append(self, descriptor: int, data: bytes) -> None:
        """Write all bytes at the end of an open file."""
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]

    def sync(self, descriptor: int) -> None:
        """Return once the file would survive a power cut.

        A file that someone removed meanwhile still accepts bytes that nobody
        will ever read: that is a failure.
        """
        os.fsync(descriptor)
        if os.name != "nt" and os.fstat(descriptor).st_nlink == 0:
            raise OSError(errno.ENOENT, "the file was removed while it was being written")

    def write_new(self, path: Path, data: bytes) -> None:
        """Create a file that did not exist, with its content durable; its name is when the folder is synced."""
        descriptor = self.create(path)
        try:
            try:
                self.append(descriptor, data)
                self.sync(descriptor)
            finally:
                os.close(descriptor)
        except OSError:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
            raise

    def write_whole(self, path: Path, data: bytes) -> None:
        """Leave either the whole file, durable, or no file of that name."""
        unfinished = path.with_name(f".{path.name}.part")
        try:
            descriptor = os.open(unfinished, _NEW_FILE, 0o600)
            try:
                self.append(descriptor, data)
                self.sync(descriptor)
            finally:
                os.close(descriptor)
            unfinished.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise
        self.sync_folder(path.parent)

    def sync_folder(self, folder: Path) -> None:
        """Make the names in a folder durable, where the system knows how."""
        if os.name == "nt":
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def open_plain(path: Path) -> BufferedReader:
    """Open a file for reading that somebody else may have put there; raise NotPlain, or another OSError.

    A link is not followed, and a pipe that nobody writes into does not keep us waiting.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | _NOFOLLOW)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):
            raise NotPlain(errno.EINVAL, "it is not a plain file", str(path)) from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotPlain(errno.EINVAL, "it is not a plain file", str(path))
    return os.fdopen(descriptor, "rb")


def is_being_written(path: Path) -> bool:
    """Return whether a living process holds the file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | _NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in (errno.EWOULDBLOCK, errno.EACCES)
    finally:
        os.close(descriptor)
    return False
