"""The last files of a run: the result, the page, the sums."""

from __future__ import annotations

import functools
import hashlib
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path

from pupitre.evidence.chain import plain
from pupitre.evidence.disk import Disk, open_plain
from pupitre.evidence.documents import pretty
from pupitre.evidence.result import RunResult

RESULT = "result.json"
REPORT = "report.html"
SUMS = "SHA256SUMS"

#: Characters of the longest text that a result holds whole: a console may have megabytes in one cell.
LONGEST_TEXT = 100_000


def write_result(disk: Disk, folder: Path, result: RunResult, evidence: Mapping[str, object]) -> None:
    """Write `result.json`: the result, and what there is to say about the record itself."""
    document = {**result.to_json(), "evidence": evidence}
    disk.write_whole(folder / RESULT, pretty(plain(document, longest_text=LONGEST_TEXT)))


def write_report(
    disk: Disk, folder: Path, result: RunResult, language: str, head: str, count: int, warnings: Sequence[str] = ()
) -> Path:
    """Write `report.html` and return its path; without pictures when they do not fit on the disk."""
    from pupitre.evidence.report import render

    path = folder / REPORT
    page = functools.partial(render, folder, result, language=language, head=head, count=count, warnings=warnings)
    try:
        disk.write_whole(path, page())
    except OSError:
        disk.write_whole(path, page(room_for_pictures=0))
    return path


def write_sums(disk: Disk, folder: Path) -> None:
    """Write `SHA256SUMS` over every file of the folder, in the format of sha256sum."""
    lines = [
        f"{hash_of_file(path)}  {path.name}\n"
        for path in sorted(folder.iterdir())
        if stat.S_ISREG(path.lstat().st_mode) and path.name != SUMS and not path.name.startswith(".")
    ]
    disk.write_whole(folder / SUMS, "".join(lines).encode())


def hash_of_file(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with open_plain(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
