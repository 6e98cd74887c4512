"""Checking a whole evidence folder: its index, every run, and what is noted of them elsewhere.

Needs no key and no network. Every part is checked whatever was found before it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pupitre.evidence.chain import GENESIS
from pupitre.evidence.closing import SUMS, hash_of_file
from pupitre.evidence.disk import is_being_written
from pupitre.evidence.findings import Finding, Findings, Kind, short
from pupitre.evidence.index import DIED, INDEX, IndexedRun
from pupitre.evidence.index_reading import FOLDER_NAME, IndexLine, IndexReading, read_index
from pupitre.evidence.journal import EVENTS
from pupitre.evidence.recovery import examine
from pupitre.evidence.verification import verify

_NEVER_UNDER_WAY = (Kind.EDITED, Kind.REMOVED, Kind.REORDERED, Kind.MOVED, Kind.GAP, Kind.ADDED)


class Noted(Protocol):
    """The heads of a run and of the index after it, as somebody else kept them; None when not known."""

    @property
    def run_id(self) -> str: ...
    @property
    def evidence(self) -> Path: ...
    @property
    def head(self) -> str | None: ...
    @property
    def count(self) -> int | None: ...
    @property
    def index_head(self) -> str | None: ...
    @property
    def index_count(self) -> int | None: ...


@dataclass(frozen=True)
class Checked:
    """What was found in one run, or in the index when `folder` is the index."""

    folder: str
    run: IndexedRun | None
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether there is nothing but remarks."""
        return all(finding.is_remark for finding in self.findings)


def verify_folder(folder: Path, noted: Sequence[Noted] = ()) -> Iterator[Checked]:
    """Yield what is found in the index and in every run, in the order of the index."""
    index = read_index(folder)
    there = run_folders(folder)
    _check_index(folder, index, noted)
    if not there and not index.is_there and len(index.findings) == 1:
        index.findings.clear()  # no run ever was here
    yield Checked(INDEX, None, tuple(index.findings))
    by_run: dict[str, list[Noted]] = {}
    for each in noted:
        by_run.setdefault(each.run_id, []).append(each)
    for name, run in index.runs.items():
        pruned = index.pruned.get(name)
        ids = {run.run} if pruned is None else {run.run, pruned.run.run}
        yield verify_run(folder, name, index, [each for run_id in ids for each in by_run.get(run_id, ())])
    for name in sorted(there - index.runs.keys()):
        yield verify_run(folder, name, index, noted)


def verify_run(
    folder: Path,
    name: str,
    index: IndexReading,
    noted: Sequence[Noted] = (),
    *,
    head: str | None = None,
    count: int | None = None,
) -> Checked:
    """Check one run against its line in the index, what is noted elsewhere, and a head that somebody kept."""
    run = index.runs.get(name)
    findings = Findings()
    path = folder / name
    if name in index.pruned:
        _judge_pruned(path, index.pruned[name], noted, findings)
    elif path.is_symlink() or (path.exists() and not path.is_dir()):
        findings.note(Kind.EDITED, "it is not a plain folder", name)
    elif not path.exists():
        findings.note(Kind.REMOVED, "the index names this run and its folder is not there", name)
    else:
        findings += _check_contents(path, run, head=head, count=count)
        if run is None:
            _judge_unindexed(path, findings, has_index=index.is_there)
    _compare_with_noted(name, run, noted, findings)
    return Checked(name, run, tuple(findings))


