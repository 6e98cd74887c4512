"""What several verbs take on the command line, and the settings of a run that they make."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from pupitre.cli_calendar import date

if TYPE_CHECKING:
    from pupitre.run import Settings

# Typer reads the annotations at run time, and does not know `X | None` on all versions of Python.
# ruff: noqa: UP045
File = Annotated[Path, typer.Argument(metavar="FILE", help="The estate's YAML file.", show_default=False)]
Reviewed = Annotated[
    Path, typer.Argument(metavar="FILE", help="The estate's YAML file, or a saved plan.json.", show_default=False)
]
Kind = Annotated[str, typer.Argument(metavar="CONSOLE", help="The console to imitate.")]
Only = Annotated[
    Optional[list[str]],
    typer.Option("--only", metavar="SITE", help="Only this site, by name or extension; may be repeated."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout; people's text on stderr.")]
Headed = Annotated[bool, typer.Option("--headed", help="Show the browser.")]
Slow = Annotated[int, typer.Option("--slow", min=0, metavar="MS", help="Pause after each action, in milliseconds.")]
Evidence = Annotated[
    Path, typer.Option("--evidence", metavar="FOLDER", help="The folder that receives one folder a run.")
]
Patience = Annotated[
    float, typer.Option("--patience", min=1, max=60, metavar="SECONDS", help="How long to wait for the console.")
]
MaxSites = Annotated[Optional[int], typer.Option("--max-sites", min=1, metavar="N", help="How many sites may change.")]
Variant = Annotated[str, typer.Option(metavar="WORDS", help="For example slot_menu=popover,clock=12.")]

EVIDENCE = Path("evidence")


def settings_of(
    evidence: Path,
    only: list[str] | None,
    headed: bool,
    slow: int,
    patience: float,
    max_sites: int | None = None,
    on: str | None = None,
) -> Settings:
    """Return the settings of a run."""
    from pupitre.browser.look import Look
    from pupitre.run import Settings

    return Settings(
        evidence=evidence,
        only=tuple(only or ()),
        look=Look(headed, slow),
        patience=patience,
        max_sites=max_sites,
        today=date("--on", on),
    )
