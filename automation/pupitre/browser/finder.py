"""Finding exactly one element, or saying precisely why not.

The ways of an element are tried most stable first; the first that matches
exactly one visible thing wins. Two matches are as bad as none. What was found
by anything but the first way is kept as drift of the screen.
"""

from __future__ import annotations

import contextlib
import functools
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.browser.elements import Element, Elements, Way
from pupitre.browser.nearest import nearest_texts
from pupitre.errors import ElementAmbiguous, ElementNotFound, ReadIncomplete, UnknownScreen

Scope = Page | Locator
_MOMENT = 0.7  # seconds


@dataclass
class Finder:
    """Finds the elements of one console on one page.

    `patience` is in seconds. `explain` is asked before an error is raised, so
    that a console can tell an expired session from a renamed button.
    """

    page: Page
    elements: Elements
    patience: float = 10.0
    explain: Callable[[], None] = lambda: None
    drifted: dict[str, str] = field(default_factory=dict)

    def find(
        self, name: str, within: Locator | None = None, *, patience: float | None = None, **values: str
    ) -> Locator:
        """Return the one visible element of that name, waiting until it is there.

        `values` fill the `{blanks}` of its ways. Raise ElementNotFound or
        ElementAmbiguous, naming the ways tried and the nearest texts.
        """
        element = self.elements[name]
        ways = self._ways(element, within, values)
        first = ways[0][1]
        if first.count() == 1:
            return first
        limit = self.patience if patience is None else patience
        deadline = time.monotonic() + limit
        try:
            _any(ways).first.wait_for(state="visible", timeout=max(limit * 1000, 1))
            self._prefer(name, first)
        except PlaywrightTimeout:
            raise self._missing(name, element, ways) from None
        chosen = self._unique(name, ways) or self._settled(name, ways, deadline)
        if chosen is None:
            raise self._missing(name, element, ways)
        return chosen

    def present(self, name: str, within: Locator | None = None, **values: str) -> bool:
        """Return whether an element is visible at this moment, without waiting."""
        return any(locator.count() for _, locator in self._ways(self.elements[name], within, values))

    def absent(self, name: str, within: Locator | None = None, *, proof: Locator, **values: str) -> bool:
        """Return whether an element is not there, once `proof` shows that its surroundings are.

        A list read too early looks empty. Raise ReadIncomplete when the proof
        does not come.
        """
        try:
            proof.first.wait_for(state="visible", timeout=self.patience * 1000)
        except PlaywrightTimeout:
            self.explain()
            raise ReadIncomplete(f"{name}: what proves that it is absent did not appear.") from None
        return not self.present(name, within, **values)

    def any_of(self, *names: str) -> Locator:
        """Return a locator for whatever of several elements appears first."""
        return _any([way for name in names for way in self._ways(self.elements[name], None, {})]).first

    def all(self, name: str, within: Locator | None = None, **values: str) -> Locator:
        """Return every visible match of an element's first way that matches at all."""
        ways = self._ways(self.elements[name], within, values)
        return next((locator for _, locator in ways if locator.count()), ways[0][1])

    def every(self, name: str, within: Locator | None = None, **values: str) -> Locator:
        """Return a locator for whatever matches any way of an element, now or later."""
        return _any(self._ways(self.elements[name], within, values))

    def css(self, name: str) -> list[str]:
        """Return the CSS ways of an element, for a reading of many things in one call."""
        return [way.css for way in self.elements[name].find if way.css is not None]

    def examine(self, name: str, within: Locator | None = None, **values: str) -> tuple[str, str]:
        """Return ("found" | "drifted" | "ambiguous" | "not found", the way or the counts)."""
        counts = [(way, locator.count()) for way, locator in self._ways(self.elements[name], within, values)]
        for index, (way, count) in enumerate(counts):
            if count == 1:
                return ("found" if index == 0 else "drifted"), way
        status = "ambiguous" if any(count for _, count in counts) else "not found"
        return status, "; ".join(f"{way}: {count}" for way, count in counts)

    def _ways(self, element: Element, within: Locator | None, values: dict[str, str]) -> list[tuple[str, Locator]]:
        scope: Scope = within if within is not None else self.page
        return [(str(way), _locate(scope, way, element, values).filter(visible=True)) for way in element.find]

    def _unique(self, name: str, ways: list[tuple[str, Locator]]) -> Locator | None:
        for index, (way, locator) in enumerate(ways):
            if locator.count() == 1:
                if index:
                    self.drifted[name] = way
                return locator
        return None

    def _prefer(self, name: str, first: Locator) -> None:
        """Let the first way come a moment after another, as while a dialog opens, before it counts as drift."""
        if name not in self.drifted:
            with contextlib.suppress(PlaywrightTimeout):
                first.first.wait_for(state="visible", timeout=_MOMENT * 1000)

    def _settled(self, name: str, ways: list[tuple[str, Locator]], deadline: float) -> Locator | None:
        """Wait while two dialogs change places: a second match may be about to go."""
        for _, locator in ways:
            left = deadline - time.monotonic()
            if left <= 0 or not locator.count():
                continue
            try:
                locator.nth(1).wait_for(state="detached", timeout=min(left, 2.0) * 1000)
            except PlaywrightTimeout:
                continue
            chosen = self._unique(name, ways)
            if chosen is not None:
                return chosen
        return None

    def _missing(self, name: str, element: Element, ways: list[tuple[str, Locator]]) -> UnknownScreen:
        self.explain()
        counts = [(way, locator.count()) for way, locator in ways]
        tried = "; ".join(f"{way} ({count})" for way, count in counts)
        texts = nearest_texts(self.page, element.words)
        near = f" Nearest on the screen: {', '.join(repr(text) for text in texts)}." if texts else ""
        remedy = (
            f"Look at the last picture, then mend {name} in selectors/{self.elements.console}.yaml "
            "of your working folder."
        )
        if any(count > 1 for _, count in counts):
            return ElementAmbiguous(
                f"{name} ({element.where}) matches more than once. Tried: {tried}.{near}", remedy=remedy
            )
        return ElementNotFound(f"{name} ({element.where}) is not on the screen. Tried: {tried}.{near}", remedy=remedy)


