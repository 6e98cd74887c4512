"""Keyboard and mouse in a real browser, recorded: one page for all of it.

Where a screen can be imitated (Xvfb) the browser has a window, as when a person records.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, Playwright

from pupitre.browser.elements import Way
from pupitre.browser.executable import find_browser
from pupitre.browser.ways import locate_by_words
from pupitre.recording import capture
from pupitre.recording.capture import RecorderMoved, check_version
from pupitre.recording.model import Dialog, Expectation, Made, Recording, Step, Verb
from pupitre.recording.scribe import Scribe
from pupitre.recording.watching import Watch
from pupitre.recording.writing import write_recording
from pupitre.testing.canary import Search

PAGE = """<!doctype html><title>Groupes</title><h1>Groupes</h1>
<form onsubmit="return false">
  <label>Nom <input id=name autocomplete=off></label>
  <label for=ring>Sonnerie</label> <select id=ring><option value=s>Simultanée<option value=c>Consécutive</select>
  <input type=checkbox id=open> <label for=open>Ouvert</label>
  <label><input type=radio name=r> Jour</label> <label><input type=radio name=r> Nuit</label>
  <div>Annonce <input type=file id=file></div>
</form>
<div contenteditable role=textbox aria-label=Message id=message></div>
<table><tr><th>Poste<th>Nom<th>x<tr><td>101<td>Anne<td><button>Retirer</button><tr><td>102<td>Bruno<td><button>Retirer</button></table>
<iframe src="/frame" name=inner></iframe>
<p id=status></p>
<my-panel></my-panel>
<button id=save onclick="fetch('/save', {method: 'POST', body: 'x'}).then(() => status.textContent = 'Enregistré')">Enregistrer</button>
<button onclick="document.title = confirm('Vraiment ?')">Demander</button>
<a href="/second" target=_blank>Aide</a> <a href="/login">Se connecter</a>
<script>
  const status = document.querySelector('#status');
  customElements.define('my-panel', class extends HTMLElement { connectedCallback() {
    this.attachShadow({mode: 'open'}).innerHTML = '<label>Note <input></label><button>Valider</button>'; } });
