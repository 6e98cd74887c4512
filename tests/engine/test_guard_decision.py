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
    number: int = 0


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
        """What matters for what may happen next: order and coarse ages, not moments and numbers."""
        last = {rearm.origin: rearm.seq for rearm in self.rearms}
        order = sorted([*(row.id for row in self.rows), *last.values()])
        boot, up, true, off = str(self.boot), self.uptime, self.true, self.wall_offset
        at = {event.number: event.at for event in self.log}
        return (
            coarse(up),
            *((origin, order.index(seq)) for origin, seq in last.items()),
            *(
                (row.account.origin, row.account.name, row.fingerprint, row.state.value, order.index(row.id))
                if row.state is State.OK
                else (
                    row.account.origin,
                    row.account.name,
                    row.fingerprint,
                    row.state.value,
                    order.index(row.id),
                    row.boot_id == boot and coarse(up - row.mono),
                    coarse(true - at[row.id]),
                    off and coarse(true + off - row.wall),
                )
                for row in self.rows
            ),
        )


def coarse(seconds: float) -> float:
    """Exact below the pause; then only on which side of a day: the steps in between are too small to cross it."""
    return seconds if seconds < 30 else 30 if seconds < 80_000 else 86_400


def attempt(world: World, account: Account, password: str, outcome: State) -> World:
    seq = len(world.log) + 1
    row = Row(seq, account, account.name + password, outcome, seq, str(world.boot), world.uptime, world.now.wall)
    return dataclasses.replace(
        world,
        rows=(*world.rows, row),
        log=(*world.log, Event(account, outcome, password, world.true, seq)),
        story=(*world.story, f"{account.origin[8:]}/{account.name} {password}: {outcome.value}"),
    )


def release(world: World, account: Account) -> World:
    return dataclasses.replace(
        world,
        rearms=(*world.rearms, Rearm(len(world.log) + 1, account.origin)),
        log=(*world.log, Event(account, None, "", world.true)),
        story=(*world.story, f"release {account.origin[8:]}"),
    )


def wait_a_pause(world: World) -> World:
    return wait(world, 31)


def wait_a_day(world: World) -> World:
    return wait(world, LONG_AGO)


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


def promise_just_broken(world: World, accounts: tuple[Account, ...]) -> str | None:
    """Return the story that the guard would now let happen although it breaks a promise."""
    for account, password in allowed(world, accounts):
        broken = broken_promise(world, account, password)
        if broken:
            return broken + ": " + " | ".join((*world.story, f"then {account.origin[8:]}/{account.name} {password}"))
    return None


def allowed(world: World, accounts: tuple[Account, ...]) -> list[tuple[Account, str]]:
    return [
        (account, password)
        for account in accounts
        for password in passwords(world, account)
        if isinstance(decide(world.rows, world.rearms, world.now, account, account.name + password, POLICY), Allow)
    ]


def next_worlds(
    world: World, accounts: tuple[Account, ...], clocks: tuple[Callable[[World], World], ...]
) -> Iterator[World]:
    for account, password in allowed(world, accounts):
        for outcome in OUTCOMES:
            # One account is enough to see that a block holds all of its console, and no other.
            if outcome is not State.BLOCKED or account == X_A:
                yield attempt(world, account, password, outcome)
    if world.log:
        for clock in clocks:
            yield clock(world)
        for account in {e.account.origin: e.account for e in world.log}.values():
            yield release(world, account)


