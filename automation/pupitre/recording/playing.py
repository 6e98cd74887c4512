"""One replay of a recording on a page: step after step, each looked at before it is done.

A difference stops it before anything is saved. A step after which the console saves
is done once, whatever comes of it; nothing that may have happened is repeated.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import Dialog, Error, Locator, Page, Request, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pupitre.errors import SAVED_OR_NOT, Explained, NotVerified, PupitreError, UnexpectedDialog, Unreachable
from pupitre.recording.acting import act, can_be_done, press
from pupitre.recording.binding import Numbered
from pupitre.recording.meeting import Seen, demand_appeared, meet
from pupitre.recording.model import Step, Verb

if TYPE_CHECKING:
    from pupitre.desk import Desk

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class CommitInDoubt(NotVerified):
    """What makes the console save was done, and the console did not say that it saved."""

    reason = "save_unknown"


@dataclass(frozen=True)
class Healed:
    """A step whose element its first way did not find; `way` is the place of the one that did, from 0.

    `gone` are the places in `before` of the lines about itself that are not on the screen any more.
    """

    way: int
    told: str
    gone: tuple[int, ...] = ()


@dataclass
class Player:
    """Does the steps of one replay at a desk.

    `files` is where what a step attaches is looked for; `saves_nothing` says of a request, method and
    path, that it changes nothing or only a working copy. `committed` holds the numbers of the steps
    after which the console saved or may have, `unforeseen` the requests that no recorded step made.
    """

    desk: Desk
    files: Path
    saves_nothing: Callable[[str, str], bool] = lambda method, _: method in SAFE
    healed: dict[str, Healed] = field(default_factory=dict)
    committed: list[str] = field(default_factory=list)
    unforeseen: list[str] = field(default_factory=list)
    done: int = 0
    _tabs: list[Page] = field(default_factory=list)
    _wanted: tuple[str, str] | None = None
    _asked: str | None = None
    _saving: Step | None = None
    _seen: tuple[Page, Seen] | None = None

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Have the page's questions and windows be the player's; close the windows that the steps opened."""
        desk, context = self.desk, self.desk.page.context
        self._tabs = [desk.page]
        with desk.handed_over():
            desk.page.on("dialog", self._answer)
            context.on("page", self._opened)
            context.on("request", self._sent)
            try:
                yield
            finally:
                context.remove_listener("request", self._sent)
                context.remove_listener("page", self._opened)
                for tab in self._tabs[1:]:
                    with contextlib.suppress(Error):  # it may be closed already
                        tab.close()
                desk.page.remove_listener("dialog", self._answer)

    def play(self, steps: Sequence[Numbered], *, until: Callable[[Numbered], bool] = lambda _: False) -> None:
        """Do the steps in order, up to one before which it shall stop."""
        self.done = 0
        self._seen = None
        for numbered in steps:
            if until(numbered):
                return
            self._do(numbered)
            self.done += 1

    def _do(self, numbered: Numbered) -> None:
        step, desk = numbered.step, self.desk
        name = f"replay-{numbered.number.replace('.', '-')}"
        page = self._page(numbered)
        with self._photographed(page), desk.step(name, step.says, changes=step.do is not Verb.OPEN):
            self._wanted = None if step.dialog is None else (step.dialog.says, step.dialog.answer)
            self._asked = None
            if step.do is Verb.OPEN:
                self._open(page, numbered)
            elif step.do is Verb.CLOSE_TAB:
                page.close()
            elif step.commit:
                self._commit(page, numbered)
            else:
                self._perform(page, self._found(page, numbered), step)
            self._demand_answered(step)
            self._seen = None
            if not page.is_closed():
                seen = demand_appeared(
                    page, numbered.number, step, patience=desk.patience, explain=desk.elements.explain
                )
                self._seen = None if seen is None else (page, seen)

    def _found(self, page: Page, numbered: Numbered) -> Locator | None:
        """Return the element of a step; None for a key that goes to whatever has the focus."""
        step, desk = numbered.step, self.desk
        if not step.ways:
            return None
        seen = self._seen[1] if self._seen is not None and self._seen[0] is page else None
        met = meet(page, numbered.number, step, patience=desk.patience, seen=seen, explain=desk.elements.explain)
        if met.way:
            self.healed[numbered.number] = Healed(met.way, str(step.ways[met.way]), met.gone)
        return met.locator

    def _commit(self, page: Page, numbered: Numbered) -> None:
        step = numbered.step
        locator = self._found(page, numbered)
        if locator is not None:
            can_be_done(locator, step)
        # From here on the console may have saved, whatever is raised.
        self.committed.append(numbered.number)
        self._saving = step
        try:
            with page.context.expect_event(
                "response", lambda answer: self._is_the_save(answer, step), timeout=self.desk.patience * 1000
            ) as answered:
                self._perform(page, locator, step)
            status = answered.value.status
        except PupitreError:
            raise
        except Error as error:
            said = "did not answer" if isinstance(error, PlaywrightTimeout) else "was cut off"
            raise self._doubt(numbered, f"asked {self._asked!r}" if self._asked is not None else said) from None
        finally:
            self._saving = None
        if status >= 400:
            raise self._doubt(numbered, f"answered {status}")

    def _doubt(self, numbered: Numbered, said: str) -> CommitInDoubt:
        return CommitInDoubt(
            f"{numbered.number}. {numbered.step.says}: the console {said}.",
            left_behind=SAVED_OR_NOT,
            remedy="Look at the console before anything else; the step was not repeated.",
        )

    def _perform(self, page: Page, locator: Locator | None, step: Step) -> None:
        patience = self.desk.patience * 1000
        with contextlib.ExitStack() as awaited:
            if step.opens_tab:
                awaited.enter_context(page.context.expect_event("page", timeout=patience))
            if step.dialog is not None:
                awaited.enter_context(page.expect_event("dialog", timeout=patience))
            if locator is None:
                press(page, step)
            else:
                act(locator, step, self.files)

    def _open(self, page: Page, numbered: Numbered) -> None:
        place = numbered.step.value or "/"
        if not place.startswith("/"):
            raise Explained(
                f"{numbered.number}. {numbered.step.says}: a place on the console begins with /.",
                remedy="Write it without the console's address: /panels",
            )
        try:
            page.goto(f"{self.desk.origin}{place}", wait_until="load")
        except Error:
            raise Unreachable(
                f"{self.desk.origin} cannot be reached.", remedy="Check the address and the network, then run again."
            ) from None

    def _page(self, numbered: Numbered) -> Page:
        step = numbered.step
        closed = step.tab > len(self._tabs) or self._tabs[step.tab - 1].is_closed()
        if closed or (step.do is Verb.CLOSE_TAB and step.tab == 1):
            raise Explained(
                f"{numbered.number}. {step.says}: there is no window number {step.tab} to do it in.",
                remedy="Record the change again.",
            )
        return self._tabs[step.tab - 1]

    @contextlib.contextmanager
    def _photographed(self, page: Page) -> Iterator[None]:
        """Have the pictures show the window in which a step is done."""
        from pupitre.evidence import Camera

        usual = self.desk.camera
        if page is not self.desk.page:
            self.desk.camera = Camera(page)
        try:
            yield
        finally:
            self.desk.camera = usual

    def _is_the_save(self, answer: Response, step: Step) -> bool:
        what = self._write(answer.request)
        return what is not None and (step.wrote is None or alike(what, step.wrote))

    def _write(self, request: Request) -> str | None:
        """Return a request that may save something on the console, as a recording writes it."""
        parts = urlsplit(request.url)
        own = f"{parts.scheme}://{parts.netloc}" == self.desk.origin
        return f"{request.method} {parts.path}" if own and not self.saves_nothing(request.method, parts.path) else None

    def _sent(self, request: Request) -> None:
        what = self._write(request)
        if what is not None and self._saving is None:
            self.unforeseen.append(what)

    def _answer(self, dialog: Dialog) -> None:
        wanted = self._wanted
        with contextlib.suppress(Error):  # the page may be gone
            if dialog.type == "beforeunload":
                dialog.accept()  # what is left so is not saved, and a dismissed one would hold the page
            elif wanted is not None and " ".join(dialog.message.split())[:200] == " ".join(wanted[0].split()):
                self._wanted = None
                if wanted[1] == "accept":
                    dialog.accept()
                else:
                    dialog.dismiss()
            else:
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

    def detail(self, number: str) -> Mapping[str, Any]:
        """Return what is kept in the evidence of a step that was found by another way."""
        healed = self.healed[number]
        return {"step": number, "way": healed.way, "gone": list(healed.gone)}


def alike(request: str, recorded: str) -> bool:
    """Return whether a request is the one that was recorded, whatever the numbers and marks in its path."""
    return _pattern(request) == _pattern(recorded)


def _pattern(request: str) -> str:
    method, _, path = request.partition(" ")
    parts = ["*" if any(letter.isdigit() for letter in part) else part for part in path.split("/")]
    return re.sub(r"\s+", " ", f"{method} {'/'.join(parts)}")
