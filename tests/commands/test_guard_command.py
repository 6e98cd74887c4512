"""`pupitre guard`: what a person reads, what a program reads, and what a release does not do."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from pupitre.commands.guard import init, release, status
from pupitre.errors import Explained, StateUnusable
from pupitre.guard import Guard, LedgerLost, Outcome, clock

ORIGIN = "https://oti.3cx.fr"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PUPITRE_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def tried(outcome: Outcome, *, account: str = "000", secret: str = "s3cr3t") -> None:
    with (
        Guard.open() as guard,
        guard.lease(ORIGIN, "run"),
        guard.reserve(origin=ORIGIN, account=account, secret=secret, run_id="run") as attempt,
    ):
        attempt.sent()
        attempt.settle(outcome)


def test_nothing_tried_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert status() == 0
    assert capsys.readouterr().out == "No login was ever tried from here.\n"


def test_a_held_door_says_why_and_what_opens_it(capsys: pytest.CaptureFixture[str]) -> None:
    tried(Outcome.UNKNOWN)
    assert status() == 0
    said = capsys.readouterr().out
    assert f"{ORIGIN} 000: held since " in said
    assert "its outcome is not known" in said
    assert f"pupitre guard release {ORIGIN}" in said


def test_an_open_door_takes_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    tried(Outcome.OK)
    status()
    assert capsys.readouterr().out == f"{ORIGIN} 000: open\n"


def test_json_is_one_document_on_stdout_and_text_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    tried(Outcome.BLOCKED)
    assert status(json_output=True) == 0
    printed = capsys.readouterr()
    (door,) = json.loads(printed.out)["doors"]
    assert (door["origin"], door["account"], door["open"], door["reason"]) == (
        ORIGIN,
        "000",
        False,
        "blocked",
    )
    assert door["sentence"]["fr"].startswith("la console bloque")
    assert "held" in printed.err


def test_a_release_opens_after_an_unknown_outcome(capsys: pytest.CaptureFixture[str]) -> None:
    tried(Outcome.UNKNOWN)
    assert release(ORIGIN, who="Marie", why="signed in by hand") == 0
    said = capsys.readouterr().out
    assert f"{ORIGIN} was released by Marie: signed in by hand" in said
    assert "its outcome is not known" not in said


def test_a_release_says_that_a_refused_password_stays_refused(capsys: pytest.CaptureFixture[str]) -> None:
    tried(Outcome.BAD)
    assert release(ORIGIN, who="Marie", why="please", json_output=True) == 0
    (door,) = json.loads(capsys.readouterr().out)["doors"]
    assert door["reason"] == "same_password"


@pytest.mark.parametrize(("typed", "name"), [("\n", "jeanne"), ("Marie \n", "Marie"), ("", "jeanne")])
def test_who_releases_is_asked_of_the_person_at_the_keyboard(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, typed: str, name: str
) -> None:
    monkeypatch.setenv("LOGNAME", "jeanne")
    keyboard = io.StringIO(typed)
    keyboard.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdin", keyboard)
    tried(Outcome.UNKNOWN)
    assert release(ORIGIN, None, "looked") == 0
    printed = capsys.readouterr()
    assert "Who releases it? [jeanne]" in printed.err
    assert f"released by {name}: looked" in printed.out


def test_nothing_is_released_when_nobody_is_there_and_nobody_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Marie\n"))
    tried(Outcome.UNKNOWN)
    with pytest.raises(Explained, match="Nobody is there") as caught:
        release(ORIGIN, None, "looked")
    assert "--who" in caught.value.remedy
    with Guard.open() as guard:
        assert not guard.status()[0].open


def test_a_release_says_that_the_cap_of_a_day_stays(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = clock._seconds_since_boot
    tried(Outcome.UNKNOWN)
    release(ORIGIN, who="Marie", why="looked")
    monkeypatch.setattr(clock, "_seconds_since_boot", lambda: seconds() + 31)
    tried(Outcome.UNKNOWN)
    capsys.readouterr()
    release(ORIGIN, who="Marie", why="looked again", json_output=True)
    (door,) = json.loads(capsys.readouterr().out)["doors"]
    assert (door["reason"], door["attempts"]) == ("hard_cap", 2)
    assert "24 hours" in door["opens"]["en"]


def test_a_release_without_a_reason_is_refused() -> None:
    tried(Outcome.UNKNOWN)
    with pytest.raises(Explained, match="a reason"):
        release(ORIGIN, who="Marie", why=" ")


def test_a_release_of_a_console_never_tried_names_those_that_were() -> None:
    tried(Outcome.UNKNOWN)
    with pytest.raises(Explained) as caught:
        release("https://typo.3cx.fr", who="Marie", why="looked")
    assert ORIGIN in caught.value.remedy


def test_a_release_of_what_is_no_origin_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert release("oti.3cx.fr/webclient\x1b[2J", who="Marie", why="looked", json_output=True) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out)["reason"] == "not_an_origin"
    assert "\x1b" not in printed.err


def test_the_names_of_accounts_cannot_draw_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    tried(Outcome.OK, account="0\x1b[31m0\n0")
    status()
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert said.count("\n") == 1


def test_init_makes_the_first_ledger_and_leaves_a_sound_one(capsys: pytest.CaptureFixture[str], state: Path) -> None:
    assert init() == 0
    tried(Outcome.UNKNOWN)
    assert init(i_know=True) == 0
    assert "nothing was changed" in capsys.readouterr().out
    with Guard.open() as guard:
        assert not guard.status()[0].open


def test_init_replaces_a_lost_ledger_only_for_one_who_knows(capsys: pytest.CaptureFixture[str], state: Path) -> None:
    tried(Outcome.UNKNOWN)
    (state / "ledger" / "ledger.db").unlink()
    with pytest.raises(LedgerLost) as caught:
        init()
    assert "pupitre guard init --i-know" in caught.value.remedy
    assert init(i_know=True, json_output=True) == 0
    kept = json.loads(capsys.readouterr().out)["kept"]
    assert (Path(kept) / "ledger.key").exists()
    with Guard.open() as guard:
        assert guard.status() == ()


def test_init_does_not_replace_what_is_only_badly_protected(state: Path) -> None:
    tried(Outcome.UNKNOWN)
    state.chmod(0o755)
    with pytest.raises(StateUnusable, match="open to others"):
        init(i_know=True)
    state.chmod(0o700)
    with Guard.open() as guard:
        assert not guard.status()[0].open


def test_the_command_needs_no_browser_and_no_colours() -> None:
    asked = (
        "import sys, pupitre.commands.guard; print([m for m in sys.modules if m in ('playwright', 'rich', 'typer')])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"
