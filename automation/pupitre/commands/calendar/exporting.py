"""`pupitre calendar export`: a site's hours for a website (schema.org), a map (OpenStreetMap) or a calendar (.ics)."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

from pupitre.commands.calendar.events import site_events
from pupitre.commands.calendar.showing import dates
from pupitre.commands.ending import NotUnderstood
from pupitre.commands.saving import check_target, saved, saving
from pupitre.commands.streams import document as print_document
from pupitre.commands.streams import people, tell
from pupitre.errors import EstateError
from pupitre.estate import Estate, Site, load
from pupitre.estate.problems import quoted_path
from pupitre.year.formats.ics_writing import write_ics
from pupitre.year.formats.osm_writing import write_osm
from pupitre.year.formats.schema_org import write_schema_org

KINDS = {"ics": ".ics", "osm": ".txt", "schema.org": ".json"}


def export(
    file: Path,
    kind: str,
    name: str | None,
    first: dt.date | None,
    last: dt.date | None,
    *,
    out: Path | None,
    json_output: bool,
) -> int:
    """Print a site's hours in another format, or write them to `out`; return the exit code."""
    if kind not in KINDS:
        raise NotUnderstood(f"--as {kind!a} is not known.", left_behind="", remedy=f"Write one of {', '.join(KINDS)}.")
    estate = load(file)
    site = _site(estate, name)
    begins, ends = dates(first, last, estate.timezone)
    if out is not None:
        check_target(out, file, ending=KINDS[kind])
    text = _text(estate, site, kind, begins, ends)
    said = ""
    if out is not None:
        with saving(out):
            out.write_bytes(text.encode("utf-8"))
        said = saved(out, estate.language)
    if json_output:
        print_document({"ok": True, "exit_code": 0, "site": site.name, "as": kind, "text": text})
        tell(said or site.name, people(json_output=True))
    else:
        tell(said or text.rstrip("\r\n"), sys.stdout)
    return 0


def _site(estate: Estate, name: str | None) -> Site:
    if estate.ring_groups is not None:
        raise EstateError(f"{quoted_path(estate.file)}: this console keeps ring groups, which have no calendar.")
    if name is not None:
        return estate.site(name)
    if len(estate.sites) > 1:
        raise NotUnderstood(
            "There are several sites.", left_behind="", remedy=f"Say --site: {', '.join(estate.sites)}."
        )
    return next(iter(estate.sites.values()))


def _text(estate: Estate, site: Site, kind: str, first: dt.date, last: dt.date) -> str:
    if kind == "ics":
        events = site_events(site, first, last, estate.language)
        return write_ics(events, site.name, host=estate.address.origin).decode("utf-8")
    if kind == "schema.org":
        return json.dumps(write_schema_org(site.name, site.hours, first, last), indent=1, ensure_ascii=False) + "\n"
    region = estate.calendar.region if estate.calendar is not None else ""
    return write_osm(site.hours, first, last, region=region) + "\n"
