"""The state folder: where it is, who may read it, what it stands on.

    STATE/                 0700
      ledger/              made in one piece, by one rename
        ledger.db          the attempts (SQLite, WAL)
        ledger.key         32 bytes for the fingerprints of passwords
        ledger.id          says that a ledger lives here, so that a missing one is noticed
      locks/               one file per console, locked while a run works on it

Whatever is missing from a ledger that once was there is refused: starting from zero
would forget the attempts that a console still counts.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from pupitre.errors import StateUnusable
from pupitre.filesystems import NETWORK, filesystem_of

ANEW = "Sign in by hand once to be sure of the password, then: pupitre guard init --i-know"


class LedgerLost(StateUnusable):
    """A ledger was here and can't be read any more; only a person may start anew."""

    def __init__(self, what: str, *, remedy: str = ANEW) -> None:
        super().__init__(what, left_behind="No password was sent. Nothing was changed.", remedy=remedy)


class StateFolder:
    """The folder that the guard keeps its ledger in, checked each time it is opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ledger = path / "ledger"
        self.database = self.ledger / "ledger.db"
        self.key = self.ledger / "ledger.key"
        self.marker = self.ledger / "ledger.id"
        self.locks = path / "locks"

    @classmethod
    def find(cls, path: Path | None = None) -> StateFolder:
        """Return the folder given, that of $PUPITRE_STATE or the platform's, made when missing."""
        chosen = path or os.environ.get("PUPITRE_STATE") or platformdirs.user_state_dir("pupitre", appauthor=False)
        folder = Path(chosen).expanduser().absolute()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder = folder.resolve()
            _refuse_unsafe(folder)
            found = cls(folder)
            found.locks.mkdir(mode=0o700, exist_ok=True)
            _refuse_unsafe(found.locks)
        except OSError as error:
            raise unusable(folder, error) from error
        return found

    def holds_trace(self) -> bool:
        """Return whether a ledger is or was here."""
        return (
            self.ledger.exists()
            or self.ledger.is_symlink()
            or any(self.locks.iterdir())
            or any(self.path.glob("ledger.old-*"))
        )

    def check_files(self) -> None:
        """Raise LedgerLost for a ledger with a part missing, StateUnusable for one that others may touch."""
        if not self.ledger.is_dir():
            raise LedgerLost(f"{self.path}: runs were made from here, and the ledger is gone.")
        _refuse_unsafe(self.ledger)
        for part, meaning in ((self.database, "the ledger itself"), (self.key, "its key")):
            if not part.exists():
                raise LedgerLost(f"{part}: {meaning} is gone, so past login attempts are not known.")
            _refuse_unsafe(part)

    @contextmanager
    def making(self) -> Iterator[None]:
        """Hold off other processes while a ledger is made or opened."""
        try:
            lock = os.open(self.path / "making.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise unusable(self.path, error) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def unusable(path: Path, error: OSError) -> StateUnusable:
    """Return what to say about a state folder that the system refuses."""
    return StateUnusable(
        f"{path}: the state folder can't be used ({error.strerror or type(error).__name__}).",
        left_behind="No password was sent. Nothing was changed.",
        remedy="Free the disk, mend the folder's rights, or set PUPITRE_STATE to a folder of yours.",
    )


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that only we can read, on disk when this returns."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Have the names in a folder on disk when this returns."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse_unsafe(path: Path) -> None:
    facts = path.lstat()
    what, remedy = "", ""
    if stat.S_ISLNK(facts.st_mode):
        what, remedy = "is a symbolic link", "Put the real folder or file there."
    elif facts.st_uid != os.geteuid():
        what, remedy = "belongs to another user", f"Run as its owner, or: chown {os.geteuid()} {path}"
    elif facts.st_mode & 0o077:
        if stat.S_ISDIR(facts.st_mode) and not any(path.iterdir()):
            path.chmod(0o700)  # a folder just made for us; nothing of anyone's is in it
        else:
            what, remedy = "is open to others", f"chmod go= {path}"
    if not what and os.statvfs(path).f_flag & os.ST_RDONLY:
        what, remedy = "is on a read-only file system", "Set PUPITRE_STATE to a folder that can be written."
    if not what and not os.access(path, os.W_OK):
        what, remedy = "can't be written", f"chmod u+w {path}"
    if not what and stat.S_ISDIR(facts.st_mode):
        kind = filesystem_of(path).removeprefix("fuse.")
        if kind in NETWORK:
            what = f"is on a network file system ({kind}), where locks don't hold"
            remedy = "Set PUPITRE_STATE to a folder on a disk of this machine."
    if what:
        raise StateUnusable(f"{path} {what}.", left_behind="No password was sent. Nothing was changed.", remedy=remedy)
