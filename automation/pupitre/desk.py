"""The place where a console is worked: one page, its elements, and a note of every step.

Everything a flow does happens inside a step: the step is announced, watched
for a page that freezes, noted with a picture, and what Playwright raises is told
from the operator's side. A step that changes something is on disk before the
click: no record, no click.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.sync_api import Dialog, Error, Locator, Page, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.errors import EvidenceFailed, Explained, SaveUnknown, UnexpectedDialog, UnknownScreen, Unreachable

if TYPE_CHECKING:
    from pupitre.browser.finder import Finder
    from pupitre.browser.watchdog import Watchdog
    from pupitre.evidence import Camera, Record

#: How many windows or messages of its own a page may open in a run.
INSISTENT = 20


@dataclass
class Desk:
    """One page of one console, ready to be worked.

    `language` is the reader's, `country` the account's, as two letters or none;
    `patience` is how long to wait for the console, in seconds.
    """

    page: Page
    origin: str
    elements: Finder
    record: Record
    camera: Camera
    watchdog: Watchdog
    language: str = "fr"
    country: str = ""
    patience: float = 10.0
    announce: Callable[[str], None] = lambda _: None
    check_interruption: Callable[[], None] = lambda: None
    site: str | None = None
    statuses: dict[int, str] = field(default_factory=dict)
    _expected_dialog: re.Pattern[str] | None = None
    _unexpected_dialog: str | None = None
    _windows: int = 0
    _dialogs: int = 0
    _handed_over: bool = False

    def __post_init__(self) -> None:
        self._listen()
        self.page.context.on("page", self._close_popup)

    def open_another_page(self) -> None:
        """Go on in a page of our own, because a person closed the one before."""
        from pupitre.evidence import Camera

        with self.handed_over():
            page = self.page.context.new_page()
        self.page = self.elements.page = page
        self.camera = Camera(page)
        self._listen()

    @contextlib.contextmanager
    def handed_over(self) -> Iterator[None]:
        """Leave the page to a person: windows stay open, and questions wait for their answer."""
        self._handed_over = True
        try:
            yield
        finally:
            self._handed_over = False

    @contextlib.contextmanager
    def at(self, site: str) -> Iterator[None]:
        """Note the steps of the body as belonging to a site."""
        self.site = site
        try:
            yield
        finally:
            self.site = None

    @contextlib.contextmanager
    def step(self, name: str, says: str, *, changes: bool = False, reads: bool = False) -> Iterator[None]:
        """Do one step of the document; one that `changes` something is recorded before it happens.

        `name` is ours and becomes part of a file name, `says` is for the reader. One that
        `reads` ends where what the console keeps can be seen.
        """
        with self._announced(says):
            if changes:
                with self._changing(name, says, None):
                    yield
            else:
                yield
                self._check_dialogs()
                picture = self.camera.shoot(says=self._captioned(says), reads=reads)
                self.record.event(name, phase="seen", says=says, site=self.site, picture=picture)

    @contextlib.contextmanager
    def acting(self, name: str, says: str, on: Callable[[], Locator]) -> Iterator[Locator]:
        """Do a step that changes something by acting on one element; yield it.

        Its picture is taken before, with the element outlined: what is about to be
        clicked is on disk before the click.
        """
        with self._announced(says):
            element = on()
            with self._changing(name, says, element):
                yield element

    @contextlib.contextmanager
    def saving(self, name: str, says: str, on: Callable[[], Locator]) -> Iterator[Locator]:
        """Do the step that saves, as `acting`; a record that fails after that is a SaveUnknown.

        What was pressed is saved, most likely, and only a fresh reading tells.
        """
        has_begun = False
        try:
            with self.acting(name, says, on) as element:
                has_begun = True
                yield element
        except EvidenceFailed as error:
            if not has_begun:
                raise
            raise SaveUnknown(error) from None

    @contextlib.contextmanager
    def _announced(self, says: str) -> Iterator[None]:
        self.announce(f"{self.site}: {says}" if self.site else says)
        with self._explained(says), self.watchdog.watching():
            yield
        self.check_interruption()  # after the step: what leaves by "Annuler" is a step, too

    @contextlib.contextmanager
    def _changing(self, name: str, says: str, element: Locator | None) -> Iterator[None]:
        shoot = functools.partial(self.camera.shoot, says=self._captioned(says), changes=True)
        in_doubt = functools.partial(self.camera.shoot, doubt=True)
        before = None if element is None else shoot(on=element)
        with self.record.changing(name, says=says, site=self.site, shoot=shoot, in_doubt=in_doubt, picture=before):
            yield
            self._check_dialogs()

    def _captioned(self, says: str) -> str:
        return f"{self.site} · {says}" if self.site else says

    def picture_of_doubt(self, name: str, says: str) -> None:
        """Keep a picture of what went wrong, if the page still shows anything."""
        with contextlib.suppress(Error, EvidenceFailed), self.watchdog.watching():
            self.record.event(name, phase="unknown", says=says, site=self.site, picture=self.camera.shoot(doubt=True))

    @contextlib.contextmanager
    def expecting_dialog(self, words: re.Pattern[str]) -> Iterator[None]:
        """Accept a native dialog whose text matches; any other is dismissed and explained."""
        self._expected_dialog = words
        try:
            yield
        finally:
            self._expected_dialog = None

    @contextlib.contextmanager
    def _explained(self, says: str) -> Iterator[None]:
        """Turn what Playwright raises into an error of ours; its call log stays out."""
        try:
            yield
        except UnknownScreen:
            self._check_dialogs()
            raise
        except PlaywrightTimeout as late:
            self._check_dialogs()
            self.elements.explain()
            if "intercepts pointer events" in late.message:
                raise UnexpectedDialog(
                    f"{says}: something lies over the page and takes the click.",
                    remedy="Open the console by hand and take it away, then run again.",
                ) from None
            problem: Explained = UnknownScreen(
                f"{says}: the console did not answer within {self.patience:g} s.",
                remedy="Look at the last picture, then run again.",
            )
            raise problem from None
        except Error as error:
            self._check_dialogs()
            raise self._told(says, error) from None

    def _told(self, says: str, error: Error) -> Explained:
        first = error.message.splitlines()[0] if error.message else "no message"
        if self.watchdog.barked:
            return UnknownScreen(
                f"{says}: the page froze; the browser was closed.",
                remedy="Open the console by hand, then run again.",
            )
        network = re.search(r"net::(ERR_\w+)", first)
        if network:
            return Unreachable(
                f"{self.origin} cannot be reached ({network[1]}).",
                remedy="Check the address and the network, then run again.",
            )
        if "closed" in first or "crashed" in first:
            return Unreachable(f"{says}: the browser was closed or crashed.", remedy="Run again.")
        return UnknownScreen(f"{says}: the screen behaves unexpectedly.", remedy="Look at the last picture.")

    def _check_dialogs(self) -> None:
        if max(self._windows, self._dialogs) > INSISTENT:
            what = "opens windows" if self._windows > INSISTENT else "asks"
            said = f": {self._unexpected_dialog!r}" if self._unexpected_dialog is not None else ""
            raise UnexpectedDialog(
                f"The console {what} again and again (more than {INSISTENT} times){said}. Nothing was answered.",
                remedy="Open the console by hand and see what it wants, then run again.",
            )
        if self._unexpected_dialog is not None:
            said, self._unexpected_dialog = self._unexpected_dialog, None
            raise UnexpectedDialog(
                f"The console asked something unexpected: {said!r}. It was dismissed.",
                remedy="Open the console by hand and see what it wants, then run again.",
            )

    def _listen(self) -> None:
        self.page.on("dialog", self._answer_dialog)
        self.page.on("response", self._note_status)

    def _answer_dialog(self, dialog: Dialog) -> None:
        if self._handed_over:
            return
        if self._expected_dialog is not None and self._expected_dialog.search(dialog.message):
            dialog.accept()
            return
        with contextlib.suppress(Error):  # the page may be gone
            if dialog.type == "beforeunload":
                dialog.accept()  # what is left so is not saved, and a dismissed one would hold the page
                return
            self._unexpected_dialog = dialog.message[:200]
            self._dialogs += 1
            dialog.dismiss()

    def _note_status(self, response: Response) -> None:
        if response.status >= 400 and response.url.startswith(self.origin):
            self.statuses[response.status] = response.url.removeprefix(self.origin)

    def _close_popup(self, popup: Page) -> None:
        if popup is not self.page and not self._handed_over:
            self._windows += 1
            with contextlib.suppress(Error):  # it may close itself first
                popup.close()
