"""The small dialog that "Configurer" opens, in the three forms it may have.

How the times are entered is not known from a real console: two texts, a picker
of hours and minutes, or two lists. What was entered is read back before "OK".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Locator

from pupitre.errors import ANNULER, ConsoleRefused, UnknownScreen
from pupitre.hours import Slot, format_time
from pupitre_threecx.week_grid import parse_clock

if TYPE_CHECKING:
    from pupitre.desk import Desk

_REFUSALS = ("time.refusal", "message.toast", "message.dialog")
_FORM = """
(dialog, css) => {
  const text = e => e.innerText.replace(/\\s+/g, ' ').trim();
  const fields = ways => {
    for (const way of ways) {
      const found = [...dialog.querySelectorAll(way)].filter(e => e.getClientRects().length);
      if (found.length) return found;
    }
    return [];
  };
  const described = field => {
    if (field.tagName === 'INPUT') return {value: field.value, placeholder: field.placeholder};
    if (field.tagName !== 'SELECT') return {value: text(field)};
    const choices = [...field.options].map(option => option.text.replace(/\\s+/g, ' ').trim());
    return {value: field.selectedIndex < 0 ? '' : choices[field.selectedIndex], choices};
  };
  return Object.fromEntries(Object.entries(css).map(([name, ways]) => [name, fields(ways).map(described)]));
}
"""
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
        form = self._form()
        times = (slot.begin, slot.end)
        if len(form["texts"]) == 2:
            fields = self._elements.all("time.texts", self._dialog)
            for place, minutes in enumerate(times):
                field = form["texts"][place]
                twelve = _HALF.search(f"{field['value']} {field['placeholder']}")
                fields.nth(place).fill(_twelve_hours(minutes) if twelve else format_time(minutes))
        elif len(form["lists"]) == 2:
            lists = self._elements.all("time.lists", self._dialog)
            for place, minutes in enumerate(times):
                lists.nth(place).select_option(index=_choice(form["lists"][place]["choices"], minutes))
        else:
            for place, minutes in enumerate(times):
                self._pick(place, minutes, twelve=len(form["halves"]) == 2)
        self._demand(times)

    def ok(self, slots: Locator) -> None:
        """Press OK once; raise ConsoleRefused in the console's words when the slot is not taken.

        `slots` are those that the day shows; one more proves that it was.
        """
        button = self._elements.find("dialog.ok", self._dialog)
        if not button.is_enabled():
            raise self._refused(self._words("time.refusal"))
        taken = slots.nth(slots.count())
        button.click()
        taken.or_(self._elements.any_of(*_REFUSALS)).first.wait_for(state="visible")
        if not taken.is_visible():
            name = next((name for name in _REFUSALS if self._elements.present(name)), _REFUSALS[0])
            raise self._refused(self._words(name))
        self._dialog.wait_for(state="detached")

    def _form(self) -> dict[str, list[dict[str, Any]]]:
        """Return the fields that ask for the times, by their form, and what they show now."""
        names = ("texts", "lists", "hours", "minutes", "halves")
        css = {name: self._elements.css(f"time.{name}") for name in names}
        form: dict[str, list[dict[str, Any]]] = self._dialog.evaluate(_FORM, css)
        return form

    def _pick(self, place: int, minutes: int, *, twelve: bool) -> None:
        hours = self._elements.all("time.hours", self._dialog).nth(place)
        hours.fill(f"{(minutes // 60 - 1) % 12 + 1 if twelve else minutes // 60:02d}")
        self._elements.all("time.minutes", self._dialog).nth(place).fill(f"{minutes % 60:02d}")
        if twelve:
            half = self._elements.all("time.halves", self._dialog).nth(place)
            if half.inner_text().strip().upper() != ("PM" if minutes >= 12 * 60 else "AM"):
                half.click()

    def _demand(self, times: tuple[int, int]) -> None:
        """Raise UnknownScreen unless the fields show the times that were entered."""
        form = self._form()
        for place, minutes in enumerate(times):
            shown = _shown(form, place)
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


def _choice(choices: list[str], minutes: int) -> int:
    for index, label in enumerate(choices):
        if parse_clock(label) == minutes:
            return index
    raise ConsoleRefused(
        f"The console's list has no {format_time(minutes)}; it goes {', '.join(choices[1:4])}, ...",
        left_behind=ANNULER,
        remedy="Write a time that the console offers.",
    )


def _shown(form: dict[str, list[dict[str, Any]]], place: int) -> str:
    for name in ("texts", "lists"):
        if len(form[name]) == 2:
            return str(form[name][place]["value"])
    half = f" {form['halves'][place]['value']}" if len(form["halves"]) == 2 else ""
    return f"{form['hours'][place]['value']}:{form['minutes'][place]['value']}{half}"


def _twelve_hours(minutes: int) -> str:
    return f"{(minutes // 60 - 1) % 12 + 1}:{minutes % 60:02d} {'PM' if minutes >= 12 * 60 else 'AM'}"
