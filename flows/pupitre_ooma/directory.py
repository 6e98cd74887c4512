"""The table of the extensions as it is shown, and whom a name in another list means.

The lists of members and of fallbacks show names alone in the classic manager,
and two people may have the same. The order of the table tells them apart as long
as the other list keeps it; where it does not, nothing is guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pupitre.phone_numbers import PhoneNumber, PhoneNumberError
from pupitre.switchboard import Extension, Kind, Listed


@dataclass(frozen=True)
class Row:
    """One row of the table; `kind` is None for a ring group.

    `label` is what every list of the console shows for it: a name, or for a user
    without one a telephone number or the extension.
    """

    extension: str
    label: str
    kind: Kind | None
    numbers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its name; empty for a user that shows as a number."""
        return "" if self.kind is Kind.USER and self._is_a_number() else self.label

    @property
    def listed(self) -> Listed:
        """Its extension and its name."""
        return Listed(self.extension, self.name)

    def _is_a_number(self) -> bool:
        digits = _digits(self.label)
        if any(each.isalpha() for each in self.label) or not digits:
            return False
        shown = (self.extension, *map(_digits, self.numbers))
        return digits in shown or len(digits) >= 6


@dataclass(frozen=True)
class Directory:
    """The rows of the table in the console's own order."""

    rows: tuple[Row, ...]

    @cached_property
    def by_extension(self) -> dict[str, Row]:
        """The rows by their extension."""
        return {row.extension: row for row in self.rows}

    @property
    def extensions(self) -> tuple[Extension, ...]:
        """What is no ring group."""
        return tuple(Extension(row.extension, row.name, row.kind) for row in self.rows if row.kind is not None)

    @property
    def groups(self) -> tuple[Row, ...]:
        """The ring groups."""
        return tuple(row for row in self.rows if row.kind is None)

    @property
    def users(self) -> tuple[Row, ...]:
        """The people, who can be members."""
        return tuple(row for row in self.rows if row.kind is Kind.USER)

    @property
    def boxes(self) -> tuple[Row, ...]:
        """Who has a voicemail box."""
        return tuple(row for row in self.rows if row.kind in (Kind.USER, Kind.RECEPTIONIST))

    def others(self, extension: str) -> tuple[Row, ...]:
        """Return everything but one group, as where its calls can go then."""
        return tuple(row for row in self.rows if row.extension != extension)


def meant(texts: Sequence[str], rows: Sequence[Row], *, with_number: bool) -> list[str | None]:
    """Return the extension that each text of a list means; None for what cannot be told.

    Texts with a number read "Anne Martin (101)". Without, names that occur twice are
    told apart by the order of the table, if the list keeps it and leaves none of them out.
    """
    if with_number:
        written = {f"{row.label} ({row.extension})": row.extension for row in rows}
        return [written.get(text) for text in texts]
    called: dict[str, list[Row]] = {}
    for row in rows:
        called.setdefault(row.label, []).append(row)
    shown = Counter(texts)
    seen: Counter[str] = Counter()
    guesses: list[Row | None] = []
    for text in texts:
        namesakes = called.get(text, [])
        complete = shown[text] == len(namesakes)
        guesses.append(namesakes[seen[text]] if complete else None)
        seen[text] += 1
    in_order = _in_the_order_of(rows, [row for row in guesses if row is not None])
    return [row.extension if row is not None and (in_order or len(called[row.label]) == 1) else None for row in guesses]


def number_before(text: str) -> str:
    """Return the extension at the beginning of "1000 (Virtual Receptionist", which may be cut; empty without one."""
    before, bracket, _ = text.partition("(")
    return before.strip() if bracket and before.strip().isdigit() else ""


def phone_number(text: str, country: str) -> PhoneNumber | None:
    """Return the telephone number that a text of the console is, if it is one."""
    try:
        return PhoneNumber.parse(text, country)
    except PhoneNumberError:
        return None


def _in_the_order_of(rows: Sequence[Row], shown: Sequence[Row]) -> bool:
    """Return whether people stand in the order of the table, and groups, too; the two may be apart."""
    places = {row.extension: place for place, row in enumerate(rows)}
    for groups in (False, True):
        order = [places[row.extension] for row in shown if (row.kind is None) is groups]
        if order != sorted(order):
            return False
    return True


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())
