"""The settings of one ring group: two tabs in the classic dialog, three in the newer panel, one "Sauvegarder".

Everything here stays in the page until "Sauvegarder" is pressed. There is no
"Annuler": leaving is by the x.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, TypeVar

from playwright.sync_api import Error, Locator

from pupitre.errors import ANNULER, PupitreError, ReadIncomplete, UnknownScreen
from pupitre.ring_groups import GroupSettings, NoAnswer, Ring, Then
from pupitre.visible import visible
from pupitre_ooma.directory import Directory, meant
from pupitre_ooma.drop_down import Offered, choose, offered
from pupitre_ooma.members import Boxes, Members, TwoLists
from pupitre_ooma.saving import save_once
from pupitre_ooma.wording import says

if TYPE_CHECKING:
    from pupitre.desk import Desk

Choice = TypeVar("Choice", Ring, Then)

_LEAVING_WITHIN_MS = 2000
_RINGS = {Ring.SIMULTANEOUS: "option.simultaneous", Ring.CONSECUTIVE: "option.consecutive"}
_FALLBACKS = {Then.VOICEMAIL: "option.voicemail", Then.EXTENSION: "option.extension"}
_TARGETS = {Then.VOICEMAIL: "group.voicemail_box", Then.EXTENSION: "group.target"}


class SettingsScreen:
    """The settings of a ring group, opened; of a new one when `extension` is empty."""

    def __init__(self, desk: Desk, directory: Directory, *, extension: str, is_newer: bool) -> None:
        self._desk = desk
        self._elements = desk.elements
        self._directory = directory
        self._extension = extension
        self._is_newer = is_newer
        self._members: Members = (TwoLists if is_newer else Boxes)(desk, directory.users)
        self._dialog = desk.elements.every("group.dialog")
        self._on = ""
        self.durations: tuple[int, ...] = ()

    def wait(self) -> None:
        """Wait until the settings are open and show the group that was meant."""
        self._elements.any_of("group.dialog", "message.refusal", "login.password").wait_for()
        if not self._elements.present("group.dialog"):
            self._elements.explain()
        self._dialog = self._elements.find("group.dialog")
        self._on = ""
        if self._extension and self._select("group.extension").text != self._extension:
            raise UnknownScreen(
                f"The settings that opened are not those of {self._extension}.",
                left_behind=ANNULER,
                remedy="Look at the last picture, then run again.",
            )

    def show_basic(self) -> None:
        """Click the first tab."""
        self._tab("group.basic")

    def show_members(self) -> Locator:
        """Click the tab with the members, and return the settings that show it."""
        self._tab("group.members_tab" if self._is_newer else "group.basic")
        return self._dialog

    def show_advanced(self) -> None:
        """Click the last tab."""
        self._tab("group.advanced")

    def extensions(self) -> tuple[str, ...]:
        """Return the extensions that a group can have."""
        return self._select("group.extension").texts

    def read(self, step: str = "read") -> GroupSettings:
        """Return everything that the settings show, tab after tab; raise ReadIncomplete."""
        with self._desk.step(step, says(self._desk, step), reads=True):
            extension = self._select("group.extension").text
            name = self._field("group.name").input_value()
            ring = self._one_of(_RINGS, self._select("group.ring").text)
            members = self._members.read(self.show_members())
            durations = self._select("group.seconds")
            then = self._one_of(_FALLBACKS, self._select("group.fallback").text)
            no_answer = self._no_answer(then)
            self.durations = tuple(_seconds(text) for text in durations.texts)
        return GroupSettings(extension, name, members, ring, _seconds(durations.text), no_answer)

    def offered_durations(self) -> tuple[int, ...]:
        """Return the seconds that the console offers."""
        return tuple(map(_seconds, self._select("group.seconds").texts))

    def choose_extension(self, extension: str) -> None:
        """Choose the number of a new group."""
        with self._step("extension", extension):
            self._choose("group.extension", extension)

    def type_name(self, name: str) -> None:
        """Type the name."""
        with self._step("name", visible(name)):
            self._field("group.name").fill(name)

    def choose_ring(self, ring: Ring) -> None:
        """Choose whether the telephones ring at once."""
        text = self._elements.elements[_RINGS[ring]].in_language(self._desk.language)
        with self._step("ring", text):
            self._choose_one_of("group.ring", _RINGS[ring])

    def select_members(self, wanted: tuple[str, ...]) -> None:
        """Check the boxes of those who must ring, or put them into the right list in their order."""
        with self._step("members", ", ".join(wanted)):
            self._members.select(self.show_members(), wanted)

    def choose_seconds(self, seconds: int) -> None:
        """Choose how long each telephone rings."""
        with self._step("seconds", str(seconds)):
            texts = self._select("group.seconds").texts
            self._choose_at("group.seconds", [at for at, text in enumerate(texts) if _seconds(text) == seconds])

    def choose_no_answer(self, no_answer: NoAnswer) -> None:
        """Choose what comes when nobody answers, and whose: the second list follows the first choice."""
        text = self._elements.elements[_FALLBACKS[no_answer.then]].in_language(self._desk.language)
        with self._step("no-answer", f"{text}, {no_answer.extension}"):
            if self._one_of(_FALLBACKS, self._select("group.fallback").text) is not no_answer.then:
                self._choose_one_of("group.fallback", _FALLBACKS[no_answer.then])
            name = _TARGETS[no_answer.then]
            extensions = self._meant(no_answer.then, self._select(name).texts)
            self._choose_at(name, [at for at, each in enumerate(extensions) if each == no_answer.extension])

    def save(self) -> None:
        """Press "Sauvegarder" once; raise SaveUnknown when it is not confirmed."""
        with self._desk.saving(
            "save", says(self._desk, "save"), lambda: self._elements.find("group.save", self._dialog)
        ) as button:
            save_once(self._desk, button, "group.closed", elsewhere=self.show_basic)

    def delete_button(self) -> Locator:
        """Return the button that deletes the group, in the newer settings."""
        return self._elements.find("group.delete", self._dialog)

    def close(self) -> None:
        """Leave by the x: nothing is saved."""
        with self._desk.step("close", says(self._desk, "close")):
            self._elements.find("group.close", self._dialog).click()
            self._elements.find("group.closed")

    def leave(self) -> None:
        """Leave by the x whatever stands in front; what fails here does not hide the first error."""
        for name in ("members.dialog", "group.dialog"):
            with contextlib.suppress(PupitreError, Error):
                if self._elements.present(name):
                    front = self._elements.find(name, patience=1)
                    self._elements.find("group.close", front, patience=1).click(timeout=_LEAVING_WITHIN_MS)
                    front.wait_for(state="detached", timeout=_LEAVING_WITHIN_MS)

    def _tab(self, name: str) -> None:
        if self._on != name:
            self._elements.find(name, self._dialog).click()
            self._on = name

    def _field(self, name: str) -> Locator:
        late = name in ("group.fallback", *_TARGETS.values()) or (name == "group.seconds" and not self._is_newer)
        self._tab("group.advanced" if late else "group.basic")
        return self._elements.find(name, self._dialog)

    def _select(self, name: str) -> Offered:
        return offered(self._field(name))

    def _no_answer(self, then: Then) -> NoAnswer | None:
        target = self._select(_TARGETS[then])
        if not target.text or target.chosen is None:
            return None
        extension = self._meant(then, target.texts)[target.chosen]
        if extension is None:
            raise ReadIncomplete(
                f"Whose {then.value} {visible(target.text)!r} is cannot be told from the page Extensions.",
                remedy="Give each extension a name of its own on the console, then run again.",
            )
        return NoAnswer(then, extension)

    def _meant(self, then: Then, texts: tuple[str, ...]) -> list[str | None]:
        rows = self._directory.boxes if then is Then.VOICEMAIL else self._directory.others(self._extension)
        return meant(texts, rows, with_number=self._is_newer)

    def _one_of(self, words: dict[Choice, str], text: str) -> Choice:
        for choice, name in words.items():
            if _plain(text) in map(_plain, self._elements.elements[name].words):
                return choice
        raise ReadIncomplete(
            f"The settings show a choice that is not known: {visible(text)!r}.",
            remedy=f"Add its words to {' or '.join(words.values())} in selectors/ooma.yaml.",
        )

    def _choose(self, name: str, wanted: str) -> None:
        self._choose_at(name, [at for at, text in enumerate(self._select(name).texts) if text == wanted])

    def _choose_one_of(self, name: str, words: str) -> None:
        known = set(map(_plain, self._elements.elements[words].words))
        self._choose_at(name, [at for at, text in enumerate(self._select(name).texts) if _plain(text) in known])

    def _choose_at(self, name: str, places: list[int]) -> None:
        if len(places) != 1:
            raise UnknownScreen(
                f"The list {name} offers what is wanted {len(places)} times.",
                left_behind=ANNULER,
                remedy="Look at the last picture, then run again.",
            )
        choose(self._field(name), places[0])

    def _step(self, name: str, value: str) -> contextlib.AbstractContextManager[None]:
        return self._desk.step(name, says(self._desk, name, value=value), changes=True)


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split()).casefold()


def _seconds(text: str) -> int:
    """Return 30 for "30 seconds (5 rings)"."""
    number = re.match(r"\d+", text)
    if number is None:
        raise ReadIncomplete(
            f"The settings offer a duration that is not understood: {visible(text)!r}.",
            remedy="Look at the last picture, then tell whoever looks after Pupitre.",
        )
    return int(number[0])
