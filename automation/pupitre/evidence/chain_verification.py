"""Checking a chain of events line by line, in bounded memory, without ever giving up."""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from pupitre.evidence.chain import END, FIELDS, LONGEST_READ, PHASES, START, canonical, hash_of

_HASH = re.compile(r"[0-9a-f]{64}")
_MANY = 1_000

Event = dict[str, object]


class Kind(enum.StrEnum):
    """What was done to a run's folder."""

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


@dataclass(frozen=True)
class Finding:
    """Something that is not as the run left it; `where` is a file, `line` counts from 1."""

    kind: Kind
    says: str
    where: str
    line: int | None = None

    def __str__(self) -> str:
        place = self.where if self.line is None else f"{self.where}:{self.line}"
        return f"{place}: {self.kind.value}: {self.says}"


class Findings(list[Finding]):
    """Findings, of which a hostile file can't produce more than memory holds."""

    def note(self, kind: Kind, says: str, where: str, line: int | None = None) -> None:
        """Add a finding, or nothing when there are a thousand already."""
        if len(self) < _MANY:
            self.append(Finding(kind, says, where, line))


class ChainVerification:
    """One pass over a chain: yields the events that can be trusted to be whole, keeps the findings."""

    def __init__(self, where: str) -> None:
        self.findings = Findings()
        self.head = ""
        self.count = 0
        self.start: Event | None = None
        self.end: Event | None = None
        self._where = where
        self._line = 0
        self._expected = 0
        self._skipped: list[tuple[int, int]] = []
        self._open: dict[tuple[object, object], int] = {}

    def check(self, file: BinaryIO, head: str | None = None, count: int | None = None) -> Iterator[Event]:
        """Yield each well-formed event; the findings are complete when this is exhausted."""
        for line in self._lines(file):
            event = self._parse(line)
            if event is None:
                self._expected += 1
                self.count += 1
                self.head = ""  # the link to the next line can't be judged
                continue
            self._link(event)
            self._settle(event)
            yield event
        self._conclude(head, count)

    def _note(self, kind: Kind, says: str, line: int | None = None) -> None:
        self.findings.note(kind, says, self._where, line)

    def _lines(self, file: BinaryIO) -> Iterator[bytes]:
        while line := file.readline(LONGEST_READ + 1):
            self._line += 1
            if line.endswith(b"\n"):
                yield line[:-1]
            elif len(line) <= LONGEST_READ:
                self._note(Kind.TRUNCATED, f"the last line is torn after {len(line)} bytes", self._line)
            else:
                self._note(Kind.UNREADABLE, "the line is longer than any that is written", self._line)
                while (rest := file.readline(LONGEST_READ)) and not rest.endswith(b"\n"):
                    pass
                self._expected += 1
                self.count += 1
                self.head = ""

    def _parse(self, line: bytes) -> Event | None:
        try:
            event: Event = json.loads(line.decode("utf-8"), object_pairs_hook=_without_doubles, parse_constant=_refuse)
            whole = isinstance(event, dict) and canonical(event) == line and _is_well_formed(event)
            sound = whole and hash_of(event) == event["hash"]
        except (ValueError, RecursionError):
            self._note(Kind.EDITED, "the line is not a canonical event", self._line)
            return None
        if not whole:
            self._note(Kind.EDITED, "the line is not a canonical event", self._line)
            return None
        if not sound:
            self._note(Kind.EDITED, "the hash does not fit the event", self._line)
        return event

    def _link(self, event: Event) -> None:
        seq = event["seq"]
        assert isinstance(seq, int)
        if self.start is None:
            self.start = event
            if event["step"] != START and seq == 0:
                self._note(Kind.EDITED, "the chain does not begin with the start of a run", self._line)
        elif event["run"] != self.start["run"]:
            self._note(Kind.MOVED, "the event belongs to another run", self._line)
        if self.end is not None:
            self._note(Kind.ADDED, "an event stands after the end of the run", self._line)
        if seq > self._expected:
            if len(self._skipped) < _MANY:
                self._skipped.append((self._expected, seq - 1))
        elif seq < self._expected:
            self._return_to(seq)
        elif self.head and event["prev"] != self.head:
            self._note(Kind.GAP, "the event does not follow the one before it", self._line)
        self._expected = max(self._expected, seq + 1)
        self.head = str(event["hash"])
        self.count += 1
        if event["step"] == END:
            self.end = event

    def _return_to(self, seq: int) -> None:
        for index, (first, last) in enumerate(self._skipped):
            if first <= seq <= last:
                rest = [(first, seq - 1), (seq + 1, last)]
                self._skipped[index : index + 1] = [each for each in rest if each[0] <= each[1]]
                self._note(Kind.REORDERED, f"event {seq} stands after a later one", self._line)
                return
        self._note(Kind.REORDERED, f"event {seq} stands here a second time", self._line)

    def _settle(self, event: Event) -> None:
        key = (event["step"], event["site"])
        if event["phase"] == "intent":
            if len(self._open) < _MANY:
                self._open[key] = self._line
        elif event["phase"] != "seen":
            self._open.pop(key, None)

    def _conclude(self, head: str | None, count: int | None) -> None:
        for first, last in self._skipped:
            numbers = str(first) if first == last else f"{first} to {last}"
            self._note(Kind.REMOVED, f"event {numbers} is not there")
        for (step, _), line in self._open.items():
            self._note(Kind.UNSETTLED, f"{_short(step)} was about to be done; nothing says what became of it", line)
        if self.end is None:
            self._note(Kind.TRUNCATED, "the end of the run is not there: killed, or cut off")
        else:
            self._compare_count(self.end)
        if count is not None and count != self.count:
            kind = Kind.TRUNCATED if count > self.count else Kind.ADDED
            self._note(kind, f"{self.count} events, {count} were noted elsewhere")
        if head is not None and head != self.head:
            self._note(Kind.EDITED, "the head is not the one that was noted elsewhere")

    def _compare_count(self, end: Event) -> None:
        detail = end["detail"]
        promised = detail.get("count") if isinstance(detail, dict) else None
        if promised != self.count:
            self._note(Kind.REMOVED, f"{self.count} events, the end of the run counts {_short(promised)}")


def _is_well_formed(event: Event) -> bool:
    return (
        event.keys() == FIELDS
        and type(event["seq"]) is int
        and event["seq"] >= 0
        and all(isinstance(event[key], str) for key in ("run", "step", "ts", "origin", "says"))
        and isinstance(event["phase"], str)
        and event["phase"] in PHASES
        and isinstance(event["site"], (str, type(None)))
        and isinstance(event["picture"], (str, type(None)))
        and isinstance(event["detail"], dict)
        and all(_is_hash(event[key]) for key in ("prev", "hash"))
        and (event["sha256"] is None or _is_hash(event["sha256"]))
    )


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
