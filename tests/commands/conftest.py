"""The command line as a program runs it and as a terminal shows it, on a mock console."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pupitre.cli import app
from pupitre.commands.ending import ended
from pupitre.evidence import SiteResult
from pupitre.testing import Operator
from pupitre_threecx.mock import MockThreeCX

REVEL = 'REVEL: {extension: "021", week: {lundi: [08:00-12:00, 14:00-17:30], mardi-vendredi: 08:00-17:00}}'
SOREZE = 'SOREZE: {extension: "022", week: {lundi-vendredi: 08:00-17:00}}'

Command = Callable[..., "Ended"]
Pupitre = Callable[..., "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code and its two streams."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """What a program reads; fails unless stdout is exactly one JSON object."""
        document = json.loads(self.out)
        assert isinstance(document, dict)
        return document


@pytest.fixture
def command(operator: Operator, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs a command line in this process, in the session's browser."""

    def run(*words: str) -> Ended:
        code = ended(
            lambda: app(list(words), standalone_mode=False, prog_name="pupitre"), json_output="--json" in words
        )
        printed = capsys.readouterr()
        return Ended(code, printed.out, printed.err)

    return run


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a command that keeps everything in the test's folder."""
    (tmp_path / "state").mkdir(mode=0o700, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("_PUPITRE", "COMP_", "PUPITRE_"))}
    for name in ("PUPITRE_BROWSER",):
        if name in os.environ:
            kept[name] = os.environ[name]
    return {**kept, "PUPITRE_STATE": str(tmp_path / "state"), "TERM": "xterm"}


@pytest.fixture
def pupitre(tmp_path: Path, environment: dict[str, str]) -> Pupitre:
    """Return a function that runs the installed command as a process of its own, with nobody at the keyboard."""

    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pupitre", *words],
            cwd=tmp_path,
            env={**environment, **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    return run


@pytest.fixture
def mock() -> Iterator[MockThreeCX]:
    """Yield a running mock console of the usual variant."""
    with MockThreeCX() as console:
        yield console


@pytest.fixture
def revel(mock: MockThreeCX, tmp_path: Path) -> Path:
    """Return an estate file that declares the document's example, for a Monday."""
    return write_estate(mock, tmp_path, REVEL)


@pytest.fixture
def two_sites(mock: MockThreeCX, tmp_path: Path) -> Path:
    """Return an estate file whose two sites both differ from the console."""
    return write_estate(mock, tmp_path, REVEL, SOREZE)


def write_estate(mock: MockThreeCX, folder: Path, *sites: str) -> Path:
    """Write an estate file for a mock console, with its password beside it."""
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(mock.password, encoding="utf-8")
    file = folder / "oti.yaml"
    lines = [
        "console: threecx",
        f"address: {mock.address}",
        f'login: {{user: "{mock.user}", password: "file:password"}}',
        "timezone: Europe/Paris",
        "language: fr",
        "sites:",
        *(f"  {site}" for site in sites),
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def evidence(keep_run: Any, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs `pupitre evidence` on the test's folder: exit code, stdout, stderr."""

    def run(verb: str, *words: str) -> tuple[int, str, str]:
        line = ["evidence", verb, *words, "--evidence", str(keep_run.evidence)]
        code = ended(lambda: app(line, standalone_mode=False, prog_name="pupitre"), json_output="--json" in words)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def three(keep_run: Any) -> Path:
    """Return an evidence folder with three runs: a year ago, three months ago, yesterday."""
    keep_run("20251122T010512Z-aaaaaa", ended="2025-11-22T01:05:54Z")
    keep_run(
        "20260823T010512Z-bbbbbb",
        ended="2026-08-23T01:05:54Z",
        origin="https://other.example.fr",
        exit_code=4,
        reason="login_refused",
        sites=(SiteResult("SOREZE", "022", "failed"),),
    )
    keep_run("20261121T010512Z-cccccc", ended="2026-11-21T01:05:54Z")
    folder: Path = keep_run.evidence
    return folder


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a retention that is counted from one day."""

    class Today(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Today:
            return cls(2026, 11, 22, 12, tzinfo=dt.UTC)

    monkeypatch.setattr("pupitre.evidence.pruning.datetime", Today)


# Whole runs whose twins stay: what they show besides is proved at night.
_AT_NIGHT = (
    "test_a_rehearsal_on_a_variant",
    "test_verbs.py::test_what_is_read_plans_to_no_change",
    "test_verbs.py::test_doctor_reports_every_element",
    "test_verbs.py::test_more_sites_than_allowed_are_refused",
    "test_init_command.py::test_every_page_of_the_list",
    "test_init_command.py::test_hours_that_are_not_kept_by_slots",
    "test_init_command.py::test_a_console_without_hours",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that only run at night."""
    for item in items:
        if any(part in item.nodeid for part in _AT_NIGHT):
            item.add_marker(pytest.mark.nightly)
