"""`pupitre replay` and `pupitre recording mend`: what is refused before anything is opened, and a whole run."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pupitre.cli import app
from pupitre.commands.ending import ended
from pupitre.commands.replay import Order, meant, run
from pupitre.mock.notice_board import Change, MockNoticeBoard
from pupitre.recording.file import is_edited, load_recording
from pupitre.run import Settings
from pupitre.shipped import folder
from pupitre.testing import Operator
from pupitre.testing.canary import Search

NOW = dt.datetime(2026, 11, 22, 15, 0, tzinfo=dt.UTC)


@pytest.fixture
def board() -> Iterator[MockNoticeBoard]:
    """Yield a board on which a field is called otherwise than when it was recorded."""
    with MockNoticeBoard(Change.RENAMED) as console:
        yield console


@pytest.fixture
def signs_in(board: MockNoticeBoard, operator: Operator) -> Path:
    """Return the estate's file that says how to sign in on the board."""
    login = f'login: {{user: "{board.user}", password: "{operator.knows(board.password)}"}}'
    return operator.declares(f"console: any\naddress: {board.address}\n{login}\ntimezone: Europe/Paris\nlanguage: fr\n")


@pytest.fixture
def recorded(operator: Operator, panel_changed: str) -> Path:
    """Return the shipped recording in the operator's own folder."""
    file = operator.folder / "panel.yaml"
    file.write_text(panel_changed, encoding="utf-8")
    return file


def pupitre(*command: str) -> int:
    return ended(lambda: app(list(command), standalone_mode=False), json_output="--json" in command)


def test_each_line_is_replayed_with_one_sign_in_and_what_healed_is_kept_when_asked_for(
    board: MockNoticeBoard,
    signs_in: Path,
    recorded: Path,
    operator: Operator,
    capsys: pytest.CaptureFixture[str],
    canary: str,
) -> None:
    table = operator.folder / "panels.csv"
    table.write_text(
        "\ufeffpanel;message;opens\r\nMusée;=1+1;19:30\r\nPiscine;Fermé;08:00\r\nGare;Fermé;08:00\r\n", "utf-8"
    )
    options = ["--elsewhere", "--estate", str(signs_in), "--on-each", str(table), "--patience", "3", "--json"]
    assert pupitre("replay", str(recorded), *options) == 5
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert (document["reason"], document["recording"]) == ("only_some_sites", str(recorded))
    assert [site["status"] for site in document["sites"]] == ["changed", "failed", "changed"]
    assert "2. Musée : fait\n3. Piscine : pas fait\n4. Gare : fait\n" in told.err
    assert [panel.message for panel in board.panels] == ["Marché le samedi", "=1+1", "Fermé"]
    assert (board.login_posts, board.save_posts, board.open_sessions) == (1, 2, 0)
    assert list(Search(canary).in_folder(operator.folder, kept_in=("password",))) == []

    assert pupitre("recording", "mend", str(recorded), "--yes") == 0
    assert (
        "3. Écrire « {message} » dans « Message »\n  - role=textbox name=Message\n  + css=#message"
        in capsys.readouterr().out
    )
    mended = load_recording(recorded)
    step = list(mended.each_step)[2]
    assert ([str(way) for way in step.ways], step.before) == (
        ["css=#message", "role=textbox name=Message"],
        ('textbox "Ouverture"',),
    )
    assert not is_edited(mended)


@pytest.mark.parametrize(
    ("more", "code", "reason"),
    [
        ((), 3, "elsewhere"),
        (("--elsewhere", "--set", "opens=25:00"), 1, "bad_value"),
        (("--elsewhere", "--set", "roof=red"), 1, "bad_value"),
        (("--elsewhere", "--set", "opens"), 1, "bad_value"),
        (("--elsewhere", "--until", "12"), 1, "no_such_step"),
        (("--elsewhere", "--at", "2020-01-01 12:00"), 1, "bad_moment"),
        (("--elsewhere", "--on-each", "none.csv"), 1, "bad_table"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_opened(
    more: tuple[str, ...],
    code: int,
    reason: str,
    board: MockNoticeBoard,
    signs_in: Path,
    recorded: Path,
    operator: Operator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert pupitre("replay", str(recorded), "--estate", str(signs_in), "--json", *more) == code
    assert json.loads(capsys.readouterr().out)["reason"] == reason
    assert (board.login_posts, (operator.folder / "evidence").exists()) == (0, False)


@pytest.mark.parametrize("name", ["lunch-hours", "ring-group-created", "panel-changed"])
def test_what_is_shipped_is_sealed_has_one_save_and_expects_something(name: str) -> None:
    recording = load_recording(meant(Path(name)))
    assert not is_edited(recording)
    assert [step.commit for step in recording.each_step].count(True) == 1
    assert recording.expect
    assert recording.instead is None or (folder("recordings") / recording.instead).is_file()


def test_a_recording_that_was_changed_by_hand_is_refused_until_somebody_says_so(
    board: MockNoticeBoard, signs_in: Path, recorded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded.write_text(recorded.read_text("utf-8").replace("Ouvrir la liste", "Ouvrir"), "utf-8")
    options = ["--estate", str(signs_in), "--elsewhere", "--json"]
    assert pupitre("replay", str(recorded), *options) == 3
    assert json.loads(capsys.readouterr().out)["reason"] == "edited"
    assert pupitre("replay", str(recorded), *options, "--accept-edited", "--at", "2020-01-01 12:00") == 1
    assert json.loads(capsys.readouterr().out)["reason"] == "bad_moment"
    assert board.login_posts == 0


def test_a_recording_without_an_estate_says_how_to_name_one(
    operator: Operator, recorded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pupitre("replay", str(recorded)) == 1
    assert "--estate" in capsys.readouterr().err


def test_a_recording_of_another_console_is_refused(
    signs_in: Path, operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pupitre("replay", "lunch-hours", "--estate", str(signs_in), "--elsewhere") == 1
    assert "is of a console threecx" in capsys.readouterr().err


def test_while_it_waits_nothing_is_held_and_ctrl_c_ends_it(
    signs_in: Path, recorded: Path, operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    looks = iter([NOW])

    def clock() -> dt.datetime:
        for now in looks:
            return now
        assert not (operator.folder / "evidence").exists()
        raise KeyboardInterrupt

    order = Order(recorded, estate=signs_in, at="02:30", elsewhere=True)
    with pytest.raises(KeyboardInterrupt):
        run(order, Settings(evidence=operator.folder / "evidence"), json_output=False, now=clock)
    said = capsys.readouterr().err
    assert "ce sera demain" in said
    assert "2026-11-23 02:30 (Europe/Paris)" in said
