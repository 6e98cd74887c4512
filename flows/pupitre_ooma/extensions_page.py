"""The page Extensions: the table of everything that has an extension, with gear and bin.

The newer manager calls it Settings and has neither: there a row opens as a whole.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from playwright.sync_api import Locator

from pupitre.errors import NotAsDeclared, ReadIncomplete, StalePlan
from pupitre.lookalike import normalised
from pupitre.ring_groups import is_extension
from pupitre.switchboard import Kind, Listed, Switchboard
from pupitre.visible import visible
from pupitre_ooma.directory import Directory, Row, phone_number
from pupitre_ooma.wording import says

if TYPE_CHECKING:
    from pupitre.desk import Desk

#: What a page can show in place of what was asked for.
INSTEAD = ("login.password", "message.refusal", "shell.maintenance")

_PAGE = "/#extensions"
_CELLS = "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))"
_GO = "page => history.replaceState(null, '', page)"
_KINDS = {
    "kind.group": None,
    "kind.user": Kind.USER,
    "kind.receptionist": Kind.RECEPTIONIST,
    "kind.conference": Kind.CONFERENCE,
}


def load_page(desk: Desk, page: str) -> None:
    """Load one of the console's pages from the server; everything the last one remembered is gone."""
    desk.page.evaluate(_GO, page)
    desk.page.reload(wait_until="domcontentloaded")


class ExtensionsPage:
    """The table of the extensions, where everything but the direct numbers begins."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._elements = desk.elements
        self._directory = Directory(())
        self.is_newer = False

    @property
    def directory(self) -> Directory:
        """The table as it was read last."""
        return self._directory

    def load_anew(self) -> Directory:
        """Load the page from the server and return its table; raise ReadIncomplete when it is not plain."""
        with self._desk.step("extensions", says(self._desk, "extensions"), reads=True):
            load_page(self._desk, _PAGE)
            self.wait()
            cells: list[list[str]] = self._elements.all("list.rows").evaluate_all(_CELLS)
            self._directory = self._told(cells)
            self.is_newer = not self._elements.present("list.gear")
        return self._directory

    def wait(self) -> None:
        """Wait until the table is there: what adds an extension comes with its rows, or below none."""
        self._elements.any_of("list.add", "list.add_group", *INSTEAD).wait_for()
        if not self._elements.present("list.add") and not self._elements.present("list.add_group"):
            self._elements.explain()
            self._elements.find("list.add_group")

    def settings(self, group: Listed) -> None:
        """Click the gear of a group's row, or the row; by its number *and* its name, never by a handle."""
        row = self._row(group)
        if self.is_newer:
            row.click()
        else:
            self._elements.find("list.gear", row).click()

    def bin(self, group: Listed) -> Locator:
        """Return the bin of a group's row."""
        return self._elements.find("list.bin", self._row(group))

    def add_group(self) -> None:
        """Click "+Ajouter Extension" and "Ajouter groupe de sonnerie", or that button itself."""
        if not self._elements.present("list.add_group"):
            self._elements.find("list.add").click()
        self._elements.find("list.add_group").click()

    def demand(self, before: Switchboard) -> None:
        """Raise StalePlan unless the table shows what a reading showed, numbers included."""
        shown = {row.extension: (normalised(row.name), row.kind) for row in self._directory.rows}
        known: dict[str, tuple[str, Kind | None]] = {
            **{each.number: (normalised(each.name), each.kind) for each in before.extensions},
            **{group.extension: (normalised(group.name), None) for group in before.groups},
        }
        differing = sorted(each for each in {*shown, *known} if shown.get(each) != known.get(each))
        targets = dict(before.numbers)
        for row in self._directory.rows:
            for text in row.numbers:
                number = phone_number(text, self._desk.country)
                if number in targets and targets[number] != row.extension:
                    differing.append(str(number))
        if differing:
            raise StalePlan(
                f"The console no longer shows what the plan was made from: {', '.join(differing)}.",
                remedy="Plan again, read it, and apply the new plan.",
            )

    def _row(self, group: Listed) -> Locator:
        row = self._directory.by_extension.get(group.extension)
        if row is None or row.kind is not None or not _same(row.listed, group):
            raise NotAsDeclared(
                f"The console has no ring group {visible(str(group))}.",
                remedy="Compare the number and the name in the file with the console's list.",
            )
        return self._elements.find("list.row", number=row.extension, called=row.label)

    def _told(self, rows: list[list[str]]) -> Directory:
        kinds = {_plain(word): kind for name, kind in _KINDS.items() for word in self._elements.elements[name].words}
        found: list[Row] = []
        for cells in rows:
            if len(cells) < 4 or not is_extension(cells[0]):
                raise ReadIncomplete(
                    f"A row of the extensions is not understood: {visible(' | '.join(cells))[:120]!r}.",
                    remedy="Look at the last picture; mend list.rows in selectors/ooma.yaml.",
                )
            numbers = tuple(filter(None, (line.strip() for line in cells[1].splitlines())))
            kind = kinds.get(_plain(cells[3]), Kind.OTHER)
            found.append(Row(cells[0], " ".join(cells[2].split()), kind, numbers))
        twice = sorted({row.extension for row in found if [each.extension for each in found].count(row.extension) > 1})
        if twice or not found:
            raise ReadIncomplete(
                f"The console lists {', '.join(twice)} more than once." if twice else "The console lists no extension.",
                remedy="Run again; look at the last picture if it stays.",
            )
        return Directory(tuple(found))


def _same(one: Listed, other: Listed) -> bool:
    return one.extension == other.extension and normalised(one.name) == normalised(other.name)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("’", "'").split()).casefold()
