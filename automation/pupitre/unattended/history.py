"""What the nights of a console came to, for the status, the digest and the count of missed nights.

    STATE/nights/<console>.json     0600, the last nights, replaced whole

Nothing is decided by it but what is told: a file that is gone or damaged is begun anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pupitre.errors import Busy
from pupitre.unattended.keeping import private_folder, put
from pupitre.unattended.night import KINDS, NightResult

#: So many nights are kept of each console.
MOST_NIGHTS = 100


@dataclass(frozen=True)
class PastNight:
    """One night as it is kept; `day` is its date at the sites, `started` and `ended` are ISO 8601 with a time zone."""

    run_id: str
    day: str
    started: str
    ended: str
    exit_code: int
    reason: str
    kinds: tuple[str, ...]
    sentence: str
    changed: tuple[str, ...] = ()
    drifted: tuple[str, ...] = ()
    missed: int = 0
    next_push: str = ""
    head: str = ""
    count: int = 0

    @property
    def is_good(self) -> bool:
        """Whether the run did what it was for."""
        return self.exit_code in (0, 2)

    @classmethod
    def of(cls, night: NightResult) -> PastNight:
        """Return what is kept of a night."""
        return cls(
            run_id=night.run_id,
            day=night.day.isoformat(),
            started=night.started,
            ended=night.ended,
            exit_code=night.exit_code,
            reason=night.reason,
            kinds=night.kinds,
            sentence=night.sentence[:500],
            changed=tuple(part.name for part in night.parts if part.status == "changed"),
            drifted=night.drifted,
            missed=night.missed,
            next_push=night.next_push.isoformat() if night.next_push else "",
            head=night.head,
            count=night.count,
        )


@dataclass(frozen=True)
class History:
    """The nights of one console, the oldest first, and the last week that a digest was made of."""

    nights: tuple[PastNight, ...] = ()
    digest: str = ""

    @property
    def last(self) -> PastNight | None:
        """The last night."""
        return self.nights[-1] if self.nights else None

    @property
    def last_good(self) -> PastNight | None:
        """The last night that did what it was for."""
        return next((night for night in reversed(self.nights) if night.is_good), None)

    @property
    def last_believed(self) -> PastNight | None:
        """The last night whose date was believed."""
        return next((night for night in reversed(self.nights) if night.reason != "clock_behind"), None)

    @property
    def last_at_work(self) -> PastNight | None:
        """The last night that found the console free."""
        return next((night for night in reversed(self.nights) if night.exit_code != Busy.exit_code), None)

    def missed_before(self, day: dt.date) -> int:
        """Return how many nights had no run between the last one and a date; a clock set back misses none."""
        if self.last_believed is None:
            return 0
        return max(0, (day - dt.date.fromisoformat(self.last_believed.day)).days - 1)

    def with_night(self, night: PastNight) -> History:
        """Return the history with one more night; a night that is in it already is replaced."""
        others = tuple(each for each in self.nights if each.run_id != night.run_id)
        kept = (*others, night)[-MOST_NIGHTS:]
        good = self.last_good
        if good is not None and good in others and not any(each.is_good for each in kept):
            kept = (good, *kept[1:])  # however long it fails, how old the last good one is has to be known
        return replace(self, nights=kept)


def read(origin: str, folder: Path | None = None) -> History:
    """Return what is kept of a console; nothing where nothing can be read; raise OSError or StateUnusable."""
    path = (folder or private_folder("nights")) / _name(origin)
    try:
        document = json.loads(path.read_bytes())
        nights = tuple(_night(each) for each in document["nights"])
        return History(nights, str(document["digest"]))
    except FileNotFoundError:
        return History()
    except (ValueError, KeyError, TypeError, RecursionError):
        return History()


def write(origin: str, history: History) -> None:
    """Keep the history of a console; raise OSError or StateUnusable."""
    document = {"origin": origin, "nights": [asdict(night) for night in history.nights], "digest": history.digest}
    put(private_folder("nights") / _name(origin), json.dumps(document, indent=1).encode("ascii"))


def _name(origin: str) -> str:
    return f"{hashlib.sha256(origin.encode()).hexdigest()[:16]}.json"


def _night(document: dict[str, Any]) -> PastNight:
    night = PastNight(
        **{
            **document,
            "kinds": tuple(kind for kind in document["kinds"] if kind in KINDS),
            "changed": tuple(map(str, document["changed"])),
            "drifted": tuple(map(str, document["drifted"])),
        }
    )
    dt.date.fromisoformat(night.day)
    if type(night.exit_code) is not int or dt.datetime.fromisoformat(night.ended).tzinfo is None:
        raise ValueError("this is no night")
    return night
