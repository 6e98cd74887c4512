"""Meeting an element of a recording again: exactly one, among what stood around it then.

What a screen is made of (headings, buttons, fields, dialogs) must be there as it was.
Rows, cells and texts are data, and may say something else today.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from playwright.sync_api import Error, FrameLocator, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.browser.elements import Element, Elements, Way
from pupitre.browser.finder import Finder
from pupitre.errors import ElementAmbiguous, ElementNotFound, UnknownScreen
from pupitre.recording.looking import look_at
from pupitre.recording.model import Step
from pupitre.recording.seen import CONTROLS, lines

_ANNOUNCING = frozenset({"heading", "dialog", "alertdialog"})
_MADE_OF = (CONTROLS - {"link", "option", "listbox"}) | _ANNOUNCING | {
    "form", "tabpanel", "menu", "toolbar", "group", "navigation", "columnheader",
}  # fmt: skip
_LOOK_AGAIN_MS = 150
_MOST_TOLD = 4


#: The lines of a screen, as a recording keeps them.
Seen = frozenset[str]


class OtherScreen(UnknownScreen):
    """The element is there, and what stands around it is not what was recorded."""

    reason = "other_screen"


@dataclass(frozen=True)
class Met:
    """An element found again; `way` is the place of the way that found it among those of its step, counted from 0.

    `gone` are the places in `before` of the lines about itself that are not on the screen any more, as after
    it was given another name.
    """

    locator: Locator
    way: int = 0
    gone: tuple[int, ...] = ()


def meet(
    page: Page,
    number: str,
    step: Step,
    *,
    patience: float,
    seen: Seen | None = None,
    explain: Callable[[], None] = lambda: None,
) -> Met:
    """Return the element of a step; raise ElementNotFound, ElementAmbiguous or OtherScreen.

    A step after which the console has saved is found by its first way or not at all.
    `patience` is in seconds; `seen` is what the screen showed just now, since when nothing was done;
    `explain` may know better why something is not there.
    """
    scope = inside(page, step.frame)
    name = f"{number}. {step.says}"
    ways = step.ways[:1] if step.commit else step.ways
    element = Element(where="as it was recorded", find=ways, seen="in the recording")
    finder = Finder(page, Elements("recording", {name: element}), patience=patience, explain=explain)
    try:
        locator = finder.find(name, scope)  # type: ignore[arg-type]
    except (ElementNotFound, ElementAmbiguous) as lost:
        told, _, _ = lost.what.partition(" Nearest on the screen:")
        lost.what = told + _candidates(page, step)
        lost.remedy = _remedy(step)
        raise
    way = ways.index(finder.found_by[name])
    expected = _surroundings(step, ways[way], healed=way > 0)
    if step.commit or seen is None or not seen.issuperset(expected):
        _demand_surroundings(page, name, step, expected, patience=patience, explain=explain)
    return Met(locator, way, _renamed(page, step) if way else ())


def demand_appeared(
    page: Page, number: str, step: Step, *, patience: float, explain: Callable[[], None]
) -> Seen | None:
    """Wait until a step has led to what it led to when it was recorded, and return what is seen; raise OtherScreen.

    A heading or a dialog that came up says best which screen it is; where there was none, one
    of the other things that came up is enough. None where nothing came up, and nothing was looked at.
    """
    made_of = [line for line in step.after if _role(line) in _MADE_OF]
    telling = [line for line in made_of if _role(line) in _ANNOUNCING]
    expected = telling or made_of
    if not expected:
        return None
    seen: Seen = frozenset()

    def gone() -> tuple[str, ...]:
        nonlocal seen
        seen = _shown(page, ())
        missing = tuple(line for line in expected if line not in seen)
        return missing if telling or len(missing) == len(expected) else ()

    missing = _still(page, gone, patience)
    if missing:
        explain()
        raise OtherScreen(
            f"{number}. {step.says}: it did not lead where it led when it was recorded. "
            f"Expected: {_listed(expected)}. {_instead(page, (), missing)}",
            remedy=_remedy(step),
        )
    return seen


def inside(page: Page, frames: Sequence[str]) -> Page | FrameLocator:
    """Return the innermost of the frames to enter."""
    scope: Page | FrameLocator = page
    for selector in frames:
        scope = scope.frame_locator(selector)
    return scope


def _surroundings(step: Step, way: Way, *, healed: bool) -> list[str]:
    """Return what the screen must be made of around an element.

    The element's own line counts where the way that found it does not go by its words: `#btnOk`
    must still be called OK. It does not count for what was found by another way, which may have
    been given another name, nor for a row, whose words are data.
    """
    expected = [line for line in step.before if _role(line) in _MADE_OF]
    if healed or way.has or way.cells or way.exactly:
        own = _own_lines(step)
        return [line for line in expected if line not in own]
    return [line for line in expected if line != f'{way.role} "{way.name}"']


def _demand_surroundings(
    page: Page, name: str, step: Step, expected: Sequence[str], *, patience: float, explain: Callable[[], None]
) -> None:
    """Wait until the screen is made of what it was made of around an element; raise OtherScreen."""

    def gone() -> tuple[str, ...]:
        shown = _shown(page, step.frame) if expected else frozenset()
        return tuple(line for line in expected if line not in shown)

    missing = _still(page, gone, patience)
    if missing:
        explain()
        raise OtherScreen(
            f"{name}: the screen is not the one that was recorded. Expected: {_listed(expected)}. "
            f"{_instead(page, step.frame, missing)}",
            remedy=_remedy(step),
        )


def _still(page: Page, missing: Callable[[], tuple[str, ...]], patience: float) -> tuple[str, ...]:
    """Return what is missing when it does not come within `patience` seconds."""
    deadline = time.monotonic() + patience
    while (gone := missing()) and time.monotonic() < deadline and not page.is_closed():
        with contextlib.suppress(PlaywrightTimeout, Error):
            page.wait_for_event("close", timeout=_LOOK_AGAIN_MS)
    return gone


def _own_lines(step: Step) -> tuple[str, ...]:
    """Return the lines that are about the element itself: those that one of its ways names."""
    if len(step.before) == 1:
        return step.before
    names = {text.casefold() for way in step.ways for text in (way.name, way.label, way.text, way.placeholder) if text}
    parts = [
        tuple(text.casefold() for text in (way.has, way.exactly, *way.cells) if text)
        for way in step.ways
        if way.has or way.exactly or way.cells
    ]
    return tuple(
        line
        for line in step.before
        if _name(line) in names or any(all(text in _name(line) for text in part) for part in parts)
    )


def _renamed(page: Page, step: Step) -> tuple[int, ...]:
    own, shown = _own_lines(step), _shown(page, step.frame)
    return tuple(place for place, line in enumerate(step.before) if line in own and line not in shown)


def _shown(page: Page, frames: Sequence[str]) -> Seen:
    shown: set[str] = set()
    for scope in (page, inside(page, frames)) if frames else (page,):
        with contextlib.suppress(Error):  # what is going away shows nothing, and what is missing is told
            shown.update(lines(look_at(scope.locator("css=body").first)))
    return frozenset(shown)


def _instead(page: Page, frames: Sequence[str], missing: Sequence[str]) -> str:
    """Return what is not there, and what of its kind is: a page's words, quoted as they stand."""
    roles = {_role(line) for line in missing}
    found = sorted(line for line in _shown(page, frames) if _role(line) in roles)[:_MOST_TOLD]
    return f"Not there: {_listed(missing)}. There is: {_listed(found)}."


def _candidates(page: Page, step: Step) -> str:
    """Return what is on the screen instead that resembles an element most: words of the page, as they stand."""
    roles = {way.role for way in step.ways if way.role} or CONTROLS
    words = " ".join(filter(None, (step.ways[0].name, step.ways[0].text, step.ways[0].label, step.ways[0].after)))
    controls = [line for line in _shown(page, step.frame) if _role(line) in CONTROLS]
    shown = [line for line in controls if _role(line) in roles] or controls
    shown.sort(key=lambda line: (-SequenceMatcher(None, words.casefold(), _name(line)).ratio(), line))
    return f" Nearest: {_listed(shown[:_MOST_TOLD])}."


def _role(line: str) -> str:
    return line.partition(" ")[0].rstrip(":")


def _name(line: str) -> str:
    return line.partition('"')[2].rstrip('"').casefold()


def _listed(found: Sequence[str]) -> str:
    return ", ".join(found) or "nothing"


def _remedy(step: Step) -> str:
    if step.commit:
        return "This step makes the console save, so nothing is guessed: record the change again, or mend the step."
    return "Look at the last picture; record the change again, or mend the step by hand."
