"""`pupitre guard`: what is held and why, opening a door, starting anew.

With JSON, stdout carries one document and people's text goes to stderr. Errors
are raised: the command line prints them and exits with their code.
"""

from __future__ import annotations

import getpass
import sys
from typing import Any

from pupitre.commands.asking import asked_name
from pupitre.commands.streams import document, people, tell
from pupitre.guard import Door, Guard, LedgerLost
from pupitre.guard.origin import canonical
from pupitre.visible import visible

__all__ = ["init", "release", "status"]


def status(json_output: bool = False) -> int:
    """Say for every account whether its door is open, why not, since when and what opens it."""
    with Guard.open() as guard:
        doors = guard.status()
        folder = str(guard.folder.path)
    stream = people(json_output=json_output)
    if not doors:
        tell("No login was ever tried from here.", stream)
    for door in doors:
        tell("\n".join(visible(line) for line in _told(door)), stream)
    if json_output:
        document({"folder": folder, "doors": [_facts(door) for door in doors]})
    return 0


def release(origin: str, who: str | None = None, why: str = "", *, json_output: bool = False) -> int:
    """Open a console's doors in the name of a person, who is asked for it, and say what still holds them."""
    try:
        origin = canonical(origin)
    except ValueError as error:
        tell(visible(str(error)), sys.stderr)
        if json_output:
            document({"exit_code": 1, "reason": "not_an_origin", "sentence": str(error)})
        return 1
    name = who or asked_name(visible(_login_name()))
    with Guard.open() as guard:
        guard.release(origin, who=name, why=why)
        doors = [door for door in guard.status() if door.origin == origin]
    stream = people(json_output=json_output)
    tell(visible(f"{origin} was released by {name}: {why}"), stream)
    for door in doors:
        tell("\n".join(visible(line) for line in _told(door)), stream)
    if json_output:
        document({"origin": origin, "who": name, "why": why, "doors": [_facts(door) for door in doors]})
    return 0


def init(i_know: bool = False, *, json_output: bool = False) -> int:
    """Make the ledger, or with `i_know` put an empty one in place of a lost one."""
    kept = None
    try:
        with Guard.open() as guard:
            folder, sentence = str(guard.folder.path), "The ledger is there and sound; nothing was changed."
    except LedgerLost:
        if not i_know:
            raise
        kept = Guard.start_anew()
        with Guard.open() as guard:
            folder = str(guard.folder.path)
        sentence = "An empty ledger was made. Consoles may still count attempts that were made before."
        if kept is not None:
            sentence += f" What was there is kept in {kept}."
    tell(visible(f"{folder}: {sentence}"), people(json_output=json_output))
    if json_output:
        document({"folder": folder, "sentence": sentence, "kept": str(kept) if kept else None})
    return 0


def _told(door: Door) -> list[str]:
    if door.open:
        return [f"{door.origin} {door.account}: open"]
    since = f" since {door.since}" if door.since else ""
    return [
        f"{door.origin} {door.account}: held{since}",
        f"  Why: {door.sentence()}",
        f"  Failed attempts that count: {door.attempts}",
        f"  What opens it: {door.opens()}",
    ]


def _facts(door: Door) -> dict[str, Any]:
    return {
        "origin": door.origin,
        "account": door.account,
        "open": door.open,
        "reason": door.reason.value if door.reason else None,
        "sentence": {"en": door.sentence("en"), "fr": door.sentence("fr")},
        "attempts": door.attempts,
        "since": door.since or None,
        "opens": {"en": door.opens("en"), "fr": door.opens("fr")},
    }


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
