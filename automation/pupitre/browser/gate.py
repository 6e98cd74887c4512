"""The gate: the page gets a placeholder, one request to the declared origin gets the password.

While a person signs in, every request of the browser context passes here. The one
POST to the console that carries the placeholder as the value of one field is sent with
the password in its place, outside the page, and its answer is handed back. Whatever
else carries the placeholder, or would send something else where the password belongs,
is stopped. So the password is in no page, no trace and no screenshot, and the console
hears at most one.
"""

from __future__ import annotations

import base64
import contextlib
import html
import json
import os
import re
import secrets
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import BrowserContext, Error, Request, Route
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.errors import PupitreError

ANSWER_WITHIN = 45.0
_BODY_AT_MOST = 2000
_STOPPED_AT_MOST = 50
_SHORTEST_ECHO = 4
_HUNG_UP = "the connection ended without an answer"
_BEFORE_LEAVING = re.compile(
    r"ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT|certificate|self.signed|SSL routines",
    re.IGNORECASE,
)
_DEBUGGING = re.compile(r"DEBUG|DEBUG_FILE|PWDEBUG|PWDEBUGIMPL|PW_TEST_.*|NODE_DEBUG|SSLKEYLOGFILE")


def strip_debug_environment() -> tuple[str, ...]:
    """Remove the variables that make the browser's driver print what is typed or sent; return their names.

    To be called before Playwright starts: its driver reads them once.
    """
    found = tuple(sorted(name for name in os.environ if _DEBUGGING.fullmatch(name)))
    for name in found:
        del os.environ[name]
    return found


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


class _Unfit(Exception):
    """A request that carries the placeholder, but not as the one password of a login."""


class Gate:
    """A route on a context while a person signs in.

    `origin` is spelt as the browser computes it. `on_release` is called right before the
    password leaves; a PupitreError of it stops the request and is raised at the end of the
    body. The gate goes away after a password was released and the body ended well;
    otherwise it stays shut, because the page still holds the placeholder.
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
    ) -> None:
        self._context = context
        self._origin = origin
        self._user = user
        self._secret = secret
        self._paths = frozenset(login_paths)
        self._on_release = on_release
        self._answer_within = answer_within
        self.placeholder = "p" + secrets.token_hex(10)
        self._traces = _traces(self.placeholder[:10])
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
            self._error == _HUNG_UP,
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
                raise _Unfit("the page sends something else than what was typed as the password")
            swapped = _swap(request.headers.get("content-type", ""), body, self.placeholder, self._secret(), self._user)
        except _Unfit as unfit:
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
        ours = _origin_of(request.url) == self._origin
        return [value for name, value in request.headers.items() if not (ours and name == "cookie")]

    def _is_login(self, request: Request) -> bool:
        parts = urllib.parse.urlsplit(request.url)
        is_ours = _origin_of(request.url) == self._origin and parts.path in self._paths
        return is_ours and request.method not in ("GET", "HEAD", "OPTIONS")

    def _check(self, request: Request) -> None:
        """Raise _Unfit unless the request may be the one login, whatever its body."""
        parts = urllib.parse.urlsplit(request.url)
        if self._spent:
            raise _Unfit("a second password")
        if _origin_of(request.url) != self._origin:
            raise _Unfit("not to the console")
        if request.method != "POST":
            raise _Unfit("not a POST")
        if self._paths and parts.path not in self._paths:
            raise _Unfit("not to the console's login")
        if self._carries(request.url):
            raise _Unfit("the password in an address")
        if self._carries(*self._headers(request)):
            raise _Unfit("the password in a header")
        if request.headers.get("origin", self._origin) != self._origin:
            raise _Unfit("not from the console's page")
        try:
            frame = request.frame
        except Error:  # a new window that has no page yet, or a worker
            raise _Unfit("not from the console's page") from None
        if frame.parent_frame is not None or _origin_of(frame.url) != self._origin:
            raise _Unfit("not from the console's page")

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
        try:
            self._on_release()
        except PupitreError as failure:
            self._failure = failure
            self._error = "the attempt could not be written down, so the password was kept back"
            with contextlib.suppress(Error):
                route.abort("aborted")
            return
        self._released, self._error = True, None
        try:
            response = route.fetch(post_data=body, max_redirects=0, max_retries=0, timeout=self._answer_within * 1000)
            status, headers, content = response.status, response.headers, response.body()
            response.dispose()
        except PlaywrightTimeout:
            self._unanswered(route, f"no answer within {self._answer_within:g} s")
        except Error as error:
            # Its message is a call log: only what kind of failure it was is kept.
            self._released = not _BEFORE_LEAVING.search(error.message)
            self._unanswered(
                route,
                _HUNG_UP if self._released else "the console can't be reached",
            )
        else:
            self._answer(route, request.url, status, headers, content)

    def _unanswered(self, route: Route, why: str) -> None:
        self._error = why
        with contextlib.suppress(Error):
            route.abort("connectionreset")

    def _answer(self, route: Route, url: str, status: int, headers: dict[str, str], content: bytes) -> None:
        """Hand the console's answer to the page, without the password and without sending it on."""
        secret = self._secret()
        clean = _washed(content, secret, self.placeholder)
        kept = {
            name: _washed(value.encode(), secret, self.placeholder).decode()
            for name, value in headers.items()
            if name not in ("content-encoding", "content-length", "transfer-encoding")
        }
        self._echoed = clean != content or any(kept[name] != headers[name] for name in kept)
        self._status, self._text = status, clean.decode("utf-8", "replace")[:_BODY_AT_MOST]
        target = urllib.parse.urljoin(url, headers.get("location", ""))
        if 300 <= status < 400 and (status not in (301, 302, 303) or _origin_of(target) != self._origin):
            self._unanswered(route, "the console redirects the login elsewhere, or wants it sent again")
            return
        with contextlib.suppress(Error):
            route.fulfill(status=status, headers=kept, body=clean)


