"""Processes that kill themselves at every step, all at once, on one console.

What left is counted by a file that only grows: one line is added where the request would
leave. Deaths are counted by exit status, so that a storm in which nobody died is noticed.
"""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from pupitre.guard import Guard

ORIGIN = "https://oti.3cx.fr"
CAP = 2

# Without the site module a process starts in half the time.
PYTHON = (sys.executable, "-S", "-c")
STEPS = (
    "opened",
    "leased",
    "deciding",
    "inserted",
    "reserved",
    "sending",
    "marking",
    "sent",
    "left",
    "settling",
    "settled",
)

WORKER = (
    f"import sys; sys.path[:0] = {sys.path!r}"
    + """
import os, random, signal, sys
from pathlib import Path
from pupitre.errors import Busy, GuardHeld
from pupitre.guard import Attempt, Guard, Outcome, Policy
from pupitre.guard.ledger import Ledger

state, origin, seed, die_at, chance = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], float(sys.argv[5])
luck = random.Random(seed)

def step(name):
    if name == die_at or luck.random() < chance:
        os.kill(os.getpid(), signal.SIGKILL)

# Between BEGIN and COMMIT, where nothing may be left behind.
insert, move = Ledger.insert_attempt, Attempt._move

def watched_insert(self, *args):
    step("deciding")
    number = insert(self, *args)
    step("inserted")
    return number

def watched_move(self, change, values, **how):
    move(self, change, values, **how)
    step("marking" if "mono_sent" in change else "settling")

Ledger.insert_attempt, Attempt._move = watched_insert, watched_move

guard = Guard.open(state)
step("opened")
if luck.random() < 0.3 and guard.status():
    guard.release(origin, who="storm", why="again")
try:
    with guard.lease(origin, seed):
        step("leased")
        attempt = guard.reserve(
            origin=origin, account=luck.choice("ab"), secret=seed, run_id=seed, policy=Policy(min_gap=0, fleet=1000)
        )
        step("reserved")
        with attempt:
            step("sending")
            attempt.sent()
            step("sent")
            with open(state.parent / "left", "ab", buffering=0) as wire:
                wire.write(b"x\\n")
            step("left")
            attempt.settle(luck.choice([Outcome.BAD, Outcome.UNKNOWN]))
            step("settled")
except (Busy, GuardHeld):
    sys.exit(4)
"""
)


@dataclass(frozen=True)
class Storm:
    """What was seen after all were gone."""

    deaths: int
    errors: tuple[str, ...]
    left: int
    refunds: int
    sound: bool


def storm(folder: Path, seeds: range, *, die_at: str = "", chance: float = 0.0, waves: int = 1) -> Storm:
    folder.mkdir(exist_ok=True)
    state, deaths, errors = folder / "state", 0, []
    Guard.open(state).close()
    for wave in range(waves):
        processes = [
            subprocess.Popen(
                [*PYTHON, WORKER, str(state), ORIGIN, f"{folder.name}-{wave}-{seed}", die_at, str(chance)],
                stderr=subprocess.PIPE,
                text=True,
            )
            for seed in seeds
        ]
        for process in processes:
            _, said = process.communicate(timeout=120)
            deaths += process.returncode == -signal.SIGKILL
            if process.returncode not in (0, 4, -signal.SIGKILL):
                errors.append(said)
    wire = folder / "left"
    with sqlite3.connect(state / "ledger" / "ledger.db") as db:
        refunds = db.execute("SELECT count(*) FROM attempt WHERE state = 'NOT_SENT'").fetchone()[0]
        sound = db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return Storm(deaths, tuple(errors), len(wire.read_bytes().splitlines()) if wire.exists() else 0, refunds, sound)


def test_a_small_storm_never_sends_more_than_the_cap(tmp_path: Path) -> None:
    seen = [storm(tmp_path / str(n), range(12), chance=0.12) for n in range(3)]
    assert [one.errors for one in seen] == [()] * 3
    assert sum(one.deaths for one in seen) >= 6
    assert max(one.left for one in seen) <= CAP
    assert all(one.sound for one in seen)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("chance", [0.05, 0.1, 0.4])
def test_a_long_storm_never_sends_more_than_the_cap(tmp_path: Path, chance: float) -> None:
    rounds, processes, waves = 20, 50, 2
    seen = [storm(tmp_path / str(n), range(processes), chance=chance, waves=waves) for n in range(rounds)]
    deaths = sum(one.deaths for one in seen)
    print(
        f"\n{rounds * waves * processes} processes, {deaths} killed, most sent in a storm {max(o.left for o in seen)}"
    )
    assert max(one.left for one in seen) <= CAP
    assert {one.errors for one in seen} == {()}
    assert all(one.sound for one in seen)
    # Each passes one step at least, and most no more: the door is held by then.
    assert deaths >= 0.7 * chance * rounds * waves * processes


@pytest.mark.parametrize("step", STEPS)
def test_dying_at_a_step_never_sends_more_than_the_cap(tmp_path: Path, step: str) -> None:
    """One dies at the step, two more follow with passwords of their own and live."""
    first = storm(tmp_path / step, range(1), die_at=step)
    assert first.errors == ()
    assert first.deaths == 1
    assert first.left == (step in ("left", "settling", "settled"))
    after = storm(tmp_path / step, range(1, 3))
    assert after.errors == ()
    assert after.deaths == 0
    assert after.left <= CAP
    assert after.refunds == (step in ("reserved", "sending", "marking"))
    assert after.sound


def test_the_storm_would_notice_a_guard_that_forgets(tmp_path: Path) -> None:
    """The same storm with no cap, no memory of unknown outcomes and no budget sends more."""
    forgetting = WORKER.replace(
        "guard = Guard.open", "from pupitre.guard import decision\ndecision.RULES = ()\nguard = Guard.open"
    )
    assert forgetting != WORKER
    folder = tmp_path / "forgetting"
    folder.mkdir()
    for seed in range(4):
        subprocess.run(
            [*PYTHON, forgetting, str(folder / "state"), ORIGIN, str(seed), "", "0"],
            check=True,
            timeout=60,
        )
    assert len((folder / "left").read_bytes().splitlines()) > CAP
