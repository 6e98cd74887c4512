"""Change a site's opening hours.

Source: "Changements d'horaires OTI", part 2. The hours of a site are the slots
of the one rule under "Exceptions" in the "Règles de transfert" of its extension.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pupitre.console import Site
from pupitre.errors import ANNULER, StalePlan, UnknownScreen
from pupitre.hours import Slot, Week
from pupitre.plan import Action, Observed, digest
from pupitre_threecx.rules import ShownRule, surroundings

if TYPE_CHECKING:
    from pupitre_threecx.screens import ExtensionList


def read(extensions: ExtensionList, site: Site) -> Observed:
    """Return the hours that the console shows, leaving both dialogs by "Annuler"."""
    with extensions.viewing(site) as editor:
        rules = editor.exceptions()
        dialog = editor.open_exception(rules)
        shown = dialog.read()
        dialog.annuler()
    return Observed(shown.week, surroundings(rules, shown))


def change(extensions: ExtensionList, site: Site, before: Week, unchanged: str, actions: Sequence[Action]) -> None:
    """Make the rule show the wanted hours and save them.

    Deletions come first: the console refuses a slot that overlaps another, and
    has no way to edit one. The whole dialog is read back before its "OK", the
    list of rules before the page's.
    """
    wanted = _after(before, actions)
    with extensions.editing(site) as editor:
        rules = editor.exceptions()
        dialog = editor.open_exception(rules)
        shown = dialog.read()
        if shown.week != before or digest(surroundings(rules, shown)) != unchanged:
            raise StalePlan(
                f"{site.name}: the console no longer shows what the plan was made from.",
                left_behind=ANNULER,
                remedy="Plan again, read it, and apply the new plan.",
            )
        for action in actions:
            if action.verb == "delete":
                dialog.delete(action.day, action.slot)
            else:
                dialog.configure(action.day, action.slot)
        _demand_same(site, dialog.read(), wanted, shown.untouched)
        dialog.ok()
        if editor.exceptions() != rules:
            raise UnknownScreen(
                f"{site.name}: the list of rules changed while the hours were edited.",
                left_behind=ANNULER,
                remedy="Look at the pictures, then run again.",
            )


def _after(before: Week, actions: Sequence[Action]) -> Week:
    days: dict[int, set[Slot]] = {day: set(slots) for day, slots in before}
    for action in actions:
        if action.verb == "delete":
            days[action.day].remove(action.slot)
        else:
            days[action.day].add(action.slot)
    return Week(tuple(tuple(sorted(days[day])) for day, _ in before))


def _demand_same(site: Site, shown: ShownRule, wanted: Week, untouched: dict[str, str]) -> None:
    if shown.week != wanted:
        raise UnknownScreen(
            f"{site.name}: the dialog does not show the wanted week before its OK.",
            left_behind=ANNULER,
            remedy="Look at the last picture, then run again.",
        )
    if shown.untouched != untouched:
        raise UnknownScreen(
            f"{site.name}: the caller, the kind of hours or the destination changed while the slots were edited.",
            left_behind=ANNULER,
            remedy="Look at the last picture; tell whoever looks after Pupitre.",
        )
