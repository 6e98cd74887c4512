"""Pressing what saves, once, and saying what the console made of it.

Whatever goes wrong after the press is SaveUnknown: only a fresh reading tells
whether it was stored.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.sync_api import Error, Locator, Request, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.errors import ANNULER, ConsoleRefused, PupitreError, SaveUnknown, UnknownScreen

if TYPE_CHECKING:
    from pupitre.desk import Desk

_LOOK_EVERY = 0.2  # seconds
_WORDS_AFTER_REFUSAL = 1.0  # seconds that its words may come later than the answer
_READS = ("GET", "HEAD", "OPTIONS")


@dataclass
class Sent:
    """What the page sent to be stored, and how each was answered; None is a connection that broke."""

    statuses: list[int | None] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether anything was answered with a refusal or not at all."""
        return any(status is None or status >= 400 for status in self.statuses)


@contextmanager
def watching_what_is_sent(desk: Desk) -> Iterator[Sent]:
    """Note what the page sends to be stored while the body runs."""
    sent = Sent()

    def answered(response: Response) -> None:
        if response.request.method not in _READS and response.url.startswith(desk.origin):
            sent.statuses.append(response.status)

    def broke(request: Request) -> None:
        if request.method not in _READS and request.url.startswith(desk.origin):
            sent.statuses.append(None)

    desk.page.on("response", answered)
    desk.page.on("requestfailed", broke)
    try:
        yield sent
    finally:
        desk.page.remove_listener("response", answered)
        desk.page.remove_listener("requestfailed", broke)


def save_once(desk: Desk, button: Locator, closed: str = "", elsewhere: Callable[[], None] | None = None) -> None:
    """Press a button that saves; raise ConsoleRefused when it cannot be pressed, SaveUnknown when it is not confirmed.

    `closed` is the name of an element that shows once the settings are closed; empty where the page
    stays. `elsewhere` shows another tab, where the words of a refusal may stand.
    """
    if not button.is_enabled():
        raise ConsoleRefused("What saves cannot be pressed.", left_behind=ANNULER)
    with watching_what_is_sent(desk) as sent, unconfirmed_is_unknown(desk):
        button.click(no_wait_after=True)
        confirm(desk, sent, closed, elsewhere)


@contextmanager
def unconfirmed_is_unknown(desk: Desk) -> Iterator[None]:
    """Turn whatever goes wrong in the body, which presses what saves, into SaveUnknown."""
    try:
        yield
    except PlaywrightTimeout:
        raise SaveUnknown(_silent(desk)) from None
    except Error as error:
        raise SaveUnknown(UnknownScreen(f"After the save: {error.message.splitlines()[0]}")) from None
    except SaveUnknown:
        raise
    except PupitreError as error:
        raise SaveUnknown(error) from None


def confirm(desk: Desk, sent: Sent, closed: str = "", elsewhere: Callable[[], None] | None = None) -> None:
    """Wait until the console has stored what was sent, or says why not."""
    elements = desk.elements
    signs = ["message.refusal", "login.password", *([closed] if closed else [])]
    outcome = elements.any_of(*signs)
    deadline = time.monotonic() + desk.patience
    while not sent.failed and (closed or not sent.statuses):
        try:
            outcome.wait_for(state="visible", timeout=_LOOK_EVERY * 1000)
            break
        except PlaywrightTimeout:
            if time.monotonic() > deadline:
                raise
    if sent.failed and not elements.present("message.refusal"):
        _wait_for_words(desk)
    if elements.present("login.password"):
        elements.explain()
    if sent.failed and elsewhere is not None and not elements.present("message.refusal"):
        elsewhere()
    if elements.present("message.refusal"):
        words = elements.all("message.refusal").first.inner_text()
        raise ConsoleRefused(
            f"The console refused to save: {' '.join(words.replace('×', ' ').split())[:200]!r}.",
            left_behind=ANNULER,
            remedy="Nothing is pressed twice; read what it says, then plan again.",
        )
    elements.explain()
    if sent.failed:
        raise UnknownScreen(
            "The console did not say that it saved.",
            left_behind=ANNULER,
            remedy="Plan again: it starts from what the console shows.",
        )


def _wait_for_words(desk: Desk) -> None:
    try:
        words = desk.elements.any_of("message.refusal", "login.password")
        words.wait_for(state="visible", timeout=_WORDS_AFTER_REFUSAL * 1000)
    except PlaywrightTimeout:
        return


def _silent(desk: Desk) -> UnknownScreen:
    return UnknownScreen(
        f"The console did not confirm the save within {desk.patience:g} s.",
        left_behind=ANNULER,
        remedy="Plan again: it starts from what the console shows.",
    )
