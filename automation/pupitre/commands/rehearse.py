"""`pupitre rehearse`: the whole story on the shipped mock console."""

from __future__ import annotations

import contextlib
import functools
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from pupitre import reconcile
from pupitre.commands.conclusion import conclude
from pupitre.commands.progress import Progress, progress
from pupitre.commands.streams import people, tell
from pupitre.estate import load
from pupitre.mock.loading import load_mock
from pupitre.plan import Plan
from pupitre.plan.text import render
from pupitre.run import Finished, Session, Settings, Verdict, run

_STATE = "PUPITRE_STATE"


def rehearse(kind: str, settings: Settings, *, variant: str, json_output: bool) -> int:
    """Serve the mock, plan, apply and verify its own example; the last line is the report's path.

    The guard's state is a temporary folder: a rehearsal neither counts nor
    opens anything for a real console.
    """
    stream = people(json_output=json_output)
    with (
        tempfile.TemporaryDirectory(prefix="pupitre-rehearsal-") as name,
        load_mock(kind)(variant) as console,
    ):
        folder = Path(name)
        secret = folder / "password"
        secret.touch(mode=0o600)
        secret.write_text(console.password, encoding="utf-8")
        file = folder / "rehearsal.yaml"
        file.write_text(console.example(password="file:password"), encoding="utf-8")
        tell(f"{kind}: {console.address}", stream)
        with _own_state(folder / "state"), progress() as shown:
            finished = _story(file, replace(settings, announce=shown.announce), shown, stream)
    return conclude(finished, json_output=json_output)


def _story(file: Path, settings: Settings, shown: Progress, stream: TextIO) -> Finished:
    """Plan, apply, verify; stop at the first that does not go as it should and return the telling run."""
    estate = load(file)
    planned = run(estate, settings, "plan", reconcile.plan, writes=False)
    made = planned.verdict.plan
    if planned.verdict.exit_code != 2 or made is None:
        return planned
    with shown.paused():
        tell(render(made, estate.language), stream)
    applied = run(estate, settings, "apply", functools.partial(_apply, made), writes=True)
    if applied.verdict.exit_code != 0:
        return applied
    verified = run(estate, settings, "verify", reconcile.verify, writes=False)
    if verified.verdict.exit_code != 0:
        return verified
    with shown.paused():
        tell(verified.verdict.sentence, stream)
    return applied


def _apply(reviewed: Plan, session: Session) -> Verdict:
    return reconcile.apply(session, reviewed=reviewed)


@contextlib.contextmanager
def _own_state(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700)
    before = os.environ.get(_STATE)
    os.environ[_STATE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[_STATE]
        else:
            os.environ[_STATE] = before
