"""The command line of `pupitre record` and `pupitre recording`: parsing, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from pupitre.commands.ending import Verbs

recording_app = typer.Typer(
    cls=Verbs,
    help="Recordings: read one, check it, make parameters of its values, exchange it with other tools.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

# Typer reads the annotations at run time, and does not know `X | None` on all versions of Python.
# ruff: noqa: UP045
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout; people's text on stderr.")]
Recorded = Annotated[Path, typer.Argument(metavar="RECORDING", help="The recording's YAML file.", show_default=False)]
Out = Annotated[
    Path, typer.Option("--out", "-o", metavar="FILE", help="The file to write; never written over.", show_default=False)
]
Language = Annotated[str, typer.Option("--language", metavar="fr|en", help="The language of the steps' words.")]


def record(
    out: Out,
    file: Annotated[
        Optional[Path], typer.Argument(metavar="[FILE]", help="The estate's YAML file.", show_default=False)
    ] = None,
    console: Annotated[str, typer.Option("--console", metavar="CONSOLE", help="The kind that FILE must be of.")] = "",
    address: Annotated[
        str, typer.Option("--address", metavar="URL", help="A console without a driver; sign in by hand.")
    ] = "",
    lift: Annotated[
        Optional[list[str]],
        typer.Option("--lift", metavar="VALUE=NAME", help="What varies, as REVEL=site; may be repeated."),
    ] = None,
    only: Annotated[
        Optional[list[str]],
        typer.Option("--only", metavar="SITE", help="Compare only this site before and after; may be repeated."),
    ] = None,
    language: Language = "en",
    json_output: Json = False,
    evidence: Annotated[
        Path, typer.Option("--evidence", metavar="FOLDER", help="The folder that receives one folder a run.")
    ] = Path("evidence"),
    patience: Annotated[
        float, typer.Option("--patience", min=1, max=60, metavar="SECONDS", help="How long to wait for the console.")
    ] = 10,
    headless: Annotated[bool, typer.Option("--headless", hidden=True)] = False,
) -> int:
    """Show a change once in a window, and keep it as a file that can be replayed."""
    from pupitre.browser.look import Look
    from pupitre.commands.record import What
    from pupitre.commands.record import record as verb
    from pupitre.run import Settings

    look = Look(headed=not headless)
    settings = Settings(evidence=evidence, only=tuple(only or ()), look=look, patience=patience, by_hand=True)
    what = What(file, out, console, address, "fr" if language == "fr" else "en", tuple(lift or ()))
    return verb(what, settings, json_output=json_output)


@recording_app.command("show")
def show(file: Recorded, json_output: Json = False) -> int:
    """Print the steps in words."""
    from pupitre.commands.recording import show as verb

    return verb(file, json_output=json_output)


@recording_app.command("check")
def check(file: Recorded, json_output: Json = False) -> int:
    """Validate a recording offline."""
    from pupitre.commands.recording import check as verb

    return verb(file, json_output=json_output)


@recording_app.command("lift")
def lift_values(
    file: Recorded,
    wishes: Annotated[
        Optional[list[str]],
        typer.Argument(metavar="[VALUE=NAME]...", help="As REVEL=site or 08:00=opens:time.", show_default=False),
    ] = None,
    json_output: Json = False,
) -> int:
    """Make parameters of recorded values. Without one, say which may vary."""
    from pupitre.commands.recording import lift_values as verb

    return verb(file, tuple(wishes or ()), json_output=json_output)


@recording_app.command("import")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="JSON of Chrome DevTools Recorder, or JSONL of playwright codegen.", show_default=False
        ),
    ],
    out: Out,
    language: Language = "en",
    json_output: Json = False,
) -> int:
    """Make a recording of what another tool recorded. Passwords are left out."""
    from pupitre.commands.recording import import_file as verb

    return verb(file, out, language="fr" if language == "fr" else "en", json_output=json_output)


@recording_app.command("export")
def export_file(
    file: Recorded,
    out: Out,
    values: Annotated[
        Optional[list[str]], typer.Option("--set", metavar="NAME=VALUE", help="A parameter's value; may be repeated.")
    ] = None,
    json_output: Json = False,
) -> int:
    """Write a recording for Chrome DevTools (.json) or as a plain Playwright script (.py)."""
    from pupitre.commands.recording import export_file as verb

    return verb(file, out, tuple(values or ()), json_output=json_output)
