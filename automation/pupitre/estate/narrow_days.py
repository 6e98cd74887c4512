"""Days of a week that are not all meant: `odd sat`, `semaines impaires samedi`, `first sun`, `dernier vendredi`."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pupitre.estate.nodes import Scalar
from pupitre.estate.problems import Problems, quoted
from pupitre.hours import HoursError
from pupitre.lookalike import plain
from pupitre.year import LAST, NarrowDay, Narrowing

_PARITY = {
    **dict.fromkeys(("odd", "impair", "impaire", "impairs", "impaires"), True),
    **dict.fromkeys(("even", "pair", "paire", "pairs", "paires"), False),
}
_PLACES = {
    **dict.fromkeys(("first", "1st", "1er", "1ere", "premier", "premiere"), 1),
    **dict.fromkeys(("second", "2nd", "2e", "2eme", "deuxieme", "seconde"), 2),
    **dict.fromkeys(("third", "3rd", "3e", "3eme", "troisieme"), 3),
    **dict.fromkeys(("fourth", "4th", "4e", "4eme", "quatrieme"), 4),
    **dict.fromkeys(("fifth", "5th", "5e", "5eme", "cinquieme"), 5),
    **dict.fromkeys(("last", "dernier", "derniere"), LAST),
}
_FILLING = {"week", "weeks", "semaine", "semaines", "of", "the", "each", "month", "mois", "du", "de", "des", "chaque"}


def split(text: str) -> tuple[Narrowing | None, str]:
    """Return how a key narrows its days, if it does, and the days; raise HoursError for two ways at once."""
    words = text.replace(",", " , ").split()
    known = [word for word in words if plain(word) in _PARITY or plain(word) in _PLACES]
    if not known:
        return None, text
    if len(known) > 1:
        raise HoursError(
            f"{quoted(text)} narrows its days twice; write one of odd, even, first, second, third, fourth, fifth, last"
        )
    word = plain(known[0])
    narrowing = Narrowing(odd=_PARITY[word]) if word in _PARITY else Narrowing(nth=_PLACES[word])
    rest = " ".join(each for each in words if each not in known and plain(each) not in _FILLING)
    if not rest:
        raise HoursError(f"{quoted(text)} names no day; write odd sat, first sun or last fri")
    return narrowing, rest.replace(" , ", ", ")


def refuse_overlaps(days: Sequence[tuple[NarrowDay, Scalar]], path: str, problems: Problems) -> None:
    """Tell of every two that can be meant on one date, with both places."""
    for (one, earlier), (other, later) in itertools.combinations(days, 2):
        if earlier is not later and one.day == other.day and one.narrowing.can_meet(other.narrowing):
            problems.add(
                later.mark,
                path,
                f"{quoted(later.text)} (line {later.mark.line}) and {quoted(earlier.text)} (line {earlier.mark.line}) "
                f"can be the same {other.day.name.capitalize()}; which one counts?",
            )
