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


@dataclass(frozen=True)
class Post:
    """Letters on their way: in the outbox, or `loose`, with the reason why they could not be kept."""

    outbox: Outbox | None
    loose: tuple[tuple[Letter, str], ...] = ()

    @classmethod
    def of(cls, letters: Iterable[Letter]) -> Post:
        """Keep letters."""
        try:
            outbox = Outbox.open()
        except (OSError, PupitreError) as error:
            return cls(None, tuple((letter, why(error)) for letter in letters))
        loose = []
        for letter in letters:
            try:
                outbox.put(letter)
            except OSError as error:
                loose.append((letter, why(error)))
        return cls(outbox, tuple(loose))

    def sent(self, send: Deliver, say: Say, now: float) -> Mailing:
        """Send every letter that waits, and at once each that cannot be kept; `now` is in seconds since 1970."""
        warnings: list[str] = []
        is_safe = True
        for letter, reason in self.loose:
            failed = _sent_at_once(letter, send, now)
            warnings.append(say("lost" if failed else "not_kept", to=letter.place, why=reason))
            is_safe = is_safe and not failed
        if self.outbox is not None:
            try:
                warnings += _told(self.outbox.post(send, now), say)
            except (OSError, PupitreError) as error:
                warnings.append(say("outbox", why=why(error)))
        return Mailing(tuple(warnings), is_safe)


def sign_given(reference: SecretReference, say: Say, give: Callable[[str], str]) -> tuple[str, ...]:
    """Do something with the address of a sign of life; return why that did not work, as a warning."""
    try:
        failed = give(reference.resolve().reveal())
    except SecretError as error:
        failed = error.what.removeprefix(f"{reference}: ")
    return (say("ping", to=reference, why=failed),) if failed else ()


def why(error: OSError | PupitreError) -> str:
    """Return why something could not be done."""
    return error.what if isinstance(error, PupitreError) else error.strerror or type(error).__name__


def _told(posted: Posted, say: Say) -> list[str]:
    first: dict[str, str] = {}
    for letter, reason in posted.kept:
        first.setdefault(letter.place, say("not_sent", to=letter.place, why=reason))
    given_up = [
        say("given_up", to=letter.place, day=time.strftime("%Y-%m-%d", time.gmtime(letter.created)), days=LONGEST_DAYS)
        for letter in posted.given_up
    ]
    return [*first.values(), *given_up]


def _sent_at_once(letter: Letter, send: Deliver, now: float) -> str:
    """Send a letter that cannot be kept; return why that did not work, or nothing."""
    try:
        return send(letter.reference.resolve().reveal(), letter, now)
    except SecretError:
        return "secret"
