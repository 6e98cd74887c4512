"""How the process ends: with a documented exit code, and without a traceback."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from typer.core import TyperGroup

from pupitre.commands.streams import endure, flush, tell
from pupitre.errors import Bug, Explained, PupitreError


class NotUnderstood(Explained):
    """A command line with a mistake in it; exit code 1, as 2 means "changes are waiting"."""

    reason = "usage"


class Interrupted(PupitreError):
    """A person pressed Ctrl-C while no run was under way."""

    exit_code = 130
    reason = "interrupted"


class Verbs(TyperGroup):
    """A group of verbs whose interruption is told like any other ending."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return `--help` as a plain "no": Typer would load Pydantic to validate that it was not asked for."""
        option = super().get_help_option(ctx)
        if option is not None and option.default is None:
            option.default = False
        return option

    def invoke(self, ctx: Any) -> Any:
        """Do the verb; raise Interrupted on Ctrl-C."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Interrupted("Interrupted.", left_behind="") from None


def ended(command: Callable[[], object], *, json_output: bool) -> int:
    """Do a command and return the exit code; an error is told to people, and with JSON to the program too."""
    endure()
    _be_interruptible()
    try:
        code = command()
        flush()
    except Exception as error:  # noqa: BLE001 - whatever is not ours becomes a bug with a file to send
        from pupitre.commands.conclusion import fail

        return fail(_ours(error), json_output=json_output)
    return code if isinstance(code, int) else 0


def _be_interruptible() -> None:
    """Take a stop of the system and a closed terminal as Ctrl-C: they leave by "Annuler" and sign out."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and threading.current_thread() is threading.main_thread():
            signal.signal(number, signal.default_int_handler)


def _ours(error: Exception) -> PupitreError:
    if isinstance(error, PupitreError):
        return error
    if not hasattr(error, "format_message"):
        return _bug(error)
    # Some Typers bring a Click of their own: its errors are known by what they can do, not by their class.
    said = str(error.format_message())
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        tell(said, sys.stderr)
        return NotUnderstood("No command was named.", left_behind="")
    hint = f"See: {context.command_path} --help" if context is not None else ""
    return NotUnderstood(said, left_behind="", remedy=hint)


def _bug(error: Exception) -> Bug:
    import tempfile
    import traceback

    story = "".join(traceback.format_exception(error))
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="pupitre-bug-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as kept:
            kept.write(story)
        where = kept.name
    except OSError:
        tell(story, sys.stderr)
        where = "the text above"
    return Bug("Pupitre made a mistake and stopped.", left_behind="", remedy=f"Please send {where}.")
