"""What is done when a night is over: it is noted, told to those who asked, and a sign of life is given.

Nothing here changes what the night came to, and nothing is raised: what does not work
is a warning.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pupitre.errors import PupitreError
from pupitre.estate.secret import SecretError
from pupitre.unattended import history
from pupitre.unattended.delivery import deliver
from pupitre.unattended.digest import compose_digest, week_due
from pupitre.unattended.letter import Letter
from pupitre.unattended.message import Message, compose
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
    warnings += _tell(night, estate, past, week, send, moment)
    try:
        after = past.with_night(history.PastNight.of(night))
        history.write(night.origin, replace(after, digest=max(after.digest, week)))
    except (OSError, PupitreError) as error:
        warnings.append(say("history", why=_why(error)))
    if night.is_good and estate.ping is not None:
        warnings += _ping(estate.ping, say)
    return Told(night, tuple(warnings))


def _tell(night: NightResult, estate: Estate, past: History, week: str, send: Deliver, now: float) -> list[str]:
    say = saying(night.language)
    letters = _letters(night, estate, past, week, now)
    try:
        outbox = Outbox.open()
    except (OSError, PupitreError) as error:
        return [_without_a_net(letter, send, now, say, _why(error)) for letter in letters]
    warnings = []
    for letter in letters:
        try:
            outbox.put(letter)
        except OSError as error:
            warnings.append(_without_a_net(letter, send, now, say, _why(error)))
    try:
        return warnings + _told(outbox.post(send, now), say)
    except (OSError, PupitreError) as error:
        return [*warnings, say("outbox", why=_why(error))]


def _letters(night: NightResult, estate: Estate, past: History, week: str, now: float) -> list[Letter]:
    found: dict[str, Letter] = {}

    def add(reference: SecretReference, message: Message, kind: Kind, run_id: str, language: str) -> None:
        letter = Letter.to(
            reference,
            message,
            origin=night.origin,
            kind=kind,
            run_id=run_id,
            created=now,
            language=language,
        )
        found.setdefault(letter.name, letter)

    for entry in estate.notify:
        language = entry.language or night.language
        kind = next((each for each in night.kinds if each != "unchanged" and each in (entry.on or night.kinds)), None)
        for reference in entry.to:
            if kind is not None:
                add(reference, compose(night, kind, language), kind, night.run_id, language)
            if week and (not entry.on or "digest" in entry.on):
                add(reference, compose_digest(night, past, week, language), "digest", week, language)
    return list(found.values())


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


def _ping(reference: SecretReference, say: Say, ask: Callable[[str], str] = ping) -> list[str]:
    try:
        why = ask(reference.resolve().reveal())
    except SecretError as error:
        why = error.what.removeprefix(f"{reference}: ")
    return [say("ping", to=reference, why=why)] if why else []


def _why(error: OSError | PupitreError) -> str:
    return error.what if isinstance(error, PupitreError) else error.strerror or type(error).__name__
