"""How much the guard allows, and the words in which it refuses."""

from __future__ import annotations

import dataclasses

import pytest

from pupitre.guard import Policy, Reason


@pytest.mark.parametrize("threshold", [0, 1, 2])
def test_a_console_that_leaves_a_person_no_two_tries_has_no_policy(threshold: int) -> None:
    with pytest.raises(ValueError, match="too much"):
        Policy.for_lockout(threshold)


def test_a_budget_above_the_threshold_less_two_is_refused() -> None:
    assert Policy.for_lockout(3) == Policy(budget=1, hard_cap=2)
    assert Policy.for_lockout(5, budget=3).budget == 3
    with pytest.raises(ValueError, match="too much"):
        Policy.for_lockout(5, budget=4)


@pytest.mark.parametrize("field", ["budget", "hard_cap", "fleet"])
def test_a_policy_of_nothing_cannot_be_built(field: str) -> None:
    with pytest.raises(ValueError, match="not a policy"):
        dataclasses.replace(Policy(), **{field: 0})


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_says_what_and_what_opens_it_in_both_languages(reason: Reason) -> None:
    for language in ("en", "fr"):
        assert reason.sentence(language).endswith(".")
        assert reason.opens(language).format(origin="https://x")
    assert reason.sentence("en") != reason.sentence("fr")
