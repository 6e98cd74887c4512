"""Opening hours in a file: a week, and what departs from it (seasons, public holidays, dates)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from pupitre.estate import keys
from pupitre.estate.model import Hours, Season, SeasonDay
from pupitre.estate.names import NameNotFound, find, normalised
from pupitre.estate.nodes import Listing, Scalar
from pupitre.estate.problems import Mark, below, quoted
from pupitre.estate.section import Section
from pupitre.estate.week import Slots, plain, read_day, read_week
from pupitre.hours import Week


@dataclass(frozen=True)
class NamedHours:
    """An entry of `hours:` with its place; `hours` is None when something is wrong with it."""

    mark: Mark
    hours: Hours | None


def read_named_hours(section: Section, *, has_calendar: bool) -> dict[str, NamedHours]:
    """Return the entries of `hours:` by name; two names that look the same are told."""
    named: dict[str, NamedHours] = {}
    path = section.below("hours")
    for key, value in section.entries("hours"):
        if not normalised(key.text):
            section.problems.add(key.mark, path, "a name is empty")
            continue
        try:
            other = find(key.text, named)
        except NameNotFound:
            entry = Section(value, f"{path}.{quoted(key.text)}", keys.HOURS, section.problems, folder=section.folder)
            named[key.text] = NamedHours(key.mark, read_hours(entry, has_calendar=has_calendar))
        else:
            section.problems.add(
                key.mark,
                path,
                f"{quoted(key.text)} (line {key.mark.line}) and {quoted(other)} "
                f"(line {named[other].mark.line}) look the same",
            )
    return named


def read_own_week(section: Section) -> Week | None:
    """Return the week of `week:`, or the closed one of `closed: true`.

    No hours at all are no wish to close: a week without an hour wants `closed: true`,
    and open hours beside `closed: true` are a contradiction.
    """
    node = section.node("week")
    closed = section.flag("closed")
    if node is None:
        return Week() if closed else None
    week = read_week(node, section.below("week"), section.problems)
    if week is None:
        return None
    if week.is_closed and not closed:
        section.add("week", "there is not a single open hour; if that is meant, write `closed: true` beside it")
        return None
    if closed and not week.is_closed:
        section.add("closed", "this says closed, and the week beside it has open hours; remove one of them")
        return None
    return week


def read_hours(section: Section, *, has_calendar: bool) -> Hours | None:
    """Return an entry of `hours:`; None when something is wrong with it."""
    if not section.is_mapping:
        return None
    before = len(section.problems.found)
    week = read_own_week(section)
    if week is None and len(section.problems.found) == before:
        section.problems.add(section.mark, section.path, "week is missing; if it is meant, write `closed: true`")
    seasons = _seasons(section)
    holidays = _holidays(section, has_calendar=has_calendar)
    days = _days(section)
    if week is None or len(section.problems.found) > before:
        return None
    return Hours(week, seasons, holidays, days)


def _holidays(section: Section, *, has_calendar: bool) -> Slots | None:
    node = section.node("holidays")
    if node is None:
        return None
    if isinstance(node, Scalar) and plain(node.text) == "normal":
        return None
    if not has_calendar:
        section.add("holidays", "which holidays? say the country at the top: calendar: {country: FR}")
    path = section.below("holidays")
    return read_day(node, path, path, None, section.problems)


def _days(section: Section) -> dict[dt.date, Slots]:
    days: dict[dt.date, Slots] = {}
    path = section.below("days")
    for key, value in section.entries("days"):
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", key.text, re.ASCII):
                raise ValueError
            date = dt.date.fromisoformat(key.text)
        except ValueError:
            section.problems.add(key.mark, path, f"{quoted(key.text)} is not a date; write 2026-12-24")
            continue
        there = below(path, key.text)
        slots = read_day(value, there, there, None, section.problems)
        if slots is not None:
            days[date] = slots
    return days


def _seasons(section: Section) -> tuple[Season, ...]:
    node = section.node("seasons")
    if node is None:
        return ()
    if not isinstance(node, Listing):
        section.add("seasons", "write a list: [{name: été, from: 07-01, to: 08-31, week: {mon-sat: 09:00-19:00}}]")
        return ()
    seasons: list[tuple[Season, Mark]] = []
    for number, item in enumerate(node.items, start=1):
        path = f"{section.below('seasons')}[{number}]"
        season = _season(Section(item, path, keys.SEASON, section.problems, folder=section.folder))
        if season is None:
            continue
        for other, mark in seasons:
            if _share_a_day(season, other):
                section.problems.add(
                    item.mark,
                    path,
                    f"{quoted(season.name)} (line {item.mark.line}) and {quoted(other.name)} (line {mark.line}) "
                    "share a day; which one counts?",
                )
        seasons.append((season, item.mark))
    return tuple(season for season, _ in seasons)


def _season(section: Section) -> Season | None:
    if not section.is_mapping:
        return None
    before = len(section.problems.found)
    name = section.text("name")
    first, last = _season_day(section, "from"), _season_day(section, "to")
    week = read_own_week(section)
    if week is None and len(section.problems.found) == before:
        section.problems.add(section.mark, section.path, "week is missing; if it is meant, write `closed: true`")
    if first is not None and last is not None:
        if (first.year is None) != (last.year is None):
            section.add("to", "both ends have a year, or neither has")
        elif first.year is not None and last.year is not None and _date(last) < _date(first):
            section.add("to", "the season ends before it begins")
    if name is None or first is None or last is None or week is None or len(section.problems.found) > before:
        return None
    return Season(name, first, last, week)


def _season_day(section: Section, key: str) -> SeasonDay | None:
    text = section.text(key)
    if text is None:
        return None
    match = re.fullmatch(r"(?:(\d{4})-)?(\d{2})-(\d{2})", text, re.ASCII)
    if match is not None:
        day = SeasonDay(int(match[2]), int(match[3]), int(match[1]) if match[1] else None)
        try:
            _date(day)
        except ValueError:
            match = None
        else:
            return day
    section.add(key, f"{quoted(text)} is not a day of the year; write 07-01, or 2026-07-01 for one year only")
    return None


def _date(day: SeasonDay) -> dt.date:
    # Any leap year will do for a day of every year: 02-29 is one.
    return dt.date(day.year or 2024, day.month, day.day)


def _share_a_day(one: Season, other: Season) -> bool:
    if (one.first.year is None) != (other.first.year is None):
        return False  # a season of one year is an exception to those of every year
    return any(
        a_first <= b_last and b_first <= a_last for a_first, a_last in _spans(one) for b_first, b_last in _spans(other)
    )


def _spans(season: Season) -> list[tuple[dt.date, dt.date]]:
    first, last = _date(season.first), _date(season.last)
    if first <= last:
        return [(first, last)]
    return [(first, dt.date(2024, 12, 31)), (dt.date(2024, 1, 1), last)]
