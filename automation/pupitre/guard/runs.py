"""What the ledger notes of runs: where their evidence is and how it ended.

These notes are a second place for the heads of the evidence. Whoever rewrites an
evidence folder from its first event to the last line of its index has to
find them, too.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from pupitre.guard.clock import now
from pupitre.guard.ledger import Ledger


@dataclass(frozen=True)
class RunRecord:
    """A run that ended, with the head of its evidence."""

    run_id: str
    exit_code: int | None
    audit_head: str | None
    audit_count: int | None


@dataclass(frozen=True)
class UnindexedRun:
    """A run whose line in the index nobody is known to have written: it died, or the disk was full.

    `evidence` is the folder that was to hold its folder.
    """

    run_id: str
    evidence: Path
    has_ended: bool


@dataclass(frozen=True)
class NotedRun:
    """A run's head and the head of the index after it, as this machine noted them; what is not known is None."""

    run_id: str
    origin: str
    evidence: Path
    head: str | None
    count: int | None
    index_head: str | None
    index_count: int | None


def record_run(ledger: Ledger, run_id: str, origin: str, evidence: Path | None) -> None:
    """Write down that a run begins, and in which folder it is to leave evidence."""
    with ledger.transaction():
        ledger.db.execute("INSERT INTO run(run_id, origin, started) VALUES (?, ?, ?)", (run_id, origin, now().wall))
        if evidence is not None:
            ledger.db.execute("INSERT INTO evidence(run_id, folder) VALUES (?, ?)", (run_id, os.fspath(evidence)))


def finish_run(
    ledger: Ledger,
    run_id: str,
    exit_code: int | None,
    head: str | None,
    count: int | None,
    index: tuple[str, int] | None,
) -> None:
    """Write down how a run ended, and the heads of its evidence and of the index after it."""
    with ledger.transaction():
        ledger.db.execute(
            "UPDATE run SET ended = ?, exit = ?, audit_head = ?, audit_count = ? WHERE run_id = ?",
            (now().wall, exit_code, head, count, run_id),
        )
        if index is not None:
            ledger.db.execute("UPDATE evidence SET index_head = ?, index_count = ? WHERE run_id = ?", (*index, run_id))


def note_index(ledger: Ledger, run_id: str, index: tuple[str, int]) -> None:
    """Write down that a run has its line in the index by now."""
    with ledger.transaction():
        ledger.db.execute("UPDATE evidence SET index_head = ?, index_count = ? WHERE run_id = ?", (*index, run_id))


def forget_run(ledger: Ledger, run_id: str) -> None:
    """Take back that a run begins: it could not leave evidence, so it did nothing."""
    with ledger.transaction():
        ledger.db.execute("DELETE FROM evidence WHERE run_id = ?", (run_id,))
        ledger.db.execute("DELETE FROM run WHERE run_id = ?", (run_id,))


def previous_run(ledger: Ledger, origin: str) -> RunRecord | None:
    """Return the last run that left a head on a console, for the first event of the next one."""
    found = ledger.query(
        "SELECT run_id, exit, audit_head, audit_count FROM run WHERE origin = ? AND audit_head IS NOT NULL"
        " ORDER BY rowid DESC LIMIT 1",
        (origin,),
    )
    return RunRecord(*found[0]) if found else None


def unindexed_runs(ledger: Ledger, origin: str) -> list[UnindexedRun]:
    """Return the runs of a console without a line in the index; all are over when its lease is ours."""
    found = ledger.query(
        "SELECT run.run_id, evidence.folder, run.ended IS NOT NULL FROM run JOIN evidence USING (run_id)"
        " WHERE run.origin = ? AND evidence.index_count IS NULL ORDER BY run.rowid",
        (origin,),
    )
    return [UnindexedRun(run_id, Path(folder), bool(ended)) for run_id, folder, ended in found]


def noted_runs(state_folder: Path | None = None) -> list[NotedRun] | None:
    """Return what this machine noted of all runs, reading only; None when nothing can be read here."""
    chosen = state_folder or os.environ.get("PUPITRE_STATE") or platformdirs.user_state_dir("pupitre", appauthor=False)
    database = Path(chosen).expanduser().absolute() / "ledger" / "ledger.db"
    if not database.is_file():
        return None
    try:
        with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
            found = connection.execute(
                "SELECT run_id, origin, folder, audit_head, audit_count, index_head, index_count"
                " FROM run JOIN evidence USING (run_id) ORDER BY run.rowid"
            ).fetchall()
    except sqlite3.Error:
        return None
    return [NotedRun(run_id, origin, Path(folder), *heads) for run_id, origin, folder, *heads in found]
