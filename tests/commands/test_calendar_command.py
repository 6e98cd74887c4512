"""`pupitre calendar`: the nights in which the console changes, as text, JSON and a page."""

from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from pupitre import cli
from pupitre.errors import Explained

HEAD = """\
console: threecx
address: https://oti.3cx.fr
login: {user: "000", password: env:OTI}
timezone: Europe/Paris
calendar: {country: FR, school: C}
"""
BODY = """\
hours:
  bureaux:
    week: {mon-fri: [08:00-12:00, 14:00-17:30]}
    seasons: [{name: "<i>été</i>", from: 07-01, to: 08-31, week: {mon-sat: 09:00-19:00}}]
    holidays: closed
    days: {2026-12-24: 09:00-12:00, 2026-12-31: closed}
sites:
  REVEL: {extension: "021", hours: bureaux}
  SOREZE: {extension: "022", week: {lundi-vendredi: 08:00-17:00}}
  "Saint <b>FELIX": {extension: "023", hours: bureaux}
"""
YEAR = ("--from", "2026-12-01", "--to", "2027-01-31")


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    path = tmp_path / "oti.yaml"
    path.write_text(f"{HEAD}language: fr\n{BODY}", encoding="utf-8")
    return path


def pupitre(*words: object) -> int:
    code = cli.app([str(word) for word in words], standalone_mode=False)
    assert isinstance(code, int)
    return code


def test_the_nights_are_named_with_the_day_that_asks_for_them(estate: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pupitre("calendar", estate, "--site", "REVEL", *YEAR) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "REVEL (021)"
    assert lines[2].startswith(
        "  dans la nuit qui mène au mardi 22 décembre 2026, au plus tard dans celle qui mène au jeudi 24"
    )
    assert lines[3:5] == [
        "    jeudi 24 décembre 2026 : 08:00-12:00, 14:00-17:30 -> 09:00-12:00 ; jour 2026-12-24 (ligne 12)",
        "    vendredi 25 décembre 2026 : 08:00-12:00, 14:00-17:30 -> fermé ; Noël, jour férié (ligne 11)",
    ]


def test_a_site_with_only_a_week_never_changes(estate: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pupitre("calendar", estate, "--site", "022", *YEAR) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "SOREZE (022)",
        "  la même semaine toute l'année : rien à faire",
    ]


def document(estate: Path, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert pupitre("calendar", estate, "--json", *words) == 0
    return json.loads(capsys.readouterr().out)


def test_a_program_reads_each_date_with_its_rule_and_each_push_with_its_nights(
    estate: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    revel = document(estate, capsys, *YEAR)["sites"]["REVEL"]
    assert len(revel["dates"]) == 62
    assert revel["dates"][23] == {
        "date": "2026-12-24",
        "hours": ["09:00-12:00"],
        "why": {"kind": "day", "name": "2026-12-24", "line": 12},
    }
    first = revel["pushes"][0]
    assert (first["night"], first["earliest"], first["latest"]) == ("2026-12-22", "2026-12-18", "2026-12-24")
    assert first["grid"]["fri"] == []
    assert document(estate, capsys, *YEAR, "--margin", "0")["sites"]["REVEL"]["pushes"][0]["night"] == "2026-12-24"


def test_dates_that_nobody_published_are_said_and_end_the_foreseeing(
    estate: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = estate.read_text(encoding="utf-8")
    estate.write_text(
        text.replace("seasons: [{", "seasons: [{name: ski, school: hiver, closed: true}, {"), encoding="utf-8"
    )
    found = document(estate, capsys, "--from", "2098-01-01", "--to", "2098-02-01")["sites"]
    assert [each["date"] for each in found["REVEL"]["dates"]] == ["2098-01-01"]  # New Year is closed in any season
    assert "zone C are not known on 2098-01-02" in found["REVEL"]["unknown"]["sentence"]
    assert found["SOREZE"]["unknown"] is None
    assert pupitre("calendar", estate, "--from", "2098-01-01", "--to", "2098-02-01") == 0
    assert "Pas connu au-delà : Les vacances ou les jours fériés de cette date" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "2027-01-01", "--to", "2026-01-01"), "--to 2026-01-01 is before --from 2027-01-01"),
        (("--from", "2027-01-01", "--to", "2037-01-01"), "more than three years"),
        (("--from", "24/12/2026"), "--from '24/12/2026' is not a date"),
        (("--site", "REVELL"), "no site is called REVELL; did you mean REVEL?"),
        (("--from", "9999-01-01"), "--from 9999-01-01 is too far away.\n  Write a year from 2000 to 2199."),
        (("--to", "1999-12-31"), "--to 1999-12-31 is too far away"),
        (("--html", "page.txt"), "page.txt: the name must end in .html.\n  Name another file with --html."),
        (("--html", "nowhere/page.html"), "there is no folder nowhere"),
    ],
)
def test_what_makes_no_sense_is_refused(estate: Path, words: tuple[str, ...], says: str) -> None:
    with pytest.raises(Explained) as caught:
        pupitre("calendar", estate, *words)
    told = "\n".join(line for line in str(caught.value).splitlines() if "changed" not in line)
    assert says in told
    assert caught.value.exit_code == 1


