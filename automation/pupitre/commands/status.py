"""`pupitre status`: how each console stands, from what is kept on this machine; no console is asked."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pupitre.commands.streams import document, people, tell
from pupitre.errors import EstateError
from pupitre.unattended import prometheus
from pupitre.unattended.estates import look
from pupitre.unattended.history import PastNight
from pupitre.unattended.known import all_known
from pupitre.unattended.known import forget as known_was_forgotten
from pupitre.unattended.once_ledger import State
from pupitre.unattended.once_telling import moment
from pupitre.unattended.status import Awaited, Standing, standings, worst
from pupitre.visible import visible

_SAYS = {
    "person": "A PERSON IS NEEDED",
    "unreadable": "cannot be read",
    "failed": "the last night failed",
    "stale": "stale",
    "never": "no night yet",
    "drift": "changed by somebody else",
    "good": "good",
}
_BECAME: dict[State, str] = {
    "begun": "begun, and not known to be done",
    "done": "done",
    "failed": "begun and not done; it is not tried again",
    "unknown": "nobody knows whether it was done; look at the console, then take it out of the file",
    "stale": "too late, not done",
}
_KEEPERS = {"watch": "`pupitre watch`", "timer": "the timer that looks every few minutes"}


def status(
    paths: Sequence[Path], *, stale_after: float, prometheus_file: Path | None = None, json_output: bool = False
) -> int:
    """Say how the console of each file stands; return 4 when a person is needed, 1 for a bad night, 2 for drift.

    Without paths it is about every file that a night of this machine was asked for.
    """
    now = dt.datetime.now(dt.UTC)
    found = standings(look(paths or [Path(each.file) for each in all_known()]), now, stale_after)
    stream = people(json_output=json_output)
    for standing in found:
        tell("\n".join(visible(line) for line in _told(standing, now)), stream)
    if prometheus_file is not None:
        prometheus.write(prometheus_file, found, now)
        tell(visible(str(prometheus_file)), stream if json_output else sys.stderr)
    if json_output:
        document({"exit_code": worst(found), "estates": [_facts(standing) for standing in found]})
    return worst(found)


def forget(paths: Sequence[Path], *, json_output: bool = False) -> int:
    """Let files be gone that are meant to be: nobody is told of them any more; raise EstateError for one not known."""
    if not paths:
        raise EstateError("No estate file is named.", remedy="Name the files that are meant to be gone.")
    for path in paths:
        if not known_was_forgotten(path):
            raise EstateError(
                f"{visible(str(path))}: no night was asked for this file, so there is nothing to forget.",
                remedy="Name the file as `pupitre status` does.",
            )
        tell(visible(f"{path}: forgotten; nobody is told of it any more."), people(json_output=json_output))
    if json_output:
        document({"exit_code": 0, "forgotten": [str(path) for path in paths]})
    return 0


def _told(standing: Standing, now: dt.datetime) -> list[str]:
    name = f"{standing.file} ({standing.origin})" if standing.origin else standing.file
    lines = [f"{name}: {_SAYS[standing.state]}"]
    lines += [f"  {line}" for line in standing.problem.splitlines()]
    if standing.lost_since:
        lines.append(f"  So since: {_moment(standing.lost_since)}")
    last = standing.last
    if last is not None:
        lines.append(
            f"  Last night: {_moment(last.ended)}, exit code {last.exit_code} ({last.reason}). {last.sentence}"
        )
    if standing.hours is not None and standing.last_good is not None:
        lines.append(f"  Last good night: {_moment(standing.last_good.ended)}, {standing.hours:.0f} h ago")
    if standing.next_push:
        lines.append(f"  Next change: {standing.next_push}")
    lines += [f"  Once: {each.item.name}: {_of_once(each, now)}" for each in standing.once]
    if standing.drifted:
        lines.append(f"  Changed elsewhere: {', '.join(standing.drifted)}")
    for door in standing.doors:
        if not door.open:
            lines += [f"  Held: {door.sentence()}", f"  What opens it: {door.opens()}"]
    if standing.letters:
        lines.append(f"  Messages that wait: {standing.letters}")
    return lines


def _of_once(awaited: Awaited, now: dt.datetime) -> str:
    item = awaited.item
    if awaited.known is not None:
        return _BECAME[awaited.known]
    if now >= item.until:
        return "too late; the next run says so"
    if now >= item.at:
        return f"due; the next run before {moment(item.until)} does it"
    if awaited.keeper:
        return f"on time, by {_KEEPERS[awaited.keeper]}"
    return f"by the first run from {moment(item.at)} on; here nothing looks at that minute"


def _facts(standing: Standing) -> dict[str, Any]:
    return {
        "file": standing.file,
        "console": standing.console or None,
        "origin": standing.origin or None,
        "state": standing.state,
        "exit_code": standing.exit_code,
        "last": _night(standing.last),
        "last_good": _night(standing.last_good),
        "hours_since_good": None if standing.hours is None else round(standing.hours, 2),
        "next_push": standing.next_push or None,
        "once": [
            {"name": each.item.name, "at": each.item.at.isoformat(), "known": each.known, "keeper": each.keeper or None}
            for each in standing.once
        ],
        "drifted": list(standing.drifted),
        "doors": {door.account: door.to_json("en") for door in standing.doors},
        "messages_waiting": standing.letters,
        "problem": standing.problem or None,
        "loads": not standing.is_lost,
        "lost_since": standing.lost_since or None,
    }


def _night(night: PastNight | None) -> dict[str, Any] | None:
    if night is None:
        return None
    return {
        "run": night.run_id,
        "day": night.day,
        "started": night.started,
        "ended": night.ended,
        "exit_code": night.exit_code,
        "reason": night.reason,
        "kinds": list(night.kinds),
        "sentence": night.sentence,
        "changed": list(night.changed),
        "missed": night.missed,
        "head": night.head or None,
        "count": night.count,
    }


def _moment(text: str) -> str:
    return f"{dt.datetime.fromisoformat(text).astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
