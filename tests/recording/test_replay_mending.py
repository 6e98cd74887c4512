"""The ways by which a replay found what the first ones did not find any more, put first in the file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pupitre.commands.mend import mend
from pupitre.errors import PupitreError
from pupitre.evidence import Record
from pupitre.recording.file import digest, is_edited, parse_recording
from pupitre.recording.mending import Healing, NotMended, mended

FILE = """# Les groupes, montrés par Anne.
recording: 1
console: any
address: "https://x.example"
made: {at: now, by: pupitre, seal: "SEAL"}
parameters:
  name: {type: text, recorded: Accueil}
steps:
  - says: "Écrire « {name} »"   # le nom
    do: fill
    value: "{name}"
    ways:
      - {role: textbox, name: Nom}   # comme à l'écran
      - {label: "Nom du {name}"}
      # ce que les auteurs de la page écrivent
      - {css: "#name"}
    before:
      - 'heading "Groupe"'
      - 'textbox "Nom"'
  - for: each in each_of
    steps:
      - says: Cliquer
        do: click
        ways:
          - {role: button, name: OK}
          - {css: "#ok"}
        before:
          - 'button "OK"'
  - says: Enregistrer
    do: click
    ways: [{role: button, name: OK}, {css: "#btnSave"}]
    commit: true
"""
FILE = FILE.replace("  name: {type", "  each_of: {type: list, recorded: [a]}\n  name: {type", 1)
TEXT = FILE.replace("SEAL", digest(parse_recording(FILE, "f")))


def test_the_way_that_found_it_comes_first_and_nothing_else_is_touched() -> None:
    assert not is_edited(parse_recording(TEXT, "f"))
    after = mended(TEXT, "f", [Healing("1", 2, (1,))])
    kept = parse_recording(after, "f")
    assert not is_edited(kept)
    way = '      # ce que les auteurs de la page écrivent\n      - {css: "#name"}\n'
    wanted = FILE.replace(way, "", 1).replace("    ways:\n", f"    ways:\n{way}", 1)
    wanted = wanted.replace("      - 'textbox \"Nom\"'\n", "")
    assert after.replace(digest(kept), "SEAL") == wanted


def test_inside_a_loop_the_last_line_of_what_was_seen_takes_its_key_with_it() -> None:
    after = parse_recording(mended(TEXT, "f", [Healing("2.1", 1, (0,))]), "f")
    (_, click, _) = after.each_step
    assert ([str(way) for way in click.ways], click.before) == (["css=#ok", "role=button name=OK"], ())


def test_a_file_that_was_changed_by_hand_stays_so() -> None:
    assert is_edited(parse_recording(mended(FILE, "f", [Healing("1", 1)]), "f"))


@pytest.mark.parametrize(
    "healing",
    [
        Healing("3", 1),
        Healing("1", 0),
        Healing("1", 3),
        Healing("1", 1, (7,)),
        Healing("9", 1),
        Healing("2.4", 1),
        Healing("x", 1),
    ],
)
def test_what_saves_and_what_is_not_there_is_never_mended(healing: Healing) -> None:
    with pytest.raises(NotMended):
        mended(TEXT, "f", [healing])


def test_ways_on_one_line_are_left_to_a_person() -> None:
    text = TEXT.replace("    commit: true\n", "")
    with pytest.raises(NotMended, match="line by line"):
        mended(text, "f", [Healing("3", 1)])


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    file = tmp_path / "groups.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return file


def found(seal: str, *healed: dict[str, Any]) -> Callable[[Record], None]:
    def doing(record: Record) -> None:
        record.event("recording", says="groups", detail={"seal": seal})
        for detail in healed:
            record.event("healed", says="1", detail=detail)

    return doing


SEAL = digest(parse_recording(TEXT, "f"))


def test_the_newest_replay_of_exactly_this_recording_decides(
    recorded: Path, keep_run: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_run("20261122T010000Z-aaaaaa", verb="replay", doing=found(SEAL, {"step": "1", "way": 1, "gone": []}))
    keep_run("20261122T020000Z-bbbbbb", verb="replay", doing=found(SEAL, {"step": "1", "way": 2, "gone": [1]}))
    keep_run("20261122T030000Z-cccccc", verb="replay", doing=found("0" * 64, {"step": "1", "way": 1, "gone": []}))
    assert mend(recorded, tmp_path / "evidence", yes=True, json_output=True) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"exit_code": 0, "reason": "mended", "mended": ["1"]}
    assert "  - role=textbox name=Nom\n  + css=#name\n" in printed.err
    assert recorded.read_text(encoding="utf-8") == mended(TEXT, "f", [Healing("1", 2, (1,))])
    with pytest.raises(NotMended, match="as it is now"):
        mend(recorded, tmp_path / "evidence", yes=True, json_output=False)


def test_without_a_yes_nothing_is_written(recorded: Path, keep_run: Any, tmp_path: Path) -> None:
    keep_run("20261122T010000Z-aaaaaa", verb="replay", doing=found(SEAL, {"step": "1", "way": 1, "gone": []}))
    with pytest.raises(PupitreError, match="say yes"):
        mend(recorded, tmp_path / "evidence", yes=False, json_output=False)
    assert recorded.read_text(encoding="utf-8") == TEXT


def test_evidence_that_was_changed_mends_nothing(recorded: Path, keep_run: Any, tmp_path: Path) -> None:
    record = keep_run("20261122T010000Z-aaaaaa", verb="replay", doing=found(SEAL, {"step": "1", "way": 1, "gone": []}))
    events = record.folder / "events.jsonl"
    events.write_text(events.read_text("utf-8").replace('"way":1', '"way":2'), encoding="utf-8")
    with pytest.raises(NotMended):
        mend(recorded, tmp_path / "evidence", yes=True, json_output=False)
    assert recorded.read_text(encoding="utf-8") == TEXT
