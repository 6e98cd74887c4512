"""The files that a recording's steps attach: by their names, beside the recording."""

from __future__ import annotations

from pathlib import Path

from pupitre.errors import Explained
from pupitre.recording.binding import Bound
from pupitre.recording.model import BETWEEN, Verb


class NoSuchFile(Explained):
    """A file that a step attaches is not there."""

    reason = "no_such_file"


def attached(value: str, files: Path) -> list[Path]:
    """Return the files that a step's value names, in a folder; raise NoSuchFile."""
    found = [files / Path(name).name for name in value.split(BETWEEN)]
    for path in found:
        if not path.is_file():
            raise NoSuchFile(f"{path} is to be attached, and is not there.", remedy="Put it beside the recording.")
    return found


def demand_files(bound: Bound, files: Path) -> None:
    """Raise NoSuchFile where a step would attach a file that is not in a folder."""
    for numbered in bound.steps:
        if numbered.step.do is Verb.UPLOAD:
            attached(numbered.step.value or "", files)
