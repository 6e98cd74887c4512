"""Small pictures beside a recording, in which nothing that was typed can be read."""

from __future__ import annotations

import re

from playwright.sync_api import Error, Locator, Page

_PATIENCE = 3_000
_QUALITY = 35
_FIELDS = (
    "input:not([type=checkbox]):not([type=radio]):not([type=submit]):not([type=button]), textarea, [contenteditable]"
)
# A whole text that is an address or a telephone number of a person.
_PERSONAL = re.compile(r"^\s*(\S+@\S+\.\S+|\+?\d[\d\s().-]{8,})\s*$")

# A field that shows what was typed is no longer of type "password", so the
# `autocomplete` hint counts too.
_SHOWS_A_PASSWORD = """() => {
  const secret = 'input[type="password" i], input[autocomplete*="password" i]';
  const within = (root) => {
    for (const field of root.querySelectorAll(secret)) if (field.value) return true;
    for (const each of root.querySelectorAll('*')) {
      if (each.shadowRoot && within(each.shadowRoot)) return true;
    }
    return false;
  };
  return within(document);
}"""


def may_show_a_password(page: Page) -> bool:
    """Return whether a password's field holds anything, or nobody can say what a picture would show."""
    try:
        return any(
            frame.locator(":root").evaluate(_SHOWS_A_PASSWORD, timeout=_PATIENCE) is not False for frame in page.frames
        )
    except Error:
        return True  # frozen, or between two pages


def picture_of(page: Page) -> bytes | None:
    """Return a JPEG of what a page shows, its fields and personal data covered; None when none may be taken."""
    if page.is_closed() or may_show_a_password(page):
        return None
    covered: list[Locator] = []
    for frame in page.frames:
        covered += [frame.locator(_FIELDS), frame.get_by_text(_PERSONAL)]
    try:
        return page.screenshot(
            type="jpeg", quality=_QUALITY, scale="css", mask=covered, mask_color="#404040", timeout=_PATIENCE
        )
    except Error:
        return None  # the page is going away, or asks something
