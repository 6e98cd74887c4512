"""What really happened on the mock console: for tests, never shown on a screen."""

from __future__ import annotations

import dataclasses
from typing import Any

from pupitre.mock import Journal, Lockout, MockOracle
from pupitre_ooma.mock.directory import Company, Extension, Group
from pupitre_ooma.mock.office import Office, OfficeCounts
from pupitre_ooma.mock.someone import SOMEONE
from pupitre_ooma.mock.state import State


class Oracle(MockOracle):
    """The truth behind the screens."""

    def __init__(self, office: Office, journal: Journal, lockout: Lockout) -> None:
        super().__init__(journal, lockout)
        self._office = office

    @property
    def open_sessions(self) -> int:
        """How many sessions are open now."""
        with self._office.lock:
            return len(self._office.sessions)

    @property
    def deletes(self) -> int:
        """How many extensions were deleted by a click."""
        return self._counts.deletes

    @property
    def delete_posts(self) -> int:
        """How many deletions reached the server, whatever came of them."""
        return self._counts.delete_posts

    @property
    def state(self) -> State:
        """What is stored now."""
        return self._office.state

    @property
    def history(self) -> list[State]:
        """Every state there has been, the first day's first, by whoever it was made."""
        with self._office.lock:
            return list(self._office.history)

    @property
    def groups(self) -> dict[str, Group]:
        """The ring groups by extension number."""
        return {group.number: group for group in self.state.groups}

    @property
    def users(self) -> dict[str, Extension]:
        """The users by extension number."""
        return {one.number: one for one in self.state.extensions if one.kind == "user"}

    @property
    def numbers(self) -> dict[str, str]:
        """The extension number that each phone number points at; "" for nowhere."""
        return dict(self.state.numbers)

    def silent(self, *numbers: str) -> list[tuple[str, State]]:
        """Return each moment at which one of these phone numbers rang nowhere; of all numbers when none is named."""
        return [
            (number, state)
            for state in self.history
            for number in (numbers or tuple(dict(state.numbers)))
            if not state.rings(number)
        ]

    # What another administrator does, at once.

    def set_group(self, number: str, **changes: Any) -> None:
        """Change a group's `name`, `members`, `ring`, `seconds` or `no_answer`."""
        self._office.store_group(dataclasses.replace(self.groups[number], **changes), SOMEONE)

    def add_group(self, group: Group) -> None:
        """Create a group."""
        self._office.store_group(dataclasses.replace(group, key=0), SOMEONE)

    def add_user(self, number: str, name: str) -> None:
        """Create a user."""
        self._office.store_user(Extension(number, name), SOMEONE)

    def rename_user(self, number: str, name: str) -> None:
        """Give a user another name."""
        self._office.store_user(dataclasses.replace(self.users[number], name=name), SOMEONE)

    def delete(self, number: str) -> None:
        """Delete an extension; its phone numbers then ring nowhere."""
        self._office.delete(self.state.by_number(number).key, SOMEONE)

    def point(self, number: str, extension: str) -> None:
        """Let a phone number point at an extension number, or at "" for nowhere."""
        self._office.point({number: extension}, SOMEONE)

    def expire_sessions(self) -> None:
        """End every session now."""
        with self._office.lock:
            self._office.sessions.clear()

    def unlock(self) -> None:
        """Open every account that is locked."""
        self._lockout.unblock()

    def reset(self) -> None:
        """Go back to the first day; faults stay as they are."""
        self._office.reset()
        self._journal.clear()
        self._lockout.unblock()

    def begin_with(self, company: Company) -> None:
        """Begin a first day with another company; faults stay as they are, and so does who is signed in."""
        self._office.begin_with(company)
        self._journal.clear()

    @property
    def _counts(self) -> OfficeCounts:
        return self._office.counts
