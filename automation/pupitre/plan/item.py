"""What every kind of plan has in common, whatever it keeps: opening hours or ring groups."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, Protocol


class SaysAction(Protocol):
    """An action that can be told to a reader."""

    def says(self, language: str) -> str:
        """Return the action in the words of the document."""

    def to_json(self) -> dict[str, Any]:
        """Return the action as JSON values."""


class Part(Protocol):
    """One thing that a reader knows by its name: a site, or a ring group.

    It differs when it has actions; `surroundings` is the digest of what must be
    the same afterwards.
    """

    @property
    def name(self) -> str:
        """Its name in the file."""

    @property
    def extension(self) -> str:
        """Its number on the console; empty when there is none."""

    @property
    def surroundings(self) -> str:
        """The digest of what must be the same afterwards."""

    @property
    def actions(self) -> Sequence[SaysAction]:
        """What is done to it; empty when nothing differs."""


def canonical(document: object) -> str:
    """Return the one JSON text of a value: sorted keys, no blanks, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(document: object) -> str:
    """Return the SHA-256, in hexadecimal, of the canonical JSON of a value."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()
