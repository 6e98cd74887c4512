"""Attempts on a real ledger: what is on disk, in which order, and who may go next."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from pupitre.errors import Bug, Explained, GuardHeld, StalePlan
from pupitre.guard import Attempt, Door, DoorHeld, Guard, Outcome, Policy, Reason, clock
from pupitre.guard.decision import Now

ORIGIN = "https://oti.3cx.fr"
AT_ONCE = Policy(min_gap=0)


class Clock:
    """A clock that a test moves; the wall moves on its own."""

    def __init__(self) -> None:
        self.at = Now("boot-1", 500_000.0, 1_800_000_000.0)

    def __call__(self) -> Now:
        return self.at

    def wait(self, seconds: float) -> None:
        self.at = dataclasses.replace(self.at, mono=self.at.mono + seconds, wall=self.at.wall + seconds)

    def move_the_wall(self, days: float) -> None:
        self.at = dataclasses.replace(self.at, wall=self.at.wall + days * 86_400)

    def reboot(self) -> None:
        self.at = dataclasses.replace(self.at, boot_id=self.at.boot_id + "'", mono=12.0, wall=self.at.wall + 30)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    fake = Clock()
    monkeypatch.setattr(clock, "now", fake)
    return fake


@pytest.fixture
def guard(tmp_path: Path, time: Clock) -> Iterator[Guard]:
    with Guard.open(tmp_path / "state") as opened:
        yield opened


def try_once(
    guard: Guard,
    secret: str,
    outcome: Outcome,
    *,
    origin: str = ORIGIN,
    account: str = "000",
    policy: Policy = AT_ONCE,
) -> None:
    with (
        guard.lease(origin, "run"),
        guard.reserve(origin=origin, account=account, secret=secret, run_id="run", policy=policy) as attempt,
    ):
        attempt.sent()
        attempt.settle(outcome)


def held_for(guard: Guard, secret: str, **which: str) -> Reason | None:
    """Why the next attempt with this password would not go; None when it would."""
    try:
        try_once(guard, secret, Outcome.NOT_SENT, **which)  # type: ignore[arg-type]
    except DoorHeld as held:
        return held.refusal.reason
    return None


def states(folder: Path) -> list[str]:
    """What another process would read: a connection of its own."""
    with sqlite3.connect(folder / "ledger" / "ledger.db") as db:
        return [state for (state,) in db.execute("SELECT state FROM attempt ORDER BY id")]


def door(guard: Guard, account: str = "000") -> Door:
    return next(found for found in guard.status() if found.account == account)


def test_a_reservation_is_on_disk_before_it_is_handed_out(guard: Guard) -> None:
    with guard.lease(ORIGIN, "run"):
        attempt = guard.reserve(origin=ORIGIN, account="000", secret="s", run_id="run")
        assert states(guard.folder.path) == ["RESERVED"]
        attempt.sent()
        assert states(guard.folder.path) == ["SENT"]
        attempt.settle(Outcome.OK)
        assert states(guard.folder.path) == ["OK"]


def test_no_reservation_without_the_lease(guard: Guard) -> None:
    with pytest.raises(Bug, match="without the lease"):
        guard.reserve(origin=ORIGIN, account="000", secret="s", run_id="run")
    with guard.lease(ORIGIN, "run"):
        pass
    with pytest.raises(Bug, match="without the lease"):
        guard.reserve(origin=ORIGIN, account="000", secret="s", run_id="run")
    assert states(guard.folder.path) == []


def test_a_wrong_password_is_tried_once(guard: Guard, time: Clock) -> None:
    try_once(guard, "wrong", Outcome.BAD)
    for _ in range(3):
        time.wait(90_000)
        assert held_for(guard, "wrong") is Reason.SAME_PASSWORD
        guard.release(ORIGIN, who="me", why="looked")
    assert held_for(guard, "wrong") is Reason.SAME_PASSWORD
    assert states(guard.folder.path) == ["BAD"]


def test_a_held_door_says_so_in_the_error_of_the_tree(guard: Guard) -> None:
    try_once(guard, "wrong", Outcome.UNKNOWN)
    with pytest.raises(GuardHeld) as caught:
        try_once(guard, "other", Outcome.OK)
    assert caught.value.exit_code == 4
    assert "its outcome is not known" in caught.value.what
    assert f"pupitre guard release {ORIGIN}" in caught.value.remedy
    assert "No password was sent" in caught.value.left_behind


def test_a_plan_followed_by_an_apply_does_not_wait(guard: Guard) -> None:
    try_once(guard, "right", Outcome.OK, policy=Policy())
    try_once(guard, "right", Outcome.OK, policy=Policy())
    assert states(guard.folder.path) == ["OK", "OK"]


def test_a_changed_password_waits_half_a_minute(guard: Guard, time: Clock) -> None:
    try_once(guard, "wrong", Outcome.BAD)
    with pytest.raises(DoorHeld, match="half a minute"):
        try_once(guard, "right", Outcome.OK, policy=Policy())
    time.wait(31)
    try_once(guard, "right", Outcome.OK, policy=Policy())


def test_leaving_the_body_after_sending_is_an_unknown_outcome(guard: Guard) -> None:
    with (
        guard.lease(ORIGIN, "run"),
        pytest.raises(RuntimeError),
        guard.reserve(origin=ORIGIN, account="000", secret="s", run_id="run") as attempt,
    ):
        send_and_fail(attempt)
    assert states(guard.folder.path) == ["UNKNOWN"]
    assert held_for(guard, "s") is Reason.UNKNOWN_OUTCOME


def test_leaving_the_body_before_sending_gives_the_attempt_back(guard: Guard) -> None:
    with guard.lease(ORIGIN, "run"), guard.reserve(origin=ORIGIN, account="000", secret="s", run_id="run"):
        pass
    assert states(guard.folder.path) == ["NOT_SENT"]
    assert held_for(guard, "s") is None


def test_an_attempt_is_sent_once_and_settled_once(guard: Guard) -> None:
    with guard.lease(ORIGIN, "run"):
        attempt = guard.reserve(origin=ORIGIN, account="000", secret="s", run_id="run")
        attempt.sent()
        with pytest.raises(Bug, match="leave twice"):
            attempt.sent()
        attempt.settle(Outcome.BAD)
        with pytest.raises(Bug, match="given twice"):
            attempt.settle(Outcome.OK)
        with pytest.raises(Bug, match="leave twice"):
            attempt.sent()
    assert states(guard.folder.path) == ["BAD"]


def test_a_second_reservation_beside_an_open_one_is_held(guard: Guard) -> None:
    with guard.lease(ORIGIN, "run"):
        with guard.reserve(origin=ORIGIN, account="000", secret="s", run_id="run"):
            with pytest.raises(DoorHeld) as caught:
                guard.reserve(origin=ORIGIN, account="001", secret="t", run_id="run")
            assert caught.value.refusal.reason is Reason.UNDER_WAY
        assert states(guard.folder.path) == ["NOT_SENT"]


@pytest.mark.parametrize("outcome", [Outcome.BAD, Outcome.UNKNOWN])
def test_two_accounts_of_a_console_share_the_cap_of_a_day(guard: Guard, time: Clock, outcome: Outcome) -> None:
    try_once(guard, "a", outcome, account="000")
    guard.release(ORIGIN, who="me", why="looked")
    try_once(guard, "b", outcome, account="001")
    guard.release(ORIGIN, who="me", why="looked")
    assert held_for(guard, "c", account="002") is Reason.HARD_CAP
    time.wait(86_401)
    assert held_for(guard, "c", account="002") is None


def test_an_account_that_was_refused_does_not_hold_another_one(guard: Guard) -> None:
    try_once(guard, "a", Outcome.BAD, account="000")
    assert held_for(guard, "b", account="001") is None


def test_a_block_holds_every_account_of_the_console_and_no_other_console(guard: Guard) -> None:
    try_once(guard, "a", Outcome.BLOCKED)
    assert held_for(guard, "b", account="001") is Reason.BLOCKED
    assert held_for(guard, "b", origin="https://other.3cx.fr") is None
    guard.release(ORIGIN, who="me", why="unblocked by the support")
    assert held_for(guard, "b", account="001") is None


@pytest.mark.parametrize("days", [-2, 2, 400])
def test_a_jump_of_the_wall_clock_opens_no_door(guard: Guard, time: Clock, days: float) -> None:
    try_once(guard, "a", Outcome.BAD)
    try_once(guard, "b", Outcome.BAD)
    guard.release(ORIGIN, who="me", why="looked")
    time.move_the_wall(days)
    assert held_for(guard, "c") is Reason.HARD_CAP


def test_a_reboot_and_a_jump_of_the_wall_clock_open_no_door(guard: Guard, time: Clock) -> None:
    try_once(guard, "a", Outcome.BAD)
    try_once(guard, "b", Outcome.BAD)
    guard.release(ORIGIN, who="me", why="looked")
    time.reboot()
    time.move_the_wall(2)
    assert held_for(guard, "c") is Reason.HARD_CAP
    time.wait(86_401)
    assert held_for(guard, "c") is None


def test_a_machine_that_goes_back_to_a_snapshot_opens_no_door(guard: Guard, time: Clock) -> None:
    try_once(guard, "a", Outcome.BAD)
    time.wait(-400_000)
    with pytest.raises(DoorHeld, match="half a minute"):
        try_once(guard, "b", Outcome.OK, policy=Policy())


def test_two_refusals_in_a_row_stop_every_console_until_a_release(guard: Guard) -> None:
    try_once(guard, "a", Outcome.BAD, origin="https://a.fr")
    try_once(guard, "b", Outcome.BAD, origin="https://b.fr")
    assert held_for(guard, "c", origin="https://c.fr") is Reason.FLEET
    guard.release("https://b.fr", who="me", why="the secret store was locked")
    assert held_for(guard, "c", origin="https://c.fr") is None


def test_a_password_that_only_differs_by_a_blank_is_another_password(guard: Guard) -> None:
    try_once(guard, "secret", Outcome.BAD)
    assert held_for(guard, "secret") is Reason.SAME_PASSWORD
    assert held_for(guard, "secret ") is None


@pytest.mark.parametrize(
    "spelling",
    ["https://oti.3cx.fr:443", "https://OTI.3cx.fr/", "https://oti.3cx.fr.", " https://oti.3cx.fr "],
)
def test_another_spelling_of_a_console_is_the_same_console(guard: Guard, spelling: str) -> None:
    try_once(guard, "a", Outcome.UNKNOWN)
    assert held_for(guard, "b", origin=spelling) is Reason.UNKNOWN_OUTCOME


@pytest.mark.parametrize(
    "not_one",
    [
        "oti.3cx.fr",
        "https://u@oti.3cx.fr",
        "https://oti.3cx.fr/webclient",
        "ftp://oti.3cx.fr",
        "https://é.fr",
        "",
    ],
)
def test_what_is_not_an_origin_is_refused(guard: Guard, not_one: str) -> None:
    with pytest.raises(ValueError, match="not the origin"):
        guard.lease(not_one, "run")


def test_no_password_and_no_trace_of_it_is_in_the_state_folder(guard: Guard, tmp_path: Path) -> None:
    secret = 'caf\u00e9"&s\\3cr3t'
    with guard.lease(ORIGIN, "run"):
        attempt = guard.reserve(origin=ORIGIN, account="000", secret=secret, run_id="run")
        attempt.sent()
        attempt.settle(
            Outcome.BAD,
            http_status=401,
            said=f'no: {secret} caf\u00e9&quot;&amp;s\\3cr3t caf\\u00e9\\"&s\\\\3cr3t caf%C3%A9%22%26s%5C3cr3t',
        )
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"3cr3t" not in content
    with sqlite3.connect(guard.folder.database) as db:
        assert db.execute("SELECT said, http_status FROM attempt").fetchone() == ("no: ••• ••• ••• •••", 401)


def test_what_a_console_says_is_kept_short(guard: Guard) -> None:
    with guard.lease(ORIGIN, "run"):
        attempt = guard.reserve(origin=ORIGIN, account="000", secret="s", run_id="run")
        attempt.settle(Outcome.NOT_SENT, said="x" * 100_000 + "\ud800")
    with sqlite3.connect(guard.folder.database) as db:
        assert db.execute("SELECT length(said) FROM attempt").fetchone() == (500,)


def test_a_plan_is_used_once(guard: Guard) -> None:
    guard.use_plan("p1", "run-1")
    with pytest.raises(StalePlan, match="used once"):
        guard.use_plan("p1", "run-2")
    guard.use_plan("p2", "run-2")


def test_the_head_of_a_run_is_there_for_the_next_one(guard: Guard) -> None:
    assert guard.previous_run(ORIGIN) is None
    guard.record_run("run-1", ORIGIN)
    guard.finish_run("run-1", exit_code=0, audit_head="7f3a", audit_count=62)
    guard.record_run("run-2", ORIGIN)
    found = guard.previous_run(ORIGIN)
    assert found is not None
    assert (found.run_id, found.exit_code, found.audit_head, found.audit_count) == ("run-1", 0, "7f3a", 62)


def test_the_status_says_what_holds_each_account(guard: Guard, time: Clock) -> None:
    assert guard.status() == ()
    try_once(guard, "a", Outcome.BAD, account="000")
    try_once(guard, "b", Outcome.OK, account="001")
    assert door(guard, "000") == Door(ORIGIN, "000", False, Reason.SAME_PASSWORD, 1, "2027-01-15T08:00:00+00:00")
    assert door(guard, "001").reason is Reason.MIN_GAP
    time.wait(31)
    assert door(guard, "001").open
    assert door(guard, "000").sentence("fr")


def test_a_release_needs_a_reason_and_a_console_that_was_tried(guard: Guard) -> None:
    with pytest.raises(Explained, match="ever tried"):
        guard.release(ORIGIN, who="me", why="looked")
    try_once(guard, "a", Outcome.UNKNOWN)
    with pytest.raises(Explained, match="a reason"):
        guard.release(ORIGIN, who="me", why="  ")
    assert held_for(guard, "a") is Reason.UNKNOWN_OUTCOME


def test_a_release_does_not_open_for_what_is_settled_later(guard: Guard) -> None:
    with guard.lease(ORIGIN, "run"):
        attempt = guard.reserve(origin=ORIGIN, account="000", secret="a", run_id="run")
        attempt.sent()
        guard.release(ORIGIN, who="me", why="too early")
        attempt.settle(Outcome.UNKNOWN)
    assert held_for(guard, "a") is Reason.UNKNOWN_OUTCOME


def test_the_guard_knows_which_password_was_refused_and_for_whom(guard: Guard) -> None:
    try_once(guard, "wrong", Outcome.BAD)
    try_once(guard, "late", Outcome.UNKNOWN)
    assert guard.refused("https://OTI.3cx.fr:443", "000", "wrong")
    assert not guard.refused(ORIGIN, "000", "late")
    assert not guard.refused(ORIGIN, "001", "wrong")
    assert not guard.refused("https://b.fr", "000", "wrong")


def test_the_last_password_that_was_judged_is_the_one_that_counts(guard: Guard) -> None:
    assert not guard.last_was_refused(ORIGIN)
    for outcome, refused in (
        (Outcome.BAD, True),
        (Outcome.NOT_SENT, True),
        (Outcome.OK, False),
        (Outcome.UNKNOWN, False),
    ):
        try_once(guard, outcome.value, outcome)
        assert guard.last_was_refused(ORIGIN) is refused
    assert not guard.last_was_refused("https://b.fr")


def send_and_fail(attempt: Attempt) -> None:
    attempt.sent()
    raise RuntimeError("the real one")
