"""The one request with the password, sent outside the page, and its answer."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import re
import socket
import threading
import urllib.parse
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from playwright.sync_api import Error, Request, Route
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.browser.pinned import connect
from pupitre.errors import PinMismatch

_BEFORE_LEAVING = re.compile(
    r"ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT|certificate|self.signed|SSL routines",
    re.IGNORECASE,
)
_LARGEST_ANSWER = 20_000_000
# What the connection says of itself; the body's length is ours, and nothing is to come compressed.
_OF_THE_CONNECTION = frozenset(
    {"host", "content-length", "connection", "transfer-encoding", "accept-encoding", "cookie"}
)

UNREACHABLE = "the console can't be reached"
UNANSWERED = "the connection ended without an answer"


@dataclass(frozen=True)
class Answered:
    """An answer as it came; names of headers are in lower case, several cookies stand on a line each."""

    status: int
    headers: dict[str, str]
    content: bytes


class NoAnswer(Exception):
    """No answer came; `left` tells whether the request may have left nevertheless."""

    def __init__(self, why: str, *, left: bool) -> None:
        super().__init__(why)
        self.why = why
        self.left = left


class Send(Protocol):
    """A way to the console for the one request."""

    def __call__(self, route: Route, request: Request, body: bytes, within: float) -> Answered:
        """Send it once, follow nothing, and return the answer; raise NoAnswer."""


def by_the_driver(route: Route, request: Request, body: bytes, within: float) -> Answered:
    """Send it by Playwright's driver, which trusts the authorities that it knows."""
    try:
        response = route.fetch(post_data=body, max_redirects=0, max_retries=0, timeout=within * 1000)
        answered = Answered(response.status, response.headers, response.body())
        response.dispose()
        return answered
    except PlaywrightTimeout:
        none = NoAnswer(f"no answer within {within:g} s", left=True)
    except Error as error:
        # Its message is a call log: only what kind of failure it was is kept.
        left = not _BEFORE_LEAVING.search(error.message)
        none = NoAnswer(UNANSWERED if left else UNREACHABLE, left=left)
    raise none


@dataclass(frozen=True)
class ByPin:
    """Send it to the holder of one of these keys and to nobody else."""

    pins: Collection[str]

    def __call__(self, route: Route, request: Request, body: bytes, within: float) -> Answered:
        """Compare the key before a byte is sent; raise NoAnswer."""
        parts = urllib.parse.urlsplit(request.url)
        host = parts.hostname or ""
        headers = {name: value for name, value in request.headers.items() if name not in _OF_THE_CONNECTION}
        cookies = request.frame.page.context.cookies(request.url)
        if cookies:
            headers["cookie"] = "; ".join(f"{each['name']}={each['value']}" for each in cookies)
        headers |= {"accept-encoding": "identity", "connection": "close"}
        try:
            connection = connect(host, parts.port or 443, self.pins)
        except PinMismatch:
            none = NoAnswer("the console shows another key than the one that the file pins", left=False)
        except OSError:
            none = NoAnswer(UNREACHABLE, left=False)
        else:
            talk = http.client.HTTPConnection(parts.netloc)
            talk.auto_open = 0  # a connection of its own would not be this one
            talk.sock = connection
            target = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
            return _talk(talk, target, headers, body, within)
        raise none


def _talk(
    talk: http.client.HTTPConnection, target: str, headers: dict[str, str], body: bytes, within: float
) -> Answered:
    """Post over an open connection; whatever goes wrong, the request may have left."""
    late = threading.Event()

    def hang_up() -> None:
        late.set()
        with contextlib.suppress(OSError):
            talk.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(within, hang_up)
    timer.daemon = True
    timer.start()
    try:
        talk.sock.settimeout(within)
        talk.request("POST", target, body, headers)
        response = talk.getresponse()
        content = response.read(_LARGEST_ANSWER)
        return Answered(response.status, _levelled(response.getheaders()), _unpacked(response, content))
    except (OSError, http.client.HTTPException, ValueError, EOFError, zlib.error) as error:
        is_late = late.is_set() or isinstance(error, TimeoutError)
    finally:
        timer.cancel()
        talk.close()
    raise NoAnswer(f"no answer within {within:g} s" if is_late else UNANSWERED, left=True)


def _levelled(headers: list[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        between = "\n" if key == "set-cookie" else ", "
        found[key] = f"{found[key]}{between}{value}" if key in found else value
    return found


def _unpacked(response: http.client.HTTPResponse, content: bytes) -> bytes:
    match (response.getheader("content-encoding") or "").strip().lower():
        case "gzip":
            return gzip.decompress(content)
        case "deflate":
            return zlib.decompress(content)
    return content
