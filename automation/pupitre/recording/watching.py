"""Watching a person work: from the moment they are signed in until they close the window.

What the browser tells arrives while nothing may be asked of it; it is put into a
queue, and worked off between two looks. An action is worked off one look later
than it came, so that the page's own report of it is there whichever came first.
"""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, CDPSession, Error, Page, Request, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.recording.actions import Action
from pupitre.recording.blanks import literal
from pupitre.recording.capture import mark_of, recording
from pupitre.recording.looking import look_at
from pupitre.recording.model import Dialog
from pupitre.recording.pictures import picture_of
from pupitre.recording.scribe import Draft, Scribe
from pupitre.recording.witness import BINDING, SCRIPT, read_report

#: How often the queue is worked off, in milliseconds.
LOOK = 150
_KEPT_BACK = 500


@dataclass
class Watch:
    """A context in which a person works, and the scribe who is told of it.

    `noted` is called with each step that is kept, `origin` the console's.
    """

    context: BrowserContext
    scribe: Scribe
    origin: str
    noted: Callable[[Draft], None] = lambda _: None
    check_interruption: Callable[[], None] = lambda: None
    _queue: deque[tuple[str, Any]] = field(default_factory=deque)
    _pictures: dict[str, bytes | None] = field(default_factory=dict)
    _stale: dict[str, Page] = field(default_factory=dict)
    _sessions: dict[str, CDPSession] = field(default_factory=dict)
    _asking: set[str] = field(default_factory=set)
    _noted: int = 0

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Take down what is done in the context while the body runs."""
        self.context.expose_binding(BINDING, self._witnessed)
        self.context.add_init_script(SCRIPT)
        self.context.on("request", self._sent)
        self.context.on("response", self._answered)
        self.context.on("page", self._opened)
        for page in self.context.pages:
            self._attend(page)
            self.scribe.begun(mark_of(page), page.url)
            for frame in page.frames:
                with contextlib.suppress(Error):  # a frame that is going away has nothing to tell
                    frame.evaluate(SCRIPT)
        try:
            with recording(self.context, self):
                self.look()
                try:
                    yield
                finally:
                    self._drain()
                    self._note(len(self.scribe.drafts))
        finally:
            self.context.remove_listener("request", self._sent)
            self.context.remove_listener("response", self._answered)
            self.context.remove_listener("page", self._opened)

    @property
    def is_over(self) -> bool:
        """Whether every window is closed."""
        return all(page.is_closed() for page in self.context.pages)

    def wait(self, is_done: Callable[[], bool]) -> None:
        """Look until every window is closed, or `is_done`, or somebody presses Ctrl-C."""
        with contextlib.suppress(KeyboardInterrupt):
            while not self.is_over and not is_done():
                self.look()
                self.check_interruption()

    def look(self) -> None:
        """Let the browser tell what it has to tell, put it down, and take pictures of what changed."""
        ready = len(self._queue)
        with contextlib.suppress(PlaywrightTimeout, Error):  # a closed context has nothing more to tell
            self.context.wait_for_event("close", timeout=LOOK)
        for _ in range(ready):
            self._put_down(*self._queue.popleft())
        self._note(len(self.scribe.drafts) - 1)
        for mark, page in list(self._stale.items()):
            del self._stale[mark]
            if mark not in self._asking and not page.is_closed():
                self._attend(page)
                self._pictures[mark] = picture_of(page)
                self._see(page)

    def _drain(self) -> None:
        """Wait for the last click, which Playwright keeps back until it is no double one."""
        for _ in range(_KEPT_BACK // LOOK + 2):
            self.look()

    def acted(self, action: Action, *, updates: bool) -> None:
        """Hear of an action from the recorder."""
        self._queue.append(("update" if updates else "action", (action, self._pictures.get(action.page))))
        for page in self.context.pages:
            if mark_of(page) == action.page:
                self._stale[action.page] = page

    def signalled(self, page: str, signal: Mapping[str, Any]) -> None:
        """Hear from the recorder what an action led to."""
        self._queue.append(("signal", (page, signal)))

    def _put_down(self, kind: str, told: Any) -> None:
        match kind:
            case "action" | "update":
                action, picture = told
                self.scribe.acted(action, updates=kind == "update", picture=picture)
            case "signal":
                self.scribe.signalled(*told)
            case "dialog":
                number, dialog = told
                self.scribe.asked(number, dialog)
            case "opened":
                self.scribe.opened(told)
            case "closed":
                self.scribe.closed(told)

    def _note(self, finished: int) -> None:
        """Tell of the steps to which nothing is added any more."""
        for draft in self.scribe.drafts[self._noted : finished]:
            self.noted(draft)
        self._noted = max(self._noted, finished)

    def _witnessed(self, source: Any, told: Any) -> None:
        report = read_report(mark_of(source["page"]), told)
        if report is not None:
            self.scribe.reported(report, time.monotonic())

    def _sent(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" == self.origin:
            self.scribe.writes.sent(request, request.method, parts.path, time.monotonic())

    def _answered(self, response: Response) -> None:
        self.scribe.writes.answered(response.request, response.status)

    def _opened(self, page: Page) -> None:
        mark = mark_of(page)
        self._queue.append(("opened", mark))
        self._stale[mark] = page

    def _see(self, page: Page) -> None:
        with contextlib.suppress(Error):  # a page that is going away shows nothing
            self.scribe.last_root = look_at(page.locator("body"))

    def _attend(self, page: Page) -> None:
        """Hear how a person answers a page's questions, and when they close it."""
        mark = mark_of(page)
        if mark in self._sessions:
            return
        page.on("close", lambda _: self._queue.append(("closed", mark)))
        with contextlib.suppress(Error):
            session = self.context.new_cdp_session(page)
            self._sessions[mark] = session
            asked: dict[str, Any] = {}

            def opening(event: dict[str, Any]) -> None:
                asked.update(event)
                self._asking.add(mark)

            def closed(event: dict[str, Any]) -> None:
                self._asking.discard(mark)
                self.scribe.writes.answered_a_question(time.monotonic())
                if asked.get("type") != "beforeunload":
                    says = literal(str(asked.get("message", ""))[:200])
                    answer: Literal["accept", "dismiss"] = "accept" if event.get("result") is True else "dismiss"
                    self._queue.append(("dialog", (self.scribe.heard, Dialog(says=says, answer=answer))))

            session.on("Page.javascriptDialogOpening", opening)
            session.on("Page.javascriptDialogClosed", closed)
            session.send("Page.enable")
