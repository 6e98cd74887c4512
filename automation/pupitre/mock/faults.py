"""Switches for what can go wrong on a console, changed while it runs.

Those here are common to all consoles: the network, the login, the session and
the save. A console adds its own as methods marked with `switch`.
"""

from __future__ import annotations

import inspect
import json
import threading
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar, get_type_hints

from pupitre.errors import Explained

Method = TypeVar("Method", bound=Callable[..., None])


def switch(method: Method) -> Method:
    """Mark a method of a `Faults` class as a switch that `parse` knows."""
    method.__dict__["is_switch"] = True
    return method


class Faults:
    """The switches that are on, each with its values; all are off at first.

    `shown_by_the_page` names those that the page's own script has to act on.
    """

    shown_by_the_page: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._on: dict[str, dict[str, Any]] = {}

    def __contains__(self, name: str) -> bool:
        with self._lock:
            return name in self._on

    def on(self) -> dict[str, dict[str, Any]]:
        """Return a copy of every switch that is on, with its values."""
        with self._lock:
            return {name: dict(values) for name, values in self._on.items()}

    def for_the_page(self) -> str:
        """Return what the page itself must know, as ASCII JSON for a header."""
        return json.dumps({name: values for name, values in self.on().items() if name in self.shown_by_the_page})

    def values(self, name: str) -> Mapping[str, Any] | None:
        """Return the values of a switch, or None when it is off."""
        with self._lock:
            values = self._on.get(name)
            return None if values is None else dict(values)

    def take(self, name: str) -> Mapping[str, Any] | None:
        """Return the values of a switch and use up one of its `times`; 0 means every time."""
        with self._lock:
            values = self._on.get(name)
            if values is None:
                return None
            taken = dict(values)
            if taken.get("times"):
                values["times"] -= 1
                if not values["times"]:
                    del self._on[name]
            return taken

    def off(self, *names: str) -> None:
        """Switch the named faults off, or all of them."""
        with self._lock:
            for name in names or tuple(self._on):
                self._on.pop(name, None)

    def set(self, name: str, **values: Any) -> None:
        """Switch a fault on with its values, in place of earlier ones."""
        with self._lock:
            self._on[name] = values

    def parse(self, text: str) -> None:
        """Switch on what a command line names: `slow=0.5:/api/edit,fail_save`."""
        for word in filter(None, (part.strip() for part in text.split(","))):
            name, _, given = word.partition("=")
            method = getattr(type(self), name, None)
            if not callable(method) or not getattr(method, "is_switch", False):
                raise Explained(
                    f"The mock console has no fault called {name!r}.",
                    remedy=f"It has: {', '.join(sorted(self.names()))}.",
                )
            try:
                method(self, *_arguments(method, given))
            except (TypeError, ValueError) as wrong:
                raise Explained(
                    f"The fault {word!r} is not understood.", remedy=f"Write {_usage(name, method)}."
                ) from wrong

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the name of every switch."""
        return tuple(name for name in dir(cls) if getattr(getattr(cls, name), "is_switch", False))

    # The network and the server.

    @switch
    def slow(self, seconds: float, path_prefix: str = "") -> None:
        """Answer late, on the paths that begin so."""
        self.set("slow", seconds=seconds, path_prefix=path_prefix)

    @switch
    def drop_after(self, calls: int) -> None:
        """Hang up on every API call after so many more."""
        self.set("drop_after", left=calls)

    @switch
    def half_answer(self, path_prefix: str) -> None:
        """Send half of the answer on the paths that begin so, then hang up."""
        self.set("half_answer", path_prefix=path_prefix)

    @switch
    def maintenance(self, status: int = 503) -> None:
        """Show the maintenance page everywhere."""
        self.set("maintenance", status=status)

    # The login.

    @switch
    def slow_login(self, seconds: float) -> None:
        """Answer the login late."""
        self.set("slow_login", seconds=seconds)

    @switch
    def login_reset(self) -> None:
        """Reset the connection once the password was received and judged."""
        self.set("login_reset")

    @switch
    def login_text(self, body: str = "OK", status: int = 200) -> None:
        """Answer the login with something else than the two known words."""
        self.set("login_text", body=body, status=status)

    @switch
    def login_401(self) -> None:
        """Refuse a wrong password with HTTP 401 instead of 200."""
        self.set("login_401")

    @switch
    def second_factor(self) -> None:
        """Ask for a security code after the right password."""
        self.set("second_factor")

    @switch
    def captcha(self) -> None:
        """Ask for a captcha after the right password."""
        self.set("captcha")

    @switch
    def change_password(self) -> None:
        """Ask for a new password after the right one."""
        self.set("change_password")

    # The session and the save.

    @switch
    def expire_after(self, calls: int, times: int = 0) -> None:
        """Let a session expire after so many of its API calls; `times` limits how many sessions."""
        self.set("expire_after", calls=calls, times=times)

    @switch
    def fail_save(self, times: int = 0) -> None:
        """Answer a save with 500 and save nothing."""
        self.set("fail_save", times=times)

    @switch
    def fail_save_applied(self, how: str = "500", times: int = 0) -> None:
        """Save, but answer with 500, a `drop` of the connection, or a `timeout`."""
        if how not in ("500", "drop", "timeout"):
            raise ValueError(f"{how!r} is neither 500, drop nor timeout")
        self.set("fail_save_applied", how=how, times=times)

    @switch
    def ignore_save(self, times: int = 0) -> None:
        """Answer a save as if it was done, and save nothing."""
        self.set("ignore_save", times=times)

    def calls_left(self, name: str) -> int | None:
        """Count one call against a switch that begins after some; None when it is off."""
        with self._lock:
            values = self._on.get(name)
            if values is None:
                return None
            values["left"] = max(-1, values["left"] - 1)
            return int(values["left"])


def _arguments(method: Callable[..., None], given: str) -> list[Any]:
    """Return the words after `=` as the types that the switch declares."""
    kinds = [kind for name, kind in get_type_hints(method).items() if name != "return"]
    words = given.split(":", len(kinds) - 1) if given else []
    return [_converted(word, kind) for word, kind in zip(words, kinds, strict=False)]


def _converted(word: str, kind: Any) -> Any:
    if kind is bool:
        return word.lower() in ("1", "true", "yes", "on")
    return kind(word) if kind in (int, float) else word


def _usage(name: str, method: Callable[..., None]) -> str:
    parameters = [parameter for parameter in inspect.signature(method).parameters if parameter != "self"]
    return name + ("=" + ":".join(parameters).upper() if parameters else "")
