"""How a recorded change is replayed in a night; the parts that do it are loaded when there is one to do."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pupitre.errors import EstateError, Explained, Refused
from pupitre.visible import visible

if TYPE_CHECKING:
    from pupitre.estate import Estate
    from pupitre.estate.model import Once
    from pupitre.run import Session, Verdict


class NoReplay(Explained):
    """A Pupitre that replays nothing was asked to."""

    reason = "no_replay"


def prepared(item: Once, estate: Estate) -> Callable[[Session], Verdict]:
    """Return what replays an item; raise PupitreError for anything wrong with it before anything is clicked."""
    file, rows, replaying = _part("file"), _part("rows"), _part("replaying")
    name = visible(str(item.replay))
    recording = file.load_recording(item.replay)
    if recording.console != estate.console or recording.address.rstrip("/") != estate.address.origin:
        raise EstateError(
            f"{name} was recorded on {visible(recording.address)}, and this estate is about {estate.address.origin}.",
            remedy="Record the change on this console.",
        )
    if file.is_edited(recording):
        raise Refused(
            f"{name} was changed by hand since Pupitre wrote it; nobody is there to accept that.",
            remedy="Record it again.",
        )
    (row,) = rows.rows_of(recording, dict(item.values))

    def replay(session: Session) -> Verdict:
        verdict: Verdict = replaying.replay(session, recording, (row,), files=item.replay.parent)
        return verdict

    return replay


def _part(name: str) -> Any:
    try:
        return import_module(f"pupitre.recording.{name}")
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("pupitre.recording"):
            raise
        raise NoReplay(
            "This Pupitre does not replay recordings.",
            left_behind="The item was not begun.",
            remedy="Install one that does, or do the change by hand and take the item out of the file.",
        ) from None
