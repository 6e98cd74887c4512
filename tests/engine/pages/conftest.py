"""One browser page for all checks of the pages, and what checks their accessibility."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from pupitre.evidence import Record, RunResult, SiteResult
from pupitre.evidence.index import Index
from pupitre.hours import Week

AXE = Path(__file__).resolve().parents[2] / "npm/node_modules/axe-core/axe.min.js"

# Everything that axe knows but its experimental rules, and how large a target must be.
_RUN = """async () => {
    const { violations } = await axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        resultTypes: ["violations"],
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary}`);
}"""


def source_of_axe(file: Path = AXE) -> str:
    """Return axe-core; fail when it is not installed."""
    if not file.is_file():
        pytest.fail("axe-core is not installed: run `make prepare`", pytrace=False)
    return file.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Reader:
    """Somebody who reads a page in a window, on paper or with a screen reader."""

    page: Page
    axe: str

    def open(self, file: Path, *, width: int = 1280, media: str = "screen", scheme: str = "light") -> Page:
        """Open a file."""
        self.page.goto(file.as_uri())
        self.look(width=width, media=media, scheme=scheme)
        return self.page

    def look(self, *, width: int = 1280, media: str = "screen", scheme: str = "light") -> None:
        """Look at the page that is open in another way."""
        self.page.set_viewport_size({"width": width, "height": 850})
        self.page.emulate_media(media=media, color_scheme=scheme)  # type: ignore[arg-type]

    def violations(self) -> list[str]:
        """Return what axe finds on the page that is open."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(self.axe)
        found: list[str] = self.page.evaluate(_RUN)
        return found

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        wider: int = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return wider


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Reader]:
    """Yield a reader with one page for all checks of a module."""
    context = browser.new_context()
    yield Reader(context.new_page(), source_of_axe())
    context.close()


@pytest.fixture(scope="session")
def picture(browser: Browser) -> bytes:
    """Return a picture of a screen."""
    page = browser.new_page(viewport={"width": 320, "height": 200})
    taken = page.screenshot(type="jpeg")
    page.close()
    return taken


@pytest.fixture(scope="session")
def left_behind(picture: bytes) -> Callable[..., Path]:
    """Return what leaves the evidence of a run without a console, and returns its page."""

    def leave(parent: Path, *sites: SiteResult, began: str = "2026-11-22T01:05:12Z", **changes: Any) -> Path:
        origin = changes.pop("origin", "https://oti.example.fr")
        warnings = changes.pop("warnings", ())
        values: dict[str, Any] = {"exit_code": 0, "reason": "done", "sentence": "Les horaires sont enregistrés."}
        record = Record.start(
            parent,
            verb=changes.get("verb", "apply"),
            console="threecx",
            origin=origin,
            language=changes.pop("language", "fr"),
            run_id=f"{began.replace(':', '')}-{len(list(parent.glob('*')))}",
            facts={"user": "marie", "host": "bureau", "timezone": "Europe/Paris"},
            room=0,
        )
        record.warnings += warnings
        record.event("open", says="Ouvrir la console", picture=picture)
        for site in sites:
            record.event("extension", says=f"Ouvrir {site.name}", site=site.name, picture=picture)
            with record.changing("delete", says="Lundi, Supprimer 08:00-17:00", site=site.name):
                pass
        record.event("page-ok", phase="intent", says="OK")
        verb = changes.pop("verb", "apply")
        result = RunResult(verb, "threecx", origin, record.run_id, began, began, sites=sites, **(values | changes))
        page = record.finish(result)
        Index(parent).add(record.line)
        return page

    return leave


@pytest.fixture(scope="session")
def before() -> Week:
    """Return a week of 08:00 to 17:00."""
    return Week.from_json({day: ["08:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")})


@pytest.fixture(scope="session")
def after() -> Week:
    """Return a week with a break at noon, and a Sunday."""
    days = {day: ["08:00-12:00", "14:00-17:30"] for day in ("mon", "tue", "wed", "thu")}
    return Week.from_json({**days, "sun": ["10:00-12:00"]})
