"""What every mock console counts, for tests and never for its screens."""

from __future__ import annotations

import abc
from dataclasses import dataclass

from pupitre.mock.journal import Call, Journal
from pupitre.mock.lockout import Lockout


@dataclass
class Counts:
    """What happened, for the oracle."""

    logins: int = 0
    refused_logins: int = 0
    login_posts: int = 0
    logouts: int = 0
    saves: int = 0
    save_posts: int = 0
    last_password_seen: bytes | None = None


class MockOracle(abc.ABC):
    """The truth behind the screens."""

    def __init__(self, journal: Journal, lockout: Lockout) -> None:
        self._journal = journal
        self._lockout = lockout

    @property
    @abc.abstractmethod
    def _counts(self) -> Counts:
        """What was counted since the first day."""

    @property
    def logins(self) -> int:
        """How many passwords were accepted."""
        return self._counts.logins

    @property
    def refused_logins(self) -> int:
        """How many passwords were refused, those of somebody locked out included."""
        return self._counts.refused_logins

    @property
    def login_posts(self) -> int:
        """How many requests carried a password, whatever was answered."""
        return self._counts.login_posts

    @property
    def logouts(self) -> int:
        """How many sessions were signed out."""
        return self._counts.logouts

    @property
    def saves(self) -> int:
        """How many saves were stored."""
        return self._counts.saves

    @property
    def save_posts(self) -> int:
        """How many times the click that saves reached the server, whatever came of it."""
        return self._counts.save_posts

    @property
    def last_password_seen(self) -> bytes | None:
        """The last password exactly as it was received, in UTF-8."""
        return self._counts.last_password_seen

    @property
    def journal(self) -> list[Call]:
        """Every call, without the passwords."""
        return self._journal.calls()
