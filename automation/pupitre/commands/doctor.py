"""`pupitre doctor`: how every element of the console's screens is found."""

from __future__ import annotations

from pathlib import Path

from pupitre import reconcile
from pupitre.commands.conclusion import conclude
from pupitre.commands.progress import run_shown
from pupitre.estate import load
from pupitre.run import Settings
from pupitre.visible import visible


def doctor(file: Path, settings: Settings, *, json_output: bool) -> int:
    """Open the console, look at every screen and return the exit code: 1 when an element is missing."""
    finished = run_shown(load(file), settings, "doctor", reconcile.doctor)
    reports = finished.verdict.document.get("elements", [])
    width = max((len(report["name"]) for report in reports), default=0)
    lines = [f"  {report['name']:<{width}}  {report['status']:<12} {visible(report['detail'])}" for report in reports]
    return conclude(finished, json_output=json_output, text="\n".join(lines), document=dict(finished.verdict.document))
