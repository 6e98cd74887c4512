"""The health file of `pupitre watch`: what it does, and that it still does it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pupitre.unattended.keeping import put_for_others

#: How often the file is written while nothing happens, how old it may get, and how long a night may last.
BEAT_S = 60.0
_OLDEST_BEAT_S = 180.0
LONGEST_NIGHT_S = 2.5 * 3600


@dataclass(frozen=True)
class Heartbeat:
    """What stands in the file; moments are ISO 8601 with a time zone, or empty. `files` are the estates it is about."""

    state: str
    pid: int
    beat: str
    since: str
    next_night: str = ""
    last_started: str = ""
    last_exit_code: int | None = None
    files: tuple[str, ...] = ()

    def write(self, path: Path) -> None:
        """Replace the file whole; raise OSError."""
        put_for_others(path, json.dumps(asdict(self)).encode("ascii"), durable=False)


def read(path: Path) -> Heartbeat | None:
    """Return what stands in a file; None where there is none, or another thing."""
    try:
        found = Heartbeat(**json.loads(path.read_bytes()))
        return found if dt.datetime.fromisoformat(found.beat).tzinfo is not None else None
    except (OSError, ValueError, TypeError):
        return None


def illness(path: Path, now: dt.datetime) -> str:
    """Return why `pupitre watch` is not well, or nothing.

    While a night runs nothing is written, so its own length counts.
    """
    try:
        found = Heartbeat(**json.loads(path.read_bytes()))
        moment = dt.datetime.fromisoformat(found.since if found.state == "running" else found.beat)
        age = (now - moment).total_seconds()
    except OSError as error:
        return f"there is no health file ({error.strerror})"
    except (ValueError, TypeError):
        return "the health file cannot be understood"
    if found.state == "stopped":
        return "it was stopped"
    if found.state == "running":
        return f"a night has been running for {age / 3600:.1f} h" if age > LONGEST_NIGHT_S else ""
    return f"there was no sign of life for {age:.0f} s" if age > _OLDEST_BEAT_S else ""
