"""What a mock console was asked, without the passwords."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass

SECRET_KEYS = ("password", "pin", "securitycode")


@dataclass(frozen=True)
class Call:
    """One call: its method, its path and its body with every password taken out."""

    method: str
    path: str
    body: object


class Journal:
    """The calls in the order in which they came."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[Call] = []

    def note(self, method: str, path: str, body: bytes) -> None:
        """Write down a call."""
        with self._lock:
            self._calls.append(Call(method, path, _without_secrets(body)))

    def calls(self) -> list[Call]:
        """Return a copy of what was written down."""
        with self._lock:
            return list(self._calls)

    def clear(self) -> None:
        """Forget every call."""
        with self._lock:
            self._calls.clear()


def _without_secrets(body: bytes) -> object:
    """Return the JSON of a body without its secrets, or how long it is when it is not JSON."""
    if not body:
        return None
    try:
        document = json.loads(body)
    except ValueError:
        return f"{len(body)} bytes"
    if isinstance(document, dict):
        return {key: value for key, value in document.items() if key.lower() not in SECRET_KEYS}
    return document
