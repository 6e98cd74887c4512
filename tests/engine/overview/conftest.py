"""Runs that were left behind, for the overview of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pupitre.evidence import Record, RunResult, SiteResult
from pupitre.evidence.index import Index
from pupitre.hours import Week

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")


@pytest.fixture(scope="session")
def weeks() -> dict[str, Week]:
    """Return three weeks by name."""
    return {
        "long": Week.from_json({day: ["08:00-17:00"] for day in WORKDAYS}),
        "noon": Week.from_json({day: ["08:00-12:00", "14:00-17:30"] for day in WORKDAYS}),
        "summer": Week.from_json({day: ["09:00-19:00"] for day in (*WORKDAYS, "sat")}),
    }


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """Return a folder for runs."""
    folder = tmp_path / "evidence"
    folder.mkdir()
    return folder


@pytest.fixture
def leave(evidence: Path) -> Callable[..., Record]:
    """Return what leaves a run in the evidence folder, as one that began at a moment and told of some sites."""

    def left(
        began: str,
        *sites: SiteResult,
        origin: str = "https://oti.example.fr",
        verb: str = "apply",
        language: str = "en",
        timezone: str = "Europe/Paris",
        folder: Path = evidence,
        is_noted: bool = True,
        clicks: bool = False,
        **changes: Any,
    ) -> Record:
        record = Record.start(
            folder,
            verb=verb,
            console="threecx",
            origin=origin,
            language=language,
            run_id=f"run-{began.replace(':', '')}",
            facts={"timezone": timezone},
            room=0,
        )
        record.event("open", says="Open")
        if clicks:
            record.event("ok", phase="intent", says="OK")
        values: dict[str, Any] = {"exit_code": 0, "reason": "done", "sentence": "Done."}
        record.finish(
            RunResult(verb, "threecx", origin, record.run_id, began, began, sites=sites, **(values | changes))
        )
        if is_noted:
            Index(folder).add(record.line)
        return record

    return left
