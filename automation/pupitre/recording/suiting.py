"""Whether a recording is one of the console that it is to be replayed on, and still as Pupitre wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pupitre.recording.file import is_edited

if TYPE_CHECKING:
    from pupitre.estate import Estate
    from pupitre.recording.model import Recording

#: Another kind of console, another address, or steps that were changed by hand.
Misfit = Literal["console", "address", "edited"]


def misfits(recording: Recording, estate: Estate) -> tuple[Misfit, ...]:
    """Return what speaks against replaying a recording on an estate's console, the worst first."""
    found: dict[Misfit, bool] = {
        "console": recording.console != estate.console,
        "address": recording.address.rstrip("/") != estate.address.origin,
        "edited": is_edited(recording),
    }
    return tuple(misfit for misfit, is_there in found.items() if is_there)
