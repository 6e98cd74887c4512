"""Read and change ring groups, and the direct numbers that point at them.

Source: "Groupes d'appel" (Ooma Office). Each step is one opening and one save:
what opens is compared with what was read before anything is typed, and all of it
is read back before "Sauvegarder".
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pupitre.errors import ANNULER, ReadIncomplete, StalePlan, UnknownScreen
from pupitre.plan.ringing import (
    Action,
    ChangeMembers,
    ChangeNoAnswer,
    ChangeRing,
    ChangeSeconds,
    CreateGroup,
    PointNumber,
    Rename,
    Step,
)
from pupitre.ring_groups import GroupSettings, Ring, RingGroupError
from pupitre.switchboard import Listed, Switchboard
from pupitre.visible import visible
from pupitre_ooma.deletion import delete_once
from pupitre_ooma.extensions_page import ExtensionsPage
from pupitre_ooma.group_settings import SettingsScreen
from pupitre_ooma.numbers_page import NumbersPage
from pupitre_ooma.wording import says

if TYPE_CHECKING:
    from pupitre.desk import Desk


class RingGroupsFlow:
    """The procedures of the document, on both pages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.extensions = ExtensionsPage(desk)
        self.numbers = NumbersPage(desk)

    def read(self) -> Switchboard:
        """Return what both pages and the settings of every group show, leaving each by the x."""
        directory = self.extensions.load_anew()
        is_newer = self.extensions.is_newer
        groups: list[GroupSettings] = []
        durations: set[int] = set()
        for row in directory.groups:
            with self.opened(row.listed) as screen:
                groups.append(screen.read())
                durations |= set(screen.durations)
        if not directory.groups:
            with self._opened_new() as screen:
                durations = set(screen.offered_durations())
        numbers = self.numbers.load_anew(directory)
        try:
            return Switchboard(
                extensions=directory.extensions,
                groups=tuple(groups),
                numbers=tuple(numbers.items()),
                durations=tuple(durations),
                extension_length=max(len(row.extension) for row in directory.rows),
                keeps_order=is_newer,
                lists_numbers=is_newer,
            )
        except RingGroupError as problem:
            raise ReadIncomplete(
                f"What the console shows does not fit together: {problem}.",
                remedy="Run again; look at the pictures if it stays.",
            ) from None

    def create_group(self, action: CreateGroup, wanted: Switchboard) -> None:
        """Add a ring group: its number and name, who rings and how, then what comes when nobody answers."""
        settings = action.settings
        with self._editing_new() as screen:
            if settings.extension not in screen.extensions():
                raise StalePlan(
                    f"The console does not offer the extension {settings.extension} for a new group.",
                    left_behind=ANNULER,
                    remedy="Plan again, read it, and apply the new plan.",
                )
            screen.choose_extension(settings.extension)
            screen.type_name(settings.name)
            if settings.ring is not Ring.SIMULTANEOUS:
                screen.choose_ring(settings.ring)
            screen.select_members(settings.members)
            screen.choose_seconds(settings.seconds)
            screen.choose_no_answer(action.fallback.no_answer)
            _demand_wanted(screen, wanted.group(settings.extension))
        screen.save()

    def change_settings(self, step: Step, group: Listed, before: Switchboard) -> None:
        """Change a group's settings in one opening of them."""
        with self._editing(group) as screen:
            if screen.read() != before.group(group.extension):
                raise StalePlan(
                    f"{visible(str(group))}: the console no longer shows what the plan was made from.",
                    left_behind=ANNULER,
                    remedy="Plan again, read it, and apply the new plan.",
                )
            for action in step.actions:
                _set(screen, action)
            _demand_wanted(screen, step.after(before).group(group.extension))
        screen.save()

    def delete_group(self, group: Listed) -> None:
        """Delete a group by its bin, or in the newer manager by the button of its settings."""
        if not self.extensions.is_newer:
            delete_once(self._desk, self.extensions.bin(group), group)
            return
        with self._editing(group) as screen:
            delete_once(self._desk, screen.delete_button(), group)

    def point_numbers(self, step: Step, before: Switchboard) -> None:
        """Choose who gets the calls of some numbers; the save sends every row, so every row is compared first."""
        directory = self.extensions.directory
        shown = self.numbers.load_anew(directory)
        self.numbers.demand(dict(before.numbers), shown)
        for action in step.actions:
            if isinstance(action, PointNumber):
                self.numbers.point(action.number, action.group)
        self.numbers.demand_before_save(dict(step.after(before).numbers), directory)
        self.numbers.save()

    def do(self, step: Step, before: Switchboard) -> None:
        """Do one step, from a fresh page that shows what the step was made from."""
        self.extensions.load_anew()
        self.extensions.demand(before)
        if step.place == "numbers":
            self.point_numbers(step, before)
        elif step.place == "create":
            for action in step.actions:
                if isinstance(action, CreateGroup):
                    self.create_group(action, step.after(before))
        elif step.group is not None and step.place == "settings":
            self.change_settings(step, step.group, before)
        elif step.group is not None:
            self.delete_group(step.group)

    def load_anew(self) -> None:
        """Load the page Extensions from the server."""
        self.extensions.load_anew()

    def leave(self) -> bool:
        """Leave the settings of a group by their x; return whether they were open and no longer are."""
        if not self._desk.elements.present("group.dialog"):
            return False
        self._screen("").leave()
        return not self._desk.elements.present("group.dialog")

    @contextlib.contextmanager
    def opened(self, group: Listed) -> Iterator[SettingsScreen]:
        """Open a group's settings to look at them, and leave by the x."""
        with self._editing(group) as screen:
            yield screen
        screen.close()

    @contextlib.contextmanager
    def _opened_new(self) -> Iterator[SettingsScreen]:
        """Open the settings of a new group to look at them, and leave by the x."""
        with self._editing_new() as screen:
            yield screen
        screen.close()

    @contextlib.contextmanager
    def _editing(self, group: Listed) -> Iterator[SettingsScreen]:
        """Open a group's settings; leave by the x unless all goes well."""
        screen = self._screen(group.extension)
        with self._desk.step("settings", says(self._desk, "settings", group=visible(str(group)))):
            self.extensions.settings(group)
            screen.wait()
        with _left_by_the_x(screen):
            yield screen

    @contextlib.contextmanager
    def _editing_new(self) -> Iterator[SettingsScreen]:
        """Open the settings of a new group; leave by the x unless all goes well."""
        screen = self._screen("")
        with self._desk.step("add", says(self._desk, "add")):
            self.extensions.add_group()
            screen.wait()
        with _left_by_the_x(screen):
            yield screen

    def _screen(self, extension: str) -> SettingsScreen:
        is_newer = self.extensions.is_newer
        return SettingsScreen(self._desk, self.extensions.directory, extension=extension, is_newer=is_newer)


