"""`pupitre watch`: every night in the foreground, for containers; and whether it is well."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from pupitre.commands.streams import document, people, tell
from pupitre.errors import Explained, PupitreError
from pupitre.unattended import history
from pupitre.unattended.agenda import Agenda
from pupitre.unattended.estates import look, read_estate
from pupitre.unattended.heartbeat import Heartbeat, illness
from pupitre.unattended.known import Known
from pupitre.unattended.telling_of_lost import call_the_roll
from pupitre.unattended.timers.job import night_command
from pupitre.unattended.timers.schedule import time_for
from pupitre.unattended.watching import Job, Nightly, Stopping, Trigger, Watch, alone, spawned
from pupitre.visible import visible


def watch(
    paths: Sequence[Path],
    *,
    at: str,
    evidence: Path,
    health: Path | None,
    json_output: bool = False,
    job: Job | None = None,
    errand: Job | None = None,
) -> int:
    """Do the nights of these files until somebody asks to stop; return 0, or 130 when a night was cut short.

    `job` does a night and `errand` what is due once; without them, each is `pupitre run` in a process of its own.
    """
    known = _known(paths)
    zone = known[0].timezone
    trigger = Nightly(time_for(at, zone, dt.datetime.now(dt.UTC).date()), zone)
    command = night_command([path.absolute() for path in paths], evidence.absolute())
    agenda = Agenda([path.absolute() for path in paths])
    stopping = Stopping()
    with alone() as state, stopping.listening():
        place = health or state.path / "watch.json"
        _refuse_unwritable(place)
        loop = Watch(
            job or spawned(command),
            trigger,
            place,
            stopping,
            lambda line: tell(visible(line), sys.stderr),
            asking=agenda,
            errand=errand or spawned((*command, "--due")),
        )
        origins = [each.origin for each in known]
        code = loop.run(at_once=slept_through(origins, trigger, dt.datetime.now(dt.UTC)))
    if json_output:
        document({"exit_code": code})
    return code


def _known(paths: Sequence[Path]) -> list[Known]:
    """Return what is known of the files that nights are asked for; raise EstateError when it is nothing.

    After a restart, one file with a mistake must not keep the others from their nights: the first
    night tells of it.
    """
    now = dt.datetime.now(dt.UTC)
    looks = look(paths)
    read = {file: read_estate(file) for each in looks for file in each.files}
    errors = [each.error for each in looks if each.error] + [e for e in read.values() if isinstance(e, PupitreError)]
    roll = call_the_roll(looks, read, now)
    loaded = [Known.of(estate, now) for estate in read.values() if not isinstance(estate, PupitreError)]
    known = [*loaded, *(each.known for each in roll.asked_for)]
    if errors and not known:
        raise errors[0]
    for warning in (*map(str, errors), *roll.warnings):
        tell("\n".join(visible(line) for line in warning.splitlines()), sys.stderr)
    return known


def _refuse_unwritable(health: Path) -> None:
    """Refuse a health file that whoever looks after a container would never find; raise Explained."""
    try:
        now = dt.datetime.now(dt.UTC).isoformat()
        Heartbeat("waiting", os.getpid(), now, now).write(health)
    except OSError as error:
        raise Explained(
            f"{visible(str(health))}: the health file cannot be written ({error.strerror}).",
            left_behind="No night was begun.",
            remedy="Name a file in a folder of yours: pupitre watch FILE --health FILE",
        ) from None


def slept_through(origins: Sequence[str], trigger: Trigger, now: dt.datetime) -> bool:
    """Return whether a console that had nights before had none since the last beginning."""
    last_beginning = trigger.after(now - dt.timedelta(days=1))
    lasts = [night.last for origin in origins if (night := history.read(origin)).last is not None]
    return last_beginning <= now and any(
        last is not None and dt.datetime.fromisoformat(last.started) < last_beginning for last in lasts
    )


def probe(health: Path | None, *, json_output: bool = False) -> int:
    """Return 0 when the watch is well, and 1 with the reason when it is not."""
    from pupitre.guard.folder import StateFolder

    place = health or StateFolder.find().path / "watch.json"
    why = illness(place, dt.datetime.now(dt.UTC))
    tell(visible(f"Not well: {why}." if why else "Well."), sys.stderr if why else people(json_output=json_output))
    if json_output:
        document({"exit_code": 1 if why else 0, "well": not why, "why": why or None})
    return 1 if why else 0
