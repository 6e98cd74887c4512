"""Messages that wait: on disk before they are sent, until they are.

    STATE/outbox/            0700
      <name>.json            one letter, its address by reference
      sent/<name>            says that it was sent, so that the same night does not send it twice

A letter is sent at least once. It is sent a second time when the process dies between the
server's answer and the mark.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pupitre.estate.secret import SecretError
from pupitre.guard.folder import sync_folder
from pupitre.unattended.keeping import private_folder, put, sweep
from pupitre.unattended.letter import Letter

#: After so many days, and three tries, a letter is given up, and the run that does so says it.
LONGEST_DAYS = 7
_TRIES = 3
_DAY = 86_400.0
_MARKS_KEPT = 60 * _DAY
_UNFINISHED_KEPT = 3600.0

#: Sends a letter to an address and returns why it could not, or nothing.
Deliver = Callable[[str, Letter, float], str]


@dataclass(frozen=True)
class Posted:
    """What became of the letters that waited: sent, kept with the reason, given up."""

    sent: tuple[Letter, ...] = ()
    kept: tuple[tuple[Letter, str], ...] = ()
    given_up: tuple[Letter, ...] = ()


class Outbox:
    """The letters of this machine; every method raises OSError or StateUnusable."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sent = folder / "sent"

    @classmethod
    def open(cls) -> Outbox:
        """Open the outbox of the state folder, made when missing."""
        found = cls(private_folder("outbox"))
        found._sent.mkdir(mode=0o700, exist_ok=True)
        return found

    def put(self, letter: Letter) -> None:
        """Keep a letter, unless it waits already; one that was sent is dropped when letters are posted."""
        path = self.folder / f"{letter.name}.json"
        if not path.exists():
            put(path, letter.to_bytes())

    def waiting(self) -> list[Letter]:
        """Return the letters that wait, the most urgent first."""
        found = [letter for path in self.folder.glob("*.json") if (letter := _read(path)) is not None]
        return sorted(found, key=lambda letter: letter.order)

    def post(self, deliver: Deliver, now: float | None = None) -> Posted:
        """Try every letter once; an address that did not answer is not asked again in this round.

        A letter that another process is sending is left to it.
        """
        moment = time.time() if now is None else now
        self._clean(moment)
        silent: dict[tuple[str, str], str] = {}
        sent: list[Letter] = []
        kept: list[tuple[Letter, str]] = []
        given_up: list[Letter] = []
        for letter in self.waiting():
            path = self.folder / f"{letter.name}.json"
            with _held(path) as is_ours:
                if not is_ours:
                    continue
                if (self._sent / letter.name).exists():
                    self._remove(path)
                    continue
                address = (letter.place, letter.folder)
                why = silent.get(address) or _send(deliver, letter, moment)
                if not why:
                    with contextlib.suppress(OSError):  # without the mark it is still removed, so it is sent once
                        self._mark(letter)
                    self._remove(path)
                    sent.append(letter)
                    continue
                tried = letter if address in silent else replace(letter, tries=letter.tries + 1)
                silent[address] = why
                if tried.tries >= _TRIES and moment - letter.created > LONGEST_DAYS * _DAY:
                    self._remove(path)
                    given_up.append(letter)
                    continue
                if tried is not letter:
                    with contextlib.suppress(OSError):  # on a full disk a try is not counted
                        put(path, tried.to_bytes())
                kept.append((letter, why))
        return Posted(tuple(sent), tuple(kept), tuple(given_up))

    def _mark(self, letter: Letter) -> None:
        put(self._sent / letter.name, b"")

    def _remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        sync_folder(self.folder)

    def _clean(self, now: float) -> None:
        for folder in (self.folder, self._sent):
            sweep(folder, older_than=now - _UNFINISHED_KEPT)
        for mark in self._sent.iterdir():
            with contextlib.suppress(OSError):
                if mark.stat().st_mtime < now - _MARKS_KEPT:
                    mark.unlink()


def _send(deliver: Deliver, letter: Letter, now: float) -> str:
    try:
        address = letter.reference.resolve().reveal()
    except SecretError as error:
        return error.what.removeprefix(f"{letter.place}: ")
    return deliver(address, letter, now)


def _read(path: Path) -> Letter | None:
    """Return a letter; one that cannot be understood is put aside, as no later version may be able to either."""
    try:
        letter = Letter.from_bytes(path.read_bytes())
    except FileNotFoundError:
        return None  # another process sent it meanwhile
    except (ValueError, RecursionError):
        with contextlib.suppress(OSError):
            path.replace(path.with_suffix(".damaged"))
        return None
    return letter if path.name == f"{letter.name}.json" else None


@contextmanager
def _held(path: Path) -> Iterator[bool]:
    """Hold a letter while it is sent; False when another process does, or did."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        yield False
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield os.fstat(handle).st_nlink > 0
    finally:
        os.close(handle)
