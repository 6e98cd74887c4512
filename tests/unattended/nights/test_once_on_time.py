"""What is due once is done at its own minute where something looks then, once, and `status` says whether."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest
import time_machine

from pupitre.commands.run import run
from pupitre.commands.status import status
from pupitre.errors import ConsoleRefused, NotVerified, Unreachable
from pupitre.guard import Guard
from pupitre.unattended import once_telling, watching
from pupitre.unattended.agenda import Agenda
from pupitre.unattended.heartbeat import Heartbeat
from pupitre.unattended.keepers import WATCH, keeper_of
from pupitre.unattended.once_ledger import Ledger
from pupitre.unattended.running import Done, spend_night
from pupitre.unattended.watching import Watch

from ..test_watch import World
from .conftest import PARIS, Nights
from .test_once import ITEM, NAME, Replays

NOON = dt.datetime(2026, 12, 24, 12, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def hours_for_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a simulated watch look at the clock once an hour, and at what is due."""
    monkeypatch.setattr(watching, "BEAT_S", 3600.0)


@pytest.fixture
def replays() -> Replays:
    return Replays()


def looks(nights: Nights, replays: Replays, moment: dt.datetime) -> int:
    """Look for what is due, as a timer does at a moment."""

    def spend(estate: Any, settings: Any) -> Done:
        return spend_night(estate, settings, prepare=replays.prepare)

    with time_machine.travel(moment, tick=True):
        return run([nights.file], nights.settings, only_due=True, spend=spend)


def minutes(count: float) -> dt.timedelta:
    return dt.timedelta(minutes=count)


def test_looking_does_nothing_and_says_nothing_until_something_is_due(
    nights: Nights, replays: Replays, capsys: pytest.CaptureFixture[str]
) -> None:
    nights.declares(ITEM)
    assert looks(nights, replays, NOON - minutes(1)) == 0
    assert capsys.readouterr() == ("", "")
    assert looks(nights, replays, NOON + minutes(4)) == 0
    assert len(replays.done) == 1
    assert looks(nights, replays, NOON + minutes(9)) == 0
    assert looks(nights, replays, NOON + minutes(60 * 30)) == 0
    assert (len(replays.done), nights.telephones.sign_ins) == (1, 1)


@pytest.mark.parametrize("what", ["the item", "the sign-in"])
def test_what_could_not_be_done_at_its_minute_is_left_to_the_night(what: str, nights: Nights, replays: Replays) -> None:
    def away(_: Any) -> None:
        raise Unreachable("The console is away.")

    nights.declares(ITEM)
    replays.is_missing = what == "the item"
    nights.telephones.at_sign_in = away if what == "the sign-in" else lambda _: None
    for count in (1, 6, 11):
        looks(nights, replays, NOON + minutes(count))
    assert nights.telephones.sign_ins == 1  # sign-ins are few, and a message every five minutes is none
    replays.is_missing, nights.telephones.at_sign_in = False, lambda _: None
    nights.on("2026-12-25", prepare=replays.prepare)
    assert len(replays.done) == 1


def test_a_second_item_later_that_day_has_its_own_minute(nights: Nights, replays: Replays) -> None:
    nights.declares("once: [{at: 2026-12-24 12:00, replay: a.yaml}, {at: 2026-12-24 14:00, replay: a.yaml}]")
    for count in (0, 60, 121, 122):
        looks(nights, replays, NOON + minutes(count))
    assert [item.at.hour for item in replays.done] == [12, 14]
    assert nights.telephones.sign_ins == 2


def test_while_another_run_is_at_work_it_is_not_asked_for_one_and_then_it_is(nights: Nights, replays: Replays) -> None:
    nights.declares(ITEM)
    with Guard.open() as guard, guard.lease(nights.estate.address.origin, "other"):
        assert looks(nights, replays, NOON + minutes(1)) == 0
        assert nights.on("2026-12-24T12:02").told.night.exit_code == 6  # a night that did not take place
    assert nights.telephones.sign_ins == 0
    looks(nights, replays, NOON + minutes(6))
    assert len(replays.done) == 1


