"""The command line of what happens when nobody watches: parsing, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from pupitre.commands.ending import Verbs

if TYPE_CHECKING:
    from pupitre.unattended.timers import Wishes

timer_app = typer.Typer(
    cls=Verbs,
    help="What starts the night: a timer of this machine.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

# Typer reads the annotations at run time, and does not know `X | None` on all versions of Python.
# ruff: noqa: UP045
Estates = Annotated[
    list[Path], typer.Argument(metavar="FILE|FOLDER...", help="Estate files, or folders of them.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout; people's text on stderr.")]
Kind = Annotated[
    str, typer.Option("--kind", metavar="KIND", help="systemd, cron, launchd or windows; what this machine has.")
]
System = Annotated[bool, typer.Option("--system/--user", help="A timer of the system, or of your own.")]
At = Annotated[str, typer.Option("--at", metavar="TIME", help="When the night begins, as 01:30 at the sites.")]
Name = Annotated[
    str, typer.Option("--name", metavar="NAME", help="What tells it from other timers: nightly, or due with --due.")
]
Due = Annotated[bool, typer.Option("--due", help="Look every few minutes for what is due once, in place of a night.")]
RunAs = Annotated[str, typer.Option("--run-as", metavar="USER", help="Who runs the night; for --system.")]
Evidence = Annotated[
    Path, typer.Option("--evidence", metavar="FOLDER", help="The folder that receives one folder a run.")
]

EVIDENCE = Path("evidence")


def run(
    estates: Estates,
    evidence: Evidence = EVIDENCE,
    patience: Annotated[
        float, typer.Option("--patience", min=1, max=60, metavar="SECONDS", help="How long to wait for the console.")
    ] = 10,
    clock_is_right: Annotated[
        bool, typer.Option("--clock-is-right", help="Believe today's date, although nights were done after it.")
    ] = False,
    due: Annotated[
        bool, typer.Option("--due", help="Only of files of which something to be done once is due; else do nothing.")
    ] = False,
    json_output: Json = False,
) -> int:
    """Do the night of each file: push what the calendar asks for, report what others changed, tell."""
    from pupitre.commands.run import run as verb
    from pupitre.run import Settings

    settings = Settings(evidence=evidence, patience=patience)
    return verb(estates, settings, trusts_clock=clock_is_right, only_due=due, json_output=json_output)


def status(
    estates: Annotated[
        Optional[list[Path]],
        typer.Argument(
            metavar="FILE|FOLDER...",
            help="Estate files, or folders of them; without any, all that nights were asked for.",
            show_default=False,
        ),
    ] = None,
    prometheus: Annotated[
        Optional[Path], typer.Option("--prometheus", metavar="FILE.prom", help="Write it for node_exporter, too.")
    ] = None,
    stale_after: Annotated[
        float, typer.Option("--stale-after", min=1, metavar="HOURS", help="How old the last good night may be.")
    ] = 36,
    forget: Annotated[
        bool, typer.Option("--forget", help="Let these files be gone: nobody is told of them any more.")
    ] = False,
    json_output: Json = False,
) -> int:
    """Say how each console stands: last night, next change, drift, guard. No console is asked."""
    from pupitre.commands import status as verb

    if forget:
        return verb.forget(estates or [], json_output=json_output)
    return verb.status(estates or [], stale_after=stale_after, prometheus_file=prometheus, json_output=json_output)


@timer_app.command("install")
def timer_install(
    estates: Estates,
    kind: Kind = "",
    system: System = False,
    at: At = "",
    due: Due = False,
    name: Name = "",
    run_as: RunAs = "",
    evidence: Evidence = EVIDENCE,
    json_output: Json = False,
) -> int:
    """Write a timer, after asking as its user whether a night would find all it needs."""
    from pupitre.commands.timer import install as verb

    return verb(estates, _wishes(kind, system, at, name, run_as, evidence, due=due), json_output=json_output)


@timer_app.command("show")
def timer_show(
    estates: Estates,
    kind: Kind = "",
    system: System = False,
    at: At = "",
    due: Due = False,
    name: Name = "",
    run_as: RunAs = "",
    evidence: Evidence = EVIDENCE,
    json_output: Json = False,
) -> int:
    """Print what install would write. Change nothing."""
    from pupitre.commands.timer import show as verb

    return verb(estates, _wishes(kind, system, at, name, run_as, evidence, due=due), json_output=json_output)


@timer_app.command("remove")
def timer_remove(
    kind: Kind = "", system: System = False, due: Due = False, name: Name = "", json_output: Json = False
) -> int:
    """Remove a timer that install wrote, and nothing else."""
    from pupitre.commands.timer import remove as verb

    return verb(_wishes(kind, system, "", name, "", EVIDENCE, due=due), json_output=json_output)


def watch(
    estates: Annotated[
        Optional[list[Path]],
        typer.Argument(metavar="FILE|FOLDER...", help="Estate files, or folders of them.", show_default=False),
    ] = None,
    at: At = "",
    health: Annotated[
        Optional[Path], typer.Option("--health", metavar="FILE", help="The health file; in the state folder.")
    ] = None,
    probe: Annotated[bool, typer.Option("--probe", help="Say by the health file whether a watch is well.")] = False,
    evidence: Evidence = EVIDENCE,
    json_output: Json = False,
) -> int:
    """Do the nights in the foreground until asked to stop, for containers."""
    from pupitre.commands import watch as verb

    if probe:
        return verb.probe(health, json_output=json_output)
    return verb.watch(estates or [], at=at, evidence=evidence, health=health, json_output=json_output)


def _wishes(kind: str, system: bool, at: str, name: str, run_as: str, evidence: Path, *, due: bool) -> Wishes:
    from pupitre.commands.ending import NotUnderstood
    from pupitre.unattended.timers import KINDS, Wishes, usual_kind

    if kind and kind not in KINDS:
        raise NotUnderstood(f"There is no such kind of timer; there is {', '.join(KINDS)}.", left_behind="")
    name = name or ("due" if due else "nightly")
    return Wishes(kind or usual_kind(), "system" if system else "user", at, name, run_as, evidence, due)


def add_to(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    app.command()(run)
    app.command()(status)
    app.command()(watch)
    app.add_typer(timer_app, name="timer")
