"""Writing what a verb found to the file that the operator named."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from pupitre.errors import EstateError, Explained

REMEDY = "Name another file with --out."


def check_target(out: Path, estate: Path, *, ending: str = "", remedy: str = REMEDY) -> None:
    """Raise EstateError when `out` can't be meant: no folder, the estate's own file, another ending than asked."""
    if out.is_dir():
        raise EstateError(f"{out}: this is a folder.", remedy=remedy)
    if not out.parent.is_dir():
        raise EstateError(f"{out}: there is no folder {out.parent}.", remedy=remedy)
    if out.exists() and out.samefile(estate):
        raise EstateError(f"{out}: this is the file that declares what is kept; it is not overwritten.", remedy=remedy)
    if ending and out.suffix.lower() != ending:
        raise EstateError(f"{out}: the name must end in {ending}.", remedy=remedy)
    if not os.access(out if out.exists() else out.parent, os.W_OK):
        raise EstateError(f"{out}: cannot be written: permission denied.", remedy=remedy)


@contextlib.contextmanager
def saving(out: Path) -> Iterator[None]:
    """Explain why `out` could not be written by the body."""
    try:
        yield
    except OSError as problem:
        raise Explained(f"{out}: cannot be written: {problem.strerror}.", remedy=REMEDY) from None


def saved(out: Path, language: str) -> str:
    """Return the sentence that names the file in a reader's language."""
    return {"fr": f"Enregistré dans {out}."}.get(language, f"Saved in {out}.")
