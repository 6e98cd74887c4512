"""Checking a run's folder: needs no key and no network, and reports all it finds."""

from __future__ import annotations

import json
import re
from pathlib import Path

from pupitre.evidence.chain import START, canonical, sha256
from pupitre.evidence.chain_verification import ChainVerification, Event
from pupitre.evidence.closing import REPORT, RESULT, SUMS, hash_of_file
from pupitre.evidence.disk import NotPlain, open_plain
from pupitre.evidence.findings import Finding, Findings, Kind
from pupitre.evidence.journal import EVENTS

_PICTURE = re.compile(r"[0-9]{4,9}-[a-z0-9-]{1,40}\.jpg")
_ATTACHED = re.compile(r"(plan|before|after)\.json|trace(-[0-9]+)?\.zip")
_SUM = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._-]+)")
_LONGEST_RESULT = 64 * 1024 * 1024
_LONGEST_SUMS = 4 * 1024 * 1024
#: A result of ten thousand sites has a third. Each takes seventy bytes once parsed, and three in a hostile file.
_MOST_VALUES = 3_000_000
#: Bytes of the largest picture or document that is compared; a hole of a terabyte costs nobody a day.
_LARGEST_FILE = 1024**3
#: More pictures than any run takes.
_MOST_PICTURES = 200_000


def verify(folder: Path, head: str | None = None, count: int | None = None) -> list[Finding]:
    """Return everything that is not as the run left it; an empty list when all is well.

    `head` and `count` are those that were noted elsewhere: without them, a chain
    that was written anew as a whole can't be told from the first one.
    """
    chain = ChainVerification(EVENTS)
    files = _Files(folder, chain.findings)
    try:
        with open_plain(folder / EVENTS) as file:
            for event in chain.check(file, head, count):
                files.compare(event)
    except NotPlain:
        chain.findings.note(Kind.EDITED, "it is not a plain file", EVENTS)
        return list(chain.findings)
    except OSError as error:
        kind = Kind.MISSING_FILE if isinstance(error, FileNotFoundError) else Kind.UNREADABLE
        chain.findings.note(kind, "the events can't be read", EVENTS)
        return list(chain.findings)
    files.compare_last_documents()
    _check_folder_name(folder, chain)
    _check_result(folder, chain)
    _check_sums(folder, chain.findings, files.named)
    return list(chain.findings)


class _Files:
    """The files that events name, each compared with its hash."""

    def __init__(self, folder: Path, findings: Findings) -> None:
        self.named: dict[str, str] = {}
        self._folder = folder
        self._findings = findings
        self._documents: dict[str, object] = {}

    def compare(self, event: Event) -> None:
        detail = event["detail"]
        attached = detail.get("file") if isinstance(detail, dict) and event["step"] == "attach" else None
        if isinstance(attached, str) and _ATTACHED.fullmatch(attached):
            self._documents[attached] = event["sha256"]  # the last one of a name counts
        name = event["picture"]
        if not isinstance(name, str):
            return
        if not _PICTURE.fullmatch(name):
            self._findings.note(Kind.EDITED, "an event names a picture as no run does", EVENTS)
            return
        self._compare(name, event["sha256"])

    def compare_last_documents(self) -> None:
        for name, expected in self._documents.items():
            self._compare(name, expected)

    def _compare(self, name: str, expected: object) -> None:
        if len(self.named) >= _MOST_PICTURES:
            return self._findings.note(Kind.UNREADABLE, "more pictures are named than any run takes", EVENTS)
        self.named[name] = str(expected)
        try:
            if _hash(self._folder / name) != expected:
                self._findings.note(Kind.EDITED, "it is not the one that the events name", name)
        except NotPlain:
            self._findings.note(Kind.EDITED, "it is not a plain file", name)
        except FileNotFoundError:
            self._findings.note(Kind.MISSING_FILE, "the events name it and it is not there", name)
        except OSError:
            self._findings.note(Kind.UNREADABLE, "it can't be read", name)


