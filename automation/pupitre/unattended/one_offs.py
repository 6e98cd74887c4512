"""Recorded changes that are replayed once, whatever happens to the process.

    STATE/once/<console>.json     0600, what became of each item, replaced whole

That an item begins is on disk before it does. One that was begun and never settled is not
done again: it is told, and looking at the console is left to a person.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from pupitre.errors import NotVerified, PersonNeeded, PupitreError, SessionExpired, StateUnusable, Unreachable
from pupitre.guard.folder import unusable
from pupitre.telling import tell
from pupitre.unattended.exit_codes import worst
from pupitre.unattended.keeping import private_folder, put
from pupitre.unattended.sentences import saying

if TYPE_CHECKING:
    from pupitre.estate import Estate
    from pupitre.estate.model import Once
    from pupitre.run import Session, Verdict

#: What is known of an item that was taken up; `begun` and nothing after it is an unknown outcome.
State = Literal["begun", "done", "failed", "unknown", "stale"]

#: Reads what an item needs, raising PupitreError before anything is begun, and returns what does it.
Prepare = Callable[["Once", "Estate"], Callable[["Session"], "Verdict"]]

# After these, nothing else can be done in this run.
_FATAL = (PersonNeeded, SessionExpired, Unreachable)


@dataclass
class Outcome:
    """What came of the items of a night: those that were too late, sentences for its message, the worst exit code."""

    skipped: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    exit_code: int = 0
    reason: str = ""

    def failed(self, sentence: str, code: int, reason: str) -> None:
        """Note that an item did not come to a good end."""
        self.sentences.append(sentence)
        if worst((self.exit_code, code)) != self.exit_code or not self.reason:
            self.exit_code, self.reason = worst((self.exit_code, code)), reason


class Ledger:
    """What became of the items of one console; raises StateUnusable rather than forget one."""

    def __init__(self, origin: str) -> None:
        self._name = f"{hashlib.sha256(origin.encode()).hexdigest()[:16]}.json"
        self._states = self._read()

    def state(self, item: Once) -> State | None:
        """Return what is known of an item; None when it was never taken up."""
        return self._states.get(_key(item))

    def note(self, item: Once, state: State) -> None:
        """Write what is known of an item, on disk when this returns."""
        self._states[_key(item)] = state
        content = json.dumps({"items": self._states}, indent=1).encode("ascii")
        try:
            put(self._path, content)
        except OSError as error:
            raise unusable(self._path, error) from error

    @property
    def _path(self) -> Path:
        try:
            return private_folder("once") / self._name
        except OSError as error:
            raise unusable(Path("once"), error) from error

    def _read(self) -> dict[str, State]:
        try:
            items = json.loads(self._path.read_bytes())["items"]
            if not isinstance(items, dict) or not set(items.values()) <= set(get_args(State)):
                raise ValueError("it holds something else")
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as problem:
            raise StateUnusable(
                f"{self._path}: what was done once cannot be read ({type(problem).__name__}), so nothing is.",
                remedy="Look which items of `once:` were done, take those out of the file, then remove this file.",
            ) from None
        return items


def do_what_is_due(session: Session, now: dt.datetime, prepare: Prepare) -> Outcome:
    """Do the items that are due and were never taken up; tell of those that are too late or in doubt."""
    outcome = Outcome()
    estate = session.estate
    if not estate.once:
        return outcome
    say = saying(estate.language)
    try:
        ledger = Ledger(estate.address.origin)
        for item in estate.once:
            state = ledger.state(item)
            if state == "begun":
                outcome.failed(say("once_unknown", name=item.name), NotVerified.exit_code, NotVerified.reason)
                ledger.note(item, "unknown")
            elif state is None and now >= item.until:
                outcome.skipped.append(item.name)
                outcome.sentences.append(say("once_stale", name=item.name, until=f"{item.until:%Y-%m-%d %H:%M}"))
                ledger.note(item, "stale")
            elif state is None and now >= item.at and not _do(session, item, ledger, prepare, outcome):
                break
    except StateUnusable as error:
        outcome.failed(str(tell(error, estate.language)), error.exit_code, error.reason)
    return outcome


def _do(session: Session, item: Once, ledger: Ledger, prepare: Prepare, outcome: Outcome) -> bool:
    """Do one item; return whether the others may follow."""
    language = session.estate.language
    say = saying(language)
    try:
        replay = prepare(item, session.estate)
    except PupitreError as error:
        outcome.failed(say("once_not_begun", name=item.name, why=tell(error, language)), error.exit_code, error.reason)
        return True
    ledger.note(item, "begun")
    try:
        verdict = replay(session)
    except PupitreError as error:
        is_unknown = isinstance(error, NotVerified)
        ledger.note(item, "unknown" if is_unknown else "failed")
        why = tell(error, language)
        outcome.failed(say("once_failed", name=item.name, why=why), error.exit_code, error.reason)
        return not isinstance(error, _FATAL) and not is_unknown
    ledger.note(item, "done" if verdict.exit_code == 0 else "failed")
    if verdict.exit_code == 0:
        outcome.sentences.append(say("once_done", name=item.name, what=verdict.sentence))
    else:
        failed = say("once_failed", name=item.name, why=verdict.sentence)
        outcome.failed(failed, verdict.exit_code, verdict.reason)
    return True


def _key(item: Once) -> str:
    content = [item.at.isoformat(), str(item.replay), sorted(item.values.items())]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]
