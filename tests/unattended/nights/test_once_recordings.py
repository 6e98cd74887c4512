"""What speaks against replaying a recording with nobody there: told by `pupitre check`, and before a night opens anything."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine

from pupitre.commands import check
from pupitre.errors import PupitreError
from pupitre.recording import replaying
from pupitre.run import Session, Verdict
from pupitre.unattended.replays import prepared

from .conftest import Nights, put_recording

HERE = "https://oti.example.fr"
VALUES = 'set: {extension: "022", site: SOREZE, replaced: 08:00-17:00, slots: "09:00-12:00, 14:00-18:00"}'
ITEM = f"once: {{at: 2026-12-24 12:00, replay: recordings/lunch.yaml, {VALUES}}}"
BEFORE = "2026-12-20 09:00+01:00"

Replayed = list[tuple[Any, ...]]


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch) -> Replayed:
    """Return what is handed to the replay, which opens nothing here."""
    found: Replayed = []

    def replay(session: Session, *given: Any, **options: Any) -> Verdict:
        found.append((*given, options))
        return Verdict(0, "done", "Rejoué et relu.")

    monkeypatch.setattr(replaying, "replay", replay)
    return found


def put(nights: Nights, **changes: str) -> Path:
    return put_recording(nights.folder / "recordings" / "lunch.yaml", HERE, **changes)


def test_a_recording_of_this_console_is_replayed_with_the_values_of_the_file(
    nights: Nights, replayed: Replayed
) -> None:
    file = put(nights)
    nights.declares(ITEM)
    assert nights.on("2026-12-25").told.night.exit_code == 0
    ((recording, (row,), options),) = replayed
    assert recording.name == "fermer à midi"
    assert row.values["slots"] == "09:00-12:00, 14:00-18:00"
    assert row.name == nights.estate.once[0].name
    assert options == {"files": file.parent}


def other_address(nights: Nights) -> None:
    put_recording(nights.folder / "recordings" / "lunch.yaml", "https://elsewhere.example.fr")


def other_console(nights: Nights) -> None:
    put(nights, **{"console: threecx": "console: ooma"})


def changed_by_hand(nights: Nights) -> None:
    file = put(nights)
    file.write_text(file.read_text("utf-8").replace("#btnSave", "#btnSaveAll"), "utf-8")


def no_such_recording(nights: Nights) -> None:
    assert not (nights.folder / "recordings").exists()


def a_mistake_in_the_recording(nights: Nights) -> None:
    file = put(nights)
    file.write_text(file.read_text("utf-8").replace("do: fill", "do: fil"), "utf-8")


def attaches_a_file(nights: Nights) -> None:
    upload = "    do: upload\n    value: affiche.pdf\n    ways:\n      - {css: '#btnSave'}"
    put(nights, **{'    do: click\n    ways:\n      - {css: "#btnSave"}': upload})


def as_it_should_be(nights: Nights) -> None:
    put(nights)


@pytest.mark.parametrize(
    ("done_to_it", "item", "code", "says"),
    [
        (other_address, ITEM, 3, "was recorded on https://elsewhere.example.fr, and this file is about"),
        (other_console, ITEM, 1, "is of a console ooma, and this file is about a console threecx"),
        (changed_by_hand, ITEM, 3, "was changed by hand since Pupitre wrote it"),
        (no_such_recording, ITEM, 1, "lunch.yaml"),
        (a_mistake_in_the_recording, ITEM, 1, "this is not known; write"),
        (attaches_a_file, ITEM, 1, "affiche.pdf is to be attached, and is not there"),
        (as_it_should_be, ITEM.replace("replaced: 08:00-17:00, ", ""), 1, "replaced has no value under `set`"),
        (as_it_should_be, ITEM.replace("site:", "town:"), 1, "no parameter 'town'"),
        (as_it_should_be, ITEM.replace("12:00, 14:00-18:00", "26:00"), 1, "The value of slots does not fit"),
    ],
)
def test_what_a_person_would_have_to_mend_or_accept_is_told_and_never_begun(
    done_to_it: Callable[[Nights], None],
    item: str,
    code: int,
    says: str,
    nights: Nights,
    replayed: Replayed,
    capsys: pytest.CaptureFixture[str],
) -> None:
    nights.declares(item)
    done_to_it(nights)
    with pytest.raises(PupitreError):  # before anything is opened: no session is given
        prepared(nights.estate.once[0], nights.estate)
    with time_machine.travel(BEFORE):
        assert check.run(nights.file) == 1
    told = capsys.readouterr().err
    assert says in told
    assert all(line.startswith(f"{nights.file}:6:7: once: ") for line in told.splitlines())
    night = nights.on("2026-12-25").told.night
    assert (night.exit_code, replayed) == (code, [])
    assert says in night.sentence
    assert "was not begun, and waits until 2026-12-25 12:00" in night.sentence


def test_check_says_when_an_item_is_done_and_what_could_be_declared(
    nights: Nights, capsys: pytest.CaptureFixture[str]
) -> None:
    put(nights, **{"instead: lunch-hours.declared.yaml": "instead: declared.yaml"})
    nights.declares(ITEM)
    with time_machine.travel(BEFORE):
        assert check.run(nights.file) == 0
        lines = capsys.readouterr().out.splitlines()
        assert check.run(nights.file, json_output=True) == 0
    assert (
        "  once: lunch (2026-12-24 12:00, 022, SOREZE, 08:00-17:00, 09:00-12:00, 14:00-18:00), by the first run"
        in "\n".join(lines)
    )
    assert f"pupitre timer install {nights.file} --due" in "\n".join(lines)
    assert (
        lines[-1]
        == f"The change of recordings/lunch.yaml can be declared, which is better: {nights.folder}/recordings/declared.yaml"
    )
    (item,) = json.loads(capsys.readouterr().out)["once"]
    assert (item["at"], item["until"], item["over"]) == (
        "2026-12-24T12:00:00+01:00",
        "2026-12-25T12:00:00+01:00",
        False,
    )


def test_an_item_of_the_past_needs_its_recording_no_more(nights: Nights, capsys: pytest.CaptureFixture[str]) -> None:
    nights.declares(ITEM)
    with time_machine.travel("2026-12-26 09:00+01:00"):
        assert check.run(nights.file) == 0
    assert "until 2026-12-25 12:00: that is over" in capsys.readouterr().out
