"""Which estate files are meant by files and folders on a command line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pupitre.errors import EstateError
from pupitre.visible import visible

ENDINGS = (".yaml", ".yml")


def files_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files that are named, and those of each folder by name, each once; raise EstateError.

    Of a folder only visible files count, and those of folders inside it do not.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _files(path):
            found.setdefault(file.absolute(), file)
    if not found:
        raise EstateError("No estate file is named.", remedy="Name files, or a folder of them.")
    return tuple(found.values())


def _files(path: Path) -> list[Path]:
    try:
        if not path.is_dir():
            return [path]
        files = sorted(
            each for each in path.iterdir() if each.suffix in ENDINGS and each.name[0] != "." and each.is_file()
        )
    except OSError as error:
        raise EstateError(f"{visible(str(path))}: cannot be read ({error.strerror}).") from None
    if not files:
        raise EstateError(f"{visible(str(path))}: there is no estate file in this folder (*.yaml).")
    return files
