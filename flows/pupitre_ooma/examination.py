"""What `doctor` looks at: every element, on the screen where it belongs.

Walks from the page Extensions to the settings of one ring group, tab after tab,
to the newer manager's two lists and to the page of the numbers. Nothing is typed
or chosen, no bin and no "Sauvegarder" is pressed: what a deletion asks is not
shown on this walk.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.sync_api import Locator
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.console import ElementReport, Site
from pupitre.errors import ElementAmbiguous, ElementNotFound, ReadIncomplete
from pupitre.switchboard import Listed
from pupitre_ooma.wording import says

if TYPE_CHECKING:
    from pupitre.desk import Desk
    from pupitre_ooma.ring_groups import RingGroupsFlow

NOT_SHOWN = "not shown"
_THERE = ("found", "drifted")
_WORSE = (*_THERE, "ambiguous", "not found")  # of an element on two screens the worse is told
_LATE = 2.0  # seconds that an element may come later than the screen it stands on

_KINDS = ("kind.receptionist", "kind.user", "kind.group", "kind.conference")
_HEAD = ("group.close", "group.save", "group.basic", "group.advanced")
_RINGING = ("group.ring", "option.simultaneous", "option.consecutive")
_UNANSWERED = ("group.fallback", "option.voicemail", "option.extension")
_LISTS = ("members.available", "members.chosen", "members.right", "members.left", "members.done")


@dataclass
class _Examination:
    """What has been looked at so far; `ended` says why the walk could not go on."""

    desk: Desk
    seen: dict[str, tuple[str, str]] = field(default_factory=dict)
    ended: str = ""

    def look(self, name: str, within: Locator | None = None, *, times: int | None = 1, **values: str) -> bool:
        """Examine one element, which may still be on its way; return whether it is there."""
        elements = self.desk.elements
        with contextlib.suppress(ElementNotFound, ElementAmbiguous, PlaywrightTimeout):
            if times == 1:
                elements.find(name, within, patience=_LATE, **values)
            else:
                elements.every(name, within, **values).first.wait_for(state="visible", timeout=_LATE * 1000)
        status, detail = elements.examine(name, within, times=times, **values)
        earlier = self.seen.get(name)
        if earlier is None or _WORSE.index(status) >= _WORSE.index(earlier[0]):
            self.seen[name] = (status, detail)
        return status in _THERE

    def look_if_there(self, name: str, within: Locator | None = None, *, times: int | None = 1) -> bool:
        """Examine an element that is only there sometimes; its absence is no fault."""
        there = self.desk.elements.present(name, within)
        return self.look(name, within, times=times) if there else False

    def look_at_one_of(self, names: tuple[str, ...], within: Locator | None = None) -> None:
        """Examine those of several elements that are there; the first as missing when none is."""
        if not [name for name in names if self.look_if_there(name, within)]:
            self.look(names[0], within)

    def reports(self) -> tuple[ElementReport, ...]:
        """Return one report an element, in the order of the file."""
        elements = self.desk.elements
        return tuple(
            ElementReport(name, *(self.seen.get(name) or (NOT_SHOWN, self._why_not(element.where))), element.seen)
            for name, element in elements.elements.by_name.items()
        )

    def _why_not(self, where: str) -> str:
        return f"the walk ended at {self.ended}" if self.ended else where


def examine(desk: Desk, flow: RingGroupsFlow, site: Site) -> tuple[ElementReport, ...]:
    """Return one report for every element: found, drifted, ambiguous, not found, or not shown on this walk."""
    examination = _Examination(desk)
    for name, way in desk.elements.found_by.items():
        if name.startswith(("login.", "country.")):
            examination.seen[name] = ("drifted" if name in desk.elements.drifted else "found", str(way))
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


def _look_at_extensions(examination: _Examination, flow: RingGroupsFlow, group: Listed) -> None:
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


def _look_at_settings(examination: _Examination, flow: RingGroupsFlow, group: Listed) -> None:
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


def _look_at_lists(examination: _Examination, tab: Locator) -> None:
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


def _look_at_numbers(examination: _Examination, flow: RingGroupsFlow) -> None:
    desk, elements = examination.desk, examination.desk.elements
    flow.numbers.load_anew(flow.extensions.directory)
    with desk.step("examine-numbers", says(desk, "examine", screen="Numéros")):
        examination.look("numbers.save")
        if examination.look_if_there("numbers.rows", times=None):
            examination.look("numbers.choice", elements.all("numbers.rows").first)
