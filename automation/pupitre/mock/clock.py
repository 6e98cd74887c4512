"""The time of a mock console, which a test can move."""

from __future__ import annotations

import threading
import time


class Clock:
    """Seconds that only go forward: those of the machine, plus what was added by hand."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._added = 0.0

    def now(self) -> float:
        """Return seconds since an unknown moment; only differences mean something."""
        with self._lock:
            return time.monotonic() + self._added

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once."""
        if seconds < 0:
            raise ValueError("a clock does not go back")
        with self._lock:
            self._added += seconds
