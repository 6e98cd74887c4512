"""The command line of what is about kinds of consoles: rehearse one, list them, begin another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from pupitre.cli_options import EVIDENCE, Evidence, Headed, Json, Kind, Slow, Variant, settings_of

# Typer reads the annotations at run time, and does not know `X | None` on all versions of Python.
# ruff: noqa: UP045


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

    return verb(kind, settings_of(evidence, None, headed, slow, 10), variant=variant, json_output=json_output)


def consoles(
    name: Annotated[Optional[str], typer.Argument(metavar="[CONSOLE]", help="Only this one.")] = None,
    json_output: Json = False,
) -> int:
    """List the consoles that are installed, and what is wrong with a broken one."""
    from pupitre.commands.consoles import consoles as verb

    return verb(name, json_output=json_output)


def new_console(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small letters, such as acme.", show_default=False)],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet.", show_default=False)],
    json_output: Json = False,
) -> int:
    """Write the beginnings of a console of your own: driver, mock, elements, and a test that says what is left."""
    from pupitre.commands.new_console import new_console as verb

    return verb(name, folder, json_output=json_output)
