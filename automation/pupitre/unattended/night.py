"""What one estate's night came to, as a value: messages, the status and the ping go by nothing else."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pupitre.evidence.result import GroupResult, SiteResult
from pupitre.telling import tell

if TYPE_CHECKING:
    from pupitre.errors import PupitreError
    from pupitre.estate import Estate, Support
    from pupitre.run import Finished

#: What a night can be told as, the most urgent first.
Kind = Literal["blocked", "person", "failed", "refused", "drift", "changed", "missed", "digest", "unchanged"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_PERSON, _REFUSED, _BUSY, _GOOD = 4, 3, 6, (0, 2)
_SECRET_UNUSABLE = "secret_unusable"


@dataclass(frozen=True)
class NightResult:
    """One unattended run of one estate.

    `started` and `ended` are ISO 8601 with a time zone. `drifted` names what somebody else changed,
    `missed` counts the nights without a run before this one, `skipped` names what was to be done once and was
    too late, and `next_push` is the night in which the console's grid changes next. Where there is drift, a
    site's `wanted` is what Pupitre had left there. `keeps_groups` says that the console keeps ring groups and no
    hours, `is_lost` that there was no estate to do anything with.
    """

    file: str
    console: str
    origin: str
    run_id: str
    started: str
    ended: str
    exit_code: int
    reason: str
    sentence: str
    left_behind: str = ""
    remedy: str = ""
    sites: tuple[SiteResult, ...] = ()
    groups: tuple[GroupResult, ...] = ()
    keeps_groups: bool = False
    drifted: tuple[str, ...] = ()
    restored: bool = False
    missed: int = 0
    next_push: dt.date | None = None
    skipped: tuple[str, ...] = ()
    is_blocked: bool = False
    is_lost: bool = False
    head: str = ""
    count: int = 0
    folder: Path | None = None
    report: Path | None = None
    warnings: tuple[str, ...] = ()
    language: str = "en"
    timezone: str = "UTC"
    support: Support | None = None
    machine: str = ""

    def __post_init__(self) -> None:
        for moment in (self.started, self.ended):
            if dt.datetime.fromisoformat(moment).tzinfo is None:
                raise ValueError(f"{moment!r} has no time zone")

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What the night is told as, the most urgent first; `unchanged` when nothing else."""
        told: dict[Kind, bool] = {
            "blocked": self.exit_code == _PERSON and self.is_blocked,
            "person": self.waits_for_a_file or (self.exit_code == _PERSON and not self.is_blocked),
            "refused": self.exit_code == _REFUSED,
            "failed": self.exit_code not in (_PERSON, _REFUSED, _BUSY, *_GOOD),
            "drift": bool(self.drifted),
            "changed": any(part.status == "changed" for part in self.parts),
            # Another run was at work on the console: this one did not take place.
            "missed": self.missed > 0 or bool(self.skipped) or self.exit_code == _BUSY,
        }
        return tuple(kind for kind in KINDS if told.get(kind)) or ("unchanged",)

    @property
    def parts(self) -> tuple[SiteResult | GroupResult, ...]:
        """What is kept on the console: its sites, or its ring groups."""
        return (*self.sites, *self.groups)

    @property
    def is_good(self) -> bool:
        """Whether the run did what it was for, if only to say that somebody else changed something."""
        return self.exit_code in _GOOD

    @property
    def waits_for_a_file(self) -> bool:
        """Whether nothing can be done until somebody mends the estate file, or a private file that it names."""
        return self.is_lost or self.reason == _SECRET_UNUSABLE

    @property
    def host(self) -> str:
        """The console's name in the network, for people."""
        return host_of(self.origin)

    @property
    def day(self) -> dt.date:
        """The date in the sites' time zone on which the run began."""
        return dt.datetime.fromisoformat(self.started).astimezone(ZoneInfo(self.timezone)).date()


def host_of(origin: str) -> str:
    """Return a console's name in the network, for people."""
    return urlsplit(origin).netloc or origin


def night_of(
    finished: Finished,
    estate: Estate,
    *,
    drifted: tuple[str, ...] = (),
    restored: bool = False,
    next_push: dt.date | None = None,
    skipped: tuple[str, ...] = (),
) -> NightResult:
    """Return the night that a finished run was; drift and the next push are what the run found."""
    result, evidence = finished.result, finished.evidence
    return NightResult(
        file=estate.file,
        console=result.console,
        origin=result.origin,
        run_id=result.run_id,
        started=result.started,
        ended=result.ended,
        exit_code=result.exit_code,
        reason=result.reason,
        sentence=result.sentence,
        left_behind=result.left_behind,
        remedy=result.remedy,
        sites=result.sites,
        groups=result.ring_groups,
        keeps_groups=estate.ring_groups is not None,
        drifted=drifted,
        restored=restored,
        next_push=next_push,
        skipped=skipped,
        is_blocked=result.reason == "login_blocked" or _door_is_blocked(result.guard),
        head=str(evidence.get("head", "")),
        count=int(evidence.get("count", 0)),
        folder=finished.folder,
        report=finished.report,
        warnings=tuple(str(warning) for warning in evidence.get("warnings", ())),
        language=estate.language,
        timezone=estate.timezone,
        support=estate.support,
        machine=platform.node(),
    )


def night_without_run(error: PupitreError, estate: Estate, started: dt.datetime) -> NightResult:
    """Return the night in which an error came before there was a run: the lease, the state, the disk."""
    told = tell(error, estate.language)
    moment = started.astimezone(dt.UTC)
    return NightResult(
        file=estate.file,
        console=estate.console,
        origin=estate.address.origin,
        run_id=f"{moment:%Y%m%dT%H%M%SZ}-none",
        started=moment.isoformat(timespec="milliseconds"),
        ended=dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
        exit_code=error.exit_code,
        reason=error.reason,
        sentence=told.what,
        left_behind=told.left_behind,
        remedy=told.remedy,
        is_blocked=error.reason == "login_blocked",
        keeps_groups=estate.ring_groups is not None,
        language=estate.language,
        timezone=estate.timezone,
        support=estate.support,
        machine=platform.node(),
    )


def _door_is_blocked(guard: Mapping[str, object]) -> bool:
    return any(isinstance(door, Mapping) and door.get("reason") == "blocked" for door in guard.values())
