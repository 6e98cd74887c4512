"""What `doctor` looks at: every element, on the screen where it belongs.

Walks the way of the document to the dialog of the rule, to what a click on a
slot opens and to the times, and changes nothing: every dialog is left by
"Annuler". An element that is missing does not hide the others of its screen; one
that the walk cannot go on without ends it, and is reported.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from playwright.sync_api import Error, Locator

from pupitre.console import ElementReport, Site
from pupitre.errors import ElementAmbiguous, ElementNotFound, PupitreError, ReadIncomplete, UnexpectedDialog
from pupitre.examining import THERE, Examination
from pupitre_threecx.exception_dialog import ExceptionDialog
from pupitre_threecx.screens import Editor
from pupitre_threecx.week_grid import read_grid
from pupitre_threecx.wording import says

if TYPE_CHECKING:
    from pupitre.desk import Desk
    from pupitre_threecx.screens import ExtensionList

_SIGNED_IN_WITH = ("login.user", "login.password", "login.submit")
_EDITOR = ("editor.title", "editor.ok", "editor.cancel", "editor.forwarding_rules")
_FIELDS = ("exception.caller", "exception.hours", "exception.forward", "exception.destination")
_BUTTONS = ("dialog.ok", "dialog.cancel", "dialog.close")
_DAYS_A_WEEK = 7
# One of these forms asks for the two times; the halves of the day only on a console of twelve hours.
_FORMS = (("time.texts",), ("time.lists",), ("time.hours", "time.minutes"))
_ONLY_SOMETIMES = ("time.halves",)


def examine(desk: Desk, extensions: ExtensionList, site: Site) -> tuple[ElementReport, ...]:
    """Return one report for every element: found, drifted, ambiguous, not found, or not shown on this walk."""
    examination = Examination(desk)
    examination.note_found(_SIGNED_IN_WITH.__contains__)
    if _look_at_list(examination, extensions, site):
        with _left_by_annuler(examination, site):
            _look_at_editor(examination, site)
    return examination.reports()


@contextlib.contextmanager
def _left_by_annuler(examination: Examination, site: Site) -> Iterator[None]:
    """Leave the editor by "Annuler", dialogs first, whatever happened in the body."""
    editor = Editor(examination.desk, site)
    try:
        yield
    except (PupitreError, Error):
        editor.leave()
        raise
    if examination.ended:
        editor.leave()
    else:
        editor.annuler()


def _look_at_list(examination: Examination, extensions: ExtensionList, site: Site) -> bool:
    desk, elements = examination.desk, examination.desk.elements
    with desk.step("examine-list", says(desk, "examine", screen="#/app/extensions")):
        with contextlib.suppress(ElementNotFound, ElementAmbiguous):
            extensions.show()
        examination.look("shell.signed_in")
        if not examination.look("list.search"):
            return examination.end("list.search")
        if examination.look("shell.user_menu"):
            _look_at_user_menu(examination)
        search = elements.find("list.search")
        search.fill("")
        examination.look("list.rows", times=None, patience=desk.patience)
        examination.look("list.count")
        examination.look_if_there("list.next_page")
        search.fill(site.extension)
        row, values = extensions.row_of(site)
        is_listed = examination.look(row, patience=desk.patience, **values)
        if is_listed:
            elements.find(row, **values).click()
    if not is_listed:
        extensions.open(site)  # says what is listed instead
    return True


def _look_at_user_menu(examination: Examination) -> None:
    menu = examination.desk.elements.find("shell.user_menu")
    menu.click()
    examination.look("shell.logout")
    menu.click()


def _look_at_editor(examination: Examination, site: Site) -> bool:
    desk, elements = examination.desk, examination.desk.elements
    with desk.step("examine-editor", says(desk, "examine", screen=f"{site.extension} {site.name}")):
        elements.any_of(*_EDITOR).wait_for(state="visible")
        there = {name: examination.look(name) for name in _EDITOR}
        if not there["editor.forwarding_rules"]:
            return examination.end("editor.forwarding_rules")
        elements.find("editor.forwarding_rules").click()
        if not examination.look("rules.panel", patience=desk.patience):
            return examination.end("rules.panel")
        panel = elements.find("rules.panel")
        panel.scroll_into_view_if_needed()
        if not examination.look("rules.count", panel, patience=desk.patience):
            return examination.end("rules.count")
        examination.look("rules.add", panel)
        if elements.present("rules.rows", panel):
            examination.look("rules.rows", panel, times=None)
            examination.look("rules.caller", elements.all("rules.rows", panel).first)
            examination.look_if_there("exception.specific_hours", panel, times=None)
    editor = Editor(desk, site)
    rules = editor.exceptions()
    try:
        dialog = editor.open_exception(rules)
    except (ElementNotFound, ElementAmbiguous):
        there = {name: examination.look(name) for name in ("exception.dialog", "exception.week")}
        return examination.end(next((name for name, is_there in there.items() if not is_there), "exception.dialog"))
    return _look_at_dialog(examination, dialog)


def _look_at_dialog(examination: Examination, dialog: ExceptionDialog) -> bool:
    desk, elements = examination.desk, examination.desk.elements
    with desk.step("examine-dialog", says(desk, "examine", screen="Ajouter des exceptions")):
        examination.look("exception.dialog")
        examination.look("dialog.front")
        front = elements.find("exception.dialog")
        for name in ("exception.week", *_FIELDS, *_BUTTONS):
            examination.look(name, front)
        for name in ("exception.day_names", "exception.days", "exception.configure"):
            examination.look(name, front, times=_DAYS_A_WEEK)
    try:
        texts = read_grid(elements, front).texts
    except ReadIncomplete as problem:
        if not examination.look("exception.slots", front, times=None):
            examination.seen["exception.slots"] = ("not found", problem.what)
        return examination.end("exception.slots")
    if texts:
        (day, _), text = next(iter(texts.items()))
        _look_at_slot(examination, front, elements.all("exception.days", front).nth(day), text)
    if examination.seen["exception.configure"][0] not in THERE:
        return examination.end("exception.configure")
    with desk.step("examine-times", says(desk, "examine", screen="Configurer")):
        try:
            dialog.look_at_times(lambda times: _look_at_times(examination, times))
        except (ElementNotFound, ElementAmbiguous):
            if examination.look("time.dialog"):
                raise
            return examination.end("time.dialog")
    dialog.annuler()
    return True


def _look_at_slot(examination: Examination, front: Locator, column: Locator, text: str) -> None:
    """Click a slot, look at "Supprimer", and go without pressing it."""
    desk, elements = examination.desk, examination.desk.elements
    with desk.step("examine-slot", says(desk, "examine", screen=text)):
        examination.look("exception.slots", front, times=None)
        if not examination.look("exception.slot", column, slot=text):
            return
        elements.find("exception.slot", column, slot=text).click()
        examination.look("slot.delete")
        opened = elements.find("dialog.front")
        if opened.evaluate("(one, other) => one !== other", front.element_handle()):
            elements.find("dialog.cancel", opened).click()
        else:
            # A word that does nothing; Escape would leave the dialog of the rule as well.
            elements.all("exception.day_names", front).first.click()
        with contextlib.suppress(Error):
            elements.every("slot.delete").first.wait_for(state="hidden")
        if elements.present("slot.delete"):
            raise UnexpectedDialog(
                "What a click on a slot opened does not close.",
                remedy="Look at the last picture; nothing was deleted.",
            )


def _look_at_times(examination: Examination, times: Locator) -> None:
    examination.look("time.dialog")
    for name in ("time.fields", "dialog.ok", "dialog.cancel", "dialog.close"):
        examination.look(name, times)
    forms = [form for form in _FORMS if any(examination.desk.elements.present(name, times) for name in form)]
    for name in (name for form in forms or _FORMS for name in form):
        examination.look(name, times, times=2)
    for name in _ONLY_SOMETIMES:
        examination.look_if_there(name, times, times=2)
