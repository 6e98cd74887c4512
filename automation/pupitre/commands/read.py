"""`pupitre read`: write a file of what the console shows, which plans to no change."""

from __future__ import annotations

import sys
from pathlib import Path

from pupitre import reconcile
from pupitre.commands.conclusion import conclude
from pupitre.estate import Estate, load
from pupitre.estate.writing import write_estate
from pupitre.hours import Week
from pupitre.run import Finished, Settings, run


def read(file: Path, settings: Settings, *, out: Path | None, json_output: bool) -> int:
    """Read the declared sites; print YAML, or write it to `out`; return the exit code."""
    estate = load(file)
    finished = run(estate, settings, "read", reconcile.read, writes=False)
    if finished.verdict.exit_code != 0:
        return conclude(finished, json_output=json_output)
    text = _yaml(estate, finished)
    if out is not None:
        out.write_text(text, encoding="utf-8")
    if json_output:
        return conclude(finished, json_output=True, document={"weeks": dict(finished.verdict.document)})
    if out is None:
        print(text, end="")
        print(f"{finished.verdict.sentence}\n{finished.report}", file=sys.stderr)
        return 0
    return conclude(finished, json_output=False)


def _yaml(estate: Estate, finished: Finished) -> str:
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
