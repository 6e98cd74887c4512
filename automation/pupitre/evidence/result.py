"""What a run came to, as a value: for `result.json`, the page and the exit line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, Literal, Protocol, Self, TypeVar, get_args

from pupitre.hours import Week
from pupitre.plan.ringing import GroupView

Status = Literal["unchanged", "changed", "waiting", "failed", "refused", "not_verified", "skipped"]
STATUSES: tuple[str, ...] = get_args(Status)


class Shown(Protocol):
    """What a console shows of one part."""

    def to_json(self) -> Any:
        """Return it as JSON values."""


View = TypeVar("View", bound=Shown)


@dataclass(frozen=True)
class PartResult(Generic[View]):
    """What became of one thing that has a name: `before` and `after` were read, `wanted` is declared."""

    name: str
    extension: str
    status: Status
    before: View | None = None
    wanted: View | None = None
    after: View | None = None
    actions: tuple[str, ...] = ()
    sentence: str = ""

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"{self.status!r} is no status")

    def now(self, status: Status, *, after: View | None = None, sentence: str = "") -> Self:
        """Return the part as it stands now; without `after`, what was read of it afterwards stays."""
        return replace(self, status=status, after=self.after if after is None else after, sentence=sentence)

    def to_json(self) -> dict[str, object]:
        """Return the part as `result.json` holds it."""
        return {
            "name": self.name,
            "extension": self.extension,
            "status": self.status,
            "before": None if self.before is None else self.before.to_json(),
            "wanted": None if self.wanted is None else self.wanted.to_json(),
            "after": None if self.after is None else self.after.to_json(),
            "actions": list(self.actions),
            "sentence": self.sentence,
        }


class SiteResult(PartResult[Week]):
    """What became of one site; a week is None when it was not read or not wanted."""


@dataclass(frozen=True)
class GroupResult(PartResult[GroupView]):
    """What became of one ring group; a view is None where there is, or must be, no such group.

    `is_read_back` tells an `after` of None that was seen, a group that is gone, from
    one that nobody looked at.
    """

    is_read_back: bool = False

    def to_json(self) -> dict[str, object]:
        """Return the group as `result.json` holds it."""
        return {**super().to_json(), "is_read_back": self.is_read_back}


@dataclass(frozen=True)
class RunResult:
    """What became of a run; the sentences are in the estate's language.

    `started` and `ended` are ISO 8601 with a time zone.
    """

    verb: str
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
    drifted_elements: tuple[str, ...] = ()
    plan_id: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    guard: Mapping[str, object] = field(default_factory=dict)
    ring_groups: tuple[GroupResult, ...] = ()

    def __post_init__(self) -> None:
        for moment in (self.started, self.ended):
            if datetime.fromisoformat(moment).tzinfo is None:
                raise ValueError(f"{moment!r} has no time zone")

    @property
    def parts(self) -> tuple[SiteResult | GroupResult, ...]:
        """Everything that has a name of its own: the sites, or the ring groups."""
        return (*self.sites, *self.ring_groups)

    def to_json(self) -> dict[str, object]:
        """Return the run as `result.json` holds it."""
        return {
            "verb": self.verb,
            "console": self.console,
            "origin": self.origin,
            "run_id": self.run_id,
            "started": self.started,
            "ended": self.ended,
            "exit_code": self.exit_code,
            "reason": self.reason,
            "sentence": self.sentence,
            "left_behind": self.left_behind,
            "remedy": self.remedy,
            "sites": [site.to_json() for site in self.sites],
            "ring_groups": [group.to_json() for group in self.ring_groups],
            "drifted_elements": list(self.drifted_elements),
            "plan_id": self.plan_id,
            "versions": dict(self.versions),
            "guard": dict(self.guard),
        }
