"""What a step does to the element that was found for it, and what is read back of it at once."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Error, Locator, Page

from pupitre.errors import ConsoleRefused
from pupitre.recording.attaching import attached
from pupitre.recording.expecting import value_of
from pupitre.recording.model import BETWEEN, Step, Verb

_POINTED = frozenset({Verb.CLICK, Verb.DOUBLE_CLICK, Verb.RIGHT_CLICK})


def can_be_done(locator: Locator, step: Step) -> None:
    """Wait until an element could be clicked, and do not click it; what fails here has changed nothing."""
    if step.do in _POINTED:
        locator.click(trial=True)


def act(locator: Locator, step: Step, files: Path) -> None:
    """Do to an element what was recorded; what is attached is looked for in `files`. Raise ConsoleRefused."""
    value = step.value or ""
    match step.do:
        case Verb.CLICK:
            locator.click()
        case Verb.DOUBLE_CLICK:
            locator.dblclick()
        case Verb.RIGHT_CLICK:
            locator.click(button="right")
        case Verb.HOVER:
            locator.hover()
        case Verb.FILL:
            locator.fill(value)
            _demand_written(locator, step)
        case Verb.SELECT:
            locator.select_option(label=value.split(BETWEEN))
        case Verb.CHECK:
            locator.check()
        case Verb.UNCHECK:
            locator.uncheck()
        case Verb.PRESS:
            locator.press(value)
        case Verb.UPLOAD:
            locator.set_input_files(attached(value, files))


def press(page: Page, step: Step) -> None:
    """Press a key that goes to whatever has the focus."""
    page.keyboard.press(step.value or "")


def _demand_written(locator: Locator, step: Step) -> None:
    """Raise ConsoleRefused where a field shows other letters or digits than were written into it."""
    try:
        shown = value_of(locator)
    except Error:
        return  # a field that went away when it was full
    if _bare(shown) != _bare(step.value or ""):
        raise ConsoleRefused(
            f"{step.says}: the field shows {shown[:80]!r}.",
            remedy="Give a value that the console takes as it is written.",
        )


def _bare(text: str) -> str:
    """Return the letters and digits of a text: a console may write 8:00 as 08:00, and never 17 as 1."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"[^\w]+", " ", text)).replace(" ", "").casefold()
