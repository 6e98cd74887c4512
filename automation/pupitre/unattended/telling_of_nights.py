"""What is done when a night is over: it is noted, told to those who asked, and a sign of life is given.

Nothing here changes what the night came to, and nothing is raised: what does not work
is a warning.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pupitre.errors import PupitreError
from pupitre.estate.secret import SecretError
from pupitre.unattended import history
from pupitre.unattended.delivery import deliver
from pupitre.unattended.digest import compose_digest, week_due
from pupitre.unattended.letter import Letter
from pupitre.unattended.message import compose
from pupitre.unattended.night import KINDS
from pupitre.unattended.outbox import LONGEST_DAYS, Deliver, Outbox, Posted
from pupitre.unattended.ping import ping
from pupitre.unattended.sentences import Say, saying

if TYPE_CHECKING:
    from pupitre.estate import Estate, SecretReference
    from pupitre.unattended.history import History
    from pupitre.unattended.night import Kind, NightResult


@dataclass(frozen=True)
class Told:
    """A night that is over, with the nights missed before it, and what could not be noted, told or sent."""

    night: NightResult
    warnings: tuple[str, ...] = ()


def end_night(night: NightResult, estate: Estate, *, send: Deliver = deliver, now: float | None = None) -> Told:
    """Note a night, tell of it, and give the sign of life after a good one.

    Letters that waited from earlier nights are sent, too. `now` is in seconds since 1970.
    """
    say, moment = saying(night.language), time.time() if now is None else now
    warnings: list[str] = []
    past = history.History()
    try:
        past = history.read(night.origin)
    except (OSError, PupitreError) as error:
        warnings.append(say("history", why=_why(error)))
    night = replace(night, missed=night.missed or past.missed_before(night.day))
    week = week_due(past, night.day)
    # On disk before anything is sent: whoever ends the process while a server is slow ends nothing but the sending.
    letters, unwritten = _letters(night, estate, past, week, moment)
    post = _Post.of(letters)
    try:
        after = past.with_night(history.PastNight.of(night))
        history.write(night.origin, replace(after, digest=max(after.digest, week)))
    except (OSError, PupitreError) as error:
        warnings.append(say("history", why=_why(error)))
    if night.is_good and estate.ping is not None:
        warnings += _ping(estate.ping, say, night.language)
    return Told(night, (*warnings, *unwritten, *post.sent(send, moment, say)))


@dataclass(frozen=True)
class _Post:
    """The letters of a night: those in the outbox, and those that could not be kept, with the reason."""

    outbox: Outbox | None
    loose: tuple[tuple[Letter, str], ...] = ()

    @classmethod
    def of(cls, letters: list[Letter]) -> _Post:
        """Keep letters."""
        try:
            outbox = Outbox.open()
        except (OSError, PupitreError) as error:
            return cls(None, tuple((letter, _why(error)) for letter in letters))
        loose = []
        for letter in letters:
            try:
                outbox.put(letter)
            except OSError as error:
                loose.append((letter, _why(error)))
        return cls(outbox, tuple(loose))

    def sent(self, send: Deliver, now: float, say: Say) -> list[str]:
        """Send every letter that waits and return the warnings."""
        warnings = [_without_a_net(letter, send, now, say, why) for letter, why in self.loose]
        if self.outbox is None:
            return warnings
        try:
            return warnings + _told(self.outbox.post(send, now), say)
        except (OSError, PupitreError) as error:
            return [*warnings, say("outbox", why=_why(error))]


def _letters(
    night: NightResult, estate: Estate, past: History, week: str, now: float
) -> tuple[list[Letter], list[str]]:
    """Return one letter to each address, under the most urgent word it asked for, and one about the week.

    What could not be written is a warning.
    """
    wanted: dict[tuple[SecretReference, bool], tuple[Kind, str]] = {}
    for entry in estate.notify:
        language = entry.language or night.language
        kind = next((each for each in night.kinds if each != "unchanged" and each in (entry.on or night.kinds)), None)
        for reference in entry.to:
            before = wanted.get((reference, False))
            if kind is not None and (before is None or KINDS.index(kind) < KINDS.index(before[0])):
                wanted[reference, False] = kind, language
            if week and (not entry.on or "digest" in entry.on):
                wanted.setdefault((reference, True), ("digest", language))
    letters: list[Letter] = []
    warnings: list[str] = []
    for (reference, is_digest), (word, language) in wanted.items():
        try:
            message = compose_digest(night, past, week, language) if is_digest else compose(night, word, language)
        except Exception as error:  # noqa: BLE001 - a mistake of ours in a message must cost no other estate its night
            warnings.append(saying(night.language)("not_written", to=reference, why=type(error).__name__))
            continue
        letters.append(
            Letter.to(
                reference,
                message,
                origin=night.origin,
                kind=word,
                run_id=week if is_digest else night.run_id,
                created=now,
                language=language,
            )
        )
    return letters, warnings


def _told(posted: Posted, say: Say) -> list[str]:
    first: dict[str, str] = {}
    for letter, why in posted.kept:
        first.setdefault(letter.place, say("not_sent", to=letter.place, why=why))
    given_up = [
        say("given_up", to=letter.place, day=time.strftime("%Y-%m-%d", time.gmtime(letter.created)), days=LONGEST_DAYS)
        for letter in posted.given_up
    ]
    return [*first.values(), *given_up]


def _without_a_net(letter: Letter, send: Deliver, now: float, say: Say, why: str) -> str:
    """Send a letter that cannot be kept, at once; return the warning."""
    try:
        failed = send(letter.reference.resolve().reveal(), letter, now)
    except SecretError:
        failed = "secret"
    return say("lost" if failed else "not_kept", to=letter.place, why=why)


def _ping(reference: SecretReference, say: Say, language: str) -> list[str]:
    try:
        why = ping(reference.resolve().reveal(), language)
    except SecretError as error:
        why = error.what.removeprefix(f"{reference}: ")
    return [say("ping", to=reference, why=why)] if why else []


def _why(error: OSError | PupitreError) -> str:
    return error.what if isinstance(error, PupitreError) else error.strerror or type(error).__name__
