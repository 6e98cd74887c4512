"""Which rule holds the opening hours, and what must not change around it."""

from __future__ import annotations

import pytest

from pupitre.errors import NotAsDeclared
from pupitre.hours import Week
from pupitre.plan import digest
from pupitre_threecx.rules import Rule, ShownRule, surroundings, the_opening_rule

SPECIFIC = ("Heures spécifiques", "Specific Hours", "Bestimmte Zeiten")
HOURS = Rule("*", "Heures spécifiques", "Transférer à l'extension 800 FA")
FAMILY = Rule("0561000000", "Toutes les heures", "Transférer au mobile")
SHOWN = ShownRule("*", "Heures spécifiques", "Transférer à l'extension 800 FA", Week())


@pytest.mark.parametrize(
    ("rules", "index"),
    [([HOURS], 0), ([FAMILY, HOURS], 1), ([HOURS, FAMILY, FAMILY], 0)],
)
def test_the_one_rule_for_anyone_is_the_one_wherever_it_stands(rules: list[Rule], index: int) -> None:
    assert the_opening_rule(rules, SPECIFIC) == index


@pytest.mark.parametrize("hours", ["heures SPÉCIFIQUES", "Specific hours", "Bestimmte Zeiten"])
def test_the_kind_of_hours_is_known_in_every_language_whatever_its_case(hours: str) -> None:
    assert the_opening_rule([Rule("*", hours, "")], SPECIFIC) == 0


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([], 'no rule under "Exceptions" for the caller *; exactly one is needed. There is: no rule at all'),
        ([FAMILY], "no rule.*There is: 0561000000 | Toutes les heures | Transférer au mobile"),
        ([HOURS, FAMILY, HOURS], "2 rules"),
        ([Rule("**", HOURS.hours, ""), Rule("0*", HOURS.hours, ""), Rule("", HOURS.hours, "")], "no rule"),
        ([Rule("*", "Pendant les heures de bureau", "")], 'received during "Pendant les heures de bureau", not during'),
        ([Rule("*", "", "")], 'received during ""'),
        ([Rule("*", "Hors heures spécifiques", "")], "received during"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_what_is_there(rules: list[Rule], told: str) -> None:
    with pytest.raises(NotAsDeclared, match=told.replace("*", r"\*").replace(r".\*", ".*").replace("|", r"\|")):
        the_opening_rule(rules, SPECIFIC)


@pytest.mark.parametrize(
    ("rules", "shown"),
    [
        ([HOURS, FAMILY], SHOWN),
        ([FAMILY, HOURS, FAMILY], SHOWN),
        ([FAMILY, Rule("*", HOURS.hours, "Transférer au mobile")], SHOWN),
        ([FAMILY, HOURS], ShownRule("0561", SHOWN.hours, SHOWN.destination, Week())),
        ([FAMILY, HOURS], ShownRule("*", "Toutes les heures", SHOWN.destination, Week())),
        ([FAMILY, HOURS], ShownRule("*", SHOWN.hours, "Transférer à l'extension 801", Week())),
    ],
)
def test_every_rule_its_place_and_the_other_fields_count_as_surroundings(rules: list[Rule], shown: ShownRule) -> None:
    assert digest(surroundings(rules, shown)) != digest(surroundings([FAMILY, HOURS], SHOWN))


def test_the_week_itself_is_no_surrounding() -> None:
    from pupitre.hours import Slot, Weekday

    other = ShownRule("*", SHOWN.hours, SHOWN.destination, Week.of({Weekday.MONDAY: [Slot(480, 600)]}))
    assert surroundings([HOURS], other) == surroundings([HOURS], SHOWN)
