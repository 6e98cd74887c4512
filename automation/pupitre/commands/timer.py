"""`pupitre timer`: what starts a night, written for the operating system; `pupitre doctor --as-scheduled`."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pupitre.commands.streams import document, people, tell
from pupitre.unattended.as_scheduled import Missing, missing
from pupitre.unattended.estates import files_in
from pupitre.unattended.timers import Job, Wishes, installing, job_for
from pupitre.unattended.timers.installing import Done
from pupitre.unattended.timers.job import carried
from pupitre.unattended.timers.schedule import TimerRefused
from pupitre.visible import visible


def show(paths: Sequence[Path], wishes: Wishes, *, json_output: bool) -> int:
    """Print what an installation would write, and change nothing."""
    job = job_for(paths, wishes, _today())
    done = installing.show(job, wishes.kind, Path.cwd())
    for path in done.paths:
        tell(visible(f"Would write {path}"), sys.stderr)
    _say(done.notes)
    if json_output:
        document(_facts(job, wishes, done))
    else:
        lines = done.text.rstrip("\n").expandtabs(2).split("\n")
        tell("\n".join(visible(line) for line in lines), sys.stdout)
    return 0


def install(paths: Sequence[Path], wishes: Wishes, *, json_output: bool) -> int:
    """Write a timer once a night would find everything it needs; raise TimerRefused before that."""
    job = job_for(paths, wishes, _today())
    found = missing(
        job.estates,
        job.writes[-1],
        run_as=job.run_as,
        environment=job.environment,
        hands_over=wishes.kind == "systemd" and job.scope == "system",
        folder=job.folder,
    )
    if found:
        raise TimerRefused(
            "\n".join(["A night would miss something:", *(f"  {line}" for line in _told(found))]),
            remedy="Mend that, then install the timer again.",
        )
    done = installing.install(job, wishes.kind, Path.cwd())
    stream = people(json_output=json_output)
    where = ", ".join(map(str, done.paths)) or "the table of cron"
    late = f", up to {job.delay} minutes later" if job.delay and wishes.kind in ("systemd", "windows") else ""
    when = (
        f"It looks every {job.every} minutes" if job.every else f"The night begins at {job.at:%H:%M} ({job.zone}){late}"
    )
    tell(visible(f"{when}: {where}"), stream)
    _say(done.notes)
    if json_output:
        document(_facts(job, wishes, done))
    return 0


def remove(wishes: Wishes, *, json_output: bool) -> int:
    """Remove a timer of ours."""
    done = installing.remove(wishes.name, wishes.kind, wishes.scope, Path.cwd())
    where = ", ".join(map(str, done.paths)) or "the lines in the table of cron"
    tell(visible(f"Removed: {where}"), people(json_output=json_output))
    if json_output:
        document({"exit_code": 0, "name": wishes.name, "kind": wishes.kind, "removed": [str(p) for p in done.paths]})
    return 0


def as_scheduled(file: Path, evidence: Path, run_as: str, *, json_output: bool) -> int:
    """Say what a night would miss that runs as a timer does; return 1 when it would miss something."""
    files = [path.absolute() for path in files_in([file])]
    found = missing(files, evidence.absolute(), run_as=run_as, environment=carried(), folder=Path.cwd())
    stream = people(json_output=json_output)
    if found:
        tell("A night would miss something:", sys.stderr)
        for line in _told(found):
            tell(f"  {line}", sys.stderr)
    else:
        tell("A night would find its passwords, its browser and its folders. No console was asked.", stream)
    if json_output:
        missed = [{"file": each.file or None, "what": each.what} for each in found]
        document({"exit_code": 1 if found else 0, "missing": missed})
    return 1 if found else 0


def _told(found: Sequence[Missing]) -> list[str]:
    lines = []
    for each in found:
        what = each.what if not each.file or each.what.startswith(each.file) else f"{each.file}: {each.what}"
        lines += [visible(line) for line in what.splitlines()]
    return lines


def _say(notes: Sequence[str]) -> None:
    for note in notes:
        tell(visible(note), sys.stderr)


def _facts(job: Job, wishes: Wishes, done: Done) -> dict[str, Any]:
    return {
        "exit_code": 0,
        "name": job.name,
        "kind": wishes.kind,
        "scope": job.scope,
        "at": None if job.every else f"{job.at:%H:%M}",
        "every_minutes": job.every or None,
        "timezone": job.zone,
        "delay_minutes": job.delay,
        "command": list(job.command),
        "files": [str(path) for path in done.paths],
        "text": done.text or None,
        "commands": [list(command) for command in done.commands],
        "notes": list(done.notes),
    }


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
