"""An operator at work in a test: an estate file, a state folder, and the verbs."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from pupitre import reconcile
from pupitre.estate import load
from pupitre.plan import Plan
from pupitre.run import Finished, Settings, run


class Account(Protocol):
    """Where a mock console is and who may sign in."""

    @property
    def address(self) -> str:
        """Its address as the mail gives it."""

    @property
    def user(self) -> str:
        """The account."""

    @property
    def password(self) -> str:
        """The account's password."""


class Operator:
    """Runs the verbs on an estate file in this process, with everything kept under one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "estate.yaml"
        self.secret = folder / "password"
        self.settings = Settings(evidence=folder / "evidence")

    def declares(self, text: str) -> Path:
        """Write the estate's file."""
        self.file.write_text(text, encoding="utf-8")
        return self.file

    def knows(self, password: str) -> str:
        """Store the password and return the reference to it."""
        self.secret.unlink(missing_ok=True)
        self.secret.touch(mode=0o600)
        self.secret.write_text(password, encoding="utf-8")
        return "file:password"

    def read(self) -> Finished:
        """Read the declared sites."""
        return run(load(self.file), self.settings, "read", reconcile.read, writes=False)

    def plan(self) -> Finished:
        """Plan."""
        return run(load(self.file), self.settings, "plan", reconcile.plan, writes=False)

    def apply(self, reviewed: Plan | None = None) -> Finished:
        """Apply without being asked, the file or a reviewed plan."""
        body = functools.partial(reconcile.apply, reviewed=reviewed)
        return run(load(self.file), self.settings, "apply", body, writes=True)

    def verify(self) -> Finished:
        """Verify."""
        return run(load(self.file), self.settings, "verify", reconcile.verify, writes=False)

    def drift(self) -> Finished:
        """Tell what moved since the last apply."""
        return run(load(self.file), self.settings, "drift", reconcile.drift, writes=False)

    def doctor(self) -> Finished:
        """Examine the screens."""
        return run(load(self.file), self.settings, "doctor", reconcile.doctor, writes=False)


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Operator]:
    """Yield an operator with an empty state folder of their own."""
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    monkeypatch.setenv("PUPITRE_STATE", str(state))
    with contextlib.chdir(tmp_path):
        yield Operator(tmp_path)
