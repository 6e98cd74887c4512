"""Reading the index of runs back, whatever was done to it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field, fields
from pathlib import Path

from pupitre.evidence.chain import GENESIS
from pupitre.evidence.disk import NotPlain, open_plain
from pupitre.evidence.findings import Findings, Kind
from pupitre.evidence.index import INDEX, IndexedRun, undisturbed
from pupitre.evidence.sealed_lines import Document, SealedLines, is_hash, is_run_id

#: Names that a run's folder can have; what stands in an index never leads out of it.
FOLDER_NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z-[a-z0-9-]{1,200}")

#: More lines than a hundred years of nights on a hundred consoles.
_MOST_LINES = 5_000_000

_FIELDS = frozenset(each.name for each in fields(IndexedRun)) | {"kind", "seq", "ts", "prev", "hash"}
_TEXTS = ("kind", "ts", "origin", "console", "verb", "result", "started", "ended")


@dataclass(frozen=True)
class IndexLine:
    """One line: a run, or that a run was pruned; `number` counts from 1."""

    number: int
    kind: str
    ts: str
    hash: str
    run: IndexedRun


@dataclass
class IndexReading:
    """What an index says, and everything that is wrong with it; read once, then asked."""

    lines: list[IndexLine] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    head: str = GENESIS
    count: int = 0
    is_there: bool = True

    @functools.cached_property
    def runs(self) -> dict[str, IndexedRun]:
        """The runs by their folder's name, in the order they ended."""
        return {line.run.folder: line.run for line in self.lines if line.kind == "run"}

    @functools.cached_property
    def pruned(self) -> dict[str, IndexLine]:
        """The lines that say that a run was pruned, by the folder's name."""
        return {line.run.folder: line for line in self.lines if line.kind == "pruned"}


def read_index(folder: Path) -> IndexReading:
    """Return what the index of an evidence folder says; what can't be read is a finding."""
    reading = IndexReading()
    lines = SealedLines(INDEX, reading.findings, _is_well_formed, first=GENESIS)
    try:
        with open_plain(folder / INDEX) as file, undisturbed(file.fileno()):
            for document in lines.read(file):
                _keep(reading, lines.line, document)
                if lines.count > _MOST_LINES:
                    reading.findings.note(Kind.UNREADABLE, "there are more lines than any index has", INDEX)
                    break
    except FileNotFoundError:
        reading.is_there = False
        reading.findings.note(Kind.MISSING_FILE, "the index of runs is not there", INDEX)
    except NotPlain:
        reading.findings.note(Kind.EDITED, "it is not a plain file", INDEX)
    except OSError:
        reading.findings.note(Kind.UNREADABLE, "the index of runs can't be read", INDEX)
    reading.head, reading.count = lines.head, lines.count
    return reading


def _keep(reading: IndexReading, number: int, document: Document) -> None:
    values = {each.name: document[each.name] for each in fields(IndexedRun)}
    line = IndexLine(
        number,
        str(document["kind"]),
        str(document["ts"]),
        str(document["hash"]),
        IndexedRun(**values),  # type: ignore[arg-type]
    )
    reading.lines.append(line)


def _is_well_formed(line: Document) -> bool:
    folder, count, code = line.get("folder"), line.get("count"), line.get("exit_code")
    return (
        line.keys() == _FIELDS
        and all(isinstance(line[key], str) for key in _TEXTS)
        and is_run_id(line["run"])
        and line["kind"] in ("run", "pruned")
        and isinstance(folder, str)
        and FOLDER_NAME.fullmatch(folder) is not None
        and type(count) is int
        and count >= 0
        and (code is None or type(code) is int)
        and (line["head"] == "" or is_hash(line["head"]))
        and is_hash(line["previous"])
        and isinstance(line["detail"], dict)
    )
