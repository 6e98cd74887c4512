"""Which files are lost: known from earlier nights, and of no use to this one.

A file is lost when it does not load, when its folder cannot be read, when it is not in its folder any more, or when
nights pass and none is asked for it. Nobody else would tell of it: whom to tell stands in the file itself.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pupitre.errors import PupitreError
from pupitre.estate.model import Notify
from pupitre.estate.problems import InvalidEstate
from pupitre.unattended.estates import Look
from pupitre.unattended.known import Known, Trouble, only_of, whole
from pupitre.unattended.night import Kind

#: How a file can be lost, as `status --json` says it.
Way = Literal["does not load", "folder", "gone", "passed by"]

#: What the night of a lost file is told as, the most urgent first.
LOST_KINDS: tuple[Kind, ...] = ("person", "failed")
MOST_PROBLEMS = 5
#: A file that no night was asked for is lost when it is so old, and so many dates had nights for other files meanwhile:
#: after a machine was off, each timer gets its turn first.
PASSED_BY_AFTER = dt.timedelta(hours=36)
_DATES_PASSED_BY = 2

# A folder that gets another file makes another suggestion; that is no other mistake.
_SUGGESTED = re.compile(r"; did you mean .*?\?")
# What resembles no key may be anything that was pasted there.
_UNLIKE_ANY_KEY = re.compile(r"the key .*? is not known; (?!did you mean)")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\"']*")


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong with a file; line and column are counted from 1, or 0 where there is none."""

    sentence: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Lost:
    """A lost file; `cause` is the same for all that one thing made lost, and `at` what they have in common."""

    known: Known
    way: Way
    wrong: tuple[Wrong, ...]
    cause: str
    at: str

    @property
    def reason(self) -> str:
        """The word for programs."""
        return {"does not load": "estate_invalid", "folder": "estate_invalid", "gone": "estate_gone"}.get(
            self.way, "estate_passed_by"
        )

    def kind_for(self, entry: Notify) -> Kind | None:
        """Return the word under which an entry of `notify:` is told of it; None when it asked for none of them."""
        return next((kind for kind in LOST_KINDS if not entry.on or kind in entry.on), None)

    def with_trouble(self, now: dt.datetime) -> Lost:
        """Return it with what is to be kept: since when, and nobody told, when the cause is a new one."""
        moment = now.astimezone(dt.UTC).isoformat(timespec="seconds")
        asked = moment if self.way != "passed by" else self.known.asked
        trouble = self.known.trouble
        if trouble is None or trouble.cause != self.cause:
            trouble = Trouble(self.cause, moment)
        return replace(self, known=replace(self.known, asked=asked, trouble=trouble))


def wrong_with(error: PupitreError) -> tuple[Wrong, ...]:
    """Return what is wrong with a file, the first few things; what may have been pasted by mistake is not repeated."""
    if not isinstance(error, InvalidEstate):
        return (Wrong(_washed(error.what)),)
    found = []
    for problem in error.problems[:MOST_PROBLEMS]:
        path = f"{problem.path}: " if problem.path else ""
        found.append(Wrong(_washed(f"{path}{problem.sentence}"), problem.mark.line, problem.mark.column))
    more = len(error.problems) - MOST_PROBLEMS
    return (*found, *([Wrong(f"… {more} more")] if more > 0 else []))


def find_lost(
    looks: Iterable[Look],
    failed: Mapping[Path, PupitreError],
    known: Collection[Known],
    now: dt.datetime,
) -> tuple[Lost, ...]:
    """Return the lost files among those that these paths stand for.

    `failed` has the files that do not load, as they were named. A file that another one took the place of is not lost.
    """
    found: dict[str, Lost] = {}

    def add(lost: Lost) -> None:
        found.setdefault(lost.known.file, lost)

    for look in looks:
        if look.error is not None and not look.is_folder:
            for each in _in(look.path, known):
                add(_lost(each, "folder", look.error, whole(look.path)))
        for file in look.files:
            error = failed.get(file)
            if error is None:
                continue
            ours = only_of(known, file)
            if ours is not None:
                add(_lost(ours, "does not load", error, ours.file))
            for each in _in(file, known):  # it was a folder once
                add(_lost(each, "folder", error, whole(file)))
        if look.is_folder:
            there = {whole(file) for file in look.files}
            for each in _in(look.path, known):
                if each.file not in there and not Path(each.file).is_file() and not took_its_place(each, known, now):
                    add(_lost(each, "gone", None, str(each.folder)))
    return tuple(found.values())


def passed_by(known: Iterable[Known], asked: Collection[str], now: dt.datetime) -> tuple[Known, ...]:
    """Return the files that this night was not asked for, and no other one for long, with its date noted on them."""
    today = now.astimezone(dt.UTC).date().isoformat()
    return tuple(
        replace(each, passed_by=tuple(dict.fromkeys((*each.passed_by[:_DATES_PASSED_BY], today))))
        for each in known
        if each.file not in asked and now - dt.datetime.fromisoformat(each.asked) > PASSED_BY_AFTER
    )


def lost_by_passing(known: Iterable[Known]) -> tuple[Lost, ...]:
    """Return those among the files passed by that are lost."""
    return tuple(_lost(each, "passed by", None, "") for each in known if len(each.passed_by) >= _DATES_PASSED_BY)


def took_its_place(old: Known, known: Iterable[Known], now: dt.datetime) -> bool:
    """Return whether another file, which loaded lately, keeps all that a file kept: it was renamed, or moved."""
    return any(
        each.file != old.file
        and each.origin == old.origin
        and set(each.declares) >= set(old.declares)
        and now - dt.datetime.fromisoformat(each.loaded) < PASSED_BY_AFTER
        for each in known
    )


def _in(folder: Path, known: Iterable[Known]) -> list[Known]:
    wanted = whole(folder)
    return [each for each in known if str(each.folder) == wanted]


def _lost(known: Known, way: Way, error: PupitreError | None, at: str) -> Lost:
    wrong = wrong_with(error) if error is not None else ()
    said = _SUGGESTED.sub("", repr((way, at, wrong)))
    return Lost(known, way, wrong, hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()[:12], at)


def _washed(text: str) -> str:
    return _ADDRESS.sub("…", _UNLIKE_ANY_KEY.sub("this key is not known; ", text))
