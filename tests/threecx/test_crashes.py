"""A run that is killed at each of its steps, what it leaves, and the run after it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.threecx.crashing.one_day import AFTER, APPLY, BEFORE, MONDAY, PATIENTLY
from tests.threecx.crashing.watched import WatchedRun

from pupitre.commands.guard import release
from pupitre.errors import GuardHeld, StalePlan
from pupitre.evidence import verify
from pupitre.guard import Guard, clock
from pupitre.plan.file import write_plan
from pupitre.testing import Operator
from pupitre_threecx.mock import MockThreeCX

# What a killed run may leave: no end and no sums, and a change of which nobody wrote what became of it.
CUT = {("events.jsonl", "truncated"), ("SHA256SUMS", "missing file")}
UNSETTLED = ("events.jsonl", "unsettled")


@dataclass(frozen=True)
class Death:
    """A step to be killed at, and what is true afterwards.

    `posts` are the passwords that left before the end, `weeks` what the console
    may show.
    """

    step: str
    posts: int
    weeks: tuple[object, ...]
    in_doubt: bool = False
    unsettled: bool = False
    how: str = "die"

    def __str__(self) -> str:
        return self.step if self.how == "die" else f"{self.step}-with-all-its-group"


DEATHS = (
    Death("reserved", 0, (BEFORE,)),
    Death("typed", 0, (BEFORE,)),
    Death("asked", 0, (BEFORE,)),
    Death("sent", 0, (BEFORE,), in_doubt=True),
    Death("sent", 0, (BEFORE,), in_doubt=True, how="die-all"),
    Death("left", 1, (BEFORE,), in_doubt=True),
    Death("signed-in", 1, (BEFORE,)),
    Death("dialog-open", 1, (BEFORE,)),
    Death("deleted", 1, (BEFORE,)),
    Death("configured", 1, (BEFORE,)),
    Death("dialog-ok", 1, (BEFORE,)),
    Death("page-ok", 1, (BEFORE, AFTER), unsettled=True),
    Death("answered", 1, (AFTER,), unsettled=True),
    Death("saved", 1, (AFTER,)),
    Death("saved", 1, (AFTER,), how="die-all"),
    Death("verified", 1, (AFTER,)),
    Death("reported", 1, (AFTER,)),
)


@pytest.fixture(autouse=True)
def one_day_to_change(declare: Callable[..., None], operator: Operator) -> None:
    """Declare a change of three clicks, and have a patient operator."""
    declare(MONDAY)
    operator.settings = dataclasses.replace(operator.settings, patience=30.0)


def let_half_a_minute_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Move the guard's clock, so that a failed attempt no longer is too young for another."""
    seconds = clock._seconds_since_boot
    monkeypatch.setattr(clock, "_seconds_since_boot", lambda: seconds() + 31)


def the_folder(operator: Operator) -> Path:
    (folder,) = (each for each in operator.settings.evidence.iterdir() if each.is_dir())
    return folder


def files_with(text: str, folder: Path) -> list[str]:
    """Return the files below a folder that hold a text, in the spellings that programs use."""
    forms = (text.encode(), text.encode("utf-16-le"))
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [str(path) for path in files if any(form in path.read_bytes() for form in forms)]


@pytest.mark.parametrize("death", DEATHS, ids=str)
def test_a_run_that_is_killed_leaves_before_or_after_and_the_next_one_ends_well(
    death: Death, mock: MockThreeCX, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with WatchedRun(operator.folder, f"{death.step}:{death.how}", arguments=APPLY) as run:
        assert run.reached() == death.step, run.complained
        assert run.ended() == -9
        assert run.had_a_browser or death.step == "reported"  # by then it is closed
        assert run.survivors() == []
        assert files_with(mock.password, run.temporary) == []

    assert mock.oracle.login_posts == death.posts, mock.oracle.last_password_seen
    shown = mock.oracle.week("021")
    assert shown in death.weeks
    assert_the_evidence_is_cut_and_otherwise_whole(death, operator)
    with Guard.open() as guard:
        assert [door.open for door in guard.status()] == [not death.in_doubt]
        guard.lease(mock.origin, "nobody holds it").release()

    if death.in_doubt:
        held = operator.apply().verdict
        assert (held.exit_code, held.reason) == (4, GuardHeld.reason)
        assert "pupitre guard release" in held.remedy
        assert mock.oracle.login_posts == death.posts
        assert mock.oracle.week("021") == BEFORE
        assert release(mock.origin, who="Anne", why="signed in by hand, it works") == 0
        let_half_a_minute_pass(monkeypatch)

    finished = operator.apply()
    expected = "nothing_to_do" if shown == AFTER else "done"
    assert (finished.verdict.exit_code, finished.verdict.reason) == (0, expected), finished.verdict
    assert mock.oracle.week("021") == AFTER
    assert mock.oracle.login_posts == death.posts + 1
    assert mock.oracle.saves == 1
    assert verify(finished.folder) == []
    operator.secret.unlink()
    assert files_with(mock.password, operator.folder) == []


def assert_the_evidence_is_cut_and_otherwise_whole(death: Death, operator: Operator) -> None:
    folder = the_folder(operator)
    found = {(finding.where, finding.kind.value) for finding in verify(folder)}
    if death.step == "reported":
        assert found == set()
        assert (folder / "result.json").is_file()
        return
    assert found - {UNSETTLED} == CUT
    assert UNSETTLED in found or not death.unsettled
    assert not (folder / "result.json").exists()


def test_a_saved_plan_is_used_up_by_a_run_that_was_killed(mock: MockThreeCX, operator: Operator) -> None:
    plan = operator.plan().verdict.plan
    assert plan is not None
    write_plan(plan, operator.file, operator.folder / "plan.json")
    with WatchedRun(operator.folder, "deleted:die", arguments=("apply", "plan.json", *PATIENTLY)) as run:
        assert run.ended() == -9
    again = operator.apply(plan).verdict
    assert (again.exit_code, again.reason, mock.oracle.saves) == (3, StalePlan.reason, 0)
    assert operator.apply().verdict.reason == "done"
    assert mock.oracle.week("021") == AFTER
