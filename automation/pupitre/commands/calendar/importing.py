"""`pupitre calendar import`: hours from an .ics, from schema.org or from OpenStreetMap, as YAML for an estate file."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import available_timezones

from pupitre.commands.ending import NotUnderstood
from pupitre.commands.saving import check_target, saved, saving
from pupitre.commands.streams import document as print_document
from pupitre.commands.streams import people, tell
from pupitre.errors import EstateError
from pupitre.estate.problems import quoted_path
from pupitre.hours import HoursError, Slot
from pupitre.lookalike import plain
from pupitre.year import Opening, today_in
from pupitre.year.formats.ics_reading import Choice, read_ics
from pupitre.year.formats.imported import Imported, NotImportable
from pupitre.year.formats.osm_reading import read_osm
from pupitre.year.formats.schema_org import read_schema_org

LARGEST = 5 * 1024 * 1024
_HEADER = "# From {source}; it goes below the name of an entry of `hours:`.\n"


@dataclass(frozen=True)
class Chosen:
    """Which events of an .ics are meant and what they do, as it was said on the command line."""

    category: str | None
    name: str | None
    hours: str
    first: dt.date | None
    last: dt.date | None
    timezone: str


def import_hours(source: str, chosen: Chosen, *, out: Path | None, json_output: bool) -> int:
    """Print what a source declares as YAML, or write it to `out`; return the exit code."""
    if out is not None:
        check_target(out, Path(source), ending=".yaml")
    content = _read(source)
    imported = _imported(content, chosen)
    text = imported.yaml()
    if not text.strip():
        raise NotImportable("Nothing in it is meant.", remedy="Look at --category, --name, --from and --to.")
    text = _HEADER.format(source=quoted_path(source)) + text
    said = ""
    if out is not None:
        with saving(out):
            out.write_text(text, encoding="utf-8")
        said = saved(out, "en")
    if json_output:
        print_document({"ok": True, "exit_code": 0, "source": source, "yaml": text})
        tell(said or f"{len(imported.days or {})} dates.", people(json_output=True))
    else:
        tell(said or text.rstrip("\n"), sys.stdout)
    return 0


def _read(source: str) -> bytes:
    try:
        if source == "-":
            content = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(source).open("rb") as file:
                content = file.read(LARGEST + 1)
    except OSError as problem:
        raise EstateError(f"{quoted_path(source)}: cannot be read: {problem.strerror}.") from None
    if len(content) > LARGEST:
        raise EstateError(f"{quoted_path(source)}: this is larger than {LARGEST // 1024 // 1024} MB.")
    return content


def _imported(content: bytes, chosen: Chosen) -> Imported:
    if b"BEGIN:VCALENDAR" in content[:4096]:
        return read_ics(content, _choice(chosen))
    if chosen.category is not None or chosen.name is not None:
        raise NotUnderstood("--category and --name choose events of an .ics, and this is none.", left_behind="")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotImportable("This is no text.") from None
    return read_schema_org(text) if text.lstrip().startswith(("{", "[")) else read_osm(text)


def _choice(chosen: Chosen) -> Choice:
    if chosen.timezone not in available_timezones():
        raise NotUnderstood(f"--timezone {chosen.timezone!a} is not a place.", left_behind="")
    first = chosen.first if chosen.first is not None else today_in(chosen.timezone)
    last = chosen.last if chosen.last is not None else first + dt.timedelta(days=2 * 365)
    if last < first:
        raise NotUnderstood(f"--to {last} is before --from {first}.", left_behind="")
    of_the_event = plain(chosen.hours) == "event"
    opening = () if of_the_event else _opening(chosen.hours)
    return Choice(first, last, chosen.category or "", chosen.name or "", opening, of_the_event, chosen.timezone)


def _opening(text: str) -> Opening:
    said = plain(text)
    if said in ("closed", "ferme"):
        return ()
    if said == "normal":
        return None
    try:
        return tuple(sorted(Slot.parse(part) for part in text.split(",")))
    except HoursError as error:
        raise NotUnderstood(
            f"--hours: {error}.", left_behind="", remedy="Write closed, normal, event or 09:00-12:00,14:00-17:00."
        ) from None
