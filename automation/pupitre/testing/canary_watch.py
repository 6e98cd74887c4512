"""A pytest plugin: one random password for the whole session, looked for in all that the tests left.

    pytest -p pupitre.testing.canary_watch

A test gives the fixture `canary` to its mock console as its password. When all tests are
over, every file of their temporary folders is searched, of every worker of pytest-xdist; so is
what the tests and their processes printed. A find ends the session with an error that names
the file and the spelling, never the password. Files in which the tests themselves put it
are named in the configuration (`canary_kept_in`), and only those are left out.
"""

from __future__ import annotations

import contextlib
import functools
import os
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from pupitre.testing.canary import Find, Search, new_canary

_KEY = pytest.StashKey["Watch"]()
_OF_A_WORKER = "pupitre_canary"
_FINDS = "pupitre_canary_finds"
#: Whose folders in the system's temporary folder are ours: the browser's driver, the browser, Pupitre.
_TEMPORARY = ("playwright*", "pupitre*", ".org.chromium*", "org.chromium*", ".com.google*", "com.google*")
_NOT_WRITTEN_BY_TESTS = {".git", ".venv", "__pycache__", "node_modules", ".mypy_cache", ".ruff_cache"}


class Watch:
    """The password of this session and what was found of it so far."""

    def __init__(self, canary: str, kept_in: tuple[str, ...]) -> None:
        self.canary = canary
        self.kept_in = kept_in
        self.search = Search(canary)
        self.since = time.time()
        self.finds: set[Find] = set()

    def heard(self, text: object, where: str) -> None:
        """Look at something that was printed."""
        if isinstance(text, bytes | bytearray):
            self.finds |= {Find(where, spelling) for spelling in self.search.in_bytes(bytes(text))}
        elif isinstance(text, str):
            self.finds |= {Find(where, spelling) for spelling in self.search.in_text(text)}

    def look_at(self, folder: Path, *, since: float = 0.0) -> None:
        """Look at every file below a folder, before it is removed for example."""
        self.finds |= set(self.search.in_folder(folder, kept_in=self.kept_in, since=since))


_current: Watch | None = None


def look_at(folder: Path) -> None:
    """Look at a folder that a test is about to remove; does nothing without the plugin."""
    if _current is not None:
        _current.look_at(folder)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the names of the files in which tests put the password."""
    parser.addini(
        "canary_kept_in", "patterns of the names of files in which tests put the password", "args", ["password"]
    )


def pytest_configure(config: pytest.Config) -> None:
    """Choose the password; a worker is told the one of its session."""
    global _current
    given = getattr(config, "workerinput", {}).get(_OF_A_WORKER)
    _current = Watch(given or new_canary(), tuple(config.getini("canary_kept_in")))
    config.stash[_KEY] = _current
    _listen(_current)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker the password."""
    node.workerinput[_OF_A_WORKER] = node.config.stash[_KEY].canary


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take over what a worker found."""
    finds = getattr(node, "workeroutput", {}).get(_FINDS, [])
    node.config.stash[_KEY].finds |= {Find(where, spelling) for where, spelling in finds}


@pytest.fixture(scope="session")
def canary(pytestconfig: pytest.Config) -> str:
    """Return the password of this session's mock consoles."""
    return pytestconfig.stash[_KEY].canary


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Look at what a test printed."""
    report = yield
    for name, text in report.sections:
        item.config.stash[_KEY].heard(text, f"{item.nodeid}: {name}")
    return report


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None]:
    """Search all files, once the workers are gone, and fail a session that left the password somewhere."""
    yield
    watch = session.config.stash[_KEY]
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_FINDS] = [(find.where, find.spelling) for find in watch.finds]
        return
    for folder, since in _where_tests_write(session.config, watch.since):
        watch.look_at(folder, since=since)
    if watch.finds and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name the places where the password stands."""
    finds = config.stash[_KEY].finds
    if finds:
        terminalreporter.section("the password of the mock consoles was found", red=True)
        for find in sorted(map(str, finds)):
            terminalreporter.write_line(find)


def _where_tests_write(config: pytest.Config, since: float) -> Iterator[tuple[Path, float]]:
    """Yield each folder with the moment before which its files are somebody else's."""
    factory = getattr(config, "_tmp_path_factory", None)
    if factory is not None and getattr(factory, "_basetemp", None) is not None:
        yield Path(factory.getbasetemp()), 0.0
    temporary = Path(tempfile.gettempdir())
    for pattern in _TEMPORARY:
        for path in temporary.glob(pattern):
            with contextlib.suppress(OSError):
                if path.is_dir() and path.stat().st_uid == os.geteuid():
                    yield path, since
    yield Path(platformdirs.user_state_dir("pupitre", appauthor=False)), since
    for path in config.rootpath.iterdir():
        if path.is_dir() and path.name not in _NOT_WRITTEN_BY_TESTS:
            yield path, since


def _listen(watch: Watch) -> None:
    """Look at what tests take out of the captured streams, and at what their processes print."""
    if getattr(subprocess.Popen.communicate, "is_listened_to", False):
        return
    taken, said = pytest.CaptureFixture.readouterr, subprocess.Popen.communicate

    @functools.wraps(taken)
    def readouterr(self: Any) -> Any:
        printed = taken(self)
        for name, text in zip(("stdout", "stderr"), printed, strict=True):
            _heard(text, name)
        return printed

    @functools.wraps(said)
    def communicate(self: Any, *arguments: Any, **options: Any) -> Any:
        printed = said(self, *arguments, **options)
        for name, text in zip(("stdout", "stderr"), printed, strict=True):
            _heard(text, f"{name} of a process")
        return printed

    communicate.__dict__["is_listened_to"] = True
    pytest.CaptureFixture.readouterr = readouterr  # type: ignore[method-assign]
    subprocess.Popen.communicate = communicate  # type: ignore[method-assign]


def _heard(text: object, name: str) -> None:
    if _current is not None:
        test = os.environ.get("PYTEST_CURRENT_TEST", "outside any test").partition(" (")[0]
        _current.heard(text, f"{test}: {name}")
