"""An end to waiting: a server that answers one byte a minute keeps every time limit of a socket, and holds a night.

What is waited for no longer goes on in a thread that ends with the process. The executors of the
standard library would not do: a process waits for their threads before it ends.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait

Answer = Future[str]


def asked(ask: Callable[[], str], seconds: float) -> Answer:
    """Ask in a thread of its own and wait that long; the answer is `done()`, or may still come."""
    answer: Answer = Future()

    def work() -> None:
        try:
            answer.set_result(ask())
        except BaseException as error:  # noqa: BLE001 - it is raised where the answer is read
            answer.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    wait([answer], seconds)
    return answer
