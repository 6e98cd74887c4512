"""Reading all runs back: a result is believed only as far as its chain vouches for it."""

from __future__ import annotations

import contextlib
import json
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pupitre.evidence.chain import canonical, sha256
from pupitre.evidence.closing import REPORT
from pupitre.evidence.index import IndexedRun
from pupitre.evidence.index_reading import read_index
from pupitre.evidence.kept import KeptRun, State, kept_runs
from pupitre.evidence.recovery import Remains, examine
from pupitre.evidence.verification import read_result
from pupitre.hours import Week

_YEARS = range(2000, 2200)


@dataclass(frozen=True)
class SeenSite:
    """A site as the result of a run tells of it; a week is None when it was not read or not wanted."""

    name: str
    extension: str
    status: str
    before: Week | None
    after: Week | None


@dataclass(frozen=True)
class PastRun:
    """A run, what can be believed of it, and when it began.

    `damaged` is not as the run left it: what it says is not shown. `report` is
    its page, where there is one.
    """

    run: IndexedRun
    state: State | Literal["damaged"]
    began: datetime
    report: Path | None = None
    sentence: str = ""
    sites: tuple[SeenSite, ...] = ()
    about: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_readable(self) -> bool:
        """Whether its result is there and as the run left it."""
        return self.state in ("kept", "unnoted")

    @property
    def language(self) -> str:
        """The language of its estate, when it is known."""
        return str(self.about.get("language", ""))

    @property
    def timezone(self) -> str:
        """The time zone of its estate, when it is known."""
        facts = self.about.get("facts")
        return str(facts.get("timezone", "")) if isinstance(facts, Mapping) else ""


@dataclass(frozen=True)
class Reading:
    """All runs in the order they began, and what is wrong with the indexes, by folder."""

    runs: tuple[PastRun, ...]
    findings: Mapping[Path, int]


def read_all(folders: Sequence[Path]) -> Reading:
    """Return the runs of all evidence folders; a run that stands in two of them is told once."""
    runs: dict[tuple[str, str], PastRun] = {}
    findings: dict[Path, int] = {}
    for folder in folders:
        index = read_index(folder)
        for each in kept_runs(folder, index):
            past = _past(folder, each)
            key = (each.run.run, each.run.folder)
            if key not in runs or (past.is_readable and not runs[key].is_readable):
                runs[key] = past
        if index.findings and (index.is_there or runs):
            findings[folder] = len(index.findings)
    return Reading(tuple(sorted(runs.values(), key=lambda past: (past.began, past.run.folder))), findings)


def _past(evidence: Path, kept: KeptRun) -> PastRun:
    folder = evidence / kept.run.folder
    began = _began(kept.run, folder)
    if kept.state in ("pruned", "missing"):
        return PastRun(kept.run, kept.state, began)
    remains = examine(folder)
    about = (remains.start or {}).get("detail")
    bare = PastRun(kept.run, kept.state, began, about=about if isinstance(about, Mapping) else {})
    if kept.state in ("killed", "open") or (kept.state == "unnoted" and not remains.is_closed):
        return PastRun(kept.run, "killed" if kept.state == "unnoted" else kept.state, began, about=bare.about)
    result = _result(folder, kept, remains)
    if result is None:
        return PastRun(kept.run, "damaged", began, about=bare.about)
    sites = result.get("sites")
    return PastRun(
        kept.run,
        kept.state,
        began,
        report=_page(folder),
        sentence=str(result.get("sentence", "")),
        sites=tuple(_sites(sites if isinstance(sites, list) else [])),
        about=bare.about,
    )


def _result(folder: Path, kept: KeptRun, remains: Remains) -> dict[str, object] | None:
    """Return `result.json` if the end of a sound chain names it and the index names that end."""
    if not remains.is_sound:
        return None
    if kept.state == "kept" and (remains.head, remains.count) != (kept.run.head, kept.run.count):
        return None
    detail = (remains.end or {}).get("detail")
    try:
        document = json.loads(read_result(folder))
        del document["evidence"]
        own = sha256(canonical(document))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return document if isinstance(detail, dict) and detail.get("result_sha256") == own else None


def _page(folder: Path) -> Path | None:
    with contextlib.suppress(OSError):
        if stat.S_ISREG((folder / REPORT).lstat().st_mode):
            return folder / REPORT
    return None


def _sites(found: Iterable[object]) -> Iterable[SeenSite]:
    for each in found:
        if isinstance(each, Mapping):
            yield SeenSite(
                str(each.get("name", "")),
                str(each.get("extension", "")),
                str(each.get("status", "")),
                _week(each.get("before")),
                _week(each.get("after")),
            )


def _week(document: object) -> Week | None:
    if isinstance(document, Mapping):
        with contextlib.suppress(ValueError, TypeError, AttributeError):
            return Week.from_json(document)
    return None


def _began(run: IndexedRun, folder: Path) -> datetime:
    """Return when a run began, by its own word, else by its folder's name, else by the folder's age."""
    name = run.folder[:16]
    for said in (run.started, run.ended, name):
        with contextlib.suppress(ValueError):
            moment = datetime.fromisoformat(said)
            if moment.tzinfo is not None and moment.year in _YEARS:
                return moment.astimezone(UTC)
    with contextlib.suppress(OSError, ValueError, OverflowError):
        return datetime.fromtimestamp(folder.lstat().st_mtime, UTC)
    return datetime.fromtimestamp(0, UTC)
