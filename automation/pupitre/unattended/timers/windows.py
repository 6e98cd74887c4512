"""A task of the Windows Task Scheduler, as the XML file that it imports.

Source: the Task Scheduler schema 1.2. Arguments are one text, quoted as the C runtime reads it. The
scheduler replaces %NAME% and $(Arg0), so a path with either is refused.
"""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

from pupitre.unattended.timers.job import Job, marker
from pupitre.unattended.timers.schedule import TimerRefused
from pupitre.unattended.timers.written import Written
from pupitre.visible import visible

NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
#: Any date that is past: the scheduler counts days from it.
_FIRST_DAY = "2026-01-01"


def path(name: str, folder: Path) -> Path:
    """Return the file to import."""
    return folder / f"pupitre-{name}.xml"


def written(job: Job, folder: Path) -> tuple[Written, ...]:
    """Return the file of a job; raise TimerRefused for what it cannot hold."""
    return (Written(path(job.name, folder), _document(job)),)


def importing(name: str, folder: Path) -> str:
    """Return the command that a person types to import the file."""
    return subprocess.list2cmdline(["schtasks", "/Create", "/TN", f"Pupitre {name}", "/XML", str(path(name, folder))])


def is_ours(content: bytes, name: str) -> bool:
    """Return whether a file is that of a timer of this name."""
    try:
        found = ET.fromstring(content).findtext(f"{{{NAMESPACE}}}RegistrationInfo/{{{NAMESPACE}}}Description")
    except (ET.ParseError, ValueError, LookupError):
        return False
    return found is not None and found.startswith(marker(name))


def notes(job: Job) -> tuple[str, ...]:
    """Return what a person has to know."""
    variables = ", ".join(f"{name}={value}" for name, value in job.environment.items())
    return (
        "Windows is not supported: the guard needs what only Linux and macOS have.",
        f"A task has no environment of its own; set these variables for the user: {variables}",
    )


def _document(job: Job) -> bytes:
    for text in (*job.command, str(job.folder), *job.environment.values()):
        if "%" in text or "$(" in text:
            raise TimerRefused(
                f"{visible(text)!r} has a % or a $( in it, which the Task Scheduler replaces.",
                remedy="Rename the file or folder.",
            )
        if '"' in text:
            raise TimerRefused(f"{visible(text)!r} has a quote in it, which no path of Windows has.")
    executable, *arguments = job.command
    task = ET.Element("Task", {"version": "1.2", "xmlns": NAMESPACE})
    _texts(ET.SubElement(task, "RegistrationInfo"), {"Description": f"{job.marker} written by pupitre timer install"})
    trigger = ET.SubElement(ET.SubElement(task, "Triggers"), "CalendarTrigger")
    if job.every:  # before the StartBoundary, as in what Windows itself writes
        again = {"Interval": f"PT{job.every}M", "Duration": "P1D", "StopAtDurationEnd": "false"}
        _texts(ET.SubElement(trigger, "Repetition"), again)
    # Without Enabled, which the schema wants before the StartBoundary and Windows itself writes after it.
    _texts(trigger, {"StartBoundary": f"{_FIRST_DAY}T{job.at:%H:%M}:00"})
    _texts(trigger, {"RandomDelay": f"PT{job.delay}M"} if job.delay else {})
    _texts(ET.SubElement(trigger, "ScheduleByDay"), {"DaysInterval": "1"})
    principal = ET.SubElement(ET.SubElement(task, "Principals"), "Principal", {"id": "Author"})
    if job.scope == "system":
        _texts(principal, {"UserId": job.run_as} if job.run_as else {})
        _texts(principal, {"LogonType": "S4U"})
    else:
        _texts(principal, {"LogonType": "InteractiveToken"})
    _texts(principal, {"RunLevel": "LeastPrivilege"})
    _texts(
        ET.SubElement(task, "Settings"),
        {
            "MultipleInstancesPolicy": "IgnoreNew",
            "DisallowStartIfOnBatteries": "false",
            "StopIfGoingOnBatteries": "false",
            "AllowHardTerminate": "true",
            "StartWhenAvailable": "true",
            "RunOnlyIfNetworkAvailable": "true",
            "ExecutionTimeLimit": "PT2H",
        },
    )
    action = ET.SubElement(ET.SubElement(task, "Actions", {"Context": "Author"}), "Exec")
    _texts(action, {"Command": executable, "Arguments": subprocess.list2cmdline(arguments)})
    _texts(action, {"WorkingDirectory": str(job.folder)})
    content: bytes = ET.tostring(task, encoding="utf-16", xml_declaration=True)
    return content


def _texts(parent: ET.Element, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text
