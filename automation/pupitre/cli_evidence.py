"""The command line of `pupitre evidence`: parsing, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from pupitre.commands.ending import Verbs

evidence_app = typer.Typer(
    cls=Verbs,
    help="The evidence of past runs: list it, show it, check it, keep it as long as it must be.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

# Typer reads the annotations at run time, and does not know `X | None` on all versions of Python.
# ruff: noqa: UP045
Evidence = Annotated[Path, typer.Option("--evidence", metavar="FOLDER", help="The folder that the runs wrote into.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout; people's text on stderr.")]
RUN = "Any beginning of the run's id or of its folder's name, its path, or last."
Run = Annotated[str, typer.Argument(metavar="RUN", help=RUN, show_default=False)]

EVIDENCE = Path("evidence")


@evidence_app.command("list")
def list_runs(
    console: Annotated[
        Optional[str], typer.Option(metavar="TEXT", help="Only consoles with this in kind or address.")
    ] = None,
    site: Annotated[Optional[str], typer.Option(metavar="NAME", help="Only runs about this site.")] = None,
    result: Annotated[
        Optional[str], typer.Option(metavar="WORD", help="Only this result, such as done or killed.")
    ] = None,
    since: Annotated[Optional[str], typer.Option(metavar="DAY", help="From this day on, as 2026-11-22 (UTC).")] = None,
    until: Annotated[Optional[str], typer.Option(metavar="DAY", help="Up to this day, which belongs to it.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values, for a spreadsheet.")] = False,
    json_output: Json = False,
    evidence: Evidence = EVIDENCE,
) -> int:
    """List the runs."""
    from pupitre.commands.evidence import listing

    wanted = listing.Wanted(
        console, site, result, listing.day(since) if since else None, listing.day(until) if until else None
    )
    return listing.list_runs(evidence, wanted, json_output=json_output, csv_output=csv)


@evidence_app.command("show")
def show(run: Run, json_output: Json = False, evidence: Evidence = EVIDENCE) -> int:
    """Open the page of a run."""
    from pupitre.commands.evidence.showing import show as verb

    return verb(run, evidence, json_output=json_output)


@evidence_app.command("verify")
def verify(
    run: Annotated[Optional[str], typer.Argument(metavar="[RUN]", help=RUN, show_default=False)] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every run and the index; so it is without RUN.")] = False,
    head: Annotated[
        Optional[str], typer.Option(metavar="H", help="The head that was noted: whole, or as printed.")
    ] = None,
    count: Annotated[
        Optional[int], typer.Option(min=0, metavar="N", help="The number of events that was noted.")
    ] = None,
    json_output: Json = False,
    evidence: Evidence = EVIDENCE,
) -> int:
    """Say everything that was changed since the runs. Exit code 1 when something was."""
    from pupitre.commands.ending import NotUnderstood
    from pupitre.commands.evidence.verifying import verify as verb

    if everything and run is not None:
        raise NotUnderstood("Both a run and --all were named.", left_behind="", remedy="Name one of them.")
    return verb(run, evidence, head=head, count=count, json_output=json_output)


@evidence_app.command("prune")
def prune(
    keep_days: Annotated[int, typer.Option(min=0, metavar="N", help="Keep the runs of the last N days.")] = 365,
    under_180: Annotated[
        bool, typer.Option("--less-than-180-days-on-purpose", help="Allow to keep less than 180 days.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json_output: Json = False,
    evidence: Evidence = EVIDENCE,
) -> int:
    """Remove runs older than the retention. The index keeps their heads."""
    from pupitre.commands.evidence.removing import prune as verb

    return verb(evidence, keep_days=keep_days, under_180=under_180, yes=yes, json_output=json_output)


@evidence_app.command("export")
def export(
    run: Run,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE.zip", help="A file that does not exist.", show_default=False)
    ],
    json_output: Json = False,
    evidence: Evidence = EVIDENCE,
) -> int:
    """Write a run to one zip file, the same bytes each time."""
    from pupitre.commands.evidence.mailing import export as verb

    return verb(run, evidence, out, json_output=json_output)


@evidence_app.command("site")
def site(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="A folder that is new, empty, or of an earlier one.", show_default=False),
    ],
    language: Annotated[
        Optional[str], typer.Option(metavar="fr|en", help="The language of the pages; else that of the last run.")
    ] = None,
    json_output: Json = False,
    evidence: Annotated[
        Optional[list[Path]],
        typer.Option(metavar="FOLDER", help="A folder that runs wrote into; may be given several times."),
    ] = None,
) -> int:
    """Write an overview of all runs: a calendar, what each site shows now, what changed when."""
    from pupitre.commands.evidence.overview import site as verb

    return verb(folder, evidence or [EVIDENCE], language=language, json_output=json_output)
