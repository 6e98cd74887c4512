"""A run that creates a group, leads a number to it and deletes the old one, killed at each of its steps."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ooma.crashing.create_and_point import APPLY, GROUPS, NUMBER
from tests.ooma.crashing.stopping_ooma import STEPS
from tests.threecx.crashing.watched import WatchedRun

from pupitre.evidence import verify
from pupitre.testing import Operator
from pupitre_ooma.mock import MockOoma, procedure_company

SCRIPT = Path(__file__).parent / "crashing" / "stopping_ooma.py"
# In the middle of what is most at risk: a group that may be stored, and a number that may have moved.
IN_CI = ("sent",)


@pytest.fixture
def office() -> Iterator[MockOoma]:
    """Yield a mock whose group "Ancien" has a direct number."""
    whole = procedure_company(3, "fr")
    groups = tuple(each for each in whole.groups if each.number == "309")
    company = dataclasses.replace(whole, groups=groups, numbers={**whole.numbers, NUMBER: "309"})
    with MockOoma(company=company) as mock:
        yield mock


@pytest.fixture
def at_work(office: MockOoma, operator: Operator) -> Operator:
    """Return a patient operator whose file leads the number to a new group and lets the old one go."""
    login = f'{{user: "{office.user}", country: FR, password: "{operator.knows(office.password)}"}}'
    operator.declares(f"console: ooma\naddress: {office.address}\nlogin: {login}\nring_groups:\n{GROUPS}")
    operator.settings = dataclasses.replace(operator.settings, patience=30.0)
    return operator


@pytest.mark.parametrize(
    "step", [step if step in IN_CI else pytest.param(step, marks=pytest.mark.nightly) for step in STEPS]
)
def test_a_run_that_is_killed_is_finished_by_the_next_and_no_call_is_lost(
    step: str, office: MockOoma, at_work: Operator
) -> None:
    assert office.oracle.numbers[NUMBER] == "309"
    with WatchedRun(at_work.folder, f"{step}:die", arguments=APPLY, script=SCRIPT) as run:
        assert run.reached() == step, run.complained
        assert run.ended() == -9
        assert run.survivors() == []
    (folder,) = (each for each in at_work.settings.evidence.iterdir() if each.is_dir())
    assert verify(folder) == [] or step != "reported"
    saves = office.oracle.save_posts + office.oracle.delete_posts

    finished = at_work.apply()
    assert finished.verdict.exit_code == 0, finished.verdict
    assert set(office.oracle.groups) == {"302"}
    assert office.oracle.numbers[NUMBER] == "302"
    assert office.oracle.silent(NUMBER) == []
    assert (office.oracle.save_posts + office.oracle.delete_posts, saves <= 3) == (3, True)
    assert verify(finished.folder) == []