def run_folders(folder: Path) -> set[str]:
    """Return the names of the folders that hold a run."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return set()
    return {
        each.name
        for each in entries
        if each.is_dir(follow_symlinks=False) and (FOLDER_NAME.fullmatch(each.name) or (Path(each) / EVENTS).exists())
    }


def _check_contents(path: Path, run: IndexedRun | None, *, head: str | None, count: int | None) -> list[Finding]:
    if run is not None and run.result == DIED:
        return _check_dead(path, run, head=head, count=count)
    if run is None:
        return verify(path, head, count)
    findings = Findings(verify(path, run.head if head is None else head, run.count if count is None else count))
    _compare_sums(path, run, findings)
    remains = examine(path)
    if head is not None and remains.head != run.head:
        findings.note(Kind.EDITED, "the head is not the one in the index", EVENTS)
    if (remains.start or {}).get("run") not in (None, run.run):
        findings.note(Kind.MOVED, "the events of another run stand here", EVENTS)
    said = remains.line(run.run, origin=run.origin, found_by="")
    for what in ("console", "verb", "result", "exit_code", "previous"):
        if remains.is_closed and getattr(said, what) != getattr(run, what):
            findings.note(Kind.EDITED, f"the index tells of another {what}: {short(getattr(run, what))}", EVENTS)
    if remains.start is not None and remains.start["origin"] != run.origin:
        findings.note(Kind.EDITED, "the index tells of another console", EVENTS)
    return findings


def _compare_sums(path: Path, run: IndexedRun, findings: Findings) -> None:
    """Compare the list of sums, and so the page, with the index: no event can name what is written after the last."""
    expected = run.detail.get("sums")
    with contextlib.suppress(OSError):
        if expected is not None and hash_of_file(path / SUMS) != expected:
            findings.note(Kind.EDITED, "it is not the list of sums that the index names", SUMS)


def _check_dead(path: Path, run: IndexedRun, *, head: str | None, count: int | None) -> list[Finding]:
    """Judge a run without an end by what the next run found of it: unchanged since, it is only a remark."""
    remains = examine(path)
    found = verify(path, head, count)
    dead = (Kind.TRUNCATED, Kind.UNSETTLED, Kind.MISSING_FILE)
    as_found = (remains.head, remains.count) == (run.head, run.count) and remains.to_json()["torn"] == run.detail.get(
        "torn"
    )
    if not as_found:
        return [*found, Finding(Kind.EDITED, "it is not as the next run found it after its death", EVENTS)]
    rest = [each for each in found if each.kind not in dead or each.where not in (EVENTS, "SHA256SUMS")]
    doubt = "" if remains.intent is None else f"; {short(remains.intent)} was perhaps done"
    by = short(run.detail.get("found_by"))
    return [*rest, Finding(Kind.KILLED, f"cut short, noted by the run {by} and unchanged since{doubt}", EVENTS)]


def _judge_pruned(path: Path, line: IndexLine, noted: Sequence[Noted], findings: Findings) -> None:
    still = "; what is left of its folder goes with the next pruning" if os.path.lexists(path) else ""
    says = f"removed by retention on {line.ts[:10]}; its head and count are in the index{still}"
    findings.note(Kind.PRUNED, says, path.name)
    for each in noted:
        if each.run_id == line.run.run and each.index_count and each.index_count != line.number:
            findings.note(
                Kind.REMOVED, "the index says that it was pruned, and this machine did not prune it", path.name
            )


def _judge_unindexed(path: Path, findings: Findings, *, has_index: bool) -> None:
    if is_being_written(path / EVENTS):
        # Whoever holds the file of a finished run must not hide what was done to it; the rest is not there yet.
        findings[:] = [each for each in findings if each.kind in _NEVER_UNDER_WAY and each.where == EVENTS]
        findings.note(Kind.OPEN, "the run is under way", EVENTS)
    elif not has_index:
        return  # a folder that was taken out, to be checked by itself
    elif examine(path).is_closed:
        findings.note(Kind.ADDED, "no line of the index names this run", path.name)
    else:
        findings.note(Kind.TRUNCATED, "the run has no end, and no later one of its console has noted it", path.name)


def _check_index(folder: Path, index: IndexReading, noted: Sequence[Noted]) -> None:
    note = index.findings.note
    seen: set[str] = set()
    pruned: set[str] = set()
    heads = {GENESIS} | {each.head for each in noted if each.head}
    for line in index.lines:
        run = line.run
        if line.kind == "pruned":
            if run.folder not in seen or run.folder in pruned:
                note(Kind.ADDED, f"it says twice, or of no run, that it was pruned: {run.folder}", INDEX, line.number)
            pruned.add(run.folder)
            continue
        if run.folder in seen:
            note(Kind.ADDED, f"it names the run a second time: {run.folder}", INDEX, line.number)
        if run.previous not in heads:
            note(Kind.GAP, "the run stands on one that is not in this index", INDEX, line.number)
        seen.add(run.folder)
        heads.add(run.head)
    hashes = {line.number: line.hash for line in index.lines}
    here = folder.resolve()
    known = {line.run.run for line in index.lines}
    for each in noted:
        is_here = each.evidence.resolve() == here
        if is_here and each.index_count and hashes.get(each.index_count) != each.index_head:
            kind = Kind.TRUNCATED if each.index_count > index.count else Kind.EDITED
            note(kind, f"line {each.index_count} is not the one that this machine noted", INDEX)
        if is_here and each.index_count and each.run_id not in known:
            note(Kind.REMOVED, f"this machine noted the run {short(each.run_id)}, and it is not there", INDEX)


def _compare_with_noted(name: str, run: IndexedRun | None, noted: Sequence[Noted], findings: Findings) -> None:
    if run is None:
        return
    for each in noted:
        if each.run_id == run.run and each.head is not None and (each.head, each.count) != (run.head, run.count):
            findings.note(Kind.EDITED, "its head or count is not the one that this machine noted", name)
