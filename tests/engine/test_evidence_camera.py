"""Pictures of a page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page

from pupitre.errors import EvidenceFailed
from pupitre.evidence import Camera


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 640, "height": 400})
    yield page
    page.close()


def test_a_picture_is_a_jpeg_of_the_window(page: Page) -> None:
    page.set_content("<h1>REVEL</h1>")
    picture = Camera(page).shoot().picture
    assert picture is not None
    assert picture.startswith(b"\xff\xd8\xff")
    assert picture.endswith(b"\xff\xd9")


@pytest.mark.parametrize(
    "content",
    [
        "<input type=password value=x>",
        "<input type=PASSWORD value=x>",
        "<input autocomplete='current-password' value=x>",
        "<iframe srcdoc='<input type=password value=x>'></iframe>",
    ],
    ids=["a password field", "in capitals", "shown as text", "in a frame"],
)
def test_no_picture_while_a_password_field_holds_anything(page: Page, content: str) -> None:
    page.set_content(content)
    page.frames[-1].locator("input").wait_for()
    assert Camera(page).shoot().missing == "password"


def test_no_picture_of_a_password_field_inside_a_component(page: Page) -> None:
    page.set_content("<div id=host></div>")
    page.evaluate("host.attachShadow({mode: 'open'}).innerHTML = '<input type=password value=x>'")
    assert Camera(page).shoot().missing == "password"


def test_an_emptied_password_field_may_be_shown(page: Page) -> None:
    page.set_content("<input type=password>")
    camera = Camera(page)
    page.locator("input").fill("x")
    assert camera.shoot().picture is None
    page.locator("input").fill("")
    assert camera.shoot().picture is not None


def test_the_camera_goes_on_after_the_page_went_elsewhere(page: Page) -> None:
    page.set_content("<h1>one</h1>")
    camera = Camera(page)
    first = camera.shoot().picture
    page.goto("data:text/html,<h1>two</h1>")
    second = camera.shoot().picture
    assert second is not None
    assert first != second


def test_a_closed_page_has_no_picture(browser: Browser) -> None:
    page = browser.new_page()
    camera = Camera(page)
    page.close()
    assert camera.shoot().missing == "gone"


def test_a_crashed_page_has_no_picture(browser: Browser) -> None:
    page = browser.new_page()
    camera = Camera(page)
    with page.expect_event("crash"), pytest.raises(Error):
        page.goto("chrome://crash")
    assert camera.shoot().missing == "gone"
    page.close()


def test_a_browser_that_refuses_on_a_living_page_is_a_failure_that_repeats_nothing(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = Camera(page)
    monkeypatch.setattr("pupitre.evidence.camera._PICTURE", {"format": "S3cret"})
    with pytest.raises(EvidenceFailed) as caught:
        camera.shoot()
    assert "S3cret" not in str(caught.value)
