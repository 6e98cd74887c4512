"""Reading a chain of sealed lines, in bounded memory, without ever giving up."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from pupitre.evidence.chain import LONGEST_READ, canonical, hash_of
from pupitre.evidence.findings import Findings, Kind

_HASH = re.compile(r"[0-9a-f]{64}")
_RUN_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
_MANY = 1_000
#: Bytes after which nobody reads on: ten thousand times what the longest run writes.
MOST_BYTES = 4 * 1024**3

Document = dict[str, object]


class SealedLines:
    """One pass over a chain: yields the lines that can be trusted to be whole, keeps the findings.

    `head` and `count` are those of what was read so far; `first` is what the first
    line must stand on, None when that is somebody else's to judge.
    """

    def __init__(
        self, where: str, findings: Findings, is_well_formed: Callable[[Document], bool], first: str | None = None
    ) -> None:
        self.findings = findings
        self.head = first or ""
        self.count = 0
        self.line = 0
        self._where = where
        self._is_well_formed = is_well_formed
        self._expected = 0
        self._skipped: list[tuple[int, int]] = []

    def read(self, file: BinaryIO) -> Iterator[Document]:
        """Yield each well-formed line; the findings are complete when this is exhausted."""
        for line in self._lines(file):
            document = self._parse(line)
            if document is None:
                self._lose()
                continue
            self._place(document)
            yield document
        for first, last in self._skipped:
            numbers = str(first) if first == last else f"{first} to {last}"
            self.note(Kind.REMOVED, f"event {numbers} is not there", None)

    def note(self, kind: Kind, says: str, line: int | None) -> None:
        """Keep a finding about a line, or about the whole."""
        self.findings.note(kind, says, self._where, line)

    def _lines(self, file: BinaryIO) -> Iterator[bytes]:
        while line := file.readline(LONGEST_READ + 1):
            self.line += 1
            if file.tell() > MOST_BYTES:
                self.note(Kind.UNREADABLE, "there is more than any run writes; the rest was not read", self.line)
                return
            if line.endswith(b"\n"):
                yield line[:-1]
            elif len(line) <= LONGEST_READ:
                self.note(Kind.TRUNCATED, f"the last line is torn after {len(line)} bytes", self.line)
            else:
                self.note(Kind.UNREADABLE, "the line is longer than any that is written", self.line)
                while (rest := file.readline(LONGEST_READ)) and not rest.endswith(b"\n"):
                    if file.tell() > MOST_BYTES:
                        break
                self._lose()

    def _lose(self) -> None:
        self._expected += 1
        self.count += 1
        self.head = ""  # the link to the next line can't be judged

    def _parse(self, line: bytes) -> Document | None:
        try:
            read: Document = json.loads(
                line.decode("utf-8"), object_pairs_hook=_without_doubles, parse_constant=_refuse
            )
            whole = isinstance(read, dict) and canonical(read) == line and self._has_its_place(read)
            sound = whole and hash_of(read) == read["hash"]
        except (ValueError, RecursionError):
            self.note(Kind.EDITED, "the line is not a canonical event", self.line)
            return None
        if not whole:
            self.note(Kind.EDITED, "the line is not a canonical event", self.line)
            return None
        if not sound:
            self.note(Kind.EDITED, "the hash does not fit the event", self.line)
        return read

    def _has_its_place(self, document: Document) -> bool:
        seq = document.get("seq")
        in_place = type(seq) is int and seq >= 0 and is_hash(document.get("prev")) and is_hash(document.get("hash"))
        return in_place and self._is_well_formed(document)

    def _place(self, document: Document) -> None:
        seq = document["seq"]
        assert isinstance(seq, int)
        if seq > self._expected:
            if len(self._skipped) < _MANY:
                self._skipped.append((self._expected, seq - 1))
        elif seq < self._expected:
            self._return_to(seq)
        elif self.head and document["prev"] != self.head:
            self.note(Kind.GAP, "the event does not follow the one before it", self.line)
        self._expected = max(self._expected, seq + 1)
        self.head = str(document["hash"])
        self.count += 1

    def _return_to(self, seq: int) -> None:
        for index, (first, last) in enumerate(self._skipped):
            if first <= seq <= last:
                rest = [(first, seq - 1), (seq + 1, last)]
                self._skipped[index : index + 1] = [each for each in rest if each[0] <= each[1]]
                self.note(Kind.REORDERED, f"event {seq} stands after a later one", self.line)
                return
        self.note(Kind.REORDERED, f"event {seq} stands here a second time", self.line)


def is_hash(value: object) -> bool:
    """Return whether a value is a SHA-256 in lower-case hexadecimal."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def is_run_id(value: object) -> bool:
    """Return whether a value can be the id of a run: no letter of another alphabet that looks like one of ours."""
    return isinstance(value, str) and _RUN_ID.fullmatch(value) is not None


def _without_doubles(pairs: list[tuple[str, object]]) -> Document:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")
