"""`pupitre run` as it is typed, and as timers and watch type it."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path
from typing import Any

import pytest

from pupitre.cli import app
from pupitre.commands.ending import ended
from pupitre.commands.run import run
from pupitre.errors import Unreachable
from pupitre.guard import Guard
from pupitre.unattended import history
from pupitre.unattended.exit_codes import WORST_FIRST, worst
from pupitre.unattended.timers.job import night_command

from .conftest import Nights, Telephones

Typed = Any


@pytest.fixture
def typed(capfd: pytest.CaptureFixture[str]) -> Typed:
    """Return what types a command and gives its exit code and its two streams."""

    def type_it(*words: object) -> tuple[int, str, str]:
        arguments = [str(word) for word in words]
        code = ended(
            lambda: app(arguments, standalone_mode=False, prog_name="pupitre"), json_output="--json" in arguments
        )
        printed = capfd.readouterr()
        return code, printed.out, printed.err

    return type_it


def another(nights: Nights, name: str, console: str) -> Path:
    """Write a second file, about another console."""
    text = nights.file.read_text(encoding="utf-8").replace("oti.example.fr", console)
    path = nights.folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_timer_and_watch_start_exactly_what_run_takes(nights: Nights, typed: Typed) -> None:
    command = night_command([nights.file], nights.folder / "kept")
    module = command.index("pupitre")
    assert command[module - 1] == "-m"
    code, out, err = typed(*command[module + 1 :])
    assert (code, err) == (0, "")
    assert "Nothing to do" in out
    (folder,) = (each for each in (nights.folder / "kept").iterdir() if each.is_dir())
    assert str(folder) in out


def test_one_estate_that_fails_hides_no_other(nights: Nights, typed: Typed) -> None:
    broken = nights.folder / "broken.yaml"
    broken.write_text("console: threecx\n", encoding="utf-8")
    other = another(nights, "other.yaml", "other.example.fr")

    def away(telephones: Telephones) -> None:
        if telephones.sign_ins == 1:
            raise Unreachable("It cannot be reached.")

    nights.telephones.at_sign_in = away
    code, out, err = typed("run", nights.folder / "nowhere", broken, nights.file, other, other, "--json",
                           "--evidence", nights.folder / "kept")  # fmt: skip
    told = json.loads(out)
    assert code == told["exit_code"] == 1
    assert [(each["exit_code"], each["reason"]) for each in told["estates"]] == [
        (1, "estate_invalid"),
        (1, "estate_invalid"),
        (1, "unreachable"),
        (0, "nothing_to_do"),
    ]
    assert told["estates"][3]["run"]["verb"] == "run"
    assert told["estates"][3]["next_push"] is None
    assert [history.read(f"https://{name}.example.fr").nights[-1].exit_code for name in ("oti", "other")] == [1, 0]
    assert "It cannot be reached." in err


def test_no_browser_inherits_the_password_of_an_estate_that_comes_later(
    nights: Nights, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = another(nights, "other.yaml", "other.example.fr")
    other.write_text(other.read_text(encoding="utf-8").replace("file:password", "env:OTHER_OFFICE"), encoding="utf-8")
    monkeypatch.setenv("OTHER_OFFICE", "of nobody")
    inherited: list[bool] = []
    nights.telephones.at_sign_in = lambda _: inherited.append("OTHER_OFFICE" in os.environ)
    assert typed("run", nights.file, other, "--evidence", nights.folder / "kept")[0] == 0
    assert inherited == [False, False]


def test_nothing_named_is_a_mistake_of_whoever_typed_it(nights: Nights, typed: Typed) -> None:
    assert typed("run")[0] == 1
    empty = nights.folder / "empty"
    empty.mkdir()
    code, out, _ = typed("run", empty, "--json")
    assert code == 1
    assert "no estate file in this folder" in json.loads(out)["estates"][0]["sentence"]


def test_a_console_that_another_run_holds_is_left_to_it(nights: Nights, typed: Typed) -> None:
    other = another(nights, "other.yaml", "other.example.fr")
    with Guard.open() as guard, guard.lease("https://oti.example.fr", "the first timer"):
        code, out, _ = typed("run", nights.file, other, "--json", "--evidence", nights.folder / "kept")
    told = json.loads(out)["estates"]
    assert code == 6
    assert [(each["exit_code"], each["kinds"]) for each in told] == [(6, ["missed"]), (0, ["unchanged"])]
    assert nights.telephones.sign_ins == 1


def test_an_interrupted_night_is_the_last(nights: Nights, typed: Typed) -> None:
    other = another(nights, "other.yaml", "other.example.fr")

    def interrupt(_: Telephones) -> None:
        raise KeyboardInterrupt

    nights.telephones.at_sign_in = interrupt
    code, out, _ = typed("run", nights.file, other, "--json", "--evidence", nights.folder / "kept")
    assert code == 130
    assert [each["exit_code"] for each in json.loads(out)["estates"]] == [130]
    assert nights.telephones.sign_ins == 1


def test_an_interruption_between_two_nights_is_told(nights: Nights, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object) -> Any:
        raise KeyboardInterrupt

    assert run([nights.file], nights.settings, json_output=True, spend=interrupted) == 130
    assert json.loads(capsys.readouterr().out)["estates"][0]["reason"] == "interrupted"


def test_the_worst_exit_code_is_that_of_all() -> None:
    for one, other in itertools.combinations(WORST_FIRST, 2):
        assert worst([other, one, other]) == one
    assert worst([]) == 0
    assert worst([0, 99]) == 70


def test_the_status_says_when_the_grid_changes_next_before_and_after_the_first_night(
    christmas: Nights, typed: Typed
) -> None:
    import time_machine

    with time_machine.travel("2026-11-22T12:00:00+01:00", tick=True):
        assert json.loads(typed("status", christmas.file, "--json")[1])["estates"][0]["next_push"] == "2026-12-22"
    christmas.on("2026-12-22")
    with time_machine.travel("2026-12-22T12:00:00+01:00", tick=True):
        assert "Next change: 2026-12-29" in typed("status", christmas.file)[1]
