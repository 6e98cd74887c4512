"""Blocking an address that sent too many wrong passwords.

Source: 3CX KB 224, "more than 3 times ... 3CX will block access from this IP
address". What the blocked client then sees is not documented, hence the three
flavours. A login that succeeds does not forgive the failures before it.
"""

from __future__ import annotations

import threading
from typing import Literal, get_args

Flavour = Literal["json403", "html403", "drop"]
FLAVOURS: tuple[Flavour, ...] = get_args(Flavour)


class Lockout:
    """The wrong passwords counted by address, and the addresses that are blocked."""

    def __init__(self, allowed: int = 3, flavour: Flavour = "json403") -> None:
        self.allowed = allowed
        self.flavour: Flavour = flavour
        self._lock = threading.Lock()
        self._failures: dict[str, int] = {}
        self._blocked: set[str] = set()

    def count_failure(self, address: str) -> bool:
        """Count a wrong password; return whether the address is blocked from now on."""
        with self._lock:
            self._failures[address] = self._failures.get(address, 0) + 1
            if self._failures[address] > self.allowed:
                self._blocked.add(address)
            return address in self._blocked

    def is_blocked(self, address: str) -> bool:
        """Return whether nothing is answered to this address."""
        with self._lock:
            return address in self._blocked

    def block(self, address: str) -> None:
        """Block an address at once, as an administrator can."""
        with self._lock:
            self._blocked.add(address)

    def unblock(self) -> None:
        """Forget every address and every failure."""
        with self._lock:
            self._failures.clear()
            self._blocked.clear()
