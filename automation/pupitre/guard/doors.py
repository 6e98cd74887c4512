"""What the guard says of each account: open or held, why, since when, what opens it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pupitre.guard.decision import SPENT, Account, Now, Policy, Question, Row, age, decide
from pupitre.guard.reasons import Language, Reason, Refuse

if TYPE_CHECKING:
    from pupitre.guard.ledger import Ledger


@dataclass(frozen=True)
class Door:
    """The state of one account of one console.

    `attempts` counts the refused or unknown ones that weigh on the console's cap of
    a day; `since` is the time of the attempt that holds the door (UTC), or "".
    """

    origin: str
    account: str
    open: bool
    reason: Reason | None
    attempts: int
    since: str

    def sentence(self, language: Language = "en") -> str:
        """Why the door is held, or ""."""
        return self.reason.sentence(language) if self.reason else ""

    def opens(self, language: Language = "en") -> str:
        """What opens the door, or ""."""
        return self.reason.opens(language).format(origin=self.origin) if self.reason else ""

    def to_json(self, language: Language) -> dict[str, object]:
        """Return the door as `result.json` holds it, its sentences in one language."""
        return {
            "open": self.open,
            "reason": self.reason.value if self.reason else None,
            "why": self.sentence(language),
            "since": self.since or None,
            "failed_in_24_hours": self.attempts,
            "opens": self.opens(language),
        }


def doors_of(ledger: Ledger, now: Now, policy: Policy | None = None) -> tuple[Door, ...]:
    """Return the door of every account in the ledger, asked with the password that it was last tried with."""
    policy = policy or Policy()
    known = ledger.query(
        "SELECT origin, account, fp FROM attempt WHERE id IN"
        " (SELECT max(id) FROM attempt GROUP BY origin, account) ORDER BY origin, account"
    )
    rearms = tuple(ledger.rearms())
    doors = []
    for origin, name, fingerprint in known:
        account, rows = Account(origin, name), tuple(ledger.rows_for(origin, policy.fleet))
        decision = decide(rows, rearms, now, account, fingerprint, policy)
        question = Question(rows, rearms, now, account, fingerprint, policy)
        weighing = [r for r in question.origin_rows if r.state in SPENT and age(r, now) < policy.cap_window]
        refusal = decision if isinstance(decision, Refuse) else None
        doors.append(
            Door(
                origin=origin,
                account=name,
                open=refusal is None,
                reason=refusal.reason if refusal else None,
                attempts=len(weighing),
                since=_since(refusal, rows) if refusal else "",
            )
        )
    return tuple(doors)


def _since(refusal: Refuse, rows: tuple[Row, ...]) -> str:
    walls = [row.wall for row in rows if row.id in refusal.rows]
    return dt.datetime.fromtimestamp(max(walls), dt.UTC).isoformat(timespec="seconds") if walls else ""
