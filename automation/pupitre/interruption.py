"""What ends a run from outside: Ctrl-C, a service manager, a terminal that is closed.

An exception that is raised in the middle of Playwright's own event loop now and then
takes the connection to the browser with it, and then nobody can press "Annuler". While
Playwright waits, a signal is only noted; the step that is under way ends first.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

import greenlet

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # no system has need of one that it lacks


class Interruption:
    """Whether somebody asked the run to end; asking twice does not wait for a step."""

    def __init__(self) -> None:
        self._asked = False

    def check(self) -> None:
        """Raise KeyboardInterrupt, once, if the run was asked to end."""
        if self._asked:
            self._asked = False
            raise KeyboardInterrupt

    def ask(self, number: int, frame: FrameType | None) -> None:
        """Take a signal: end at once where that is safe, else at the next check."""
        in_playwright = greenlet.getcurrent().parent is not None
        if self._asked or not in_playwright:
            raise KeyboardInterrupt
        self._asked = True


@contextlib.contextmanager
def interruptible() -> Iterator[Interruption]:
    """Have every signal that ends a process end the body by its own way out."""
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption  # only the main thread may say what a signal does
        return
    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    before = {number: signal.signal(number, interruption.ask) for number in numbers}
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
