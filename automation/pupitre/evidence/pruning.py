"""Removing runs that are older than the retention, and saying so in the index.

The line that says it is on disk before the first file goes. A run in which
something was changed is evidence of that, and stays.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pupitre.errors import Refused
from pupitre.evidence.disk import Disk, is_being_written
from pupitre.evidence.folder_verification import Noted, verify_run
from pupitre.evidence.index import Index, IndexedRun
from pupitre.evidence.index_reading import IndexReading, read_index
from pupitre.evidence.journal import EVENTS

#: The fewest days that a run is kept without saying that less is meant.
FEWEST_DAYS = 180


class EvidenceInDoubt(Refused):
    """The index of runs was changed: what it says must not decide what is removed."""

    reason = "evidence_in_doubt"


@dataclasses.dataclass(frozen=True)
class Due:
    """What a pruning would do: runs to remove, and runs that are old enough and stay."""

    index: IndexReading
    remove: tuple[IndexedRun, ...]
    in_doubt: tuple[IndexedRun, ...]


def due(folder: Path, noted: Sequence[Noted], *, keep_days: int, now: datetime | None = None) -> Due:
    """Return which runs ended more than `keep_days` days ago; raise EvidenceInDoubt."""
    index = read_index(folder)
    if index.findings:
        raise EvidenceInDoubt(
            f"{folder}: the index of runs is not as the runs left it: {index.findings[0]}.",
            left_behind="Nothing was removed.",
            remedy="See what was done to it first: pupitre evidence verify --all",
        )
    limit = (now or datetime.now(UTC)) - timedelta(days=keep_days)
    remove, in_doubt = [], []
    for run in index.runs.values():
        path = folder / run.folder
        ended = _moment(run.ended)
        if ended is None or ended >= limit or is_being_written(path / EVENTS):
            continue
        if run.folder in index.pruned:
            if path.is_dir() and not path.is_symlink():
                remove.append(run)  # an earlier pruning was cut short
        elif verify_run(folder, run.folder, index, noted).is_sound:
            remove.append(run)
        else:
            in_doubt.append(run)
    return Due(index, tuple(remove), tuple(in_doubt))


def prune(
    folder: Path,
    what: Due,
    *,
    keep_days: int,
    who: str,
    noted: Callable[[str, tuple[str, int]], None] = lambda _, __: None,
    disk: Disk | None = None,
) -> None:
    """Remove the runs that are due, each after its line in the index; raise OSError.

    `noted` is told of each run's id and of the index's head and count after its line.
    """
    index = Index(folder, disk)
    for run in what.remove:
        if run.folder not in what.index.pruned:
            told = dataclasses.replace(run, detail={"keep_days": keep_days, "who": who})
            noted(run.run, index.add(told, kind="pruned"))
        # Stays inside the folder whatever stands there: links are removed, never followed.
        shutil.rmtree(folder / run.folder)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
