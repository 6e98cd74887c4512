"""The rules under "Exceptions" as values.

The hours of a site are the slots of the one rule whose caller is `*` and that
is received during "Heures spécifiques". Nothing else of a rule is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pupitre.errors import NoHours, NotAsDeclared
from pupitre.hours import Week

ANYONE = "*"


@dataclass(frozen=True)
class Rule:
    """One row under "Exceptions": caller, hours and action, in the console's words."""

    caller: str
    hours: str
    action: str

    def __str__(self) -> str:
        return f"{self.caller} | {self.hours} | {self.action}"


@dataclass(frozen=True)
class ShownRule:
    """What the dialog of a rule shows."""

    caller: str
    hours: str
    destination: str
    week: Week

    @property
    def untouched(self) -> dict[str, str]:
        """What must be the same afterwards."""
        return {"caller": self.caller, "hours": self.hours, "destination": self.destination}


def the_opening_rule(rules: Sequence[Rule], specific_hours: Sequence[str]) -> int:
    """Return the index of the one rule that holds the opening hours.

    Raise NoHours when none has the caller `*`, NotAsDeclared when two have, or when
    it is received during another kind of hours; both with what is there.
    """
    there = "; ".join(str(rule) for rule in rules) or "no rule at all"
    for_anyone = [index for index, rule in enumerate(rules) if rule.caller == ANYONE]
    if len(for_anyone) != 1:
        count = "no rule" if not for_anyone else f"{len(for_anyone)} rules"
        error = NotAsDeclared if for_anyone else NoHours
        raise error(
            f'{count} under "Exceptions" for the caller *; exactly one is needed. There is: {there}.',
            remedy="Mend the rules by hand, as the installer set them up, then plan again.",
        )
    index = for_anyone[0]
    if rules[index].hours.casefold() not in {words.casefold() for words in specific_hours}:
        raise NotAsDeclared(
            f'The rule for * is received during "{rules[index].hours}", not during "{specific_hours[0]}". '
            f"There is: {there}.",
            remedy="Its hours are not kept by slots; ask whoever set it up, then plan again.",
        )
    return index


def surroundings(rules: Sequence[Rule], opened: ShownRule) -> dict[str, Any]:
    """Return all that must not change: every rule in its order, and the dialog's other fields."""
    return {"rules": [str(rule) for rule in rules], **opened.untouched}
