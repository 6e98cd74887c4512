"""A console, somebody who listens on other ports, and browsers with and without a part of the fence."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from pupitre.browser import fence
from pupitre.browser.fence import Fence
from pupitre.browser.launch import fenced_browser
from pupitre.browser.look import Look
from pupitre.mock import MockServer, Request, Response

WITHIN = 20.0


@dataclass
class Listener:
    """Somebody on the loopback who notes every connection, every request and every packet."""

    heard: list[str] = field(default_factory=list)

    def __enter__(self) -> Listener:
        heard = self.heard

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                heard.append("a connection")
                with contextlib.suppress(OSError):
                    line = self.rfile.readline(4000).decode("latin-1").strip()
                    heard.append(line)
                    length = 0
                    while (header := self.rfile.readline(4000).decode("latin-1").strip()) != "":
                        if header.lower().startswith("content-length:"):
                            length = int(header.partition(":")[2])
                    heard.append(self.rfile.read(length).decode("latin-1"))
                    self.wfile.write(
                        b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    )

        socketserver.ThreadingTCPServer.daemon_threads = True
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self._packets = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._packets.bind(("127.0.0.1", self.port))
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._packets.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while self._packets.recv(2000):
                self.heard.append("a packet")

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Console:
    """A console whose pages a test writes, and that notes what it is asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Response] = {"/": Response.html("<!doctype html><title>console</title><body>")}
        self.heard: list[str] = []
        self.server = MockServer(self._answer)
        self.server.start()

    def _answer(self, request: Request) -> Response:
        query = "".join(f"?{name}" for name in request.query)
        self.heard.append(f"{request.method} {request.path}{query} {request.body.decode('latin-1')}".strip())
        return self.pages.get(request.path, Response(404, b""))

    @property
    def origin(self) -> str:
        return self.server.origin


@pytest.fixture(scope="module")
def evil() -> Iterator[Listener]:
    with Listener() as listener:
        yield listener


@pytest.fixture(scope="module")
def console() -> Iterator[Console]:
    console = Console()
    yield console
    console.server.stop()


@pytest.fixture(scope="module")
def fenced(playwright: Playwright, console: Console) -> Iterator[Browser]:
    """Yield a browser as a run starts it."""
    with fenced_browser(playwright, Fence(console.origin), Look()) as browser:
        yield browser


@pytest.fixture(scope="module")
def resolving(playwright: Playwright, console: Console) -> Iterator[Browser]:
    """Yield a browser behind a fence that lets every name and number resolve."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fence, "NOTHING_ELSE", ())
        patch.setattr(fence, "NO_WINDOWS", ())
        with fenced_browser(playwright, Fence(console.origin), Look()) as browser:
            yield browser


Until = Callable[[Callable[[], object], BrowserContext], None]


@pytest.fixture
def until() -> Until:
    """Return a function that lets a browser work until something has happened."""

    def wait(happened: Callable[[], object], context: BrowserContext) -> None:
        end = time.monotonic() + WITHIN
        while not happened():
            assert time.monotonic() < end, "it never happened"
            context.cookies()

    return wait
