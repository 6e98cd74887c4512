"""Telephone numbers as values: one way to write each, whoever wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass


class PhoneNumberError(ValueError):
    """A text that is no telephone number; the message says why and what to write."""


@dataclass(frozen=True, order=True)
class PhoneNumber:
    """A telephone number in E.164, such as `+33561000001`.

    Source: ITU-T E.164; lengths and country codes as the `phonenumbers` library knows them.
    """

    e164: str

    def __post_init__(self) -> None:
        if _e164(self.e164, None) != self.e164:
            raise PhoneNumberError(f"{self.e164!r} is not in E.164; write it as {_e164(self.e164, None)}")

    def __str__(self) -> str:
        import phonenumbers

        parsed = phonenumbers.parse(self.e164)
        return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))

    @classmethod
    def parse(cls, text: str, country: str = "") -> PhoneNumber:
        """Return the number that people or a console wrote; raise PhoneNumberError otherwise.

        `country` is the two letters of the country that a number without `+` is in.
        """
        return cls(_e164(text, country or None))


def is_country(letters: str) -> bool:
    """Return whether two letters are a country with telephone numbers of its own."""
    import phonenumbers

    return letters in phonenumbers.SUPPORTED_REGIONS


def _e164(text: str, country: str | None) -> str:
    import phonenumbers

    written = " ".join(text.split())
    # The library would also read letters (vanity numbers) and an extension after the number.
    if not re.fullmatch(r"\+?[\d\s().\-/\u2010-\u2015]+", written) or len(written) > 40:
        raise PhoneNumberError(f"{written[:40]!r} is not a telephone number; write +33 5 61 00 00 01")
    try:
        parsed = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException:
        if country is None and written and not written.startswith("+"):
            raise PhoneNumberError(
                f"{written!r} has no country; begin with +, such as +33 5 61 00 00 01, "
                "or say the country once: login: {country: FR}"
            ) from None
        raise PhoneNumberError(f"{written!r} is not a telephone number; write +33 5 61 00 00 01") from None
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        length = {
            phonenumbers.ValidationResult.TOO_SHORT: "has too few digits",
            phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "has too few digits",
            phonenumbers.ValidationResult.TOO_LONG: "has too many digits",
        }.get(reason, "is not a number of any country")
        raise PhoneNumberError(f"{written!r} {length}; compare it with the console")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
