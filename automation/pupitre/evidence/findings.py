"""What a check of the evidence finds, by kind; and what it only remarks."""

from __future__ import annotations

import enum
from dataclasses import dataclass

_MANY = 1_000


class Kind(enum.StrEnum):
    """What was done to the evidence, or what became of a run."""

    EDITED = "edited"
    REMOVED = "removed"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    MISSING_FILE = "missing file"
    MOVED = "moved"
    GAP = "gap"
    ADDED = "added"
    UNREADABLE = "unreadable"
    UNSETTLED = "unsettled"
    PRUNED = "pruned"
    KILLED = "killed"
    OPEN = "open"


#: Nothing is wrong with these: retention, a death that the next run noted, a run that is under way.
REMARKS = frozenset({Kind.PRUNED, Kind.KILLED, Kind.OPEN})


@dataclass(frozen=True)
class Finding:
    """Something that is not as the run left it; `where` is a file, `line` counts from 1."""

    kind: Kind
    says: str
    where: str
    line: int | None = None

    @property
    def is_remark(self) -> bool:
        """Whether this is worth saying although nothing is wrong."""
        return self.kind in REMARKS

    def __str__(self) -> str:
        place = self.where if self.line is None else f"{self.where}:{self.line}"
        return f"{place}: {self.kind.value}: {self.says}"


class Findings(list[Finding]):
    """Findings, of which a hostile file can't produce more than memory holds."""

    def note(self, kind: Kind, says: str, where: str, line: int | None = None) -> None:
        """Add a finding, or nothing when there are a thousand already."""
        if len(self) < _MANY:
            self.append(Finding(kind, says, where, line))


def short(value: object) -> str:
    """Return a value as a finding quotes it: at most sixty characters."""
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
