"""A run in one file that can be mailed: the same bytes whenever and wherever it is made."""

from __future__ import annotations

import contextlib
import os
import stat
import zipfile
from pathlib import Path

from pupitre.errors import Explained

# A zip can't say that it has no date; this is the first one it knows.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def export(folder: Path, out: Path) -> int:
    """Write a run's folder to a new zip file and return the number of files in it.

    Nothing is compressed: what a compressor makes of a file differs from one
    version of it to the next. Raise Explained for a name that is taken or a file
    that is not a plain one.
    """
    names = sorted(each.name for each in folder.iterdir() if not each.name.startswith("."))
    for name in names:
        if not stat.S_ISREG((folder / name).lstat().st_mode):
            raise Explained(f"{folder / name} is not a plain file, so the run is not exported.", left_behind="")
    try:
        file = out.open("xb")
    except FileExistsError:
        raise Explained(f"{out} exists; it is not overwritten.", left_behind="", remedy="Name another file.") from None
    try:
        with file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name in names:
                _add(archive, folder, name)
            file.flush()
    except BaseException:
        with contextlib.suppress(OSError):
            out.unlink()
        raise
    return len(names)


def _add(archive: zipfile.ZipFile, folder: Path, name: str) -> None:
    about = zipfile.ZipInfo(f"{folder.name}/{name}", _NO_DATE)
    about.create_system = 3  # Unix: the bits below are its
    about.external_attr = (stat.S_IFREG | 0o644) << 16
    descriptor = os.open(folder / name, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as source:
        about.file_size = os.fstat(descriptor).st_size
        with archive.open(about, "w") as target:
            while piece := source.read(1024 * 1024):
                target.write(piece)
