"""What must be there in the end: texts, values of fields and rows, looked for in a fresh load.

Some screens have no address of their own. An expectation then says after which
step it was seen, and the steps up to that one are done again to get there.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from typing import Literal

from playwright.sync_api import Error, FrameLocator, Locator, Page

from pupitre.browser.ways import Scope, locate_by_words, union
from pupitre.errors import ReadIncomplete, Unreachable
from pupitre.recording.meeting import inside
from pupitre.recording.model import Expectation
from pupitre.recording.resting import Traffic

_VALUE = (
    "field => field.isContentEditable ? field.innerText"
    " : field.options ? [...field.selectedOptions].map(option => option.text.trim()).join(', ')"
    " : ['checkbox', 'radio'].includes(field.type) ? String(field.checked) : field.value"
)
_FIELDS: tuple[Literal["textbox", "searchbox", "combobox", "spinbutton", "checkbox", "radio", "switch"], ...] = (
    "textbox", "searchbox", "combobox", "spinbutton", "checkbox", "radio", "switch",
)  # fmt: skip
_ANSWER_WITHIN_MS = 1_000


def not_met(
    page: Page,
    origin: str,
    expected: Sequence[Expectation],
    *,
    patience: float,
    insist: bool,
    go: Callable[[int], None] = lambda _: None,
    leave: Callable[[], None] = lambda: None,
) -> tuple[Expectation, ...]:
    """Return the expectations that do not hold, each looked for on its own page, loaded anew; seconds.

    Without `insist`, a page that is at rest without showing one does not hold it, and the first
    that does not hold is enough; with it, each has all the time there is. `go` does the steps up to
    one again, `leave` leaves what they opened. Raise ReadIncomplete when a page does not come to rest.
    """
    missing: list[Expectation] = []
    place: tuple[int, str] | None = None
    with Traffic(page, origin) as traffic:
        for expectation in sorted(expected, key=_place_of):
            if _place_of(expectation) != place:
                if place is not None and place[0]:
                    leave()
                place = _place_of(expectation)
                if place[0]:
                    go(place[0])
                else:
                    load(page, origin, place[1])
            if not holds(page, expectation, traffic, patience=patience, insist=insist):
                missing.append(expectation)
                if not insist:
                    break
        if place is not None and place[0]:
            leave()
    return tuple(missing)


def load(page: Page, origin: str, place: str) -> None:
    """Load a place of the console from the server; a place that only differs after the # is loaded, too."""
    try:
        page.goto("about:blank")
        page.goto(f"{origin}{place if place.startswith('/') else '/'}", wait_until="load")
    except Error:
        raise Unreachable(
            f"{origin} cannot be reached.", remedy="Check the address and the network, then run again."
        ) from None


def holds(page: Page, expectation: Expectation, traffic: Traffic, *, patience: float, insist: bool) -> bool:
    """Return whether an expectation holds, waiting until it does or its absence is proven; raise ReadIncomplete."""
    deadline = time.monotonic() + patience
    rested = False
    while not _shows(page, expectation):
        left = deadline - time.monotonic()
        if left <= 0:
            if rested:
                return False
            raise ReadIncomplete(
                f"{expectation.at or '/'} does not come to rest within {patience:g} s, so that nothing is known"
                f" of {says(expectation)}.",
                remedy="Run again, with more --patience.",
            )
        if rested and not insist:
            return False
        rested = traffic.at_rest(inside(page, expectation.frame), patience=left) or rested
    return True


def says(expectation: Expectation) -> str:
    """Return an expectation for people."""
    where = f" ({expectation.at})" if expectation.at else ""
    if expectation.text is not None:
        inside_of = f" ({expectation.within})" if expectation.within is not None else ""
        return f"“{expectation.text}”{inside_of}{where}"
    if expectation.row:
        return f"{' | '.join(expectation.row)}{where}"
    return f"{expectation.field} = {expectation.is_}{where}"


def value_of(field: Locator) -> str:
    """Return what a field holds, of a list what is chosen."""
    return " ".join(str(field.evaluate(_VALUE, timeout=_ANSWER_WITHIN_MS)).split())


def _place_of(expectation: Expectation) -> tuple[int, str]:
    return expectation.after or 0, expectation.at or "/"


def _shows(page: Page, expectation: Expectation) -> bool:
    """Return whether a page shows it at this moment."""
    scope: Scope = inside(page, expectation.frame)
    try:
        if expectation.text is not None:
            if expectation.within is not None:
                scope = locate_by_words(scope, expectation.within, (), {})
            return scope.get_by_text(_whole(expectation.text)).filter(visible=True).count() > 0
        if expectation.row:
            return _row(page, inside(page, expectation.frame), expectation.row).count() > 0
        field = _field(inside(page, expectation.frame), _whole(expectation.field or "")).filter(visible=True)
        return field.count() == 1 and value_of(field) == " ".join((expectation.is_ or "").split())
    except Error:
        return False  # a page that is being replaced does not show it


def _field(scope: Page | FrameLocator, name: re.Pattern[str]) -> Locator:
    """Return a field by its label, or by what it is called: a label around a list also says what can be chosen."""
    return union([scope.get_by_label(name), *(scope.get_by_role(role, name=name) for role in _FIELDS)])


def _row(page: Page, scope: Page | FrameLocator, cells: Sequence[str]) -> Locator:
    row = scope.locator("css=tr, [role=row]").filter(visible=True)
    for cell in cells:
        inner = page.locator("css=td, th, [role=cell], [role=gridcell]").filter(has_text=_whole(cell))
        row = row.filter(has=inner)
    return row


def _whole(text: str) -> re.Pattern[str]:
    spaced = r"\s+".join(re.escape(part).replace("/", r"\/") for part in text.split())
    return re.compile(rf"^\s*{spaced}\s*$")
