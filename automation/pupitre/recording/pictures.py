"""Small pictures beside a recording, in which nothing that was typed can be read."""

from __future__ import annotations

import re

from playwright.sync_api import Error, Locator, Page

from pupitre.evidence.camera import may_show_a_password

_PATIENCE = 3_000
_QUALITY = 35
_FIELDS = (
    "input:not([type=checkbox]):not([type=radio]):not([type=submit]):not([type=button]), textarea, [contenteditable]"
)
# A whole text that is an address or a telephone number of a person.
_PERSONAL = re.compile(r"^\s*(\S+@\S+\.\S+|\+?\d[\d\s().-]{8,})\s*$")


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
