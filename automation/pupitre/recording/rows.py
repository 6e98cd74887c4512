"""The values of one replay, or of one for each line of a table: checked before anything is opened.

A table is CSV as spreadsheets write it, with commas, semicolons or tabs between the
cells; its first line names parameters. What stands in a cell is a value and nothing
else: one that begins with = is typed as it stands.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pupitre.recording.binding import BadValue, Values, bind
from pupitre.recording.model import Recording

LARGEST_TABLE = 1_000_000
MOST_LINES = 1_000

_BETWEEN = (";", "\t", ",")


class BadTable(BadValue):
    """A table whose lines cannot be understood, with the line's number."""

    reason = "bad_table"


@dataclass(frozen=True)
class Row:
    """One replay's own values, and what people call it."""

    name: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One line of a table, with its number in the file."""

    number: int
    values: Values


def rows_of(
    recording: Recording, given: Values, table: Sequence[Line] | None = None, file: str = ""
) -> tuple[Row, ...]:
    """Return one row with the given values, or one for each line of a table whose columns are parameters.

    Raise BadValue for values that do not fit.
    """
    if table is None:
        bind(recording, given)
        return (Row(recording.name or "", given),)
    rows = []
    for line in table:
        twice = [name for name in line.values if name in given]
        if twice:
            raise BadTable(f"{file}:1: {twice[0]} is a column, and is given with --set, too.", left_behind="")
        row = Row(_called(line), {**given, **line.values})
        try:
            bind(recording, row.values)
        except BadValue as problem:
            raise BadTable(f"{file}:{line.number}: {problem.what}", left_behind="") from None
        rows.append(row)
    return tuple(rows)


def read_table(path: Path, parameters: Sequence[str]) -> tuple[Line, ...]:
    """Return the lines of a table whose first names parameters; lines without a word are left out. Raise BadTable."""
    return tuple(_lines(_text(path), str(path), parameters))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_TABLE + 1)
    except OSError as problem:
        raise BadTable(f"{path}: cannot be read: {problem.strerror}.", left_behind="") from None
    if len(content) > LARGEST_TABLE:
        raise BadTable(f"{path}: the table is larger than 1 MB.", left_behind="")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise BadTable(
            f"{path}:{line}: this is not UTF-8.", left_behind="", remedy="Save the table as “CSV UTF-8”."
        ) from None


def _lines(text: str, file: str, parameters: Sequence[str]) -> Iterator[Line]:
    def wrong(number: int, sentence: str) -> BadTable:
        return BadTable(f"{file}:{number}: {sentence}.", left_behind="")

    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_between(text), strict=True)
    header: list[str] | None = None
    count = 0
    end = 0
    try:
        for cells in reader:
            number, end = end + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip() for cell in cells]
                fault = _fault_of_header(header, parameters)
                if fault:
                    raise wrong(number, fault)
                continue
            if len(cells) != len(header):
                raise wrong(number, f"there are {len(cells)} cells, and {len(header)} columns")
            count += 1
            if count > MOST_LINES:
                raise wrong(number, f"there are more than {MOST_LINES} lines")
            yield Line(number, dict(zip(header, cells, strict=True)))
    except csv.Error as problem:
        raise wrong(reader.line_num, str(problem)) from None
    if not count:
        raise wrong(1, "the table has no line of values" if header else "the table is empty")


def _fault_of_header(header: Sequence[str], parameters: Sequence[str]) -> str:
    for place, name in enumerate(header):
        if name not in parameters:
            return f"the column {name!r} is no parameter; there is {', '.join(parameters) or 'none'}"
        if name in header[:place]:
            return f"the column {name} is there twice"
    return ""


def _between(text: str) -> str:
    """Return what stands between the names of the first line that has words: names have none of it in them."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return next((mark for mark in _BETWEEN if mark in first), ",")


def _called(line: Line) -> str:
    first = str(next(iter(line.values.values()), ""))
    return f"{line.number}. {first}"
