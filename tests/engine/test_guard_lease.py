"""The lease of a console: one run, at once or not at all, free when its holder is dead."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pupitre.errors import Busy
from pupitre.guard import DoorHeld, Guard, Outcome, Reason

ORIGIN = "https://oti.3cx.fr"

HOLDER = """
import sys
from pathlib import Path
from pupitre.guard import Guard
guard = Guard.open(Path(sys.argv[1]))
lease = guard.lease(sys.argv[2], "the-other-run")
for step in sys.argv[4:]:
    if step == "reserve":
        attempt = guard.reserve(origin=sys.argv[2], account="000", secret="s", run_id="r", mode=sys.argv[3])
    elif step == "sent":
        attempt.sent()
print("ready", flush=True)
sys.stdin.read()
"""


def hold(state: Path, *steps: str, mode: str = "network") -> subprocess.Popen[str]:
    """Start a process that holds the console and has gone so far."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(state), ORIGIN, mode, *steps],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    with process:
        process.send_signal(signal.SIGKILL)
        assert process.wait(20) == -signal.SIGKILL


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def test_a_second_run_on_a_console_is_busy_and_told_who_holds_it(state: Path) -> None:
    other = hold(state)
    with Guard.open(state) as guard, pytest.raises(Busy) as caught:
        guard.lease(ORIGIN, "mine")
    kill(other)
    assert caught.value.exit_code == 6
    assert "the-other-run" in caught.value.what
    assert f"process {other.pid}" in caught.value.what


def test_a_console_is_free_at_once_after_kill_9_of_its_holder(state: Path) -> None:
    kill(hold(state))
    with Guard.open(state) as guard, guard.lease(ORIGIN, "mine") as lease:
        assert lease.held


def test_a_console_is_free_after_the_body(state: Path) -> None:
    with Guard.open(state) as guard:
        with guard.lease(ORIGIN, "first"), pytest.raises(Busy):
            guard.lease(ORIGIN, "second")
        with guard.lease(ORIGIN, "second") as lease:
            assert lease.held
        assert not lease.held


def test_two_consoles_are_two_leases(state: Path) -> None:
    with (
        Guard.open(state) as guard,
        guard.lease(ORIGIN, "run"),
        guard.lease("https://other.fr", "run") as lease,
    ):
        assert lease.held


def test_garbage_in_the_lock_file_is_not_believed(state: Path) -> None:
    with Guard.open(state) as guard:
        with guard.lease(ORIGIN, "run"):
            (lock,) = (state / "locks").iterdir()
            lock.write_bytes(b"\xff{[ not json")
            with pytest.raises(Busy, match="another run"):
                guard.lease(ORIGIN, "other")
        with guard.lease(ORIGIN, "other") as lease:
            assert lease.held


def test_the_name_of_a_console_is_never_a_file_name(state: Path) -> None:
    with Guard.open(state) as guard, guard.lease("https://a..b.fr", "run"):
        (lock,) = (state / "locks").iterdir()
    assert len(lock.name) == 16
    assert set(lock.name) <= set("0123456789abcdef")


def reserve(state: Path) -> Reason | None:
    with Guard.open(state) as guard, guard.lease(ORIGIN, "next"):
        try:
            guard.reserve(origin=ORIGIN, account="000", secret="s", run_id="next").settle(Outcome.NOT_SENT)
        except DoorHeld as held:
            return held.refusal.reason
    return None


@pytest.mark.parametrize(
    ("steps", "mode", "held"),
    [
        pytest.param((), "network", None, id="killed before the reservation"),
        pytest.param(("reserve",), "network", None, id="killed before sending: given back"),
        pytest.param(("reserve",), "dom", Reason.UNKNOWN_OUTCOME, id="killed with the password in the page: spent"),
        pytest.param(("reserve", "sent"), "network", Reason.UNKNOWN_OUTCOME, id="killed after sending: unknown"),
        pytest.param(("reserve", "sent"), "dom", Reason.UNKNOWN_OUTCOME, id="killed after sending, from the page"),
    ],
)
def test_what_a_killed_run_left_is_settled_by_the_next(
    state: Path, steps: tuple[str, ...], mode: str, held: Reason | None
) -> None:
    kill(hold(state, *steps, mode=mode))
    assert reserve(state) is held
    assert reserve(state) is held


def test_the_attempt_of_a_living_run_is_not_settled_by_a_look(state: Path) -> None:
    other = hold(state, "reserve", "sent")
    with Guard.open(state) as guard:
        assert guard.status()[0].reason is Reason.UNDER_WAY
        kill(other)
        assert guard.status()[0].reason is Reason.UNKNOWN_OUTCOME


def test_an_attempt_that_a_killed_run_sent_counts_in_the_fleet(state: Path) -> None:
    kill(hold(state, "reserve", "sent"))
    with Guard.open(state) as guard:
        with (
            guard.lease("https://b.fr", "run"),
            guard.reserve(origin="https://b.fr", account="a", secret="s", run_id="r") as attempt,
        ):
            attempt.sent()
            attempt.settle(Outcome.BAD)
        with guard.lease("https://c.fr", "run"), pytest.raises(DoorHeld) as caught:
            guard.reserve(origin="https://c.fr", account="a", secret="s", run_id="r")
    assert caught.value.refusal.reason is Reason.FLEET


def test_a_child_process_does_not_keep_the_lease(state: Path) -> None:
    with Guard.open(state) as guard:
        with guard.lease(ORIGIN, "run"):
            child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
        with child, guard.lease(ORIGIN, "next") as lease:
            assert lease.held
            assert child.poll() is None
            os.kill(child.pid, signal.SIGKILL)
