"""The driver of the 3CX management console, v15.5 to v18."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import ClassVar

from playwright.sync_api import Error

from pupitre.browser.barrier import ReadList
from pupitre.console import ElementReport, HoursConsole, Reply, SignInAnswer, Site, Welcome
from pupitre.desk import Desk
from pupitre.errors import SessionExpired, Unavailable, UnexpectedDialog
from pupitre.hours import Week
from pupitre.mail import Mail
from pupitre.plan import Action, Observed
from pupitre_threecx import examination, opening_hours
from pupitre_threecx.screens import Editor, ExtensionList
from pupitre_threecx.sign_in import ThreeCXLogin
from pupitre_threecx.welcome_mail import read_welcome
from pupitre_threecx.wording import says

_SIGN_OUT_WITHIN = 5.0


class ThreeCX(HoursConsole):
    """A 3CX management console at a desk."""

    kind: ClassVar[str] = "threecx"
    # Opening an extension makes a working copy on the server and leaving discards it; neither saves.
    reads: ClassVar[ReadList] = ReadList(
        frozenset(
            {
                ("POST", "/api/login"),
                ("POST", "/api/logout"),
                ("POST", "/api/ExtensionList/set"),
                ("POST", "/api/edit/readProperty"),
                ("POST", "/api/edit/cancel"),
            }
        )
    )
    # What is changed in an extension's page or in a dialog is kept on the server until its coloured OK.
    drafts: ClassVar[frozenset[tuple[str, str]]] = frozenset({("POST", "/api/edit/update")})
    login_paths: ClassVar[tuple[str, ...]] = ("/api/login",)
    lockout_threshold: ClassVar[int] = 3

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._login = ThreeCXLogin(desk)
        self._extensions = ExtensionList(desk)
        self._signed_in = False
        desk.elements.explain = self._explain
        # The one overlay that is known; any other is explained.
        desk.page.add_locator_handler(
            desk.elements.every("message.cookies").first, lambda button: button.click(), no_wait_after=True
        )

    @classmethod
    def read_welcome(cls, mail: Mail) -> Welcome:
        """Return the three framed zones of the mail to a new user."""
        return read_welcome(mail)

    def open_login(self) -> None:
        """Open the address without "webclient" until the login form is there."""
        self._login.open()

    def type_credentials(self, user: str, placeholder: str) -> None:
        """Type the extension's number and the placeholder."""
        self._login.type_credentials(user, placeholder)

    def submit_login(self) -> None:
        """Press the login button once."""
        self._login.submit()

    def sign_in_answer(self, reply: Callable[[], Reply]) -> SignInAnswer:
        """Return what the console answered to the password."""
        answer = self._login.answer(reply)
        self._signed_in = self.desk.elements.present("shell.signed_in")
        self.desk.statuses.clear()
        return answer

    def read(self, site: Site) -> Observed:
        """Return the opening hours of a site."""
        return opening_hours.read(self._extensions, site)

    def change(self, site: Site, before: Week, surroundings: str, actions: tuple[Action, ...]) -> None:
        """Change the opening hours of a site and save them."""
        opening_hours.change(self._extensions, site, before, surroundings, actions)

    def fresh_load(self) -> None:
        """Load the console anew, still signed in."""
        with self.desk.step("reload", says(self.desk, "reload")):
            self._extensions.load_anew()

    def leave(self) -> None:
        """Leave by "Annuler", dialogs first, wherever somebody stopped."""
        Editor(self.desk, Site("", "")).leave()

    def sites(self) -> tuple[Site, ...]:
        """Return every extension of the list."""
        return self._extensions.sites()

    def examine(self, site: Site) -> tuple[ElementReport, ...]:
        """Return how the elements of every screen are found."""
        return examination.examine(self.desk, self._extensions, site)

    def sign_out(self) -> None:
        """Sign out by the menu under the initials; an editor or a dialog in front does not matter."""
        if not self._signed_in:
            return
        self._signed_in = False
        elements = self.desk.elements
        with contextlib.suppress(Error):  # a browser that is gone has no session to end from here
            if elements.present("login.password"):
                return
            with self.desk.step("sign-out", says(self.desk, "sign-out")):
                if elements.present("dialog.front"):
                    self._extensions.load_anew()
                if not elements.present("shell.logout"):
                    elements.find("shell.user_menu", patience=_SIGN_OUT_WITHIN).click()
                elements.find("shell.logout", patience=_SIGN_OUT_WITHIN).click()
                elements.find("login.password", patience=_SIGN_OUT_WITHIN)

    def _explain(self) -> None:
        """Tell an expired session, maintenance and unexpected dialogs from a screen that changed."""
        elements = self.desk.elements
        if self._signed_in and (401 in self.desk.statuses or elements.present("login.password")):
            raise SessionExpired(
                "The console ended the session and asks to sign in again.",
                remedy="Run again: it starts from what the console shows.",
            )
        if 503 in self.desk.statuses or elements.present("shell.maintenance"):
            raise Unavailable(
                f"{self.desk.origin} is under maintenance.",
                remedy="Wait until the console is back, then run again.",
            )
        if elements.present("message.dialog"):
            text = " ".join(elements.all("message.dialog").first.inner_text().split())[:200]
            raise UnexpectedDialog(
                f"The console shows a message: {text!r}.",
                remedy="Open the console by hand and see what it wants, then run again.",
            )
