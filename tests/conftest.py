"""One real browser for a whole session of tests, and an operator who uses it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

from pupitre.browser.executable import find_browser
from pupitre.browser.launch import runs_as_root
from pupitre.testing import Operator
from pupitre.testing.operator import operator as lonely_operator  # noqa: F401 - a fixture, found by its name

# The same examples every time, and none refused because the machine is busy.
settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Return how the session's browser is started: the one that Pupitre finds, reaching loopback only."""
    found = find_browser(headed=False)
    arguments = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-background-networking"]
    return {
        "executable_path": str(found.path) if found.path else None,
        "args": [*arguments, "--no-sandbox"] if runs_as_root() else arguments,
        "chromium_sandbox": not runs_as_root(),
    }


@pytest.fixture(scope="session", autouse=True)
def the_password_of_the_mocks(canary: str) -> Iterator[None]:
    """Let every mock console that is given no password have the one that is looked for afterwards."""
    with pytest.MonkeyPatch.context() as session:
        session.setattr("pupitre_threecx.mock.console.DEFAULT_PASSWORD", canary)
        yield


@pytest.fixture
def operator(lonely_operator: Operator, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Operator:  # noqa: F811
    """Return an operator whose runs use the session's browser: a context each, not a process each."""

    @contextlib.contextmanager
    def same_browser(*_: object) -> Iterator[Browser]:
        yield browser

    monkeypatch.setattr("pupitre.browser.launch.running_browser", same_browser)
    return lonely_operator
