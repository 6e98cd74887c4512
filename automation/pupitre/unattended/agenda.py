"""What the files of a watch ask for between the nights; a file is read again when it changed."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pupitre.errors import EstateError
from pupitre.estate import load
from pupitre.unattended.estates import files_in
from pupitre.unattended.one_offs import asks_for_a_run

if TYPE_CHECKING:
    from pupitre.estate import Estate

_Version = tuple[int, int]


class Agenda:
    """The moments at which something is to be done once; a file with a mistake in it counts as it was before."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._known: dict[Path, tuple[_Version, Estate]] = {}

    @property
    def files(self) -> tuple[str, ...]:
        """The files that could be read."""
        return tuple(str(file) for file in self._known)

    def next(self, now: dt.datetime) -> dt.datetime | None:
        """Return `now` when something asks for a run, else the moment of the next that will."""
        self._look()
        estates = [estate for _, estate in self._known.values()]
        if any(asks_for_a_run(estate, now) for estate in estates):
            return now
        return min((item.at for estate in estates for item in estate.once if item.at > now), default=None)

    def _look(self) -> None:
        with contextlib.suppress(EstateError):  # the night tells what is wrong with a folder
            files = [file.absolute() for file in files_in(self._paths)]
            self._known = {file: known for file, known in self._known.items() if file in files}
            for file in files:
                with contextlib.suppress(EstateError, OSError):
                    found = file.stat()
                    version = found.st_mtime_ns, found.st_size
                    if file not in self._known or self._known[file][0] != version:
                        self._known[file] = version, load(file)
