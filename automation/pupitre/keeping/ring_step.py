"""One step of a plan of ring groups: compared before, saved once, read back after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pupitre.errors import NotVerified, SaveUnknown, StalePlan
from pupitre.plan import RingGroupsPlan, digest
from pupitre.plan.ringing import Step, unlike
from pupitre.plan.ringing.change import surroundings
from pupitre.saying import say
from pupitre.switchboard import Switchboard

if TYPE_CHECKING:
    from pupitre.keeping.ring_groups import KeepsRingGroups


@dataclass(frozen=True)
class ExpectedStep:
    """A step with what the console must show before and after it; `finished` are the groups it is the last of."""

    plan: RingGroupsPlan
    place: int
    step: Step
    before: Switchboard
    after: Switchboard
    names: tuple[str, ...]
    finished: tuple[str, ...]


def expected(plan: RingGroupsPlan) -> Iterator[ExpectedStep]:
    """Yield the steps of a plan with the states between them and the groups that each is told of."""
    about = [plan.named_in(step) for step in plan.steps]
    state = plan.before
    for place, step in enumerate(plan.steps):
        after = step.after(state)
        later = {name for names in about[place + 1 :] for name in names}
        finished = tuple(name for name in about[place] if name not in later)
        yield ExpectedStep(plan, place, step, state, after, about[place], finished)
        state = after


class StepChange:
    """A step as something to be done."""

    def __init__(self, kept: KeepsRingGroups, it: ExpectedStep) -> None:
        self._kept = kept
        self._it = it
        self.is_done = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the groups that it is told of."""
        return self._it.names

    def make(self) -> None:
        """Do the step where the console shows what the plan expects, and believe only a fresh load."""
        kept, it = self._kept, self._it
        self._refuse_another_state()
        doubt: SaveUnknown | None = None
        kept.last_reading = None
        try:
            kept.console.do(it.step, it.before)
        except SaveUnknown as error:
            doubt = error
        seen = kept.read_back(kept.read_now, ", ".join(it.names), doubt)
        if seen == it.after:
            self.is_done = True
            note = f"{doubt.cause.what} {say('saved_after_all', kept.session)}" if doubt is not None else ""
            for name in it.names:
                kept.note_read_back(name, "changed" if name in it.finished else "waiting", seen, note)
            return
        for name in it.names:
            kept.note_read_back(name, "waiting", seen)
        if doubt is not None and seen == it.before:
            raise doubt.cause
        raise NotVerified(
            self._what_differs(seen),
            left_behind='The console shows what the report shows under "after".',
            remedy="Compare the pictures, then plan again.",
        )

    def _refuse_another_state(self) -> None:
        """Compare a fresh reading with what the plan expects; after a step, the one that proved it is that reading."""
        kept, it = self._kept, self._it
        if kept.last_reading is not None:
            return
        kept.console.fresh_load()
        differing = unlike(it.before, kept.read_now())
        if differing:
            raise StalePlan(
                f"The console changed since the plan was made: {', '.join(differing)}.",
                remedy="Plan again, read it, and apply the new plan.",
            )

    def _what_differs(self, seen: Switchboard) -> str:
        it = self._it
        names = ", ".join(it.names)
        differing = ", ".join(unlike(it.after, seen))
        somebody = "somebody else may have changed it at the same moment."
        if self._declared_is_right(seen):
            return f"{names}: right, but something that is not declared changed ({differing}); {somebody}"
        if digest(surroundings(seen, it.plan.declared)) != it.plan.surroundings:
            somebody = f"something that is not declared changed, too; {somebody}"
        return f"{names}: the console shows something else than what was saved ({differing}); {somebody}"

    def _declared_is_right(self, seen: Switchboard) -> bool:
        it = self._it
        groups = all(seen.group(number) == it.after.group(number) for _, number in it.plan.named)
        targets = dict(seen.numbers)
        return groups and all(
            targets.get(number) == target for number, target in it.after.numbers if number in it.plan.declared.numbers
        )
