"""Playwright's own recorder, the only place that knows it.

It is a part of Playwright that is not meant for others: its name begins with an
underscore and nobody promises that it stays. So it is used from one module, only
with versions that were tried, and a test fails when it moves. Without it there is
`playwright codegen --target jsonl` and `pupitre recording import`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Iterator, Mapping
from importlib import metadata
from typing import Any, Protocol

from playwright.sync_api import BrowserContext, Error, Page

from pupitre.errors import Explained
from pupitre.recording.actions import Action, read_action
from pupitre.recording.witness import fingerprint

#: The first version that was tried, and the first that was not.
TRIED = ((1, 65), (1, 66))


class RecorderMoved(Explained):
    """The installed Playwright has no recorder that is known here."""

    reason = "recorder_moved"

    def __init__(self, what: str) -> None:
        super().__init__(
            what,
            remedy="Record with `playwright codegen --target jsonl -o FILE.jsonl ADDRESS`, "
            "then: pupitre recording import FILE.jsonl",
        )


class Listener(Protocol):
    """Who is told of actions as they happen; it may not ask the browser anything meanwhile."""

    def acted(self, action: Action, *, updates: bool) -> None:
        """Hear of an action, or of a newer state of the last one."""

    def signalled(self, page: str, signal: Mapping[str, Any]) -> None:
        """Hear of what an action led to."""


def check_version(version: str | None = None) -> None:
    """Raise RecorderMoved unless the installed Playwright is one that was tried."""
    installed = version or metadata.version("playwright")
    numbers = tuple(int(part) for part in installed.split(".")[:2] if part.isdigit())
    first, beyond = TRIED
    if not first <= numbers < beyond:
        raise RecorderMoved(
            f"Playwright {installed} is installed; its recorder is known from {first[0]}.{first[1]} "
            f"to before {beyond[0]}.{beyond[1]}."
        )


@contextlib.contextmanager
def recording(context: BrowserContext, listener: Listener) -> Iterator[None]:
    """Tell a listener of everything that is done in a context, until the body ends; raise RecorderMoved."""
    check_version()
    inner: Any = context._impl_obj
    start, stop = getattr(inner, "_start_recording", None), getattr(inner, "_stop_recording", None)
    if start is None or stop is None:
        raise RecorderMoved("The installed Playwright has no recorder where it is known to be.")
    context._sync(start({"language": "jsonl"}, _Sink(listener)))
    try:
        yield
    finally:
        with contextlib.suppress(Error):  # the window may be closed: that is how a person ends a recording
            context._sync(stop())


def mark_of(page: Page) -> str:
    """Return the mark by which the recorder names a page."""
    inner: Any = page._impl_obj
    return str(inner._guid)


class _Sink:
    """What Playwright calls; of what was typed nothing goes beyond it but a fingerprint."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    def action_added(self, page: Any, data: Mapping[str, Any], code: str) -> None:
        self._told(page, data, code, updates=False)

    def action_updated(self, page: Any, data: Mapping[str, Any], code: str) -> None:
        self._told(page, data, code, updates=True)

    def signal_added(self, page: Any, data: Mapping[str, Any], code: str) -> None:
        self._listener.signalled(str(page._guid), data)

    def _told(self, page: Any, data: Mapping[str, Any], code: str, *, updates: bool) -> None:
        written = _line(code) or dict(data)
        written["pageGuid"] = str(page._guid)
        snapshot = data.get("ariaSnapshot")
        action = read_action(written, snapshot if isinstance(snapshot, str) else None)
        if action is not None:
            # What was typed ends here, whatever the field: it may be a password.
            if action.text is not None:
                action = dataclasses.replace(action, text=fingerprint(action.text))
            self._listener.acted(action, updates=updates)


def _line(code: str) -> dict[str, Any]:
    try:
        written = json.loads(code.splitlines()[0])
    except (ValueError, IndexError):
        return {}
    return written if isinstance(written, dict) else {}
