"""What a run keeps from its child processes and from the disk: variables, core dumps, temporary files."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import resource
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pupitre.errors import Explained, StateUnusable

# They print what is typed or sent, keep the keys of TLS, or have Node skip certificates.
_DEBUGGING = re.compile(
    r"DEBUG|DEBUGP|DEBUG_FILE|PWDEBUG|PWDEBUGIMPL|PW_TEST_.*|NODE_DEBUG|SSLKEYLOGFILE"
    r"|NODE_TLS_REJECT_UNAUTHORIZED|NODE_USE_ENV_PROXY"
)

# The browser makes a socket below it, and the path of a socket has at most 107 characters.
LONGEST = 60
_OF_A_RUN = "r-"


def strip_debug_environment() -> tuple[str, ...]:
    """Remove the variables that make the browser's driver print or trust what it must not; return their names.

    To be called before Playwright starts: its driver reads them once.
    """
    found = tuple(sorted(name for name in os.environ if _DEBUGGING.fullmatch(name)))
    for name in found:
        del os.environ[name]
    _silence_what_is_loaded()
    return found


def _silence_what_is_loaded() -> None:
    """Take the names back that Playwright's own half read from DEBUG when it was imported.

    With `pw:channel` it would print every message to the driver, the password among them.
    """
    loaded = sys.modules.get("playwright._impl.utils.debug_logger")
    if loaded is None:
        return
    with contextlib.suppress(AttributeError):  # of another version; then what it says of itself counts
        loaded.debug_logger._names.clear()
    if any(loaded.debug_logger.is_enabled(name) for name in ("api", "channel", "protocol")):
        raise Explained(
            "DEBUG has Playwright print what is typed.",
            left_behind="No password was sent. Nothing was changed.",
            remedy="Run again without DEBUG.",
        )


def of_a_browser(*, headed: bool) -> dict[str, str]:
    """Return the variables of a browser: ours, but without the session's bus for one that nobody sees.

    Over that bus Chromium has systemd move it out of the unit that started it, and ending a night
    would no longer end its browser. A person who types needs the bus for the keyboard.
    """
    return {**os.environ} if headed else {**os.environ, "DBUS_SESSION_BUS_ADDRESS": "disabled:"}


def no_core_dumps() -> None:
    """Have no process of ours leave its memory on the disk when it crashes."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))


@contextlib.contextmanager
def private_temporary_folder(state: Path) -> Iterator[Path]:
    """Have every temporary file of the body in a folder that only we can read, removed at the end.

    What runs that were killed left is removed first. Raise StateUnusable when there is
    no folder of ours to be had.
    """
    try:
        root = _root(state)
        folder, lock = _take(root)
    except OSError as error:
        raise StateUnusable(
            f"There is no place for temporary files ({error.strerror or type(error).__name__}).",
            left_behind="No password was sent. Nothing was changed.",
            remedy="Free the disk, or set PUPITRE_STATE to a folder of yours.",
        ) from None
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(folder)
    try:
        yield folder
    finally:
        if before is None:
            os.environ.pop("TMPDIR", None)
        else:
            os.environ["TMPDIR"] = before
        shutil.rmtree(folder, ignore_errors=True)  # what a dying browser still writes is swept next time
        os.close(lock)


def _root(state: Path) -> Path:
    """Return the folder that the folders of runs are in: in the state folder, or where the path is short."""
    root = state / "tmp"
    if len(str(root)) > LONGEST:
        root = Path("/tmp") / f"pupitre-{os.geteuid()}"
    with contextlib.suppress(FileExistsError):
        root.mkdir(mode=0o700)
    facts = root.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.geteuid() or facts.st_mode & 0o077:
        raise StateUnusable(
            f"{root} is not a folder of ours alone.",
            left_behind="No password was sent. Nothing was changed.",
            remedy=f"Look at what it is, and remove it: {root}",
        )
    return root


def _take(root: Path) -> tuple[Path, int]:
    """Make a folder with a lock that dies with this process; sweep those whose lock is free."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    making = os.open(root / "lock", flags, 0o600)
    try:
        fcntl.flock(making, fcntl.LOCK_EX)  # a folder without its lock yet would look like a dead one
        for left in root.glob(f"{_OF_A_RUN}*"):
            _sweep(left)
        folder = Path(tempfile.mkdtemp(prefix=_OF_A_RUN, dir=root))
        lock = os.open(folder / "lock", flags | os.O_EXCL, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
    finally:
        os.close(making)
    return folder, lock


def _sweep(left: Path) -> None:
    if left.is_symlink() or not left.is_dir():
        left.unlink(missing_ok=True)  # the link, never what it names
        return
    try:
        lock = os.open(left / "lock", os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        lock = -1
    except OSError:
        return  # a lock that is a link, or not ours: left for a person
    try:
        if lock >= 0:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # its run lives
    else:
        shutil.rmtree(left, ignore_errors=True)
    finally:
        if lock >= 0:
            os.close(lock)
