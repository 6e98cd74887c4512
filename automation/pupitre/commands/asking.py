"""Asking a person for what must not be seen: a password, or a mail with one in it."""

from __future__ import annotations

import contextlib
import getpass
import sys
import warnings
from collections.abc import Iterator

from pupitre.commands.streams import tell
from pupitre.errors import Explained
from pupitre.estate import Secret
from pupitre.mail import LARGEST_MAIL

LARGEST_INPUT = 65_536


class NobodyThere(Explained):
    """A question that nobody is there to answer."""

    reason = "nobody_there"

    def __init__(self, what: str, *, left_behind: str = "Nothing was stored.", remedy: str) -> None:
        super().__init__(what, left_behind=left_behind, remedy=remedy)


def asked_password(whose: str) -> Secret:
    """Return a password that a person typed twice without seeing it; raise Explained when the two differ."""
    if not _somebody_types():
        raise NobodyThere("Nobody is there to type the password.", remedy="Pass it on one line with --stdin.")
    with warnings.catch_warnings():
        # Without a terminal that can hide it, getpass would warn and show what is typed.
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            first = Secret(getpass.getpass(f"Password of {whose}: "))
            again = Secret(getpass.getpass("Once more: "))
        except (EOFError, getpass.GetPassWarning):
            raise NobodyThere(
                "The password cannot be typed here without being seen.", remedy="Pass it on one line with --stdin."
            ) from None
    if first.reveal() != again.reveal():
        raise Explained("The two passwords differ.", left_behind="Nothing was stored.", remedy="Type it again.")
    return first


def asked_name(default: str) -> str:
    """Return who a person says they are; raise NobodyThere when there is no person."""
    if not _somebody_types():
        raise NobodyThere(
            "Nobody is there to say who releases the console.",
            left_behind="It stays as it was.",
            remedy='Name who looked at the console: --who "..."',
        )
    sys.stderr.write(f"Who releases it? [{default}] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip() or default


def asked_varying(question: str, default: str) -> str | None:
    """Return the name that a person gives to what varies; None when it stays as it is, or nobody is there to ask.

    The Enter key leaves it as it is; `+` takes the name that is proposed.
    """
    if not _somebody_types():
        return None
    sys.stderr.write(f"{question} [+ = {default}] ")
    sys.stderr.flush()
    answer = sys.stdin.readline().strip()
    return default if answer == "+" else answer or None


def piped_password() -> Secret:
    """Return the one line of standard input; its line end is no part of the password."""
    content = sys.stdin.buffer.read(LARGEST_INPUT + 1) if sys.stdin is not None else b""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if content and not text:
        raise Explained("What was passed is not UTF-8 text.", left_behind="Nothing was stored.")
    for end in ("\r\n", "\n"):
        if text.endswith(end):
            return Secret(text.removesuffix(end))
    return Secret(text)


def pasted_mail() -> bytes:
    """Return standard input to its end; on a terminal, say how to paste, and do not show the mail again."""
    if sys.stdin is None:
        return b""
    if not _somebody_types():
        return sys.stdin.buffer.read(LARGEST_MAIL + 1)
    with _unseen():  # before the invitation, so that nothing is pasted while it would still be shown
        tell(
            "Paste the whole mail, then press Enter and Ctrl-D. It is not shown: there is a password in it.", sys.stderr
        )
        return sys.stdin.buffer.read(LARGEST_MAIL + 1)


def _somebody_types() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


@contextlib.contextmanager
def _unseen() -> Iterator[None]:
    import termios

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    silent = [*before]
    silent[3] = before[3] & ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
