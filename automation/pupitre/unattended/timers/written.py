"""A file of a timer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Written:
    """A file, what is in it, and the mode it gets."""

    path: Path
    content: bytes
    mode: int = 0o644
