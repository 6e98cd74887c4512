"""The page of a run, opened in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pupitre.evidence import Record, RunResult, SiteResult, visible
from pupitre.hours import Week

BEFORE = Week.from_json({day: ["08:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")})
AFTER = Week.from_json({day: ["08:00-12:00", "14:00-17:30"] for day in ("mon", "tue", "wed", "thu", "fri", "sun")})

PAYLOADS = [
    "<script>document.title='pwned'</script>",
    "<img src=x onerror=\"document.title='pwned'\">",
    "<svg onload=\"document.title='pwned'\">",
    "\"><script>document.title='pwned'</script>",
    '" autofocus onfocus="document.title=\'pwned\'" x="',
    "' autofocus onfocus='document.title=`pwned`' x='",
    "</title><script>document.title='pwned'</script>",
    "</style><script>document.title='pwned'</script>",
    "<iframe srcdoc=\"<script>parent.document.title='pwned'</script>\"></iframe>",
    "<details open ontoggle=\"document.title='pwned'\">",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<base href='https://example.org/'>",
    "<form action='https://example.org'><button autofocus>x</button></form>",
    "<link rel=stylesheet href='https://example.org/x.css'>",
    "<style>@import 'https://example.org/x.css';</style>",
    "<object data='https://example.org'></object>",
    "<embed src='https://example.org'>",
    "<video src=x onerror=\"document.title='pwned'\"></video>",
    "<math href=\"javascript:document.title='pwned'\">x</math>",
    "<!--><img src=x onerror=\"document.title='pwned'\">-->",
]


@pytest.fixture(scope="module")
def report(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    canvas = browser.new_page(viewport={"width": 320, "height": 200})
    picture = canvas.screenshot(type="jpeg")
    canvas.close()
    record = Record.start(
        tmp_path_factory.mktemp("report"),
        verb="apply",
        console="threecx",
        origin="https://oti.example.fr",
        language="fr",
        run_id="run-1",
        facts={},
        room=0,
    )
    for payload in PAYLOADS:
        record.event("open", says=payload, site=payload, picture=picture)
    result = RunResult(
        verb="apply",
        console="threecx",
        origin="https://oti.example.fr",
        run_id="run-1",
        started="2026-11-22T01:05:12Z",
        ended="2026-11-22T01:05:54Z",
        exit_code=5,
        reason="only_some_sites",
        sentence=" ".join(PAYLOADS),
        sites=tuple(
            SiteResult(payload, "021", "failed", BEFORE, AFTER, None, (payload,), payload) for payload in PAYLOADS
        ),
    )
    return record.finish(result)


def test_no_script_runs_nothing_is_fetched_and_the_names_are_shown_as_they_are(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url[:60]))
    page.goto(report.as_uri())
    assert page.title().endswith("· Pupitre")
    assert "pwned'" in page.title()
    assert [url for url in asked if not url.startswith("data:image/jpeg") and url != report.as_uri()[:60]] == []
    assert page.locator("main script, main iframe, main form, main meta, main base, main object").count() == 0
    names = page.locator("article h3 bdi").all_text_contents()
    assert names == [visible(payload) for payload in PAYLOADS]
    assert page.evaluate("[...document.images].every((image) => image.naturalWidth === 320)")
    page.close()


def test_nothing_is_wider_than_the_window(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    page.goto(report.as_uri())
    for width in (320, 390, 768, 1000, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("width", [390, 1200], ids=["phone", "desk"])
def test_the_week_is_a_table_with_headers_at_every_width(browser: Browser, report: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(report.as_uri())
    week = page.get_by_role("table").first
    assert week.get_by_role("rowheader").count() == 7
    assert week.get_by_role("columnheader").count() == 3
    lefts = {round(row.bounding_box()["x"]) for row in week.get_by_role("row").all()[1:]}  # type: ignore[index]
    assert len(lefts) == (7 if width == 1200 else 1)
    page.close()


def test_a_picture_is_enlarged_without_a_script(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1200, "height": 800})
    page = context.new_page()
    page.goto(report.as_uri())
    first = page.locator(".step img").first
    small = first.bounding_box()
    page.locator(".step a").first.focus()
    page.keyboard.press("Enter")
    page.locator(".step:target").wait_for()
    large = first.bounding_box()
    assert small is not None
    assert large is not None
    assert large["width"] > 2 * small["width"]
    context.close()
