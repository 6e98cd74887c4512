"""The sign-in card, where the flag beside the number must be that of the account's country.

Source: the screenshots of the card; the user is the main number of the account.
What a refusal or a locked account looks like is not known from a real console; each
is told apart.
"""

from __future__ import annotations

from pupitre.errors import EstateError
from pupitre.login_page import LoginPage

_COUNTRIES = ("country.us", "country.ca", "country.fr", "country.gb", "country.au")


class SignInCard(LoginPage):
    """The card "For Admins"."""

    def type_credentials(self, user: str, placeholder: str) -> None:
        """Choose "For Admins" and the country's flag, then fill the two fields."""
        if self._elements.present("login.admins"):
            self._elements.find("login.admins").click()
        if self._elements.present("login.country"):
            self._choose_country()
        super().type_credentials(user, placeholder)

    def _choose_country(self) -> None:
        name = f"country.{self._desk.country.lower()}"
        if name not in _COUNTRIES:
            known = [each.removeprefix("country.").upper() for each in _COUNTRIES]
            raise EstateError(
                f"The console asks for the country of the account; it offers {', '.join(known)}.",
                remedy="Say it in the file: login: {country: FR}",
            )
        self._elements.find("login.country").click()
        self._elements.find(name).click()
