"""What became of the changes that are done once, whatever happens to the process.

STATE/once/<console>.json     0600, what became of each item, replaced whole
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from pupitre.errors import StateUnusable
from pupitre.guard.folder import unusable
from pupitre.unattended.keeping import private_folder, put

if TYPE_CHECKING:
    from pupitre.estate.model import Once

#: What is known of an item that was taken up; `begun` and nothing after it is an unknown outcome.
State = Literal["begun", "done", "failed", "unknown", "stale"]


class Ledger:
    """What became of the items of one console; raises StateUnusable rather than forget one."""

    def __init__(self, origin: str) -> None:
        self._name = f"{hashlib.sha256(origin.encode()).hexdigest()[:16]}.json"
        self._states = self._read()

    def state(self, item: Once) -> State | None:
        """Return what is known of an item; None when it was never taken up."""
        return self._states.get(_key(item))

    def note(self, item: Once, state: State) -> None:
        """Write what is known of an item, on disk when this returns."""
        self._states[_key(item)] = state
        content = json.dumps({"items": self._states}, indent=1).encode("ascii")
        try:
            put(self._path, content)
        except OSError as error:
            raise unusable(self._path, error) from error

    @property
    def _path(self) -> Path:
        try:
            return private_folder("once") / self._name
        except OSError as error:
            raise unusable(Path("once"), error) from error

    def _read(self) -> dict[str, State]:
        try:
            items = json.loads(self._path.read_bytes())["items"]
            if not isinstance(items, dict) or not set(items.values()) <= set(get_args(State)):
                raise ValueError("it holds something else")
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as problem:
            raise StateUnusable(
                f"{self._path}: what was done once cannot be read ({type(problem).__name__}), so nothing is.",
                remedy="Look which items of `once:` were done, take those out of the file, then remove this file.",
            ) from None
        return items


def _key(item: Once) -> str:
    return hashlib.sha256(json.dumps(item.identity).encode()).hexdigest()[:32]
