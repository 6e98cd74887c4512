"""Names as people see them: two that look the same are the same.

A name typed in a file and the one on the console can differ by a double blank, a
no-break blank, upper case, or by how an accent is stored, and be one site.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from pupitre.estate.problems import quoted, suggestion


class NameNotFound(ValueError):
    """A name that no choice, or more than one, answers to."""


def normalised(name: str) -> str:
    """Return what is compared: composed accents, single blanks, no case."""
    return unicodedata.normalize("NFC", " ".join(unicodedata.normalize("NFC", name).split()).casefold())


def find(wanted: str, choices: Iterable[str]) -> str:
    """Return the one choice that a name means; raise NameNotFound when none or several do.

    An exact spelling does not win over another that looks the same: which of the
    two was meant is for a person to say.
    """
    known = list(choices)
    matching = [choice for choice in known if normalised(choice) == normalised(wanted)]
    if len(matching) == 1:
        return matching[0]
    if matching:
        alike = ", ".join(ascii(choice) for choice in matching)
        raise NameNotFound(f"{quoted(wanted)} is ambiguous: {alike} look the same")
    raise NameNotFound(f"{quoted(wanted)} is not known; {suggestion(wanted, known, otherwise='there is')}")
