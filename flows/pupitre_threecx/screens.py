"""The screens of the console between the login and the dialog of a rule.

Their methods are the words on the buttons. The console's own safety is a
`with`: an editor is left by the page's "OK" if all went well, else by "Annuler",
whose own failure never hides the first error.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error, Locator
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.console import Site
from pupitre.errors import (
    ANNULER,
    ConsoleRefused,
    ElementAmbiguous,
    NotAsDeclared,
    PupitreError,
    ReadIncomplete,
    SaveUnknown,
    UnknownScreen,
)
from pupitre_threecx.exception_dialog import ExceptionDialog
from pupitre_threecx.rules import Rule, the_opening_rule
from pupitre_threecx.wording import says

if TYPE_CHECKING:
    from pupitre.desk import Desk

_LIST = "#/app/extensions"
_CELLS = "rows => rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.innerText.trim()))"


class ExtensionList:
    """The list of extensions, where every change begins and ends."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._elements = desk.elements

    def show(self) -> None:
        """Go to the list, wherever the console is."""
        if not self._desk.page.url.endswith(_LIST):
            self._desk.page.evaluate("hash => { location.hash = hash }", _LIST)
        self._elements.find("list.search")

    def load_anew(self) -> None:
        """Load the list from the server; everything the page remembered is gone."""
        self._desk.page.goto(f"{self._desk.origin}/{_LIST}", wait_until="commit")
        self._desk.page.reload(wait_until="domcontentloaded")
        self._elements.find("list.search")

    def open(self, site: Site) -> Editor:
        """Open a site's extension by its number *and* its name, never by a handle."""
        with self._desk.step("extension", says(self._desk, "extension", site=f"{site.extension} {site.name}")):
            self.show()
            self._elements.find("list.search").fill(site.extension)
            self._row(site).click()
            editor = Editor(self._desk, site)
            try:
                editor.wait()
            except PupitreError:
                editor.leave()
                raise
        return editor

    @contextlib.contextmanager
    def viewing(self, site: Site) -> Iterator[Editor]:
        """Open a site's extension to look at it, and leave by "Annuler"."""
        editor = self.open(site)
        try:
            yield editor
        except PupitreError:
            editor.leave()
            raise
        editor.annuler()

    @contextlib.contextmanager
    def editing(self, site: Site) -> Iterator[Editor]:
        """Open a site's extension to change it: leave by "OK" if all went well, else by "Annuler"."""
        editor = self.open(site)
        try:
            yield editor
        except BaseException:
            editor.leave()
            raise
        editor.ok()

    def sites(self) -> tuple[Site, ...]:
        """Return the number and the name of every extension, page after page; raise ReadIncomplete."""
        with self._desk.step("list", says(self._desk, "list")):
            self.load_anew()  # the first page, and nothing searched for
            count = self._elements.find("list.count")  # comes with the rows, or instead of any
            found: dict[str, Site] = {}
            while True:
                shown = count.inner_text()
                for cells in self._rows():
                    found.setdefault(cells[1], Site(name=" ".join(filter(None, cells[2:4])), extension=cells[1]))
                if not self._elements.present("list.next_page"):
                    break
                self._elements.find("list.next_page").click()
                count.filter(has_not_text=shown).wait_for()
            _demand_all(shown, len(found), "extensions")
        return tuple(found.values())

    def _rows(self) -> list[list[str]]:
        rows: list[list[str]] = self._elements.all("list.rows").evaluate_all(_CELLS)
        return rows

    def row_of(self, site: Site) -> tuple[str, dict[str, Any]]:
        """Return the element that is a site's row, and its blanks: a name stands in one cell, or in a first and a last.

        Nothing is refused here: when neither shows up in time it is the first.
        """
        words = site.name.split()
        one: dict[str, Any] = {"number": site.extension, "called": site.name}
        two: list[dict[str, Any]] = [
            {"number": site.extension, "first": " ".join(words[:cut]), "last": " ".join(words[cut:])}
            for cut in range(1, len(words))
        ]
        if two:
            either = self._elements.every("list.row", **one)
            for names in two:
                either = either.or_(self._elements.every("list.row_of_two", **names))
            with contextlib.suppress(PlaywrightTimeout):
                either.first.wait_for()
        for names in two:
            if self._elements.present("list.row_of_two", **names):
                return "list.row_of_two", names
        return "list.row", one

    def _row(self, site: Site) -> Locator:
        name, values = self.row_of(site)
        try:
            return self._elements.find(name, **values)
        except ElementAmbiguous:
            raise NotAsDeclared(
                f"The console lists more than one extension {site.extension} {site.name}.",
                remedy="Give each its own number or name on the console.",
            ) from None
        except UnknownScreen:
            if self._elements.present("list.search"):
                raise self._unlisted(site) from None
            raise

    def _unlisted(self, site: Site) -> NotAsDeclared:
        there = [f"{row[1]} {' '.join(filter(None, row[2:4]))}" for row in self._rows()[:5] if len(row) > 3]
        near = f" It lists: {', '.join(there)}." if there else " Nothing has that number."
        return NotAsDeclared(
            f"The console has no extension {site.extension} called {site.name}.{near}",
            remedy="Compare the number and the name in the file with the console's list.",
        )


