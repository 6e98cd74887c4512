"""`pupitre drift`: say what was changed elsewhere since the last apply."""

from __future__ import annotations

from pathlib import Path

from pupitre import reconcile
from pupitre.commands.conclusion import conclude
from pupitre.commands.progress import run_shown
from pupitre.estate import load
from pupitre.run import Settings


def drift(file: Path, settings: Settings, *, json_output: bool) -> int:
    """Compare a console with what Pupitre last left there and return the exit code."""
    finished = run_shown(load(file), settings, "drift", reconcile.drift)
    return conclude(finished, json_output=json_output, document=dict(finished.verdict.document))
