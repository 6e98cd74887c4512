"""What `doctor` notes on its walk over a console's screens: every element, and how it is found.

A console's own walk says where it goes. An element that is missing does not hide the
others of its screen; one that the walk cannot go on without ends it, and is reported.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.sync_api import Locator
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.console import ElementReport
from pupitre.errors import ElementAmbiguous, ElementNotFound

if TYPE_CHECKING:
    from pupitre.desk import Desk

NOT_SHOWN = "not shown"
THERE = ("found", "drifted")
_WORSE = (*THERE, "ambiguous", "not found")  # of an element on two screens the worse is told
_LATE = 2.0  # seconds that an element may come later than the screen it stands on


@dataclass
class Examination:
    """What has been looked at so far; `ended` says why the walk could not go on."""

    desk: Desk
    seen: dict[str, tuple[str, str]] = field(default_factory=dict)
    ended: str = ""

    def note_found(self, is_meant: Callable[[str], bool]) -> None:
        """Note the elements that were found before the walk began, as those of the login."""
        elements = self.desk.elements
        for name, way in elements.found_by.items():
            if is_meant(name):
                self.seen[name] = ("drifted" if name in elements.drifted else "found", str(way))

    def look(
        self,
        name: str,
        within: Locator | None = None,
        *,
        times: int | None = 1,
        patience: float = _LATE,
        **values: str,
    ) -> bool:
        """Examine one element, which may still be on its way; return whether it is there."""
        elements = self.desk.elements
        with contextlib.suppress(ElementNotFound, ElementAmbiguous, PlaywrightTimeout):
            if times == 1:
                elements.find(name, within, patience=patience, **values)
            else:
                elements.every(name, within, **values).first.wait_for(state="visible", timeout=patience * 1000)
        status, detail = elements.examine(name, within, times=times, **values)
        earlier = self.seen.get(name)
        if earlier is None or _WORSE.index(status) >= _WORSE.index(earlier[0]):
            self.seen[name] = (status, detail)
        return status in THERE

    def look_if_there(self, name: str, within: Locator | None = None, *, times: int | None = 1) -> bool:
        """Examine an element that is only there sometimes; its absence is no fault."""
        there = self.desk.elements.present(name, within)
        return self.look(name, within, times=times) if there else False

    def look_at_one_of(self, names: tuple[str, ...], within: Locator | None = None) -> None:
        """Examine those of several elements that are there; the first as missing when none is."""
        if not [name for name in names if self.look_if_there(name, within)]:
            self.look(names[0], within)

    def end(self, name: str) -> bool:
        """End the walk at an element; return whether it goes on, for the caller to return."""
        self.ended = name
        return False

    def reports(self) -> tuple[ElementReport, ...]:
        """Return one report an element, in the order of the file."""
        elements = self.desk.elements
        return tuple(
            ElementReport(name, *(self.seen.get(name) or (NOT_SHOWN, self._why_not(element.where))), element.seen)
            for name, element in elements.elements.by_name.items()
        )

    def _why_not(self, where: str) -> str:
        return f"the walk ended at {self.ended}" if self.ended else where
