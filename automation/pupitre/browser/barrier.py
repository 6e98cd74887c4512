"""The write barrier: reading verbs cannot write, whatever the code tries.

A route in the browser context refuses every request that changes something
and is not on the console's own read list. GET and HEAD carry no change on the
consoles we know; a console where they do lists what may be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Request, Route

from pupitre.errors import WriteAttempted

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


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
        context.route("**/*", self._decide)

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
