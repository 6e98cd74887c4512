"""Which step made the console save: the one right before a request that writes and is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

#: A request that begins later than this after the last thing a person did is the page's own, in seconds.
SOON = 5.0

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass
class Writes:
    """The requests that write, each with the number of the report it followed.

    `reads` says whether a request belongs to reading on this console. What a page also sends
    when nobody does anything is its own, and no sign of saving.
    """

    reads: Callable[[str, str], bool] = lambda method, _: method in _SAFE
    done: list[tuple[int, str]] = field(default_factory=list)
    refused: list[tuple[int, str, int]] = field(default_factory=list)
    _last: int = 0
    _at: float = float("-inf")
    _waiting: dict[object, tuple[int, str]] = field(default_factory=dict)
    _own: set[str] = field(default_factory=set)

    def acted(self, number: int, now: float) -> None:
        """Note that a person did something, with the number of its report; seconds of a clock that only goes on."""
        self._last, self._at = number, now

    def answered_a_question(self, now: float) -> None:
        """Note that a person answered a dialog: what follows still belongs to what led to it."""
        self._at = now

    def sent(self, key: object, method: str, path: str, now: float) -> None:
        """Note a request that left."""
        if method in _SAFE or self.reads(method, path):
            return
        what = f"{method} {path}"
        if now - self._at > SOON:
            self._own.add(what)
            return
        self._waiting[key] = (self._last, what)

    @property
    def committed(self) -> tuple[tuple[int, str], ...]:
        """What made the console save, or may have: a request whose answer nobody waited for counts."""
        unanswered = [each for each in self._waiting.values() if each[1] not in self._own]
        return (*self.done, *unanswered)

    def answered(self, key: object, status: int) -> None:
        """Note the answer to a request; a redirect is how a console without scripts says that it saved."""
        number, what = self._waiting.pop(key, (0, ""))
        if not what or what in self._own:
            return
        if 200 <= status < 400:
            self.done.append((number, what))
        else:
            self.refused.append((number, what, status))
