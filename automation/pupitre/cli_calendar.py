"""The command line of `pupitre calendar`: parsing, and nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from pupitre.commands.ending import NotUnderstood, Verbs
from pupitre.year.rules import YEARS

# Typer reads the annotations at run time, and does not know `X | None` on all versions of Python.
# ruff: noqa: UP045


class ShowsFirst(Verbs):
    """A group whose first word may be a file: `pupitre calendar FILE` shows it."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """Put `show` before a first word that is no verb."""
        named = [*self.commands, "--help"]
        return super().parse_args(ctx, ["show", *args] if args and args[0] not in named else args)


calendar_app = typer.Typer(
    cls=ShowsFirst,
    help="The hours of the year: when the console's week will change and why; to and from other formats.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
File = Annotated[Path, typer.Argument(metavar="FILE", help="The estate's YAML file.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout; people's text on stderr.")]
First = Annotated[Optional[str], typer.Option("--from", metavar="DATE", help="The first day; today if left out.")]
Last = Annotated[Optional[str], typer.Option("--to", metavar="DATE", help="The last day, which belongs to it.")]
Out = Annotated[Optional[Path], typer.Option("--out", "-o", metavar="FILE", help="Write it to this file.")]


def date(option: str, text: str | None) -> dt.date | None:
    """Return the date of an option; raise NotUnderstood for anything but 2026-12-24."""
    if text is None:
        return None
    try:
        if len(text) != 10:
            raise ValueError
        found = dt.date.fromisoformat(text)
    except ValueError:
        raise NotUnderstood(
            f"{option} {text!a} is not a date.", left_behind="", remedy="Write it as 2026-12-24."
        ) from None
    if found.year not in YEARS:
        raise NotUnderstood(
            f"{option} {found} is too far away.", left_behind="", remedy=f"Write a year from {YEARS[0]} to {YEARS[-1]}."
        )
    return found


@calendar_app.command("show")
def show(
    file: File,
    first: First = None,
    last: Last = None,
    site: Annotated[
        Optional[list[str]], typer.Option("--site", metavar="SITE", help="Only this site; may be repeated.")
    ] = None,
    margin: Annotated[
        Optional[int],
        typer.Option(
            min=0, max=6, metavar="DAYS", help="How many days ahead the console must be right; as the file says."
        ),
    ] = None,
    html: Annotated[
        Optional[Path], typer.Option("--html", metavar="FILE.html", help="Write the year as a page.")
    ] = None,
    ics: Annotated[
        Optional[Path],
        typer.Option("--ics", metavar="FILE.ics", help="Write what departs from the week, and the pushes."),
    ] = None,
    json_output: Json = False,
) -> int:
    """Show when the console's week will change and why. FILE alone does so too."""
    from pupitre.commands.calendar.showing import Wanted
    from pupitre.commands.calendar.showing import show as verb

    wanted = Wanted(date("--from", first), date("--to", last), tuple(site or ()), margin, html, ics)
    return verb(file, wanted, json_output=json_output)


@calendar_app.command("import")
def import_hours(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="A file: .ics, JSON of schema.org, or text of OpenStreetMap opening_hours; - reads what is piped in.",
        ),
    ],
    category: Annotated[
        Optional[str], typer.Option(metavar="TEXT", help="Of an .ics: only events of this category.")
    ] = None,
    name: Annotated[
        Optional[str], typer.Option(metavar="PATTERN", help="Of an .ics: only events called so, such as 'Fermé*'.")
    ] = None,
    hours: Annotated[
        str, typer.Option(metavar="HOURS", help="Of an .ics: what those days do: closed, normal, slots, or event.")
    ] = "closed",
    first: First = None,
    last: Last = None,
    timezone: Annotated[str, typer.Option(metavar="PLACE", help="Of an .ics: where the events are.")] = "Europe/Paris",
    out: Out = None,
    json_output: Json = False,
) -> int:
    """Write hours from elsewhere as the YAML of an estate file."""
    from pupitre.commands.calendar.importing import Chosen
    from pupitre.commands.calendar.importing import import_hours as verb

    chosen = Chosen(category, name, hours, date("--from", first), date("--to", last), timezone)
    return verb(source, chosen, out=out, json_output=json_output)


@calendar_app.command("export")
def export(
    file: File,
    kind: Annotated[str, typer.Option("--as", metavar="KIND", help="ics, osm or schema.org.", show_default=False)],
    site: Annotated[
        Optional[str], typer.Option("--site", metavar="SITE", help="The site; needed when there are several.")
    ] = None,
    first: First = None,
    last: Last = None,
    out: Out = None,
    json_output: Json = False,
) -> int:
    """Write a site's hours for a website or a map."""
    from pupitre.commands.calendar.exporting import export as verb

    return verb(file, kind, site, date("--from", first), date("--to", last), out=out, json_output=json_output)
