"""What a person did, put down as the steps of a procedure.

It is told of each action of Playwright's recorder and of each report of the page,
in the order in which they came, and pairs the two. An action that no report
vouches for is not kept: it may be a password. Nothing is kept of a page to sign
in on, and no value of a password's field anywhere.
"""

from __future__ import annotations

import dataclasses
import urllib.parse
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from pupitre.recording.actions import Action
from pupitre.recording.blanks import literal
from pupitre.recording.checking import is_password
from pupitre.recording.finding import name_of, node_of, ways_to
from pupitre.recording.model import BETWEEN, MAY_LACK_ELEMENT, WITHOUT_ELEMENT, Dialog, Expectation, Step, Verb
from pupitre.recording.seen import Node, around, news
from pupitre.recording.witness import Report, agrees, fits
from pupitre.recording.words import words
from pupitre.recording.writes import Writes

_VERBS = {
    "click": Verb.CLICK,
    "fill": Verb.FILL,
    "select": Verb.SELECT,
    "check": Verb.CHECK,
    "uncheck": Verb.UNCHECK,
    "press": Verb.PRESS,
    "navigate": Verb.OPEN,
    "setInputFiles": Verb.UPLOAD,
}
_TELLING = ("token", "session", "sid", "auth", "password", "secret", "jwt", "ticket", "code", "key")


@dataclass
class Draft:
    """A step that is not finished: its action without what was typed, and what became of it."""

    verb: Verb
    action: Action
    value: str | None = None
    report: Report | None = None
    dialog: Dialog | None = None
    opens_tab: bool = False
    picture: bytes | None = None
    wrote: str = ""


