"""Each case of ring groups, played by the driver in a browser, step after step, on the mock console in its variants."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pupitre.errors import Refused
from pupitre.plan.ringing import RingGroupsPlan
from pupitre.switchboard import Switchboard
from pupitre.testing.ring_cases import RingCase, read_ring_cases
from pupitre_ooma.mock import Variant

Seat = Callable[..., Any]

CASES = [case for case in read_ring_cases(Path(__file__).parent.parent / "cases") if not case.refused]


def as_shown_by(variant: str, shown: Switchboard) -> Switchboard:
    """Return a case's console as one variant shows it: the table by number, members in its order or in ours."""
    keeps_order = Variant.named[variant].keeps_order
    extensions = tuple(sorted(shown.extensions, key=lambda one: one.number))
    there = dataclasses.replace(shown, extensions=extensions, keeps_order=keeps_order, lists_numbers=keeps_order)
    if keeps_order:
        return there
    groups = (dataclasses.replace(one, members=there.in_its_own_order(one.members)) for one in there.groups)
    return dataclasses.replace(there, groups=tuple(groups))


def can_be_planned(case: RingCase, variant: str) -> bool:
    """Return whether a variant can hold what the case declares: an order, one of two names."""
    try:
        plan = RingGroupsPlan.make(as_shown_by(variant, case.before), case.declared)
    except Refused:
        return False
    return bool(plan.steps)


PAIRS = [(case, variant) for case in CASES for variant in Variant.named if can_be_planned(case, variant)]


def sample() -> set[tuple[str, str]]:
    """Return every third case, each in one variant, in rotation: what is played on every push."""
    chosen: set[tuple[str, str]] = set()
    variants = list(Variant.named)
    for turn, case in enumerate(CASES[::3]):
        able = [each.name for each in CASES if each is case]
        possible = [variant for one, variant in PAIRS if one.name in able]
        preferred = [variants[(turn + step) % len(variants)] for step in range(len(variants))]
        chosen |= {(case.name, variant) for variant in [each for each in preferred if each in possible][:1]}
    return chosen


SAMPLE = sample()


def test_the_sample_has_every_operation_and_every_variant() -> None:
    verbs: set[str] = set()
    for case, variant in PAIRS:
        if (case.name, variant) in SAMPLE:
            plan = RingGroupsPlan.make(as_shown_by(variant, case.before), case.declared)
            verbs |= {action.to_json()["verb"] for step in plan.steps for action in step.actions}
    assert verbs == {"create", "rename", "members", "ring", "seconds", "no_answer", "point", "delete"}
    assert {variant for _, variant in SAMPLE} == set(Variant.named)


@pytest.mark.parametrize(
    ("case", "variant"),
    [
        pytest.param(
            case,
            variant,
            id=f"{case.name}-{variant}",
            marks=() if (case.name, variant) in SAMPLE else pytest.mark.nightly,
        )
        for case, variant in PAIRS
    ],
)
def test_the_console_stores_what_the_case_wants_and_no_number_was_ever_silent(
    ooma_seat: Seat, case: RingCase, variant: str
) -> None:
    plan = RingGroupsPlan.make(as_shown_by(variant, case.before), case.declared)
    seat = ooma_seat(variant, shown=plan.before)
    state = plan.before
    for step in plan.steps:
        seat.console.do(step, state)
        state = step.after(state)
        assert seat.stored(state) == state
    assert state == plan.wanted
    if state.keeps_order == case.before.keeps_order and case.after is not None:
        assert state == as_shown_by(variant, case.after)
    first = seat.mock.oracle.history[0]
    ringing = [number for number, _ in first.numbers if first.rings(number)]
    assert seat.mock.oracle.silent(*ringing) == []
    assert seat.mock.oracle.save_posts + seat.mock.oracle.delete_posts == len(plan.steps)
    assert seat.elements.drifted == {}
