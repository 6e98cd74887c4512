"""What is done once is done once, or told; also when the process dies in the middle of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from pupitre.errors import ConsoleRefused, NotVerified, Unreachable
from pupitre.estate import Estate
from pupitre.estate.model import Once
from pupitre.run import Session, Verdict
from pupitre.unattended.message import compose
from pupitre.unattended.running import Done

from .conftest import Nights

ITEM = "once: {at: 2026-12-24 12:00, replay: recordings/message.yaml, set: {text: Joyeux Noël}}"
OTHER = "once: [{at: 2026-12-24 12:00, replay: a.yaml}, {at: 2026-12-24 12:00, replay: b.yaml}]"


class Replays:
    """What replays: notes what it did, and fails as a test says."""

    def __init__(self) -> None:
        self.done: list[Once] = []
        self.fails: BaseException | None = None
        self.is_missing = False

    def prepare(self, item: Once, estate: Estate) -> Callable[[Session], Verdict]:
        if self.is_missing:
            raise ConsoleRefused("There is no such recording.")

        def replay(session: Session) -> Verdict:
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


def test_an_item_that_is_too_late_is_told_once_and_never_done(nights: Nights, replays: Replays) -> None:
    nights.declares(ITEM)
    night = spent(nights, replays, "2026-12-27").told.night
    assert (night.exit_code, night.kinds, night.skipped) == (0, ("missed",), ("message (2026-12-24 12:00)",))
    assert "Too late for message" in compose(night, "missed").text
    assert spent(nights, replays, "2026-12-28").told.night.kinds == ("unchanged",)
    assert replays.done == []


def test_an_item_whose_night_was_killed_is_not_done_again_and_is_told(nights: Nights, replays: Replays) -> None:
    class Killed(BaseException):
        """The end of a process, as far as a test can have one."""

    nights.declares(ITEM)
    replays.fails = Killed()
    with pytest.raises(Killed):
        spent(nights, replays, "2026-12-25")
    replays.fails = None
    night = spent(nights, replays, "2026-12-25T02:00").told.night
    assert (night.exit_code, night.kinds) == (5, ("failed",))
    assert "nobody knows whether it was done" in night.sentence
    assert spent(nights, replays, "2026-12-25T03:00").told.night.exit_code == 0
    assert len(replays.done) == 1


@pytest.mark.parametrize(("error", "goes_on"), [(ConsoleRefused, True), (NotVerified, False), (Unreachable, False)])
def test_an_item_that_failed_is_not_done_again(nights: Nights, replays: Replays, error: Any, goes_on: bool) -> None:
    nights.declares(OTHER)
    replays.fails = error("It says no.")
    night = spent(nights, replays, "2026-12-25").told.night
    assert night.exit_code == error.exit_code
    assert "It says no." in night.sentence
    replays.fails = None
    spent(nights, replays, "2026-12-25T02:00")
    # The second item waits where the console is in doubt or away, and is done in the next night that is in time.
    assert [item.replay.stem for item in replays.done] == ["a", "b"]
    assert len(replays.done) == 2


def test_an_item_that_could_not_begin_is_tried_again_while_it_is_due(nights: Nights, replays: Replays) -> None:
    nights.declares(ITEM)
    replays.is_missing = True
    assert spent(nights, replays, "2026-12-25").told.night.kinds == ("refused",)
    replays.is_missing = False
    assert spent(nights, replays, "2026-12-25T02:00").told.night.exit_code == 0
    assert len(replays.done) == 1


def test_nothing_is_done_once_on_a_console_that_could_not_be_brought_up_to_date(
    nights: Nights, replays: Replays
) -> None:
    nights.declares(ITEM, "limits: {sites: 1}", sites=2)
    for number in ("001", "002"):
        for day in range(5):
            nights.telephones.somebody_sets(number, day)  # type: ignore[arg-type]
    assert spent(nights, replays, "2026-12-25").told.night.reason == "limit"
    assert replays.done == []


def test_a_ledger_of_items_that_cannot_be_read_lets_none_be_done(nights: Nights, replays: Replays) -> None:
    nights.declares(ITEM)
    spent(nights, replays, "2026-12-25")
    (file,) = (nights.folder / "state" / "once").iterdir()
    file.write_text("{}")
    night = spent(nights, replays, "2026-12-25T02:00").told.night
    assert (night.exit_code, len(replays.done)) == (1, 1)
    assert "what was done once cannot be read" in night.sentence


def test_without_the_part_that_replays_an_item_is_told_and_waits(nights: Nights) -> None:
    nights.declares(ITEM)
    night = nights.on("2026-12-25").told.night
    assert (night.exit_code, night.kinds) == (1, ("failed",))
    assert "was not begun" in night.sentence


@pytest.fixture
def recording(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Return a recording of the pretended console, and have the part that replays know it alone."""
    found = SimpleNamespace(
        console="threecx", address="https://oti.example.fr/", is_edited=False, replayed=[], loaded=[]
    )
    parts = {
        "file": {
            "load_recording": lambda path: found.loaded.append(path) or found,
            "is_edited": lambda recording: recording.is_edited,
        },
        "rows": {"rows_of": lambda recording, values: (values,)},
        "replaying": {
            "replay": lambda session, recording, rows, files: (
                found.replayed.append((rows, files)) or Verdict(0, "done", "Rejoué.")
            )
        },
    }
    monkeypatch.setitem(sys.modules, "pupitre.recording", ModuleType("pupitre.recording"))
    for name, content in parts.items():
        module = ModuleType(f"pupitre.recording.{name}")
        vars(module).update(content)
        monkeypatch.setitem(sys.modules, f"pupitre.recording.{name}", module)
    return found


def test_a_recording_is_replayed_with_its_values(nights: Nights, recording: SimpleNamespace) -> None:
    nights.declares(ITEM)
    assert nights.on("2026-12-25").told.night.exit_code == 0
    folder = nights.folder / "recordings"
    assert recording.loaded == [folder / "message.yaml"]
    assert recording.replayed == [(({"text": "Joyeux Noël"},), folder)]


@pytest.mark.parametrize(
    ("about", "code", "says"),
    [
        ({"console": "ooma"}, 1, "this estate is about"),
        ({"address": "https://elsewhere.example.fr"}, 1, "this estate is about"),
        ({"is_edited": True}, 3, "nobody is there to accept that"),
    ],
)
def test_a_recording_that_a_person_would_have_to_accept_is_not_begun(
    nights: Nights, recording: SimpleNamespace, about: dict[str, Any], code: int, says: str
) -> None:
    vars(recording).update(about)
    nights.declares(ITEM)
    night = nights.on("2026-12-25").told.night
    assert night.exit_code == code
    assert says in night.sentence
    assert recording.replayed == []
