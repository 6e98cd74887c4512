"""How to sign in to a console that sends no welcome mail: by options, else by asking a person."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from pupitre.commands.asking import NobodyThere
from pupitre.console import Welcome
from pupitre.errors import EstateError
from pupitre.estate import Address
from pupitre.estate.address import AddressError
from pupitre.phone_numbers import is_country

# Where the reports of a new file are written in French; the file says how to change that.
_FRENCH = ("FR", "BE", "LU", "MC")


@dataclass(frozen=True)
class Connection:
    """What the operator said of how to sign in; what is empty is asked."""

    address: str = ""
    user: str = ""
    country: str = ""


def asked_connection(given: Connection, *, with_country: bool) -> Welcome:
    """Return how to sign in, as a mail would say it; raise EstateError, or NobodyThere when there is nobody to ask."""
    address = _address(given.address or _asked("Address of the console", "--address https://office.example.com"))
    user = (given.user or _asked("User who signs in, such as the main number", "--user 0561000000")).strip()
    country = given.country or (_asked("Country of the account, two letters", "--country FR") if with_country else "")
    country = country.strip().upper()
    if not user or not user.isprintable():
        raise EstateError("The user who signs in is empty or has a hidden character.", remedy="--user 0561000000")
    if country and not (len(country) == 2 and country.isascii() and is_country(country)):
        raise EstateError("This is not a country.", remedy="Write it as two letters: --country FR")
    return Welcome(address, user, None, "fr" if country in _FRENCH else "en", country=country)


def _address(text: str) -> Address:
    try:
        return Address.parse(text)
    except AddressError as error:
        raise EstateError(f"The address {error}.", remedy="--address https://office.example.com") from None


def _asked(what: str, option: str) -> str:
    if sys.stdin is None or not sys.stdin.isatty():
        raise NobodyThere(
            "This console sends no welcome mail, and nobody is there to say how to sign in.",
            left_behind="Nothing was written.",
            remedy=f"Say it: {option}",
        )
    sys.stderr.write(f"{what}: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip()
