"""A console that no driver knows: it can be opened, and a person works it.

Nobody but a person signs in there, by hand and in a window: Pupitre never types
a password into a page whose login it does not know.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import ClassVar

from playwright.sync_api import Error

from pupitre.browser.barrier import ReadList
from pupitre.console import Answer, Console, ElementReport, Reply, SignInAnswer, Site
from pupitre.errors import Unreachable
from pupitre.estate import Address, Estate, Login
from pupitre.estate.secret import SecretReference
from pupitre.recording.model import NO_DRIVER


class Anywhere(Console):
    """Opens an address and leaves the rest to a person or to a recording."""

    kind: ClassVar[str] = NO_DRIVER
    reads: ClassVar[ReadList] = ReadList(frozenset())
    login_paths: ClassVar[tuple[str, ...]] = ()
    lockout_threshold: ClassVar[int] = 3
    signs_in: ClassVar[bool] = False

    def open_login(self) -> None:
        """Open the address; raise Unreachable."""
        try:
            self.desk.page.goto(f"{self.desk.origin}/", wait_until="domcontentloaded")
        except Error:
            raise Unreachable(
                f"{self.desk.origin} cannot be reached.", remedy="Check the address and the network, then run again."
            ) from None

    def type_credentials(self, user: str, placeholder: str) -> None:
        """Type nothing: only a person signs in here."""

    def submit_login(self) -> None:
        """Press nothing: only a person signs in here."""

    def sign_in_answer(self, reply: Callable[[], Reply]) -> SignInAnswer:
        """Return that nobody knows."""
        return SignInAnswer(Answer.UNKNOWN)

    def fresh_load(self) -> None:
        """Ask for the address again that is shown, never by loading the page anew: that would send its form twice."""
        page = self.desk.page
        shown = page.url if page.url.startswith(f"{self.desk.origin}/") else f"{self.desk.origin}/"
        with contextlib.suppress(Error):  # what is missing then is told by what looks for it
            page.goto("about:blank")
            page.goto(shown, wait_until="domcontentloaded")

    def leave(self) -> None:
        """Go to where the console begins; what was not saved is forgotten."""
        with contextlib.suppress(Error):
            self.desk.page.goto("about:blank")
            self.desk.page.goto(f"{self.desk.origin}/", wait_until="domcontentloaded")

    def examine(self, site: Site) -> tuple[ElementReport, ...]:
        """Return nothing: no element of it has a name."""
        return ()

    def sign_out(self) -> None:
        """Leave the session to the console: how to end it is not known."""


def estate_of(address: str, *, language: str, timezone: str) -> Estate:
    """Return the estate of a console that has no driver; raise AddressError."""
    return Estate(
        file="",
        console=NO_DRIVER,
        address=Address.parse(address),
        login=Login("", SecretReference("env", "")),
        timezone=timezone,
        sites={},
        language=language,
    )