@dataclass
class Scribe:
    """Keeps what a person does as drafts of steps.

    With `vouched`, what no report of a page vouches for is left out; a file that was recorded
    elsewhere has no reports. `paused` counts what was not kept because of a page to sign in on.
    """

    language: str = "en"
    vouched: bool = True
    writes: Writes = field(default_factory=Writes)
    drafts: list[Draft] = field(default_factory=list)
    expected: list[Expectation] = field(default_factory=list)
    paused: int = 0
    unknown: int = 0
    passwords: list[str] = field(default_factory=list)
    last_root: Node | None = None
    _reports: dict[str, deque[Report]] = field(default_factory=dict)
    _tabs: list[str] = field(default_factory=list)
    _count: int = 0
    _dialogs: list[tuple[int, Dialog]] = field(default_factory=list)

    def reported(self, report: Report, now: float) -> None:
        """Take down what a page told."""
        self._count += 1
        report.number = self._count
        if report.kind == "expect":
            self._expect(report)
            return
        self.writes.acted(report.number, now)
        self._reports.setdefault(report.page, deque(maxlen=200)).append(report)

    def acted(self, action: Action, *, updates: bool = False, picture: bytes | None = None) -> Draft | None:
        """Take down an action; return its draft, or None when nothing of it is kept."""
        self._tab(action.page)
        verb = _VERBS.get(action.name)
        if verb is None:
            return None
        if verb is Verb.OPEN and self._awaits_a_click(action.page):
            return None
        report = self._paired(action) if self.vouched and verb is not Verb.OPEN else None
        if verb is not Verb.OPEN and self.vouched:
            if report is None:
                self.unknown += 1
                return None
            if report.signin or report.secret:
                self.paused += 1
                return None
        value = _value(action, report)
        kept = dataclasses.replace(action, text=None)
        if verb is Verb.FILL and report is not None and report.files:
            verb, value = Verb.UPLOAD, BETWEEN.join(report.files)
        if updates and self.drafts and self.drafts[-1].action.same_place == action.same_place:
            last = self.drafts[-1]
            last.value, last.report = value, report
            return last
        draft = Draft(verb, kept, value, report, picture=picture)
        for signal in action.signals:
            self._signal(draft, signal)
        if not _is_noise(draft, self.drafts):
            self.drafts.append(draft)
            return draft
        return None

    def signalled(self, page: str, signal: Mapping[str, Any]) -> None:
        """Take down what an action led to: a window that opened."""
        if self.drafts and self.drafts[-1].action.page == page:
            self._signal(self.drafts[-1], signal)

    @property
    def heard(self) -> int:
        """The number of the last report."""
        return self._count

    def asked(self, number: int, dialog: Dialog) -> None:
        """Take down a question of the browser's own that followed a report; never what was typed into it."""
        self._dialogs.append((number, dialog))

    def opened(self, page: str) -> None:
        """Take down a window that opened."""
        self._tab(page)

    def closed(self, page: str) -> None:
        """Take down a window that was closed."""
        if self._tab(page) > 1:
            self.drafts.append(Draft(Verb.CLOSE_TAB, Action("closePage", page)))

    def begun(self, page: str, url: str) -> None:
        """Take down where the recording begins."""
        self._tab(page)
        self.drafts.append(Draft(Verb.OPEN, Action("navigate", page, url=url), path_of(url)))

    def said(self, draft: Draft) -> str:
        """Return what a draft says so far, without what was typed or chosen."""
        known = draft.verb in WITHOUT_ELEMENT
        name = "" if known else name_of(draft.action, ways_to(draft.action))
        return words(draft.verb, name, draft.value if known else draft.value and "…", self.language)

    def _keep_the_last_click(self) -> None:
        """Make a step of a click that the recorder kept back until its window was closed, of what the page told."""
        paired = max((draft.report.number for draft in self.drafts if draft.report is not None), default=0)
        waiting = (report for reports in self._reports.values() for report in reports)
        lost = [each for each in waiting if each.kind == "click" and each.number > paired]
        for report in lost[-1:]:
            if not (report.ticks or report.signin or report.secret):
                report.facts = {**report.facts, "only": True}
                self.drafts.append(Draft(Verb.CLICK, Action("click", report.page), report=report))

    def finished(self) -> tuple[tuple[Step, bytes | None], ...]:
        """Return the steps, each with its picture."""
        self._keep_the_last_click()
        drafts = list(_tidied(self.drafts))
        while drafts and drafts[-1].verb is Verb.CLOSE_TAB:
            drafts.pop()
        self._mark(drafts)
        steps: list[tuple[Step, bytes | None]] = []
        for place, draft in enumerate(drafts):
            step = self._step(draft, self._next_root(drafts, place))
            if step is not None:
                steps.append((step, draft.picture))
        return tuple(steps)

    def _step(self, draft: Draft, following: Node | None) -> Step | None:
        action = draft.action
        facts = draft.report.facts if draft.report is not None else None
        ways = () if draft.verb in WITHOUT_ELEMENT else ways_to(action, facts, is_file=draft.verb is Verb.UPLOAD)
        name = name_of(action, ways, is_file=draft.verb is Verb.UPLOAD)
        if not self.vouched and draft.verb is Verb.FILL and any(map(is_password, ways)):
            self.passwords.append(words(draft.verb, name, "•••", self.language))
            return None
        if not ways and draft.verb not in MAY_LACK_ELEMENT:
            self.unknown += 1
            return None
        node = node_of(action)
        after = news(action.root, following) if action.root is not None and following is not None else ()
        return Step(
            says=words(draft.verb, name, draft.value, self.language),
            do=draft.verb,
            ways=ways,
            value=None if draft.value is None else literal(draft.value),
            frame=action.frames,
            tab=self._tab(action.page),
            opens_tab=draft.opens_tab,
            dialog=draft.dialog,
            commit=bool(draft.wrote),
            wrote=draft.wrote or None,
            before=tuple(map(literal, around(node))) if node is not None else (),
            after=tuple(map(literal, after)),
        )

    def _paired(self, action: Action) -> Report | None:
        """Return the report of an action; what was told before it belongs to nothing any more."""
        reports = self._reports.get(action.page, deque())
        fitting = [report for report in reports if fits(report, action)]
        if not fitting:
            return None
        chosen = next((report for report in fitting if agrees(report, action)), fitting[0])
        while reports.popleft() is not chosen:
            continue
        return chosen

    def _awaits_a_click(self, page: str) -> bool:
        """Return whether a click is still to come from the recorder, which keeps each back until it is no double one.

        What is opened meanwhile is what the click led to, as a form does that the server answers.
        """
        waiting = self._reports.get(page, deque())
        return bool(waiting) and waiting[-1].kind == "click"

    def _mark(self, drafts: list[Draft]) -> None:
        """Write down at each step what it led to: that the console saved, that the browser asked."""
        for number, what in self.writes.committed:
            for draft in _last_of(drafts, number):
                draft.wrote = draft.wrote or what[:300]
        for number, dialog in self._dialogs:
            for draft in _last_of(drafts, number):
                draft.dialog = draft.dialog or dialog

    def _next_root(self, drafts: list[Draft], place: int) -> Node | None:
        here = drafts[place].action
        for later in drafts[place + 1 :]:
            if later.action.page == here.page and later.action.frames == here.frames:
                return later.action.root
        return None if here.frames or self._tab(here.page) != 1 else self.last_root

    def _expect(self, report: Report) -> None:
        told = report.expected
        try:
            expectation = Expectation.model_validate(
                {
                    "at": literal(report.at) or None,
                    **{key: literal(told[key]) for key in ("text", "field", "is") if isinstance(told.get(key), str)},
                    "row": tuple(literal(each) for each in told.get("row", ()) if isinstance(each, str)),
                }
            )
        except ValidationError:
            return
        says_something = expectation.text or expectation.field or expectation.row
        if says_something and expectation not in self.expected:
            self.expected.append(expectation)

    def _signal(self, draft: Draft, signal: Mapping[str, Any]) -> None:
        if signal.get("name") == "popup":
            draft.opens_tab = True
            self._tab(str(signal.get("popupPageGuid") or signal.get("popupAlias") or ""))

    def _tab(self, page: str) -> int:
        if page not in self._tabs:
            self._tabs.append(page)
        return self._tabs.index(page) + 1


