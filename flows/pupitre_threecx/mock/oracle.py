"""What really happened on the mock console: for tests, never shown on a screen."""

from __future__ import annotations

from pupitre.hours import Week
from pupitre.mock import Journal, Lockout, MockOracle
from pupitre_threecx.mock.extensions import Extension, Rule
from pupitre_threecx.mock.system import SystemCounts, TelephoneSystem


class Oracle(MockOracle):
    """The truth behind the screens."""

    def __init__(self, system: TelephoneSystem, journal: Journal, lockout: Lockout) -> None:
        super().__init__(journal, lockout)
        self._system = system

    @property
    def open_sessions(self) -> int:
        """How many sessions are open now."""
        with self._system.lock:
            return len(self._system.sessions)

    @property
    def cancels(self) -> int:
        """How many times the page's "Annuler" reached the server."""
        return self._counts.cancels

    @property
    def updates(self) -> int:
        """How many changes of a working copy reached the server."""
        return self._counts.updates

    @property
    def rule_deletions(self) -> int:
        """How many rules were deleted from a working copy, saved or not."""
        return self._counts.rule_deletions

    @property
    def history(self) -> list[tuple[str, tuple[Rule, ...]]]:
        """The number and the rules after each save, by whoever it was."""
        with self._system.lock:
            return list(self._system.history)

    def extension(self, number: str) -> Extension:
        """Return an extension as it is saved."""
        return self._system.by_number(number)

    def rules(self, number: str) -> list[Rule]:
        """Return the saved rules of an extension, in their order."""
        return list(self._system.by_number(number).rules)

    def week(self, number: str) -> Week:
        """Return the saved hours of an extension; raise LookupError when no rule holds them."""
        for rule in self.rules(number):
            if rule.is_the_hours:
                return rule.week
        raise LookupError(f"extension {number} has no rule for its hours")

    def set_week(self, number: str, week: Week) -> None:
        """Change the saved hours of an extension, as another administrator would."""
        self._system.set_week(number, week)

    def set_rules(self, number: str, rules: list[Rule]) -> None:
        """Change the saved rules of an extension."""
        self._system.set_rules(number, rules)

    def expire_sessions(self) -> None:
        """End every session now."""
        with self._system.lock:
            self._system.sessions.clear()

    def unblock(self) -> None:
        """Take every address off the blacklist."""
        self._lockout.unblock()

    def reset(self) -> None:
        """Go back to the first day; faults stay as they are."""
        self._system.reset()
        self._journal.clear()
        self._lockout.unblock()

    @property
    def _counts(self) -> SystemCounts:
        return self._system.counts
