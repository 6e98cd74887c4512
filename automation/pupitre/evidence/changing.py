"""What is about to be changed, and what became of it, around the change itself."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from pupitre.errors import EvidenceFailed, PupitreError, Refused
from pupitre.evidence.chain import Phase
from pupitre.evidence.shot import Shot

if TYPE_CHECKING:
    from pupitre.evidence.record import Record


@contextlib.contextmanager
def changing(
    record: Record,
    step: str,
    *,
    says: str,
    site: str | None = None,
    shoot: Callable[[], Shot | bytes | None] | None = None,
    in_doubt: Callable[[], Shot | bytes | None] | None = None,
    detail: Mapping[str, object] | None = None,
    picture: Shot | None = None,
) -> Iterator[None]:
    """Write the intent before the block, and after it what became of it.

    `picture` is that of the intent; where there is one, what was done needs no
    other. `shoot` takes one afterwards, `in_doubt` when the block failed.

    An error in the block is written as `refused` when Pupitre or the console
    said no, else as `unknown`, and goes on its way: failing to write about it
    does not hide it.
    """
    record.event(step, phase="intent", says=says, site=site, detail=detail, picture=picture)
    try:
        yield
    except BaseException as error:
        with contextlib.suppress(EvidenceFailed):
            phase: Phase = "refused" if isinstance(error, Refused) else "unknown"
            about = _about(error)
            after: Shot | bytes | None = None
            with contextlib.suppress(EvidenceFailed):
                take = in_doubt or shoot
                after = take() if take is not None and isinstance(error, Exception) else None
            record.event(step, phase=phase, says=says, site=site, detail=about, picture=after)
        raise
    after = shoot() if shoot is not None and picture is None else None
    record.event(step, phase="done", says=says, site=site, picture=after)


def _about(error: BaseException) -> dict[str, object]:
    """Name an error; only our own messages are known to be free of what was typed."""
    what = error.what if isinstance(error, PupitreError) else ""
    return {"error": type(error).__name__, "what": what}
