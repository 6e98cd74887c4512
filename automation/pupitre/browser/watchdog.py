"""A frozen page must not freeze the run.

An `evaluate` has no timeout of its own: a page that loops for ever would hold
it for ever. The watchdog is told when work begins and ends, and kills the
browser when one piece of work takes longer than its limit. What waited then
fails with a closed target, which is explained as a page that does not answer.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator

from playwright.sync_api import Browser, Error

LIMIT = 60.0


class Watchdog:
    """Kills a browser whose page has not answered for `limit` seconds."""

    def __init__(self, pid: int | None, limit: float = LIMIT) -> None:
        self._pid = pid
        self._limit = limit
        self._timer: threading.Timer | None = None
        self.barked = False

    @classmethod
    def of(cls, browser: Browser, limit: float = LIMIT) -> Watchdog:
        """Return a watchdog for a browser; one without teeth where its process is not known."""
        pid: int | None = None
        with contextlib.suppress(Error):
            session = browser.new_browser_cdp_session()
            for process in session.send("SystemInfo.getProcessInfo")["processInfo"]:
                if process["type"] == "browser":
                    pid = int(process["id"])
            session.detach()
        return cls(pid, limit)

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Kill the browser if the body takes longer than the limit."""
        self.stop()
        timer = threading.Timer(self._limit, self._bark)
        timer.daemon = True
        timer.start()
        self._timer = timer
        try:
            yield
        finally:
            timer.cancel()

    def stop(self) -> None:
        """Stop watching."""
        if self._timer is not None:
            self._timer.cancel()

    def _bark(self) -> None:
        self.barked = True
        if self._pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(self._pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
