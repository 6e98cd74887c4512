"""A plan says the least that has to be done, and cannot be edited unnoticed."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupitre.errors import EstateError, LimitExceeded
from pupitre.hours import Slot, Week, Weekday
from pupitre.plan import Action, Plan, SitePlan, check_limits, difference
from pupitre.plan.file import read_plan, write_plan
from pupitre.plan.text import render

OFFICE = Week.of({day: [Slot.parse("08:00-17:00")] for day in list(Weekday)[:5]})
SPLIT = Week.of({day: [Slot.parse("08:00-12:00"), Slot.parse("14:00-17:30")] for day in list(Weekday)[:5]})


def a_plan(before: Week = OFFICE, wanted: Week = SPLIT, names: tuple[str, ...] = ("REVEL",)) -> Plan:
    sites = tuple(SitePlan(name, f"0{21 + index}", before, wanted, "") for index, name in enumerate(names))
    return Plan.make(console="threecx", origin="https://oti.3cx.fr", created="2026-11-22", version="1", sites=sites)


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    days = {}
    for day in Weekday:
        bounds = sorted(draw(st.sets(st.integers(0, 95).map(lambda quarter: quarter * 15), max_size=6)))
        days[day] = [Slot(begin, end) for begin, end in zip(bounds[::2], bounds[1::2], strict=False)]
    return Week.of(days)


def _play(week: Week, actions: tuple[Action, ...]) -> Week:
    """Do as the console does: refuse a slot that overlaps, refuse to delete what is not there."""
    for action in actions:
        slots = [*week.on(action.day)]
        if action.verb == "delete":
            slots.remove(action.slot)
        else:
            slots.append(action.slot)
        week = Week.of({**dict(week), action.day: slots})
    return week


@given(weeks(), weeks())
def test_the_actions_lead_from_any_week_to_any_other_without_an_overlap_on_the_way(before: Week, wanted: Week) -> None:
    assert _play(before, difference(before, wanted)) == wanted


@given(weeks(), weeks())
def test_days_that_stay_are_not_touched(before: Week, wanted: Week) -> None:
    for action in difference(before, wanted):
        assert before.on(action.day) != wanted.on(action.day)


def test_the_documents_example_deletes_five_slots_before_it_configures_ten() -> None:
    verbs = [action.verb for action in difference(OFFICE, SPLIT)]
    assert verbs == ["delete"] * 5 + ["configure"] * 10


def test_an_action_speaks_the_words_of_the_document() -> None:
    action = Action("delete", Weekday.TUESDAY, Slot.parse("08:00-17:00"))
    assert action.says("fr") == "Mardi, Supprimer 08:00-17:00"
    assert action.says("en") == "Tuesday, Delete 08:00-17:00"


def test_two_plans_of_the_same_reading_have_one_fingerprint_and_two_ids() -> None:
    one, other = a_plan(), a_plan()
    assert one.fingerprint == other.fingerprint
    assert one.plan_id != other.plan_id
    assert a_plan(before=SPLIT, wanted=OFFICE).fingerprint != one.fingerprint


def test_a_saved_plan_is_read_back_as_it_was(tmp_path: Path) -> None:
    plan = a_plan()
    write_plan(plan, tmp_path / "oti.yaml", tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == (plan, tmp_path / "oti.yaml")


def _edited(tmp_path: Path, **changes: Any) -> Path:
    path = tmp_path / "plan.json"
    write_plan(a_plan(), tmp_path / "oti.yaml", path)
    document = json.loads(path.read_text())
    document.update(changes)
    path.write_text(json.dumps(document))
    return path


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://elsewhere.example"},
        {"fingerprint": "0" * 64},
        {"sites": []},
        {"surplus": 1},
        {"sites": "REVEL"},
        {"sites": [{}]},
        {"sites": None},
    ],
)
def test_a_plan_that_was_edited_by_hand_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(EstateError):
        read_plan(_edited(tmp_path, **changes))


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"null", b"\xff\xfe", b"{" * 5000, b'{"estate": 1}'])
def test_a_file_that_is_no_plan_is_explained(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(EstateError, match="plan"):
        read_plan(path)


def test_a_missing_plan_is_explained(tmp_path: Path) -> None:
    with pytest.raises(EstateError, match="cannot be read"):
        read_plan(tmp_path / "plan.json")


def test_a_week_without_an_hour_needs_to_be_said_by_name() -> None:
    closing = a_plan(wanted=Week())
    with pytest.raises(LimitExceeded, match="closed: true"):
        check_limits(closing, closed_sites=())
    check_limits(closing, closed_sites=("REVEL",))


def test_a_site_that_is_closed_already_is_no_reason_to_refuse() -> None:
    check_limits(a_plan(before=Week(), wanted=Week()), closed_sites=())


def test_twenty_one_sites_in_one_go_are_refused_unless_the_number_is_said() -> None:
    many = a_plan(names=tuple(f"SITE {number}" for number in range(21)))
    with pytest.raises(LimitExceeded, match="21 sites"):
        check_limits(many, closed_sites=())
    check_limits(many, closed_sites=(), max_sites=21)


def test_the_text_of_a_plan_shows_each_day_that_differs() -> None:
    text = render(a_plan(), "fr")
    assert "REVEL (021)" in text
    assert "Lundi     08:00-17:00  ->  08:00-12:00, 14:00-17:30" in text
    assert "Samedi" not in text
    assert "5 créneau(x) à supprimer, 10 à configurer" in text


def test_a_name_from_a_console_cannot_move_the_cursor() -> None:
    assert "\x1b" not in render(a_plan(names=("\x1b[2JREVEL\u202e",)), "fr")
