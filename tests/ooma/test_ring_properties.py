"""From any console to any file: every call is answered on the way, and nothing is left to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pupitre.phone_numbers import PhoneNumber
from pupitre.plan.ringing import RingGroupsPlan
from pupitre.plan.ringing.change import surroundings
from pupitre.ring_groups import GroupSettings, NoAnswer, Ring, RingGroup, RingGroups, Then
from pupitre.switchboard import Extension, Kind, Switchboard

USERS = ("101", "102", "103")
PEOPLE = (Extension("100", "Accueil virtuel", Kind.RECEPTIONIST), *(Extension(each, f"User {each}") for each in USERS))
EXTENSIONS = ("301", "302", "303", "304", "305")
NAMES = ("Un", "Deux", "Trois", "Quatre", "Cinq", "Six")
NUMBERS = tuple(PhoneNumber(f"+3356100000{each}") for each in range(4))

members = st.lists(st.sampled_from(USERS), min_size=1, max_size=3, unique=True).map(tuple)
rings = st.sampled_from(Ring)
durations = st.sampled_from((6, 30, 60))


@st.composite
def fallbacks(draw: st.DrawFn, extension: str, groups: list[str]) -> NoAnswer:
    """Draw a voicemail box, a person, the receptionist or, as often as all these, another group."""
    others = [each for each in groups if each != extension]
    if others and draw(st.booleans()):
        return NoAnswer(Then.EXTENSION, draw(st.sampled_from(others)))
    if draw(st.booleans()):
        return NoAnswer(Then.VOICEMAIL, draw(st.sampled_from(USERS)))
    return NoAnswer(Then.EXTENSION, draw(st.sampled_from(("100", *USERS))))


@st.composite
def consoles(draw: st.DrawFn) -> Switchboard:
    """Draw what a console can show, groups that nobody would declare included."""
    there = sorted(draw(st.sets(st.sampled_from(EXTENSIONS), max_size=4)))
    names = draw(st.permutations(NAMES))
    groups = []
    for place, extension in enumerate(there):
        no_answer = draw(st.none() | fallbacks(extension, there))
        ringing = draw(members | st.just(()))
        groups.append(GroupSettings(extension, names[place], ringing, draw(rings), draw(durations), no_answer))
    targets = st.none() | st.sampled_from(("100", *USERS, *there))
    state = Switchboard(
        extensions=PEOPLE,
        groups=tuple(groups),
        numbers=tuple((number, draw(targets)) for number in NUMBERS),
        keeps_order=draw(st.booleans()),
    )
    if state.keeps_order:
        return state
    ordered = tuple(replace(group, members=state.in_its_own_order(group.members)) for group in state.groups)
    return replace(state, groups=ordered)


@st.composite
def declarations(draw: st.DrawFn, shown: Switchboard) -> RingGroups:
    """Draw a file that this console can show: what must be gone is led elsewhere by the same file."""
    declared = sorted(draw(st.sets(st.sampled_from(EXTENSIONS), min_size=1, max_size=4)))
    others = [group for group in shown.groups if group.extension not in declared]
    gone = [group for group in others if draw(st.booleans())]
    while needed := {
        group.no_answer.extension for group in others if group not in gone and group.no_answer is not None
    } & {group.extension for group in gone}:
        gone = [group for group in gone if group.extension not in needed]
    kept = [group for group in others if group not in gone]
    taken = {group.name for group in (*kept, *gone)}
    names = draw(st.permutations([name for name in NAMES if name not in taken]))
    there = [*declared, *(group.extension for group in kept)]
    homeless = {number for group in gone for number in shown.pointing_at(group.extension)}
    homes = {
        number: draw(st.sampled_from(declared) if number in homeless else st.none() | st.sampled_from(declared))
        for number in NUMBERS
    }
    groups = []
    for place, extension in enumerate(declared):
        ring, ringing = draw(rings), draw(members)
        if not shown.keeps_order:
            ringing = shown.in_its_own_order(ringing)
        numbers = tuple(number for number, home in homes.items() if home == extension)
        no_answer = draw(fallbacks(extension, there))
        groups.append(RingGroup(names[place], extension, ringing, ring, draw(durations), no_answer, numbers))
    return RingGroups(tuple(draw(st.permutations(groups))), tuple(group.name for group in gone))


@st.composite
def plans(draw: st.DrawFn) -> RingGroupsPlan:
    shown = draw(consoles())
    return RingGroupsPlan.make(shown, draw(declarations(shown)))


def states(plan: RingGroupsPlan) -> list[Switchboard]:
    shown = [plan.before]
    for step in plan.steps:
        shown.append(step.after(shown[-1]))
    return shown


def lead_nowhere(state: Switchboard) -> set[str]:
    """Return what points at an extension that is not there, told without the help of the product."""
    there = {each.number for each in state.extensions} | {group.extension for group in state.groups}
    numbers = {number.e164 for number, target in state.numbers if target not in there}
    fallbacks = {
        group.extension for group in state.groups if group.no_answer and group.no_answer.extension not in there
    }
    return numbers | fallbacks


@settings(max_examples=200)
@given(plans())
def test_the_steps_lead_to_what_is_wanted_and_then_there_are_none(plan: RingGroupsPlan) -> None:
    last = states(plan)[-1]
    assert RingGroupsPlan.make(last, plan.declared).steps == ()
    for group in plan.declared.groups:
        shown = last.group(group.extension)
        assert shown is not None
        assert (shown.name, shown.ring, shown.seconds, shown.no_answer) == (
            group.name, group.ring, group.seconds, group.no_answer,
        )  # fmt: skip
        assert set(shown.members) == set(group.members)
        assert group.ring is Ring.SIMULTANEOUS or shown.members == group.members
        assert set(group.numbers) <= set(last.pointing_at(group.extension))
    assert not {group.name for group in last.groups} & set(plan.declared.absent)


@settings(max_examples=200)
@given(plans())
def test_at_no_moment_does_a_call_that_was_answered_ring_nowhere(plan: RingGroupsPlan) -> None:
    shown = states(plan)
    ringing = {number for number in NUMBERS if shown[0].rings(number)}
    for state in shown:
        assert all(state.rings(number) for number in ringing)
        assert lead_nowhere(state) <= lead_nowhere(shown[0])
    assert all(shown[-1].rings(number) for number in plan.declared.numbers)


@settings(max_examples=200)
@given(plans())
def test_what_is_not_declared_is_the_same_at_every_moment(plan: RingGroupsPlan) -> None:
    before = surroundings(plan.before, plan.declared)
    assert all(surroundings(state, plan.declared) == before for state in states(plan))


@settings(max_examples=200)
@given(plans())
def test_a_run_that_dies_after_any_save_is_finished_by_the_next(plan: RingGroupsPlan) -> None:
    for state in states(plan):
        assert states(RingGroupsPlan.make(state, plan.declared))[-1] == plan.wanted


@settings(max_examples=200)
@given(plans())
def test_the_numbers_are_saved_once_and_a_group_is_opened_once_or_with_a_stand_in_twice(plan: RingGroupsPlan) -> None:
    openings = Counter(step.group.extension for step in plan.steps if step.group is not None)
    assert sum(step.place == "numbers" for step in plan.steps) <= 1
    assert all(count <= 2 for count in openings.values())
    declared = {group.extension for group in plan.declared.groups}
    about_declared = [
        step.place
        for step in plan.steps
        if step.place == "numbers" or (step.group and step.group.extension in declared)
    ]
    assert "numbers" not in about_declared[:-1], "a number was moved before every group was ready"


@settings(max_examples=80)
@given(plans())
def test_a_plan_of_ring_groups_is_read_back_as_it_was(plan: RingGroupsPlan) -> None:
    again = RingGroupsPlan.from_json(plan.to_json())
    assert again == plan
    assert again.to_json() == plan.to_json()
