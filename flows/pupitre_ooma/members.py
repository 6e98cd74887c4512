"""Who rings: check boxes in the classic dialog, two lists with arrows in the newer one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from playwright.sync_api import Locator
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.errors import ANNULER, ReadIncomplete, UnknownScreen
from pupitre.visible import visible
from pupitre_ooma.directory import Row, meant
from pupitre_ooma.drop_down import offered_now

if TYPE_CHECKING:
    from pupitre.desk import Desk

_BOXES = """
labels => labels.map(label => ({
  text: label.innerText.trim().replace(/\\s+/g, ' '),
  checked: (label.control || label.querySelector('input')).checked
}))
"""
_ITEMS = "items => items.map(item => item.innerText.trim().replace(/\\s+/g, ' '))"


class Members(Protocol):
    """The members in a tab of a group's settings."""

    def read(self, tab: Locator) -> tuple[str, ...]:
        """Return the extensions of those who ring; raise ReadIncomplete."""

    def select(self, tab: Locator, wanted: tuple[str, ...]) -> None:
        """Let these ring, and nobody else."""


class Boxes:
    """Check boxes by name only, in the order of the console's own list."""

    def __init__(self, desk: Desk, users: Sequence[Row]) -> None:
        self._desk = desk
        self._users = users

    def read(self, tab: Locator) -> tuple[str, ...]:
        """Return the extensions of those whose box is checked, in the order of the table."""
        checked = {extension for extension, is_checked in self._boxes(tab) if is_checked}
        return tuple(user.extension for user in self._users if user.extension in checked)

    def select(self, tab: Locator, wanted: tuple[str, ...]) -> None:
        """Click the boxes that are to change."""
        shown = self._boxes(tab)
        missing = set(wanted) - {extension for extension, _ in shown}
        if missing:
            raise _not_offered(missing)
        boxes = self._desk.elements.all("group.boxes", tab)
        for place, (extension, is_checked) in enumerate(shown):
            if is_checked != (extension in wanted):
                boxes.nth(place).click()

    def _boxes(self, tab: Locator) -> list[tuple[str, bool]]:
        """Return whose each box is, and whether it is checked; where two look alike, all or none of them may be."""
        boxes = self._desk.elements.every("group.boxes", tab)
        if self._users:
            try:
                boxes.nth(len(self._users) - 1).wait_for(state="visible")
            except PlaywrightTimeout:
                self._desk.elements.explain()
        shown = self._desk.elements.all("group.boxes", tab).evaluate_all(_BOXES)
        if len(shown) != len(self._users):
            raise ReadIncomplete(
                f"{len(shown)} users can ring, and the page Extensions lists {len(self._users)}.",
                remedy="Run again; look at the last picture if it stays.",
            )
        texts = [box["text"] for box in shown]
        told = meant(texts, self._users, with_number=False)
        read: list[tuple[str, bool]] = []
        for text, extension, box in zip(texts, told, shown, strict=True):
            if extension is None:
                alike = [user.extension for user in self._users if user.label == text]
                states = {each["checked"] for each in shown if each["text"] == text}
                if len(alike) != texts.count(text) or len(states) > 1:
                    raise ReadIncomplete(
                        f"Which of the users called {visible(text)!r} rings cannot be told from the page Extensions.",
                        remedy="Give them distinct names on the console, then run again.",
                    )
                extension = alike[sum(known == text for known in texts[: len(read)])]
            read.append((extension, box["checked"]))
        return read


class TwoLists:
    """The newer manager's list of members, in the order in which they ring, and the two lists that change it."""

    def __init__(self, desk: Desk, users: Sequence[Row]) -> None:
        self._desk = desk
        self._elements = desk.elements
        self._users = users

    def read(self, tab: Locator) -> tuple[str, ...]:
        """Return the extensions of the members in their order."""
        self._elements.find("members.edit", tab)  # stands below the members, or below none
        return self._known(self._elements.all("members.listed", tab).evaluate_all(_ITEMS))

    def select(self, tab: Locator, wanted: tuple[str, ...]) -> None:
        """Take out everybody from the first who differs on, and put in who follows, one after the other."""
        self._elements.find("members.edit", tab).click()
        lists = self._elements.find("members.dialog")
        shown = self._in("members.chosen", lists)
        kept = 0
        while kept < min(len(shown), len(wanted)) and shown[kept] == wanted[kept]:
            kept += 1
        if len(shown) > kept:
            self._elements.find("members.chosen", lists).select_option(index=list(range(kept, len(shown))))
            self._elements.find("members.left", lists).click()
        for extension in wanted[kept:]:
            available = self._in("members.available", lists)
            if extension not in available:
                raise _not_offered({extension})
            self._elements.find("members.available", lists).select_option(index=available.index(extension))
            self._elements.find("members.right", lists).click()
        self._elements.find("members.done", lists).click()
        lists.wait_for(state="detached")

    def _in(self, name: str, lists: Locator) -> tuple[str, ...]:
        return self._known(offered_now(self._elements.find(name, lists)).texts)

    def _known(self, texts: Sequence[str]) -> tuple[str, ...]:
        known: list[str] = []
        for text, extension in zip(texts, meant(texts, self._users, with_number=True), strict=True):
            if extension is None:
                raise ReadIncomplete(
                    f"{visible(text)!r} can ring, and the page Extensions does not list them.",
                    remedy="Run again; look at the last picture if it stays.",
                )
            known.append(extension)
        return tuple(known)


def _not_offered(missing: set[str]) -> UnknownScreen:
    return UnknownScreen(
        f"The settings do not offer {', '.join(sorted(missing))} as a member.",
        left_behind=ANNULER,
        remedy="Look at the last picture, then run again.",
    )
