"""A page whose script loops for ever does not hold the run for ever."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.threecx.crashing.one_day import APPLY, BEFORE, MONDAY
from tests.threecx.crashing.watched import WatchedRun

from pupitre.evidence import verify
from pupitre.testing import Operator
from pupitre_threecx.mock import MockThreeCX

WATCHDOG = ("--watchdog", "6")


@pytest.fixture(autouse=True)
def one_day_to_change(declare: Callable[..., None], operator: Operator) -> None:
    """Declare a change of three clicks, and have a patient operator."""
    declare(MONDAY)
    operator.settings = dataclasses.replace(operator.settings, patience=30.0)


def the_folder(operator: Operator) -> Path:
    """Return the folder of the only run."""
    (folder,) = (each for each in operator.settings.evidence.iterdir() if each.is_dir())
    return folder


@pytest.mark.parametrize("step", ["signed-in", "planned"])
def test_a_page_that_freezes_is_given_up_with_a_sentence_and_nothing_is_saved(
    step: str, mock: MockThreeCX, operator: Operator
) -> None:
    """The page freezes while the plan is made, or once the change has begun."""
    with WatchedRun(operator.folder, *WATCHDOG, f"{step}:wait", arguments=APPLY) as run:
        assert run.reached() == step, run.complained
        assert run.had_a_browser
        mock.faults.freeze_page()
        run.go_on()
        assert run.ended() == 1, run.complained
        assert run.survivors() == []
    folder = the_folder(operator)
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert (result["exit_code"], result["reason"]) == (1, "unknown_screen")
    assert "the page froze" in result["sentence"]
    assert "by hand" in result["remedy"]
    assert "the page froze" in (folder / "report.html").read_text(encoding="utf-8")
    assert verify(folder) == []
    assert (mock.oracle.save_posts, mock.oracle.updates, mock.oracle.login_posts) == (0, 0, 1)
    assert mock.oracle.week("021") == BEFORE

    mock.faults.off("freeze_page")
    assert operator.apply().verdict.reason == "done"  # the console is free, and no login is held
