"""A job of launchd, for macOS.

Source: launchd.plist(5). Arguments are a list, so nothing is quoted; a night that was slept through is
caught up when the machine wakes.
"""

from __future__ import annotations

import plistlib
from pathlib import Path
from xml.parsers.expat import ExpatError

from pupitre.unattended.timers.job import Job, Scope, marker
from pupitre.unattended.timers.written import Written

_OURS = "PUPITRE_TIMER"


def label(name: str) -> str:
    """Return what launchd calls the job."""
    return f"pupitre.{name}"


def path(name: str, scope: Scope, root: Path = Path("/")) -> Path:
    """Return where the file of a job lies."""
    folder = root / "Library/LaunchDaemons" if scope == "system" else Path.home() / "Library/LaunchAgents"
    return folder / f"{label(name)}.plist"


def written(job: Job, root: Path = Path("/")) -> tuple[Written, ...]:
    """Return the file of a job."""
    document = {
        "Label": label(job.name),
        "ProgramArguments": list(job.command),
        "WorkingDirectory": str(job.folder),
        "EnvironmentVariables": {**job.environment, _OURS: job.marker},
        **(
            {"StartInterval": job.every * 60}
            if job.every
            else {"StartCalendarInterval": {"Hour": job.at.hour, "Minute": job.at.minute}}
        ),
        "ProcessType": "Background",
        "LowPriorityIO": True,
        "ExitTimeOut": 120,
        "Umask": 0o077,
        **({"UserName": job.run_as} if job.scope == "system" else {}),
    }
    return (Written(path(job.name, job.scope, root), plistlib.dumps(document)),)


def is_ours(content: bytes, name: str) -> bool:
    """Return whether a file is that of a timer of this name."""
    try:
        document = plistlib.loads(content)
    except (plistlib.InvalidFileException, ExpatError, ValueError, TypeError, AttributeError, IndexError):
        return False
    variables = document.get("EnvironmentVariables") if isinstance(document, dict) else None
    return isinstance(variables, dict) and variables.get(_OURS) == marker(name)


def enabling(name: str, scope: Scope, root: Path = Path("/")) -> tuple[tuple[str, ...], ...]:
    """Return the command that makes the file take effect."""
    return (("launchctl", "load", "-w", str(path(name, scope, root))),)


def disabling(name: str, scope: Scope, root: Path = Path("/")) -> tuple[tuple[str, ...], ...]:
    """Return the command that ends the job, to be done before its file goes."""
    return (("launchctl", "unload", "-w", str(path(name, scope, root))),)


def notes(job: Job) -> tuple[str, ...]:
    """Return what a person has to know."""
    return ("launchd knows no random delay: all consoles start at the same minute.",)
