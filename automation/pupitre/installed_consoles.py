"""The consoles that are installed: ours and other people's, by the entry point group `pupitre.consoles`.

A package may be broken in any way. It is told with its reason, and disturbs no
other: nothing but the console that is asked for is imported to drive it.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import Any

from pupitre.console import Console, HoursConsole, RingGroupsConsole
from pupitre.errors import EstateError
from pupitre.estate.installed import CONSOLES, consoles_with_ring_groups
from pupitre.visible import visible

_MUST_SAY = ("kind", "reads", "login_paths", "lockout_threshold")
_REMEDY = "What is installed, and what is wrong with it: pupitre consoles"


@dataclass(frozen=True)
class InstalledConsole:
    """A console as `pupitre consoles` lists it; `problem` is empty for one that can be kept.

    `keeps` is "opening hours", "ring groups" or empty when it could not be told;
    `package` is the module of its driver.
    """

    name: str
    keeps: str
    package: str
    distribution: str
    version: str
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the console as JSON values."""
        return asdict(self)


def list_consoles() -> tuple[InstalledConsole, ...]:
    """Return every console that is installed, by name; a broken one has a problem and hides nobody."""
    return tuple(
        _listed(entry, [other for other in _entries(entry.name) if other != entry])
        for entry in sorted(_entries(), key=lambda entry: (entry.name, _from(entry)))
    )


def installed_names() -> tuple[str, ...]:
    """Return the names of the consoles that are installed; none of them is imported."""
    return tuple(sorted({entry.name for entry in _entries()}))


def load_console(kind: str) -> type[Console]:
    """Return the driver of a kind of console; raise EstateError when it is not installed, or broken."""
    entries = _entries(kind)
    if not entries:
        raise EstateError(f"No console is called {kind!r}. Installed: {', '.join(installed_names())}.")
    if len(entries) > 1:
        raise EstateError(f"The console {kind} is {_given_twice(entries)}.", remedy=_REMEDY)
    try:
        return _driver(entries[0])
    except _Broken as broken:
        raise EstateError(f"The console {kind} cannot be used: {broken}.", remedy=_REMEDY) from None


class _Broken(Exception):
    """Why a driver cannot be used."""


def _entries(name: str | None = None) -> list[metadata.EntryPoint]:
    """Return the entry points, each driver once: a checkout on Python's path shows what is installed a second time."""
    once: dict[tuple[str, str], metadata.EntryPoint] = {}
    for entry in metadata.entry_points(group=CONSOLES):
        if name in (None, entry.name):
            once.setdefault((entry.name, entry.value), entry)
    return list(once.values())


def _from(entry: metadata.EntryPoint) -> str:
    return entry.dist.name if entry.dist is not None else ""


def _given_twice(entries: Sequence[metadata.EntryPoint]) -> str:
    return f"given by {' and by '.join(sorted(f'{_from(each)} ({each.value})' for each in entries))}; remove one"


def _driver(entry: metadata.EntryPoint) -> type[Console]:
    try:
        driver = entry.load()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - somebody else's code, run for the first time
        raise _Broken(f"{entry.value} cannot be imported ({type(error).__name__}: {visible(str(error))})") from None
    if not (inspect.isclass(driver) and issubclass(driver, Console)):
        raise _Broken(f"{entry.value} does not extend pupitre.console.Console")
    missing = [name for name in _MUST_SAY if not hasattr(driver, name)]
    if missing:
        raise _Broken(f"{entry.value} does not say its {', '.join(missing)}")
    if inspect.isabstract(driver):
        raise _Broken(f"{entry.value} lacks {', '.join(sorted(driver.__abstractmethods__))}")
    return driver


def _listed(entry: metadata.EntryPoint, others: Sequence[metadata.EntryPoint]) -> InstalledConsole:
    keeps = ""
    try:
        driver = _driver(entry)
        keeps = _keeps(driver)
        problem = _doubt(entry.name, driver, keeps)
    except _Broken as broken:
        problem = str(broken)
    if others:
        problem = _given_twice([entry, *others])
    version = entry.dist.version if entry.dist is not None else ""
    return InstalledConsole(entry.name, keeps, entry.module, _from(entry), version, problem)


def _keeps(driver: type[Console]) -> str:
    if issubclass(driver, HoursConsole):
        return "opening hours"
    if issubclass(driver, RingGroupsConsole):
        return "ring groups"
    raise _Broken(f"{driver.__name__} extends neither HoursConsole nor RingGroupsConsole")


def _doubt(name: str, driver: type[Console], keeps: str) -> str:
    """Return what would go wrong with a driver that can be imported."""
    from pupitre.browser.elements import load_elements

    if driver.kind != name:
        return f"it is installed as {name} and calls itself {visible(driver.kind)}"
    if (keeps == "ring groups") != (name in consoles_with_ring_groups()):
        return f"the entry point {name}.ring_groups of the group pupitre.sections does not fit: it keeps {keeps}"
    try:
        is_empty = not load_elements(name, shipped=driver.elements_file()).by_name
    except EstateError as error:
        return f"its elements cannot be read: {visible(error.what)}"
    return f"selectors/{name}.yaml names no element" if is_empty else ""