def _check_folder_name(folder: Path, chain: ChainVerification) -> None:
    detail = chain.start["detail"] if chain.start is not None and chain.start["step"] == START else None
    born = detail.get("folder") if isinstance(detail, dict) else None
    if born is not None and born != folder.resolve().name:
        chain.findings.note(Kind.MOVED, "the events were written in a folder of another name", EVENTS)


def _check_result(folder: Path, chain: ChainVerification) -> None:
    if chain.end is None:
        return
    try:
        document = json.loads(read_result(folder))
        evidence = document.pop("evidence")
        own = sha256(canonical(document))
        noted = (evidence["head"], evidence["count"])
    except FileNotFoundError:
        chain.findings.note(Kind.MISSING_FILE, "the end of the run names it and it is not there", RESULT)
        return
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        chain.findings.note(Kind.EDITED, "it is not the result of a run", RESULT)
        return
    detail = chain.end["detail"]
    if not isinstance(detail, dict) or detail.get("result_sha256") != own:
        chain.findings.note(Kind.EDITED, "it is not the result that the events end with", RESULT)
    if noted != (chain.head, chain.count):
        chain.findings.note(Kind.EDITED, "it names another head or another count of events", RESULT)


def _check_sums(folder: Path, findings: Findings, named: dict[str, str]) -> None:
    try:
        with open_plain(folder / SUMS) as file:
            lines = file.read(_LONGEST_SUMS).decode("ascii", "replace").split("\n")
        there = {each.name for each in folder.iterdir()}
    except FileNotFoundError:
        findings.note(Kind.MISSING_FILE, "the run was not closed, or it was removed", SUMS)
        return
    except NotPlain:
        findings.note(Kind.EDITED, "it is not a plain file", SUMS)
        return
    except OSError:
        findings.note(Kind.UNREADABLE, "it can't be read", SUMS)
        return
    sums: dict[str, str] = {}
    if lines.pop():
        findings.note(Kind.TRUNCATED, "the last line is torn", SUMS)
    for number, line in enumerate(lines, 1):
        match = _SUM.fullmatch(line)
        if match is None:
            findings.note(Kind.EDITED, "the line is not a sum", SUMS, number)
        else:
            sums[match[2]] = match[1]
    for name, expected in sums.items():
        if name in named:
            if named[name] != expected:
                findings.note(Kind.EDITED, f"the sum of {name} is not the one in the events", SUMS)
        else:
            _compare_sum(folder / name, expected, findings)
    for name in sorted({EVENTS, RESULT, REPORT} - sums.keys()):
        findings.note(Kind.REMOVED, f"{name} is not in the list", SUMS)
    for name in sorted(there - sums.keys() - named.keys() - {SUMS, EVENTS, RESULT, REPORT}):
        findings.note(Kind.ADDED, "no event and no sum names this file", name)


def _compare_sum(path: Path, expected: str, findings: Findings) -> None:
    try:
        if _hash(path) != expected:
            findings.note(Kind.EDITED, "it is not the file whose sum was taken", path.name)
    except NotPlain:
        findings.note(Kind.EDITED, "it is not a plain file", path.name)
    except FileNotFoundError:
        findings.note(Kind.MISSING_FILE, "its sum was taken and it is not there", path.name)
    except OSError:
        findings.note(Kind.UNREADABLE, "it can't be read", path.name)


def read_result(folder: Path) -> bytes:
    """Return the text of a run's result if it fits into memory once it is parsed; raise OSError or ValueError."""
    with open_plain(folder / RESULT) as file:
        data = file.read(_LONGEST_RESULT + 1)
    if len(data) > _LONGEST_RESULT or sum(data.count(each) for each in (b"[", b"{", b",")) > _MOST_VALUES:
        raise ValueError("no run leaves such a result")
    return data


def _hash(path: Path) -> str:
    """Return the SHA-256 of a file of the run, or nothing of one that is larger than any."""
    return hash_of_file(path) if path.lstat().st_size <= _LARGEST_FILE else ""
