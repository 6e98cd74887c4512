"""Names that come from a console are data: on the page, in the events, in the plan, in the file that is read."""

from __future__ import annotations

import html.parser
import json
import re
import sys
import unicodedata
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Request

from pupitre.errors import NotAsDeclared
from pupitre.estate import load, normalised, write_estate
from pupitre.evidence import Record, RunResult, SiteResult, verify, visible
from pupitre.evidence.chain import canonical
from pupitre.hours import Week
from pupitre.plan import Plan, SitePlan
from pupitre.plan.file import read_plan, write_plan
from pupitre.plan.text import render
from pupitre.telling import tell

BEFORE = Week.from_json({day: ["08:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")})
AFTER = Week.from_json({day: ["08:00-12:00", "14:00-17:30"] for day in ("mon", "tue", "wed", "thu", "fri")})
MOMENT = "2026-11-22T01:05:12Z"
JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"
#: What a terminal obeys or a reader does not see: controls, formats such as right-to-left marks, separators.
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
#: Marks of Arabic and other numbers that count as formats and are drawn.
DRAWN = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}


def kept(parent: Path, names: tuple[str, ...], picture: bytes = JPEG) -> Record:
    """Leave the record of a run in which everything that can come from a console has those names."""
    record = Record.start(
        parent, verb="apply", console="threecx", origin="https://oti.example.fr", language="fr",
        run_id="run-1", facts={f"fact {number}": name for number, name in enumerate(names)}, room=0,
    )  # fmt: skip
    record.attach("plan.json", {"names": list(names), **dict.fromkeys(names, 1)})
    for name in names:
        record.event("extension", says=name, site=name, picture=picture, detail={"what": name, name: [name]})
    sites = [
        SiteResult(name, name, "failed", BEFORE, AFTER, None, (name,), str(tell(NotAsDeclared(name), "en")))
        for name in names
    ]
    record.finish(
        RunResult(
            "apply", "threecx", "https://oti.example.fr", "run-1", MOMENT, MOMENT, 5, "only_some_sites",
            " ".join(names), "; ".join(names), "; ".join(names), tuple(sites), names, names[0],
            {f"version {number}": name for number, name in enumerate(names)},
            {f"door {number}": name for number, name in enumerate(names)},
        )
    )  # fmt: skip
    return record


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, hostile_names: tuple[str, ...]) -> Record:
    return kept(tmp_path_factory.mktemp("hostile"), hostile_names)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory, hostile_names: tuple[str, ...]) -> Record:
    names = tuple(f"site {number}" for number in range(len(hostile_names)))
    return kept(tmp_path_factory.mktemp("harmless"), names)


