"""The gate: the page gets a placeholder, the one request to the declared origin gets the password."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from playwright.sync_api import BrowserContext, Error, Request, Route


@dataclass
class GateResult:
    """What became of the one request that carried the password."""

    released: bool = False
    http_status: int | None = None
    body_text: str = ""
    error: str | None = None


class Gate:
    """A route on a context while a person signs in."""

    def __init__(
        self,
        context: BrowserContext,
        *,
        origin: str,
        user: str,
        secret: Callable[[], str],
        login_paths: tuple[str, ...],
        on_release: Callable[[], None],
    ) -> None:
        self._context = context
        self._targets = {origin + path for path in login_paths}
        self._secret = secret
        self._on_release = on_release
        self.placeholder = secrets.token_hex(12)
        self.result = GateResult()

    def __enter__(self) -> Gate:
        self._context.route("**/*", self._decide)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._context.unroute("**/*", self._decide)

    def _decide(self, route: Route, request: Request) -> None:
        body = request.post_data or ""
        if self.placeholder not in body:
            route.fallback()
            return
        if request.url not in self._targets or request.method != "POST" or self.result.released:
            route.abort("blockedbyclient")
            return
        self._on_release()
        self.result.released = True
        try:
            secret = json.dumps(self._secret())[1:-1]
            response = route.fetch(post_data=body.replace(self.placeholder, secret), max_redirects=0)
        except Error:
            self.result.error = "the connection ended without an answer"
            route.abort("connectionreset")
            return
        self.result.http_status = response.status
        self.result.body_text = response.text()[:200]
        route.fulfill(response=response)
