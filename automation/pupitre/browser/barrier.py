"""The write barrier: reading verbs cannot write, whatever the code tries.

A route in the browser context refuses every request that changes something
and is not on the console's own read list, from any page, frame or worker of the
context. GET and HEAD carry no change on the consoles we know; a console where
they do lists what may be read. A web socket never reaches the console: what
would be said through it cannot be told from a change. The context that it
guards blocks service workers, whose requests no route sees. What it does not
see is a web socket that a worker opens; no console is known to have one.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Request, Route, WebSocketRoute

from pupitre.errors import WriteAttempted

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

# What no route sees: a shared worker's requests, and what outlives its page (a beacon, a fetch that is
# kept alive, a ping) when it is sent while the page is left. Such requests lose what makes them outlive it.
_NOTHING_OUTLIVES_ITS_PAGE = """
(() => {
  delete window.SharedWorker;
  const fetched = window.fetch;
  window.fetch = function (what, how) {
    const kept = (how && how.keepalive) || (what instanceof Request && what.keepalive);
    return kept ? fetched.call(this, new Request(what, {...how, keepalive: false})) : fetched.call(this, what, how);
  };
  Navigator.prototype.sendBeacon = function (url, body) {
    fetched.call(window, url, {method: 'POST', body, credentials: 'include'}).catch(() => {});
    return true;
  };
  window.addEventListener('click', event => {
    for (const node of event.composedPath()) if (node.removeAttribute) node.removeAttribute('ping');
  }, true);
})()
"""


@dataclass(frozen=True)
class ReadList:
    """The requests that reading a console needs besides GET: (method, path) pairs."""

    requests: frozenset[tuple[str, str]]

    def allows(self, method: str, path: str) -> bool:
        """Return whether a request belongs to reading."""
        return method in _SAFE or (method, path) in self.requests


class WriteBarrier:
    """Aborts every request of a context that is not on a read list, and remembers it."""

    def __init__(self, context: BrowserContext, origin: str, reads: ReadList) -> None:
        self._origin = origin
        self._reads = reads
        self.refused: list[str] = []
        context.add_init_script(_NOTHING_OUTLIVES_ITS_PAGE)
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
        own = f"{parts.scheme}://{parts.netloc}" == self._origin
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
