"""The runs of an evidence folder, each with what became of its folder: none is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pupitre.evidence.disk import is_being_written
from pupitre.evidence.folder_verification import run_folders
from pupitre.evidence.index import DIED, IndexedRun
from pupitre.evidence.index_reading import IndexReading
from pupitre.evidence.journal import EVENTS
from pupitre.evidence.recovery import examine

State = Literal["kept", "pruned", "killed", "missing", "open", "unnoted"]


@dataclass(frozen=True)
class KeptRun:
    """A run, and whether its folder is there.

    `killed` has no end and a later run noted that; `open` is under way;
    `unnoted` stands in no line of the index.
    """

    run: IndexedRun
    state: State


def kept_runs(evidence: Path, index: IndexReading) -> Iterator[KeptRun]:
    """Yield the runs that the index names, in its order, then those that it does not name."""
    there = run_folders(evidence)
    for name, run in index.runs.items():
        state: State = "pruned" if name in index.pruned else "killed" if run.result == DIED else "kept"
        yield KeptRun(run, state if name in there or state == "pruned" else "missing")
    for name in sorted(there - index.runs.keys()):
        remains = examine(evidence / name)
        start = remains.start or {}
        run = remains.line(str(start.get("run", "")), origin=str(start.get("origin", "")), found_by="")
        state = "open" if is_being_written(evidence / name / EVENTS) else "unnoted"
        yield KeptRun(replace(run, result=state) if run.result == DIED else run, state)
