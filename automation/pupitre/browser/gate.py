"""The gate: the page gets a placeholder, one request to the declared origin gets the password.

While a person signs in, every request of the browser context passes here. The one
POST to the console that carries the placeholder as the value of one field is sent with
the password in its place, outside the page, and its answer is handed back. Whatever
else carries the placeholder, or would send something else where the password belongs,
is stopped. So the password is in no page, no trace and no screenshot, and the console
hears at most one.
"""

from __future__ import annotations

import contextlib
import secrets
import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from playwright.sync_api import BrowserContext, Error, Request, Route

from pupitre.browser.bodies import Unfit, swap, traces, washed
from pupitre.browser.sending import UNANSWERED, Answered, NoAnswer, Send, by_the_driver
from pupitre.errors import PupitreError

ANSWER_WITHIN = 45.0
_BODY_AT_MOST = 2000
_STOPPED_AT_MOST = 50


@dataclass(frozen=True)
class Stopped:
    """A request that the gate stopped; `where` is the address without its query."""

    method: str
    where: str
    why: str


@dataclass(frozen=True)
class GateResult:
    """What became of the one request that carried the password.

    `released` is whether the password may have left; `error` why there is no
    answer, in words of ours. `echoed` tells that the console sent the password back,
    `hung_up` that it ended the connection instead of answering.
    """

    released: bool = False
    http_status: int | None = None
    body_text: str = ""
    error: str | None = None
    aborted: tuple[Stopped, ...] = ()
    echoed: bool = False
    hung_up: bool = False