def _origin_of(url: str) -> str:
    """Return the origin of an address that the browser has already levelled; "" with an account in it."""
    parts = urllib.parse.urlsplit(url)
    return "" if "@" in parts.netloc else f"{parts.scheme}://{parts.netloc}"


def _traces(text: str) -> tuple[str, ...]:
    """Return what base64 makes of a text at each of its three alignments, without the edges."""
    found = []
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + text.encode() + b"\0\0").decode()
        found.append(encoded[-(-before * 8 // 6) : (before + len(text)) * 8 // 6])
    return tuple(found)


def _swap(kind: str, body: bytes, placeholder: str, secret: str, user: str) -> bytes:
    """Return a login's body with the password in place of the placeholder, in the body's own encoding."""
    media = kind.partition(";")[0].strip().lower()
    try:
        if media == "application/x-www-form-urlencoded":
            return _swap_form(body, placeholder, secret, user)
        if media == "multipart/form-data":
            return _swap_multipart(kind, body, placeholder, secret, user)
        if media in ("application/json", "text/json", "text/plain") or media.endswith("+json"):
            return _swap_json(body, placeholder, secret, user)
    except UnicodeError:
        raise _Unfit("the password can't be written in this encoding") from None
    raise _Unfit("a kind of request that no login is known to be")


def _swap_json(body: bytes, placeholder: str, secret: str, user: str) -> bytes:
    text = body.decode()
    try:
        values = list(_values(json.loads(text)))
    except (ValueError, RecursionError):
        raise _Unfit("a body that is not JSON") from None
    _check_values(values, text.count(placeholder), placeholder, user)
    return text.replace(f'"{placeholder}"', json.dumps(secret, ensure_ascii=False)).encode()


def _values(data: Any) -> Iterator[str]:
    match data:
        case dict():
            for value in data.values():
                yield from _values(value)
        case list():
            for value in data:
                yield from _values(value)
        case str() | int():
            yield str(data)


def _swap_form(body: bytes, placeholder: str, secret: str, user: str) -> bytes:
    text = body.decode("ascii")
    fields = [field.partition("=") for field in text.split("&")]
    values = [urllib.parse.unquote_plus(value) for _, _, value in fields]
    _check_values(values, text.count(placeholder), placeholder, user)
    # The browser's own set: letters, digits and *-._ as they are, a blank as a plus.
    encoded = urllib.parse.quote_plus(secret, safe="*").replace("~", "%7E")
    return "&".join(name + mark + (encoded if value == placeholder else value) for name, mark, value in fields).encode()


def _swap_multipart(kind: str, body: bytes, placeholder: str, secret: str, user: str) -> bytes:
    boundary = re.search(r'boundary="?([^";,\s]+)', kind)
    if boundary is None:
        raise _Unfit("a body without a boundary")
    mark, password = b"--" + boundary[1].encode(), secret.encode()
    parts = body.split(mark)
    values = [part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n") for part in parts]
    _check_values([v.decode() for v in values], body.count(placeholder.encode()), placeholder, user)
    if mark in password:
        raise _Unfit("the password can't be written in this encoding")
    whole = placeholder.encode()
    return mark.join(
        part.replace(b"\r\n\r\n" + whole + b"\r\n", b"\r\n\r\n" + password + b"\r\n") if value == whole else part
        for part, value in zip(parts, values, strict=True)
    )


def _check_values(values: list[str], occurrences: int, placeholder: str, user: str) -> None:
    if values.count(placeholder) != 1 or occurrences != 1:
        raise _Unfit("the password changed, cut or sent in more than one place")
    if user not in values:
        raise _Unfit("the login of another account")


def _washed(content: bytes, secret: str, instead: str) -> bytes:
    """Return an answer without the password that the console may have sent back, in its usual spellings.

    A password of less than four characters is left: taking it out would break the page.
    """
    if len(secret) < _SHORTEST_ECHO:
        return content
    escaped = html.escape(secret)
    spelt = {
        secret,
        escaped,
        html.escape(secret, quote=False),
        escaped.replace("&quot;", "&#34;").replace("&#x27;", "&#39;"),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        urllib.parse.quote(secret),
        urllib.parse.quote(secret, safe=""),
        urllib.parse.quote_plus(secret),
    }
    for form in sorted(spelt, key=len, reverse=True):
        content = content.replace(form.encode("utf-8", "replace"), instead.encode())
    return content
