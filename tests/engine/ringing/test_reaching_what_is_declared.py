"""From any console to any file, by the engine itself: what is declared is reached, also after a run that failed."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.ringing.conftest import Office, PretendConsole, PretendDesk
from tests.ooma.test_ring_properties import consoles, declarations

from pupitre import reconcile
from pupitre.errors import ConsoleRefused, SaveUnknown, UnknownScreen
from pupitre.estate.model import Limits
from pupitre.evidence import GroupResult
from pupitre.phone_numbers import PhoneNumber
from pupitre.ring_groups import RingGroups
from pupitre.run import Settings, Verdict
from pupitre.switchboard import Switchboard


@dataclass
class Attached:
    """A record that keeps documents in memory."""

    documents: dict[str, Any] = field(default_factory=dict)

    def attach(self, name: str, document: Any) -> None:
        self.documents[name] = document

    def only_looking(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()


@dataclass
class PretendSession:
    """As much of a session as the order of a run needs."""

    office: Office
    groups: RingGroups
    state: Path

    def __post_init__(self) -> None:
        self.settings = Settings()
        self.desk = PretendDesk()
        self.console = PretendConsole(self.desk, self.office)
        self.record = Attached()
        self.run_id = "run"
        self.guard = SimpleNamespace(use_plan=lambda *_: None, folder=SimpleNamespace(path=self.state))
        self.sites: dict[str, Any] = {}
        self.ring_groups: dict[str, GroupResult] = {}
        self.estate = SimpleNamespace(
            console="pretend",
            address=SimpleNamespace(origin="https://office.example.fr"),
            language="en",
            sites={},
            limits=Limits(ring_groups=100),
            ring_groups=self.groups,
            choose_ring_groups=lambda _: self.groups,
        )

    def does(self, verb: str) -> Verdict:
        verdict: Verdict = getattr(reconcile, verb)(self)
        return verdict


@st.composite
def estates(draw: st.DrawFn) -> tuple[Switchboard, RingGroups]:
    shown = draw(consoles())
    return shown, draw(declarations(shown))


def leads_somewhere(state: Switchboard, number: PhoneNumber, before: Switchboard) -> bool:
    target = state.target_of(number)
    group = None if target is None else state.group(target)
    return (group is not None and bool(group.members)) or target == before.target_of(number)


def check(case: tuple[Switchboard, RingGroups], trouble: str, at: int) -> None:
    shown, declared = case
    office = Office(saved=shown)
    with tempfile.TemporaryDirectory() as folder:

        def again() -> PretendSession:
            return PretendSession(office, declared, Path(folder))

        def refuse(_: Office) -> None:
            raise ConsoleRefused("No.")

        def no_answer(_: Office) -> None:
            raise SaveUnknown(UnknownScreen("Nothing came back."))

        if trouble == "refused":
            office.before_save[at] = refuse
        elif trouble != "none":
            office.after_save[at] = no_answer
            office.lost = {at} if trouble == "lost" else set()
        first = again().does("apply")
        office.before_save.clear()
        office.after_save.clear()
        office.lost.clear()
        last = again().does("apply")
        assert last.exit_code == 0, last
        assert again().does("plan").reason == "nothing_to_do"
        assert again().does("verify").exit_code == 0
    if trouble in ("none", "unanswered"):
        assert first.exit_code == 0, first
        assert last.reason == "nothing_to_do"
    for state in office.history:
        assert all(leads_somewhere(state, number, shown) for number in declared.numbers)


@settings(max_examples=60)
@given(case=estates(), at=st.integers(1, 4))
def test_what_is_declared_is_reached_and_then_there_is_nothing_to_do(
    case: tuple[Switchboard, RingGroups], at: int
) -> None:
    check(case, "unanswered", at)


@settings(max_examples=60)
@given(case=estates(), trouble=st.sampled_from(("refused", "lost")), at=st.integers(1, 4))
def test_a_run_that_failed_is_finished_by_the_next(case: tuple[Switchboard, RingGroups], trouble: str, at: int) -> None:
    check(case, trouble, at)


@pytest.mark.nightly
@settings(max_examples=3000)
@given(case=estates(), trouble=st.sampled_from(("none", "refused", "lost", "unanswered")), at=st.integers(1, 8))
def test_whatever_happens_on_the_way_the_next_run_ends_it(
    case: tuple[Switchboard, RingGroups], trouble: str, at: int
) -> None:
    check(case, trouble, at)
