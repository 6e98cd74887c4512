"""What varies is asked for at the end of a recording, by whoever has a keyboard."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pupitre.commands.record import _lifted_as_asked
from pupitre.recording.file import parse_recording

OUT = Path("hours.yaml")
TEXT = """\
recording: 1
console: any
address: "http://127.0.0.1:1"
made: {at: "2026-11-22T10:00:00Z", by: "pupitre"}
steps:
  - says: "Ouvrir /"
    do: open
    value: "/"
  - says: "Écrire « 08:30 »"
    do: fill
    value: "08:30"
    ways: [{label: Ouverture}]
"""


def answered(monkeypatch: pytest.MonkeyPatch, typed: str, *, somebody: bool = True) -> str:
    keyboard = io.StringIO(typed)
    keyboard.isatty = lambda: somebody  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdin", keyboard)
    return _lifted_as_asked(TEXT, OUT, "fr")


@pytest.mark.parametrize(("typed", "name"), [("+\n", "time"), ("ouvre\n", "ouvre")])
def test_a_named_value_becomes_a_parameter_of_its_kind(monkeypatch: pytest.MonkeyPatch, typed: str, name: str) -> None:
    recording = parse_recording(answered(monkeypatch, typed), str(OUT))
    assert {each: parameter.type for each, parameter in recording.parameters.items()} == {name: "time"}
    assert [step.value for step in recording.each_step] == ["/", f"{{{name}}}"]


@pytest.mark.parametrize("typed", ["\n", ""])
def test_the_enter_key_leaves_a_value_as_it_is(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    assert answered(monkeypatch, typed) == TEXT


def test_nobody_is_asked_without_a_keyboard(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answered(monkeypatch, "+\n", somebody=False) == TEXT
    assert capsys.readouterr().err == ""


def test_a_name_that_cannot_be_is_explained_and_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    recording = parse_recording(answered(monkeypatch, "à midi\nouvre\n"), str(OUT))
    assert list(recording.parameters) == ["ouvre"]
    assert "is not understood" in capsys.readouterr().err
