"""Secrets by reference: the file says where a password is, never what it is.

A reference that does not resolve costs nothing: it is refused before a browser
opens. No message, traceback, representation or pickle shows the value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Never

from pupitre.errors import EstateError
from pupitre.estate import sources
from pupitre.estate.problems import quoted

WARNING = "Attention aux espaces quand vous faites des copier/coller"
LONGEST_SECRET = 4096

_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


class SecretError(EstateError):
    """A password that cannot be had from where the file says; the value is never told."""

    reason = "secret_unusable"


class Secret:
    """A text that shows itself to no one but `reveal`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text; to be called where it is used, and kept nowhere."""
        return self._text

    def __str__(self) -> str:
        return "(secret)"

    def __repr__(self) -> str:
        return "Secret(hidden)"

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError("a secret is not stored")


@dataclass(frozen=True)
class SecretReference:
    """Where a password is: `env:`, `file:`, `keyring:`, `command:` or `systemd:`.

    Relative paths start at `folder`, the estate file's own; `user` is whose
    password a keyring is asked for, and `means` is what messages call the value.
    """

    kind: str
    name: str
    folder: Path = field(default=Path(), compare=False)
    user: str = field(default="", compare=False)
    allow_spaces: bool = False
    means: str = field(default="password", compare=False)

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"

    @classmethod
    def parse(
        cls,
        text: str,
        *,
        folder: Path | None = None,
        user: str = "",
        allow_spaces: bool = False,
        means: str = "password",
    ) -> SecretReference:
        """Return the reference; raise SecretError, without quoting it, for anything else."""
        kind, colon, name = text.partition(":")
        reason = ""
        if not colon or kind not in KINDS:
            reason = (
                f"{'an' if means[0] in 'aeiou' else 'a'} {means} does not stand in a file; say where it is: "
                "env:NAME, file:PATH, keyring:NAME, command:COMMAND or systemd:NAME"
            )
        elif not name.strip():
            reason = f"nothing stands after {kind}:"
        elif name != name.strip() or not name.isprintable():
            reason = f"a blank or hidden character stands at an end of the name after {kind}:"
        elif not KINDS[kind].pattern.fullmatch(name):
            reason = f"what stands after {kind}: is not {KINDS[kind].wants}"
        if reason:
            raise SecretError(reason)
        return cls(kind, name, folder or Path(), user, allow_spaces, means)

    def resolve(self, user: str | None = None) -> Secret:
        """Return the secret; raise SecretError when it cannot be had or is not clean."""
        asked = self.user if user is None else user
        found, reason = KINDS[self.kind].fetch(self.name, self.folder, asked)
        if not reason:
            reason = self._defect(found)
        if reason:
            # A traceback that shows local variables would show the value.
            del found
            raise SecretError(f"{quoted(str(self))}: {reason}", left_behind=f"No {self.means} was sent.")
        return Secret(found)

    def defect(self, secret: Secret) -> str:
        """Return why a password would be refused when it is fetched again, or nothing."""
        return self._defect(secret.reveal())

    def _defect(self, text: str) -> str:
        return _defect(text, allow_spaces=self.allow_spaces).replace("the password", f"the {self.means}")


def take_from_environment(references: Iterable[SecretReference]) -> None:
    """Take every variable that is meant out of the environment, before anything is started that would inherit it."""
    for reference in references:
        if reference.kind == "env":
            sources.from_environment(reference.name, reference.folder, reference.user)


def _defect(text: str, *, allow_spaces: bool) -> str:
    """Return why a password is not usable as it was found, or nothing."""
    if not text:
        return "the password is empty"
    if len(text) > LONGEST_SECRET:
        return f"the password is longer than {LONGEST_SECRET} characters; is this the right place?"
    if "\n" in text or "\r" in text:
        return f'the password has a line end in it. "{WARNING}"'
    categories = {unicodedata.category(letter) for letter in text}
    if "Cs" in categories:
        return "the password is not UTF-8 text"
    if "Cc" in categories:
        return "the password has a control character in it"
    if allow_spaces:
        return ""
    lift = "if it is really part of the password, write allow_spaces: true under login"
    if text[0].isspace() or text[-1].isspace():
        return f'the password begins or ends with a blank. "{WARNING}"; {lift}'
    if any(letter.isspace() and letter != " " for letter in text):
        return f'the password has a no-break or unusual blank in it. "{WARNING}"; {lift}'
    if any(letter in _ZERO_WIDTH for letter in text):
        return f'the password has a character without width in it. "{WARNING}"; {lift}'
    return ""


@dataclass(frozen=True)
class Kind:
    """A kind of reference: which names it takes, and how a value is had.

    `fetch` returns the value and an empty reason, or an empty value and why not.
    """

    wants: str
    pattern: re.Pattern[str]
    fetch: Callable[[str, Path, str], tuple[str, str]]


KINDS: dict[str, Kind] = {
    "env": Kind("the name of a variable", re.compile(r"[A-Za-z_][A-Za-z0-9_]*"), sources.from_environment),
    "file": Kind("a path", re.compile(r".+"), sources.from_file),
    "keyring": Kind("a name", re.compile(r".+"), sources.from_keyring),
    "command": Kind("a command", re.compile(r".+"), sources.from_command),
    "systemd": Kind("a credential's name", re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*"), sources.from_systemd),
}
