"""Ctrl-C, SIGTERM and a closed terminal in the middle of the dialog."""

from __future__ import annotations

import dataclasses
import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.threecx.crashing.one_day import AFTER, APPLY, BEFORE, MONDAY
from tests.threecx.crashing.watched import WatchedRun

from pupitre.evidence import verify
from pupitre.testing import Operator
from pupitre_threecx.mock import MockThreeCX

INTERRUPTED = 130


@pytest.fixture(autouse=True)
def one_day_to_change(declare: Callable[..., None], operator: Operator) -> None:
    """Declare a change of three clicks, and have a patient operator."""
    declare(MONDAY)
    operator.settings = dataclasses.replace(operator.settings, patience=30.0)


def the_result(operator: Operator) -> tuple[Path, dict[str, object]]:
    """Return the folder of the only run and its result."""
    (folder,) = (each for each in operator.settings.evidence.iterdir() if each.is_dir())
    document: dict[str, object] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return folder, document


def assert_the_evidence_tells_of_it(operator: Operator) -> None:
    """The evidence is whole, with a result and a page."""
    folder, result = the_result(operator)
    assert (result["exit_code"], result["reason"]) == (INTERRUPTED, "interrupted")
    assert (folder / "report.html").is_file()
    assert verify(folder) == []


def assert_it_left_by_annuler(mock: MockThreeCX, operator: Operator, cancels: int) -> None:
    """The working copy was discarded, the account signed out, and the evidence closed."""
    assert (mock.oracle.week("021"), mock.oracle.save_posts) == (BEFORE, 0)
    assert_the_evidence_tells_of_it(operator)
    assert mock.oracle.cancels == cancels + 1
    assert (mock.oracle.logouts, mock.oracle.open_sessions) == (1, 0)


def interrupt(run: WatchedRun, how: str) -> None:
    """Send what a person's Ctrl-C sends, or what a service manager does."""
    if how == "Ctrl-C":
        run.send_to_its_group(signal.SIGINT)
    else:
        run.send(signal.SIGTERM)


HOWS = pytest.mark.parametrize("how", ["Ctrl-C", "SIGTERM"])


@HOWS
def test_an_interruption_between_two_clicks_leaves_by_annuler_and_signs_out(
    how: str, mock: MockThreeCX, operator: Operator
) -> None:
    with WatchedRun(operator.folder, "deleted:wait", arguments=APPLY) as run:
        assert run.reached() == "deleted", run.complained
        cancels = mock.oracle.cancels
        interrupt(run, how)
        assert run.ended() == INTERRUPTED, run.complained
        assert run.survivors() == []
        assert "Traceback" not in run.complained
    assert_it_left_by_annuler(mock, operator, cancels)


@HOWS
def test_an_interruption_while_the_console_is_slow_leaves_by_annuler_and_signs_out(
    how: str, mock: MockThreeCX, operator: Operator
) -> None:
    mock.faults.slow(3, "/api/edit/update")
    with WatchedRun(operator.folder, "deleting:tell", arguments=APPLY) as run:
        assert run.reached() == "deleting", run.complained
        cancels = mock.oracle.cancels
        interrupt(run, how)
        assert run.ended() == INTERRUPTED, run.complained
        assert run.survivors() == []
        assert "Traceback" not in run.complained
    assert_it_left_by_annuler(mock, operator, cancels)


def test_an_interruption_after_the_page_ok_asks_for_a_new_plan(mock: MockThreeCX, operator: Operator) -> None:
    """What was saved stays saved; the person is told to look, and a second run has nothing to do."""
    with WatchedRun(operator.folder, "saved:wait", arguments=APPLY) as run:
        assert run.reached() == "saved", run.complained
        interrupt(run, "Ctrl-C")
        assert run.ended() == INTERRUPTED, run.complained
    assert mock.oracle.week("021") == AFTER
    _, result = the_result(operator)
    assert "plan" in str(result["remedy"])
    assert mock.oracle.open_sessions == 0
    assert operator.apply().verdict.reason == "nothing_to_do"


def test_a_closed_terminal_leaves_the_hours_of_before_and_whole_evidence(mock: MockThreeCX, operator: Operator) -> None:
    """Playwright's driver is told too and goes at once, so nobody is there to press "Annuler"."""
    with WatchedRun(operator.folder, "deleted:wait", arguments=APPLY) as run:
        assert run.reached() == "deleted", run.complained
        run.send_to_its_group(signal.SIGHUP)
        assert run.ended() == INTERRUPTED, run.complained
        assert run.survivors() == []
    assert (mock.oracle.week("021"), mock.oracle.save_posts) == (BEFORE, 0)
    assert_the_evidence_tells_of_it(operator)
    assert operator.apply().verdict.reason == "done"
