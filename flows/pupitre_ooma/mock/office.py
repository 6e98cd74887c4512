"""What the mock company stores, who is signed in, and every state there has been."""

from __future__ import annotations

import dataclasses
import itertools
import secrets
import threading
from dataclasses import dataclass

from pupitre.mock import Counts
from pupitre_ooma.mock.directory import NOWHERE, Company, Extension, Group, NoAnswer
from pupitre_ooma.mock.refusals import LONGEST_NAME, Refusal
from pupitre_ooma.mock.state import State


@dataclass
class Session:
    """Somebody who is signed in."""

    token: str
    last_call: float
    calls: int = 0


@dataclass
class OfficeCounts(Counts):
    """What happened, for the oracle."""

    deletes: int = 0
    delete_posts: int = 0


class Office:
    """The stored state and its changes, each taken as a whole or refused; hold `lock` for several at once."""

    def __init__(self, company: Company, *, digits: int, keeps_order: bool) -> None:
        self.lock = threading.RLock()
        self.company = company
        self.digits = digits
        self._keeps_order = keeps_order
        self._keys = itertools.count(41, 3)
        self.reset()

    @property
    def state(self) -> State:
        """What is stored now."""
        return self.history[-1]

    def reset(self) -> None:
        """Go back to the first day: nobody signed in, nothing counted, one state in the history."""
        with self.lock:
            self.sessions: dict[str, Session] = {}
            self.counts = OfficeCounts()
            self.history: list[State] = []
            self._store(
                "the first day",
                [dataclasses.replace(one, key=next(self._keys)) for one in self.company.extensions],
                [dataclasses.replace(one, key=next(self._keys)) for one in self.company.groups],
                dict(self.company.numbers),
            )

    def begin_with(self, company: Company) -> None:
        """Begin a first day with another company; who is signed in stays signed in."""
        with self.lock:
            sessions, self.company = self.sessions, company
            self.reset()
            self.sessions = sessions

    def store_group(self, group: Group, why: str = "a save") -> Group:
        """Create a group (key 0) or replace one as a whole; raise Refusal."""
        with self.lock:
            before = next((one for one in self.state.groups if one.key == group.key), None)
            if group.key and before is None:
                raise Refusal("UNKNOWN_EXTENSION")
            self._check(group, before)
            members = tuple(dict.fromkeys(group.members))
            if not self._keeps_order:
                members = tuple(sorted(members))
            stored = dataclasses.replace(group, key=group.key or next(self._keys), members=members)
            groups = [one for one in self.state.groups if one.key != stored.key]
            self._store(
                why,
                self.state.extensions,
                [*groups, stored],
                self.state.numbers,
                moved=(before.number, stored.number) if before else None,
            )
            return stored

    def store_user(self, user: Extension, why: str = "a save") -> None:
        """Create a user (key 0) or give one another name; raise Refusal."""
        with self.lock:
            if len(user.name) > LONGEST_NAME:
                raise Refusal("NAME_TOO_LONG")
            if not user.key:
                self._check_number(user.number)
            stored = dataclasses.replace(user, key=user.key or next(self._keys))
            others = [one for one in self.state.extensions if one.key != stored.key]
            self._store(why, [*others, stored], self.state.groups, self.state.numbers)

    def delete(self, key: int, why: str = "a deletion") -> None:
        """Delete an extension; its phone numbers, and whoever fell back to it, then point nowhere."""
        with self.lock:
            gone = self.state.find(key)
            if gone is None:
                raise Refusal("UNKNOWN_EXTENSION")
            if gone.kind == "receptionist":
                raise Refusal("NOT_DELETABLE")
            self._store(
                why,
                [one for one in self.state.extensions if one.key != key],
                [one for one in self.state.groups if one.key != key],
                self.state.numbers,
                moved=(gone.number, NOWHERE),
            )

    def point(self, choices: dict[str, str], why: str = "a save of the numbers") -> None:
        """Let phone numbers point at extension numbers, all or none; raise Refusal."""
        with self.lock:
            there = {one.number for one in self.state.everything()} | {NOWHERE}
            numbers = dict(self.state.numbers)
            if not set(choices) <= set(numbers) or not set(choices.values()) <= there:
                raise Refusal("UNKNOWN_EXTENSION")
            self._store(why, self.state.extensions, self.state.groups, numbers | choices)

    def sign_in(self, now: float) -> Session:
        """Open a session at a moment of the mock's clock."""
        with self.lock:
            session = Session(secrets.token_urlsafe(24), now)
            self.sessions[session.token] = session
            self.counts.logins += 1
            return session

    def _check(self, group: Group, before: Group | None) -> None:
        if not group.name.strip():
            raise Refusal("NAME_EMPTY")
        if len(group.name) > LONGEST_NAME:
            raise Refusal("NAME_TOO_LONG")
        if before is None or before.number != group.number:
            self._check_number(group.number)
        if not group.members:
            raise Refusal("NO_MEMBERS")
        users = {one.number for one in self.state.extensions if one.kind == "user"}
        if not set(group.members) <= users:
            raise Refusal("UNKNOWN_MEMBER")
        # A fallback that got lost earlier stays lost: only a new one must exist.
        if before is not None and group.no_answer == before.no_answer:
            return
        if group.no_answer.target not in {one.number for one in self.state.targets(group.no_answer.kind, group.key)}:
            raise Refusal("UNKNOWN_TARGET")

    def _check_number(self, number: str) -> None:
        if any(one.number == number for one in self.state.everything()):
            raise Refusal("EXTENSION_TAKEN")
        if number not in self.state.free_numbers(self.digits):
            raise Refusal("EXTENSION_WRONG")

    def _store(
        self,
        why: str,
        extensions: list[Extension] | tuple[Extension, ...],
        groups: list[Group] | tuple[Group, ...],
        numbers: dict[str, str] | tuple[tuple[str, str], ...],
        moved: tuple[str, str] | None = None,
    ) -> None:
        """Add a state to the history; what pointed at the first number of `moved` follows to the second."""
        old, new = moved or (NOWHERE, NOWHERE)
        followed = {number: new if pointed == old else pointed for number, pointed in dict(numbers).items()}
        self.history.append(
            State(
                why,
                tuple(sorted(extensions, key=lambda one: one.number)),
                tuple(sorted((_following(one, old, new) for one in groups), key=lambda one: one.number)),
                tuple(sorted(followed.items())),
            )
        )


def _following(group: Group, old: str, new: str) -> Group:
    members = (new if member == old else member for member in group.members)
    target = new if group.no_answer.target == old else group.no_answer.target
    return dataclasses.replace(
        group,
        members=tuple(member for member in members if member != NOWHERE),
        no_answer=NoAnswer(group.no_answer.kind, target),
    )
