"""One real browser for a whole session of tests, and an operator who uses it."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser
from ruamel.yaml import YAML

from pupitre import trail
from pupitre.browser.executable import find_browser
from pupitre.browser.launch import runs_as_root
from pupitre.evidence import Record, RunResult, SiteResult
from pupitre.guard import Guard
from pupitre.testing import Operator
from pupitre.testing.operator import operator as lonely_operator  # noqa: F401 - a fixture, found by its name

# The same examples every time, and none refused because the machine is busy.
settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.load_profile("steady")


# What the names of tests say whose runs take pictures on every push: those about pictures, and about how a run ends
# while one is taken or written.
_PHOTOGRAPHED = ("picture", "unknown_screen", "killed", "disk", "freezes", "trace", "interruption")


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
        session.setattr("pupitre_ooma.mock.console.DEFAULT_PASSWORD", canary)
        session.setattr("pupitre.mock.notice_board.console.DEFAULT_PASSWORD", canary)
        yield


@pytest.fixture
def operator(
    lonely_operator: Operator,  # noqa: F811
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Operator:
    """Return an operator whose runs use the session's browser: a context each, not a process each.

    Pictures are a third of what a run costs: on a push they are taken where it matters, at night always.
    """
    is_a_push = "not nightly" in request.config.option.markexpr
    if is_a_push and not any(word in request.node.nodeid for word in _PHOTOGRAPHED):
        lonely_operator.settings = dataclasses.replace(lonely_operator.settings, pictures="off")

    @contextlib.contextmanager
    def same_browser(*_: object) -> Iterator[Browser]:
        yield browser

    monkeypatch.setattr("pupitre.browser.launch.running_browser", same_browser)
    return lonely_operator


@pytest.fixture(scope="session")
def hostile_names() -> tuple[str, ...]:
    """Return what somebody who may name an extension could write there, all kinds of it."""
    kinds = YAML(typ="safe", pure=True).load(Path(__file__).with_name("hostile_names.yaml").read_text("utf-8"))
    return tuple(name for names in kinds.values() for name in names)


@dataclass(frozen=True)
class RunWithoutBrowser:
    """Leaves the evidence of runs as a real one does, with everything but a console.

    What is between the beginning and the end of a run is done by `doing`.
    """

    evidence: Path

    def __call__(
        self,
        run_id: str,
        *,
        origin: str = "https://oti.example.fr",
        language: str = "en",
        copy: Path | None = None,
        dies: bool = False,
        ended: str = "2026-11-22T01:05:54Z",
        verb: str = "apply",
        doing: Callable[[Record], None] = lambda _: None,
        **changes: Any,
    ) -> Record:
        facts = trail.RunFacts(run_id, verb, "threecx", origin, language, {})
        with Guard.open() as guard, guard.lease(origin, run_id):
            record = trail.begin(guard, facts, self.evidence, copy)
            record.event("open", says="Open REVEL", site="REVEL", picture=b"\xff\xd8\xff\xe0 a picture \xff\xd9")
            with record.changing("ok", says="OK", site="REVEL"):
                pass
            doing(record)
            if dies:
                record.head  # noqa: B018 - waits until everything is written
                record._journal.close()
                return record
            result = {
                "exit_code": 0,
                "reason": "done",
                "sentence": "Done.",
                "sites": (SiteResult("REVEL", "021", "changed"),),
            }
            about = RunResult(verb, "threecx", origin, run_id, ended, ended, **{**result, **changes})
            trail.end(guard, record, about)
        return record


@pytest.fixture
def keep_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunWithoutBrowser:
    """Return what leaves evidence in the test's folder, and notes of it in a state folder of its own."""
    monkeypatch.setenv("PUPITRE_STATE", str(tmp_path / "state"))
    return RunWithoutBrowser(tmp_path / "evidence")
