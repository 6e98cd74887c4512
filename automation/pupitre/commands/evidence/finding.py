"""Which run is meant: by any beginning of its id or of its folder's name, by its path, or as the last one."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from pupitre.errors import Explained
from pupitre.evidence.folder_verification import run_folders
from pupitre.evidence.index_reading import FOLDER_NAME, IndexReading, read_index
from pupitre.evidence.journal import EVENTS
from pupitre.visible import visible

LAST = "last"


class NoSuchRun(Explained):
    """A name that no run, or more than one, answers to."""

    reason = "no_such_run"


@dataclass(frozen=True)
class Meant:
    """A run's folder, with the index it stands in."""

    evidence: Path
    name: str
    index: IndexReading

    @property
    def folder(self) -> Path:
        """The folder of the run."""
        return self.evidence / self.name


def must_be_there(evidence: Path) -> None:
    """Raise Explained when there is no evidence folder."""
    if not evidence.is_dir():
        raise Explained(
            f"There is no evidence folder {visible(str(evidence))}.",
            left_behind="",
            remedy="Name the folder that the runs wrote into: --evidence FOLDER",
        )


def find(name: str, evidence: Path) -> Meant:
    """Return the run that a name means; raise NoSuchRun."""
    path = Path(name)
    if len(path.parts) > 1 or path.is_absolute() or _is_a_run(path):
        if not _is_a_run(path):
            raise NoSuchRun(f"{visible(name)} is not the folder of a run.", left_behind="")
        path = path.resolve()
        return Meant(path.parent, path.name, read_index(path.parent))
    must_be_there(evidence)
    index = read_index(evidence)
    there = run_folders(evidence)
    known = [*index.runs, *sorted(there - index.runs.keys())]
    runs = [each for each in known if FOLDER_NAME.fullmatch(each) and each not in index.pruned]
    if name == LAST and runs:
        return Meant(evidence, max(runs), index)
    wanted = name.lower()
    ids = {folder: run.run for folder, run in index.runs.items()}
    meant = [each for each in known if wanted in (each.lower(), ids.get(each, "").lower())]
    meant = meant or [each for each in known if wanted and _begins(wanted, each, ids.get(each, ""))]
    if len(meant) == 1:
        return Meant(evidence, meant[0], index)
    where = visible(str(evidence))
    if not meant:
        raise NoSuchRun(
            f"No run in {where} begins with {visible(name)!r}.", left_behind="", remedy="See: pupitre evidence list"
        )
    some = ", ".join(visible(ids.get(each, each)) for each in meant[:5])
    more = "" if len(meant) <= 5 else f" and {len(meant) - 5} more"
    raise NoSuchRun(
        f"{visible(name)!r} begins {len(meant)} runs: {some}{more}.", left_behind="", remedy="Write more of it."
    )


def _is_a_run(path: Path) -> bool:
    with contextlib.suppress(OSError):  # a name may be longer than any that the system knows
        return (path / EVENTS).is_file()
    return False


def _begins(wanted: str, folder: str, run_id: str) -> bool:
    return folder.lower().startswith(wanted) or run_id.lower().startswith(wanted)
