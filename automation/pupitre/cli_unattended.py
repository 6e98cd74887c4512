"""The command line of what happens when nobody watches: parsing, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

# Typer reads the annotations at run time, and does not know `X | None` on all versions of Python.
# ruff: noqa: UP045
Estates = Annotated[
    list[Path], typer.Argument(metavar="FILE|FOLDER...", help="Estate files, or folders of them.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout; people's text on stderr.")]


def status(
    estates: Estates,
    prometheus: Annotated[
        Optional[Path], typer.Option("--prometheus", metavar="FILE.prom", help="Write it for node_exporter, too.")
    ] = None,
    stale_after: Annotated[
        float, typer.Option("--stale-after", min=1, metavar="HOURS", help="How old the last good night may be.")
    ] = 36,
    json_output: Json = False,
) -> int:
    """Say how each console stands: last night, next change, drift, guard. No console is asked."""
    from pupitre.commands.status import status as verb

    return verb(estates, stale_after=stale_after, prometheus_file=prometheus, json_output=json_output)


def add_to(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    app.command()(status)
