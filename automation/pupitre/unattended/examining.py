"""What a night would find, asked from inside a process that is as bare as the one a timer starts.

Run by `as_scheduled`; prints one JSON list of what is missing, and never a secret.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from pupitre.errors import PupitreError
from pupitre.estate import Estate, load
from pupitre.estate.secret import SecretError


def examine(files: list[Path], evidence: Path, folder: Path, handed: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield what is missing as a file and a sentence; `handed` are references that the timer hands over itself."""
    for file in files:
        try:
            estate = load(file)
        except PupitreError as error:
            yield str(file), error.what
            continue
        for what in _of_an_estate(estate, handed):
            yield str(file), what
    yield from (("", what) for what in _of_this_machine(evidence, folder))


def _of_an_estate(estate: Estate, handed: frozenset[str]) -> Iterator[str]:
    for reference in estate.secrets:
        if f"{reference.folder.absolute()}\0{reference}" in handed:
            continue
        try:
            reference.resolve()
        except SecretError as error:
            yield f"{error.what}{_besides(reference.kind)}"
    if estate.notify and importlib.util.find_spec("apprise") is None:
        yield "messages are sent by apprise, which is not installed; pip install 'pupitre[notify]'"
    if estate.pins and importlib.util.find_spec("cryptography") is None:
        yield "a pinned key needs cryptography, which is not installed; pip install 'pupitre[pin]'"


def _besides(kind: str) -> str:
    return {
        "keyring": "; at night nobody is signed in, so the keyring is locked: use file:, command: or systemd:",
        "env": "; a timer starts with a bare environment: use file:, command: or systemd:",
    }.get(kind, "")


def _of_this_machine(evidence: Path, folder: Path) -> Iterator[str]:
    from pupitre.browser.driver import why_not
    from pupitre.browser.executable import find_browser
    from pupitre.guard.folder import StateFolder

    try:
        find_browser(headed=False)
    except PupitreError as error:
        yield f"{error.what} {error.remedy}"
    if driver := why_not():
        yield driver
    try:
        StateFolder.find()
    except PupitreError as error:
        yield f"{error.what} {error.remedy}"
    nearest = next(path for path in (evidence, *evidence.parents) if path.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        yield f"{evidence}: evidence cannot be written there"
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.X_OK):
        yield f"{folder}: a night cannot start in this folder"


def main() -> None:
    """Examine what is named on standard input and print what is missing."""
    asked = json.load(sys.stdin)
    files, folders = [Path(file) for file in asked["files"]], (Path(asked["evidence"]), Path(asked["folder"]))
    json.dump(list(examine(files, *folders, frozenset(asked["handed"]))), sys.stdout)