class Page(HTMLParser):
    """What a page is made of: tags with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def page(estate: Path, tmp_path: Path) -> Page:
    out = tmp_path / "calendar.html"
    assert pupitre("calendar", estate, "--html", out, "--from", "2026-12-01", "--to", "2027-11-30") == 0
    return Page(out.read_text(encoding="utf-8"))


def test_the_page_shows_twelve_months_once_for_sites_that_share_their_hours(page: Page) -> None:
    months = [attributes for tag, attributes in page.tags if tag == "table" and attributes.get("class") == "month"]
    assert len(months) == 24  # REVEL with Saint FELIX, and SOREZE
    assert "Décembre 2026" in page.text.replace("décembre 2026", "Décembre 2026")
    assert "novembre 2027" in page.text


def test_each_date_of_the_page_says_its_hours_without_its_colour(page: Page) -> None:
    titles = [attributes["title"] for tag, attributes in page.tags if tag == "td" and "title" in attributes]
    assert len(titles) == 2 * 365
    assert titles[23] == "jeudi 24 décembre 2026 : 09:00-12:00 (jour 2026-12-24)"
    assert titles[24] == "vendredi 25 décembre 2026 : fermé (Noël, jour férié)"
    dots = [attributes for tag, attributes in page.tags if tag == "td" and "push" in (attributes.get("class") or "")]
    nights = [attributes for tag, attributes in page.tags if tag == "th" and attributes.get("scope") == "row"]
    assert 0 < len(dots) <= len(nights)


def test_the_page_says_between_which_nights_each_push_has_to_happen(page: Page) -> None:
    cells = [attributes for tag, attributes in page.tags if tag == "td" and "data-says" in attributes]
    assert {attributes["data-says"] for attributes in cells} == {"Nuits possibles :"}
    assert "du vendredi 18 décembre au jeudi 24 décembre 2026" in page.text
    assert "du vendredi 25 décembre au jeudi 31 décembre 2026" in page.text


def test_the_page_of_an_english_file_is_in_english(estate: Path, tmp_path: Path) -> None:
    estate.write_text(f"{HEAD}language: en\n{BODY}", encoding="utf-8")
    assert pupitre("calendar", estate, "--html", tmp_path / "year.html", *YEAR) == 0
    english = Page((tmp_path / "year.html").read_text(encoding="utf-8"))
    assert ("html", {"lang": "en"}) in english.tags
    titles = [attributes["title"] for tag, attributes in english.tags if tag == "td" and "title" in attributes]
    assert "Friday 25 December 2026: closed (Christmas Day, public holiday)" in titles
    assert "Friday 18 December to Thursday 24 December 2026" in english.text
    assert not {word for word in ("décembre", "fermé", "nuit", "semaine") if word in english.text}


def test_the_page_runs_nothing_fetches_nothing_and_escapes_the_file(page: Page, tmp_path: Path) -> None:
    tags = {tag for tag, _ in page.tags}
    assert tags.isdisjoint({"script", "img", "link", "iframe", "i", "form"})
    assert [attributes["content"] for tag, attributes in page.tags if attributes.get("http-equiv")] == [
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    ]
    text = (tmp_path / "calendar.html").read_text(encoding="utf-8")
    assert "url(" not in text
    assert "Saint &lt;b&gt;FELIX" in text
    assert "&lt;i&gt;été&lt;/i&gt;" in text


def test_the_page_fits_a_phone_a_desk_and_paper(page: Page, tmp_path: Path, browser: Browser) -> None:
    place = browser.new_page()
    try:
        place.goto((tmp_path / "calendar.html").as_uri())
        for width in (390, 768, 1180):
            place.set_viewport_size({"width": width, "height": 900})
            assert place.evaluate("document.documentElement.scrollWidth") <= width
        place.emulate_media(media="print")
        place.set_viewport_size({"width": 711, "height": 1000})
        assert place.evaluate("document.documentElement.scrollWidth") <= 711
        year = place.locator(".year").first.bounding_box()
        assert year is not None
        assert year["y"] + year["height"] < 1040  # twelve months on one sheet of A4
    finally:
        place.close()


def test_a_file_without_a_calendar_does_not_load_the_holidays(estate: Path) -> None:
    text = "sites: {REVEL: {extension: '021', week: {mon: 08:00-09:00}}}"
    estate.write_text(HEAD.replace("calendar: {country: FR, school: C}\n", "") + text, encoding="utf-8")
    script = f"import sys; from pupitre.cli import app; app(['check', {str(estate)!r}], standalone_mode=False)"
    script += "; print('holidays' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120)
    assert ended.stdout.splitlines()[-1] == "False"
