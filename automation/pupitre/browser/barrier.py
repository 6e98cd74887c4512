"""The write barrier: reading verbs cannot write, whatever the code tries.

A route in the browser context refuses every request that changes something
and is not on the console's own read list, from any page, frame or worker of the
context. GET and HEAD carry no change on the consoles we know; a console where
they do lists what may be read. A web socket never reaches the console: what
would be said through it cannot be told from a change. The context that it
guards blocks service workers, whose requests no route sees; a worker has no web
socket, because no route sees those either.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Request, Route, WebSocketRoute

from pupitre.browser.pages import NOTHING_OUTLIVES_ITS_PAGE, WORKERS_WITHOUT_SOCKETS
from pupitre.errors import WriteAttempted

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class ReadList:
    """The requests that reading a console needs besides GET: (method, path) pairs."""

    requests: frozenset[tuple[str, str]]

    def allows(self, method: str, path: str) -> bool:
        """Return whether a request belongs to reading."""
        return method in _SAFE or (method, path) in self.requests


@contextlib.contextmanager
def refusing_all_but(context: BrowserContext, saves_nothing: Callable[[str, str], bool]) -> Iterator[None]:
    """Abort, while the body runs, every request of a context that may save something, whatever its pages try.

    `saves_nothing` is given a request's method and path.
    """

    def decide(route: Route, request: Request) -> None:
        if saves_nothing(request.method, urlsplit(request.url).path):
            route.fallback()
        else:
            route.abort("blockedbyclient")

    context.route("**/*", decide)
    try:
        yield
    finally:
        context.unroute("**/*", decide)


class WriteBarrier:
    """Aborts every request of a context that is not on a read list, and remembers it.

    `also` are other origins of the console, from which pages may be fetched.
    """

    def __init__(self, context: BrowserContext, origin: str, reads: ReadList, also: Collection[str] = ()) -> None:
        self._origin = origin
        self._also = frozenset(also)
        self._reads = reads
        self.refused: list[str] = []
        context.add_init_script(NOTHING_OUTLIVES_ITS_PAGE)
        context.add_init_script(WORKERS_WITHOUT_SOCKETS)
        context.route("**/*", self._decide)
        context.route_web_socket("**/*", self._keep_silent)

    def check(self) -> None:
        """Raise WriteAttempted if anything was refused since the start."""
        if self.refused:
            raise WriteAttempted(
                f"A reading verb tried to write: {self.refused[0]}. The request was stopped in the browser.",
                remedy="This is a mistake of ours: please send the evidence folder.",
            )

    def _decide(self, route: Route, request: Request) -> None:
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        own = origin == self._origin
        if origin in self._also and request.method in _SAFE:
            route.fallback()
            return
        if own and self._reads.allows(request.method, parts.path):
            route.fallback()
            return
        if own:
            self.refused.append(f"{request.method} {parts.path}")
        route.abort("blockedbyclient")

    def _keep_silent(self, socket: WebSocketRoute) -> None:
        """Let the page believe that its socket is open; what it says ends here."""
        parts = urlsplit(socket.url)
        scheme = {"ws": "http", "wss": "https"}.get(parts.scheme, parts.scheme)
        if f"{scheme}://{parts.netloc}" == self._origin:
            socket.on_message(lambda _: self.refused.append(f"web socket {parts.path}"))
