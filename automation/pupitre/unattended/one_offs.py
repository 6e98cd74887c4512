"""Recorded changes that are replayed once: which are due, whether each can be done, and the doing.

That an item begins is on disk before its first click. One that was begun and never settled is not
done again: it is told, and looking at the console is left to a person.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pupitre.errors import NotVerified, PersonNeeded, PupitreError, SessionExpired, StateUnusable, Unreachable
from pupitre.guard.folder import StateFolder
from pupitre.guard.lease import Glance, lock_path
from pupitre.guard.origin import canonical
from pupitre.telling import tell
from pupitre.unattended import history
from pupitre.unattended.exit_codes import worst
from pupitre.unattended.once_ledger import Ledger
from pupitre.unattended.once_telling import moment
from pupitre.unattended.sentences import saying

if TYPE_CHECKING:
    from pupitre.estate import Estate
    from pupitre.estate.model import Once
    from pupitre.run import Session, Verdict

Replay = Callable[["Session"], "Verdict"]
#: Reads and checks all that an item needs, raising PupitreError, and returns what does it.
Prepare = Callable[["Once", "Estate"], Replay]

# After these, nothing else can be done in this run.
_FATAL = (PersonNeeded, SessionExpired, Unreachable)


@dataclass
class Outcome:
    """What came of the items of a night: those that were too late, sentences for its message, the worst exit code.

    `changed` says that something was done.
    """

    skipped: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    changed: bool = False
    exit_code: int = 0
    reason: str = ""

    def failed(self, sentence: str, code: int, reason: str) -> None:
        """Note that an item did not come to a good end."""
        self.sentences.append(sentence)
        if worst((self.exit_code, code)) != self.exit_code or not self.reason:
            self.exit_code, self.reason = worst((self.exit_code, code)), reason


class Errands:
    """What one night has to do once: checked before anything is opened, and done in its sign-in."""

    def __init__(self, estate: Estate, now: dt.datetime, prepare: Prepare) -> None:
        self.outcome = Outcome()
        self._estate, self._now, self._prepare = estate, now, prepare
        self._say = saying(estate.language)
        self._ready: list[tuple[Once, Replay]] = []
        self._waiting: list[Once] = []

    def check(self) -> None:
        """Find what is due and whether it can be done; no console is asked."""
        with self._telling_of_the_ledger():
            for item in self._due():
                try:
                    self._ready.append((item, self._prepare(item, self._estate)))
                except PupitreError as error:
                    self._not_begun(item, error)
                else:
                    self._waiting.append(item)

    def do(self, session: Session) -> None:
        """Do what is due; tell of what is in doubt or too late."""
        with self._telling_of_the_ledger():
            if not self._estate.once:
                return
            # Read again: until the console was ours alone, another run may have done what was due.
            ledger = Ledger(self._estate.address.origin)
            self._settle(ledger)
            for item, replay in self._ready:
                self._waiting.remove(item)
                if ledger.state(item) is None and not self._do(session, ledger, item, replay):
                    break

    def waiting(self) -> list[str]:
        """Return what to say of the items that this night should have done and did not come to."""
        return [self._say("once_waits", name=item.name, until=moment(item.until)) for item in self._waiting]

    @contextlib.contextmanager
    def _telling_of_the_ledger(self) -> Iterator[None]:
        try:
            yield
        except StateUnusable as error:
            sentence = str(tell(error, self._estate.language))
            if sentence not in self.outcome.sentences:
                self.outcome.failed(sentence, error.exit_code, error.reason)

    def _due(self) -> list[Once]:
        due = [item for item in self._estate.once if is_due(item, self._now)]
        if not due:
            return []
        ledger = Ledger(self._estate.address.origin)
        return [item for item in due if ledger.state(item) is None]

    def _settle(self, ledger: Ledger) -> None:
        for item in self._estate.once:
            state = ledger.state(item)
            if state == "begun":
                sentence = self._say("once_unknown", name=item.name)
                self.outcome.failed(sentence, NotVerified.exit_code, NotVerified.reason)
                ledger.note(item, "unknown")
            elif state is None and self._now >= item.until:
                self.outcome.skipped.append(item.name)
                self.outcome.sentences.append(self._say("once_stale", name=item.name, until=moment(item.until)))
                ledger.note(item, "stale")

    def _do(self, session: Session, ledger: Ledger, item: Once, replay: Replay) -> bool:
        """Do one item; return whether the others may follow."""
        try:
            session.console.fresh_load()  # a recording begins where a sign-in ends, whatever the night looked at
        except PupitreError as error:
            self._not_begun(item, error)
            return False
        ledger.note(item, "begun")
        try:
            verdict = replay(session)
        except PupitreError as error:
            is_unknown = isinstance(error, NotVerified)
            ledger.note(item, "unknown" if is_unknown else "failed")
            self._failed(item, str(tell(error, self._estate.language)), error.exit_code, error.reason)
            return not isinstance(error, _FATAL) and not is_unknown
        ledger.note(item, "done" if verdict.exit_code == 0 else "failed")
        if verdict.exit_code == 0:
            named = verdict.sentence if item.name in verdict.sentence else f"{item.name}. {verdict.sentence}"
            self.outcome.sentences.append(self._say("once_done", what=named))
            self.outcome.changed |= verdict.reason == "done"
        else:
            self._failed(item, verdict.sentence, verdict.exit_code, verdict.reason)
        return True

    def _failed(self, item: Once, why: str, code: int, reason: str) -> None:
        self.outcome.failed(self._say("once_failed", name=item.name, why=why), code, reason)

    def _not_begun(self, item: Once, error: PupitreError) -> None:
        why = tell(error, self._estate.language)
        sentence = self._say("once_not_begun", name=item.name, until=moment(item.until), why=why)
        self.outcome.failed(sentence, error.exit_code, error.reason)


def is_due(item: Once, now: dt.datetime) -> bool:
    """Return whether a moment lies between those of an item."""
    return item.at <= now < item.until


def asks_for_a_run(estate: Estate, now: dt.datetime) -> bool:
    """Return whether an item is due for which no night began since its moment, and no run is at work on the console.

    One that was begun by a run that was killed asks, too: to be told. An item that a night could not do is left to the
    next one of the calendar: it may need a sign-in, and those are few.
    """
    due = [item for item in estate.once if is_due(item, now)]
    if not due:
        return False
    origin = estate.address.origin
    try:
        last = history.read(origin).last_at_work
        began = dt.datetime.fromisoformat(last.started) if last is not None else None
        ledger = Ledger(origin)
        asking = [item for item in due if ledger.state(item) in (None, "begun") and (began is None or began < item.at)]
        return bool(asking) and _is_free(canonical(origin))
    except (OSError, PupitreError):
        return True  # the night tells why


def _is_free(origin: str) -> bool:
    """Return whether no run is at work on a console; a look must not leave a lock where there never was a run."""
    locks = StateFolder.find().locks
    if not lock_path(locks, origin).exists():
        return True
    with Glance(locks, origin) as is_free:
        return is_free
