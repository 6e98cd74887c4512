"""Run the command line, and stop at a named step of it.

    python stopping.py STEP:ACTION ... [--watchdog SECONDS] -- apply estate.yaml --yes

At its step the run writes one line of JSON to stdout, with every process below it,
and then does what the action says: `die` by SIGKILL, `die-all` by SIGKILL to its whole
process group, `wait` for a line on stdin, or only `tell`. What a step is stands in `STEPS`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import psutil
from playwright.sync_api import Request, Response, Route

from pupitre import cli, signing_in
from pupitre.browser.gate import Gate
from pupitre.browser.watchdog import Watchdog
from pupitre.evidence import Record
from pupitre.guard import Attempt, Guard
from pupitre.keeping.hours import SiteChange
from pupitre.recording.playing import Player
from pupitre_threecx.console import ThreeCX
from pupitre_threecx.exception_dialog import ExceptionDialog
from pupitre_threecx.screens import Editor

Stop = Callable[[], None]
Place = Callable[[Stop], None]


def replace(owner: Any, name: str, function: Callable[..., Any]) -> None:
    """Put a function in the place of another; one that is not there is noticed."""
    assert callable(getattr(owner, name))
    setattr(owner, name, function)


def after(owner: Any, name: str, *, nth: int = 1) -> Place:
    """Return what stops a run when the n-th call of a function has returned."""

    def place(stop: Stop) -> None:
        function, calls = getattr(owner, name), 0

        def watched(*args: Any, **options: Any) -> Any:
            nonlocal calls
            returned = function(*args, **options)
            calls += 1
            if calls == nth:
                stop()
            return returned

        replace(owner, name, watched)

    return place


def before(owner: Any, name: str) -> Place:
    """Return what stops a run when a function is called, before it does anything."""

    def place(stop: Stop) -> None:
        function = getattr(owner, name)

        def watched(*args: Any, **options: Any) -> Any:
            stop()
            return function(*args, **options)

        replace(owner, name, watched)

    return place


def on_the_wire(event: str, path: str, owner: Any = Editor, name: str = "open_exception") -> Place:
    """Return what stops a run at the first request to a path, or at the answer to it, during a change or a replay."""

    def place(stop: Stop) -> None:
        function = getattr(owner, name)

        def watched(self: Any, *args: Any, **options: Any) -> Any:
            def look(message: Request | Response) -> None:
                if message.url.endswith(path):
                    desk.page.remove_listener(event, look)
                    stop()

            desk = getattr(self, "_desk", None) or self.desk
            desk.page.on(event, look)
            return function(self, *args, **options)

        replace(owner, name, watched)

    return place


STEPS: dict[str, Place] = {
    "leasing": before(Guard, "lease"),
    "reserved": after(Guard, "reserve"),
    "typed": after(ThreeCX, "type_credentials"),
    "asked": before(Gate, "_release"),  # the page's own request is held, with the placeholder in it
    "sent": after(Attempt, "sent"),
    "left": after(Route, "fetch"),
    "signed-in": after(signing_in, "sign_in"),
    "planned": after(Guard, "use_plan"),
    "dialog-open": after(Editor, "open_exception", nth=2),  # the first is opened to read
    "deleting": on_the_wire("request", "/api/edit/update"),
    "deleted": after(ExceptionDialog, "delete"),
    "configured": after(ExceptionDialog, "configure"),
    "dialog-ok": after(ExceptionDialog, "ok"),
    "page-ok": before(Editor, "_confirmed"),
    "answered": on_the_wire("response", "/api/edit/save"),
    "replay-deleting": on_the_wire("request", "/api/edit/update", Player, "play"),
    "replay-answered": on_the_wire("response", "/api/edit/save", Player, "play"),
    "saved": after(Editor, "ok"),
    "verified": after(SiteChange, "make"),
    "reported": after(Record, "finish"),
}


def stop_at(step: str, action: str) -> None:
    """Stop this process at a step."""

    def stop() -> None:
        below = [(process.pid, process.create_time()) for process in psutil.Process().children(recursive=True)]
        print(json.dumps({"at": step, "below": below}), flush=True)
        if action == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        elif action == "die-all":
            os.killpg(0, signal.SIGKILL)
        elif action == "wait":
            sys.stdin.readline()

    STEPS[step](stop)


def impatient_watchdog(limit: float) -> None:
    """Let a page that froze be given up after `limit` seconds."""
    init = Watchdog.__init__

    def short(self: Watchdog, pid: int | None, _: float = 0) -> None:
        init(self, pid, limit)

    replace(Watchdog, "__init__", short)


def main() -> None:
    """Take our own words off the command line and run the rest."""
    split = sys.argv.index("--")
    ours, sys.argv[1:] = sys.argv[1:split], sys.argv[split + 1 :]
    if "--watchdog" in ours:
        impatient_watchdog(float(ours.pop(ours.index("--watchdog") + 1)))
        ours.remove("--watchdog")
    for word in ours:
        stop_at(*word.split(":"))
    cli.main()


if __name__ == "__main__":
    main()
