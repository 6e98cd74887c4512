"""One replay of a recording on a page: step after step, each looked at before it is done.

A difference stops it before anything is saved. A step after which the console saves
is done once, whatever comes of it; nothing that may have happened is repeated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import Dialog, Error, Locator, Page, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.browser.elements import Way
from pupitre.errors import Explained, NotVerified, PupitreError, UnexpectedDialog, Unreachable
from pupitre.recording.binding import Numbered
from pupitre.recording.meeting import meet
from pupitre.recording.model import Step, Verb
from pupitre.recording.scribe import BETWEEN

if TYPE_CHECKING:
    from pupitre.desk import Desk

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class CommitInDoubt(NotVerified):
    """What makes the console save was done, and the console did not say that it saved."""

    reason = "save_unknown"


class NoSuchFile(Explained):
    """A file that a step attaches is not there."""

    reason = "no_such_file"


@dataclass
class Player:
    """Does the steps of one replay at a desk.

    `files` is where what a step attaches is looked for. `healed` keeps the way by which an element
    was found that its first way did not find, by the number of its step; `committed` the numbers of
    the steps after which the console saved.
    """

    desk: Desk
    files: Path
    healed: dict[str, Way] = field(default_factory=dict)
    committed: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    _tabs: list[Page] = field(default_factory=list)
    _wanted: tuple[str, str] | None = None
    _asked: str | None = None

    def __post_init__(self) -> None:
        self._tabs.append(self.desk.page)
        self.desk.page.on("dialog", self._answer)
        self.desk.page.context.on("page", self._opened)

    def play(self, steps: Sequence[Numbered], *, until: Callable[[Numbered], bool] = lambda _: False) -> None:
        """Do the steps in order, up to one before which it shall stop."""
        for numbered in steps:
            if until(numbered):
                return
            self._do(numbered)
            self.done.append(numbered.number)

    def close(self) -> None:
        """Close the windows that the steps opened, and hear of no more."""
        context = self.desk.page.context
        context.remove_listener("page", self._opened)
        for tab in self._tabs[1:]:
            if not tab.is_closed():
                tab.close()
        self.desk.page.remove_listener("dialog", self._answer)

    def _do(self, numbered: Numbered) -> None:
        step = numbered.step
        name = f"replay-{numbered.number.replace('.', '-')}"
        with self.desk.step(name, step.says, changes=step.do is not Verb.OPEN):
            page = self._page(step)
            if step.do is Verb.OPEN:
                self._open(page, step.value or "/")
            elif step.do is Verb.CLOSE_TAB:
                page.close()
            elif step.commit:
                self._commit(page, numbered)
            else:
                self._act(page, numbered)
            self._demand_answered(step)

    def _act(self, page: Page, numbered: Numbered) -> None:
        step = numbered.step
        met = meet(page, numbered.number, step, patience=self.desk.patience)
        if met.healed_by is not None:
            self.healed[numbered.number] = met.healed_by
        self._perform(met.locator, step)

    def _commit(self, page: Page, numbered: Numbered) -> None:
        step = numbered.step
        locator = meet(page, numbered.number, step, patience=self.desk.patience).locator
        # From here on the console may have saved, whatever is raised.
        self.committed.append(numbered.number)
        try:
            with page.context.expect_event(
                "response", lambda answer: self._is_the_save(answer, step), timeout=self.desk.patience * 1000
            ) as answered:
                self._perform(locator, step)
            status = answered.value.status
        except PupitreError:
            raise
        except Error as error:
            said = "did not answer" if isinstance(error, PlaywrightTimeout) else "was cut off"
            raise CommitInDoubt(
                f"{numbered.number}. {step.says}: the console {said}.", left_behind="Whether it saved is not known yet."
            ) from None
        if status >= 400:
            raise CommitInDoubt(
                f"{numbered.number}. {step.says}: the console answered {status}.",
                left_behind="Whether it saved is not known yet.",
            )

    def _perform(self, locator: Locator, step: Step) -> None:
        self._wanted = None if step.dialog is None else (step.dialog.says, step.dialog.answer)
        self._asked = None
        if step.opens_tab:
            with locator.page.context.expect_event("page", timeout=self.desk.patience * 1000):
                self._perform_plainly(locator, step)
        else:
            self._perform_plainly(locator, step)

    def _perform_plainly(self, locator: Locator, step: Step) -> None:
        value = step.value or ""
        match step.do:
            case Verb.CLICK:
                locator.click()
            case Verb.DOUBLE_CLICK:
                locator.dblclick()
            case Verb.RIGHT_CLICK:
                locator.click(button="right")
            case Verb.HOVER:
                locator.hover()
            case Verb.FILL:
                locator.fill(value)
            case Verb.SELECT:
                locator.select_option(label=value.split(BETWEEN))
            case Verb.CHECK:
                locator.check()
            case Verb.UNCHECK:
                locator.uncheck()
            case Verb.PRESS:
                locator.press(value)
            case Verb.UPLOAD:
                locator.set_input_files([self._file(name) for name in value.split(BETWEEN)])

    def _open(self, page: Page, place: str) -> None:
        try:
            page.goto(f"{self.desk.origin}{place}", wait_until="load")
        except Error:
            raise Unreachable(
                f"{self.desk.origin} cannot be reached.", remedy="Check the address and the network, then run again."
            ) from None

    def _page(self, step: Step) -> Page:
        if step.tab > len(self._tabs) or self._tabs[step.tab - 1].is_closed():
            raise Explained(f"{step.says}: there is no window number {step.tab}.", remedy="Record the change again.")
        return self._tabs[step.tab - 1]

    def _file(self, name: str) -> Path:
        path = self.files / Path(name).name
        if not path.is_file():
            raise NoSuchFile(f"{path} is to be attached, and is not there.", remedy="Put it beside the recording.")
        return path

    def _is_the_save(self, answer: Response, step: Step) -> bool:
        parts = urlsplit(answer.url)
        if f"{parts.scheme}://{parts.netloc}" != self.desk.origin or answer.request.method in _SAFE:
            return False
        return step.wrote is None or alike(f"{answer.request.method} {parts.path}", step.wrote)

    def _answer(self, dialog: Dialog) -> None:
        wanted = self._wanted
        if wanted is not None and " ".join(dialog.message.split())[:200] == " ".join(wanted[0].split()):
            self._wanted = None
            if wanted[1] == "accept":
                dialog.accept()
            else:
                dialog.dismiss()
            return
        if dialog.type != "beforeunload":
            self._asked = dialog.message[:200]
        dialog.dismiss()

    def _demand_answered(self, step: Step) -> None:
        if self._asked is not None:
            expected = f" It was recorded with {step.dialog.says!r}." if step.dialog is not None else ""
            raise UnexpectedDialog(
                f"{step.says}: the console asked {self._asked!r}, which was dismissed.{expected}",
                remedy="Open the console by hand and see what it wants, then run again.",
            )

    def _opened(self, page: Page) -> None:
        self._tabs.append(page)
        page.on("dialog", self._answer)


def alike(request: str, recorded: str) -> bool:
    """Return whether a request is the one that was recorded, whatever the numbers and marks in its path."""
    return _pattern(request) == _pattern(recorded)


def _pattern(request: str) -> str:
    method, _, path = request.partition(" ")
    parts = ["*" if any(letter.isdigit() for letter in part) else part for part in path.split("/")]
    return re.sub(r"\s+", " ", f"{method} {'/'.join(parts)}")
