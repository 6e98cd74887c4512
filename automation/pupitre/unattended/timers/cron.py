"""A line of cron: a block in a user's own table, or a file in `/etc/cron.d`.

Source: crontab(5). A `%` ends the command unless a backslash stands before it, also within quotes; what a
backslash before anything else means differs between crons, so a path with one is refused. Variables
are set by `env` in the command: a line of its own would change all commands below it.
"""

from __future__ import annotations

import shlex
from pathlib import Path

from pupitre.unattended.timers.job import Job, marker
from pupitre.unattended.timers.schedule import TimerRefused
from pupitre.unattended.timers.written import Written
from pupitre.visible import visible

LONGEST_LINE = 990


def line(job: Job) -> str:
    """Return the line of a job; raise TimerRefused for what it cannot hold."""
    words = ["/usr/bin/env", *(f"{name}={value}" for name, value in job.environment.items()), *job.command]
    for text in (str(job.folder), *words):
        if "\\" in text:
            raise TimerRefused(
                f"{visible(text)!r} has a backslash in it, which crons read differently.",
                remedy="Rename the file or folder, or use --kind systemd.",
            )
    command = f"cd {shlex.quote(str(job.folder))} && {shlex.join(words)}".replace("%", "\\%")
    user = f"{job.run_as} " if job.scope == "system" else ""
    when = f"*/{job.every} *" if job.every else f"{job.at.minute} {job.at.hour}"
    found = f"{when} * * * {user}{command}"
    if len(found.encode()) > LONGEST_LINE:
        raise TimerRefused(
            f"The line would be longer than {LONGEST_LINE} bytes, which cron does not accept.",
            remedy="Name the folder of the files in place of each file.",
        )
    return found


def block(job: Job) -> str:
    """Return what stands in a table: the line between two marks."""
    return f"# {job.marker} begin, written by `pupitre timer install`\n{line(job)}\n# {job.marker} end\n"


def written(job: Job, root: Path = Path("/")) -> tuple[Written, ...]:
    """Return the file of a job of the system."""
    if not job.run_as or job.run_as.split() != [job.run_as]:
        raise TimerRefused(f"{visible(job.run_as)!r} is no user that a line of cron can name.")
    return (Written(path(job.name, root), block(job).encode()),)


def path(name: str, root: Path = Path("/")) -> Path:
    """Return the file of a timer of the system; cron reads no file with a dot in its name."""
    return root / "etc/cron.d" / f"pupitre-{name}"


def with_block(table: str, job: Job) -> str:
    """Return a user's table with the job in it, once, and everything else as it was."""
    before = without_block(table, job.name)
    return f"{before}{'' if not before or before.endswith(chr(10)) else chr(10)}{block(job)}"


def without_block(table: str, name: str) -> str:
    """Return a user's table without a timer, and everything else as it was; a mark without its pair is refused."""
    kept: list[str] = []
    inside = False
    for each in table.splitlines(keepends=True):
        if each.startswith(f"# {marker(name)} begin"):
            if inside:
                raise _torn(name)
            inside = True
        elif each.startswith(f"# {marker(name)} end"):
            if not inside:
                raise _torn(name)
            inside = False
        elif not inside:
            kept.append(each)
    if inside:
        raise _torn(name)
    return "".join(kept)


def has_block(table: str, name: str) -> bool:
    """Return whether a timer stands in a user's table."""
    return any(each.startswith(f"# {marker(name)} begin") for each in table.splitlines())


def notes(job: Job) -> tuple[str, ...]:
    """Return what a person has to know."""
    return (
        "cron does not catch up a night in which the machine was off; the next run does.",
        "All consoles start at the same minute: cron knows no random delay.",
    )


def _torn(name: str) -> TimerRefused:
    return TimerRefused(
        f"The table of cron has one of the two marks of the timer {name}, not both.",
        remedy="Mend it by hand (crontab -e): what stands between the two marks is ours.",
    )