def explore(
    depth: int,
    accounts: tuple[Account, ...] = (X_A, X_B, Y_A),
    clocks: tuple[Callable[[World], World], ...] = (wait_a_pause, wait_a_day, reboot),
) -> tuple[str | None, int]:
    """Return the shortest story that breaks a promise, if there is one, and how many worlds were judged."""
    level, seen, judged = [World()], {World().key()}, 0
    for step in range(depth):
        following = []
        for world in level:
            judged += 1
            broken = promise_just_broken(world, accounts)
            if broken:
                return broken, judged
            if step + 1 == depth:
                continue
            for found in next_worlds(world, accounts, clocks):
                key = found.key()
                if key not in seen:
                    seen.add(key)
                    following.append(found)
        level = following
    return None, judged


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Take one rule out of the decision."""

    def take_out(name: str) -> None:
        kept = tuple(rule for rule in decision.RULES if rule.__name__ != name)
        assert len(kept) == len(decision.RULES) - 1
        monkeypatch.setattr(decision, "RULES", kept)

    return take_out


def test_no_history_of_five_steps_breaks_a_promise() -> None:
    broken, judged = explore(5)
    assert broken is None
    assert judged > 8_000


def test_no_history_of_six_steps_on_two_consoles_breaks_a_promise() -> None:
    broken, judged = explore(6, (X_A, Y_A))
    assert broken is None
    assert judged > 20_000


def test_no_history_of_six_steps_with_two_accounts_of_a_console_breaks_a_promise() -> None:
    broken, judged = explore(6, (X_A, X_B))
    assert broken is None
    assert judged > 5_000


@pytest.mark.nightly
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("depth", [6, 7])
def test_no_longer_history_breaks_a_promise(depth: int) -> None:
    broken, judged = explore(depth)
    assert broken is None
    assert judged > 50_000


def test_no_history_with_a_jumping_wall_clock_breaks_a_promise() -> None:
    broken, _ = explore(5, clocks=(wait_a_pause, reboot, jump))
    assert broken is None


@pytest.mark.parametrize(
    ("rule", "promise", "accounts"),
    [
        ("blocked", "nobody looked", (X_A, Y_A)),
        ("same_password", "a refused password is sent again", (X_A,)),
        ("unknown_outcome", "nobody looked", (X_A, Y_A)),
        ("budget", "a third password in a row", (X_A, Y_A)),
        ("hard_cap", "a third failure in 24 hours", (X_A,)),
        ("fleet", "logins go on", (X_A, Y_A)),
        ("min_gap", "no pause", (X_A,)),
    ],
)
def test_without_a_rule_a_promise_breaks(
    rule: str, promise: str, accounts: tuple[Account, ...], without: Callable[[str], None]
) -> None:
    without(rule)
    broken, _ = explore(6, accounts)
    assert broken is not None
    assert promise in broken


@pytest.mark.parametrize(
    ("wrong_age", "clocks"),
    [
        pytest.param(lambda row, now: now.wall - row.wall, (wait_a_pause, jump), id="by the wall clock"),
        pytest.param(
            lambda row, now: now.mono - row.mono if row.boot_id == now.boot_id else now.wall - row.wall,
            (wait_a_pause, reboot, jump),
            id="by the wall clock after a reboot",
        ),
        pytest.param(
            lambda row, now: now.mono - row.mono if row.boot_id == now.boot_id else float("inf"),
            (wait_a_pause, reboot),
            id="old after a reboot",
        ),
        pytest.param(lambda row, now: abs(now.mono - row.mono), (reboot,), id="across boots by subtraction"),
    ],
)
def test_an_age_taken_otherwise_breaks_a_promise(
    wrong_age: Callable[[Row, Now], float],
    clocks: tuple[Callable[[World], World], ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert explore(4, (X_A,), clocks)[0] is None
    monkeypatch.setattr(decision, "age", wrong_age)
    assert explore(4, (X_A,), clocks)[0] is not None


def ask(world: World, password: str = "p0", account: Account = X_A) -> Reason | None:
    answer = decide(world.rows, world.rearms, world.now, account, account.name + password, POLICY)
    return answer.reason if isinstance(answer, Refuse) else None


def test_the_first_login_and_one_after_an_accepted_login_go_at_once() -> None:
    assert ask(World()) is None
    assert ask(attempt(World(), X_A, "p0", State.OK)) is None


def test_a_changed_password_may_go_half_a_minute_after_a_refusal() -> None:
    refused = attempt(World(), X_A, "p0", State.BAD)
    assert ask(refused, "p0") is Reason.SAME_PASSWORD
    assert ask(refused, "p1") is Reason.MIN_GAP
    assert ask(wait_a_pause(refused), "p1") is None


def test_a_refused_password_stays_refused_after_a_day_and_a_release() -> None:
    world = release(wait_a_day(attempt(World(), X_A, "p0", State.BAD)), X_A)
    assert ask(world, "p0") is Reason.SAME_PASSWORD
    assert ask(world, "p1") is None


def test_after_an_unknown_outcome_time_opens_nothing_and_a_person_does() -> None:
    world = wait_a_day(attempt(World(), X_A, "p0", State.UNKNOWN))
    assert ask(world) is Reason.UNKNOWN_OUTCOME
    assert ask(world, "p1", X_B) is Reason.UNKNOWN_OUTCOME
    assert ask(world, "p0", Y_A) is None
    assert ask(release(world, X_A)) is None


def test_releases_in_any_number_do_not_lift_the_cap_of_a_day() -> None:
    world = wait_a_pause(attempt(World(), X_A, "p0", State.BAD))
    world = wait_a_pause(attempt(world, X_A, "p1", State.BAD))
    for _ in range(20):
        world = release(world, X_A)
    assert ask(world, "p2") is Reason.HARD_CAP
    assert ask(world, "p0", X_B) is Reason.HARD_CAP
    assert ask(reboot(world), "p2") is Reason.HARD_CAP
    assert ask(wait_a_day(world), "p2") is None


def test_two_refusals_in_a_row_stop_consoles_that_were_never_tried() -> None:
    world = attempt(attempt(World(), X_A, "p0", State.BAD), Y_A, "p0", State.BAD)
    elsewhere = Account("https://z", "a")
    assert ask(world, "p0", elsewhere) is Reason.FLEET
    assert ask(release(world, Y_A), "p0", elsewhere) is None


def test_an_accepted_login_between_two_refusals_keeps_the_fleet_going() -> None:
    world = attempt(World(), X_A, "p0", State.BAD)
    world = attempt(world, Account("https://z", "a"), "p0", State.OK)
    world = attempt(world, Y_A, "p0", State.BAD)
    assert ask(world, "p0", Account("https://w", "a")) is None


def test_an_attempt_that_is_not_settled_keeps_its_console_shut() -> None:
    row = Row(1, X_A, "p0", State.SENT, None, "0", 0.0)
    assert decide([row], [Rearm(5, "https://x")], Now("0", 1e6), X_B, "p9", POLICY) == Refuse(Reason.UNDER_WAY, (1,))


def test_the_reason_told_first_is_the_one_that_needs_most() -> None:
    rows = [
        Row(1, X_A, "p0", State.BAD, 1, "0", 0.0),
        Row(2, X_A, "p1", State.BLOCKED, 2, "0", 0.0),
    ]
    answer = decide(rows, [], Now("0", 1.0), X_A, "p0", POLICY)
    assert isinstance(answer, Refuse)
    assert answer.reason is Reason.BLOCKED
