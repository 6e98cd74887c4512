"""What a night does about lost files: it notes them as nights that failed, and tells their people once.

Once a cause: again when the cause changes, or after the file loaded in between. Until then the
message about the week says it. Nothing is raised: what does not work is a warning.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pupitre.errors import EstateError, PupitreError
from pupitre.unattended import history, known
from pupitre.unattended.delivery import deliver
from pupitre.unattended.digest import week_due
from pupitre.unattended.history import History, PastNight
from pupitre.unattended.known import Known
from pupitre.unattended.letter import Letter
from pupitre.unattended.lost import Lost, find_lost, lost_by_passing, passed_by, took_its_place
from pupitre.unattended.lost_message import compose_lost, sentence_of
from pupitre.unattended.night import Kind, NightResult
from pupitre.unattended.ping import ping_failure
from pupitre.unattended.posting import Post, sign_given, why
from pupitre.unattended.sentences import Say, saying
from pupitre.unattended.telling_of_nights import digest_letters, each_once

if TYPE_CHECKING:
    from pupitre.estate import Estate, SecretReference
    from pupitre.unattended.estates import Look
    from pupitre.unattended.outbox import Deliver


@dataclass(frozen=True)
class RollCall:
    """Which files are lost: `asked_for` by this night, and `passed_by` by many; and what could not be noted."""

    asked_for: tuple[Lost, ...] = ()
    passed_by: tuple[Lost, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def lost(self) -> tuple[Lost, ...]:
        """All of them."""
        return (*self.asked_for, *self.passed_by)

    @property
    def references(self) -> tuple[SecretReference, ...]:
        """Where the addresses of their people are."""
        return tuple(dict.fromkeys(each for lost in self.lost for each in lost.known.references))

    def silences(self, estate: Estate) -> bool:
        """Whether a file that loads shares its sign of life with one that is lost: it would call a blind night good."""
        if estate.ping is None:
            return False
        lost = {_same(each.known.ping) for each in self.asked_for if each.known.ping is not None}
        return _same(estate.ping) in lost


def call_the_roll(
    looks: Sequence[Look], read: Mapping[Path, Estate | PupitreError], now: dt.datetime | None = None
) -> RollCall:
    """Note the files that load, and return those that are lost, with their trouble noted."""
    moment = dt.datetime.now(dt.UTC) if now is None else now
    loaded = [Known.of(estate, moment) for estate in read.values() if not isinstance(estate, PupitreError)]
    failed = {file: error for file, error in read.items() if isinstance(error, PupitreError)}
    warnings = _note_all(loaded)
    try:
        before = known.all_known()
    except (OSError, PupitreError) as error:
        return RollCall(warnings=(*warnings, _unnoted(error)))
    now_loaded = {each.file: each for each in loaded}
    everyone = tuple(now_loaded.get(each.file, each) for each in before)
    asked_for = tuple(each.with_trouble(moment) for each in find_lost(looks, failed, everyone, moment))
    names = {known.whole(file) for look in looks for file in look.files} | {each.known.file for each in asked_for}
    others = [each for each in passed_by(everyone, names, moment) if not took_its_place(each, everyone, moment)]
    aside = {each.known.file: each.with_trouble(moment) for each in lost_by_passing(others)}
    warnings += _note_all(replace(each.known, passed_by=()) for each in asked_for)
    warnings += _note_all(aside[each.file].known if each.file in aside else each for each in others)
    warnings += _forget_the_replaced([each for each in everyone if each.file not in names], everyone, moment)
    return RollCall(asked_for, tuple(aside.values()), tuple(dict.fromkeys(warnings)))


def tell_of_lost(roll: RollCall, *, send: Deliver = deliver, now: dt.datetime | None = None) -> tuple[str, ...]:
    """Note the night of each lost file, tell its people unless they know, and let no sign of life be waited for."""
    if not roll.lost:
        return roll.warnings
    moment = dt.datetime.now(dt.UTC) if now is None else now
    past: dict[str, History] = {}
    warnings = list(roll.warnings)
    letters: list[Letter] = []
    nights: list[tuple[NightResult, str]] = []
    for lost in roll.lost:
        origin = lost.known.origin
        try:
            past.setdefault(origin, history.read(origin))
        except (OSError, PupitreError) as error:
            warnings.append(_say(lost)("history", why=why(error)))
    for lost in roll.asked_for:
        night = _night(lost, past.get(lost.known.origin, History()), moment)
        before = past.get(lost.known.origin, History())
        week = week_due(before, night.day)
        of_week = digest_letters(night, lost.known.notify, before, week, moment.timestamp())
        letters += of_week.letters
        warnings += of_week.warnings
        nights.append((night, week))
    letters += _first_letters(roll.lost, past, moment.timestamp())
    say = _say(roll.lost[0])
    mailing = Post.of(each_once(letters)).sent(send, say, moment.timestamp())
    warnings += mailing.warnings
    if mailing.is_safe:
        warnings += _noted_as_told(roll.lost)
    for night, week in nights:
        warnings += _noted(night, week)
    for reference in dict.fromkeys(each.known.ping for each in roll.asked_for if each.known.ping is not None):
        warnings += sign_given(reference, say, ping_failure)
    return tuple(dict.fromkeys(warnings))


def _first_letters(lost: Sequence[Lost], past: Mapping[str, History], now: float) -> tuple[Letter, ...]:
    """Return one letter for each cause and address, about those files only that named the address."""
    by_place: dict[tuple[str, tuple[str, str, str], Kind, str], tuple[SecretReference, list[Lost]]] = {}
    for each in lost:
        if each.known.trouble is None or each.known.trouble.is_told:
            continue
        for entry in each.known.notify:
            kind = each.kind_for(entry)
            if kind is None:
                continue
            language = entry.language or each.known.language
            for reference in entry.to:
                key = (_group(each), (*_same(reference), reference.user), kind, language)
                files = by_place.setdefault(key, (reference, []))[1]
                if each not in files:
                    files.append(each)
    machine = platform.node()
    return tuple(
        Letter.to(
            reference,
            compose_lost(files, past, language, machine),
            origin=files[0].known.origin,
            kind=kind,
            run_id=f"lost {_group(files[0])} {files[0].known.trouble.since if files[0].known.trouble else ''}",
            created=now,
            language=language,
        )
        for (_, _, kind, language), (reference, files) in by_place.items()
    )


def _group(lost: Lost) -> str:
    """Return what files have in common that one message tells of: a mistake in a file is that file's alone."""
    return f"{lost.way} {lost.at}"


