"""A site of one page, which hears what is sent to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@pytest.fixture(scope="module")
def small_site() -> Iterator[Callable[[str], tuple[str, list[str]]]]:
    """Yield a function that serves a page and returns its address and what was posted to it."""
    servers: list[ThreadingHTTPServer] = []

    def serve(page: str, **others: str) -> tuple[str, list[str]]:
        heard: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.split("?")[0].strip("/")
                self._answer(others.get(name, page).encode(), "text/html; charset=utf-8")

            def do_POST(self) -> None:
                heard.append(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
                self._answer(b"ok", "text/plain")

            def _answer(self, content: bytes, kind: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}", heard

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()
