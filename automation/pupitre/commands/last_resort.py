"""What is said when an error was not foreseen, or the command line was not understood."""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
import traceback
from pathlib import Path

from pupitre.errors import Bug

_USAGE = 1


def explain(error: Exception, *, json_output: bool) -> int:
    """Explain an error that no verb explained and return the exit code.

    A mistake in the command line is exit code 1 (2 means "changes are
    waiting"); anything else is a bug of ours, with a file to send.
    """
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):
        usage = str(error.format_message())
        context = getattr(error, "ctx", None)
        hint = f"  See: {context.command_path} --help" if context is not None else ""
        print("\n".join(line for line in (usage, hint) if line), file=sys.stderr)
        _document(json_output, _USAGE, "usage", usage)
        return _USAGE
    if type(error).__name__ == "Abort":
        return 130
    path = _keep_traceback()
    bug = Bug("Pupitre made a mistake and stopped.", left_behind="", remedy=f"Please send {path}.")
    print(bug, file=sys.stderr)
    _document(json_output, bug.exit_code, bug.reason, bug.what)
    return bug.exit_code


def _document(json_output: bool, code: int, reason: str, sentence: str) -> None:
    if json_output:
        print(json.dumps({"exit_code": code, "reason": reason, "sentence": sentence}, ensure_ascii=False))


def _keep_traceback() -> str:
    with contextlib.suppress(OSError):
        with tempfile.NamedTemporaryFile(
            "w", prefix="pupitre-bug-", suffix=".txt", delete=False, encoding="utf-8"
        ) as kept:
            kept.write(traceback.format_exc())
        return str(Path(kept.name))
    return "the text above"