def _any(ways: list[tuple[str, Locator]]) -> Locator:
    return functools.reduce(lambda one, other: one.or_(other), (locator for _, locator in ways))


def _exactly(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of the words as a whole, whatever the blanks and an icon before them."""
    choices = "|".join(r"\s+".join(re.escape(part) for part in word.split()) for word in words)
    return re.compile(rf"^[^\w*]*(?:{choices})\s*$", re.IGNORECASE)


def _filled(text: str, values: dict[str, str]) -> str:
    for key, value in values.items():
        text = text.replace("{" + key + "}", value)
    return text


def _cell(text: str) -> re.Pattern[str]:
    """Match the text of a cell as a whole, whatever its blanks and its case."""
    words = r"\s+".join(re.escape(part) for part in text.split())
    return re.compile(rf"^\s*{words}\s*$", re.IGNORECASE)


def _locate(scope: Scope, way: Way, element: Element, values: dict[str, str]) -> Locator:
    words = element.words or ("",)
    if way.css is not None:
        locator = scope.locator(_filled(way.css, values))
    elif way.role is not None:
        name = _exactly(words) if way.name == "says" else _filled(way.name or "", values)
        locator = scope.get_by_role(way.role, name=name)  # type: ignore[arg-type]
    elif way.placeholder is not None:
        sought = _exactly(words) if way.placeholder == "says" else _filled(way.placeholder, values)
        locator = scope.get_by_placeholder(sought)
    else:
        sought = _exactly(words) if way.text in (None, "says") else _filled(way.text or "", values)
        locator = scope.get_by_text(sought)
    if way.has is not None:
        locator = locator.filter(has_text=_contains(words) if way.has == "says" else _filled(way.has, values))
    if way.exactly is not None:
        locator = locator.filter(has_text=_cell(_filled(way.exactly, values)))
    page = scope if isinstance(scope, Page) else scope.page
    for cell in way.cells:
        locator = locator.filter(has=page.locator("td", has_text=_cell(_filled(cell, values))))
    return locator


def _contains(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
