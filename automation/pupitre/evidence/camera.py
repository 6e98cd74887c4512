"""Pictures of the page, cheap enough to take one a step."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from pupitre.errors import EvidenceFailed

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

_PICTURE = {
    "format": "jpeg",
    "quality": 60,
    "optimizeForSpeed": True,
    "captureBeyondViewport": False,
}

#: A page that does not answer in this many milliseconds gets no picture.
_PATIENCE = 3_000

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
    from playwright.sync_api import Error

    try:
        return any(
            frame.locator(":root").evaluate(_SHOWS_A_PASSWORD, timeout=_PATIENCE) is not False for frame in page.frames
        )
    except Error:
        return True  # frozen, or between two pages


class Camera:
    """Takes a JPEG picture of what a page shows in its window.

    Never while a password field holds anything, not even its length in dots, and
    never while it is covered.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session: CDPSession | None = None
        self._crashed = False
        self._covered = False
        page.on("crash", self._note_crash)

    def cover(self) -> None:
        """Take no picture until it is uncovered: the page has the password itself, and may show it anywhere."""
        self._covered = True

    def uncover(self) -> None:
        """Take pictures again."""
        self._covered = False

    def shoot(self) -> bytes | None:
        """Return the picture, or None when there is nothing to show or it must not be shown.

        Raise EvidenceFailed when the browser refuses although the page is alive.
        """
        from playwright.sync_api import Error

        if self._covered or self._is_gone() or may_show_a_password(self._page):
            return None
        try:
            if self._session is None:
                self._session = self._page.context.new_cdp_session(self._page)
            answer = self._session.send("Page.captureScreenshot", dict(_PICTURE))
        except Error:
            if self._is_gone():
                return None
            # The browser's own message may carry what was typed: it is not repeated.
            raise EvidenceFailed(
                "The browser refused to take a picture.",
                left_behind="Nothing more was clicked.",
                remedy="Run again; if it stays, update the browser.",
            ) from None
        return base64.b64decode(answer["data"]) or None

    def _is_gone(self) -> bool:
        browser = self._page.context.browser
        return self._crashed or self._page.is_closed() or (browser is not None and not browser.is_connected())

    def _note_crash(self, _: object) -> None:
        self._crashed = True
