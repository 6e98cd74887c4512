"""Writing the overview into a folder of its own: nothing that is not ours is touched.

Each page is whole or not there. The first page comes last and links only to what
is there already; pages that no longer belong go after it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from pupitre.errors import Explained
from pupitre.evidence.journal import EVENTS
from pupitre.evidence.overview.pages import INDEX_PAGE
from pupitre.visible import visible

#: Stands at the beginning of every page of an overview, and tells them from other people's.
SIGNATURE = b'<meta name="generator" content="pupitre evidence site">'

_OURS = re.compile(r"index\.html|runs-[0-9]{4}-[0-9]{2}\.html")
_UNFINISHED = re.compile(r"\.(index|runs-[0-9]{4}-[0-9]{2})\.html\.part")
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_REMEDY = "Name a folder that does not exist yet, an empty one, or one that this verb made."


def check_target(folder: Path) -> None:
    """Raise Explained when the folder holds anything but an overview, or belongs to a run."""
    if any((each / EVENTS).exists() for each in (folder.resolve(), *folder.resolve().parents)):
        raise Explained(
            f"{visible(str(folder))} is inside the folder of a run.", left_behind="Nothing was written.", remedy=_REMEDY
        )
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Explained(f"{visible(str(folder))} is no folder.", left_behind="Nothing was written.", remedy=_REMEDY)
    foreign = sorted(name for name in _names(folder) if not _is_ours(folder / name))
    if foreign:
        more = "" if len(foreign) == 1 else f" and {len(foreign) - 1} more"
        raise Explained(
            f"{visible(str(folder))} holds files that are not ours: {visible(foreign[0])}{more}.",
            left_behind="Nothing was written.",
            remedy=_REMEDY,
        )


def write_overview(folder: Path, pages: Mapping[str, bytes]) -> None:
    """Write the pages, the first one last, and remove those of ours that no longer belong.

    Raise Explained for a folder that is not ours or that another one writes into,
    OSError when it can't be written.
    """
    check_target(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        check_target(folder)
        for name in _names(folder):
            if _UNFINISHED.fullmatch(name):
                (folder / name).unlink()
        for name in sorted(pages, key=lambda name: (name == INDEX_PAGE, name)):
            _write(folder / name, pages[name])
        for name in _names(folder) - pages.keys():
            (folder / name).unlink()


def _names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()} if folder.is_dir() else set()


def _is_ours(path: Path) -> bool:
    if not stat.S_ISREG(path.lstat().st_mode):
        return False
    if _UNFINISHED.fullmatch(path.name):
        return True
    if not _OURS.fullmatch(path.name):
        return False
    with path.open("rb") as file:
        return SIGNATURE in file.read(2048)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Explained(
                f"Another one is writing into {visible(str(folder))}.",
                left_behind="Nothing was written.",
                remedy="Wait until it is done.",
            ) from None
        yield
    finally:
        os.close(descriptor)


def _write(path: Path, data: bytes) -> None:
    """Leave the whole page or the one that was there; others may read it, as far as this user lets them."""
    unfinished = path.with_name(f".{path.name}.part")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | _NOFOLLOW, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        unfinished.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
