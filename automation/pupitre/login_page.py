"""A login page as most consoles have one, and what the console answers to a password.

It goes by the names of elements: `login.user`, `login.password` and `login.submit`; of
the answers `shell.signed_in`, `login.error`, `login.refused`, `login.blocked` and
`login.person`. A console whose page differs overrides the part that does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.console import Answer, Reply, SignInAnswer, is_over
from pupitre.errors import NOTHING_CHANGED, LoginBlocked, Unavailable, Unreachable

if TYPE_CHECKING:
    from pupitre.desk import Desk

ANSWER_WITHIN = 45.0
_LOOK_EVERY = 0.5
_SCREEN_AFTER_REPLY = 3.0


class LoginPage:
    """What a person can do before being signed in.

    `blocked_remedy` says what to do when the page cannot even be opened from here.
    """

    blocked_remedy: ClassVar[str] = "Call whoever looks after the console."

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._elements = desk.elements

    def open(self) -> None:
        """Open the address and wait for the form; raise Unreachable, Unavailable or LoginBlocked."""
        page = self._desk.page
        try:
            response = page.goto(f"{self._desk.origin}/", wait_until="domcontentloaded")
        except Error as error:
            raise Unreachable(
                f"{self._desk.origin} cannot be reached ({error.message.splitlines()[0]}).",
                remedy="Check the address and the network, then run again.",
            ) from None
        status = response.status if response else 0
        if status == 403:
            raise LoginBlocked(
                f"{self._desk.origin} blocks this address before any login.",
                left_behind=NOTHING_CHANGED + " No password was sent.",
                remedy=self.blocked_remedy,
            )
        if status >= 500:
            raise Unavailable(f"{self._desk.origin} answers {status}.", remedy="Wait until the console is back.")
        self._elements.find("login.password")

    def type_credentials(self, user: str, placeholder: str) -> None:
        """Fill the two fields; the second with a placeholder that is not the password."""
        self._elements.find("login.user").fill(user)
        self._elements.find("login.password").fill(placeholder)

    def submit(self) -> None:
        """Press the button once."""
        self._elements.find("login.submit").click(no_wait_after=True)

    def answer(self, reply: Callable[[], Reply]) -> SignInAnswer:
        """Return what the console answered: blocked, refused, a person, accepted; none or two of them is unknown."""
        outcome = self._elements.any_of("shell.signed_in", "login.error", "login.person", "login.blocked")
        deadline = time.monotonic() + ANSWER_WITHIN
        while time.monotonic() < deadline:
            try:
                outcome.wait_for(state="visible", timeout=_LOOK_EVERY * 1000)
                break
            except PlaywrightTimeout:
                if is_over(reply()):
                    deadline = min(deadline, time.monotonic() + _SCREEN_AFTER_REPLY)
        return self._told(reply())

    def _told(self, reply: Reply) -> SignInAnswer:
        signs = {
            Answer.BLOCKED: reply.http_status == 403 or self._elements.present("login.blocked"),
            Answer.REFUSED: reply.http_status == 401 or self._elements.present("login.refused"),
            Answer.PERSON: self._elements.present("login.person"),
            Answer.ACCEPTED: self._elements.present("shell.signed_in"),
        }
        shown = [answer for answer, sign in signs.items() if sign]
        # The refusal that fills the measure may say both; blocked is the one that stops everything.
        if shown in ([Answer.BLOCKED], [Answer.BLOCKED, Answer.REFUSED]):
            return SignInAnswer(Answer.BLOCKED, self._words("login.blocked") or reply.body_text[:80])
        if shown == [Answer.REFUSED]:
            return SignInAnswer(Answer.REFUSED, self._words("login.refused"))
        if shown == [Answer.PERSON]:
            return SignInAnswer(Answer.PERSON, self._words("login.person"))
        if shown == [Answer.ACCEPTED]:
            return SignInAnswer(Answer.ACCEPTED)
        return SignInAnswer(Answer.UNKNOWN, self._words("login.error") or reply.body_text[:80])

    def _words(self, name: str) -> str:
        try:
            return " ".join(self._elements.all(name).first.inner_text(timeout=500).split())[:120]
        except Error:
            return ""
