"""`pupitre evidence list`: the runs, as a table, as CSV, as JSON."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pupitre.commands.evidence.finding import must_be_there
from pupitre.commands.streams import document, people, tell
from pupitre.errors import Explained
from pupitre.evidence.chain import short_head
from pupitre.evidence.index_reading import read_index
from pupitre.evidence.kept import kept_runs
from pupitre.evidence.verification import read_result
from pupitre.visible import visible

_COLUMNS = ("ended", "run", "console", "origin", "verb", "result", "exit_code", "sites", "head", "count", "folder")
#: Where a formula begins: in front of a cell, and behind a `;`, at which a French spreadsheet splits even quoted text.
_FORMULA = re.compile(r"""(^|;)(?=["\s]*[=+\-@＝＋－＠'])""")
_WIDEST = 300


@dataclass(frozen=True)
class Row:
    """One run; `state` is kept, pruned, open, killed or missing, and sites are those that it names."""

    run: str
    folder: str
    origin: str
    console: str
    verb: str
    result: str
    exit_code: int | None
    started: str
    ended: str
    head: str
    count: int
    state: str
    sites: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """Which runs to list; dates are days in UTC, and both belong to the span."""

    console: str | None = None
    site: str | None = None
    result: str | None = None
    since: date | None = None
    until: date | None = None

    def fits(self, row: Row) -> bool:
        """Return whether a run is one of those."""
        day = _day(row.ended or row.started)
        return (
            (self.console is None or self.console.casefold() in f"{row.console} {row.origin}".casefold())
            and (self.site is None or self.site.casefold() in {site.casefold() for site in row.sites})
            and (self.result is None or self.result in (row.result, row.state, str(row.exit_code)))
            and (self.since is None or (day is not None and day >= self.since))
            and (self.until is None or (day is not None and day <= self.until))
        )


def list_runs(evidence: Path, wanted: Wanted, *, json_output: bool = False, csv_output: bool = False) -> int:
    """Print the runs of an evidence folder, the last one last."""
    if json_output and csv_output:
        raise Explained("Both --json and --csv were asked for.", left_behind="", remedy="Choose one.")
    must_be_there(evidence)
    rows = [row for row in _rows(evidence) if wanted.fits(row)]
    findings = read_index(evidence).findings
    if csv_output:
        tell(_csv(rows), sys.stdout)
    elif not rows:
        tell("No run is kept here that fits.", people(json_output=json_output))
    else:
        tell(_table(rows), people(json_output=json_output))
    for finding in findings[:3]:
        tell(visible(str(finding)), sys.stderr)
    if findings:
        tell("See what was done to the index: pupitre evidence verify --all", sys.stderr)
    if json_output:
        document({"folder": str(evidence), "runs": [asdict(row) for row in rows], "findings": len(findings)})
    return 0


def _rows(evidence: Path) -> Iterator[Row]:
    for each in kept_runs(evidence, read_index(evidence)):
        values = asdict(each.run)
        del values["detail"], values["previous"]
        has_result = each.state in ("kept", "open", "unnoted")
        yield Row(**values, state=each.state, sites=_sites(evidence / each.run.folder) if has_result else ())


def _sites(folder: Path) -> tuple[str, ...]:
    """Return the names of a run's sites as its result has them; none when that can't be read."""
    try:
        result = json.loads(read_result(folder))
        return tuple(str(part["name"]) for part in (*result["sites"], *result.get("ring_groups", ())))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return ()


def _table(rows: Sequence[Row]) -> str:
    lines = [("ENDED (UTC)", "RUN", "CONSOLE", "VERB", "RESULT", "SITES", "RECORD")]
    for row in rows:
        head = f"{short_head(row.head)} ({row.count})" if row.head else "-"
        result = row.result if row.state in ("kept", "open", "unnoted") else f"{row.result}, {row.state}"
        moment = row.ended[:16].replace("T", " ")
        sites = ", ".join(row.sites[:3]) + (f" +{len(row.sites) - 3}" if len(row.sites) > 3 else "")
        lines.append((moment, row.run, row.origin, row.verb, "died" if row.state == "killed" else result, sites, head))
    seen = [[_short(visible(cell)) for cell in line] for line in lines]
    widths = [max(len(line[column]) for line in seen) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in seen
    )


def _short(cell: str) -> str:
    """Return a cell that does not widen the table of everybody else by a megabyte."""
    return cell if len(cell) <= _WIDEST else f"{cell[: _WIDEST - 1]}…"


def _csv(rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*_COLUMNS, "state"))
    for row in rows:
        values = {**asdict(row), "sites": ", ".join(row.sites)}
        writer.writerow([harmless("" if values[name] is None else str(values[name])) for name in (*_COLUMNS, "state")])
    return out.getvalue().removesuffix("\n")


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, and that shows what it hides."""
    return visible(_FORMULA.sub(r"\1'", cell))


def day(text: str) -> date:
    """Return a day as written, 2026-11-22; raise Explained."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Explained(f"{visible(text)!r} is not a day.", left_behind="", remedy="Write it as 2026-11-22.") from None


def _day(moment: str) -> date | None:
    try:
        read = datetime.fromisoformat(moment)
        return (read.astimezone(UTC) if read.tzinfo else read).date()
    except (ValueError, OverflowError):  # the first and the last day there is have no other time zone
        return None
