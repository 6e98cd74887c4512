"""A site of one page, which hears what is sent to it; and a notice board at which recordings are replayed."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser

from pupitre.browser.elements import Elements
from pupitre.browser.finder import Finder
from pupitre.browser.launch import open_page
from pupitre.desk import Desk
from pupitre.evidence import Camera, Record
from pupitre.mock.notice_board import Change, MockNoticeBoard
from pupitre.recording.any_console import AnyConsole
from pupitre.recording.anywhere import estate_of
from pupitre.recording.file import parse_recording
from pupitre.recording.replaying import Wishes, replay
from pupitre.recording.rows import Line, rows_of
from pupitre.run import Session, Settings, Verdict
from pupitre.shipped import folder


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


@dataclass
class AtWork:
    """A notice board, signed in to without a run, and recordings replayed on it."""

    board: MockNoticeBoard
    session: Session

    def replay(self, text: str, *rows: Mapping[str, str], **wishes: Any) -> Verdict:
        """Replay a recording's text, once for each row of values."""
        recording = parse_recording(text, "recording.yaml")
        table = [Line(number, row) for number, row in enumerate(rows, 2)] if len(rows) > 1 else None
        named = rows_of(recording, rows[0] if rows and table is None else {}, table)
        files = self.session.settings.evidence
        return replay(self.session, recording, named, files=files, wishes=Wishes(**wishes))

    @property
    def warnings(self) -> list[str]:
        """What the record says in warning."""
        return self.session.record.warnings

    @property
    def healed(self) -> list[str]:
        """The steps that were found by another way."""
        return list(self.session.desk.elements.drifted)


@pytest.fixture
def desk_at(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Yield a function that opens a page at a desk, with a record of its own."""
    with contextlib.ExitStack() as opened:

        def at(origin: str, patience: float = 4.0) -> Desk:
            place = opened.enter_context(
                open_page(browser, language="fr", timezone="Europe/Paris", patience=patience, windows=True)
            )
            record = Record.start(
                tmp_path / f"evidence{len(list(tmp_path.iterdir()))}",
                verb="replay",
                console="any",
                origin=origin,
                language="fr",
                run_id="20261122T150000Z-abcdef",
                facts={"timezone": "Europe/Paris"},
            )
            opened.callback(record._journal.close)
            return Desk(
                page=place.page,
                origin=origin,
                elements=Finder(place.page, Elements("any", {}), patience=patience),
                record=record,
                camera=Camera(place.page),
                watchdog=place.watchdog,
                patience=patience,
            )

        yield at


@pytest.fixture
def work(desk_at: Callable[..., Desk], tmp_path: Path, canary: str) -> Iterator[Callable[..., AtWork]]:
    """Yield a function that opens a board, rebuilt in one way, and signs in to it as a browser with a cookie does."""
    with contextlib.ExitStack() as opened:

        def at_work(change: str = "", faults: str = "", patience: float = 4.0) -> AtWork:
            board = opened.enter_context(MockNoticeBoard(Change(change) if change else None))
            estate = estate_of(board.address, language="fr", timezone="Europe/Paris")
            desk = desk_at(board.origin, patience)
            console = AnyConsole(desk)
            console._signed_in = True
            door = {"user": board.user, "password": canary}
            desk.page.context.request.post(f"{board.origin}/login", form=door)
            board.faults.parse(faults)
            settings = Settings(evidence=tmp_path, patience=patience)
            tracer = SimpleNamespace(paused=contextlib.nullcontext)
            today = dt.date.today()
            session = Session(estate, settings, None, desk.record, desk, console, "run", "browser", tracer, today)  # type: ignore[arg-type]
            return AtWork(board, session)

        yield at_work


@pytest.fixture(scope="session")
def panel_changed() -> str:
    """Return the shipped recording of a panel that is changed."""
    return (folder("recordings") / "panel-changed.yaml").read_text(encoding="utf-8")
