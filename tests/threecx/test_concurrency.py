"""Two runs on one console: the second is told so, and types no password."""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.threecx.crashing.one_day import AFTER, APPLY, BEFORE, MONDAY, PATIENTLY
from tests.threecx.crashing.watched import WatchedRun, run_to_the_end

from pupitre.errors import Busy
from pupitre.testing import Operator
from pupitre_threecx.mock import MockThreeCX

BUSY = 6


@pytest.fixture(autouse=True)
def one_day_to_change(declare: Callable[..., None], operator: Operator) -> None:
    """Declare a change of three clicks, and have a patient operator."""
    declare(MONDAY)
    operator.settings = dataclasses.replace(operator.settings, patience=30.0)


def folders(operator: Operator) -> list[Path]:
    """Return the folders of the runs that left evidence."""
    return sorted(each for each in operator.settings.evidence.iterdir() if each.is_dir())


def test_every_verb_is_told_at_once_who_holds_the_console_and_does_nothing(
    mock: MockThreeCX, operator: Operator
) -> None:
    with WatchedRun(operator.folder, "deleted:wait", arguments=APPLY) as holder:
        assert holder.reached() == "deleted", holder.complained
        asked = len(mock.oracle.journal)
        for verb in (operator.apply, operator.plan, operator.read, operator.verify, operator.drift, operator.doctor):
            with pytest.raises(Busy) as told:
                verb()
            assert told.value.exit_code == BUSY
            said = re.search(r"since (\S+) \(run (\S+), process (\d+)\)", told.value.what)
            assert said is not None, told.value.what
            assert said[1].startswith("20")
            assert int(said[3]) == holder.pid
        assert [call for call in mock.oracle.journal[asked:] if call.path != "/api/SystemStatus"] == []
        assert mock.oracle.login_posts == 1
        assert len(folders(operator)) == 1
        holder.go_on()
        assert holder.ended() == 0, holder.complained
    assert mock.oracle.week("021") == AFTER
    assert (mock.oracle.login_posts, mock.oracle.saves) == (1, 1)


@pytest.mark.parametrize("verb", ["apply", "plan"])
def test_the_command_line_says_that_the_console_is_busy_with_exit_code_6(
    verb: str, mock: MockThreeCX, operator: Operator
) -> None:
    arguments = {"apply": APPLY, "plan": ("plan", "estate.yaml", "--out", "plan.json")}[verb]
    with WatchedRun(operator.folder, "reserved:wait", arguments=APPLY) as holder:
        assert holder.reached() == "reserved", holder.complained
        status, printed, complained = run_to_the_end(operator.folder, *arguments, "--json")
    document = json.loads(printed)
    assert (status, document["exit_code"], document["reason"]) == (BUSY, BUSY, "busy")
    assert f"{mock.origin} is being worked on by another run since " in complained
    assert f"process {holder.pid}" in complained
    assert "run again" in document["remedy"]
    assert mock.oracle.login_posts == 0
    assert not (operator.folder / "plan.json").exists()


def test_a_saved_plan_is_applied_once_even_when_the_console_shows_the_hours_of_before_again(
    mock: MockThreeCX, operator: Operator
) -> None:
    pupitre = functools.partial(run_to_the_end, operator.folder)
    assert pupitre("plan", "estate.yaml", "--out", "plan.json", *PATIENTLY)[0] == 2
    status, _, complained = pupitre("apply", "plan.json", *PATIENTLY)
    assert status == 0, complained
    assert mock.oracle.week("021") == AFTER
    mock.oracle.set_week("021", BEFORE)
    status, printed, complained = pupitre("apply", "plan.json", "--json", *PATIENTLY)
    assert (status, json.loads(printed)["reason"]) == (3, "stale_plan"), complained
    assert mock.oracle.week("021") == BEFORE
    assert (mock.oracle.saves, mock.oracle.open_sessions) == (1, 0)


def test_of_two_runs_that_start_at_the_same_moment_one_signs_in_and_the_other_is_told(
    mock: MockThreeCX, operator: Operator
) -> None:
    stops = ("leasing:wait", "reserved:wait")
    with (
        WatchedRun(operator.folder, *stops, arguments=APPLY) as one,
        WatchedRun(operator.folder, *stops, arguments=APPLY) as other,
    ):
        assert [one.reached(), other.reached()] == ["leasing", "leasing"]
        one.go_on()
        other.go_on()
        reached = {one.reached(): one, other.reached(): other}
        assert set(reached) == {"reserved", ""}, (one.complained, other.complained)
        assert reached[""].ended() == BUSY
        assert f"process {reached['reserved'].pid}" in reached[""].complained
        reached["reserved"].go_on()
        assert reached["reserved"].ended() == 0, reached["reserved"].complained
    assert (mock.oracle.login_posts, mock.oracle.saves, mock.oracle.logouts) == (1, 1, 1)
    assert mock.oracle.week("021") == AFTER


def test_consoles_of_two_addresses_are_worked_at_the_same_time(mock: MockThreeCX, operator: Operator) -> None:
    with MockThreeCX() as another, WatchedRun(operator.folder, "reserved:wait", arguments=APPLY) as holder:
        assert holder.reached() == "reserved", holder.complained
        text = operator.file.read_text(encoding="utf-8")
        operator.declares(text.replace(mock.address, another.address))
        assert operator.apply().verdict.exit_code == 0
        assert another.oracle.week("021") == AFTER
        holder.go_on()
        assert holder.ended() == 0, holder.complained
    assert mock.oracle.week("021") == AFTER
