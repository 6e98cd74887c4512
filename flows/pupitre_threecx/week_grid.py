"""Reading the seven columns of "Heures de bureau" in one call into the page.

The same call proves that the reading is complete: seven headers, Monday first,
seven columns, each with its "Configurer", and in each column nothing but slots
and that word. A text that is not understood is an error, never a closed day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator

from pupitre.browser.finder import Finder
from pupitre.day_names import recognise_day
from pupitre.errors import ReadIncomplete
from pupitre.hours import HoursError, Slot, Week, Weekday

_READ = """
(dialog, css) => {
  const seen = e => e.getClientRects().length > 0;
  const text = e => e.innerText.replace(/\\s+/g, ' ').trim();
  const first = (ways, enough) => {
    for (const way of ways) {
      const found = [...dialog.querySelectorAll(way)].filter(seen);
      if (enough(found)) return found;
    }
    return [];
  };
  const within = (column, ways) => {
    for (const way of ways) {
      const found = [...column.querySelectorAll(way)].filter(seen);
      if (found.length) return found;
    }
    return [];
  };
  const value = ways => {
    const field = first(ways, found => found.length === 1)[0];
    if (!field) return null;
    if (field.tagName === 'SELECT') return field.selectedOptions.length ? text(field.selectedOptions[0]) : '';
    return 'value' in field ? field.value : text(field);
  };
  return {
    headers: first(css.headers, found => found.length === 7).map(text),
    columns: first(css.columns, found => found.length === 7).map(column => ({
      slots: within(column, css.slots).map(text),
      configure: within(column, css.configure).map(text),
      all: text(column),
    })),
    caller: value(css.caller), hours: value(css.hours),
    destination: [value(css.forward), value(css.destination)],
  };
}
"""

_TIME = r"(\d{1,2}):(\d{2})(?::\d{2})?\s*([AaPp])?\.?(?:[Mm]\.?)?"
_SHOWN = re.compile(rf"^{_TIME}\s*[-\u2010-\u2015]\s*{_TIME}$")


@dataclass(frozen=True)
class Shown:
    """What the dialog shows; `texts` keeps how the console writes each slot."""

    week: Week
    texts: dict[tuple[Weekday, Slot], str]
    caller: str
    hours: str
    destination: str


def read_grid(elements: Finder, dialog: Locator) -> Shown:
    """Return what the dialog shows; raise ReadIncomplete unless it is proven complete."""
    css = {
        "headers": "exception.day_names",
        "columns": "exception.days",
        "slots": "exception.slots",
        "configure": "exception.configure",
        "caller": "exception.caller",
        "hours": "exception.hours",
        "forward": "exception.forward",
        "destination": "exception.destination",
    }
    raw = dialog.evaluate(_READ, {key: elements.css(name) for key, name in css.items()})
    days = [recognise_day(header) for header in raw["headers"]]
    if days != list(Weekday) or len(raw["columns"]) != 7:
        raise ReadIncomplete(
            f"The week in the dialog is not Monday to Sunday in seven columns: {raw['headers']}.",
            remedy="Look at the last picture, then mend exception.* in selectors/threecx.yaml.",
        )
    texts: dict[tuple[Weekday, Slot], str] = {}
    for day, column in zip(Weekday, raw["columns"], strict=True):
        for text in _slot_texts(day, column):
            slot = parse_shown(text)
            if (day, slot) in texts:
                raise ReadIncomplete(f"{day.name.capitalize()} shows {slot} twice.")
            texts[day, slot] = text
    for field in ("caller", "hours"):
        if raw[field] is None:
            raise ReadIncomplete(f"The dialog does not show its {field}.")
    try:
        week = Week.of({day: [slot for on, slot in texts if on == day] for day in Weekday})
    except HoursError as problem:
        raise ReadIncomplete(f"The week in the dialog is not understood: {problem}.") from None
    destination = " ".join(part for part in raw["destination"] if part)
    return Shown(week, texts, raw["caller"].strip(), raw["hours"], destination)


def _slot_texts(day: Weekday, column: dict[str, Any]) -> list[str]:
    """Return the slots of a column once nothing else stands in it than them and "Configurer"."""
    slots: list[str] = column["slots"]
    rest: str = column["all"]
    for text in (*slots, *column["configure"]):
        rest = rest.replace(text, "", 1)
    if len(column["configure"]) != 1 or rest.strip():
        raise ReadIncomplete(
            f"{day.name.capitalize()} shows something that is no slot: {column['all']!r}.",
            remedy="Look at the last picture, then mend exception.slots in selectors/threecx.yaml.",
        )
    return slots


def parse_shown(text: str) -> Slot:
    """Return the slot for `08:00 - 17:00` or `8:00 AM - 5:00 PM`, whatever the dash and the blanks.

    Raise ReadIncomplete for anything else.
    """
    match = _SHOWN.match(" ".join(text.split()))
    if match is None:
        raise ReadIncomplete(f"{text!r} is not understood as a slot.")
    begin, end = _minutes(*match.group(1, 2, 3)), _minutes(*match.group(4, 5, 6))
    if begin is None or end is None:
        raise ReadIncomplete(f"{text!r} is not understood as a slot.")
    try:
        return Slot(begin, end)
    except HoursError as problem:
        raise ReadIncomplete(f"{text!r} is not understood as a slot: {problem}") from None


def parse_clock(text: str) -> int | None:
    """Return minutes since midnight for `8:00`, `08:00` or `8:00 PM`; None for anything else."""
    match = re.match(rf"^{_TIME}$", " ".join(text.split()))
    return _minutes(*match.group(1, 2, 3)) if match else None


def _minutes(hour: str, minute: str, half: str | None) -> int | None:
    hours, minutes = int(hour), int(minute)
    if minutes > 59 or hours > (23 if half is None else 12):
        return None
    if half is not None:
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    return hours * 60 + minutes