@contextlib.contextmanager
def _left_by_the_x(screen: SettingsScreen) -> Iterator[None]:
    try:
        yield
    except BaseException:
        screen.leave()
        raise


def _set(screen: SettingsScreen, action: Action) -> None:
    match action:
        case Rename(name=name):
            screen.type_name(name)
        case ChangeRing(wanted=ring):
            screen.choose_ring(ring)
        case ChangeMembers(wanted=members):
            screen.select_members(tuple(member.extension for member in members))
        case ChangeSeconds(wanted=seconds):
            screen.choose_seconds(seconds)
        case ChangeNoAnswer(wanted=fallback):
            screen.choose_no_answer(fallback.no_answer)
        case _:
            raise ValueError(f"{type(action).__name__} is no setting of a group")


def _demand_wanted(screen: SettingsScreen, wanted: GroupSettings | None) -> None:
    """Raise UnknownScreen unless the settings show what is wanted, all of it."""
    shown = screen.read("read-back")
    if shown == wanted:
        return
    names = ("name", "members", "ring", "seconds", "no_answer", "extension")
    differing = [name for name in names if getattr(shown, name) != getattr(wanted, name, None)]
    raise UnknownScreen(
        f"The settings do not show what is wanted before their save: {', '.join(differing)}.",
        left_behind=ANNULER,
        remedy="Look at the last picture, then run again.",
    )
