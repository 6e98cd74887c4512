"""Whether a night that a timer starts would find its passwords, its browser and its folders.

What works at a desk may not at night: the keyring is locked, and the environment is bare. So
the question is asked as the night's own user, from a process that has nothing of ours.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pupitre
from pupitre.estate import Estate, load
from pupitre.estate.sources import path_of_file
from pupitre.unattended.timers.schedule import TimerRefused
from pupitre.visible import visible

PATIENCE_S = 120.0
BARE_PATH = "/usr/local/bin:/usr/bin:/bin"

_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from pupitre.unattended.examining import main; main()"


@dataclass(frozen=True)
class Missing:
    """What a night would miss; `file` is empty for what concerns the machine."""

    file: str
    what: str


def missing(
    files: Sequence[Path],
    evidence: Path,
    *,
    run_as: str = "",
    environment: Mapping[str, str] | None = None,
    hands_over: bool = False,
    folder: Path = Path("/"),
) -> tuple[Missing, ...]:
    """Return what a night would miss; raise TimerRefused when that cannot be found out from here.

    `environment` is what the timer itself sets, `folder` where it starts. With `hands_over` the system
    reads private files and hands them to the night, whoever they belong to.
    """
    user, home, who = _who(run_as)
    found: list[Missing] = []
    handed: list[str] = []
    if hands_over:
        for file in files:
            for key, why in _handed(load(file), who):
                handed.append(key)
                found += [Missing(str(file), why)] if why else []
    names = [str(file) for file in files]
    asked = {"files": names, "evidence": str(evidence), "folder": str(folder), "handed": handed}
    bare = {"PATH": BARE_PATH, "HOME": home, "USER": user, "LOGNAME": user, "SHELL": "/bin/sh", "LANG": "C.UTF-8"}
    root = Path(pupitre.__file__).resolve().parents[1]
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _CHILD, str(root)],
            input=json.dumps(asked),
            env={**bare, **(environment or {})},
            cwd="/",
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
            **_as(who),  # type: ignore[call-overload]
        )
        told = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise _not_asked(user, type(error).__name__) from None
    if told is None:
        last = next(iter(done.stderr.strip().splitlines()[-1:]), f"exit code {done.returncode}")
        raise _not_asked(user, visible(last)[:200])
    return (*found, *(Missing(str(file), str(what)) for file, what in told))


def _who(run_as: str) -> tuple[str, str, tuple[int, int] | None]:
    """Return the name and home of the night's user, and its numbers when it is not us."""
    if not hasattr(os, "geteuid"):
        return os.environ.get("USERNAME", ""), str(Path.home()), None
    import pwd

    ours = os.geteuid()
    try:
        entry = pwd.getpwnam(run_as) if run_as else pwd.getpwuid(ours)
    except KeyError:
        if run_as:
            raise TimerRefused(f"There is no user {visible(run_as)!r} on this machine.") from None
        return str(ours), str(Path.home()), None
    if entry.pw_uid == ours:
        return entry.pw_name, str(Path.home()) if not run_as else entry.pw_dir, None
    if ours != 0:
        raise TimerRefused(
            f"Whether {visible(run_as)} finds its passwords can only be asked by root.", remedy="Run this with sudo."
        )
    return entry.pw_name, entry.pw_dir, (entry.pw_uid, entry.pw_gid)


def _as(who: tuple[int, int] | None) -> dict[str, object]:
    return {} if who is None else {"user": who[0], "group": who[1], "extra_groups": []}


def _handed(estate: Estate, who: tuple[int, int] | None) -> list[tuple[str, str]]:
    """Return the references that the system hands over, each with why it could not, or nothing."""
    found = []
    for reference in estate.secrets:
        key = f"{reference.folder.absolute()}\0{reference}"
        if reference.kind == "systemd":
            found.append((key, ""))
        elif reference.kind == "file":
            found.append((key, _why_not(path_of_file(reference.name, reference.folder), who)))
    return found


def _why_not(path: Path, who: tuple[int, int] | None) -> str:
    try:
        about = path.lstat()
    except OSError as error:
        return f"{visible(str(path))}: {error.strerror}"
    owners = {0, os.geteuid()} | ({who[0]} if who is not None else set())
    if not stat.S_ISREG(about.st_mode):
        return f"{visible(str(path))} is not an ordinary file"
    if about.st_uid not in owners:
        return f"{visible(str(path))} belongs to another user"
    if about.st_mode & 0o077:
        return f"{visible(str(path))} can be read by others; chmod 600 it"
    return f"{visible(str(path))} is empty" if about.st_size == 0 else ""


def _not_asked(user: str, why: str) -> TimerRefused:
    return TimerRefused(
        f"What a night would find could not be asked as {visible(user)} ({why}).",
        remedy="See that this user may read the files, and Python with Pupitre in it.",
    )