class Gate:
    """A route on a context while a person signs in.

    `origin` is spelt as the browser computes it. `on_release` is called right before the
    password leaves; a PupitreError of it stops the request and is raised at the end of the
    body. The gate goes away after a password was released and the body ended well;
    otherwise it stays shut, because the page still holds the placeholder. `send` is the way
    to the console.
    """

    def __init__(
        self,
        context: BrowserContext,
        *,
        origin: str,
        user: str,
        secret: Callable[[], str],
        login_paths: Sequence[str] = (),
        on_release: Callable[[], None],
        answer_within: float = ANSWER_WITHIN,
        send: Send = by_the_driver,
    ) -> None:
        self._context = context
        self._origin = origin
        self._user = user
        self._secret = secret
        self._paths = frozenset(login_paths)
        self._on_release = on_release
        self._answer_within = answer_within
        self._send = send
        self.placeholder = "p" + secrets.token_hex(10)
        self._traces = traces(self.placeholder[:10])
        self._spent = False
        self._released = False
        self._status: int | None = None
        self._text = ""
        self._error: str | None = None
        self._stopped: list[Stopped] = []
        self._echoed = False
        self._failure: PupitreError | None = None

    @property
    def result(self) -> GateResult:
        """What happened so far."""
        return GateResult(
            self._released,
            self._status,
            self._text,
            self._error,
            tuple(self._stopped),
            self._echoed,
            self._error == UNANSWERED,
        )

    def __enter__(self) -> Self:
        self._context.route("**/*", self._decide)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        ended_well = kind is None and self._released
        self._spent = True
        if ended_well:
            with contextlib.suppress(Error):  # the context may be closed; then nothing is left to open
                self._context.unroute("**/*", self._decide)
        if kind is None and self._failure is not None:
            raise self._failure

    def _decide(self, route: Route, request: Request) -> None:
        body = request.post_data_buffer or b""
        carries = self._carries(request.url, *self._headers(request), body.decode("latin-1"))
        if not carries and not self._is_login(request):
            route.fallback()
            return
        try:
            self._check(request)
            if not carries:
                raise Unfit("the page sends something else than what was typed as the password")
            swapped = swap(request.headers.get("content-type", ""), body, self.placeholder, self._secret(), self._user)
        except Unfit as unfit:
            self._stop(route, request, str(unfit))
            return
        self._release(route, request, swapped)

    def _carries(self, *texts: str) -> bool:
        for text in texts:
            unquoted = urllib.parse.unquote(urllib.parse.unquote(text))
            if self.placeholder[:10] in unquoted.lower() or any(trace in unquoted for trace in self._traces):
                return True
        return False

    def _headers(self, request: Request) -> list[str]:
        """Return what a request says in its headers; a cookie of the console may remember the placeholder."""
        ours = origin_of(request.url) == self._origin
        return [value for name, value in request.headers.items() if not (ours and name == "cookie")]

    def _is_login(self, request: Request) -> bool:
        parts = urllib.parse.urlsplit(request.url)
        is_ours = origin_of(request.url) == self._origin and parts.path in self._paths
        return is_ours and request.method not in ("GET", "HEAD", "OPTIONS")

    def _check(self, request: Request) -> None:
        """Raise Unfit unless the request may be the one login, whatever its body."""
        parts = urllib.parse.urlsplit(request.url)
        if self._spent:
            raise Unfit("a second password")
        if origin_of(request.url) != self._origin:
            raise Unfit("not to the console")
        if request.method != "POST":
            raise Unfit("not a POST")
        if self._paths and parts.path not in self._paths:
            raise Unfit("not to the console's login")
        if self._carries(request.url):
            raise Unfit("the password in an address")
        if self._carries(*self._headers(request)):
            raise Unfit("the password in a header")
        if request.headers.get("origin", self._origin) != self._origin:
            raise Unfit("not from the console's page")
        try:
            frame = request.frame
        except Error:  # a new window that has no page yet, or a worker
            raise Unfit("not from the console's page") from None
        if frame.parent_frame is not None or origin_of(frame.url) != self._origin:
            raise Unfit("not from the console's page")

    def _stop(self, route: Route, request: Request, why: str) -> None:
        parts = urllib.parse.urlsplit(request.url)
        where = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"[:200]
        if len(self._stopped) < _STOPPED_AT_MOST:
            self._stopped.append(Stopped(request.method, where, why))
        # A picture that a page asks for while one types is no answer to the login; these are.
        if not self._spent and (request.is_navigation_request() or self._is_login(request)):
            self._error = f"the request was stopped: {why}"
        with contextlib.suppress(Error):  # the page may be gone
            route.abort("aborted")  # a form that is sent leaves the page as it was, for a picture

    def _release(self, route: Route, request: Request, body: bytes) -> None:
        self._spent = True  # whatever happens from here, no second one
        if not self._write_down():
            with contextlib.suppress(Error):
                route.abort("aborted")
            return
        self._exchange(route, request, body)

    def _write_down(self) -> bool:
        """Have it on disk that the password may leave now; return whether it is."""
        try:
            self._on_release()
        except PupitreError as failure:
            self._failure = failure
            self._error = "the attempt could not be written down, so the password was kept back"
            return False
        self._released, self._error = True, None
        return True

    def _exchange(self, route: Route, request: Request, body: bytes) -> None:
        """Send the one request and hand its answer to the page."""
        try:
            answered = self._send(route, request, body, self._answer_within)
        except NoAnswer as none:
            self._released = none.left
            self._unanswered(route, none.why)
        else:
            self._answer(route, request.url, answered)

    def _unanswered(self, route: Route, why: str) -> None:
        self._error = why
        with contextlib.suppress(Error):
            route.abort("connectionreset")

    def _answer(self, route: Route, url: str, answered: Answered) -> None:
        """Hand the console's answer to the page, without the password and without sending it on."""
        secret = self._secret()
        status, headers, content = answered.status, answered.headers, answered.content
        clean = washed(content, secret, self.placeholder)
        kept = {
            name: washed(value.encode(), secret, self.placeholder).decode()
            for name, value in headers.items()
            if name not in ("content-encoding", "content-length", "transfer-encoding")
        }
        self._echoed = clean != content or any(kept[name] != headers[name] for name in kept)
        self._status, self._text = status, clean.decode("utf-8", "replace")[:_BODY_AT_MOST]
        target = urllib.parse.urljoin(url, headers.get("location", ""))
        if 300 <= status < 400 and (status not in (301, 302, 303) or origin_of(target) != self._origin):
            self._unanswered(route, "the console redirects the login elsewhere, or wants it sent again")
            return
        with contextlib.suppress(Error):
            route.fulfill(status=status, headers=kept, body=clean)


def origin_of(url: str) -> str:
    """Return the origin of an address that the browser has already levelled; "" with an account in it."""
    parts = urllib.parse.urlsplit(url)
    return "" if "@" in parts.netloc else f"{parts.scheme}://{parts.netloc}"
