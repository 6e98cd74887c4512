"""Each case of ring groups, played on the values: what is done, in which order, and what the console shows then."""

from __future__ import annotations

from pathlib import Path

import pytest

from pupitre.errors import Refused
from pupitre.plan.ringing import RingGroupsPlan, refusals
from pupitre.switchboard import Switchboard
from pupitre.testing.ring_cases import RingCase, read_ring_cases

CASES = read_ring_cases(Path(__file__).parent / "cases")
DONE = [case for case in CASES if not case.refused]
REFUSED = [case for case in CASES if case.refused]


def named(case: RingCase) -> str:
    return case.name


def states(plan: RingGroupsPlan) -> list[Switchboard]:
    """Return what the console shows at first and after each save."""
    shown = [plan.before]
    for step in plan.steps:
        shown.append(step.after(shown[-1]))
    return shown


def test_forty_cases_are_done_and_some_are_refused() -> None:
    assert len(DONE) >= 40
    assert len(REFUSED) >= 10
    assert len({case.sentence for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", DONE, ids=named)
def test_the_actions_are_those_of_the_case_in_its_order(case: RingCase) -> None:
    plan = RingGroupsPlan.make(case.before, case.declared)
    assert [words for step in plan.steps for words in step.says("en")] == list(case.actions)


@pytest.mark.parametrize("case", DONE, ids=named)
def test_the_console_shows_what_the_case_wants_and_nothing_is_left_to_do(case: RingCase) -> None:
    plan = RingGroupsPlan.make(case.before, case.declared)
    last = states(plan)[-1]
    assert last == plan.wanted == case.after
    assert RingGroupsPlan.make(last, case.declared).steps == ()


@pytest.mark.parametrize("case", DONE, ids=named)
def test_a_run_that_was_cut_short_is_finished_by_the_next(case: RingCase) -> None:
    for state in states(RingGroupsPlan.make(case.before, case.declared)):
        assert states(RingGroupsPlan.make(state, case.declared))[-1] == case.after


@pytest.mark.parametrize("case", DONE, ids=named)
def test_at_no_moment_does_a_number_ring_nowhere(case: RingCase) -> None:
    shown = states(RingGroupsPlan.make(case.before, case.declared))
    ringing = {number for number, _ in shown[0].numbers if shown[0].rings(number)}
    for state in shown:
        assert ringing <= {number for number, _ in state.numbers if state.rings(number)}


@pytest.mark.parametrize("case", REFUSED, ids=named)
def test_a_refusal_says_why_and_what_to_do(case: RingCase) -> None:
    reasons = refusals(case.before, case.declared)
    assert len(reasons) == len(case.refused)
    for reason, words in zip(reasons, case.refused, strict=True):
        assert words in reason.what
        assert reason.remedy
        assert reason.exit_code == 3
    with pytest.raises(Refused) as caught:
        RingGroupsPlan.make(case.before, case.declared)
    assert all(words in caught.value.what for words in case.refused)
