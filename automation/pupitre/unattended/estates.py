"""Which estate files are meant by files and folders on a command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pupitre.errors import EstateError, PupitreError
from pupitre.estate import Estate, load
from pupitre.visible import visible

ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True)
class Look:
    """What was found at one path that was named: its files, or why there are none; `is_folder` when it is one."""

    path: Path
    files: tuple[Path, ...] = ()
    is_folder: bool = False
    error: EstateError | None = None


def look(paths: Iterable[Path]) -> tuple[Look, ...]:
    """Return what is found at each path, each file once; raise EstateError only when no path is named.

    Of a folder only visible files count, and those of folders inside it do not.
    """
    known: set[Path] = set()
    looks: list[Look] = []
    for path in paths:
        found = _look(path)
        fresh = tuple(file for file in found.files if file.absolute() not in known)
        known.update(file.absolute() for file in fresh)
        looks.append(Look(path, fresh, found.is_folder, found.error))
    if not looks:
        raise EstateError("No estate file is named.", remedy="Name files, or a folder of them.")
    return tuple(looks)


def files_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files that are named, and those of each folder by name, each once; raise EstateError."""
    looks = look(paths)
    for each in looks:
        if each.error is not None:
            raise each.error
    return tuple(file for each in looks for file in each.files)


def read_estate(file: Path) -> Estate | PupitreError:
    """Return what a file declares, or what is wrong with it."""
    try:
        return load(file)
    except PupitreError as error:
        return error


def _look(path: Path) -> Look:
    try:
        if not path.is_dir():
            return Look(path, (path,))
        files = sorted(
            each for each in path.iterdir() if each.suffix in ENDINGS and each.name[0] != "." and each.is_file()
        )
    except OSError as error:
        return Look(path, error=EstateError(f"{visible(str(path))}: cannot be read ({error.strerror})."))
    if not files:
        nothing = f"{visible(str(path))}: there is no estate file in this folder (*.yaml)."
        return Look(path, is_folder=True, error=EstateError(nothing))
    return Look(path, tuple(files), is_folder=True)
