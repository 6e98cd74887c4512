"""What must be there in the end: texts, values of fields and rows, looked for in a fresh load."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.sync_api import Error, FrameLocator, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.recording.meeting import inside
from pupitre.recording.model import Expectation

_VALUE = (
    "field => field.isContentEditable ? field.innerText"
    " : field.options ? [...field.selectedOptions].map(option => option.text).join(', ') : field.value"
)


def not_met(page: Page, origin: str, expected: Sequence[Expectation], *, patience: float) -> tuple[Expectation, ...]:
    """Return the expectations that do not hold, each looked for on its own page, loaded anew; seconds."""
    missing: list[Expectation] = []
    loaded: str | None = None
    for expectation in sorted(expected, key=lambda each: each.at or ""):
        place = expectation.at or ""
        if place != loaded:
            load(page, origin, place)
            loaded = place
        if not holds(page, expectation, patience=patience):
            missing.append(expectation)
    return tuple(missing)


def load(page: Page, origin: str, place: str) -> None:
    """Load a place of the console from the server; a place that only differs after the # is loaded, too."""
    page.goto("about:blank")
    page.goto(f"{origin}{place or '/'}", wait_until="load")


def holds(page: Page, expectation: Expectation, *, patience: float) -> bool:
    """Return whether an expectation holds, waiting until it does."""
    scope = inside(page, expectation.frame)
    try:
        if expectation.text is not None:
            scope.get_by_text(_whole(expectation.text)).first.wait_for(state="visible", timeout=patience * 1000)
            return True
        if expectation.row:
            _row(page, scope, expectation.row).first.wait_for(state="visible", timeout=patience * 1000)
            return True
        field = scope.get_by_label(_whole(expectation.field or "")).first
        field.wait_for(state="visible", timeout=patience * 1000)
        return str(field.evaluate(_VALUE)).strip() == (expectation.is_ or "").strip()
    except PlaywrightTimeout:
        return False
    except Error:
        return False  # a page that went away does not show it


def says(expectation: Expectation) -> str:
    """Return an expectation for people."""
    where = f" ({expectation.at})" if expectation.at else ""
    if expectation.text is not None:
        return f"“{expectation.text}”{where}"
    if expectation.row:
        return f"{' | '.join(expectation.row)}{where}"
    return f"{expectation.field} = {expectation.is_}{where}"


def _row(page: Page, scope: Page | FrameLocator, cells: Sequence[str]) -> Locator:
    row = scope.locator("css=tr, [role=row]").filter(visible=True)
    for cell in cells:
        inner = page.locator("css=td, th, [role=cell], [role=gridcell]").filter(has_text=_whole(cell))
        row = row.filter(has=inner)
    return row


def _whole(text: str) -> re.Pattern[str]:
    spaced = r"\s+".join(re.escape(part).replace("/", r"\/") for part in text.split())
    return re.compile(rf"^\s*{spaced}\s*$")
