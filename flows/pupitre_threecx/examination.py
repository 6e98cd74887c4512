"""What `doctor` looks at: every element, on the screen where it belongs.

Walks to the dialog of the rule and to the times without changing anything:
every dialog is left by "Annuler".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Locator

from pupitre.console import ElementReport, Site
from pupitre_threecx.wording import says

if TYPE_CHECKING:
    from pupitre.desk import Desk
    from pupitre_threecx.screens import ExtensionList

_SHELL = ("shell.signed_in", "shell.user_menu", "list.search", "list.row")
_EDITOR = (
    "editor.ok",
    "editor.cancel",
    "editor.title",
    "editor.forwarding_rules",
    "rules.panel",
    "rules.add",
)
_DIALOG = ("exception.dialog", "exception.week", "dialog.front", "dialog.ok", "dialog.cancel")
_FIELDS = ("exception.caller", "exception.hours", "exception.forward", "exception.destination")
_TIMES = ("time.dialog", "time.fields", "dialog.ok", "dialog.cancel")


def examine(desk: Desk, extensions: ExtensionList, site: Site) -> tuple[ElementReport, ...]:
    """Return one report an element that belongs to a screen on the way to a site's hours."""
    reports: dict[str, ElementReport] = {}
    with desk.step("examine-list", says(desk, "examine", screen="#/app/extensions")):
        extensions.show()
        desk.elements.find("list.search").fill(site.extension)
        desk.elements.find("list.row", number=site.extension, called=site.name)
        _look(desk, reports, _SHELL, number=site.extension, called=site.name)
    with extensions.viewing(site) as editor:
        rules = editor.exceptions()
        _look(desk, reports, _EDITOR)
        dialog = editor.open_exception(rules)
        front = desk.elements.find("exception.dialog")
        with desk.step("examine-dialog", says(desk, "examine", screen="Ajouter des exceptions")):
            _look(desk, reports, _DIALOG[:3])
            _look(desk, reports, (*_DIALOG[3:], *_FIELDS), within=front)
        dialog.read()
        with desk.step("examine-times", says(desk, "examine", screen="Configurer")):
            dialog.look_at_times(lambda times: _look(desk, reports, _TIMES, within=None))
        dialog.annuler()
    return tuple(reports.values())


def _look(
    desk: Desk,
    reports: dict[str, ElementReport],
    names: tuple[str, ...],
    within: Locator | None = None,
    **values: str,
) -> None:
    for name in names:
        if name in reports and reports[name].status == "found":
            continue
        status, detail = desk.elements.examine(name, within, **values)
        reports[name] = ElementReport(name, status, detail, desk.elements.elements[name].seen)
