"""A run in one file that can be mailed: the same bytes whenever and wherever it is made."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import zipfile
from io import BufferedReader
from pathlib import Path

from pupitre.errors import Explained
from pupitre.evidence.disk import NotPlain, open_plain

# A zip can't say that it has no date; this is the first one it knows.
_NO_DATE = (1980, 1, 1, 0, 0, 0)

# What leads out of a folder on another system: a backslash, a drive, a device, two dots.
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._ -]*(?<![. ])")


def export(folder: Path, out: Path) -> int:
    """Write a run's folder to a new zip file and return the number of files in it.

    Nothing is compressed: what a compressor makes of a file differs from one
    version of it to the next. Raise Explained for a name that is taken or a file
    that is not a plain one.
    """
    names = sorted(each.name for each in folder.iterdir() if not each.name.startswith("."))
    for name in (folder.name, *names):
        if not _NAME.fullmatch(name):
            raise Explained(f"No run gives anything the name {name!r}, so this one is not exported.", left_behind="")
    for name in names:
        _open(folder / name).close()
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
    with _open(folder / name) as source:
        about.file_size = os.fstat(source.fileno()).st_size
        with archive.open(about, "w") as target:
            while piece := source.read(1024 * 1024):
                target.write(piece)


def _open(path: Path) -> BufferedReader:
    try:
        return open_plain(path)
    except NotPlain:
        raise Explained(f"{path} is not a plain file, so the run is not exported.", left_behind="") from None
