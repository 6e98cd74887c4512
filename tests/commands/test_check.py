"""`pupitre check` and `pupitre schema`: what they print, where, and how they end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pupitre.commands import check, schema

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

BAD = """\
console: threecx
address: https://oti.3cx.fr
login: {user: "000", password: hunter2-canary}
timezone: Europe/Paris
sites:
  REVEL: {extension: "021", week: {mon: [08:00-17:00, 14:00-17:30]}}
"""


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "oti.yaml"
    path.write_text(BAD, encoding="utf-8")
    return path


def test_a_good_file_is_summed_up_in_the_language_of_its_estate(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run(EXAMPLES / "oti.yaml") == 0
    printed = capsys.readouterr()
    assert printed.out == (
        f"{EXAMPLES}/oti.yaml: threecx, https://oti.3cx.fr (https://oti.3cx.fr/webclient), 4 sites, Europe/Paris\n"
        "  021  REVEL         Lun-Ven 08:00-12:00 14:00-17:30\n"
        "  022  SOREZE        Lun-Ven 08:00-17:00\n"
        "  023  Saint FELIX   Lun-Ven 08:00-17:00\n"
        "  024  Les CAMMAZES  Lun-Ven 08:00-17:00\n"
    )
    assert printed.err == ""


def test_a_closed_site_is_said_to_be_closed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(
        BAD.replace("hunter2-canary", "env:X").split("sites:")[0] + "sites: {R: {extension: 1, closed: true}}"
    )
    assert check.run(path) == 0
    assert capsys.readouterr().out.endswith(", 1 site, Europe/Paris\n  1  R  closed all week\n")


def test_a_bad_file_is_explained_to_people_only(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run(bad) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        f"{bad}:3:32: login.password: a password does not stand in a file; say where it is: "
        "env:NAME, file:PATH, keyring:NAME, command:COMMAND or systemd:NAME\n"
        f"{bad}:6:42: sites.REVEL.week: Monday 08:00-17:00 and 14:00-17:30 overlap; the console refuses that\n"
    )


def test_json_is_one_document_and_people_read_the_other_stream(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run(EXAMPLES / "oti.yaml", json_output=True) == 0
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert document["ok"] is True
    assert document["address"] == "https://oti.3cx.fr"
    assert document["sites"]["REVEL"]["week"]["mon"] == ["08:00-12:00", "14:00-17:30"]
    assert "REVEL" in printed.err
    assert check.run(bad, json_output=True) == 1
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert (document["ok"], document["reason"]) == (False, "estate_invalid")
    assert document["problems"][1] == {
        "line": 6,
        "column": 42,
        "path": "sites.REVEL.week",
        "message": "Monday 08:00-17:00 and 14:00-17:30 overlap; the console refuses that",
    }
    assert "hunter2" not in printed.out + printed.err


def test_a_missing_file_is_a_document_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run(tmp_path / "none.yaml", json_output=True) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["problems"] == []
    assert document["sentence"].endswith("none.yaml: there is no such file")


def test_the_schema_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert schema.run() == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Pupitre estate"


def test_checking_loads_no_browser_and_nothing_heavy() -> None:
    script = (
        "import sys; from pupitre.commands import check, schema; "
        f"check.run({str(EXAMPLES / 'oti.yaml')!r}); schema.run(); "
        "heavy = {'playwright', 'rich', 'pydantic', 'jinja2', 'typer', 'keyring', 'pupitre_threecx'}; "
        "sys.exit(repr(heavy & {name.partition('.')[0] for name in sys.modules} or ''))"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.stderr.strip() in ("", "''")
