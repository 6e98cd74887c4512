"""A disk that is full at each moment of an attempt: nothing leaves that is not written down."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pupitre.errors import StateUnusable
from pupitre.guard import Attempt, Guard, Outcome, Reason

ORIGIN = "https://oti.3cx.fr"


@pytest.fixture
def guard(tmp_path: Path) -> Iterator[Guard]:
    with Guard.open(tmp_path / "state") as opened:
        yield opened


def states(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "ledger" / "ledger.db") as db:
        return [state for (state,) in db.execute("SELECT state FROM attempt ORDER BY id")]


def test_a_full_disk_lets_no_password_go(guard: Guard) -> None:
    fill_up(guard)
    with guard.lease(ORIGIN, "run"), pytest.raises(StateUnusable, match="full"):
        reserve_without_end(guard)
    assert set(states(guard.folder.path)) <= {"NOT_SENT", "RESERVED"}
    assert states(guard.folder.path).count("RESERVED") <= 1


def test_a_full_disk_at_the_end_leaves_the_attempt_as_sent(guard: Guard, tmp_path: Path) -> None:
    with guard.lease(ORIGIN, "run"):
        attempt = guard.reserve(origin=ORIGIN, account="000", secret="s", run_id="run")
        attempt.sent()
        fill_up(guard)
        with pytest.raises(StateUnusable, match="full"):
            settle_and_write_without_end(guard, attempt)
    guard.close()
    with Guard.open(tmp_path / "state") as after:
        assert after.status()[0].reason in (Reason.UNKNOWN_OUTCOME, Reason.SAME_PASSWORD)


def test_an_error_of_the_body_is_not_hidden_by_a_full_disk(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        guard.lease(ORIGIN, "run"),
        pytest.raises(RuntimeError, match="the real one") as caught,
        guard.reserve(origin=ORIGIN, account="000", secret="s", run_id="run") as attempt,
    ):
        send_and_fail(attempt, lambda: monkeypatch.setattr(guard._ledger, "next_seq", full))
    assert "disk is full" in caught.value.__notes__[0]
    assert states(guard.folder.path) == ["SENT"]


def test_a_full_disk_before_sending_stops_the_password(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        guard.lease(ORIGIN, "run"),
        guard.reserve(origin=ORIGIN, account="000", secret="s", run_id="run") as attempt,
    ):
        with monkeypatch.context() as broken:
            broken.setattr(attempt, "_move", full)
            with pytest.raises(StateUnusable, match="full"):
                attempt.sent()
        assert states(guard.folder.path) == ["RESERVED"]


def fill_up(guard: Guard) -> None:
    """Leave SQLite no page to grow by: it answers as on a full disk."""
    (pages,) = guard._ledger.db.execute("PRAGMA page_count").fetchone()
    guard._ledger.db.execute(f"PRAGMA max_page_count = {pages}")


def full(*_: object, **__: object) -> int:
    raise sqlite3.OperationalError("database or disk is full")


def reserve_without_end(guard: Guard) -> None:
    for account in range(10_000):
        guard.reserve(origin=ORIGIN, account=str(account), secret="s", run_id="r" * 2000).settle(Outcome.NOT_SENT)


def settle_and_write_without_end(guard: Guard, attempt: Attempt) -> None:
    attempt.settle(Outcome.BAD, said="x" * 500)
    for plan in range(10_000):
        guard.use_plan(f"{plan}" + "p" * 2000, "run")


def send_and_fail(attempt: Attempt, before_failing: Callable[[], None] = lambda: None) -> None:
    attempt.sent()
    before_failing()
    raise RuntimeError("the real one")
