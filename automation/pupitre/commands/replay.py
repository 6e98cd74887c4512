"""`pupitre replay`: a change that a person showed is done again, once or for each line of a table."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pupitre.commands.conclusion import conclude
from pupitre.commands.ending import NotUnderstood
from pupitre.commands.progress import ready, run_shown
from pupitre.commands.recording import given
from pupitre.commands.streams import tell
from pupitre.errors import EstateError, Refused
from pupitre.estate import Estate, load
from pupitre.recording.attaching import demand_files
from pupitre.recording.binding import bind
from pupitre.recording.file import load_recording
from pupitre.recording.model import Recording
from pupitre.recording.moment import Moment
from pupitre.recording.replaying import Wishes, check_wishes, replay
from pupitre.recording.rows import Row, read_table, rows_of
from pupitre.recording.suiting import misfits
from pupitre.run import Finished, Settings
from pupitre.shipped import folder
from pupitre.visible import visible

_SAYS = {
    "instead": {
        "fr": "Le même changement se déclare, ce qui vaut mieux : reportez {file} dans {estate}, puis : "
        "pupitre plan {estate}",
        "en": "The same change can be declared, which is better: take {file} over into {estate}, then: "
        "pupitre plan {estate}",
    },
    "waits": {
        "fr": "Attend jusqu'au {moment}. Ctrl-C pour renoncer ; rien n'est ouvert d'ici là.",
        "en": "Waits until {moment}. Ctrl-C to give up; nothing is open until then.",
    },
    "tomorrow": {
        "fr": "Cette heure est passée aujourd'hui : ce sera demain.",
        "en": "That time is past today: it will be tomorrow.",
    },
    "unchanged": {"fr": "rien à faire", "en": "nothing to do"},
    "changed": {"fr": "fait", "en": "done"},
    "waiting": {"fr": "rien d'enregistré", "en": "nothing saved"},
    "failed": {"fr": "pas fait", "en": "not done"},
    "refused": {"fr": "refusé", "en": "refused"},
    "not_verified": {"fr": "à vérifier", "en": "to be looked at"},
    "skipped": {"fr": "pas commencé", "en": "not started"},
}


class Elsewhere(Refused):
    """A recording made at another address than the one it is to be replayed on."""

    reason = "elsewhere"


class Edited(Refused):
    """A recording that was changed by hand since it was made."""

    reason = "edited"


@dataclass(frozen=True)
class Order:
    """What is replayed, and how: as the command line says it."""

    recording: Path
    values: tuple[str, ...] = ()
    estate: Path | None = None
    table: Path | None = None
    at: str = ""
    wishes: Wishes = field(default_factory=Wishes)
    accept_edited: bool = False
    elsewhere: bool = False


def run(
    order: Order,
    settings: Settings,
    *,
    json_output: bool,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> int:
    """Replay a recording and return the exit code; everything that is given is checked before anything is opened."""
    file = meant(order.recording)
    recording = load_recording(file)
    rows = _rows(order, recording)
    for row in rows:
        bound = bind(recording, row.values)
        check_wishes(bound, order.wishes)
        demand_files(bound, file.parent)
    estate = _estate(order, file, recording)
    _demand_the_same(order, file, recording, estate)
    ready(estate, settings)
    language = "fr" if estate.language == "fr" else "en"
    moment = Moment.parse(order.at, estate.timezone, now()) if order.at else None
    if recording.instead is not None:
        declared = file.parent / recording.instead
        tell(visible(_SAYS["instead"][language].format(file=declared, estate=estate.file)), sys.stderr)
    if moment is not None:
        if moment.tomorrow:
            tell(_SAYS["tomorrow"][language], sys.stderr)
        tell(_SAYS["waits"][language].format(moment=moment), sys.stderr)
        moment.wait(now)
    finished = run_shown(
        estate,
        settings,
        "replay",
        lambda session: replay(session, recording, rows, files=file.parent, wishes=order.wishes),
        writes=True,
    )
    document = {"recording": str(file), "instead": recording.instead, "dry_run": order.wishes.dry_run}
    text = _result_lines(finished, language) if order.table is not None else ""
    return conclude(finished, json_output=json_output, text=text, document=document)


def meant(path: Path) -> Path:
    """Return the recording's file: the one that is named, or one that comes with Pupitre by its bare name."""
    if path.exists() or len(path.parts) > 1:
        return path
    shipped = folder("recordings") / path.with_suffix(".yaml").name
    return shipped if shipped.is_file() else path


def _rows(order: Order, recording: Recording) -> tuple[Row, ...]:
    values = given(order.values)
    if order.table is None:
        return rows_of(recording, values)
    return rows_of(recording, values, read_table(order.table, tuple(recording.parameters)), str(order.table))


def _estate(order: Order, file: Path, recording: Recording) -> Estate:
    if order.estate is not None:
        return load(order.estate, needs_sites=False)
    if recording.estate is None:
        raise NotUnderstood(
            f"{file} names no estate, so that nobody knows how to sign in.",
            left_behind="",
            remedy="Name the estate's file: --estate oti.yaml",
        )
    return load(file.parent / recording.estate, needs_sites=False)


def _demand_the_same(order: Order, file: Path, recording: Recording, estate: Estate) -> None:
    """Raise where a recording is about another console, another address, or was changed by hand."""
    found = misfits(recording, estate)
    if "console" in found:
        raise EstateError(
            f"{file} is of a console {recording.console}, and {estate.file} is about a console {estate.console}."
        )
    if "address" in found and not order.elsewhere:
        raise Elsewhere(
            f"{file} was recorded on {recording.address}, and {estate.file} is about {estate.address.origin}.",
            remedy="If the two consoles are alike, say so: --elsewhere, with --dry-run first.",
        )
    if "edited" in found and not order.accept_edited:
        raise Edited(
            f"{file} was changed by hand since Pupitre wrote it, or was written by hand.",
            remedy="Read it through (pupitre recording show), then say so: --accept-edited",
        )


def _result_lines(finished: Finished, language: str) -> str:
    colon = " : " if language == "fr" else ": "
    return "\n".join(visible(f"{each.name}{colon}{_SAYS[each.status][language]}") for each in finished.verdict.sites)
