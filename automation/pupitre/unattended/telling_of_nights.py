"""What is done when a night is over: it is noted, told to those who asked, and a sign of life is given.

Nothing here changes what the night came to, and nothing is raised: what does not work
is a warning.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pupitre.errors import PupitreError
from pupitre.unattended import history
from pupitre.unattended.delivery import deliver
from pupitre.unattended.digest import compose_digest, week_due
from pupitre.unattended.letter import Letter
from pupitre.unattended.message import compose
from pupitre.unattended.ping import ping
from pupitre.unattended.posting import asked, post, why
from pupitre.unattended.sentences import saying

if TYPE_CHECKING:
    from pupitre.estate import Estate, Notify
    from pupitre.unattended.history import History
    from pupitre.unattended.night import NightResult
    from pupitre.unattended.outbox import Deliver


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
        warnings.append(say("history", why=why(error)))
    night = replace(night, missed=night.missed or past.missed_before(night.day))
    week = week_due(past, night.day)
    letters = (*_night_letters(night, estate, moment), *digest_letters(night, estate.notify, past, week, moment))
    warnings += post(letters, send, say, moment).warnings
    try:
        after = past.with_night(history.PastNight.of(night))
        history.write(night.origin, replace(after, digest=max(after.digest, week)))
    except (OSError, PupitreError) as error:
        warnings.append(say("history", why=why(error)))
    if night.is_good and estate.ping is not None:
        warnings += asked(estate.ping, say, ping)
    return Told(night, tuple(warnings))


def digest_letters(
    night: NightResult, notify: Iterable[Notify], past: History, week: str, now: float
) -> tuple[Letter, ...]:
    """Return the letters about a week, to those who asked for it; none without a week."""
    letters = [
        Letter.to(
            reference,
            compose_digest(night, past, week, entry.language or night.language),
            origin=night.origin,
            kind="digest",
            run_id=week,
            created=now,
            language=entry.language or night.language,
        )
        for entry in notify
        for reference in entry.to
        if week and (not entry.on or "digest" in entry.on)
    ]
    return each_once(letters)


def each_once(letters: Iterable[Letter]) -> tuple[Letter, ...]:
    """Return letters without those that are the same one to the same address."""
    found: dict[str, Letter] = {}
    for letter in letters:
        found.setdefault(letter.name, letter)
    return tuple(found.values())


def _night_letters(night: NightResult, estate: Estate, now: float) -> tuple[Letter, ...]:
    letters = []
    for entry in estate.notify:
        language = entry.language or night.language
        kind = next((each for each in night.kinds if each != "unchanged" and each in (entry.on or night.kinds)), None)
        if kind is None:
            continue
        message = compose(night, kind, language)
        letters += [
            Letter.to(
                reference,
                message,
                origin=night.origin,
                kind=kind,
                run_id=night.run_id,
                created=now,
                language=language,
            )
            for reference in entry.to
        ]
    return each_once(letters)
