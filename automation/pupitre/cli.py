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

from pupitre.cli_evidence import evidence_app
from pupitre.cli_recording import record as record_verb
from pupitre.cli_recording import recording_app
from pupitre.cli_recording import replay as replay_verb
from pupitre.commands.ending import Verbs, ended
from pupitre.commands.streams import tell

if TYPE_CHECKING:
    from pupitre.run import Settings

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
guard_app = typer.Typer(
    cls=Verbs,
    help="The login guard: what is held, why, and what opens it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(guard_app, name="guard")
app.add_typer(evidence_app, name="evidence")
app.add_typer(recording_app, name="recording")
login_app = typer.Typer(
    cls=Verbs,
    help="The password of a console: store it, and try it once.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(login_app, name="login")

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


def _settings(
    evidence: Path,
    only: list[str] | None,
    headed: bool,
    slow: int,
    patience: float,
    max_sites: int | None = None,
) -> Settings:
    from pupitre.browser.look import Look
    from pupitre.run import Settings

    return Settings(
        evidence=evidence,
        only=tuple(only or ()),
        look=Look(headed, slow),
        patience=patience,
        max_sites=max_sites,
    )


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

    return verb(file, _settings(evidence, only, headed, slow, patience), out=out, json_output=json_output)


@app.command()
def plan(
    file: File,
    out: Annotated[
        Optional[Path], typer.Option("--out", "-o", metavar="PLAN.json", help="Save the plan for apply.")
    ] = None,
    only: Only = None,
    json_output: Json = False,
    max_sites: MaxSites = None,
    evidence: Evidence = EVIDENCE,
    headed: Headed = False,
    slow: Slow = 0,
    patience: Patience = 10,
) -> int:
    """Say what differs; change nothing. Exit code 2 when changes are waiting."""
    from pupitre.commands.plan import plan as verb

    settings = _settings(evidence, only, headed, slow, patience, max_sites)
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

    settings = _settings(evidence, only, headed, slow, patience, max_sites)
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

    return verb(file, _settings(evidence, only, headed, slow, patience), json_output=json_output)


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

    return verb(file, _settings(evidence, only, headed, slow, patience), json_output=json_output)


@app.command()
def doctor(
    file: File,
    only: Only = None,
    json_output: Json = False,
    evidence: Evidence = EVIDENCE,
    headed: Headed = False,
    slow: Slow = 0,
    patience: Patience = 10,
) -> int:
    """Report how the elements of the screens are found. Change nothing."""
    from pupitre.commands.doctor import doctor as verb

    return verb(file, _settings(evidence, only, headed, slow, patience), json_output=json_output)


@app.command()
def mock(
    kind: Kind = "threecx",
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="0 takes a free one.")] = 0,
    variant: Variant = "",
    faults: Annotated[str, typer.Option(metavar="WORDS", help="For example slow=0.5,fail_save.")] = "",
    json_output: Json = False,
) -> int:
    """Serve a mock console on this machine."""
    from pupitre.commands.mock import mock as verb

    return verb(kind, port=port, variant=variant, faults=faults, json_output=json_output)


@app.command()
def rehearse(
    kind: Kind = "threecx",
    variant: Variant = "",
    json_output: Json = False,
    evidence: Evidence = EVIDENCE,
    headed: Headed = False,
    slow: Slow = 0,
) -> int:
    """Play the whole story on the shipped mock console. Plan, apply, verify."""
    from pupitre.commands.rehearse import rehearse as verb

    return verb(kind, _settings(evidence, None, headed, slow, 10), variant=variant, json_output=json_output)


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
    """Write an estate's file from the console's welcome mail, with the sites that the console shows."""
    from pupitre.commands import init as verb

    settings = _settings(evidence, only, headed, slow, patience)
    if fill is not None:
        return verb.fill(fill, settings, json_output=json_output)
    wishes = verb.Wishes(console, password_to, timezone, ask_password)
    return verb.init(mail, settings, wishes, out=out, login=not no_login, json_output=json_output)


@app.command("new-console")
def new_console(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small letters, such as acme.", show_default=False)],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet.", show_default=False)],
    json_output: Json = False,
) -> int:
    """Write the beginnings of a console of your own: driver, mock, elements, and a test that says what is left."""
    from pupitre.commands.new_console import new_console as verb

    return verb(name, folder, json_output=json_output)


app.command("record")(record_verb)
app.command("replay")(replay_verb)


@login_app.command("set")
def login_set(
    file: File,
    from_stdin: Annotated[bool, typer.Option("--stdin", help="Take it from one line of standard input.")] = False,
    json_output: Json = False,
) -> int:
    """Ask for the password, without showing it, and store it where the file says."""
    from pupitre.commands.login import set_password

    return set_password(file, from_stdin=from_stdin, json_output=json_output)


@login_app.command("check")
def login_check(
    file: File,
    json_output: Json = False,
    evidence: Evidence = EVIDENCE,
    headed: Headed = False,
    slow: Slow = 0,
    patience: Patience = 10,
) -> int:
    """Sign in once, through the guard, and out again."""
    from pupitre.commands.login import check as verb

    return verb(file, _settings(evidence, None, headed, slow, patience), json_output=json_output)


@guard_app.command("status")
def guard_status(json_output: Json = False) -> int:
    """Say whether each door is open, and what opens it."""
    from pupitre.commands.guard import status

    return status(json_output=json_output)


@guard_app.command("init")
def guard_init(
    i_know: Annotated[bool, typer.Option("--i-know", help="Start anew although attempts are forgotten.")] = False,
    json_output: Json = False,
) -> int:
    """Make the guard's ledger. With --i-know, put an empty one in place of a lost one."""
    from pupitre.commands.guard import init

    return init(i_know, json_output=json_output)


@guard_app.command("release")
def guard_release(
    origin: Annotated[str, typer.Argument(metavar="ORIGIN", help="For example https://oti.3cx.fr", show_default=False)],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="What was checked.", show_default=False)],
    who: Annotated[
        Optional[str], typer.Option("--who", metavar="NAME", help="Who looked; asked when left out.")
    ] = None,
    json_output: Json = False,
) -> int:
    """Open a door that a person has looked at."""
    from pupitre.commands.guard import release

    return release(origin, who=who, why=why, json_output=json_output)


def main() -> None:
    """Run the command line and exit with the documented code."""
    sys.exit(ended(lambda: app(standalone_mode=False, prog_name="pupitre"), json_output="--json" in sys.argv[1:]))


if __name__ == "__main__":
    main()
