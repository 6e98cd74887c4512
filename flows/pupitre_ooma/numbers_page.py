"""The page Numéros: a drop-down in every row, and one "Sauvegarder" that sends them all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pupitre.errors import ANNULER, EstateError, ReadIncomplete, StalePlan, UnknownScreen
from pupitre.phone_numbers import PhoneNumber
from pupitre.switchboard import Listed
from pupitre.visible import visible
from pupitre_ooma.directory import Directory, number_before, phone_number
from pupitre_ooma.drop_down import choose, offered_now
from pupitre_ooma.extensions_page import INSTEAD, load_page
from pupitre_ooma.saving import save_once
from pupitre_ooma.wording import says

if TYPE_CHECKING:
    from pupitre.desk import Desk

_PAGE = "/#manage_phone_number"
# The cells of each row without its drop-down, and what that shows.
_ROWS = """
rows => rows.map(row => {
  const select = row.querySelector('select');
  const options = [...select.options];
  const chosen = options.find(option => option.selected);
  return {
    cells: [...row.cells].filter(cell => !cell.contains(select)).map(cell => cell.innerText.trim()),
    chosen: chosen ? chosen.text.trim() : ''
  };
})
"""
Targets = dict[PhoneNumber, str | None]


class NumbersPage:
    """The table of the telephone numbers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._elements = desk.elements
        self._places: dict[PhoneNumber, int] = {}

    def load_anew(self, directory: Directory) -> Targets:
        """Load the page from the server and return which number points at which extension; raise ReadIncomplete."""
        with self._desk.step("numbers", says(self._desk, "numbers"), reads=True):
            load_page(self._desk, _PAGE)
            self._elements.any_of("numbers.save", *INSTEAD).wait_for()
            if not self._elements.present("numbers.save"):
                self._elements.explain()
            self._elements.find("numbers.save")  # comes with the rows, or below none
            targets = self._targets(directory)
        self._demand_no_contradiction(targets, directory)
        return targets

    def demand(self, before: Mapping[PhoneNumber, str | None], shown: Targets) -> None:
        """Raise StalePlan unless every row shows what was read before: the save would send them all."""
        differing = [number for number in {**before, **shown} if before.get(number, "") != shown.get(number, "")]
        if differing:
            raise StalePlan(
                f"The page of the numbers no longer shows what the plan was made from: "
                f"{', '.join(sorted(map(str, differing)))}.",
                remedy="Plan again, read it, and apply the new plan.",
            )

    def point(self, number: PhoneNumber, group: Listed) -> None:
        """Choose a group in the drop-down of a number."""
        sentence = says(self._desk, "point", number=str(number), group=visible(str(group)))
        with self._desk.step("point", sentence, changes=True):
            row = self._elements.all("numbers.rows").nth(self._places[number])
            select = self._elements.find("numbers.choice", row)
            places = [at for at, text in enumerate(offered_now(select).texts) if number_before(text) == group.extension]
            if len(places) != 1:
                raise UnknownScreen(
                    f"The list of {number} offers {visible(str(group))} {len(places)} times.",
                    left_behind=ANNULER,
                    remedy="Look at the last picture, then run again.",
                )
            choose(select, places[0])

    def demand_before_save(self, wanted: Targets, directory: Directory) -> None:
        """Raise UnknownScreen unless every row shows what is wanted."""
        with self._desk.step("read-back", says(self._desk, "read-back"), reads=True):
            shown = self._targets(directory)
        if shown != wanted:
            differing = [str(number) for number in wanted if shown.get(number, "") != wanted[number]]
            raise UnknownScreen(
                f"The page of the numbers does not show what is wanted before its save: {', '.join(differing)}.",
                left_behind=ANNULER,
                remedy="Look at the last picture, then run again.",
            )

    def save(self) -> None:
        """Press the one "Sauvegarder" of the table once; raise SaveUnknown when it is not confirmed."""
        with self._desk.saving(
            "save-numbers", says(self._desk, "save-numbers"), lambda: self._elements.find("numbers.save")
        ) as button:
            save_once(self._desk, button)

    def _targets(self, directory: Directory) -> Targets:
        rows = self._elements.all("numbers.rows").evaluate_all(_ROWS)
        targets: Targets = {}
        self._places = {}
        for place, row in enumerate(rows):
            number = self._number(row["cells"])
            target = number_before(row["chosen"])
            if number in targets:
                raise _incomplete(f"The page of the numbers shows {number} twice.")
            if target and target not in directory.by_extension:
                raise _incomplete(f"{number} points at {target}, which the page Extensions does not list.")
            targets[number] = target or None
            self._places[number] = place
        return targets

    def _number(self, cells: list[str]) -> PhoneNumber:
        for text in cells:
            number = phone_number(text, self._desk.country)
            if number is not None:
                return number
        if not self._desk.country:
            raise EstateError(
                "The console shows its numbers without their country.",
                remedy="Say it in the file: login: {country: FR}",
            )
        raise _incomplete(f"A row of the numbers is not understood: {visible(' | '.join(cells))[:120]!r}.")

    def _demand_no_contradiction(self, targets: Targets, directory: Directory) -> None:
        """Raise ReadIncomplete where the page Extensions shows a number elsewhere: a choice that was not saved."""
        for row in directory.rows:
            for text in row.numbers:
                number = phone_number(text, self._desk.country)
                if number in targets and targets[number] != row.extension:
                    shown = targets[number] or "nothing"
                    raise _incomplete(
                        f"{number} points at {shown} on the page of the numbers and at {row.extension} "
                        "on the page Extensions."
                    )


def _incomplete(what: str) -> ReadIncomplete:
    return ReadIncomplete(what, remedy="Run again; open both pages by hand and compare them if it stays.")
