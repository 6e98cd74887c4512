"""`pupitre apply`: make the console show what the file declares."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

from pupitre import reconcile
from pupitre.commands.conclusion import conclude
from pupitre.errors import EstateError
from pupitre.estate import load
from pupitre.plan import Plan
from pupitre.plan.file import is_plan, read_plan
from pupitre.plan.text import render
from pupitre.run import Settings, run


def apply(file: Path, settings: Settings, *, yes: bool, json_output: bool) -> int:
    """Apply an estate's file or a saved plan and return the exit code.

    A saved plan was reviewed: it is not asked about again, and it is refused
    when the console or the file changed since.
    """
    reviewed, estate_file = read_plan(file) if is_plan(file) else (None, file)
    estate = load(estate_file)
    if reviewed is not None and (reviewed.console, reviewed.origin) != (
        estate.console,
        estate.address.origin,
    ):
        raise EstateError(f"{file}: this plan is for {reviewed.origin}, and {estate_file} for {estate.address.origin}")
    if reviewed is None and not yes and not sys.stdin.isatty():
        raise EstateError(
            "Nobody is there to say yes.",
            remedy="Pass --yes, or apply a saved plan: pupitre plan FILE --out plan.json",
        )

    def confirm(made: Plan) -> bool:
        print(render(made, estate.language), file=sys.stderr if json_output else sys.stdout)
        return yes or reviewed is not None or _ask(estate.language)

    body = functools.partial(reconcile.apply, reviewed=reviewed, confirm=confirm)
    return conclude(run(estate, settings, "apply", body, writes=True), json_output=json_output)


def _ask(language: str) -> bool:
    question = {"fr": "Appliquer ? [o/N] "}.get(language, "Apply? [y/N] ")
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("o", "oui", "y", "yes")
