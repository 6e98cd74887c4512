"""Meeting an element of a recording again: exactly one, among what stood around it then.

What a screen is made of (headings, buttons, fields, dialogs) must be there as it was.
Rows, cells and texts are data, and may say something else today.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Error, FrameLocator, Locator, Page

from pupitre.browser.elements import Element, Elements, Way
from pupitre.browser.finder import Finder
from pupitre.errors import ElementAmbiguous, ElementNotFound, UnknownScreen
from pupitre.recording.model import Step
from pupitre.recording.seen import CONTROLS, lines, tree

_MADE_OF = (CONTROLS - {"link", "option", "listbox"}) | {
    "dialog", "alertdialog", "heading", "form", "tabpanel", "menu", "toolbar", "group", "navigation", "columnheader",
}  # fmt: skip
_SNAPSHOT_WITHIN_MS = 3_000


class OtherScreen(UnknownScreen):
    """The element is there, and what stands around it is not what was recorded."""

    reason = "other_screen"


@dataclass(frozen=True)
class Met:
    """An element found again; `healed_by` is the way that found it when the first one did not."""

    locator: Locator
    healed_by: Way | None = None


def meet(page: Page, number: str, step: Step, *, patience: float) -> Met:
    """Return the element of a step; raise ElementNotFound, ElementAmbiguous or OtherScreen.

    A step after which the console has saved is found by its first way or not at all.
    """
    scope = inside(page, step.frame)
    name = f"{number}. {step.says}"
    ways = step.ways[:1] if step.commit else step.ways
    element = Element(where="as it was recorded", find=ways, seen="in the recording")
    finder = Finder(page, Elements("recording", {name: element}), patience=patience)
    try:
        locator = finder.find(name, scope)  # type: ignore[arg-type]
    except (ElementNotFound, ElementAmbiguous) as lost:
        lost.remedy = _remedy(step)
        raise
    healed_by = finder.found_by[name] if name in finder.drifted else None
    gone = missing_around(page, step, healed=healed_by is not None)
    if gone:
        raise OtherScreen(
            f"{name}: the screen is not the one that was recorded. Expected: {_listed(step.before)}. "
            f"Not there: {_listed(gone)}.",
            remedy=_remedy(step),
        )
    return Met(locator, healed_by)


def inside(page: Page, frames: Sequence[str]) -> Page | FrameLocator:
    """Return the innermost of the frames to enter."""
    scope: Page | FrameLocator = page
    for selector in frames:
        scope = scope.frame_locator(selector)
    return scope


def missing_around(page: Page, step: Step, *, healed: bool) -> tuple[str, ...]:
    """Return what the screen was made of around an element and is not any more.

    The element's own line counts unless it was found by another way, as after it was given another name.
    """
    expected = [line for line in step.before if _role(line) in _MADE_OF]
    own = step.before[-1:] if len(step.before) == 1 else tuple(_own_lines(step))
    if healed:
        expected = [line for line in expected if line not in own]
    shown = _shown(page, step.frame)
    return tuple(line for line in expected if line not in shown)


def appeared(page: Page, step: Step) -> tuple[str, ...]:
    """Return what was new on the screen after a step and is not there now."""
    expected = [line for line in step.after if _role(line) in _MADE_OF]
    shown = _shown(page, ())
    return tuple(line for line in expected if line not in shown)


def _own_lines(step: Step) -> list[str]:
    """Return the lines that are about the element itself: those that one of its ways names."""
    words = {
        text.casefold()
        for way in step.ways
        for text in (way.name, way.label, way.text, way.placeholder)
        if text is not None
    }
    return [line for line in step.before if line.partition('"')[2].rstrip('"').casefold() in words]


def _shown(page: Page, frames: Sequence[str]) -> frozenset[str]:
    shown: set[str] = set()
    for scope in (page, inside(page, frames)) if frames else (page,):
        try:
            snapshot = scope.locator("css=body").first.aria_snapshot(timeout=_SNAPSHOT_WITHIN_MS)
        except Error:
            continue  # a frame that is going away shows nothing, and what is missing is told
        shown.update(lines(tree(snapshot)))
    return frozenset(shown)


def _role(line: str) -> str:
    return line.partition(" ")[0].rstrip(":")


def _listed(found: Sequence[str]) -> str:
    return ", ".join(found) or "nothing"


def _remedy(step: Step) -> str:
    if step.commit:
        return "This step makes the console save, so nothing is guessed: record the change again, or mend the step."
    return "Look at the last picture; record the change again, or mend the step by hand."
