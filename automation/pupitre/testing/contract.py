"""What every console must pass, ours or not."""

from __future__ import annotations

import json
from typing import Any, Protocol

import pytest

from pupitre.errors import GuardHeld
from pupitre.run import Finished
from pupitre.testing.operator import Account, Operator
from pupitre.testing.operator import operator as operator  # a fixture, found by its name


class ContractMock(Account, Protocol):
    """A mock console that can be asked what really happened on it."""

    @property
    def login_posts(self) -> int:
        """How many requests carried a password."""

    @property
    def save_posts(self) -> int:
        """How many times a save reached the server."""

    @property
    def open_sessions(self) -> int:
        """How many sessions are open now."""

    def saved(self) -> Any:
        """Return everything that is saved, as JSON values."""

    def example(self, *, password: str) -> str:
        """Return an estate file that changes something; `password` is a reference."""

    def fail_halfway(self) -> None:
        """Make a change fail after it has begun and before it is saved."""

    def show_unknown_screen(self) -> None:
        """Make the console show something that no document describes."""


def told(finished: Finished) -> str:
    """Return how a run ended, with the traceback where it was a mistake in the code."""
    bug = finished.folder / "bug.txt"
    said = f"{finished.verdict.exit_code} {finished.verdict.reason}: {finished.verdict.sentence}"
    return f"{said}\n{bug.read_text(encoding='utf-8')}" if bug.is_file() else said


class ConsoleContract:
    """Subclass it, and give it a fixture `mock` that yields a running ContractMock."""

    @pytest.fixture
    def at_work(self, mock: ContractMock, operator: Operator) -> Operator:
        """Return an operator whose file changes something on the mock."""
        operator.declares(mock.example(password=operator.knows(mock.password)))
        return operator

    def test_it_reads_what_it_wrote(self, mock: ContractMock, at_work: Operator) -> None:
        """After an apply the console shows what the file declares, and a second apply has nothing to do."""
        first = at_work.apply()
        assert first.verdict.reason == "done", told(first)
        saves = mock.save_posts
        again = at_work.apply().verdict
        assert (again.exit_code, again.reason, mock.save_posts) == (0, "nothing_to_do", saves)
        assert mock.open_sessions == 0

    def test_a_plan_writes_nothing(self, mock: ContractMock, at_work: Operator) -> None:
        """Planning says that changes are waiting, leaves the console as it was and signs out."""
        before = json.dumps(mock.saved(), sort_keys=True)
        planned = at_work.plan()
        assert planned.verdict.exit_code == 2, told(planned)
        assert json.dumps(mock.saved(), sort_keys=True) == before
        assert (mock.save_posts, mock.open_sessions) == (0, 0)

    def test_an_error_halfway_saves_nothing(self, mock: ContractMock, at_work: Operator) -> None:
        """A change that fails on its way is left by the console's own way out, and the run signs out."""
        before = json.dumps(mock.saved(), sort_keys=True)
        mock.fail_halfway()
        finished = at_work.apply()
        assert finished.verdict.exit_code not in (0, 2, 70), told(finished)
        assert json.dumps(mock.saved(), sort_keys=True) == before
        assert (mock.save_posts, mock.open_sessions) == (0, 0)

    def test_a_refused_login_is_one_login(self, mock: ContractMock, at_work: Operator) -> None:
        """A wrong password is sent once, and the next run sends none."""
        at_work.knows("not the password")
        assert at_work.plan().verdict.exit_code == 4
        assert mock.login_posts == 1
        second = at_work.plan().verdict
        assert (second.exit_code, second.reason) == (4, GuardHeld.reason)
        assert mock.login_posts == 1

    def test_an_unknown_screen_is_an_explained_error(self, mock: ContractMock, at_work: Operator) -> None:
        """What the document does not know ends with a sentence, a picture and no save."""
        mock.show_unknown_screen()
        finished = at_work.apply()
        assert finished.verdict.exit_code in (1, 3), told(finished)
        assert finished.verdict.sentence
        assert mock.save_posts == 0
        assert list(finished.folder.glob("*.jpg"))
        assert finished.report.is_file()
