"""The trail of runs: each stands on the one before it, and none is lost.

A run is written into the guard's ledger before its evidence begins and its
head when it ended; what a dead run left is noted by the next one of its console,
in its chain and in the index. Nothing of a dead run is mended or removed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pupitre.errors import EvidenceFailed
from pupitre.evidence import Record, RunResult
from pupitre.evidence.chain import GENESIS
from pupitre.evidence.index import Index
from pupitre.evidence.recovery import examine, find_folder
from pupitre.evidence.run_folder import failed
from pupitre.evidence.words import words
from pupitre.guard import Guard
from pupitre.guard.runs import UnindexedRun

RECOVERY = "run.recovery"


@dataclass(frozen=True)
class RunFacts:
    """What is known of a run before it begins."""

    run_id: str
    verb: str
    console: str
    origin: str
    language: str
    facts: Mapping[str, str]


def begin(guard: Guard, run: RunFacts, evidence: Path, copy: Path | None) -> Record:
    """Begin a run's record and note what dead runs of its console left; raise EvidenceFailed.

    The lease of the console must be held.
    """
    unindexed = guard.unindexed_runs(run.origin)
    before = guard.previous_run(run.origin)
    try:
        Index(evidence).probe()
    except OSError as error:
        raise failed(error, evidence) from error
    guard.record_run(run.run_id, run.origin, evidence.absolute())
    try:
        record = Record.start(
            evidence,
            verb=run.verb,
            console=run.console,
            origin=run.origin,
            language=run.language,
            run_id=run.run_id,
            facts=run.facts,
            previous_head=before.audit_head if before is not None and before.audit_head else GENESIS,
            copy=copy,
        )
    except EvidenceFailed:
        guard.forget_run(run.run_id)
        raise
    try:
        for dead in unindexed:
            _recover(guard, record, run.origin, dead)
    except OSError as error:
        raise failed(error, record.folder) from error
    return record


def end(guard: Guard, record: Record, result: RunResult) -> Path:
    """Close a run's record, enter it in the index, note its head in the ledger; return the page.

    Raise EvidenceFailed when something of it could not be written and nobody was
    told yet; the ledger is told in any case.
    """
    index: tuple[str, int] | None = None
    try:
        try:
            page = record.finish(result)
        finally:
            index = _enter(record)
    finally:
        head, count = record.head
        guard.finish_run(record.run_id, record.exit_code, head, count, index)
    if index is None and result.exit_code in (0, 2):
        raise EvidenceFailed(
            f"The run could not be entered in the index of runs ({record.folder.parent}).",
            left_behind=result.left_behind,
            remedy="Free the disk or mend the file's rights; the next run enters it.",
        )
    return page


def _enter(record: Record) -> tuple[str, int] | None:
    with contextlib.suppress(OSError):
        return Index(record.folder.parent).add(record.line)
    return None


def _recover(guard: Guard, record: Record, origin: str, dead: UnindexedRun) -> None:
    """Note what a run left that has no line in the index; raise OSError when the index can't be written."""
    say = words(record.language)
    folder = find_folder(dead.evidence, dead.run_id)
    if folder is None:
        says = say(
            "The run {run} before this one was cut short and left no record that could be found.", run=dead.run_id
        )
        record.event(RECOVERY, says=says, detail={"run": dead.run_id, "folder": None})
        record.warnings.append(says)
        guard.finish_run(dead.run_id, None, None, None, (GENESIS, 0))
        return
    remains = examine(folder)
    if remains.is_closed:
        says = say("The line of the run {run} was missing from the index; it was added.", run=dead.run_id)
    else:
        says = say(
            "The run {run} before this one was cut short; what it left is written down in this record.",
            run=dead.run_id,
        )
    record.event(RECOVERY, says=says, detail={"run": dead.run_id, **remains.to_json()})
    record.warnings.append(says)
    index = Index(folder.parent).add(remains.line(dead.run_id, origin=origin, found_by=record.run_id))
    if dead.has_ended:
        guard.note_index(dead.run_id, index)
    else:
        line = remains.line(dead.run_id, origin=origin, found_by=record.run_id)
        guard.finish_run(dead.run_id, line.exit_code, remains.head or None, remains.count, index)
