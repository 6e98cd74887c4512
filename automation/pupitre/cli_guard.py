"""The command line of `pupitre guard` and `pupitre login`: parsing, and nothing else."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from pupitre.cli_options import EVIDENCE, Evidence, File, Headed, Json, Patience, Slow, settings_of
from pupitre.commands.ending import Verbs

guard_app = typer.Typer(
    cls=Verbs,
    help="The login guard: what is held, why, and what opens it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
login_app = typer.Typer(
    cls=Verbs,
    help="The password of a console: store it, and try it once.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
# Typer reads the annotations at run time, and does not know `X | None` on all versions of Python.
# ruff: noqa: UP045


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

    return verb(file, settings_of(evidence, None, headed, slow, patience), json_output=json_output)


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
