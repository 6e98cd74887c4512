"""The state of the mock telephone system: what is saved, who is signed in, what is being edited.

Every session has its own working copies, by edit handle. A save writes the
whole object, so that the last save wins.
"""

from __future__ import annotations

import dataclasses
import itertools
import secrets
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pupitre.hours import Week
from pupitre.mock import Counts
from pupitre_threecx.mock.extensions import Extension, Rule


@dataclass
class Session:
    """Somebody who is signed in; handles count from 1 in each session."""

    token: str
    xsrf: str
    last_call: float
    calls: int = 0
    copies: dict[int, Extension] = field(default_factory=dict)
    handles: itertools.count[int] = field(default_factory=lambda: itertools.count(1))


@dataclass
class SystemCounts(Counts):
    """What happened, for the oracle."""

    cancels: int = 0
    updates: int = 0
    rule_deletions: int = 0


class TelephoneSystem:
    """What is saved and what is not yet; hold `lock` while reading or changing it."""

    def __init__(self, extensions: Iterable[Extension]) -> None:
        self.lock = threading.RLock()
        self._initial = tuple(extensions)
        self._keys = itertools.count(1)
        self.reset()

    def reset(self) -> None:
        """Go back to the first day: first extensions, nobody signed in, nothing counted."""
        with self.lock:
            self.saved: dict[int, Extension] = {}
            self.sessions: dict[str, Session] = {}
            self.counts = SystemCounts()
            self.history: list[tuple[str, tuple[Rule, ...]]] = []
            for index, extension in enumerate(self._initial):
                key = 41 + 3 * index
                rules = tuple(dataclasses.replace(rule, key=self.new_key()) for rule in extension.rules)
                self.saved[key] = dataclasses.replace(extension, key=key, rules=rules)

    def new_key(self) -> int:
        """Return a number that no rule has had."""
        return next(self._keys)

    def by_number(self, number: str) -> Extension:
        """Return a saved extension; raise LookupError when there is none."""
        with self.lock:
            for extension in self.saved.values():
                if extension.number == number:
                    return extension
        raise LookupError(f"the mock has no extension {number}")

    def names(self) -> dict[str, str]:
        """Return the name of each extension by its number."""
        with self.lock:
            return {extension.number: extension.name for extension in self.saved.values()}

    def save(self, extension: Extension) -> None:
        """Replace an extension as a whole."""
        with self.lock:
            self.saved[extension.key] = extension
            self.history.append((extension.number, extension.rules))

    def set_rules(self, number: str, rules: Sequence[Rule]) -> None:
        """Replace the saved rules of an extension, from outside any session."""
        with self.lock:
            extension = self.by_number(number)
            keyed = tuple(dataclasses.replace(rule, key=self.new_key()) for rule in rules)
            self.saved[extension.key] = dataclasses.replace(extension, rules=keyed)

    def set_week(self, number: str, week: Week) -> None:
        """Replace the hours of an extension's first rule that holds them; LookupError if none does."""
        with self.lock:
            extension = self.by_number(number)
            hours = next((rule for rule in extension.rules if rule.is_the_hours), None)
            if hours is None:
                raise LookupError(f"extension {number} has no rule for its hours")
            rules = [dataclasses.replace(rule, week=week) if rule is hours else rule for rule in extension.rules]
            self.saved[extension.key] = dataclasses.replace(extension, rules=tuple(rules))

    def sign_in(self, now: float) -> Session:
        """Open a session at a moment of the mock's clock."""
        with self.lock:
            session = Session(secrets.token_urlsafe(24), secrets.token_urlsafe(12), now)
            self.sessions[session.token] = session
            self.counts.logins += 1
            return session

    def sign_out(self, token: str) -> None:
        """Close a session and forget its working copies."""
        with self.lock:
            self.sessions.pop(token, None)