class Editor:
    """The page of one extension, with the coloured "OK" and "Annuler" at its very top."""

    def __init__(self, desk: Desk, site: Site) -> None:
        self._desk = desk
        self._elements = desk.elements
        self._site = site

    def wait(self) -> None:
        """Wait until the page is there and shows the extension that was meant."""
        self._elements.find("editor.ok")
        title = self._elements.find("editor.title")
        shown = title.inner_text().split()
        if shown[:1] != [self._site.extension]:
            raise NotAsDeclared(
                f"The page that opened is {' '.join(shown)!r}, not {self._site.extension} {self._site.name}.",
                remedy="Run again; tell whoever looks after Pupitre if it stays.",
            )

    def exceptions(self) -> tuple[Rule, ...]:
        """Go to "Règles de transfert", down to "Exceptions", and return its rules in their order."""
        with self._desk.step("rules", says(self._desk, "rules")):
            if not self._elements.present("rules.panel"):
                self._elements.find("editor.forwarding_rules").click()
            panel = self._elements.find("rules.panel")
            panel.scroll_into_view_if_needed()
            count = self._elements.find("rules.count", panel)  # comes with the last rule, or instead of any
            cells: list[list[str]] = self._elements.all("rules.rows", panel).evaluate_all(_CELLS)
            _demand_all(count.inner_text(), len(cells), "rules")
        return tuple(_rule(row) for row in cells)

    def open_exception(self, rules: tuple[Rule, ...]) -> ExceptionDialog:
        """Open the one `*` rule by its "Appelant" cell; the end of its row would delete it."""
        words = self._elements.elements["exception.specific_hours"].words
        index = the_opening_rule(rules, words)
        with self._desk.step("exception", says(self._desk, "exception")):
            panel = self._elements.find("rules.panel")
            row = self._elements.all("rules.rows", panel).nth(index)
            self._elements.find("rules.caller", row).click()
            dialog = ExceptionDialog(self._desk)
            dialog.wait()
        return dialog

    def ok(self) -> None:
        """Press the page's OK, which saves, once; raise SaveUnknown when it is not confirmed."""
        with self._desk.saving(
            "page-ok", says(self._desk, "page-ok"), lambda: self._elements.find("editor.ok")
        ) as button:
            if not button.is_enabled():
                raise ConsoleRefused("The OK at the top of the page cannot be pressed.", left_behind=ANNULER)
            try:
                button.click(no_wait_after=True)
                self._confirmed()
            except PlaywrightTimeout:
                raise SaveUnknown(_silent(self._desk)) from None
            except Error as error:
                raise SaveUnknown(UnknownScreen(f"After the OK: {error.message.splitlines()[0]}")) from None
            except PupitreError as error:
                raise SaveUnknown(error) from None

    def annuler(self) -> None:
        """Press the page's "Annuler": the working copy is discarded."""
        with self._desk.step("page-cancel", says(self._desk, "page-cancel")):
            self._elements.find("editor.cancel").click()
            self._elements.find("list.search")

    def leave(self) -> None:
        """Leave by "Annuler" whatever stands in front; what fails here does not hide the first error."""
        with contextlib.suppress(PupitreError, Error):
            ExceptionDialog(self._desk).leave()
        with contextlib.suppress(PupitreError, Error):
            if self._elements.present("editor.cancel"):
                self.annuler()

    def _confirmed(self) -> None:
        """Wait until the console has left the editor, or says why not."""
        self._elements.any_of("list.search", "message.dialog", "login.password").wait_for(state="visible")
        if self._elements.present("message.dialog"):
            dialog = self._elements.find("message.dialog")
            raise ConsoleRefused(
                f"The console refused to save: {' '.join(dialog.inner_text().split())!r}.",
                left_behind=ANNULER,
                remedy="Nothing is pressed twice; read what it says, then plan again.",
            )
        self._elements.explain()


def _rule(cells: list[str]) -> Rule:
    texts = [" ".join(cell.split()) for cell in cells]
    caller, hours, action = texts[1], texts[2], texts[3]
    return Rule(caller, hours, action.removesuffix("×").removesuffix(" x").strip())


def _demand_all(count: str, read: int, what: str) -> None:
    """Raise ReadIncomplete unless as many lines were read as the console says there are."""
    numbers = [int(number) for number in re.findall(r"\d+", count)]
    if (numbers[-1] if numbers else 0) != read:
        raise ReadIncomplete(
            f"{read} {what} were read, and the console says {count.strip()!r}.",
            remedy="Run again; look at the last picture if it stays.",
        )


def _silent(desk: Desk) -> UnknownScreen:
    return UnknownScreen(
        f"The console did not confirm the OK within {desk.patience:g} s.",
        left_behind=ANNULER,
        remedy="Plan again: it starts from what the console shows.",
    )
