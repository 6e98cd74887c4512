"""A drop-down list: what it offers, what is chosen, and choosing."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator

_READ = """
select => ({
  texts: [...select.options].map(option => option.text.trim().replace(/\\s+/g, ' ')),
  chosen: [...select.options].findIndex(option => option.selected)
})
"""


@dataclass(frozen=True)
class Offered:
    """The texts of a list, and the place of the one that is chosen; None when none is."""

    texts: tuple[str, ...]
    chosen: int | None

    @property
    def text(self) -> str:
        """The text that is chosen; empty when none is."""
        return "" if self.chosen is None else self.texts[self.chosen]


def offered(select: Locator) -> Offered:
    """Return what a list offers, once it offers anything: it is filled after its screen is shown."""
    shown = offered_now(select)
    if shown.texts:
        return shown
    select.locator("option").first.wait_for(state="attached")
    return offered_now(select)


def offered_now(select: Locator) -> Offered:
    """Return what a list offers at this moment, which may be nothing."""
    shown = select.evaluate(_READ)
    return Offered(tuple(shown["texts"]), shown["chosen"] if shown["chosen"] >= 0 else None)


def choose(select: Locator, index: int) -> None:
    """Choose what stands at a place of the list."""
    select.select_option(index=index)
