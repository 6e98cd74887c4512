"""Every history of logins up to a depth, against promises kept by a second, naive bookkeeper.

The world below makes attempts whenever the guard allows one, with every outcome, lets time
pass, reboots, moves the wall clock and lets a person release. The bookkeeper knows the true
time. Each rule is then taken out: the exploration must find a story that breaks a promise.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import pytest

from pupitre.guard import Policy, Reason, decision
from pupitre.guard.decision import Account, Now, Rearm, Row, State, decide
from pupitre.guard.reasons import Allow, Refuse

X_A, X_B, Y_A = Account("https://x", "a"), Account("https://x", "b"), Account("https://y", "a")
OUTCOMES = (State.OK, State.BAD, State.UNKNOWN, State.BLOCKED)
FAILURES = (State.BAD, State.UNKNOWN, State.BLOCKED)
LONG_AGO = 90_000.0
POLICY = Policy()


@dataclasses.dataclass(frozen=True)
class Event:
    """What truly happened: an outcome, or a release (state None); `at` in true seconds."""

    account: Account
    state: State | None
    password: str
    at: float


@dataclasses.dataclass(frozen=True)
class World:
    rows: tuple[Row, ...] = ()
    rearms: tuple[Rearm, ...] = ()
    log: tuple[Event, ...] = ()
    true: float = 0.0
    boot: int = 0
    uptime: float = 200_000.0
    wall_offset: float = 0.0
    story: tuple[str, ...] = ()

    @property
    def now(self) -> Now:
        return Now(str(self.boot), self.uptime, self.true + self.wall_offset)

    def key(self) -> object:
        """What matters for what may happen next: ages, not moments."""
        here, old = self.boot, LONG_AGO
        return (
            tuple(
                (
                    r.account,
                    r.fingerprint,
                    r.state,
                    r.seq,
                    r.boot_id == str(here),
                    min(self.uptime - r.mono, old) if r.boot_id == str(here) else 0,
                    min(self.true + self.wall_offset - r.wall, old),
                )
                for r in self.rows
            ),
            self.rearms,
            tuple(min(self.true - e.at, old) for e in self.log),
            min(self.uptime, old),
        )


def attempt(world: World, account: Account, password: str, outcome: State) -> World:
    seq = len(world.log) + 1
    row = Row(seq, account, password, outcome, seq, str(world.boot), world.uptime, world.now.wall)
    return dataclasses.replace(
        world,
        rows=(*world.rows, row),
        log=(*world.log, Event(account, outcome, password, world.true)),
        story=(*world.story, f"{account.origin[8:]}/{account.name} {password}: {outcome.value}"),
    )


def release(world: World, account: Account) -> World:
    return dataclasses.replace(
        world,
        rearms=(*world.rearms, Rearm(len(world.log) + 1, account.origin)),
        log=(*world.log, Event(account, None, "", world.true)),
        story=(*world.story, f"release {account.origin[8:]}"),
    )


def wait(world: World, seconds: float) -> World:
    return dataclasses.replace(
        world,
        true=world.true + seconds,
        uptime=world.uptime + seconds,
        story=(*world.story, f"wait {seconds:g} s"),
    )


def reboot(world: World) -> World:
    return dataclasses.replace(
        world, true=world.true + 20, uptime=15.0, boot=world.boot + 1, story=(*world.story, "reboot")
    )


def jump(world: World) -> World:
    return dataclasses.replace(
        world, wall_offset=world.wall_offset + 172_800, story=(*world.story, "wall clock +2 days")
    )


def passwords(world: World, account: Account) -> list[str]:
    """Each password that was tried, and one fresh one: names do not matter, newness does."""
    used = sorted({e.password for e in world.log if e.account == account and e.state is not None})
    return [*used, f"p{len(used)}"]


def broken_promise(world: World, account: Account, password: str) -> str | None:
    """What it would break to send this password now, by the true history alone."""
    log = world.log
    if any(e.account == account and e.password == password and e.state is State.BAD for e in log):
        return "a refused password is sent again"
    here = [e for e in log if e.account.origin == account.origin]
    after_release = here[1 + max((i for i, e in enumerate(here) if e.state is None), default=-1) :]
    if any(e.state in (State.UNKNOWN, State.BLOCKED) for e in after_release):
        return "nobody looked after an unknown outcome or a block"
    if sum(e.state in FAILURES and world.true - e.at < 86_400 for e in here) >= 2:
        return "a third failure in 24 hours"
    mine = [e for e in after_release if e.account == account]
    since_ok = mine[1 + max((i for i, e in enumerate(mine) if e.state is State.OK), default=-1) :]
    if sum(e.state is State.BAD for e in since_ok) > POLICY.budget:
        return "a third password in a row, without a person"
    anywhere = log[1 + max((i for i, e in enumerate(log) if e.state is None), default=-1) :]
    if len(anywhere) >= 2 and all(e.state in FAILURES for e in anywhere[-2:]):
        return "logins go on after two failures in a row"
    if any(e.state in FAILURES and world.true - e.at < 30 for e in here):
        return "no pause after a failure"
    return None


def next_worlds(world: World, accounts: tuple[Account, ...]) -> Iterator[World | str]:
    """Every world one step on, or the promise that the guard just let be broken."""
    for account in accounts:
        for password in passwords(world, account):
            if isinstance(decide(world.rows, world.rearms, world.now, account, password, POLICY), Refuse):
                continue
            broken = broken_promise(world, account, password)
            if broken:
                yield broken + ": " + " | ".join((*world.story, f"then {account} {password}"))
                return
            for outcome in OUTCOMES:
                yield attempt(world, account, password, outcome)
    if world.log:
        yield wait(world, 31)
        yield wait(world, LONG_AGO)
        yield reboot(world)
        yield jump(world)
        for origin in {e.account.origin: e.account for e in world.log}.values():
            yield release(world, origin)


def explore(depth: int, accounts: tuple[Account, ...]) -> tuple[str | None, int]:
    """Return the shortest story that breaks a promise, if there is one, and how many steps were tried."""
    level, seen, tried = [World()], {World().key()}, 0
    for _ in range(depth):
        following = []
        for world in level:
            for found in next_worlds(world, accounts):
                if isinstance(found, str):
                    return found, tried
                tried += 1
                key = found.key()
                if key not in seen:
                    seen.add(key)
                    following.append(found)
        level = following
    return None, tried


if __name__ == "__main__":
    import sys
    import time
    for d in range(3, int(sys.argv[1]) + 1):
        t = time.perf_counter()
        print(d, explore(d, (X_A, X_B, Y_A)), time.perf_counter() - t)
