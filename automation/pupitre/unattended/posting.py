"""Letters into the outbox and out of it; what does not work is a warning, and nothing is raised."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pupitre.errors import PupitreError
from pupitre.estate.secret import SecretError, SecretReference
from pupitre.unattended.letter import Letter
from pupitre.unattended.outbox import LONGEST_DAYS, Deliver, Outbox, Posted
from pupitre.unattended.sentences import Say


@dataclass(frozen=True)
class Mailing:
    """What became of new letters: warnings for people, and whether each is sent or kept."""

    warnings: tuple[str, ...] = ()
    is_safe: bool = True


def post(letters: Iterable[Letter], send: Deliver, say: Say, now: float) -> Mailing:
    """Keep letters and send all that wait; one that cannot be kept is sent at once."""
    letters = tuple(letters)
    try:
        outbox = Outbox.open()
    except (OSError, PupitreError) as error:
        return _without_a_net(letters, send, say, now, why(error))
    found = Mailing()
    for letter in letters:
        try:
            outbox.put(letter)
        except OSError as error:
            found = _and(found, _without_a_net((letter,), send, say, now, why(error)))
    try:
        return _and(found, Mailing(tuple(_told(outbox.post(send, now), say))))
    except (OSError, PupitreError) as error:
        return _and(found, Mailing((say("outbox", why=why(error)),)))


def asked(reference: SecretReference, say: Say, ask: Callable[[str], str]) -> tuple[str, ...]:
    """Do something with the address of a sign of life; return why that did not work, as a warning."""
    try:
        failed = ask(reference.resolve().reveal())
    except SecretError as error:
        failed = error.what.removeprefix(f"{reference}: ")
    return (say("ping", to=reference, why=failed),) if failed else ()


def why(error: OSError | PupitreError) -> str:
    """Return why something could not be done."""
    return error.what if isinstance(error, PupitreError) else error.strerror or type(error).__name__


def _and(one: Mailing, other: Mailing) -> Mailing:
    return Mailing((*one.warnings, *other.warnings), one.is_safe and other.is_safe)


def _told(posted: Posted, say: Say) -> list[str]:
    first: dict[str, str] = {}
    for letter, reason in posted.kept:
        first.setdefault(letter.place, say("not_sent", to=letter.place, why=reason))
    given_up = [
        say("given_up", to=letter.place, day=time.strftime("%Y-%m-%d", time.gmtime(letter.created)), days=LONGEST_DAYS)
        for letter in posted.given_up
    ]
    return [*first.values(), *given_up]


def _without_a_net(letters: Iterable[Letter], send: Deliver, say: Say, now: float, reason: str) -> Mailing:
    """Send letters that cannot be kept, at once."""
    found = Mailing()
    for letter in letters:
        try:
            failed = send(letter.reference.resolve().reveal(), letter, now)
        except SecretError:
            failed = "secret"
        warning = say("lost" if failed else "not_kept", to=letter.place, why=reason)
        found = _and(found, Mailing((warning,), not failed))
    return found
