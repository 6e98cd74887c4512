"""A console without a driver, signed in to through the guard: a form with one field for the password.

Nothing is guessed about the answer. What is neither certainly accepted nor certainly
refused is unknown, and after that only a person opens the door.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from typing import ClassVar
from urllib.parse import urlsplit

from playwright.sync_api import Error, Locator
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.console import Answer, Reply, SignInAnswer, is_over
from pupitre.desk import Desk
from pupitre.errors import SessionExpired, Unavailable, UnknownScreen
from pupitre.recording.anywhere import Anywhere

ANSWER_WITHIN = 30.0

_LOOK_EVERY = 0.5
_SCREEN_AFTER_REPLY = 3.0
_BLOCKED = (403, 423, 429)
_USER_BEFORE = "xpath=preceding::input[not(@type) or @type='text' or @type='email' or @type='tel' or @type='number'][1]"
_BUTTON_OF_THE_FORM = (
    "xpath=ancestor::form[1]//*[(self::button and (not(@type) or @type='submit'))"
    " or (self::input and (@type='submit' or @type='image'))]"
)
_SENT_TO = "field => field.form && field.form.method === 'post' ? field.form.action : ''"
_ONE_TIME_CODE = "css=input[autocomplete='one-time-code' i]"
_SIGN_OUT = re.compile(r"^\s*(se déconnecter|déconnexion|sign out|log ?out|log off|abmelden)\s*$", re.IGNORECASE)


class AnyConsole(Anywhere):
    """Signs in where the login form is an ordinary one, and leaves the rest to a recording."""

    signs_in: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._sent_to: tuple[str, ...] = ()
        self._signed_in = False
        self._began = 0.0
        desk.elements.explain = self._explain

    @property
    def login_requests(self) -> tuple[str, ...]:
        """Where the login form that is open sends the password; empty when it does not say."""
        return self._sent_to

    def open_login(self) -> None:
        """Open the address until the one password's field is there; raise Unreachable, Unavailable, UnknownScreen."""
        super().open_login()
        field = self._password
        try:
            field.first.wait_for(state="visible", timeout=self.desk.patience * 1000)
        except PlaywrightTimeout:
            if 503 in self.desk.statuses:
                raise Unavailable(f"{self.desk.origin} is not available.", remedy="Wait, then run again.") from None
        if field.count() != 1:
            raise UnknownScreen(
                f"{self.desk.origin} shows {field.count() or 'no'} fields for a password, and there should be one.",
                remedy="Write the address of the login page into the file.",
            )
        parts = urlsplit(str(field.evaluate(_SENT_TO)))
        own = f"{parts.scheme}://{parts.netloc}" == self.desk.origin
        self._sent_to = (parts.path,) if own else ()

    def type_credentials(self, user: str, placeholder: str) -> None:
        """Type the user's name into the field before the password's, and the placeholder into that."""
        before = self._password.locator(_USER_BEFORE).filter(visible=True)
        if before.count() != 1:
            raise UnknownScreen("Before the password's field there is no field for a name.")
        before.fill(user)
        self._password.fill(placeholder)

    def submit_login(self) -> None:
        """Press the form's one button, or the Enter key where there is none, once."""
        self._began = self._loaded
        button = self._password.locator(_BUTTON_OF_THE_FORM).filter(visible=True)
        if button.count() == 1:
            button.click(no_wait_after=True)
        else:
            self._password.press("Enter", no_wait_after=True)

    def sign_in_answer(self, reply: Callable[[], Reply]) -> SignInAnswer:
        """Return what the console answered, from its reply and from whether it still asks for a password."""
        deadline = time.monotonic() + ANSWER_WITHIN
        over = False
        while time.monotonic() < deadline:
            with contextlib.suppress(PlaywrightTimeout, Error):
                self._password.first.wait_for(state="hidden", timeout=_LOOK_EVERY * 1000)
                if is_over(reply()):
                    break
            if is_over(reply()) and not over:
                over, deadline = True, min(deadline, time.monotonic() + _SCREEN_AFTER_REPLY)
        answer = self._told(reply())
        self._signed_in = answer.answer is Answer.ACCEPTED
        self.desk.statuses.clear()
        return answer

    def sign_out(self) -> None:
        """Press the one button or link that says so; where there is none, the session is left to the console."""
        if not self._signed_in:
            return
        self._signed_in = False
        with contextlib.suppress(Error):  # a browser that is gone has no session to end from here
            page = self.desk.page
            named = page.get_by_role("button", name=_SIGN_OUT).or_(page.get_by_role("link", name=_SIGN_OUT))
            if named.count() != 1:
                page.goto(f"{self.desk.origin}/", wait_until="domcontentloaded")
            if named.count() == 1:
                named.click()
                self._password.first.wait_for(state="visible", timeout=self.desk.patience * 1000)

    @property
    def _password(self) -> Locator:
        return self.desk.page.locator("css=input[type='password' i]").filter(visible=True)

    @property
    def _loaded(self) -> float:
        """When the page that is shown began to load; 0 while there is none."""
        with contextlib.suppress(Error):
            return float(self.desk.page.evaluate("performance.timeOrigin"))
        return 0.0

    def _explain(self) -> None:
        """Raise SessionExpired where the console asks for the password in the middle of a run."""
        if self._signed_in and self._password.count():
            raise SessionExpired("The console asks to sign in again.", remedy="Run again.")

    def _told(self, reply: Reply) -> SignInAnswer:
        status = reply.http_status
        asks_again = self._password.count() > 0
        if status is None or reply.error is not None:
            return SignInAnswer(Answer.UNKNOWN, (reply.error or "")[:80])
        if status in _BLOCKED:
            return SignInAnswer(Answer.BLOCKED, f"HTTP {status}")
        if self.desk.page.locator(_ONE_TIME_CODE).filter(visible=True).count():
            return SignInAnswer(Answer.PERSON)
        # A page that asks for the password again was loaded anew; one that still asks may only be slow.
        if status == 401 or (asks_again and status < 500 and (status >= 400 or self._loaded != self._began)):
            return SignInAnswer(Answer.REFUSED, f"HTTP {status}")
        if status < 400 and not asks_again:
            return SignInAnswer(Answer.ACCEPTED)
        return SignInAnswer(Answer.UNKNOWN, f"HTTP {status}")
