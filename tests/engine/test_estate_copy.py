"""`evidence: {copy: PATH}` in an estate file: where it points, and what `check` says of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pupitre.commands.check import run as check
from pupitre.errors import EstateError
from pupitre.estate import load

ESTATE = """\
console: threecx
address: https://oti.3cx.fr
login: {{user: "000", password: env:OTI}}
timezone: Europe/Paris
evidence: {{copy: {copy}}}
sites: {{REVEL: {{extension: "021", week: {{mon: 08:00-12:00}}}}}}
"""


def write(folder: Path, copy: str) -> Path:
    file = folder / "oti.yaml"
    file.write_text(ESTATE.format(copy=copy), encoding="utf-8")
    return file


def test_a_copy_is_found_from_the_file_or_from_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert load(write(tmp_path, "share")).evidence.copy == tmp_path / "share"
    assert load(write(tmp_path, '"~/share"')).evidence.copy == tmp_path / "home" / "share"
    assert load(write(tmp_path, "/srv/share")).evidence.copy == Path("/srv/share")


@pytest.mark.parametrize(
    ("copy", "said"),
    [
        ('"~nobody-of-that-name/x"', "nobody's home is called"),
        ("[a]", "this is a list; write a text"),
        ('""', "this is empty"),
        ('"a\\0b"', ""),
    ],
)
def test_a_copy_that_can_not_be_meant_is_told_with_its_place(tmp_path: Path, copy: str, said: str) -> None:
    with pytest.raises(EstateError) as caught:
        load(write(tmp_path, copy))
    assert "oti.yaml:5:" in caught.value.what
    assert said in caught.value.what


def test_check_says_that_the_folder_for_copies_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, "share")
    assert check(file, json_output=True) == 0
    (note,) = json.loads(capsys.readouterr().out)["notes"]
    assert "evidence.copy: there is no folder" in note
    (tmp_path / "share").mkdir()
    check(file, json_output=True)
    assert json.loads(capsys.readouterr().out)["notes"] == []
