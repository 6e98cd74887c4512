"""What is done when a night is over: it is noted, told to those who asked, and a sign of life is given.

Nothing here changes what the night came to, and nothing is raised: what does not work
is a warning.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from pupitre.errors import PupitreError
from pupitre.estate.secret import SecretReference
from pupitre.unattended import history
from pupitre.unattended.delivery import deliver
from pupitre.unattended.digest import compose_digest, week_due
from pupitre.unattended.letter import Letter
from pupitre.unattended.message import compose
from pupitre.unattended.night import KINDS, Kind, NightResult
from pupitre.unattended.ping import ping
from pupitre.unattended.posting import Post, sign_given, why
from pupitre.unattended.sentences import saying

if TYPE_CHECKING:
    from pupitre.estate import Estate, Notify
    from pupitre.unattended.history import History
    from pupitre.unattended.outbox import Deliver

# What an address is told, and in which language.
_Wanted: TypeAlias = Mapping[SecretReference, tuple[Kind, str]]


@dataclass(frozen=True)
class Told:
    """A night that is over, with the nights missed before it, and what could not be noted, told or sent."""

    night: NightResult
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """Letters, and what could not be written."""

    letters: tuple[Letter, ...] = ()
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
    of_night = _night_letters(night, estate.notify, moment)
    of_week = digest_letters(night, estate.notify, past, week, moment)
    # On disk before anything is sent: whoever ends the process while a server is slow ends nothing but the sending.
    post = Post.of((*of_night.letters, *of_week.letters))
    try:
        after = past.with_night(history.PastNight.of(night))
        history.write(night.origin, replace(after, digest=max(after.digest, week)))
    except (OSError, PupitreError) as error:
        warnings.append(say("history", why=why(error)))
    if night.is_good and estate.ping is not None:
        warnings += sign_given(estate.ping, say, lambda address: ping(address, night.language))
    sent = post.sent(send, say, moment)
    return Told(night, (*warnings, *of_night.warnings, *of_week.warnings, *sent.warnings))


def digest_letters(night: NightResult, notify: Iterable[Notify], past: History, week: str, now: float) -> Written:
    """Return the letters about a week, to those who asked for it; none without a week."""
    wanted: dict[SecretReference, tuple[Kind, str]] = {}
    for entry in notify:
        if week and (not entry.on or "digest" in entry.on):
            for reference in entry.to:
                wanted.setdefault(reference, ("digest", entry.language or night.language))
    return _written(night, wanted, past, week, now)


def each_once(letters: Iterable[Letter]) -> tuple[Letter, ...]:
    """Return letters without those that are the same one to the same address."""
    found: dict[str, Letter] = {}
    for letter in letters:
        found.setdefault(letter.name, letter)
    return tuple(found.values())


def _night_letters(night: NightResult, notify: Iterable[Notify], now: float) -> Written:
    """Return one letter to each address, under the most urgent word it asked for."""
    wanted: dict[SecretReference, tuple[Kind, str]] = {}
    for entry in notify:
        kind = next((each for each in night.kinds if each != "unchanged" and each in (entry.on or night.kinds)), None)
        for reference in entry.to:
            before = wanted.get(reference)
            if kind is not None and (before is None or KINDS.index(kind) < KINDS.index(before[0])):
                wanted[reference] = kind, entry.language or night.language
    return _written(night, wanted, history.History(), "", now)


def _written(night: NightResult, wanted: _Wanted, past: History, week: str, now: float) -> Written:
    """Write what each address is told; what could not be written is a warning."""
    letters: list[Letter] = []
    warnings: list[str] = []
    for reference, (kind, language) in wanted.items():
        try:
            is_digest = kind == "digest"
            message = compose_digest(night, past, week, language) if is_digest else compose(night, kind, language)
        except Exception as error:  # noqa: BLE001 - a mistake of ours in a message must cost no other estate its night
            warnings.append(saying(night.language)("not_written", to=reference, why=type(error).__name__))
            continue
        letters.append(
            Letter.to(
                reference,
                message,
                origin=night.origin,
                kind=kind,
                run_id=week if is_digest else night.run_id,
                created=now,
                language=language,
            )
        )
    return Written(each_once(letters), tuple(warnings))
