"""`pupitre apply`: make the console show what the file declares."""

from __future__ import annotations

import functools
import sys
from dataclasses import replace
from pathlib import Path

from pupitre import reconcile
from pupitre.commands.conclusion import conclude
from pupitre.commands.progress import progress, ready
from pupitre.commands.reasons import reasons
from pupitre.commands.streams import people, tell
from pupitre.errors import EstateError, StalePlan
from pupitre.estate import Estate, load
from pupitre.plan import Plan
from pupitre.plan.file import is_plan, read_plan
from pupitre.plan.text import render
from pupitre.run import Settings, run
from pupitre.visible import visible
from pupitre.year import today_in

_YES = ("o", "oui", "y", "yes")
_QUESTIONS = {"fr": "Appliquer ? [o/N] ", "en": "Apply? [y/N] "}


def apply(file: Path, settings: Settings, *, yes: bool, json_output: bool) -> int:
    """Apply an estate's file or a saved plan and return the exit code.

    A saved plan was reviewed: it is not asked about again, and it is refused
    when the console or the file changed since.
    """
    reviewed, estate_file = read_plan(file) if is_plan(file) else (None, file)
    estate = load(estate_file)
    if reviewed is not None:
        settings = _as_reviewed(reviewed, file, estate, settings)
    elif not yes and (sys.stdin is None or not sys.stdin.isatty()):
        raise EstateError(
            "Nobody is there to say yes.",
            remedy="Pass --yes, or apply a saved plan: pupitre plan FILE --out plan.json",
        )
    today = settings.today or today_in(estate.timezone)
    settings = replace(settings, today=today)
    ready(estate, settings)
    with progress() as shown:

        def confirm(made: Plan) -> bool:
            with shown.paused():
                lines = [render(made, estate.language), *reasons(estate, made, today)]
                tell("\n".join(lines), people(json_output=json_output))
                return yes or reviewed is not None or _ask(estate.language)

        body = functools.partial(reconcile.apply, reviewed=reviewed, confirm=confirm)
        finished = run(estate, replace(settings, announce=shown.announce), "apply", body, writes=True)
    return conclude(finished, json_output=json_output)


def _as_reviewed(reviewed: Plan, file: Path, estate: Estate, settings: Settings) -> Settings:
    """Return the settings that plan again exactly what was reviewed; raise PupitreError when that can't be."""
    if (reviewed.console, reviewed.origin) != (estate.console, estate.address.origin):
        raise EstateError(f"{file}: this plan is for {reviewed.origin}, and {estate.file} for {estate.address.origin}")
    if settings.only:
        raise EstateError(
            f"{file}: a saved plan is applied as it was reviewed, without --only.",
            remedy="Plan the site alone: pupitre plan FILE --only SITE --out plan.json",
        )
    names = tuple(part.name for part in reviewed.parts)
    gone = [name for name in names if name not in estate.names]
    if gone:
        raise StalePlan(
            visible(f"The plan is stale: {estate.file} does not declare {', '.join(gone)} any more."),
            remedy="Plan again, read it, and apply the new plan.",
        )
    return replace(settings, only=names)


def _ask(language: str) -> bool:
    print(_QUESTIONS.get(language, _QUESTIONS["en"]), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in _YES
