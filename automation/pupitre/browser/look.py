"""How a person wants to watch a run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """A visible window or none, and a pause after each action in milliseconds."""

    headed: bool = False
    slow: int = 0
