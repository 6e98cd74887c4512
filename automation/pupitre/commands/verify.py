"""`pupitre verify`: prove that the console shows what the file declares."""

from __future__ import annotations

from pathlib import Path

from pupitre import reconcile
from pupitre.commands.conclusion import conclude
from pupitre.commands.progress import run_shown
from pupitre.estate import load
from pupitre.plan.text import render
from pupitre.run import Settings


def verify(file: Path, settings: Settings, *, json_output: bool) -> int:
    """Verify an estate's file and return the exit code: 5 when the console shows something else."""
    estate = load(file)
    finished = run_shown(estate, settings, "verify", reconcile.verify)
    made = finished.verdict.plan
    text = render(made, estate.language) if made is not None and made.changed else ""
    return conclude(finished, json_output=json_output, text=text)
