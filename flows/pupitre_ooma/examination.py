"""What `doctor` looks at: every element, on the screen where it belongs.

Walks from the page Extensions to the settings of one ring group, tab after tab,
to the newer manager's two lists and to the page of the numbers. Nothing is typed
or chosen, no bin and no "Sauvegarder" is pressed: what a deletion asks is not
shown on this walk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Locator

from pupitre.console import ElementReport, Site
from pupitre.errors import ElementAmbiguous, ElementNotFound, ReadIncomplete
from pupitre.examining import Examination
from pupitre.switchboard import Listed
from pupitre_ooma.wording import says

if TYPE_CHECKING:
    from pupitre.desk import Desk
    from pupitre_ooma.ring_groups import RingGroupsFlow

_KINDS = ("kind.receptionist", "kind.user", "kind.group", "kind.conference")
_HEAD = ("group.close", "group.save", "group.basic", "group.advanced")
_RINGING = ("group.ring", "option.simultaneous", "option.consecutive")
_UNANSWERED = ("group.fallback", "option.voicemail", "option.extension")
_LISTS = ("members.available", "members.chosen", "members.right", "members.left", "members.done")


def examine(desk: Desk, flow: RingGroupsFlow, site: Site) -> tuple[ElementReport, ...]:
    """Return one report for every element: found, drifted, ambiguous, not found, or not shown on this walk."""
    examination = Examination(desk)
    examination.note_found(lambda name: name.startswith(("login.", "country.")))
    try:
        _look_at_extensions(examination, flow, Listed(site.extension, site.name))
        _look_at_settings(examination, flow, Listed(site.extension, site.name))
        _look_at_numbers(examination, flow)
    except (ElementNotFound, ElementAmbiguous, ReadIncomplete) as problem:
        missing = problem.what.partition(" ")[0]
        examination.ended = missing if missing in desk.elements.elements.by_name else problem.what
        if missing in desk.elements.elements.by_name:
            status = "ambiguous" if isinstance(problem, ElementAmbiguous) else "not found"
            examination.seen.setdefault(missing, (status, problem.what))
    return examination.reports()


def _look_at_extensions(examination: Examination, flow: RingGroupsFlow, group: Listed) -> None:
    desk, elements = examination.desk, examination.desk.elements
    directory = flow.extensions.load_anew()
    with desk.step("examine-extensions", says(desk, "examine", screen="Extensions")):
        examination.look("shell.signed_in")
        if examination.look("shell.menu"):
            elements.find("shell.menu").click()
            examination.look("shell.sign_out")
            elements.find("shell.menu").click()
        if examination.look_if_there("list.add"):
            elements.find("list.add").click()
            examination.look("list.add_group")
            elements.find("list.add").click()
        else:
            examination.look("list.add_group")
        examination.look("list.rows", times=None)
        for name in _KINDS:
            examination.look_if_there(name, times=None)
        row = directory.by_extension.get(group.extension)
        if row is not None and examination.look("list.row", number=row.extension, called=row.label):
            shown = elements.find("list.row", number=row.extension, called=row.label)
            if not flow.extensions.is_newer:
                examination.look("list.gear", shown)
                examination.look("list.bin", shown)


def _look_at_settings(examination: Examination, flow: RingGroupsFlow, group: Listed) -> None:
    desk, elements = examination.desk, examination.desk.elements
    is_newer = flow.extensions.is_newer
    with flow.opened(group) as screen:
        dialog = elements.find("group.dialog")
        with desk.step("examine-settings", says(desk, "examine", screen=str(group))):
            examination.look("group.dialog")
            for name in _HEAD:
                examination.look(name, dialog)
            screen.show_basic()
            for name in ("group.extension", "group.name", *_RINGING):
                examination.look(name, dialog)
            if is_newer:
                examination.look("group.seconds", dialog)
                examination.look("group.delete", dialog)
                examination.look("group.members_tab", dialog)
            else:
                examination.look("group.boxes", dialog, times=None)
        if is_newer:
            _look_at_lists(examination, screen.show_members())
        screen.show_advanced()
        with desk.step("examine-advanced", says(desk, "examine", screen=str(group))):
            if not is_newer:
                examination.look("group.seconds", dialog)
            for name in _UNANSWERED:
                examination.look(name, dialog)
            examination.look_at_one_of(("group.voicemail_box", "group.target"), dialog)
    examination.look("group.closed")


def _look_at_lists(examination: Examination, tab: Locator) -> None:
    desk, elements = examination.desk, examination.desk.elements
    with desk.step("examine-members", says(desk, "examine", screen="Membres")):
        examination.look_if_there("members.listed", tab, times=None)
        if not examination.look("members.edit", tab):
            return
        elements.find("members.edit", tab).click()
        if examination.look("members.dialog"):
            lists = elements.find("members.dialog")
            for name in _LISTS:
                examination.look(name, lists)
            elements.find("group.close", lists).click()
            lists.wait_for(state="detached")


def _look_at_numbers(examination: Examination, flow: RingGroupsFlow) -> None:
    desk, elements = examination.desk, examination.desk.elements
    flow.numbers.load_anew(flow.extensions.directory)
    with desk.step("examine-numbers", says(desk, "examine", screen="Numéros")):
        examination.look("numbers.save")
        if examination.look_if_there("numbers.rows", times=None):
            examination.look("numbers.choice", elements.all("numbers.rows").first)
