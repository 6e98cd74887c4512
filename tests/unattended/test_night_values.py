"""From a run to a night: what the rest goes by is in the value."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pupitre.errors import Busy, LoginBlocked, StateUnusable
from pupitre.evidence import RunResult, SiteResult
from pupitre.run import Finished, Verdict
from pupitre.unattended.history import read
from pupitre.unattended.night import night_of, night_without_run
from pupitre.unattended.telling_of_nights import end_night

from .conftest import AFTER, BEFORE, ORIGIN, NightMaker, Office

STARTED = dt.datetime(2026, 11, 22, 0, 30, tzinfo=dt.UTC)


def finished(
    folder: Path, *, reason: str = "done", exit_code: int = 0, guard: dict[str, object] | None = None
) -> Finished:
    sites = (SiteResult("REVEL", "021", "changed", before=BEFORE, wanted=AFTER, after=AFTER),)
    result = RunResult(
        "run",
        "threecx",
        ORIGIN,
        "r-1",
        "2026-11-22T00:30:00Z",
        "2026-11-22T00:31:00Z",
        exit_code,
        reason,
        "Fait.",
        sites=sites,
        guard=guard or {},
    )
    about = {"head": "a" * 64, "count": 7, "warnings": ["the copy failed"]}
    return Finished(Verdict(exit_code, reason, "Fait."), result, folder, folder / "report.html", about, "fr")


def test_a_finished_run_is_a_night_with_its_head_its_report_and_whom_to_call(office: Office, tmp_path: Path) -> None:
    night = night_of(finished(tmp_path), office.estate(), next_push=dt.date(2026, 12, 24))
    assert (night.run_id, night.head, night.count) == ("r-1", "a" * 64, 7)
    assert night.report == tmp_path / "report.html"
    assert night.warnings == ("the copy failed",)
    assert night.support is not None
    assert night.support.phone == "05 00 00 00 00"
    assert (night.kinds, night.language, night.timezone) == (("changed",), "fr", "Europe/Paris")
    assert night.day == dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("reason", "guard", "kind"),
    [
        ("login_blocked", {}, "blocked"),
        ("guard_held", {f"{ORIGIN} 000": {"open": False, "reason": "blocked"}}, "blocked"),
        ("guard_held", {f"{ORIGIN} 000": {"open": False, "reason": "same_password"}}, "person"),
        ("second_factor", {}, "person"),
    ],
)
def test_a_block_is_told_from_what_else_needs_a_person(
    office: Office, tmp_path: Path, reason: str, guard: dict[str, object], kind: str
) -> None:
    night = night_of(finished(tmp_path, reason=reason, exit_code=4, guard=guard), office.estate())
    assert night.kinds[0] == kind


@pytest.mark.parametrize(
    ("error", "kind"),
    [(Busy("another run holds it"), "missed"), (StateUnusable("no disk"), "failed"), (LoginBlocked("403"), "blocked")],
)
def test_what_came_before_there_was_a_run_is_a_night_too(office: Office, error: Exception, kind: str) -> None:
    night = night_without_run(error, office.estate(), STARTED)  # type: ignore[arg-type]
    assert (night.kinds, night.run_id, night.head) == ((kind,), "20261122T003000Z-none", "")
    assert not night.is_good
    assert end_night(night, office.estate()).warnings == ()
    last = read(ORIGIN).last
    assert last is not None
    assert last.exit_code == night.exit_code


def test_a_night_without_a_time_zone_cannot_be_made(night: NightMaker) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        night(ended="2026-11-22T00:30:12")
