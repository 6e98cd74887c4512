"""The login page of the 3CX console.

Source: "Changements d'horaires OTI", part 1. The three flavours of a blocked
address are not known from a real console; each is told apart here.
"""

from __future__ import annotations

from typing import ClassVar

from pupitre.login_page import LoginPage


class ThreeCXLogin(LoginPage):
    """The form with the extension's number and the password; what is blocked is the address of the office."""

    blocked_remedy: ClassVar[str] = (
        "Call whoever looks after the console: the address of this office is on its blacklist."
    )
