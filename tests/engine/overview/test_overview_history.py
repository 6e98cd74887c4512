"""What the runs are believed to say of each site, without a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pupitre.evidence import Record, SiteResult
from pupitre.evidence.index import DIED, Index
from pupitre.evidence.overview.calendar import months, outcome, worst_of
from pupitre.evidence.overview.history import SiteHistory, histories
from pupitre.evidence.overview.reading import PastRun, read_all
from pupitre.evidence.rendering import Zone
from pupitre.hours import Week

Leave = Callable[..., Record]
Weeks = dict[str, Week]

DAY_1, DAY_2, DAY_3, DAY_4 = (f"2026-11-0{day}T01:00:00Z" for day in (1, 2, 3, 4))


def revel(before: Week | None, after: Week | None = None, status: str = "unchanged") -> SiteResult:
    return SiteResult("REVEL", "021", status, before, after or before, after)  # type: ignore[arg-type]


def runs_of(*folders: Path) -> tuple[PastRun, ...]:
    return read_all(folders).runs


def only_site(folder: Path) -> SiteHistory:
    (site,) = histories(runs_of(folder))
    return site


def test_a_site_shows_what_the_last_run_left_there_and_since_when(leave: Leave, evidence: Path, weeks: Weeks) -> None:
    leave(DAY_1, revel(weeks["long"]))
    leave(DAY_2, revel(weeks["long"], weeks["noon"], "changed"))
    leave(DAY_3, revel(weeks["noon"]), verb="plan")
    site = only_site(evidence)
    assert site.week == weeks["noon"]
    assert site.since is not None
    assert site.since.run.started == DAY_2
    assert site.read_by is not None
    assert site.read_by.run.started == DAY_3
    (change,) = site.changes
    assert (change.before, change.after, change.is_ours) == (weeks["long"], weeks["noon"], True)


def test_what_somebody_else_changed_in_between_is_told_as_such(leave: Leave, evidence: Path, weeks: Weeks) -> None:
    leave(DAY_1, revel(weeks["long"], weeks["noon"], "changed"))
    leave(DAY_2, revel(weeks["summer"]), verb="drift", exit_code=2)
    leave(DAY_3, revel(weeks["summer"], weeks["noon"], "changed"))
    told = [(change.run.run.started, change.after, change.is_ours) for change in only_site(evidence).changes]
    assert told == [(DAY_1, weeks["noon"], True), (DAY_2, weeks["summer"], False), (DAY_3, weeks["noon"], True)]


def test_a_run_that_could_only_read_changed_nothing(leave: Leave, evidence: Path, weeks: Weeks) -> None:
    leave(DAY_1, revel(weeks["long"]))
    leave(DAY_2, SiteResult("REVEL", "021", "unchanged", None, weeks["noon"], weeks["noon"]), verb="verify")
    assert [change.is_ours for change in only_site(evidence).changes] == [False]


def test_a_run_that_is_gone_puts_only_its_own_console_in_doubt(leave: Leave, evidence: Path, weeks: Weeks) -> None:
    leave(DAY_1, revel(weeks["long"]))
    leave(DAY_1, revel(weeks["long"]), origin="https://other.example.fr")
    shutil.rmtree(leave(DAY_2).folder)
    assert [len(site.doubts) for site in histories(runs_of(evidence))] == [0, 1]


def test_what_could_not_be_read_again_is_in_doubt_until_it_is(leave: Leave, evidence: Path, weeks: Weeks) -> None:
    leave(DAY_1, revel(weeks["long"]))
    leave(DAY_2, replace(revel(weeks["long"]), status="failed"), exit_code=1)
    site = only_site(evidence)
    assert (site.week, [run.run.started for run in site.doubts]) == (weeks["long"], [DAY_2])
    leave(DAY_3, revel(weeks["noon"]), verb="read")
    assert only_site(evidence).doubts == []


def test_the_same_name_on_two_consoles_is_two_sites(leave: Leave, evidence: Path, weeks: Weeks) -> None:
    leave(DAY_1, revel(weeks["long"]))
    leave(DAY_2, revel(weeks["noon"]), origin="https://other.example.fr")
    assert [(site.origin, site.week) for site in histories(runs_of(evidence))] == [
        ("https://other.example.fr", weeks["noon"]),
        ("https://oti.example.fr", weeks["long"]),
    ]


def test_a_site_without_a_week_hides_nobody(leave: Leave, evidence: Path, weeks: Weeks) -> None:
    leave(DAY_1, SiteResult("ACCUEIL", "700", "changed"), revel(weeks["long"]))
    assert [(site.name, site.week) for site in histories(runs_of(evidence))] == [
        ("ACCUEIL", None),
        ("REVEL", weeks["long"]),
    ]


def test_a_run_that_does_not_know_what_became_of_a_click_is_believed(
    leave: Leave, evidence: Path, weeks: Weeks
) -> None:
    leave(DAY_1, revel(weeks["long"]), clicks=True)
    assert [run.state for run in runs_of(evidence)] == ["kept"]


def edit_result(record: Record) -> None:
    file = record.folder / "result.json"
    file.write_bytes(file.read_bytes().replace(b"Done.", b"Gone."))


def edit_events(record: Record) -> None:
    file = record.folder / "events.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"Open"', b'"Shut"'))


def tear_events(record: Record) -> None:
    file = record.folder / "events.jsonl"
    file.write_bytes(file.read_bytes().rpartition(b"\n")[0][:-300])


def lose_result(record: Record) -> None:
    (record.folder / "result.json").unlink()


def swap_result_for_a_link(record: Record) -> None:
    file = record.folder / "result.json"
    kept = file.rename(record.folder.parent / "kept.json")
    file.symlink_to(kept)


DAMAGES = [edit_result, edit_events, tear_events, lose_result, swap_result_for_a_link]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_run_is_shown_as_such_and_not_believed(
    leave: Leave, evidence: Path, weeks: Weeks, damage: Callable[[Record], None]
) -> None:
    leave(DAY_1, revel(weeks["noon"]))
    damage(leave(DAY_2, revel(weeks["noon"], weeks["long"], "changed")))
    runs = runs_of(evidence)
    assert [run.state for run in runs] == ["kept", "damaged"]
    assert (runs[1].sites, runs[1].sentence, runs[1].report) == ((), "", None)
    assert outcome(runs[1]) == "damaged"
    site = only_site(evidence)
    assert (site.week, site.changes, len(site.doubts)) == (weeks["noon"], [], 1)


def test_a_damaged_reading_puts_nothing_in_doubt(leave: Leave, evidence: Path, weeks: Weeks) -> None:
    leave(DAY_1, revel(weeks["noon"]))
    edit_events(leave(DAY_2, revel(weeks["noon"]), verb="plan"))
    assert only_site(evidence).doubts == []


def test_runs_that_are_gone_dead_or_in_no_index_are_all_there(leave: Leave, evidence: Path, weeks: Weeks) -> None:
    pruned = leave(DAY_1, revel(weeks["long"]))
    Index(evidence).add(pruned.line, "pruned")
    shutil.rmtree(pruned.folder)
    shutil.rmtree(leave(DAY_2, revel(weeks["long"])).folder)
    dead = leave(DAY_3, revel(weeks["long"]), is_noted=False)
    events = dead.folder / "events.jsonl"
    events.write_bytes(b"".join(events.read_bytes().splitlines(keepends=True)[:2]))
    Index(evidence).add(replace(dead.line, result=DIED, exit_code=None))
    leave(DAY_4, revel(weeks["long"]), is_noted=False)
    runs = runs_of(evidence)
    assert [run.state for run in runs] == ["pruned", "missing", "killed", "unnoted"]
    assert [outcome(run) for run in runs] == ["good", "damaged", "bad", "damaged"]


def test_a_run_under_way_is_told_as_such(evidence: Path) -> None:
    record = Record.start(
        evidence, verb="apply", console="threecx", origin="https://oti.example.fr", language="fr", run_id="r",
        facts={}, room=0,
    )  # fmt: skip
    assert record.head[1] == 1
    (run,) = runs_of(evidence)
    assert (run.state, outcome(run)) == ("open", "open")
    record._journal.close()


def test_a_run_that_was_copied_is_told_once_and_by_the_copy_that_is_sound(
    leave: Leave, evidence: Path, weeks: Weeks
) -> None:
    record = leave(DAY_1, revel(weeks["noon"]))
    other = evidence.parent / "copy"
    shutil.copytree(evidence, other)
    assert len(runs_of(evidence, other)) == 1
    edit_result(record)
    (run,) = runs_of(evidence, other)
    assert (run.state, run.report) == ("kept", other / record.folder.name / "report.html")


def test_a_run_belongs_to_the_day_that_the_clocks_of_its_site_show(leave: Leave, evidence: Path) -> None:
    leave("2026-10-31T23:30:00Z")
    leave("2026-11-01T22:59:59Z", exit_code=5)
    leave("2026-11-01T23:00:00Z")
    (november,) = months(runs_of(evidence), Zone("Europe/Paris"))
    assert (november.key, november.page) == ("2026-11", "runs-2026-11.html")
    assert [(day.date.day, len(day.runs), day.worst) for day in november.days] == [(2, 1, "good"), (1, 2, "partial")]
    assert [len(week) for week in november.weeks] == [7] * 6
    assert [month.key for month in months(runs_of(evidence), Zone("UTC"))] == ["2026-11", "2026-10"]


@pytest.mark.parametrize(
    ("codes", "worst"),
    [((0, 0), "good"), ((0, 2), "waiting"), ((2, 5), "partial"), ((5, 4), "person"), ((4, 1), "bad"), ((0, 70), "bad")],
)
def test_a_day_looks_like_its_worst_run(leave: Leave, evidence: Path, codes: tuple[int, int], worst: str) -> None:
    for code, moment in zip(codes, (DAY_1, DAY_1.replace("T01", "T02")), strict=True):
        leave(moment, exit_code=code)
    assert worst_of(runs_of(evidence)) == worst


@pytest.mark.parametrize("said", ["", "yesterday", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_an_impossible_moment_is_taken_from_the_folder_s_name(leave: Leave, evidence: Path, said: str) -> None:
    line = leave(DAY_1, is_noted=False).line
    Index(evidence).add(replace(line, started=said, ended=said))
    (run,) = runs_of(evidence)
    assert run.began.strftime("%Y%m%dT%H%M%SZ") == line.folder[:16]
