"""`pupitre plan`: say what differs; nothing can be written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pupitre import reconcile
from pupitre.commands.conclusion import conclude
from pupitre.commands.progress import run_shown
from pupitre.commands.reasons import reasons
from pupitre.commands.saving import check_target, saved, saving
from pupitre.estate import load
from pupitre.plan.file import write_plan
from pupitre.plan.text import render
from pupitre.run import Settings
from pupitre.year import today_in


def plan(file: Path, settings: Settings, *, out: Path | None, json_output: bool) -> int:
    """Plan an estate's file and return the exit code: 2 when changes are waiting."""
    estate = load(file)
    if out is not None:
        check_target(out, file, ending=".json")  # by which apply knows a saved plan
    # One date for the plan and for what is said of it, even at midnight.
    today = settings.today or today_in(estate.timezone)
    settings = replace(settings, today=today)
    finished = run_shown(estate, settings, "plan", reconcile.plan)
    made = finished.verdict.plan
    lines = [render(made, estate.language), *reasons(estate, made, today)] if made is not None and made.changed else []
    if made is not None and out is not None:
        with saving(out):
            write_plan(made, file, out)
        lines.append(saved(out, estate.language))
    document = {"plan": made.to_json(), "on": today.isoformat()} if made is not None else None
    return conclude(finished, json_output=json_output, text="\n".join(lines), document=document)
