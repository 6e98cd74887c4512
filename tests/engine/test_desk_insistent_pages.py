"""Pages that open windows or ask by themselves: closed, dismissed, and explained when they insist."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from pupitre.browser.barrier import ReadList, WriteBarrier
from pupitre.browser.launch import open_page
from pupitre.desk import Desk
from pupitre.errors import UnexpectedDialog
from pupitre.mock import MockServer, Request, Response


class NoElements:
    """Elements of a console that has none."""

    def explain(self) -> None:
        """Know nothing better."""


class NoRecord:
    """A record that keeps nothing."""

    def event(self, *_: Any, **__: Any) -> None:
        """Keep nothing."""


class NoCamera:
    """A camera without a film."""

    def shoot(self, **_: Any) -> None:
        """Take nothing."""


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def desk(browser: Browser, asked: list[str], tmp_path: Path) -> Iterator[Desk]:
    """Yield a desk at a page of a console."""

    def answer(request: Request) -> Response:
        asked.append(request.path)
        return Response.html("<!doctype html><body><p>page</p>")

    server = MockServer(answer)
    server.start()
    with open_page(browser, language="fr", timezone="Europe/Paris", patience=10) as place:
        WriteBarrier(place.context, server.origin, ReadList(frozenset()))
        yield Desk(
            page=place.page,
            origin=server.origin,
            elements=NoElements(),  # type: ignore[arg-type]
            record=NoRecord(),  # type: ignore[arg-type]
            camera=NoCamera(),  # type: ignore[arg-type]
            watchdog=place.watchdog,
        )
    server.stop()


LINK = (
    "const a = Object.assign(document.createElement('a'), {href: '/window', target: '_blank'});document.body.append(a);"
)
FORM = "const f = document.createElement('form'); f.action = '/window'; f.target = '_blank'; document.body.append(f);"
FRAME = "const i = document.createElement('iframe'); document.body.append(i); const d = i.contentDocument;"
OPENS = {
    "a link": f"{LINK} a.click()",
    "a form": f"{FORM} f.submit()",
    "a link of a frame": FRAME + LINK.replace("document", "d") + "a.click()",
    "a form of a frame": FRAME + FORM.replace("document", "d") + "f.submit()",
}


def opened(desk: Desk) -> Page:
    desk.page.goto(f"{desk.origin}/")
    return desk.page


@pytest.mark.parametrize("how", OPENS)
def test_a_window_that_opens_itself_is_closed(how: str, desk: Desk) -> None:
    page = opened(desk)
    with desk.step("open", "Open"):
        with page.context.expect_page() as window:
            page.evaluate(f"() => {{ {OPENS[how]} }}")
        if not window.value.is_closed():
            window.value.wait_for_event("close")
    assert page.context.pages == [page]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make three times the most: a window costs a process."""
    monkeypatch.setattr("pupitre.desk.INSISTENT", 3)


def opens_four_windows(page: Page) -> None:
    for _ in range(4):
        with page.context.expect_page():
            page.evaluate(f"() => {{ {LINK} a.click() }}")


@pytest.mark.usefixtures("impatient")
def test_a_page_that_opens_windows_again_and_again_is_explained(desk: Desk) -> None:
    page = opened(desk)
    with pytest.raises(UnexpectedDialog, match="opens windows again and again"), desk.step("open", "Open"):
        opens_four_windows(page)


@pytest.mark.usefixtures("impatient")
def test_a_page_that_asks_again_and_again_is_explained(desk: Desk) -> None:
    page = opened(desk)
    with pytest.raises(UnexpectedDialog, match=r"asks again and again .*'Encore \?'"), desk.step("open", "Open"):
        page.evaluate("() => { for (let times = 0; times < 4; times++) alert('Encore ?') }")


def test_a_message_that_comes_once_is_dismissed_and_told(desk: Desk) -> None:
    page = opened(desk)
    with pytest.raises(UnexpectedDialog, match="It was dismissed"), desk.step("open", "Open"):
        page.evaluate("alert('Encore ?')")
    assert not page.is_closed()
