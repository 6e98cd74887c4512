"""`pupitre calendar import` and `export`, as an operator types them."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import icalendar
import pytest

from pupitre import cli
from pupitre.errors import Explained

ESTATE = """\
console: threecx
address: https://oti.3cx.fr
login: {user: "000", password: env:OTI}
timezone: Europe/Paris
language: fr
calendar: {country: FR}
hours:
  bureaux: {week: {mon-fri: 08:00-12:00}, holidays: closed, days: {2026-12-24: 09:00-10:00}}
sites:
  REVEL: {extension: "021", hours: bureaux}
  SOREZE: {extension: "022", week: {mon: 08:00-12:00}}
"""
DECEMBER = ("--from", "2026-12-01", "--to", "2026-12-31")


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    path = tmp_path / "oti.yaml"
    path.write_text(ESTATE, encoding="utf-8")
    return path


def pupitre(*words: object) -> int:
    code = cli.app(["calendar", *(str(word) for word in words)], standalone_mode=False)
    assert isinstance(code, int)
    return code


def test_a_site_is_exported_for_a_map(estate: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pupitre("export", estate, "--as", "osm", "--site", "REVEL", *DECEMBER) == 0
    assert capsys.readouterr().out == "Mo-Fr 08:00-12:00; PH off; 2026 Dec 24 09:00-10:00\n"


def test_a_site_is_exported_for_a_website(estate: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pupitre("export", estate, "--as", "schema.org", "--site", "REVEL", *DECEMBER) == 0
    document = json.loads(capsys.readouterr().out)
    assert [each["validFrom"] for each in document["specialOpeningHoursSpecification"]] == ["2026-12-24", "2026-12-25"]


def test_a_calendar_of_the_departures_and_the_pushes_is_written(estate: Path, tmp_path: Path) -> None:
    out = tmp_path / "oti.ics"
    assert pupitre(estate, "--ics", out, *DECEMBER) == 0
    events = icalendar.Calendar.from_ical(out.read_bytes()).walk("VEVENT")
    assert [(str(event["DTSTART"].dt), str(event["SUMMARY"])) for event in events] == [
        ("2026-12-24", "REVEL : 09:00-10:00"),
        ("2026-12-25", "REVEL : fermé"),
        ("2026-12-22", "REVEL : la semaine de la console change dans la nuit qui précède"),
        ("2026-12-29", "REVEL : la semaine de la console change dans la nuit qui précède"),
    ]
    assert str(events[2]["DESCRIPTION"]).splitlines() == [
        "jeudi 24 décembre 2026 : 09:00-10:00",
        "vendredi 25 décembre 2026 : fermé",
        "Possible de la nuit qui mène au vendredi 18 décembre 2026 à celle qui mène au jeudi 24 décembre 2026",
    ]


@pytest.mark.parametrize(
    ("name", "content", "words", "lines"),
    [
        ("x.txt", "Mo-Fr 08:00-12:00; PH off", (), ["week:", "  mon-fri: 08:00-12:00", "holidays: closed"]),
        (
            "x.json",
            '{"openingHoursSpecification": {"dayOfWeek": "Monday", "opens": "08:00", "closes": "12:00"}}',
            (),
            ["week:", "  mon: 08:00-12:00"],
        ),
        (
            "x.ics",
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n"
            "DTSTART;VALUE=DATE:20261203\r\nSUMMARY:Grève\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            ("--name", "gr*", "--hours", "09:00-10:00,14:00-15:00", *DECEMBER),
            ["days:", "  2026-12-03: [09:00-10:00, 14:00-15:00]  # Grève"],
        ),
    ],
)
def test_a_source_is_told_by_its_content_and_becomes_yaml(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: str,
    words: tuple[str, ...],
    lines: list[str],
) -> None:
    source = tmp_path / name
    source.write_text(content, encoding="utf-8", newline="")
    assert pupitre("import", source, *words) == 0
    assert capsys.readouterr().out.splitlines()[1:] == lines
    out = tmp_path / "days.yaml"
    assert pupitre("import", source, *words, "--out", out) == 0
    assert out.read_text(encoding="utf-8").splitlines()[1:] == lines
    assert pupitre("import", source, *words, "--json") == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("export", "oti.yaml", "--as", "pdf"), "--as 'pdf' is not known"),
        (("export", "oti.yaml", "--as", "osm"), "There are several sites"),
        (("export", "oti.yaml", "--as", "osm", "--site", "REVEL", "--out", "oti.yaml"), "is not overwritten"),
        (("import", "nowhere.ics"), "cannot be read"),
        (("import", "text.txt", "--category", "x"), "choose events of an .ics"),
        (("import", "text.txt"), "is not understood"),
        (("import", "empty.ics", "--hours", "open"), "--hours: 'open' is not a slot"),
        (("import", "empty.ics", "--timezone", "Toulouse"), "'Toulouse' is not a place"),
        (("import", "empty.ics", "--hours", "09:00-12:00,11:00-14:00"), "09:00-12:00, 11:00-14:00 overlap"),
        (("import", "empty.ics", "--to", "2020-01-01"), "is before --from"),
        (("import", "empty.ics", "--from", "9999-12-31"), "--from 9999-12-31 is too far away"),
        (("import", "empty.ics", "--from", "2020-01-01", "--to", "2040-01-01"), "more than ten years"),
        (
            ("import", "empty.ics", "--name", "Grève*", *DECEMBER),
            "empty.ics: no event called 'Grève*' is in it from 2026-12-01 to 2026-12-31",
        ),
        (("import", "nothing.ics"), "nothing.ics: the file is empty"),
        (("import", "zip.ics"), "zip.ics: this is an archive"),
        (("import", "page.ics"), "page.ics: this is a web page"),
        (("import", "note.ics"), "note.ics: there is no calendar in it"),
        (("import", "latin.txt"), "latin.txt: line 2: this is not UTF-8"),
        (("import", "big.ics"), "big.ics: this is larger than 5 MB"),
        (("import", "deep.json"), "deep.json: this is JSON that no website has"),
        (("import", "comma.json"), "comma.json: line 2, column 1: this is not JSON"),
    ],
)
def test_what_makes_no_sense_is_refused(
    estate: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    monkeypatch.chdir(estate.parent)
    Path("text.txt").write_text("whenever we like", encoding="utf-8")
    Path("empty.ics").write_bytes(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n")
    with zipfile.ZipFile("zip.ics", "w") as archive:
        archive.write("empty.ics")
    Path("nothing.ics").write_bytes(b" \r\n")
    Path("page.ics").write_text("<!doctype html><title>Sign in</title>", encoding="utf-8")
    Path("note.ics").write_text("whenever we like", encoding="utf-8")
    Path("latin.txt").write_bytes(b"Mo 08:00-12:00\n# Gr\xe8ve")
    Path("big.ics").write_bytes(b"BEGIN:VCALENDAR\r\n" + b"x" * 10_000_000)
    Path("deep.json").write_text("[" * 100_000, encoding="utf-8")
    Path("comma.json").write_text('{"openingHoursSpecification": []\n', encoding="utf-8")
    with pytest.raises(Explained, match=re.escape(says)) as caught:
        pupitre(*words)
    assert caught.value.exit_code == 1
    assert caught.value.remedy
