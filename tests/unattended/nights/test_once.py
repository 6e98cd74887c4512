"""What is done once is done once, or told; also when the process dies in the middle of it."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from pupitre.errors import Busy, ConsoleRefused, NotVerified, Unreachable
from pupitre.estate import Estate, load
from pupitre.estate.model import Once
from pupitre.guard import Guard
from pupitre.run import Session, Verdict
from pupitre.unattended.message import compose
from pupitre.unattended.running import Done

from .conftest import Nights, PretendHours

ITEM = "once: {at: 2026-12-24 12:00, replay: recordings/message.yaml, set: {text: Joyeux Noël}}"
OTHER = "once: [{at: 2026-12-24 12:00, replay: a.yaml}, {at: 2026-12-24 12:00, replay: b.yaml}]"
NAME = "message (2026-12-24 12:00, Joyeux Noël)"


class Replays:
    """What replays: notes what it did, and fails as a test says."""

    def __init__(self) -> None:
        self.done: list[Once] = []
        self.fails: BaseException | None = None
        self.is_missing = False
        self.before: Callable[[], None] = lambda: None

    def prepare(self, item: Once, estate: Estate) -> Callable[[Session], Verdict]:
        if self.is_missing:
            raise ConsoleRefused("There is no such recording.")

        def replay(session: Session) -> Verdict:
            self.before()
            self.done.append(item)
            if self.fails is not None:
                raise self.fails
            return Verdict(0, "done", "Rejoué et relu.")

        return replay


@pytest.fixture
def replays() -> Replays:
    return Replays()


def spent(nights: Nights, replays: Replays, date: str) -> Done:
    return nights.on(date, prepare=replays.prepare)


def test_an_item_is_done_once_in_the_first_night_after_its_moment(nights: Nights, replays: Replays) -> None:
    nights.declares(ITEM)
    for date, times in (("2026-12-24", 0), ("2026-12-25", 1), ("2026-12-26", 1), ("2026-12-25T11:00", 1)):
        assert spent(nights, replays, date).told.night.exit_code == 0
        assert len(replays.done) == times
    assert replays.done[0].values == {"text": "Joyeux Noël"}
    assert nights.telephones.sign_ins == 4  # one a night, with the replay in it


def test_an_item_is_the_same_however_its_file_is_named_and_however_long_it_is_due(
    nights: Nights, replays: Replays, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights.declares(ITEM)
    monkeypatch.chdir(nights.folder)
    nights.estate = load("oti.yaml")
    spent(nights, replays, "2026-12-24T12:05")
    nights.declares(ITEM.replace("recordings/", "./recordings/").replace("replay", "until: 2026-12-25 23:00, replay"))
    nights.estate = load(nights.file.absolute())
    assert spent(nights, replays, "2026-12-25").told.night.exit_code == 0
    assert len(replays.done) == 1
    nights.declares(ITEM.replace("Noël", "Nouvel An"))
    spent(nights, replays, "2026-12-25T02:00")
    assert len(replays.done) == 2


def test_an_item_that_is_too_late_is_told_once_and_never_done(nights: Nights, replays: Replays) -> None:
    nights.declares(ITEM)
    night = spent(nights, replays, "2026-12-27").told.night
    assert (night.exit_code, night.kinds, night.skipped) == (0, ("missed",), (NAME,))
    assert "Too late for message" in compose(night, "missed").text
    assert spent(nights, replays, "2026-12-28").told.night.kinds == ("unchanged",)
    assert replays.done == []


def test_an_item_whose_night_was_killed_is_not_done_again_and_is_told(nights: Nights, replays: Replays) -> None:
    nights.declares(ITEM)
    known: list[str] = []

    def clicks_and_dies() -> None:
        (file,) = (nights.folder / "state" / "once").iterdir()
        known.extend(json.loads(file.read_bytes())["items"].values())
        (nights.folder / "clicked").write_text(" ".join(known))
        os.kill(os.getpid(), signal.SIGKILL)

    replays.before = clicks_and_dies
    process = multiprocessing.get_context("fork").Process(target=spent, args=(nights, replays, "2026-12-25"))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert (nights.folder / "clicked").read_text() == "begun"  # on disk before anything was clicked
    replays.before = lambda: None
    night = spent(nights, replays, "2026-12-25T02:00").told.night
    assert (night.exit_code, night.kinds) == (5, ("failed",))
    assert f"{NAME} was begun and nobody knows whether it was done" in night.sentence
    assert spent(nights, replays, "2026-12-25T03:00").told.night.exit_code == 0
    assert replays.done == []


def test_what_another_run_did_while_this_one_came_to_the_console_is_not_done_again(
    nights: Nights, replays: Replays
) -> None:
    nights.declares(ITEM)
    others = Replays()

    def prepare(item: Once, estate: Estate) -> Callable[[Session], Verdict]:
        nights.on("2026-12-25", prepare=others.prepare)  # this one has looked what is due, and holds nothing yet
        return replays.prepare(item, estate)

    assert nights.on("2026-12-25", prepare=prepare).told.night.exit_code == 0
    assert (len(others.done), len(replays.done)) == (1, 0)


@pytest.mark.parametrize(("error", "goes_on"), [(ConsoleRefused, True), (NotVerified, False), (Unreachable, False)])
def test_an_item_that_failed_is_not_done_again(nights: Nights, replays: Replays, error: Any, goes_on: bool) -> None:
    nights.declares(OTHER)
    replays.fails = error("It says no.")
    night = spent(nights, replays, "2026-12-25").told.night
    assert night.exit_code == error.exit_code
    assert "It says no." in night.sentence
    assert len(replays.done) == (2 if goes_on else 1)
    # The second item waits where the console is in doubt or away, and is done in the next night that is in time.
    assert ("So b (2026-12-24 12:00) was not begun" in night.sentence) is not goes_on
    replays.fails = None
    spent(nights, replays, "2026-12-25T02:00")
    assert [item.replay.stem for item in replays.done] == ["a", "b"]


def test_an_item_that_could_not_begin_is_tried_again_while_it_is_due(nights: Nights, replays: Replays) -> None:
    nights.declares(ITEM)
    replays.is_missing = True
    night = spent(nights, replays, "2026-12-25").told.night
    assert night.kinds == ("refused",)
    assert f"{NAME} was not begun, and waits until 2026-12-25 12:00" in night.sentence
    replays.is_missing = False
    assert spent(nights, replays, "2026-12-25T02:00").told.night.exit_code == 0
    assert len(replays.done) == 1


def test_an_item_begins_on_a_page_that_remembers_nothing_of_the_night_and_waits_where_there_is_none(
    nights: Nights, replays: Replays, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: object) -> None:
        raise Unreachable("The console is away.")

    nights.declares(OTHER)
    monkeypatch.setattr(PretendHours, "fresh_load", away)
    night = spent(nights, replays, "2026-12-25").told.night
    assert (night.exit_code, replays.done) == (1, [])
    assert "a (2026-12-24 12:00) was not begun, and waits" in night.sentence
    assert "So b (2026-12-24 12:00) was not begun" in night.sentence


def test_nothing_is_done_once_on_a_console_that_could_not_be_brought_up_to_date_and_it_is_told(
    nights: Nights, replays: Replays
) -> None:
    nights.declares(ITEM, "limits: {sites: 1}", sites=2)
    for number in ("001", "002"):
        for day in range(5):
            nights.telephones.somebody_sets(number, day)  # type: ignore[arg-type]
    night = spent(nights, replays, "2026-12-25").told.night
    assert night.reason == "limit"
    assert f"So {NAME} was not begun; the next run before 2026-12-25 12:00 does it." in night.sentence
    assert replays.done == []


def test_what_could_not_be_done_while_another_run_held_the_console_is_told(nights: Nights, replays: Replays) -> None:
    nights.declares(ITEM)
    with Guard.open() as guard, guard.lease(nights.estate.address.origin, "other"):
        night = spent(nights, replays, "2026-12-25").told.night
    assert night.exit_code == Busy.exit_code
    assert f"So {NAME} was not begun" in night.sentence


def test_a_ledger_of_items_that_cannot_be_read_lets_none_be_done(nights: Nights, replays: Replays) -> None:
    nights.declares(ITEM)
    spent(nights, replays, "2026-12-25")
    (file,) = (nights.folder / "state" / "once").iterdir()
    file.write_text("{}")
    night = spent(nights, replays, "2026-12-25T02:00").told.night
    assert (night.exit_code, len(replays.done)) == (1, 1)
    assert night.sentence.count("what was done once cannot be read") == 1
