"""Finding exactly one element, or saying precisely why not.

The ways of an element are tried most stable first; the first that matches
exactly one visible thing wins. Two matches are as bad as none. What was found
by anything but the first way is kept as drift of the screen.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Error, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.browser.elements import Element, Elements, Way
from pupitre.browser.nearest import nearest_texts
from pupitre.browser.ways import locate, union
from pupitre.errors import ElementAmbiguous, ElementNotFound, EstateError, ReadIncomplete, UnknownScreen

_MOMENT = 0.7  # seconds
_CHANGING_PLACES = 2.0  # seconds
_NO_SELECTOR = ("is not a valid selector", "while parsing css selector", "while parsing selector", "Malformed selector")


@dataclass
class Finder:
    """Finds the elements of one console on one page.

    `patience` is in seconds. `explain` is asked before an error is raised, so
    that a console can tell an expired session from a renamed button. `found_by`
    keeps the way by which each element was found last, `drifted` those that were
    found by another way than their first.
    """

    page: Page
    elements: Elements
    patience: float = 10.0
    explain: Callable[[], None] = lambda: None
    drifted: dict[str, str] = field(default_factory=dict)
    found_by: dict[str, Way] = field(default_factory=dict)

    def find(
        self, name: str, within: Locator | None = None, *, patience: float | None = None, **values: str
    ) -> Locator:
        """Return the one visible element of that name, waiting until it is there.

        `values` fill the `{blanks}` of its ways. Raise ElementNotFound or
        ElementAmbiguous, naming the ways tried and the nearest texts.
        """
        element = self.elements[name]
        with self._understood(name):
            first = locate(within or self.page, element.find[0], element, values)
            if first.count() == 1:
                self.found_by[name] = element.find[0]
                return first
            limit = self.patience if patience is None else patience
            deadline = time.monotonic() + limit
            ways = self._ways(element, within, values)
            try:
                union(ways).first.wait_for(state="visible", timeout=max(limit * 1000, 1))
            except PlaywrightTimeout:
                raise self._missing(name, element, ways, values) from None
            if first.count() == 1:
                self.found_by[name] = element.find[0]
                return first
            self._prefer(name, first)
            chosen = self._unique(name, element, ways) or self._settled(name, element, ways, deadline)
            if chosen is None:
                raise self._missing(name, element, ways, values)
            return chosen

    def present(self, name: str, within: Locator | None = None, **values: str) -> bool:
        """Return whether an element is visible at this moment, without waiting."""
        with self._understood(name):
            return union(self._ways(self.elements[name], within, values)).count() > 0

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
        return union([way for name in names for way in self._ways(self.elements[name], None, {})]).first

    def all(self, name: str, within: Locator | None = None, **values: str) -> Locator:
        """Return every visible match of an element's first way that matches at all."""
        element = self.elements[name]
        with self._understood(name):
            ways = self._ways(element, within, values)
            for index, locator in enumerate(ways):
                if locator.count():
                    self._note(name, element, index)
                    return locator
        return ways[0]

    def every(self, name: str, within: Locator | None = None, **values: str) -> Locator:
        """Return a locator for whatever matches any way of an element, now or later."""
        return union(self._ways(self.elements[name], within, values))

    def css(self, name: str) -> list[str]:
        """Return the CSS ways of an element, for a reading of many things in one call."""
        ways = [way.css for way in self.elements[name].find if way.css is not None]
        if not ways:
            raise self._unusable(name, "is read together with others and wants a css way")
        return ways

    def examine(
        self, name: str, within: Locator | None = None, *, times: int | None = 1, **values: str
    ) -> tuple[str, str]:
        """Return ("found" | "drifted" | "ambiguous" | "not found", the way or the counts).

        `times` is how often it must be there; None is at least once.
        """
        element = self.elements[name]
        with self._understood(name):
            counts = [locator.count() for locator in self._ways(element, within, values)]
        for index, (way, count) in enumerate(zip(element.find, counts, strict=True)):
            if count == times or (times is None and count):
                self._note(name, element, index)
                return ("found" if index == 0 else "drifted"), str(way)
        status = "ambiguous" if times is not None and any(count > times for count in counts) else "not found"
        return status, _counted(element, counts)

    def _ways(self, element: Element, within: Locator | None, values: Mapping[str, str]) -> list[Locator]:
        return [locate(within or self.page, way, element, values) for way in element.find]

    def _unique(self, name: str, element: Element, ways: list[Locator]) -> Locator | None:
        for index, locator in enumerate(ways):
            if locator.count() == 1:
                self._note(name, element, index)
                return locator
        return None

    def _note(self, name: str, element: Element, index: int) -> None:
        self.found_by[name] = element.find[index]
        if index:
            self.drifted[name] = str(element.find[index])

    def _prefer(self, name: str, first: Locator) -> None:
        """Let the first way come a moment after another, as while a dialog opens, before it counts as drift.

        Likewise its second match may be about to go.
        """
        if name in self.drifted:
            return
        with contextlib.suppress(PlaywrightTimeout):
            first.first.wait_for(state="visible", timeout=_MOMENT * 1000)
            first.nth(1).wait_for(state="detached", timeout=_MOMENT * 1000)

    def _settled(self, name: str, element: Element, ways: list[Locator], deadline: float) -> Locator | None:
        """Wait while two dialogs change places: a second match may be about to go."""
        for locator in ways:
            left = deadline - time.monotonic()
            if left <= 0 or not locator.count():
                continue
            try:
                locator.nth(1).wait_for(state="detached", timeout=min(left, _CHANGING_PLACES) * 1000)
            except PlaywrightTimeout:
                continue
            chosen = self._unique(name, element, ways)
            if chosen is not None:
                return chosen
        return None

    def _missing(self, name: str, element: Element, ways: list[Locator], values: Mapping[str, str]) -> UnknownScreen:
        self.explain()
        counts = [locator.count() for locator in ways]
        tried = _counted(element, counts)
        texts = nearest_texts(self.page, (*element.words, " ".join(values.values())))
        near = f" Nearest on the screen: {', '.join(repr(text) for text in texts)}." if texts else ""
        remedy = (
            f"Look at the last picture, then mend {name} in selectors/{self.elements.console}.yaml "
            "of your working folder."
        )
        if any(count > 1 for count in counts):
            return ElementAmbiguous(
                f"{name} ({element.where}) matches more than once. Tried: {tried}.{near}", remedy=remedy
            )
        return ElementNotFound(f"{name} ({element.where}) is not on the screen. Tried: {tried}.{near}", remedy=remedy)

    @contextlib.contextmanager
    def _understood(self, name: str) -> Iterator[None]:
        """Tell a way that the browser cannot read from a screen that misbehaves."""
        try:
            yield
        except Error as error:
            if any(part in error.message for part in _NO_SELECTOR):
                raise self._unusable(name, "has a css way that the browser does not understand") from None
            raise

    def _unusable(self, name: str, why: str) -> EstateError:
        ways = "; ".join(str(way) for way in self.elements[name].find)
        return EstateError(f"{self.elements.file_of(name)}: {name}: {why}: {ways}")


def _counted(element: Element, counts: list[int]) -> str:
    return "; ".join(f"{way} ({count})" for way, count in zip(element.find, counts, strict=True))
