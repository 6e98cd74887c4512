"""A week, and what changes in one, in a short sentence: days that are alike are told once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

from pupitre.evidence.words import Words
from pupitre.hours import Slot, Week, Weekday

_Alike = TypeVar("_Alike", bound=Hashable)


@dataclass(frozen=True)
class Days:
    """Days that are alike, such as "Monday to Friday", and their hours before and after, which may be the same."""

    days: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def week_in_words(week: Week, say: Words) -> list[Days]:
    """Return a week, alike days together, from Monday to Sunday."""
    groups = _together(lambda day: week.on(day))
    return [Days(days_in_words(days, say), *(hours_in_words(week.on(days[0]), say),) * 2) for days in groups]


def change_in_words(before: Week, after: Week, say: Words) -> list[Days]:
    """Return what changes from one week to the other; nothing when nothing does."""
    groups = _together(lambda day: (before.on(day), after.on(day)))
    return [
        Days(
            days_in_words(days, say),
            hours_in_words(before.on(days[0]), say),
            hours_in_words(after.on(days[0]), say),
        )
        for days in groups
        if before.on(days[0]) != after.on(days[0])
    ]


def hours_in_words(slots: tuple[Slot, ...], say: Words) -> tuple[str, ...]:
    """Return each slot as `08:00–12:00`, or that it is closed."""
    return tuple(str(slot).replace("-", "–") for slot in slots) or (say("closed"),)


def days_in_words(days: list[Weekday], say: Words) -> str:
    """Return `Monday to Friday`, `Monday, Tuesday and Sunday`: stretches of three and more as such."""
    parts: list[str] = []
    for run in _stretches(days):
        if len(run) > 2:
            parts.append(say("{first} to {last}", first=say.weekday(run[0]), last=say.weekday(run[-1])))
        else:
            parts += [say.weekday(day) for day in run]
    told = parts[0] if len(parts) == 1 else say("{some} and {last}", some=", ".join(parts[:-1]), last=parts[-1])
    return told[:1].upper() + told[1:]


def _stretches(days: list[Weekday]) -> list[list[Weekday]]:
    found: list[list[Weekday]] = []
    for day in days:
        if found and found[-1][-1] + 1 == day:
            found[-1].append(day)
        else:
            found.append([day])
    return found


def _together(alike: Callable[[Weekday], _Alike]) -> list[list[Weekday]]:
    found: dict[_Alike, list[Weekday]] = {}
    for day in Weekday:
        found.setdefault(alike(day), []).append(day)
    return list(found.values())
