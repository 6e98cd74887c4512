"""The small dialog that "Configurer" opens, in the three forms it may have.

How the times are entered is not known from a real console: two texts, a picker
of hours and minutes, or two lists. What was entered is read back before "OK".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Locator

from pupitre.errors import ANNULER, ConsoleRefused, UnknownScreen
from pupitre.hours import Slot, format_time
from pupitre_threecx.week_grid import parse_clock

if TYPE_CHECKING:
    from pupitre.desk import Desk

_HALF = re.compile(r"[AaPp]\.?\s?[Mm]")


class TimeEntry:
    """The dialog that asks when a slot begins and ends."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._elements = desk.elements
        self._dialog = self._elements.find("time.dialog")

    def enter(self, slot: Slot) -> None:
        """Enter both times and read them back from the fields."""
        self._elements.find("time.fields", self._dialog)
        for place, minutes in enumerate((slot.begin, slot.end)):
            self._enter(place, minutes)

    def ok(self, slots: Locator) -> None:
        """Press OK once; raise ConsoleRefused in the console's words when the slot is not taken.

        `slots` are those that the day shows; one more proves that it was.
        """
        button = self._elements.find("dialog.ok", self._dialog)
        if not button.is_enabled():
            raise self._refused(self._words("time.refusal"))
        before = slots.count()
        button.click()
        taken = slots.nth(before)
        refusal = self._elements.any_of("time.refusal", "message.toast", "message.dialog")
        taken.or_(refusal).first.wait_for(state="visible")
        for name in ("time.refusal", "message.toast", "message.dialog"):
            if self._elements.present(name):
                raise self._refused(self._words(name))
        self._dialog.wait_for(state="detached")

    def _enter(self, place: int, minutes: int) -> None:
        texts = self._elements.all("time.texts", self._dialog)
        lists = self._elements.all("time.lists", self._dialog)
        if texts.count() == 2:
            self._fill(texts.nth(place), minutes)
        elif lists.count() == 2:
            self._choose(lists.nth(place), minutes)
        else:
            self._pick(place, minutes)

    def _fill(self, field: Locator, minutes: int) -> None:
        shown = f"{field.input_value()} {field.get_attribute('placeholder') or ''}"
        field.fill(_twelve_hours(minutes) if _HALF.search(shown) else format_time(minutes))
        self._demand(field.input_value(), minutes)

    def _choose(self, field: Locator, minutes: int) -> None:
        labels = [" ".join(text.split()) for text in field.locator("option").all_inner_texts()]
        for index, label in enumerate(labels):
            if parse_clock(label) == minutes:
                field.select_option(index=index)
                return
        raise ConsoleRefused(
            f"The console's list has no {format_time(minutes)}; it goes {', '.join(labels[1:4])}, ...",
            left_behind=ANNULER,
            remedy="Write a time that the console offers.",
        )

    def _pick(self, place: int, minutes: int) -> None:
        hours = self._elements.all("time.hours", self._dialog).nth(place)
        rest = self._elements.all("time.minutes", self._dialog).nth(place)
        halves = self._elements.all("time.halves", self._dialog)
        if halves.count() == 2:
            half = halves.nth(place)
            hours.fill(f"{(minutes // 60 - 1) % 12 + 1:02d}")
            rest.fill(f"{minutes % 60:02d}")
            wanted = "PM" if minutes >= 12 * 60 else "AM"
            if half.inner_text().strip().upper() != wanted:
                half.click()
            shown = f"{hours.input_value()}:{rest.input_value()} {half.inner_text().strip()}"
        else:
            hours.fill(f"{minutes // 60:02d}")
            rest.fill(f"{minutes % 60:02d}")
            shown = f"{hours.input_value()}:{rest.input_value()}"
        self._demand(shown, minutes)

    def _demand(self, shown: str, minutes: int) -> None:
        if parse_clock(shown) != minutes:
            raise UnknownScreen(
                f"The field shows {shown!r} after {format_time(minutes)} was entered.",
                left_behind=ANNULER,
                remedy="Look at the last picture.",
            )

    def _words(self, name: str) -> str:
        shown = self._elements.all(name)
        return " ".join(shown.first.inner_text().split()) if shown.count() else ""

    def _refused(self, said: str) -> ConsoleRefused:
        words = f" (it says {said!r})" if said else ""
        return ConsoleRefused(
            f"The console does not take the slot{words}.",
            left_behind=ANNULER,
            remedy="Check that it overlaps no other slot of that day, on the console too.",
        )


def _twelve_hours(minutes: int) -> str:
    return f"{(minutes // 60 - 1) % 12 + 1}:{minutes % 60:02d} {'PM' if minutes >= 12 * 60 else 'AM'}"
