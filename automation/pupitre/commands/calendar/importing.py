"""`pupitre calendar import`: hours from an .ics, from schema.org or from OpenStreetMap, as YAML for an estate file."""

from __future__ import annotations

import datetime as dt
import itertools
import re
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
from pupitre.year.formats.ics_events import EXPORT_AGAIN
from pupitre.year.formats.ics_reading import Choice, read_ics
from pupitre.year.formats.imported import Imported, NotImportable, shown
from pupitre.year.formats.osm_reading import read_osm
from pupitre.year.formats.schema_org import read_schema_org

LARGEST = 5 * 1024 * 1024
LONGEST = dt.timedelta(days=3660)
_ARCHIVE = (b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
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
    try:
        imported = _imported(source, content, chosen)
    except NotImportable as error:
        raise NotImportable(f"{quoted_path(source)}: {error.what}", remedy=error.remedy) from None
    text = _HEADER.format(source=quoted_path(source)) + imported.yaml()
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
        raise EstateError(
            f"{quoted_path(source)}: cannot be read: {problem.strerror}.", remedy="Check its name."
        ) from None
    if len(content) > LARGEST:
        raise EstateError(
            f"{quoted_path(source)}: this is larger than {LARGEST // 1024 // 1024} MB.", remedy="Export a shorter time."
        )
    return content


def _imported(source: str, content: bytes, chosen: Chosen) -> Imported:
    if re.search(rb"BEGIN:VCALENDAR", content[:4096], re.IGNORECASE) and not content.startswith(_ARCHIVE):
        choice = _choice(chosen)
        found = read_ics(content, choice)
        if not found.days:
            raise NotImportable(f"{_meant(choice)}.", remedy="Look at --category, --name, --from and --to.")
        return found
    _refuse_other_files(source, content)
    if chosen.category is not None or chosen.name is not None:
        raise NotUnderstood(
            "--category and --name choose events of an .ics, and this is none.",
            left_behind="",
            remedy="Name an .ics, or leave them out.",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise NotImportable(f"line {line}: this is not UTF-8.", remedy="Save the file as UTF-8.") from None
    return read_schema_org(text) if text.lstrip().startswith(("{", "[")) else read_osm(text)


def _refuse_other_files(source: str, content: bytes) -> None:
    """Raise NotImportable for what people download in place of a calendar."""
    if content.startswith(_ARCHIVE):
        raise NotImportable("this is an archive.", remedy="Unpack it, and name the .ics that is in it.")
    if content.lstrip()[:1] == b"<":
        raise NotImportable("this is a web page.", remedy="Save what the link of the calendar (.ics) leads to.")
    if not content.strip():
        raise NotImportable("the file is empty.", remedy=EXPORT_AGAIN)
    if source.lower().endswith((".ics", ".ical")):
        raise NotImportable("there is no calendar in it.", remedy=EXPORT_AGAIN)


def _meant(choice: Choice) -> str:
    called = f" called {shown(choice.name)}" if choice.name else ""
    category = f" of the category {shown(choice.category)}" if choice.category else ""
    return f"no event{called}{category} is in it from {choice.first} to {choice.last}"


def _choice(chosen: Chosen) -> Choice:
    if chosen.timezone not in available_timezones():
        raise NotUnderstood(
            f"--timezone {chosen.timezone!a} is not a place.", left_behind="", remedy="Write one such as Europe/Paris."
        )
    first = chosen.first if chosen.first is not None else today_in(chosen.timezone)
    last = chosen.last if chosen.last is not None else first + dt.timedelta(days=2 * 365)
    if last < first:
        raise NotUnderstood(f"--to {last} is before --from {first}.", left_behind="", remedy="Change one of them.")
    if last - first > LONGEST:
        raise NotUnderstood(f"From {first} to {last} are more than ten years.", left_behind="", remedy="Ask for fewer.")
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
        slots = tuple(sorted(Slot.parse(part) for part in text.split(",")))
    except HoursError as error:
        raise NotUnderstood(
            f"--hours: {error}.", left_behind="", remedy="Write closed, normal, event or 09:00-12:00,14:00-17:00."
        ) from None
    if any(earlier.overlaps(later) for earlier, later in itertools.pairwise(slots)):
        raise NotUnderstood(
            f"--hours: {', '.join(map(str, slots))} overlap.", left_behind="", remedy="Write them apart."
        )
    return slots