</script>"""
FRAME = "<!doctype html><label>Délai <input></label><button>Appliquer</button>"
SECOND = "<!doctype html><title>Aide</title><h1>Aide</h1><button>Compris</button>"
LOGIN = """<!doctype html><label>Utilisateur <input id=user></label><label>Mot de passe <input type=password id=pw></label>
<button onclick="pw.type = 'text'">Montrer</button><a href="/">Entrer</a>"""


@dataclass
class Hand:
    """A person at a mouse and a keyboard: everything is done at a place, nothing to an element."""

    page: Page
    watch: Watch

    def click(self, place: Locator, **more: Any) -> None:
        place.scroll_into_view_if_needed()
        box = place.bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, **more)
        self.watch.look()

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.watch.look()

    def until(self, is_so: Callable[[], bool]) -> None:
        for _ in range(100):
            if is_so():
                return
            self.watch.look()
        raise AssertionError("what was waited for did not come")


@dataclass(frozen=True)
class Recorded:
    """What came of it."""

    steps: tuple[Step, ...]
    scribe: Scribe
    text: str
    pictures: tuple[bytes, ...]
    page: Page
    heard: list[str]

    def step(self, says: str) -> Step:
        (step,) = (step for step in self.steps if step.says == says)
        return step


# A window and a person in front of it take twenty seconds to set up: once, in one worker.
pytestmark = pytest.mark.xdist_group("a person in a window")


@pytest.fixture(scope="module")
def visible_browser(
    playwright: Playwright,
    browser: Browser,
    browser_type_launch_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Browser]:
    """Yield a browser with windows on an imitated screen, or the session's own where there is none."""
    xvfb = shutil.which("Xvfb")
    found = find_browser(headed=True) if xvfb else None
    if xvfb is None or found is None:
        yield browser
        return
    with contextlib.ExitStack() as stack:
        reading, writing = os.pipe()
        screen = subprocess.Popen(
            [xvfb, "-displayfd", str(writing), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        stack.callback(screen.wait)
        stack.callback(screen.terminate)
        with os.fdopen(reading) as told:
            display = f":{told.readline().strip()}"
        launched = playwright.chromium.launch(
            **{**browser_type_launch_args, "executable_path": str(found.path) if found.path else None},
            headless=False,
            env={**os.environ, "DISPLAY": display},
        )
        stack.callback(launched.close)
        yield launched


@pytest.fixture(scope="module")
def recorded(
    visible_browser: Browser,
    small_site: Callable[..., tuple[str, list[str]]],
    tmp_path_factory: pytest.TempPathFactory,
    canary: str,
) -> Iterator[Recorded]:
    """Do everything that can be done on the page, once."""
    address, heard = small_site(PAGE, frame=FRAME, second=SECOND, login=LOGIN)
    file = tmp_path_factory.mktemp("upload") / "annonce.wav"
    file.write_bytes(b"RIFF")
    context = visible_browser.new_context(viewport={"width": 1200, "height": 850})
    page = context.new_page()
    page.goto(f"{address}/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.on("filechooser", lambda chooser: choosers.append(chooser))
    choosers: list[Any] = []
    watch = Watch(context, Scribe("fr"), address)
    with watch.watching():
        hand = Hand(page, watch)
        hand.click(page.locator("#name"))
        hand.write("Accueill")
        page.keyboard.press("Backspace")
        page.keyboard.press("Tab")
        page.keyboard.press("c")
        hand.click(page.locator("#open"))
        hand.click(page.get_by_text("Nuit"))
        hand.click(page.locator("#file"))
        hand.until(lambda: len(choosers) == 1)  # refused: nothing is chosen
        hand.click(page.locator("#file"))
        hand.until(lambda: len(choosers) == 2)
        choosers[1].set_files(file)
        hand.click(page.locator("#message"))
        hand.write("Fermé à midi")
        hand.click(page.get_by_role("button", name="Retirer").nth(1))
        inside = page.frame_locator("iframe")
        hand.click(inside.get_by_label("Délai"))
        hand.write("20")
        hand.click(inside.get_by_role("button"))
        hand.click(page.get_by_label("Note"))
        hand.write("ok")
        hand.click(page.get_by_role("button", name="Valider"))
        hand.click(page.get_by_role("button", name="Demander"))
        hand.click(page.get_by_role("heading"), button="right")
        hand.click(page.get_by_role("heading"), click_count=2)
        hand.click(page.get_by_role("button", name="Enregistrer"))
        hand.until(lambda: page.locator("#status").text_content() == "Enregistré")
        page.keyboard.down("Alt")
        hand.click(page.locator("#status"))
        hand.click(page.get_by_role("cell", name="Anne"))
        hand.click(page.locator("#name"))
        page.keyboard.up("Alt")
        with context.expect_page() as opened:
            hand.click(page.get_by_role("link", name="Aide"))
        second = opened.value
        second.get_by_role("button").wait_for()
        hand.until(lambda: bool(second.evaluate("!!window.__pupitreWitness")))
        other = Hand(second, watch)
        for _ in range(8):
            watch.look()
        other.click(second.get_by_role("button"))
        hand.until(lambda: watch.scribe.drafts[-1].action.page == capture.mark_of(second))
        second.close()
        page.bring_to_front()
        hand.click(page.get_by_role("link", name="Se connecter"))
        page.locator("#pw").wait_for()
        hand.until(lambda: page.locator("#pw").is_visible() and bool(page.evaluate("!!window.__pupitreWitness")))
        hand.click(page.locator("#user"))
        hand.write("021")
        hand.click(page.locator("#pw"))
        hand.write(canary)
        hand.click(page.get_by_role("button", name="Montrer"))
        hand.click(page.locator("#pw"))
        hand.write(canary)
        page.keyboard.press("Enter")
        page.goto(f"{address}/")
    finished = watch.scribe.finished()
    steps = tuple(step for step, _ in finished)
    recording = Recording(
        console="any", address=address, made=Made(at="now", by="test"), steps=steps, expect=tuple(watch.scribe.expected)
    )
    pictures = tuple(picture for _, picture in finished if picture)
    yield Recorded(steps, watch.scribe, write_recording(recording), pictures, page, heard)
    context.close()


def test_everything_that_was_done_is_a_step_in_words(recorded: Recorded) -> None:
    assert [step.says for step in recorded.steps] == [
        "Ouvrir /",
        "Écrire « Accueil » dans « Nom »",
        "Choisir « Consécutive » dans « Sonnerie »",
        "Cocher « Ouvert »",
        "Cocher « Nuit »",
        "Joindre « annonce.wav » dans « Annonce »",
        "Écrire « Fermé à midi » dans « Message »",
        "Cliquer « Retirer »",
        "Écrire « 20 » dans « Délai »",
        "Cliquer « Appliquer »",
        "Écrire « ok » dans « Note »",
        "Cliquer « Valider »",
        "Cliquer « Demander »",
        "Cliquer avec le bouton droit « Groupes »",
        "Double-cliquer « Groupes »",
        "Cliquer « Enregistrer »",
        "Cliquer « Aide »",
        "Cliquer « Compris »",
        "Fermer la fenêtre",
        "Cliquer « Se connecter »",
    ]
    assert recorded.scribe.unknown == 0


def test_a_password_is_in_nothing_that_is_kept(recorded: Recorded, canary: str) -> None:
    search = Search(canary)
    assert recorded.scribe.paused >= 5
    assert not list(search.in_text(recorded.text))
    assert not list(search.in_text(repr(recorded.scribe)))
    assert not any(list(search.in_bytes(picture)) for picture in recorded.pictures)
    assert "021" not in [step.value for step in recorded.steps]


def test_each_element_is_found_again_by_each_of_its_ways(recorded: Recorded) -> None:
    page = recorded.page
    for step in recorded.steps:
        if step.tab != 1 or not step.ways or "Se connecter" in step.says:
            continue
        scope: Page | FrameLocator = page
        for selector in step.frame:
            scope = page.frame_locator(selector)
        for way in step.ways:
            assert locate_by_words(scope, way, (), {}).count() == 1, f"{step.says}: {way}"


def test_elements_have_two_ways_where_the_page_offers_them(recorded: Recorded) -> None:
    assert recorded.step("Écrire « Accueil » dans « Nom »").ways[:2] == (
        Way(role="textbox", name="Nom"),
        Way(label="Nom"),
    )
    few = {step.says for step in recorded.steps if len(step.ways) == 1}
    assert few == set()
    assert recorded.step("Cliquer « Retirer »").ways[0].within == Way(role="row", has="102")


def test_a_click_that_saves_is_the_only_commit(recorded: Recorded) -> None:
    commits = [(step.says, step.wrote) for step in recorded.steps if step.commit]
    assert commits == [("Cliquer « Enregistrer »", "POST /save")]
    assert recorded.heard == ["x"]


def test_frames_windows_and_questions_are_known(recorded: Recorded) -> None:
    assert recorded.step("Cliquer « Appliquer »").frame != ()
    assert recorded.step("Cliquer « Demander »").dialog == Dialog(says="Vraiment ?", answer="accept")
    assert recorded.step("Cliquer « Aide »").opens_tab
    assert (recorded.step("Cliquer « Compris »").tab, recorded.step("Fermer la fenêtre").do) == (2, Verb.CLOSE_TAB)


def test_what_must_be_there_was_named_by_alt_clicks_and_did_nothing(recorded: Recorded) -> None:
    assert recorded.scribe.expected == [
        Expectation(text="Enregistré", at="/"),
        Expectation(row=("101", "Anne", "Retirer"), at="/"),
        Expectation.model_validate({"field": "Nom", "is": "Accueil", "at": "/"}),
    ]


def test_pictures_are_small_and_before_and_after_tell_the_surroundings(recorded: Recorded) -> None:
    assert len(recorded.pictures) >= 10
    assert max(map(len, recorded.pictures)) < 60_000
    retirer = recorded.step("Cliquer « Retirer »")
    assert retirer.before == ('row "102 Bruno Retirer"', 'button "Retirer"')
    assert "text: Enregistré" in recorded.step("Cliquer « Enregistrer »").after


@pytest.mark.parametrize("version", ["1.64.9", "1.66.0", "2.0"])
def test_a_playwright_that_was_not_tried_is_refused_with_the_way_around(version: str) -> None:
    with pytest.raises(RecorderMoved) as moved:
        check_version(version)
    assert "playwright codegen --target jsonl" in moved.value.remedy


def test_the_recorder_of_the_installed_playwright_is_where_it_was(recorded: Recorded, browser: Browser) -> None:
    """Fails with the first Playwright that moves it: try the new one, then widen `capture.TRIED`."""
    check_version()
    context: BrowserContext = browser.new_context()
    inner: Any = context._impl_obj
    assert callable(inner._start_recording)
    assert callable(inner._stop_recording)
    context.close()


def test_a_browser_context_without_the_recorder_is_told(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    context = browser.new_context()
    monkeypatch.delattr(type(context._impl_obj), "_start_recording")
    with pytest.raises(RecorderMoved), capture.recording(context, Watch(context, Scribe(), "")):
        raise AssertionError("it began all the same")
    context.close()
