"""The one thing that a name means, among those that are known."""

from __future__ import annotations

from collections.abc import Iterable

from pupitre.estate.problems import quoted, suggestion
from pupitre.lookalike import normalised as normalised


class NameNotFound(ValueError):
    """A name that no choice, or more than one, answers to."""


def find(wanted: str, choices: Iterable[str]) -> str:
    """Return the one choice that a name means; raise NameNotFound when none or several do.

    An exact spelling does not win over another that looks the same: which of the
    two was meant is for a person to say.
    """
    known = list(choices)
    matching = [choice for choice in known if normalised(choice) == normalised(wanted)]
    if len(matching) == 1:
        return matching[0]
    if matching:
        alike = ", ".join(ascii(choice) for choice in matching)
        raise NameNotFound(f"{quoted(wanted)} is ambiguous: {alike} look the same")
    raise NameNotFound(f"{quoted(wanted)} is not known; {suggestion(wanted, known, otherwise='there is')}")