def test_what_was_killed_in_the_middle_is_told_at_the_next_look(nights: Nights, replays: Replays) -> None:
    nights.declares(ITEM)
    Ledger(nights.estate.address.origin).note(nights.estate.once[0], "begun")
    assert [looks(nights, replays, NOON + minutes(count)) for count in (5, 10)] == [5, 0]
    assert (replays.done, nights.telephones.sign_ins) == ([], 1)


def test_what_is_done_asks_for_nothing_however_old_the_last_night_is(nights: Nights, replays: Replays) -> None:
    nights.declares(ITEM)
    Ledger(nights.estate.address.origin).note(nights.estate.once[0], "done")
    assert looks(nights, replays, NOON + minutes(5)) == 0
    assert nights.telephones.sign_ins == 0


def test_a_file_that_cannot_be_read_is_told_when_it_is_looked_at(nights: Nights, replays: Replays) -> None:
    nights.file.write_text("console: threecx\n", encoding="utf-8")
    assert looks(nights, replays, NOON) == 1


# --- watch ---------------------------------------------------------------------------------------------


def watched(nights: Nights, world: World, errand: Any) -> None:
    class Midnight:
        def after(self, moment: dt.datetime) -> dt.datetime:
            there = moment.astimezone(PARIS)
            night = there.replace(hour=1, minute=30, second=0, microsecond=0)
            return night if night >= there else night + dt.timedelta(days=1)

    Watch(
        world.job,
        Midnight(),
        nights.folder / "health.json",
        world,
        now=lambda: world.moment,
        asking=Agenda([nights.folder]),
        errand=errand,
    ).run()


def test_watch_wakes_at_the_minute_and_no_more_than_once(nights: Nights, replays: Replays) -> None:
    nights.declares(ITEM)
    world = World(moment=NOON - minutes(600), until=NOON + minutes(24 * 60))
    wakes: list[dt.datetime] = []

    def errand() -> int:
        wakes.append(world.moment.astimezone(PARIS))
        return looks(nights, replays, world.moment)

    watched(nights, world, errand)
    assert wakes == [NOON]
    assert len(replays.done) == 1
    assert [f"{night:%d %H:%M}" for night in world.nights] == ["25 01:30"]


def test_watch_knows_an_item_that_is_written_while_it_runs_and_keeps_what_it_knew_of_a_broken_file(
    nights: Nights, replays: Replays
) -> None:
    nights.declares()
    world = World(moment=NOON - minutes(600), until=NOON + minutes(60))
    wait, wakes = world.wait, []

    def waits(seconds: float) -> None:
        if world.moment > NOON - minutes(240):
            nights.file.write_text("console: threecx\n", encoding="utf-8")
        elif world.moment > NOON - minutes(480):
            nights.declares(ITEM)
        wait(min(seconds, 3600))

    def errand() -> int:
        wakes.append(world.moment.astimezone(PARIS))
        nights.declares(ITEM)
        return looks(nights, replays, world.moment)

    world.wait = waits  # type: ignore[method-assign]
    watched(nights, world, errand)
    assert wakes == [NOON]
    assert len(replays.done) == 1


def test_an_errand_that_leaves_no_trace_is_not_begun_over_and_over(nights: Nights) -> None:
    nights.declares(ITEM)
    world = World(moment=NOON - minutes(10), until=NOON + minutes(29))
    wakes: list[dt.datetime] = []

    def errand() -> int:
        wakes.append(world.moment)
        raise FileNotFoundError(2, "there is no such program")

    watched(nights, world, errand)
    assert [(wake - NOON) / minutes(1) for wake in wakes] == [0, 5, 10, 15, 20, 25]


# --- status --------------------------------------------------------------------------------------------


