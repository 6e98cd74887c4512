"""The dialog "Ajouter des exceptions", where the slots of the opening hours stand.

Everything here changes the console's working copy only. Nothing counts before
the dialog's "OK" and then the page's. A slot has no way to be edited: it is
deleted and configured anew.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import Error, Locator

from pupitre.day_names import day_name
from pupitre.errors import ANNULER, PupitreError, UnknownScreen
from pupitre.hours import Slot, Weekday
from pupitre_threecx.rules import ShownRule
from pupitre_threecx.time_entry import TimeEntry
from pupitre_threecx.week_grid import Shown, read_grid
from pupitre_threecx.wording import says

if TYPE_CHECKING:
    from pupitre.desk import Desk

_STACKED = 3  # a message over the times over the rule: no more dialogs than that are left by "Annuler"


class ExceptionDialog:
    """The dialog of one rule, opened."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._elements = desk.elements
        self._texts: dict[tuple[Weekday, Slot], str] = {}

    def wait(self) -> None:
        """Wait until the dialog is open and its week is drawn."""
        self._elements.find("exception.week", self._dialog())

    def read(self) -> ShownRule:
        """Return the caller, the kind of hours, the destination and the whole week."""
        with self._desk.step("week", says(self._desk, "week"), reads=True):
            shown = self._shown()
        return ShownRule(shown.caller, shown.hours, shown.destination, shown.week)

    def delete(self, day: Weekday, slot: Slot) -> None:
        """Click the slot and "Supprimer" in what opens; the rule's own "Supprimer" is elsewhere."""
        with self._acting("delete", day, slot, lambda: self._slot(day, slot)) as shown:
            shown.click()
            menu = self._elements.find("slot.delete")
            with self._desk.expecting_dialog(self._confirmation()):
                menu.click()
            shown.wait_for(state="detached")

    def configure(self, day: Weekday, slot: Slot) -> None:
        """Click "Configurer" under the day, enter the times, and press that dialog's OK.

        Raise ConsoleRefused with the console's words when it does not take the slot.
        """
        with self._acting("configure", day, slot, lambda: self._configure(day)) as button:
            button.click()
            entry = TimeEntry(self._desk)
            entry.enter(slot)
            entry.ok(self._elements.every("exception.slots", self._column(day)))

    def look_at_times(self, look: Callable[[Locator], None]) -> None:
        """Open "Configurer" under Monday, have someone look, and leave by "Annuler"."""
        self._configure(Weekday.MONDAY).click()
        times = self._elements.find("time.dialog")
        look(times)
        self._elements.find("dialog.cancel", times).click()
        times.wait_for(state="detached")

    def ok(self) -> None:
        """Press the dialog's OK; the page's own is still to come."""
        with self._desk.acting(
            "dialog-ok", says(self._desk, "dialog-ok"), lambda: self._elements.find("dialog.ok", self._dialog())
        ) as button:
            if not button.is_enabled():
                raise UnknownScreen("The OK of the dialog cannot be pressed.", left_behind=ANNULER)
            dialog = self._dialog()
            button.click()
            dialog.wait_for(state="detached")

    def annuler(self) -> None:
        """Press the dialog's "Annuler"."""
        with self._desk.step("dialog-cancel", says(self._desk, "dialog-cancel")):
            dialog = self._dialog()
            self._elements.find("dialog.cancel", dialog).click()
            dialog.wait_for(state="detached")

    def leave(self) -> None:
        """Leave every dialog that is open by "Annuler", the front one first."""
        for _ in range(_STACKED):
            if not self._elements.present("dialog.front"):
                return
            with contextlib.suppress(PupitreError, Error):
                front = self._elements.find("dialog.front", patience=1)
                handle = front.element_handle()
                if self._elements.present("dialog.cancel", front):
                    self._elements.find("dialog.cancel", front).click(timeout=2000)
                elif self._elements.present("dialog.close", front):
                    self._elements.find("dialog.close", front).click(timeout=2000)
                handle.wait_for_element_state("hidden", timeout=2000)

    def _shown(self) -> Shown:
        shown = read_grid(self._elements, self._dialog())
        self._texts = shown.texts
        return shown

    def _dialog(self) -> Locator:
        return self._elements.find("exception.dialog")

    def _column(self, day: Weekday) -> Locator:
        return self._elements.all("exception.days", self._dialog()).nth(int(day))

    def _configure(self, day: Weekday) -> Locator:
        return self._elements.find("exception.configure", self._column(day))

    def _slot(self, day: Weekday, slot: Slot) -> Locator:
        """Return the slot's place by how the console wrote it when the week was read."""
        text = self._texts[day, slot]
        return self._elements.find("exception.slot", self._column(day), slot=text)

    def _confirmation(self) -> re.Pattern[str]:
        return re.compile("|".join(re.escape(word) for word in self._elements.elements["slot.confirmation"].words))

    def _acting(
        self, name: str, day: Weekday, slot: Slot, on: Callable[[], Locator]
    ) -> contextlib.AbstractContextManager[Locator]:
        sentence = says(self._desk, name, day=day_name(day, self._desk.language), slot=str(slot))
        return self._desk.acting(name, sentence, on)
