"""Checking the chain of one run's events: where it begins, what was settled, how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from pupitre.evidence.chain import END, FIELDS, PHASES, START, is_head
from pupitre.evidence.findings import Finding, Findings, Kind, short
from pupitre.evidence.sealed_lines import Document, SealedLines, is_hash, is_run_id

__all__ = ["ChainVerification", "Event", "Finding", "Findings", "Kind"]

_MANY = 1_000

Event = Document


class ChainVerification:
    """One pass over a chain: yields the events that can be trusted to be whole, keeps the findings."""

    def __init__(self, where: str) -> None:
        self.findings = Findings()
        self.start: Event | None = None
        self.end: Event | None = None
        self._chain = SealedLines(where, self.findings, _is_well_formed)
        self._open: dict[int, tuple[str, int]] = {}

    @property
    def head(self) -> str:
        """The hash of the last event, or nothing when that line can't be trusted."""
        return self._chain.head

    @property
    def count(self) -> int:
        """The number of events."""
        return self._chain.count

    def check(self, file: BinaryIO, head: str | None = None, count: int | None = None) -> Iterator[Event]:
        """Yield each well-formed event; the findings are complete when this is exhausted."""
        for event in self._chain.read(file):
            self._belongs(event)
            self._settle(event)
            yield event
        self._conclude(head, count)

    def _note(self, kind: Kind, says: str, line: int | None = None) -> None:
        self._chain.note(kind, says, line)

    def _belongs(self, event: Event) -> None:
        line = self._chain.line
        if self.start is None:
            self.start = event
            if event["step"] != START and event["seq"] == 0:
                self._note(Kind.EDITED, "the chain does not begin with the start of a run", line)
        elif event["run"] != self.start["run"]:
            self._note(Kind.MOVED, "the event belongs to another run", line)
        if self.end is not None:
            self._note(Kind.ADDED, "an event stands after the end of the run", line)
        if event["step"] == END:
            self.end = event

    def _settle(self, event: Event) -> None:
        key = hash((event["step"], event["site"]))  # not the texts: a hostile chain may have a thousand of a megabyte
        if event["phase"] == "intent":
            if len(self._open) < _MANY:
                self._open[key] = (short(event["step"]), self._chain.line)
        elif event["phase"] != "seen":
            self._open.pop(key, None)

    def _conclude(self, head: str | None, count: int | None) -> None:
        for step, line in self._open.values():
            self._note(Kind.UNSETTLED, f"{step} was about to be done; nothing says what became of it", line)
        if self.end is None:
            self._note(Kind.TRUNCATED, "the end of the run is not there: killed, or cut off")
        else:
            self._compare_count(self.end)
        if count is not None and count != self.count:
            kind = Kind.TRUNCATED if count > self.count else Kind.ADDED
            self._note(kind, f"{self.count} events, {count} were noted elsewhere")
        if head is not None and not is_head(head, self.head):
            self._note(Kind.EDITED, "the head is not the one that was noted elsewhere")

    def _compare_count(self, end: Event) -> None:
        detail = end["detail"]
        promised = detail.get("count") if isinstance(detail, dict) else None
        if promised != self.count:
            self._note(Kind.REMOVED, f"{self.count} events, the end of the run counts {short(promised)}")


def _is_well_formed(event: Event) -> bool:
    return (
        event.keys() == FIELDS
        and all(isinstance(event[key], str) for key in ("step", "ts", "origin", "says"))
        and is_run_id(event["run"])
        and isinstance(event["phase"], str)
        and event["phase"] in PHASES
        and isinstance(event["site"], (str, type(None)))
        and isinstance(event["picture"], (str, type(None)))
        and isinstance(event["detail"], dict)
        and (event["sha256"] is None or is_hash(event["sha256"]))
    )