class Skeleton(html.parser.HTMLParser):
    """The elements of a page with the names of their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_every_character_that_is_not_seen_becomes_a_mark() -> None:
    left = [
        code
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in UNSEEN and code not in DRAWN and visible(chr(code)) == chr(code)
    ]
    assert left == []


def test_no_name_of_the_collection_keeps_anything_unseen(hostile_names: tuple[str, ...]) -> None:
    shown = "".join(map(visible, hostile_names))
    assert {unicodedata.category(letter) for letter in shown}.isdisjoint(UNSEEN)
    assert shown.isprintable() or {letter for letter in shown if not letter.isprintable()} <= set(
        "\u00a0\u202f\u3000\u2003\u205f"
    )


def test_the_page_has_the_same_elements_whatever_the_names(hostile: Record, harmless: Record) -> None:
    """An element or an attribute more would be one that a name made."""
    one, other = (Skeleton((each.folder / "report.html").read_text("utf-8")) for each in (hostile, harmless))
    assert one.elements == other.elements
    assert len(one.elements) > 5_000


def test_the_page_shows_every_name_as_it_is(hostile: Record, hostile_names: tuple[str, ...]) -> None:
    text = "".join(Skeleton((hostile.folder / "report.html").read_text("utf-8")).text)
    blanks = re.compile(r"\s+")
    shown = blanks.sub(" ", text)
    assert [name for name in hostile_names if shown.count(blanks.sub(" ", visible(name)).strip()) < 8] == []
    assert {unicodedata.category(letter) for letter in text if letter != "\n"}.isdisjoint(UNSEEN)


def test_every_event_stays_one_canonical_line_and_the_chain_holds(
    hostile: Record, hostile_names: tuple[str, ...]
) -> None:
    data = (hostile.folder / "events.jsonl").read_bytes()
    lines = data.split(b"\n")
    assert lines.pop() == b""
    assert [canonical(json.loads(line)) for line in lines] == lines
    assert not re.search(rb"[\x00-\x09\x0b-\x1f]", data)
    assert [json.loads(line)["site"] for line in lines[2:-1]] == list(hostile_names)
    assert verify(hostile.folder, *hostile.head) == []


def test_every_file_of_a_run_has_a_name_of_ours(hostile: Record, hostile_names: tuple[str, ...]) -> None:
    ours = {"events.jsonl", "plan.json", "result.json", "report.html", "SHA256SUMS"}
    pictures = {f"{number:04d}-extension.jpg" for number in range(2, len(hostile_names) + 2)}
    assert {path.name for path in hostile.folder.iterdir()} == ours | pictures
    assert [path.name for path in hostile.folder.parent.iterdir()] == [hostile.folder.name]


def test_the_result_and_the_documents_hold_the_names_unchanged(hostile: Record, hostile_names: tuple[str, ...]) -> None:
    result = json.loads((hostile.folder / "result.json").read_bytes())
    assert [site["name"] for site in result["sites"]] == list(hostile_names)
    assert json.loads((hostile.folder / "plan.json").read_bytes())["names"] == list(hostile_names)


def test_what_is_read_from_a_console_reads_back_equal(tmp_path: Path, hostile_names: tuple[str, ...]) -> None:
    sites = [(name, f"{number:03d}", BEFORE) for number, name in enumerate(hostile_names)]
    assert len({normalised(name) for name in hostile_names}) == len(hostile_names)
    file = tmp_path / "read.yaml"
    text = write_estate("threecx", "https://oti.3cx.fr", "000", "keyring:oti", "Europe/Paris", "fr", sites)
    file.write_text(text, encoding="utf-8")
    assert {unicodedata.category(letter) for letter in text if letter != "\n"}.isdisjoint(
        UNSEEN
    )  # it goes to a terminal
    read = load(file)
    assert [(site.name, site.extension, site.week) for site in read.sites.values()] == sites
    assert (read.address.origin, read.login.user) == ("https://oti.3cx.fr", "000")


def test_a_plan_is_told_line_by_line_and_kept_as_it_is(tmp_path: Path, hostile_names: tuple[str, ...]) -> None:
    def made(names: tuple[str, ...]) -> Plan:
        sites = tuple(SitePlan(name, f"{number:03d}", BEFORE, AFTER, "") for number, name in enumerate(names))
        return Plan.make(console="threecx", origin="https://oti.3cx.fr", created=MOMENT, version="1", sites=sites)

    plan = made(hostile_names)
    told, other = render(plan, "fr"), render(made(tuple(map(str, range(len(hostile_names))))), "fr")
    assert len(told.splitlines()) == len(other.splitlines())
    assert {unicodedata.category(letter) for letter in told if letter != "\n"}.isdisjoint(UNSEEN)
    write_plan(plan, tmp_path / "oti.yaml", tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == (plan, tmp_path / "oti.yaml")


_ELEMENTS = "[...document.querySelectorAll('*')].map(each => `${each.localName} ${each.getAttributeNames()}`)"


def test_in_a_browser_nothing_runs_nothing_is_asked_for_and_no_element_is_made(
    browser: Browser, hostile: Record, harmless: Record, hostile_names: tuple[str, ...]
) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    happened: list[str] = []

    def told(message: ConsoleMessage) -> None:
        happened.append(f"console: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith("data:image/jpeg;base64,"):
            happened.append(f"request: {request.url}")

    def dialog(each: Dialog) -> None:
        happened.append(f"dialog: {each.message}")
        each.dismiss()

    page.on("console", told)
    page.on("request", asked)
    page.on("dialog", dialog)
    page.on("pageerror", lambda error: happened.append(f"error: {error.message}"))
    page.goto((harmless.folder / "report.html").as_uri())
    expected = page.evaluate(_ELEMENTS)
    url = (hostile.folder / "report.html").as_uri()
    page.goto(url)
    page.mouse.move(200, 400)
    page.keyboard.press("Tab")
    assert page.evaluate(_ELEMENTS) == expected
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    names = page.locator("article h3 bdi").all_text_contents()
    assert names == [visible(name) for name in hostile_names]
    assert happened == [f"request: {(harmless.folder / 'report.html').as_uri()}", f"request: {url}"]
    assert page.url == url
    page.close()


@pytest.mark.parametrize("length", [500_000, pytest.param(2_500_000, marks=pytest.mark.nightly)])
def test_a_name_of_megabytes_is_kept_and_shown_by_its_beginning(tmp_path: Path, length: int) -> None:
    record = kept(tmp_path, ("\x1b<" * length,))
    result = json.loads((record.folder / "result.json").read_bytes())
    assert f"({2 * length} characters, sha256 " in result["sites"][0]["name"]
    assert all(path.stat().st_size < 400_000 for path in record.folder.iterdir() if path.name != "plan.json")
    assert verify(record.folder, *record.head) == []
