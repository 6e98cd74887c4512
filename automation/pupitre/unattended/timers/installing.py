"""Writing, showing and removing a timer: only what is ours is ever replaced or removed."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pupitre.unattended.keeping import put_for_others
from pupitre.unattended.timers import cron, launchd, systemd, windows
from pupitre.unattended.timers.job import Job, Scope, checked_name, marker
from pupitre.unattended.timers.schedule import TimerRefused
from pupitre.unattended.timers.written import Written
from pupitre.visible import visible

KINDS = ("systemd", "cron", "launchd", "windows")
PATIENCE_S = 60.0

_NOTES: dict[str, Callable[[Job], tuple[str, ...]]] = {
    "systemd": systemd.notes,
    "cron": cron.notes,
    "launchd": launchd.notes,
    "windows": windows.notes,
}


@dataclass(frozen=True)
class Done:
    """What was or would be written or removed, the commands that were done, and what to know besides."""

    paths: tuple[Path, ...]
    text: str = ""
    commands: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()


def usual_kind() -> str:
    """Return the kind of timer that this machine has."""
    if sys.platform == "win32":
        return "windows"
    if sys.platform == "darwin":
        return "launchd"
    return "systemd" if Path("/run/systemd/system").is_dir() or shutil.which("crontab") is None else "cron"


def show(job: Job, kind: str, folder: Path, root: Path = Path("/")) -> Done:
    """Return what an installation would write, and change nothing."""
    if _in_a_table(kind, job.scope):
        return Done((), cron.block(job), notes=(*job.notes, *cron.notes(job)))
    files = _written(job, kind, folder, root)
    texts = [f"# {file.path}\n{_text(file.content)}" if len(files) > 1 else _text(file.content) for file in files]
    return Done(tuple(file.path for file in files), "\n".join(texts), notes=(*job.notes, *_NOTES[kind](job)))


def install(job: Job, kind: str, folder: Path, root: Path = Path("/")) -> Done:
    """Write a timer and make it take effect; raise TimerRefused, before anything is written where that can be known."""
    notes = (*job.notes, *_NOTES[kind](job))
    if _in_a_table(kind, job.scope):
        _needs("crontab")
        _save_table(cron.with_block(_table(), job))
        return Done((), cron.block(job), notes=notes)
    files = _written(job, kind, folder, root)
    commands = _enabling(job.name, kind, job.scope, root)
    for command in commands:
        _needs(command[0])
    for file in files:
        _refuse_others_file(file.path, kind, job.name)
    _make_folders(job, kind)
    for file in files:
        try:
            file.path.parent.mkdir(parents=True, exist_ok=True)
            put_for_others(file.path, file.content)
        except OSError as error:
            raise TimerRefused(
                f"{visible(str(file.path))} cannot be written ({error.strerror}).",
                remedy="For a timer of the system, run this as root (sudo).",
            ) from None
    _do(commands, left="The files of the timer are written; it does not run yet.")
    if kind == "windows":
        notes = (*notes, f"Import it: {windows.importing(job.name, folder)}")
    return Done(tuple(file.path for file in files), "", commands, notes)


def remove(name: str, kind: str, scope: Scope, folder: Path, root: Path = Path("/")) -> Done:
    """Remove a timer of ours; raise TimerRefused when there is none, or when a file is not ours."""
    checked_name(name)
    if _in_a_table(kind, scope):
        _needs("crontab")
        table = _table()
        if not cron.has_block(table, name):
            raise TimerRefused(f"There is no timer {name} in this user's table of cron.")
        _save_table(cron.without_block(table, name))
        return Done(())
    paths = [path for path in _paths(name, kind, scope, folder, root) if os.path.lexists(path)]
    if not paths:
        raise TimerRefused(f"There is no timer {name} of this kind ({kind}, {scope}).")
    for path in paths:
        _refuse_others_file(path, kind, name)
    commands: list[tuple[str, ...]] = []
    if kind == "systemd":
        commands += systemd.disabling(name, scope)
    elif kind == "launchd":
        commands += launchd.disabling(name, scope, root)
    for command in commands:
        _needs(command[0])
    _do(commands, left="Nothing was removed.")
    for path in paths:
        try:
            path.unlink()
        except OSError as error:
            raise TimerRefused(
                f"{visible(str(path))} cannot be removed ({error.strerror}).",
                remedy="For a timer of the system, run this as root (sudo).",
            ) from None
    if kind == "systemd":
        _do(systemd.forgetting(scope), left="The files are removed.")
        commands += systemd.forgetting(scope)
    return Done(tuple(paths), commands=tuple(commands))


def _in_a_table(kind: str, scope: Scope) -> bool:
    return kind == "cron" and scope == "user"


def _written(job: Job, kind: str, folder: Path, root: Path) -> tuple[Written, ...]:
    if kind == "systemd":
        return systemd.written(job, root)
    if kind == "cron":
        return cron.written(job, root)
    return launchd.written(job, root) if kind == "launchd" else windows.written(job, folder)


def _paths(name: str, kind: str, scope: Scope, folder: Path, root: Path) -> Iterable[Path]:
    if kind == "systemd":
        return [systemd.folder(scope, root) / each for each in reversed(systemd.names(name))]
    if kind == "cron":
        return [cron.path(name, root)]
    return [launchd.path(name, scope, root) if kind == "launchd" else windows.path(name, folder)]


def _enabling(name: str, kind: str, scope: Scope, root: Path) -> tuple[tuple[str, ...], ...]:
    if kind == "systemd":
        return systemd.enabling(name, scope)
    return launchd.enabling(name, scope, root) if kind == "launchd" else ()


def _refuse_others_file(path: Path, kind: str, name: str) -> None:
    try:
        content = b"" if path.is_symlink() else path.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        raise TimerRefused(f"{visible(str(path))} cannot be read ({error.strerror}).") from None
    if kind == "launchd":
        is_ours = launchd.is_ours(content, name)
    elif kind == "windows":
        is_ours = windows.is_ours(content, name)
    else:
        is_ours = content.startswith(f"# {marker(name)}".encode())
    if not is_ours:
        raise TimerRefused(
            f"{visible(str(path))} is there and not ours: its mark is missing.",
            remedy="Choose another --name, or move that file away.",
        )


def _make_folders(job: Job, kind: str) -> None:
    """Make the folders that the night writes to: systemd starts nothing while one is missing."""
    for path in job.writes if kind != "windows" else ():
        missing = [each for each in (path, *path.parents) if not each.exists()]
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if job.run_as:
                for each in missing:
                    shutil.chown(each, job.run_as)
        except (OSError, LookupError) as error:
            raise TimerRefused(
                f"{visible(str(path))} cannot be made ({getattr(error, 'strerror', None) or error}).",
                remedy="Make it by hand, for the user that the night runs as, or name another: --evidence FOLDER",
            ) from None


def _needs(program: str) -> None:
    if shutil.which(program) is None:
        raise TimerRefused(
            f"This machine has no {program}.",
            remedy="Show the timer and take it to the machine that is to run it: pupitre timer show",
        )


def _do(commands: Iterable[tuple[str, ...]], *, left: str) -> None:
    for command in commands:
        complaint = ""
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_S, check=False
            )
            if done.returncode == 0:
                continue
            complaint = next(iter(done.stderr.strip().splitlines()), f"exit code {done.returncode}")
        except (OSError, subprocess.TimeoutExpired) as error:
            complaint = type(error).__name__
        refused = TimerRefused(
            f"`{visible(' '.join(command))}` did not work: {visible(complaint)[:200]}", remedy="Do it by hand."
        )
        refused.left_behind = left
        raise refused


def _table() -> str:
    read = subprocess.run(
        ["crontab", "-l"], stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_S, check=False
    )
    if read.returncode == 0:
        return read.stdout.decode("utf-8", "surrogateescape")
    if b"no crontab" in read.stderr.lower():
        return ""
    complaint = next(iter(read.stderr.decode("utf-8", "replace").splitlines()), f"exit code {read.returncode}")
    raise TimerRefused(f"The table of cron cannot be read: {visible(complaint)[:200]}")


def _save_table(table: str) -> None:
    written = subprocess.run(
        ["crontab", "-"],
        input=table.encode("utf-8", "surrogateescape"),
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )
    if written.returncode != 0:
        complaint = next(
            iter(written.stderr.decode("utf-8", "replace").splitlines()), f"exit code {written.returncode}"
        )
        raise TimerRefused(f"The table of cron was not accepted: {visible(complaint)[:200]}")


def _text(content: bytes) -> str:
    with contextlib.suppress(UnicodeDecodeError):
        return content.decode("utf-8")
    return content.decode("utf-16")
