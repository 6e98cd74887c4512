"""What a night is called: the subject of its message, and its line in the week's."""

from __future__ import annotations

from typing import Protocol

from pupitre.unattended.sentences import Ours, Say

_BUSY = 6


class Called(Protocol):
    """A night, now or kept, as far as it is called after it."""

    @property
    def exit_code(self) -> int:
        """What it ended with."""

    @property
    def missed(self) -> int:
        """How many nights before it had no run."""


def heading(night: Called, kind: str, say: Say, *, keeps_groups: bool) -> Ours:
    """Return what a night is called when it is told as a kind."""
    if kind == "changed" and keeps_groups:
        return say("changed_groups")
    if kind != "missed":
        return say(kind)
    if night.exit_code == _BUSY:
        return say("busy")
    return say.counted("missed", night.missed) if night.missed else say("too_late")


def titled(host: str, text: str, language: str) -> str:
    """Return a host with what is said of it."""
    return f"{host}{colon(language)}{text}"


def colon(language: str) -> str:
    """Return a colon with the blanks of a language."""
    return " : " if language == "fr" else ": "