def _night(lost: Lost, past: History, moment: dt.datetime) -> NightResult:
    file = lost.known
    started = moment.astimezone(dt.UTC)
    night = NightResult(
        file=file.file,
        console=file.console,
        origin=file.origin,
        run_id=f"{started:%Y%m%dT%H%M%SZ}-lost",
        started=started.isoformat(timespec="milliseconds"),
        ended=started.isoformat(timespec="milliseconds"),
        exit_code=EstateError.exit_code,
        reason=lost.reason,
        sentence=" ".join(sentence_of(lost, _say(lost)).splitlines()),
        is_lost=True,
        language=file.language,
        timezone=file.timezone,
        support=file.support,
        machine=platform.node(),
    )
    return replace(night, missed=past.missed_before(night.day))


def _noted(night: NightResult, week: str) -> list[str]:
    try:
        past = history.read(night.origin)
        after = past.with_night(PastNight.of(night))
        history.write(night.origin, replace(after, digest=max(after.digest, week)))
    except (OSError, PupitreError) as error:
        return [saying(night.language)("history", why=why(error))]
    return []


def _noted_as_told(lost: Iterable[Lost]) -> list[str]:
    troubles = [(each.known, each.known.trouble) for each in lost]
    return _note_all(
        replace(file, trouble=replace(trouble, is_told=True))
        for file, trouble in troubles
        if trouble is not None and not trouble.is_told
    )


def _forget_the_replaced(others: Iterable[Known], everyone: Sequence[Known], now: dt.datetime) -> list[str]:
    """Drop what is known of files that are not there any more, where another file keeps all that they kept."""
    try:
        for each in others:
            if not os.path.lexists(each.file) and took_its_place(each, everyone, now):
                known.forget(Path(each.file))
    except (OSError, PupitreError) as error:
        return [_unnoted(error)]
    return []


def _note_all(files: Iterable[Known]) -> list[str]:
    try:
        for each in files:
            known.note(each)
    except (OSError, PupitreError) as error:
        return [_unnoted(error)]
    return []


def _unnoted(error: OSError | PupitreError) -> str:
    return f"What is known of the files could not be noted: {why(error)}."


def _same(reference: SecretReference) -> tuple[str, str]:
    return (str(reference), str(reference.folder.absolute()))


def _say(lost: Lost) -> Say:
    return saying(lost.known.language)
