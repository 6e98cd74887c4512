"""Pictures of the page, redacted as they are taken and cheap enough for one a step.

What belongs to persons is blacked out by the browser itself, before the picture
leaves it: telephone numbers, e-mail addresses, password fields, and frames that
can't be looked into. The script that does it lives in a world of its own beside
the page and changes none of its elements; afterwards it looks again, and a
picture in which anything could have come between is not kept.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pupitre.errors import EvidenceFailed
from pupitre.evidence.shot import Shot
from pupitre.visible import visible

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Locator, Page

_PICTURE = {
    "format": "jpeg",
    "quality": 60,
    "optimizeForSpeed": True,
    "captureBeyondViewport": False,
}

#: A page that does not answer in this many milliseconds gets no picture.
_PATIENCE = 3_000

#: A page whose numbers come and go while it is photographed is tried so often.
_TRIES = 3

# Where an element is in the window; a frame's own place is added to what it holds.
_PLACE = """([element, another]) => {
  if (!element || another) return null;
  if (element.scrollIntoViewIfNeeded) element.scrollIntoViewIfNeeded();
  const {x, y, width, height} = element.getBoundingClientRect();
  const place = {x, y, width, height};
  for (let view = window; view !== view.top && view.frameElement; view = view.parent) {
    const frame = view.frameElement.getBoundingClientRect();
    place.x += frame.x + view.frameElement.clientLeft;
    place.y += frame.y + view.frameElement.clientTop;
  }
  return place;
}"""


class _NotNow(Exception):
    """The page is between two documents, or says what is not understood."""


class Camera:
    """Takes a JPEG picture of what a page shows in its window.

    Never while a password field holds anything, not even its length in dots, and
    never while it is covered. `pictures` is "all", "readings" (steps that read what
    is kept, or change something, and doubts), "changes" (without what is read) or
    "off". `numbers` are telephone numbers, as E.164, whose last two digits stay
    legible: those that the file declares.
    """

    def __init__(self, page: Page, pictures: str = "all", numbers: Sequence[str] = ()) -> None:
        self._page = page
        self._pictures = pictures
        self._numbers = [number.removeprefix("+") for number in numbers]
        self._session: CDPSession | None = None
        self._world: int | None = None
        self._crashed = False
        self._covered = False
        page.on("crash", self._note_crash)

    def cover(self) -> None:
        """Take no picture until it is uncovered: the page has the password itself, and may show it anywhere."""
        self._covered = True

    def uncover(self) -> None:
        """Take pictures again."""
        self._covered = False

    def shoot(
        self,
        *,
        says: str = "",
        on: Locator | None = None,
        changes: bool = False,
        reads: bool = False,
        doubt: bool = False,
    ) -> Shot:
        """Return the picture, or why there is none: nothing to show, or it must not be shown.

        `says` is written below it and `on` outlined. In `doubt` whether the page still
        answers, it is asked first. Raise EvidenceFailed when the browser refuses
        although the page is alive.
        """
        from playwright.sync_api import Error

        if self._pictures == "off":
            return Shot(missing="off")
        if self._pictures == "changes" and not (changes or doubt):
            return Shot(missing="not a change")
        if self._pictures == "readings" and not (reads or changes or doubt):
            return Shot(missing="not a reading")
        if self._covered or self._is_gone():
            return Shot(missing="covered" if self._covered else "gone")
        try:
            if doubt:
                self._page.locator(":root").evaluate("() => 0", timeout=_PATIENCE)
            place = None if on is None else self._place(on)
            for _ in range(_TRIES):
                shot = self._shoot_once(visible(says), place)
                if shot is not None:
                    return shot
        except (Error, _NotNow):
            # Frozen, or between two pages: nobody can say what a picture would show.
            return Shot(missing="gone" if self._is_gone() else "silent")
        return Shot(missing="moving")

    def _shoot_once(self, says: str, place: dict[str, float] | None) -> Shot | None:
        """Return a picture, or None when what is to be covered was not the same before and after."""
        answer = self._ask(f"cover({json.dumps(self._numbers)}, {json.dumps(says)}, {json.dumps(place)})")
        if answer.get("secret"):
            return Shot(missing="password")
        was_covered = False
        try:
            if not answer["holds"]:
                return Shot(missing="uncovered")
            data = self._capture()
        finally:
            was_covered = self._ask_again(f"finish({json.dumps(self._numbers)})")
        if data is None:
            return Shot(missing="gone")
        return Shot(data, answer["counts"]) if was_covered else None

    def _capture(self) -> bytes | None:
        from playwright.sync_api import Error

        try:
            answer = self._devtools.send("Page.captureScreenshot", dict(_PICTURE))
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

    def _place(self, on: Locator) -> dict[str, float] | None:
        from playwright.sync_api import Error

        try:
            place: dict[str, float] | None = on.evaluate_all(_PLACE)  # a third of what `evaluate` costs
        except Error:
            return None  # the picture is worth having without an outline
        return place

    def _ask(self, call: str) -> dict[str, Any]:
        """Call the script beside the document, which every new document needs anew."""
        from playwright.sync_api import Error

        if self._world is not None:
            try:
                return self._evaluate(call)
            except (Error, _NotNow):
                self._world = None
        frame = self._devtools.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = self._devtools.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "pupitre"})
        self._world = world["executionContextId"]
        self._evaluate_text(_script())
        return self._evaluate(call)

    def _ask_again(self, call: str) -> bool:
        """Call the script of the same document; a new one was never covered."""
        from playwright.sync_api import Error

        try:
            return self._world is not None and self._evaluate_text(f"pupitre.{call}") is True
        except (Error, _NotNow):
            return False

    def _evaluate(self, call: str) -> dict[str, Any]:
        answer = self._evaluate_text(f"pupitre.{call}")
        if not isinstance(answer, dict):
            raise _NotNow
        return answer

    def _evaluate_text(self, expression: str) -> object:
        asked = {"expression": expression, "contextId": self._world, "returnByValue": True, "timeout": _PATIENCE}
        answer = self._devtools.send("Runtime.evaluate", asked)
        if "exceptionDetails" in answer:
            raise _NotNow
        return answer["result"].get("value")

    @property
    def _devtools(self) -> CDPSession:
        if self._session is None:
            self._session = self._page.context.new_cdp_session(self._page)
        return self._session

    def _is_gone(self) -> bool:
        browser = self._page.context.browser
        return self._crashed or self._page.is_closed() or (browser is not None and not browser.is_connected())

    def _note_crash(self, _: object) -> None:
        self._crashed = True


@cache
def _script() -> str:
    return files("pupitre.evidence").joinpath("camera.js").read_text("utf-8")