def _last_of(drafts: list[Draft], number: int) -> list[Draft]:
    """Return the last step, if there is one, that was done by the time of a report."""
    done = [draft for draft in drafts if draft.report is not None and draft.report.number <= number]
    return done[-1:]


def path_of(url: str) -> str:
    """Return an address without its origin and without what may let somebody in."""
    parts = urllib.parse.urlsplit(url)
    pairs = urllib.parse.parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not any(word in name.lower() for word in _TELLING)]
    query = urllib.parse.urlencode(kept)
    fragment = parts.fragment if not any(f"{word}=" in parts.fragment.lower() for word in _TELLING) else ""
    return (parts.path or "/") + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def _value(action: Action, report: Report | None) -> str | None:
    match action.name:
        case "fill":
            return (report.value if report is not None else action.text) or ""
        case "select":
            return BETWEEN.join(report.labels if report is not None and report.labels else action.options)
        case "press":
            return action.key
        case "navigate":
            return path_of(action.url)
        case "setInputFiles":
            return BETWEEN.join(action.files)
        case _:
            return None


def _is_noise(draft: Draft, before: list[Draft]) -> bool:
    """Return whether an action only repeats another: what a label or the Enter key did to a button, a Tab key."""
    action = draft.action
    if draft.verb is Verb.OPEN:
        last = before[-1] if before else None
        return not action.url.startswith("http") or (last is not None and last.value == draft.value)
    if draft.verb is Verb.CLICK:
        return action.clicks == 0 or (draft.report is not None and draft.report.ticks)
    return draft.verb is Verb.PRESS and action.key in ("", "Tab", "Shift+Tab")


def _tidied(drafts: list[Draft]) -> Iterator[Draft]:
    """Yield the drafts without the click or the key that only led into what comes next."""
    for place, draft in enumerate(drafts):
        following = drafts[place + 1] if place + 1 < len(drafts) else None
        same = following is not None and following.action.same_place == draft.action.same_place
        if following is not None and same:
            into = following.verb in (Verb.FILL, Verb.SELECT, Verb.UPLOAD)
            again = following.action.button == draft.action.button and following.action.clicks > draft.action.clicks
            if draft.verb is Verb.CLICK and (into or again):
                continue
            typed = draft.verb is Verb.PRESS and draft.value not in ("Enter", "Escape")
            if typed and following.verb is Verb.SELECT:
                continue
            if draft.verb is Verb.SELECT and following.verb is Verb.SELECT:
                continue
        if draft.verb is Verb.CLICK and draft.action.button == "right":
            draft.verb = Verb.RIGHT_CLICK
        elif draft.verb is Verb.CLICK and draft.action.clicks == 2:
            draft.verb = Verb.DOUBLE_CLICK
        yield draft
