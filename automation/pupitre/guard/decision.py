"""May one more password go to a console? A pure function of what the ledger holds.

It reads no clock, no file and no network, so that every history up to a depth can be
explored. The order of the rules is the order in which a person is told.

Age: within one boot, the difference of the clock that counts suspended time
(CLOCK_BOOTTIME); across boots, at least the uptime of this boot. The wall clock is
not looked at: a jump of two days must not open a door.
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pupitre.guard.reasons import Allow, Decision, Reason, Refuse

DAY = 24 * 3600.0


class State(enum.Enum):
    """Where an attempt stands."""

    RESERVED = "RESERVED"
    SENT = "SENT"
    OK = "OK"
    BAD = "BAD"
    BLOCKED = "BLOCKED"
    UNKNOWN = "UNKNOWN"
    NOT_SENT = "NOT_SENT"


UNSETTLED = frozenset({State.RESERVED, State.SENT})
FAILED = frozenset({State.BAD, State.BLOCKED, State.UNKNOWN})
SPENT = FAILED | UNSETTLED


@dataclass(frozen=True)
class Account:
    """A login of a console: its origin, as the browser computes it, and the name typed there."""

    origin: str
    name: str


@dataclass(frozen=True)
class Now:
    """The moment of a decision: which boot, seconds since it, and the wall clock for the reader."""

    boot_id: str
    mono: float
    wall: float = 0.0


@dataclass(frozen=True)
class Row:
    """An attempt as the ledger holds it.

    `seq` orders what was settled and what people released; `mono` is the latest
    known moment of the attempt in its boot, in seconds.
    """

    id: int
    account: Account
    fingerprint: str
    state: State
    seq: int | None
    boot_id: str
    mono: float
    wall: float = 0.0


@dataclass(frozen=True)
class Rearm:
    """A release by a person; it covers what was settled before it."""

    seq: int
    origin: str


@dataclass(frozen=True)
class Policy:
    """How much the guard allows; times in seconds.

    `budget` is the number of refusals in a row of one account that a changed
    password may follow without a release.
    """

    budget: int = 1
    hard_cap: int = 2
    cap_window: float = DAY
    fleet: int = 2
    min_gap: float = 30.0

    def __post_init__(self) -> None:
        if self.budget < 1 or self.hard_cap < 1 or self.fleet < 1 or self.cap_window < 0 or self.min_gap < 0:
            raise ValueError(f"not a policy: {self}")

    @classmethod
    def for_lockout(cls, threshold: int = 3, *, budget: int = 1) -> Policy:
        """Return the policy for a console that locks out beyond `threshold` failures.

        Raise ValueError when the budget would leave a person fewer than two tries of their own.
        """
        if budget > threshold - 2:
            raise ValueError(f"a budget of {budget} is too much for a console that locks out after {threshold}")
        return cls(budget=budget, hard_cap=min(2, threshold - 1))


@dataclass(frozen=True)
class Question:
    """What is asked of every rule."""

    rows: tuple[Row, ...]
    rearms: tuple[Rearm, ...]
    now: Now
    account: Account
    fingerprint: str
    policy: Policy

    @functools.cached_property
    def origin_rows(self) -> list[Row]:
        """The attempts on this console, of all its accounts."""
        return [row for row in self.rows if row.account.origin == self.account.origin]

    def released(self, row: Row) -> bool:
        """Return whether a person released this console after the attempt was settled."""
        return row.seq is not None and any(
            rearm.seq > row.seq and rearm.origin == row.account.origin for rearm in self.rearms
        )


def age(row: Row, now: Now) -> float:
    """Return how old an attempt is at least, in seconds."""
    if row.boot_id == now.boot_id:
        return max(0.0, now.mono - row.mono)
    return max(0.0, now.mono)


def blocked(q: Question) -> Refuse | None:
    """Hold the whole console while it blocks this address."""
    return _refuse(Reason.BLOCKED, [r for r in q.origin_rows if r.state is State.BLOCKED and not q.released(r)])


def same_password(q: Question) -> Refuse | None:
    """Never send a refused password again, whoever releases."""
    return _refuse(
        Reason.SAME_PASSWORD,
        [r for r in q.origin_rows if r.state is State.BAD and r.fingerprint == q.fingerprint],
    )


def under_way(q: Question) -> Refuse | None:
    """Keep one password in flight per console."""
    return _refuse(Reason.UNDER_WAY, [r for r in q.origin_rows if r.state in UNSETTLED])


def unknown_outcome(q: Question) -> Refuse | None:
    """Let only a person open after an attempt whose outcome is not known."""
    return _refuse(Reason.UNKNOWN_OUTCOME, [r for r in q.origin_rows if r.state is State.UNKNOWN and not q.released(r)])


def budget(q: Question) -> Refuse | None:
    """Ask for a person when changed passwords keep being refused, however long ago."""
    mine = [r for r in q.origin_rows if r.account == q.account and r.seq is not None]
    accepted = max((r.seq or 0 for r in mine if r.state is State.OK), default=-1)
    bad = [r for r in mine if r.state is State.BAD and (r.seq or 0) > accepted and not q.released(r)]
    return _refuse(Reason.BUDGET, bad) if len(bad) > q.policy.budget else None


def hard_cap(q: Question) -> Refuse | None:
    """Count all failures of the console in a day, whatever was released or accepted in between."""
    recent = [r for r in q.origin_rows if r.state in SPENT and age(r, q.now) < q.policy.cap_window]
    return _refuse(Reason.HARD_CAP, recent) if len(recent) >= q.policy.hard_cap else None


def fleet(q: Question) -> Refuse | None:
    """Stop all logins when the last ones failed in a row, on whatever console."""
    opened = max((rearm.seq for rearm in q.rearms), default=-1)
    settled = [r for r in q.rows if r.seq is not None and r.seq > opened and r.state is not State.NOT_SENT]
    last = sorted(settled, key=lambda r: r.seq or 0)[-q.policy.fleet :]
    failing = len(last) == q.policy.fleet and all(r.state in FAILED for r in last)
    return _refuse(Reason.FLEET, last) if failing else None


def min_gap(q: Question) -> Refuse | None:
    """Leave time after a failure; an accepted login needs none."""
    return _refuse(Reason.MIN_GAP, [r for r in q.origin_rows if r.state in SPENT and age(r, q.now) < q.policy.min_gap])


RULES: tuple[Callable[[Question], Refuse | None], ...] = (
    blocked,
    same_password,
    under_way,
    unknown_outcome,
    budget,
    hard_cap,
    fleet,
    min_gap,
)


def decide(
    rows: Sequence[Row], rearms: Sequence[Rearm], now: Now, account: Account, fingerprint: str, policy: Policy
) -> Decision:
    """Decide whether one attempt may go; the first rule that says no is the reason."""
    question = Question(tuple(rows), tuple(rearms), now, account, fingerprint, policy)
    for rule in RULES:
        refusal = rule(question)
        if refusal is not None:
            return refusal
    return Allow()


def _refuse(reason: Reason, rows: Sequence[Row]) -> Refuse | None:
    return Refuse(reason, tuple(row.id for row in rows)) if rows else None
