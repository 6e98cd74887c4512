"""Whether a page is at rest: everything it asked for is answered, and what it shows has stopped changing.

Only then does something that is not there count as absent. A list that is read too
early looks empty.
"""

from __future__ import annotations

import contextlib
import time
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from playwright.sync_api import Error, FrameLocator, Page, Request

#: How long a page shows the same, in milliseconds, before it counts as at rest.
QUIET = 400

_ASKING = frozenset({"document", "fetch", "xhr", "script"})
# A change of attributes is what animations do; what is read are elements and their texts.
_IS_QUIET = """(root, [quiet, limit]) => new Promise(done => {
  const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(end, quiet, true); });
  const end = answer => { watch.disconnect(); clearTimeout(late); done(answer); };
  const late = setTimeout(end, limit, false);
  let timer = setTimeout(end, quiet, true);
  watch.observe(root, {childList: true, subtree: true, characterData: true});
})"""


class Traffic:
    """The requests of a page to its console that are not answered yet; a context manager."""

    def __init__(self, page: Page, origin: str) -> None:
        self._page = page
        self._origin = origin
        self._waiting: set[Request] = set()

    def __enter__(self) -> Self:
        self._page.on("request", self._asked)
        self._page.on("requestfinished", self._answered)
        self._page.on("requestfailed", self._answered)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._page.remove_listener("request", self._asked)
        self._page.remove_listener("requestfinished", self._answered)
        self._page.remove_listener("requestfailed", self._answered)

    def at_rest(self, scope: Page | FrameLocator, *, patience: float) -> bool:
        """Return whether the page comes to rest within `patience` seconds."""
        deadline = time.monotonic() + patience
        while (left := (deadline - time.monotonic()) * 1000) > 0 and not self._page.is_closed():
            with contextlib.suppress(Error):  # a page that is being replaced is not at rest
                body = scope.locator("css=body").first
                quiet = body.evaluate(_IS_QUIET, [QUIET, left], timeout=left)
                if quiet and not self._waiting:
                    return True
        return False

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" == self._origin and request.resource_type in _ASKING:
            self._waiting.add(request)

    def _answered(self, request: Request) -> None:
        self._waiting.discard(request)
