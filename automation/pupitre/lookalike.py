"""Names as people see them: two that look the same are the same.

A name typed in a file and the one on the console can differ by a double blank, a
no-break blank, upper case, or by how an accent is stored, and be one thing.
"""

from __future__ import annotations

import unicodedata


def normalised(name: str) -> str:
    """Return what is compared: composed accents, single blanks, no case."""
    return unicodedata.normalize("NFC", " ".join(unicodedata.normalize("NFC", name).split()).casefold())


def plain(text: str) -> str:
    """Return a word without case, accents and blanks around."""
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")
