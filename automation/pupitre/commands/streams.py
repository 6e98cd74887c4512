"""What a verb prints: text for people, and one JSON document for programs.

A reader that went away, as in `pupitre schema | head -1`, is no failure: the
rest is dropped and the verb's exit code stands.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any, TextIO

from pupitre.errors import Explained


def people(*, json_output: bool) -> TextIO:
    """Return the stream for people's text: stdout, unless a program reads that one."""
    return sys.stderr if json_output else sys.stdout


def tell(text: str, stream: TextIO) -> None:
    """Print text at once; raise Explained when it cannot be written although somebody reads it."""
    _print(text, stream)


def document(content: Mapping[str, Any]) -> None:
    """Print the one document of a verb; everything outside ASCII is escaped, so that no terminal obeys it."""
    import json

    _print(json.dumps(content, ensure_ascii=True), sys.stdout)


def flush() -> None:
    """Write what is still waiting; raise Explained when it cannot be written."""
    for stream in (sys.stdout, sys.stderr):
        _print("", stream, end="")


def endure() -> None:
    """Let a terminal that knows no accents show escapes instead of ending the verb."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _print(text: str, stream: TextIO | None, end: str = "\n") -> None:
    if stream is None:  # closed by whoever started us
        return
    try:
        print(text, file=stream, end=end, flush=True)
    except BrokenPipeError:
        _silence(stream)
    except OSError as problem:
        _silence(stream)
        raise Explained(
            f"What there is to say cannot be written: {problem.strerror}.",
            left_behind="",
            remedy="How a run ended stands in the report in its evidence folder.",
        ) from None


def _silence(stream: TextIO) -> None:
    """Send what is printed from now on nowhere: the interpreter's own last flush would fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