def said(nights: Nights, capsys: pytest.CaptureFixture[str], moment: dt.datetime) -> tuple[int, str]:
    with time_machine.travel(moment):
        code = status([nights.file], stale_after=10**6)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  Once: ")]
    return code, line.strip().removeprefix(f"Once: {NAME}: ")


def test_status_says_when_an_item_is_really_done(
    nights: Nights, replays: Replays, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    nights.declares(ITEM)
    before = NOON - minutes(30)
    assert said(nights, capsys, before) == (
        1,
        "by the first run from 2026-12-24 12:00 on; here nothing looks at that minute",
    )
    looks(nights, replays, before - minutes(4))
    assert said(nights, capsys, before)[1] == "on time, by the timer that looks every few minutes"
    assert keeper_of(nights.file, before + minutes(10)) == ""  # it looks no more
    moment = before.isoformat()
    beat = Heartbeat("waiting", os.getpid(), moment, moment, files=(str(nights.file),))
    beat.write(nights.folder / "state" / WATCH)
    assert said(nights, capsys, before)[1] == "on time, by `pupitre watch`"
    assert keeper_of(tmp_path / "other.yaml", before) == ""
    assert said(nights, capsys, NOON + minutes(9))[1] == "due; the next run before 2026-12-25 12:00 does it"
    nights.on("2026-12-25", prepare=replays.prepare)
    assert said(nights, capsys, NOON + minutes(999)) == (0, "done")


@pytest.mark.parametrize(
    ("error", "code", "says"), [(NotVerified, 4, "nobody knows whether it was done"), (ConsoleRefused, 0, "not done")]
)
def test_what_is_in_doubt_needs_a_person_until_it_is_out_of_the_file(
    error: Any, code: int, says: str, nights: Nights, replays: Replays, capsys: pytest.CaptureFixture[str]
) -> None:
    nights.declares(ITEM)
    replays.fails = error("It says no.")
    nights.on("2026-12-25", prepare=replays.prepare)
    nights.on("2026-12-26", prepare=replays.prepare)  # a good night does not take the doubt away
    found, line = said(nights, capsys, NOON + dt.timedelta(days=2))
    assert (found, says in line) == (code, True)
    nights.declares()
    with time_machine.travel(NOON + dt.timedelta(days=2)):
        assert status([nights.file], stale_after=10**6, json_output=True) == 0
    assert json.loads(capsys.readouterr().out)["estates"][0]["once"] == []


def test_a_ledger_that_cannot_be_read_is_the_trouble_of_its_console_alone(
    nights: Nights, replays: Replays, capsys: pytest.CaptureFixture[str]
) -> None:
    nights.declares(ITEM)
    nights.on("2026-12-25", prepare=replays.prepare)
    (file,) = (nights.folder / "state" / "once").iterdir()
    file.write_text("{}")
    other = nights.folder / "sisters.yaml"
    other.write_text(nights.file.read_text("utf-8").replace("oti.example", "b.example"), encoding="utf-8")
    with time_machine.travel(NOON + dt.timedelta(days=1)):
        assert status([nights.file, other], stale_after=10**6) == 1
    told = capsys.readouterr().out
    assert told.count("cannot be read") == 2  # its state, and why
    assert "b.example.fr): no night yet" in told


def test_the_calendar_names_it_too(nights: Nights, capsys: pytest.CaptureFixture[str]) -> None:
    from pupitre.commands.calendar.showing import Wanted, show

    nights.declares(ITEM)
    with time_machine.travel(NOON - minutes(30)):
        show(nights.file, Wanted(), json_output=False)
        lines = once_telling.lines(nights.estate, dt.datetime.now(dt.UTC))
    assert capsys.readouterr().out.splitlines()[-2:] == lines
    assert lines[0] == f"once: {NAME}, by the first run from 2026-12-24 12:00 on and before 2026-12-25 12:00"
