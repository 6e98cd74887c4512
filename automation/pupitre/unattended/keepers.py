"""What looks at the very minute at which something is to be done once, by the signs of life it leaves.

STATE/watch.json      `pupitre watch`
STATE/due.json        `pupitre run --due`, as a timer starts it
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pupitre.guard.folder import StateFolder
from pupitre.unattended.heartbeat import Heartbeat, illness, read

#: How often a timer looks, in minutes.
LOOKS_EVERY_MINUTES = 5
_OLDEST_LOOK = 2 * dt.timedelta(minutes=LOOKS_EVERY_MINUTES)

#: `pupitre watch`, a timer, or nothing.
Keeper = Literal["watch", "timer", ""]

WATCH, DUE = "watch.json", "due.json"


def looked(files: Iterable[Path], now: dt.datetime) -> None:
    """Leave the sign that it was looked whether something is due in these files; raise OSError or StateUnusable."""
    moment = now.isoformat()
    names = tuple(str(file.absolute()) for file in files)
    Heartbeat("waiting", os.getpid(), moment, moment, files=names).write(StateFolder.find().path / DUE)


def keeper_of(file: Path, now: dt.datetime) -> Keeper:
    """Return what looks after the moments of a file, if anything of this machine's user does; raise StateUnusable."""
    folder, name = StateFolder.find().path, str(file.absolute())
    watch, due = read(folder / WATCH), read(folder / DUE)
    if watch is not None and name in watch.files and not illness(folder / WATCH, now):
        return "watch"
    is_recent = due is not None and now - dt.datetime.fromisoformat(due.beat) <= _OLDEST_LOOK
    return "timer" if due is not None and is_recent and name in due.files else ""
