"""The guard: the one way to a password.

A run takes the lease of its console, reserves an attempt, and only then types
anything. What a dead run left is settled by whoever comes next and holds the lock:
a password that may have left is unknown, one that never left is given back.
"""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from pathlib import Path
from typing import Literal, Self

from pupitre.errors import Bug, Explained, StalePlan
from pupitre.guard import clock, runs
from pupitre.guard.attempt import Attempt
from pupitre.guard.decision import Account, Policy, decide
from pupitre.guard.doors import Door, doors_of
from pupitre.guard.folder import StateFolder
from pupitre.guard.lease import Glance, Lease
from pupitre.guard.ledger import Ledger
from pupitre.guard.origin import canonical
from pupitre.guard.reasons import DoorHeld, Refuse
from pupitre.guard.runs import RunRecord, UnindexedRun

Mode = Literal["network", "dom"]


class Guard:
    """The ledger and the leases of one state folder, for one process and one thread."""

    def __init__(self, folder: StateFolder, ledger: Ledger) -> None:
        self.folder = folder
        self._ledger = ledger
        self._leases: dict[str, Lease] = {}
        self._attempts: dict[str, Attempt] = {}

    @classmethod
    def open(cls, state_folder: Path | None = None) -> Guard:
        """Open the guard's state; raise StateUnusable when it can't be trusted."""
        clock.now()
        folder = StateFolder.find(state_folder)
        return cls(folder, Ledger.open(folder))

    @classmethod
    def start_anew(cls, state_folder: Path | None = None) -> Path | None:
        """Put an empty ledger in place of a lost one, which is kept beside; return where, if there was one.

        Raise Explained when the ledger is sound: it must not be forgotten.
        """
        return Ledger.start_anew(StateFolder.find(state_folder))

    def close(self) -> None:
        """Give back what is held."""
        for lease in self._leases.values():
            lease.release()
        self._ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def lease(self, origin: str, run_id: str) -> Lease:
        """Take a console for this run, at once or not at all; raise Busy with who holds it."""
        origin = canonical(origin)
        lease = Lease.take(self.folder.locks, origin, run_id)
        self._leases[origin] = lease
        return lease

    def reserve(
        self,
        *,
        origin: str,
        account: str,
        secret: str,
        run_id: str,
        policy: Policy | None = None,
        mode: Mode = "network",
    ) -> Attempt:
        """Write down that one attempt is about to be made; raise DoorHeld, a GuardHeld, when it may not.

        `mode` is "dom" when the page itself gets the password: then a run that dies
        before sending has spent its attempt.
        """
        origin, policy = canonical(origin), policy or Policy()
        lease = self._leases.get(origin)
        if lease is None or not lease.held:
            raise Bug(
                "A login was about to be reserved without the lease of its console.",
                left_behind="It was stopped.",
            )
        self._sweep_elsewhere(origin)
        fingerprint = self._fingerprint(origin, account, secret)
        with self._ledger.transaction():
            now = clock.now()
            self._sweep(origin)
            decision = decide(
                self._ledger.rows_for(origin, policy.fleet),
                self._ledger.rearms(),
                now,
                Account(origin, account),
                fingerprint,
                policy,
            )
            number = 0
            if not isinstance(decision, Refuse):
                number = self._ledger.insert_attempt(Account(origin, account), fingerprint, mode, run_id, now)
        if isinstance(decision, Refuse):
            raise DoorHeld(origin, decision)
        attempt = Attempt(self._ledger, number, secret)
        self._attempts[origin] = attempt
        return attempt

    def use_plan(self, plan_id: str, run_id: str) -> None:
        """Use a plan up; raise StalePlan when it was used before."""
        try:
            with self._ledger.transaction():
                self._ledger.db.execute("INSERT INTO plan_used VALUES (?, ?, ?)", (plan_id, run_id, clock.now().wall))
        except sqlite3.IntegrityError:
            raise StalePlan("This plan was applied before; a plan is used once.", remedy="Plan again.") from None

    def record_run(self, run_id: str, origin: str, evidence: Path | None = None) -> None:
        """Write down that a run begins, and in which folder it is to leave evidence."""
        runs.record_run(self._ledger, run_id, canonical(origin), evidence)

    def finish_run(
        self,
        run_id: str,
        exit_code: int | None,
        audit_head: str | None,
        audit_count: int | None,
        index: tuple[str, int] | None = None,
    ) -> None:
        """Write down how a run ended, the head of its evidence, and that of the index of runs."""
        runs.finish_run(self._ledger, run_id, exit_code, audit_head, audit_count, index)

    def note_index(self, run_id: str, index: tuple[str, int]) -> None:
        """Write down that a run has its line in the index of runs by now."""
        runs.note_index(self._ledger, run_id, index)

    def forget_run(self, run_id: str) -> None:
        """Take back that a run begins, because it could leave no evidence and did nothing."""
        runs.forget_run(self._ledger, run_id)

    def previous_run(self, origin: str) -> RunRecord | None:
        """Return the last run that left a head on a console, for the first event of the next one."""
        return runs.previous_run(self._ledger, canonical(origin))

    def unindexed_runs(self, origin: str) -> list[UnindexedRun]:
        """Return the runs of a console without a line in the index; ask before recording a run of one's own."""
        return runs.unindexed_runs(self._ledger, canonical(origin))

    def status(self) -> tuple[Door, ...]:
        """Return the door of every account that was ever tried."""
        self._sweep_elsewhere(None)
        return doors_of(self._ledger, clock.now())

    def refused(self, origin: str, account: str, secret: str) -> bool:
        """Return whether the console has refused this very password, which is then never sent again."""
        origin = canonical(origin)
        found = self._ledger.query(
            "SELECT 1 FROM attempt WHERE origin = ? AND state = 'BAD' AND fp = ? LIMIT 1",
            (origin, self._fingerprint(origin, account, secret)),
        )
        return bool(found)

    def last_was_refused(self, origin: str) -> bool:
        """Return whether the last password that this console judged was refused, of whatever account."""
        found = self._ledger.query(
            "SELECT state FROM attempt WHERE origin = ? AND state IN ('OK', 'BAD', 'BLOCKED')"
            " ORDER BY seq DESC LIMIT 1",
            (canonical(origin),),
        )
        return bool(found) and found[0][0] != "OK"

    def release(self, origin: str, *, who: str, why: str) -> None:
        """Write down that a person opens a console; raise Explained when it was never tried.

        Lifts neither a refused password nor the cap of a day.
        """
        origin = canonical(origin)
        if not who.strip() or not why.strip():
            raise Explained("A release needs a name and a reason.", remedy='Say why: --why "..."')
        self._sweep_elsewhere(None)
        with self._ledger.transaction():
            if self._ledger.db.execute("SELECT 1 FROM attempt WHERE origin = ? LIMIT 1", (origin,)).fetchone() is None:
                known = self._ledger.db.execute("SELECT DISTINCT origin FROM attempt ORDER BY origin").fetchall()
                listed = ", ".join(name for (name,) in known) or "none yet"
                raise Explained(f"No login to {origin} was ever tried.", remedy=f"Consoles that were: {listed}.")
            self._ledger.db.execute(
                "INSERT INTO rearm VALUES (?, ?, ?, ?, ?)",
                (self._ledger.next_seq(), origin, who.strip()[:200], why.strip()[:1000], clock.now().wall),
            )

    def _fingerprint(self, origin: str, account: str, secret: str) -> str:
        """Tell a password from another without keeping it: short ones resist only by the local key."""
        parts = (origin, account, secret)
        framed = b"".join(
            len(raw).to_bytes(4, "big") + raw for raw in (p.encode("utf-8", "surrogatepass") for p in parts)
        )
        return hmac.new(self._ledger.key, framed, hashlib.sha256).hexdigest()[:32]

    def _sweep(self, origin: str) -> None:
        """Settle what dead runs left on a console whose lock we hold, inside a transaction."""
        ours = self._attempts.get(origin)
        alive = ours.number if ours is not None and not ours.settled else -1
        dead = self._ledger.db.execute(
            "SELECT id, state = 'SENT' OR mode = 'dom' FROM attempt"
            " WHERE origin = ? AND state IN ('RESERVED', 'SENT') AND id <> ?",
            (origin, alive),
        ).fetchall()
        for number, spent in dead:
            # No time is written: the attempt is as old as its last sign of life.
            self._ledger.db.execute(
                "UPDATE attempt SET state = ?, seq = ?, wall_settled = ?, said = 'the run died' WHERE id = ?",
                ("UNKNOWN" if spent else "NOT_SENT", self._ledger.next_seq(), clock.now().wall, number),
            )

    def _sweep_elsewhere(self, origin: str | None) -> None:
        """Settle what dead runs left on other consoles; they count in the fleet."""
        others = self._ledger.db.execute(
            "SELECT DISTINCT origin FROM attempt WHERE state IN ('RESERVED', 'SENT') AND origin IS NOT ?",
            (origin,),
        ).fetchall()
        for (other,) in others:
            with Glance(self.folder.locks, other) as free:
                if free:
                    with self._ledger.transaction():
                        self._sweep(other)
