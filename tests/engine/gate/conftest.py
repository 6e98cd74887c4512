"""A console, somebody else's server, and a page behind a gate, in a real browser."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import http.server
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Frame, Page

from pupitre.browser.gate import Gate

USER = "000"
SECRET = 'S3cr3t-é"&\\1'
WITHIN = 15.0


@dataclass
class Heard:
    """One request as it came over the wire."""

    method: str
    path: str
    headers: str
    body: bytes

    @property
    def everything(self) -> str:
        text = "\n".join([self.method, self.path, self.headers, self.body.decode("utf-8", "replace")])
        return text + "\n" + urllib.parse.unquote_plus(text)


@dataclass
class Server:
    """A server that answers what a test tells it and keeps all that it hears."""

    pages: dict[str, str] = field(default_factory=dict)
    login: Callable[[http.server.BaseHTTPRequestHandler], None] | None = None
    heard: list[Heard] = field(default_factory=list)

    def __enter__(self) -> Server:
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                if "websocket" in self.headers.get("Upgrade", ""):
                    self.hear(b"")
                    self.listen()
                    return
                self.hear(b"")
                page = outer.pages.get(self.path.partition("?")[0])
                answer(self, 200 if page is not None else 404, page or "nothing here")

            def do_POST(self) -> None:
                self.hear(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
                if outer.login is not None and self.path == "/api/login":
                    outer.login(self)
                else:
                    answer(self, 200, "<h1>Bienvenue</h1>", **{"Set-Cookie": "session=1; HttpOnly; Path=/"})

            def do_PUT(self) -> None:
                self.do_POST()

            def hear(self, body: bytes) -> None:
                outer.heard.append(Heard(self.command, self.path, str(self.headers), body))

            def listen(self) -> None:
                """Accept a WebSocket and hear one message."""
                key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
                accepted = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
                self.send_response_only(101)
                for name, value in (
                    ("Upgrade", "websocket"),
                    ("Connection", "Upgrade"),
                    ("Sec-WebSocket-Accept", accepted),
                ):
                    self.send_header(name, value)
                self.end_headers()
                self.close_connection = True
                head = self.rfile.read(2)
                if len(head) == 2:
                    mask = self.rfile.read(4)
                    told = self.rfile.read(head[1] & 127)
                    outer.heard.append(Heard("WS", self.path, "", bytes(b ^ mask[i % 4] for i, b in enumerate(told))))

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def answers(self, status: int, body: str = "", **headers: str) -> None:
        """Say what the login is answered with."""
        self.login = lambda handler: answer(handler, status, body, **headers)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def posts(self) -> list[Heard]:
        return [one for one in self.heard if one.method not in ("GET", "WS")]

    def hears(self, text: str) -> bool:
        return any(text in one.everything for one in self.heard)


def answer(handler: http.server.BaseHTTPRequestHandler, status: int, body: str, **headers: str) -> None:
    content = body.encode()
    handler.send_response(status)
    headers = {"Content-Type": "text/html; charset=utf-8", **headers, "Content-Length": str(len(content))}
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(content)


@dataclass
class Visit:
    """A page of the console behind a gate."""

    page: Page
    gate: Gate
    console: Server
    evil: Server
    releases: list[int]

    def type(self, where: Page | None = None, user: str = USER) -> None:
        frame = where or self.page
        frame.fill("[name=user]", user)
        frame.fill("[name=pass]", self.gate.placeholder)

    def press(self) -> None:
        self.page.click("button", no_wait_after=True)

    def until(self, happened: Callable[[], object]) -> None:
        """Let the browser talk until something has happened."""
        end = time.monotonic() + WITHIN
        while not happened():
            assert time.monotonic() < end, f"{self.gate.result} {self.console.posts} {self.evil.heard}"
            self.page.context.cookies()

    def check(self, *, posts: int) -> None:
        """The promises: nothing for others, at most one for the console, nothing in the page."""
        assert not self.evil.hears(SECRET)
        assert len(self.console.posts) == posts <= 1
        assert self.releases == [0] * posts
        assert self.gate.result.released == bool(posts)
        for page in self.page.context.pages:
            for frame in page.frames:
                assert "S3cr3t" not in all_that_a_page_holds(frame)

    def until_over(self) -> None:
        self.until(lambda: self.gate.result.http_status or self.gate.result.error)


@pytest.fixture
def console() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def evil() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(service_workers="block")
    context.set_default_timeout(WITHIN * 1000)
    yield context
    context.close()


@pytest.fixture
def visit(context: BrowserContext, console: Server, evil: Server) -> Callable[..., Visit]:
    """Return a function that opens a page of the console behind a gate."""

    def go(html: str, *, start: str | None = None, paths: tuple[str, ...] = ("/api/login",), **how: float) -> Visit:
        console.pages.setdefault("/", f"<meta charset=utf-8>{html.replace('EVIL', evil.origin)}")
        page, releases = context.new_page(), []

        def released() -> None:
            releases.append(len(console.posts))

        gate = Gate(
            context,
            origin=console.origin,
            user=USER,
            secret=lambda: SECRET,
            login_paths=paths,
            on_release=released,
            **how,
        )
        page.goto(start or f"{console.origin}/")
        gate.__enter__()
        return Visit(page, gate, console, evil, releases)

    return go


def all_that_a_page_holds(frame: Frame) -> str:
    """Return its markup, address, cookies, store and fields; an error page, which may be on its way, has no store."""
    asked = """() => [
      document.documentElement.outerHTML, location.href,
      ...location.protocol.startsWith('http') ? [document.cookie, ...Object.values({...localStorage})] : [],
      ...[...document.querySelectorAll('input')].map(i => i.value)].join(' ')"""
    for _ in range(5):
        frame.wait_for_load_state()
        with contextlib.suppress(Error):
            held: str = frame.evaluate(asked)
            return held
    raise AssertionError("the page never came to rest")
