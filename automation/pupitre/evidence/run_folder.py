"""The folder of one run: whether there may be one, how it is named, why it could not be made."""

from __future__ import annotations

import contextlib
import secrets
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from pupitre.errors import EvidenceFailed
from pupitre.evidence.chain import slug
from pupitre.evidence.disk import Disk

#: Bytes that must be free before a run may begin.
ROOM_FOR_A_RUN = 200 * 1024 * 1024

REMEDY = "Free the disk or mend the rights of the folder that is named, then run again."


def check_room(parent: Path, disk: Disk, room: int) -> None:
    """Raise EvidenceFailed unless the record can be kept in a folder until the run ends; `room` is in bytes."""
    if share := disk.share(parent):
        raise EvidenceFailed(
            f"The record can't be kept in {parent}: it is a share of another machine ({share}).",
            remedy="Keep it on a disk of this machine (--evidence FOLDER); the share may take the copy "
            "(in the estate: evidence: {copy: FOLDER}).",
        )
    free = disk.free(parent)
    if free < room:
        raise EvidenceFailed(
            f"The record can't be kept in {parent}: {free // 2**20} MB are free, {room // 2**20} MB are needed.",
            remedy=REMEDY,
        )


def make_run_folder(parent: Path, origin: str, verb: str, disk: Disk) -> Path:
    """Make a folder that no run had before; raise OSError."""
    host = urlsplit(origin).hostname or origin
    for _ in range(50):
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        folder = parent / f"{stamp}-{slug(host)}-{slug(verb)}-{secrets.token_hex(2)}"
        with contextlib.suppress(FileExistsError):
            disk.make_folder(folder)
            return folder
    raise FileExistsError(17, "fifty folders of this second exist already", str(parent))


def remove_unborn(folder: Path) -> None:
    """Remove the folder of a run that could not begin."""
    with contextlib.suppress(OSError):
        for each in folder.iterdir():
            each.unlink()
        folder.rmdir()


def why(error: OSError) -> str:
    """Return what the system says about a failure, without a path."""
    return error.strerror or type(error).__name__


def failed(error: OSError, folder: Path, *, left_behind: str | None = None) -> EvidenceFailed:
    """Return what to say about a record that the system refuses to write."""
    what = f"The record can't be written: {why(error)} ({folder})."
    if left_behind is None:
        return EvidenceFailed(what, remedy=REMEDY)
    return EvidenceFailed(what, left_behind=left_behind, remedy=REMEDY)
