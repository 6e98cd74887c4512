"""The web server of a mock console: loopback only, one thread a connection, quick to stop."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from pupitre.errors import Explained

LONGEST_BODY = 10_000_000
STOP_POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Request:
    """One request as it was received; header names are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    address: str

    def cookie(self, name: str) -> str | None:
        """Return a cookie by its name."""
        for part in self.headers.get("cookie", "").split(";"):
            key, _, value = part.strip().partition("=")
            if key == name:
                return value
        return None


@dataclass(frozen=True)
class Response:
    """One answer; `cut_at` sends that many bytes of the body and closes the connection."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    cut_at: int | None = None

    @classmethod
    def json(cls, document: object, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Response:
        """Return a document as JSON, not to be kept by the browser."""
        body = json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")
        kept = (("Cache-Control", "no-store"), *headers)
        return cls(status, body, "application/json; charset=utf-8", kept)

    @classmethod
    def html(cls, text: str, status: int = 200) -> Response:
        """Return a page, not to be kept by the browser."""
        return cls(status, text.encode(), "text/html; charset=utf-8", (("Cache-Control", "no-store"),))

    @classmethod
    def text(cls, text: str, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Response:
        """Return plain text, not to be kept by the browser."""
        return cls(status, text.encode(), headers=(("Cache-Control", "no-store"), *headers))

    @classmethod
    def not_found(cls) -> Response:
        """Return a 404."""
        return cls(404, b"Not Found")


class ConnectionCut(Exception):
    """The server hangs up instead of answering: with a reset, or without a word."""

    def __init__(self, *, reset: bool = False) -> None:
        super().__init__("connection reset" if reset else "connection closed")
        self.reset = reset


class MockServer:
    """A web server in a daemon thread that gives every request to `answer`."""

    def __init__(self, answer: Callable[[Request], Response], *, host: str = "127.0.0.1", port: int = 0):
        self._answer = answer
        self._host = host
        self._wanted_port = port
        self._server: _Server | None = None
        self.stopping = threading.Event()

    @property
    def port(self) -> int:
        """The port that is listened on; the wanted one before the start."""
        return self._server.server_address[1] if self._server else self._wanted_port

    @property
    def origin(self) -> str:
        """The address without a path."""
        return f"http://{self._host}:{self.port}"

    def start(self) -> None:
        """Listen; raise Explained when the port is taken."""
        if self._server is not None:
            return
        self.stopping.clear()
        try:
            self._server = _Server((self._host, self._wanted_port), self._answer)
        except OSError as taken:
            raise Explained(
                f"The mock console cannot listen on {self._host}:{self._wanted_port}: {taken.strerror}.",
                remedy="Name another port, or 0 for any that is free.",
            ) from taken
        serve = self._server.serve_forever
        threading.Thread(target=serve, args=(STOP_POLL_SECONDS,), name="mock console", daemon=True).start()

    def stop(self) -> None:
        """Stop listening and hang up on everybody."""
        self.stopping.set()
        if self._server is not None:
            self._wanted_port = self.port if self._wanted_port else 0
            self._server.shutdown()
            self._server.server_close()
            self._server.hang_up()
            self._server = None

    def wait(self, seconds: float) -> None:
        """Wait as a slow console does; raise ConnectionCut when the server stops meanwhile."""
        if self.stopping.wait(seconds):
            raise ConnectionCut


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, where: tuple[str, int], answer: Callable[[Request], Response]) -> None:
        self.answer = answer
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(where, _Handler)

    def opened(self, connection: socket.socket) -> None:
        with self._open_lock:
            self._open.add(connection)

    def closed(self, connection: socket.socket) -> None:
        with self._open_lock:
            self._open.discard(connection)

    def hang_up(self) -> None:
        with self._open_lock:
            connections = list(self._open)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        # A browser that leaves in the middle of an answer is no mistake of the mock.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Without it, Nagle and the browser's delayed acknowledgement cost 40 ms an answer.
    disable_nagle_algorithm: ClassVar[bool] = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        super().finish()

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing: the journal is the record."""

    def _serve(self) -> None:
        request = self._request()
        if request is None:
            self._send(Response.text("Bad Request", 400), close=True)
            return
        try:
            response = self.server.answer(request)
        except ConnectionCut as cut:
            self._cut(reset=cut.reset)
            return
        self._send(response, close=False)

    def _request(self) -> Request | None:
        length = self.headers.get("content-length", "0")
        if not length.isdigit() or int(length) > LONGEST_BODY:
            return None
        parts = urlsplit(self.path)
        return Request(
            method=self.command,
            path=parts.path or "/",
            query=dict(parse_qsl(parts.query)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(length)),
            address=self.client_address[0],
        )

    def _send(self, response: Response, *, close: bool) -> None:
        head = [f"HTTP/1.1 {response.status} {self.responses.get(response.status, ('',))[0]}"]
        head += [f"{name}: {value}" for name, value in response.headers]
        head += [f"Content-Type: {response.content_type}", f"Content-Length: {len(response.body)}"]
        self.close_connection = close or response.cut_at is not None or self.close_connection
        if self.close_connection:
            head.append("Connection: close")
        body = response.body if self.command != "HEAD" else b""
        self.wfile.write("\r\n".join([*head, "", ""]).encode("latin-1") + body[: response.cut_at])

    def _cut(self, *, reset: bool) -> None:
        self.close_connection = True
        if reset:
            linger_for_no_time = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_for_no_time)
            # The socket has to be closed here: a shutdown first would send a polite end, not a reset.
            self.server.closed(self.connection)
            self.connection.close()

    do_GET = do_POST = do_HEAD = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815
