"""One attempt to sign in, from its reservation to its outcome."""

from __future__ import annotations

import enum
import html
import json
import urllib.parse
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pupitre.errors import Bug, PupitreError
from pupitre.guard import clock
from pupitre.guard.decision import State

if TYPE_CHECKING:
    from pupitre.guard.ledger import Ledger

SAID_AT_MOST = 500


class Outcome(enum.Enum):
    """What became of an attempt."""

    OK = "OK"
    BAD = "BAD"
    BLOCKED = "BLOCKED"
    UNKNOWN = "UNKNOWN"
    NOT_SENT = "NOT_SENT"


class Attempt:
    """A reservation that is on disk; it is settled once.

    As a context manager it settles what the body left open: UNKNOWN once it was
    sent, NOT_SENT before.
    """

    def __init__(self, ledger: Ledger, number: int, secret: str) -> None:
        self._ledger = ledger
        self._secret = secret
        self.number = number
        self.state = State.RESERVED

    @property
    def settled(self) -> bool:
        """Whether the outcome is on disk."""
        return self.state not in (State.RESERVED, State.SENT)

    def sent(self) -> None:
        """Write down that the password leaves now; only when this returns may it leave."""
        if self.state is not State.RESERVED:
            raise Bug("A password was about to leave twice under one reservation.", left_behind="It was stopped.")
        with self._ledger.transaction():
            self._move("state = 'SENT', mono_sent = ?", (clock.now().mono,), only_from="'RESERVED'")
        self.state = State.SENT

    def settle(self, outcome: Outcome, http_status: int | None = None, said: str = "") -> None:
        """Write down what became of the attempt, and what the console said, without what was typed."""
        if self.settled:
            raise Bug("The outcome of a login attempt was given twice.", left_behind="The first one counts.")
        now = clock.now()
        with self._ledger.transaction():
            self._move(
                "state = ?, seq = ?, mono_settled = ?, wall_settled = ?, http_status = ?, said = ?",
                (outcome.value, self._ledger.next_seq(), now.mono, now.wall, http_status, self._washed(said)),
                only_from="'RESERVED', 'SENT'",
            )
        self.state = State(outcome.value)
        self._secret = ""

    def _move(self, change: str, values: tuple[object, ...], *, only_from: str) -> None:
        moved = self._ledger.db.execute(
            f"UPDATE attempt SET {change} WHERE id = ? AND state IN ({only_from})", (*values, self.number)
        ).rowcount
        if moved != 1:
            raise Bug(
                "The reservation of this login attempt was taken away while it was in use.",
                left_behind="What is on disk counts.",
            )

    def _washed(self, said: str) -> str:
        text = said[: SAID_AT_MOST * 4]
        spelt = {
            self._secret,
            html.escape(self._secret),
            json.dumps(self._secret)[1:-1],
            json.dumps(self._secret, ensure_ascii=False)[1:-1],
            urllib.parse.quote(self._secret),
            urllib.parse.quote_plus(self._secret),
        }
        for form in sorted(spelt - {""}, key=len, reverse=True):
            text = text.replace(form, "•••")
        return text.encode("utf-8", "replace").decode()[:SAID_AT_MOST]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.settled:
            return
        try:
            self.settle(Outcome.UNKNOWN if self.state is State.SENT else Outcome.NOT_SENT)
        except PupitreError as failed:
            if error is None:
                raise
            # On disk the attempt stays open, which the next run reads as unknown.
            error.add_note(f"The outcome could not be written: {failed.what}")
