"""A recorded change with nobody there to be asked: whatever a person would have to accept is refused instead."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pupitre.errors import EstateError, PupitreError, Refused
from pupitre.estate.problems import Problems
from pupitre.recording.attaching import demand_files
from pupitre.recording.binding import BadValue, bind
from pupitre.recording.file import load_recording
from pupitre.recording.rows import Row
from pupitre.recording.suiting import misfits

if TYPE_CHECKING:
    from pupitre.estate import Estate
    from pupitre.estate.model import Once
    from pupitre.recording.model import Recording
    from pupitre.run import Session, Verdict
    from pupitre.unattended.one_offs import Replay


class NotAcceptable(Refused):
    """A recording that a person would have to look at before it is replayed."""

    reason = "not_acceptable"


def prepared(item: Once, estate: Estate) -> Replay:
    """Return what replays an item; raise PupitreError for anything wrong with it. Nothing is opened but its files."""
    recording, folder = fitting(item, estate), item.replay.parent

    def replay(session: Session) -> Verdict:
        from pupitre.recording import replaying

        return replaying.replay(session, recording, (Row(item.name, item.values),), files=folder)

    return replay


def fitting(item: Once, estate: Estate) -> Recording:
    """Return an item's recording; raise PupitreError where the item could not be done on this console."""
    recording = load_recording(item.replay)
    found = misfits(recording, estate)
    if "console" in found:
        raise EstateError(
            f"{item.written} is of a console {recording.console}, and this file is about a console {estate.console}."
        )
    if "address" in found:
        raise NotAcceptable(
            f"{item.written} was recorded on {recording.address}, and this file is about {estate.address.origin}.",
            remedy="Record the change on this console.",
        )
    if "edited" in found:
        raise NotAcceptable(
            f"{item.written} was changed by hand since Pupitre wrote it, or was written by hand.",
            remedy="Record it again; nobody is there to accept it.",
        )
    bound = bind(recording, item.values)
    without = [name for name in recording.parameters if name not in item.values]
    if item.values and without:
        raise BadValue(
            f"{item.written}: {', '.join(without)} has no value under `set`, and nobody is there to accept the "
            "recorded one.",
            left_behind="",
            remedy="Give every parameter its value, or none to do exactly what was recorded.",
        )
    demand_files(bound, item.replay.parent)
    return recording


def refuse_unfit(estate: Estate, now: dt.datetime) -> list[tuple[Once, str]]:
    """Raise InvalidEstate for the items that could not be done, with their places; those of the past are left alone.

    Return those whose change can be declared as well, with the file that does.
    """
    problems, declarable = Problems(estate.file), []
    for item in estate.once:
        if now >= item.until:
            continue
        try:
            instead = fitting(item, estate).instead
        except PupitreError as error:
            remedy = [] if "\n" in error.what or not error.remedy else [error.remedy]
            for line in error.what.splitlines():
                problems.add(item.mark, item.path, " ".join([line, *remedy]))
        else:
            declarable += [(item, instead)] if instead is not None else []
    if problems.found:
        raise problems.error()
    return declarable
