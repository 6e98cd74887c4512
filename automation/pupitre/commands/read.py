"""`pupitre read`: write a file of what the console shows, which plans to no change."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from pupitre import reconcile
from pupitre.commands.conclusion import conclude
from pupitre.commands.progress import run_shown
from pupitre.commands.saving import check_target, saved, saving
from pupitre.commands.streams import tell
from pupitre.estate import Estate, load
from pupitre.estate.writing import write_estate
from pupitre.estate.writing_ring_groups import write_ring_groups_estate
from pupitre.hours import Week
from pupitre.run import Finished, Settings
from pupitre.switchboard import Switchboard


def read(file: Path, settings: Settings, *, out: Path | None, json_output: bool) -> int:
    """Read what is declared; print YAML, or write it to `out`; return the exit code."""
    estate = load(file)
    if out is not None:
        check_target(out, file)
    finished = run_shown(estate, settings, "read", reconcile.read)
    if finished.verdict.exit_code != 0:
        return conclude(finished, json_output=json_output)
    text = _yaml(estate, finished)
    if out is not None:
        with saving(out):
            out.write_text(text, encoding="utf-8")
    elif not json_output:
        tell(text.rstrip("\n"), sys.stdout)
        tell(f"{finished.verdict.sentence}\n{finished.report}", sys.stderr)
        return 0
    said = saved(out, estate.language) if out is not None else ""
    return conclude(finished, json_output=json_output, text=said, document=_document(estate, finished))


def _document(estate: Estate, finished: Finished) -> dict[str, Any]:
    if estate.ring_groups is None:
        return {"weeks": dict(finished.verdict.document)}
    return {"groups": finished.verdict.document["groups"]}


def _yaml(estate: Estate, finished: Finished) -> str:
    if estate.ring_groups is not None:
        return write_ring_groups_estate(
            console=estate.console,
            address=estate.address.text,
            user=estate.login.user,
            country=estate.login.country,
            password_reference=str(estate.login.password),
            language=estate.language,
            shown=Switchboard.from_json(finished.verdict.document["switchboard"]),
            only=[group.extension for group in finished.verdict.ring_groups if group.before is not None],
        )
    return write_estate(
        console=estate.console,
        address=estate.address.text,
        user=estate.login.user,
        password_reference=str(estate.login.password),
        timezone=estate.timezone,
        language=estate.language,
        sites=[
            (name, estate.sites[name].extension, Week.from_json(week))
            for name, week in finished.verdict.document.items()
        ],
    )
