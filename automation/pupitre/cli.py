"""The command line: parsing, and nothing else.

Every verb imports its module when it is used, so that `--help`, `check` and
`guard` start without a browser's libraries.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from pupitre import cli_unattended
from pupitre.cli_calendar import calendar_app
from pupitre.cli_consoles import consoles, mock, new_console, rehearse
from pupitre.cli_evidence import evidence_app
from pupitre.cli_guard import guard_app, login_app
from pupitre.cli_options import (
    EVIDENCE,
    Evidence,
    File,
    Headed,
    Json,
    MaxSites,
    Only,
    Patience,
    Reviewed,
    Slow,
    settings_of,
)
from pupitre.cli_recording import record as record_verb
from pupitre.cli_recording import recording_app
from pupitre.cli_recording import replay as replay_verb
from pupitre.commands.ending import Verbs, ended
from pupitre.commands.streams import tell

if TYPE_CHECKING:
    pass

app = typer.Typer(
    cls=Verbs,
    name="pupitre",
    help="Keep web consoles that have no API the way their owner declared them.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    # Typer's options for completion stand before any verb, and cost 0.1 s when one is named all the same.
    add_completion="_PUPITRE_COMPLETE" in os.environ or not sys.argv[1:] or sys.argv[1].startswith("-"),
)
app.add_typer(guard_app, name="guard")
app.add_typer(calendar_app, name="calendar")
app.add_typer(evidence_app, name="evidence")
app.add_typer(recording_app, name="recording")
app.add_typer(login_app, name="login")

# Typer reads the annotations at run time, and does not know `X | None` on all versions of Python.
# ruff: noqa: UP045


def _version(wanted: bool) -> None:
    if wanted:
        import pupitre

        tell(f"pupitre {pupitre.__version__}", sys.stdout)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Show the version.")
    ] = False,
) -> None:
    """Keep web consoles that have no API the way their owner declared them."""


@app.command()
def check(file: File, json_output: Json = False) -> int:
    """Validate a file offline."""
    from pupitre.commands.check import run as verb

    return verb(file, json_output=json_output)


@app.command()
def schema(json_output: Json = False) -> int:
    """Print the JSON Schema of estate files, for editors."""
    # What is printed is one JSON document either way.
    from pupitre.commands.schema import run as verb

    return verb()


@app.command()
def read(
    file: File,
    out: Annotated[
        Optional[Path], typer.Option("--out", "-o", metavar="FILE.yaml", help="Write it to this file.")
    ] = None,
    only: Only = None,
    json_output: Json = False,
    evidence: Evidence = EVIDENCE,
    headed: Headed = False,
    slow: Slow = 0,
    patience: Patience = 10,
) -> int:
    """Write what the console shows as YAML that plans to no change."""
    from pupitre.commands.read import read as verb

    return verb(file, settings_of(evidence, only, headed, slow, patience), out=out, json_output=json_output)


@app.command()
def plan(
    file: File,
    out: Annotated[
        Optional[Path], typer.Option("--out", "-o", metavar="PLAN.json", help="Save the plan for apply.")
    ] = None,
    only: Only = None,
    on: Annotated[
        Optional[str],
        typer.Option("--on", metavar="DATE", help="As on that day, such as 2026-12-24; today if left out."),
    ] = None,
    json_output: Json = False,
    max_sites: MaxSites = None,
    evidence: Evidence = EVIDENCE,
    headed: Headed = False,
    slow: Slow = 0,
    patience: Patience = 10,
) -> int:
    """Say what differs; change nothing. Exit code 2 when changes are waiting."""
    from pupitre.commands.plan import plan as verb

    settings = settings_of(evidence, only, headed, slow, patience, max_sites, on)
    return verb(file, settings, out=out, json_output=json_output)


@app.command()
def apply(
    file: Reviewed,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    only: Only = None,
    json_output: Json = False,
    max_sites: MaxSites = None,
    evidence: Evidence = EVIDENCE,
    headed: Headed = False,
    slow: Slow = 0,
    patience: Patience = 10,
) -> int:
    """Make the console show what the file declares, and prove it."""
    from pupitre.commands.apply import apply as verb

    settings = settings_of(evidence, only, headed, slow, patience, max_sites)
    return verb(file, settings, yes=yes, json_output=json_output)


@app.command()
def verify(
    file: File,
    only: Only = None,
    json_output: Json = False,
    evidence: Evidence = EVIDENCE,
    headed: Headed = False,
    slow: Slow = 0,
    patience: Patience = 10,
) -> int:
    """Prove that the console shows what the file declares. Exit code 5 when it does not."""
    from pupitre.commands.verify import verify as verb

    return verb(file, settings_of(evidence, only, headed, slow, patience), json_output=json_output)


@app.command()
def drift(
    file: File,
    only: Only = None,
    json_output: Json = False,
    evidence: Evidence = EVIDENCE,
    headed: Headed = False,
    slow: Slow = 0,
    patience: Patience = 10,
) -> int:
    """Say what was changed elsewhere since the last apply. Exit code 2 when something was."""
    from pupitre.commands.drift import drift as verb

    return verb(file, settings_of(evidence, only, headed, slow, patience), json_output=json_output)


@app.command()
def doctor(
    file: File,
    as_scheduled: Annotated[
        bool, typer.Option("--as-scheduled", help="Ask as a timer would what a night would miss; open nothing.")
    ] = False,
    run_as: Annotated[str, typer.Option("--run-as", metavar="USER", help="Whose timer; yours.")] = "",
    only: Only = None,
    json_output: Json = False,
    evidence: Evidence = EVIDENCE,
    headed: Headed = False,
    slow: Slow = 0,
    patience: Patience = 10,
) -> int:
    """Report how the elements of the screens are found. Change nothing."""
    if as_scheduled:
        from pupitre.commands.timer import as_scheduled as ask

        return ask(file, evidence, run_as, json_output=json_output)
    from pupitre.commands.doctor import doctor as verb

    return verb(file, settings_of(evidence, only, headed, slow, patience), json_output=json_output)


app.command("mock")(mock)
app.command("rehearse")(rehearse)
app.command("consoles")(consoles)
app.command("new-console")(new_console)


@app.command()
def init(
    mail: Annotated[
        Optional[str],
        typer.Argument(metavar="[MAIL]", help="The welcome mail: .eml or text; - or nothing to paste it."),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE.yaml", help="The file to write; never written over.")
    ] = Path("estate.yaml"),
    console: Annotated[str, typer.Option("--console", metavar="CONSOLE", help="The kind of console.")] = "threecx",
    password_to: Annotated[
        str, typer.Option("--password-to", metavar="PLACE", help="keyring (where there is one) or file.")
    ] = "",
    ask_password: Annotated[
        bool, typer.Option("--ask-password", help="Type the password instead of taking it from the mail.")
    ] = False,
    from_stdin: Annotated[
        bool, typer.Option("--stdin", help="Take the password from one line of standard input.")
    ] = False,
    address: Annotated[
        str, typer.Option("--address", metavar="ADDRESS", help="The console's address, where there is no mail.")
    ] = "",
    user: Annotated[str, typer.Option("--user", metavar="USER", help="Who signs in, where there is no mail.")] = "",
    country: Annotated[str, typer.Option("--country", metavar="FR", help="The account's country.")] = "",
    timezone: Annotated[str, typer.Option("--timezone", metavar="PLACE", help="The sites' own; this machine's.")] = "",
    no_login: Annotated[bool, typer.Option("--no-login", help="Write the connection; do not sign in.")] = False,
    fill: Annotated[
        Optional[Path], typer.Option("--fill", metavar="FILE", help="Add the sites to a file that has none yet.")
    ] = None,
    only: Annotated[
        Optional[list[str]],
        typer.Option("--only", metavar="EXTENSION", help="Only this extension; may be repeated."),
    ] = None,
    json_output: Json = False,
    evidence: Evidence = EVIDENCE,
    headed: Headed = False,
    slow: Slow = 0,
    patience: Patience = 10,
) -> int:
    """Write an estate's file from the console's welcome mail or a few answers, with what the console shows."""
    from pupitre.commands import filling
    from pupitre.commands import init as verb
    from pupitre.commands.connecting import Connection

    settings = settings_of(evidence, only, headed, slow, patience)
    if fill is not None:
        return filling.fill(fill, settings, json_output=json_output)
    connection = Connection(address, user, country)
    wishes = verb.Wishes(console, password_to, timezone, ask_password, from_stdin, connection)
    return verb.init(mail, settings, wishes, out=out, login=not no_login, json_output=json_output)


app.command("record")(record_verb)
app.command("replay")(replay_verb)
cli_unattended.add_to(app)


def main() -> None:
    """Run the command line and exit with the documented code."""
    sys.exit(ended(lambda: app(standalone_mode=False, prog_name="pupitre"), json_output="--json" in sys.argv[1:]))


if __name__ == "__main__":
    main()
