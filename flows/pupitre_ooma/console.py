"""The driver of the Ooma Office manager, the classic one and the newer one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import ClassVar

from playwright.sync_api import Error

from pupitre.browser.barrier import ReadList
from pupitre.console import ElementReport, Reply, RingGroupsConsole, SignInAnswer, Site
from pupitre.desk import Desk
from pupitre.errors import SessionExpired, Unavailable, UnexpectedDialog
from pupitre.plan.ringing import Step
from pupitre.switchboard import Switchboard
from pupitre_ooma import examination
from pupitre_ooma.ring_groups import RingGroupsFlow
from pupitre_ooma.sign_in import SignInCard
from pupitre_ooma.wording import says

_SIGN_OUT_WITHIN = 5.0


class Ooma(RingGroupsConsole):
    """An Ooma Office manager at a desk."""

    kind: ClassVar[str] = "ooma"
    reads: ClassVar[ReadList] = ReadList(frozenset({("POST", "/api/login"), ("POST", "/api/logout")}))
    login_paths: ClassVar[tuple[str, ...]] = ("/api/login",)
    # Nobody knows how many the real console allows; the strictest that is thinkable holds for all.
    lockout_threshold: ClassVar[int] = 3

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._card = SignInCard(desk)
        self._flow = RingGroupsFlow(desk)
        self._signed_in = False
        desk.elements.explain = self._explain
        # The one overlay that is known; any other is explained.
        desk.page.add_locator_handler(
            desk.elements.every("message.cookies").first, lambda button: button.click(), no_wait_after=True
        )

    def open_login(self) -> None:
        """Open the address until the sign-in card is there."""
        self._card.open()

    def type_credentials(self, user: str, placeholder: str) -> None:
        """Choose the country's flag, type the main number and the placeholder."""
        self._card.type_credentials(user, placeholder)

    def submit_login(self) -> None:
        """Press the login button once."""
        self._card.submit()

    def sign_in_answer(self, reply: Callable[[], Reply]) -> SignInAnswer:
        """Return what the console answered to the password."""
        answer = self._card.answer(reply)
        self._signed_in = self.desk.elements.present("shell.signed_in")
        self.desk.statuses.clear()
        return answer

    def read_switchboard(self) -> Switchboard:
        """Return the extensions, the settings of every ring group, and where every number leads."""
        return self._flow.read()

    def do(self, step: Step, before: Switchboard) -> None:
        """Do one step of the document and save it once."""
        self._flow.do(step, before)

    def fresh_load(self) -> None:
        """Load the console anew, still signed in."""
        with self.desk.step("reload", says(self.desk, "reload")):
            self._flow.load_anew()

    def leave(self) -> None:
        """Leave the settings of a group by their x, and whatever else is open by a fresh load; nothing is saved."""
        if not self._flow.leave():
            self.fresh_load()

    def examine(self, site: Site) -> tuple[ElementReport, ...]:
        """Return how the elements of every screen are found."""
        return examination.examine(self.desk, self._flow, site)

    def sign_out(self) -> None:
        """Sign out by the menu under the administrator's name; a dialog in front does not matter."""
        if not self._signed_in:
            return
        self._signed_in = False
        elements = self.desk.elements
        with contextlib.suppress(Error):  # a browser that is gone has no session to end from here
            if elements.present("login.password"):
                return
            with self.desk.step("sign-out", says(self.desk, "sign-out")):
                if elements.present("group.dialog") or elements.present("message.dialog"):
                    self._flow.load_anew()
                if not elements.present("shell.sign_out"):
                    elements.find("shell.menu", patience=_SIGN_OUT_WITHIN).click()
                elements.find("shell.sign_out", patience=_SIGN_OUT_WITHIN).click()
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
        if elements.present("message.dialog") and not elements.present("confirm.dialog"):
            text = " ".join(elements.all("message.dialog").first.inner_text().split())[:200]
            raise UnexpectedDialog(
                f"The console shows a message: {text!r}.",
                remedy="Open the console by hand and see what it wants, then run again.",
            )
