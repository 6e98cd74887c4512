"""What is to be done once, told before it is: what, between which moments, and what does it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from pupitre.estate.problems import quoted_path
from pupitre.unattended.sentences import saying
from pupitre.visible import visible

if TYPE_CHECKING:
    from pupitre.estate import Estate
    from pupitre.estate.model import Once


def lines(estate: Estate, now: dt.datetime) -> list[str]:
    """Return a line for each item of a file, and one that says how a moment is kept while any is to come."""
    say = saying(estate.language, visible)
    told: list[str] = [
        say(
            "once_coming" if now < item.until else "once_over",
            name=item.name,
            at=moment(item.at),
            until=moment(item.until),
        )
        for item in estate.once
    ]
    if any(now < item.until for item in estate.once):
        told.append(say("once_punctual", file=quoted_path(estate.file)))
    return told


def facts(item: Once, now: dt.datetime) -> dict[str, Any]:
    """Return an item as JSON values."""
    return {
        "name": item.name,
        "at": item.at.isoformat(),
        "until": item.until.isoformat(),
        "replay": str(item.replay),
        "set": dict(item.values),
        "over": now >= item.until,
    }


def moment(at: dt.datetime) -> str:
    """Return a moment for people, on the clock of the sites."""
    return f"{at:%Y-%m-%d %H:%M}"
