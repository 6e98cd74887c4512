"""The command line of `pupitre record`, `replay` and `recording`: parsing, and nothing else."""

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
Values = Annotated[
    Optional[list[str]], typer.Option("--set", metavar="NAME=VALUE", help="A parameter's value; may be repeated.")
]
Evidence = Annotated[
    Path, typer.Option("--evidence", metavar="FOLDER", help="The folder that receives one folder a run.")
]
Patience = Annotated[
    float, typer.Option("--patience", min=1, max=60, metavar="SECONDS", help="How long to wait for the console.")
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
    evidence: Evidence = Path("evidence"),
    patience: Patience = 10,
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


def replay(
    recording: Annotated[
        Path,
        typer.Argument(
            metavar="RECORDING",
            help="The recording's YAML file, or the name of one that is shipped.",
            show_default=False,
        ),
    ],
    values: Values = None,
    estate: Annotated[
        Optional[Path],
        typer.Option("--estate", metavar="FILE", help="The estate's YAML file; by default the one it names."),
    ] = None,
    on_each: Annotated[
        Optional[Path],
        typer.Option("--on-each", metavar="FILE.csv", help="Once for each line; the first line names parameters."),
    ] = None,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="Wait until then: 02:30, or 2026-12-24 12:00.")] = "",
    until: Annotated[
        str, typer.Option("--until", metavar="STEP", help="Stop before this step, as show prints it.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Stop before the console would save.")] = False,
    accept_edited: Annotated[
        bool, typer.Option("--accept-edited", help="Replay it although it was changed by hand.")
    ] = False,
    elsewhere: Annotated[
        bool, typer.Option("--elsewhere", help="Replay it at another address than it was recorded on.")
    ] = False,
    json_output: Json = False,
    evidence: Evidence = Path("evidence"),
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser.")] = False,
    slow: Annotated[
        int, typer.Option("--slow", min=0, metavar="MS", help="Pause after each action, in milliseconds.")
    ] = 0,
    patience: Patience = 10,
) -> int:
    """Do a recorded change again, here or elsewhere. What the console shows decides at each step."""
    from pupitre.browser.look import Look
    from pupitre.commands.replay import Order
    from pupitre.commands.replay import run as verb
    from pupitre.recording.replaying import Wishes
    from pupitre.run import Settings

    settings = Settings(evidence=evidence, look=Look(headed, slow), patience=patience, by_hand=True)
    wishes = Wishes(dry_run=dry_run, until=until)
    order = Order(recording, tuple(values or ()), estate, on_each, at, wishes, accept_edited, elsewhere)
    return verb(order, settings, json_output=json_output)


@recording_app.command("mend")
def mend(
    file: Recorded,
    evidence: Evidence = Path("evidence"),
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json_output: Json = False,
) -> int:
    """Keep the ways by which the last replay found what the first ones did not find any more."""
    from pupitre.commands.mend import mend as verb

    return verb(file, evidence, yes=yes, json_output=json_output)


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
    values: Values = None,
    json_output: Json = False,
) -> int:
    """Write a recording for Chrome DevTools (.json) or as a plain Playwright script (.py)."""
    from pupitre.commands.recording import export_file as verb

    return verb(file, out, tuple(values or ()), json_output=json_output)
