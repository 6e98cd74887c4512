"""The seasons of opening hours: from a day to a day, every year or once, or the school holidays."""

from __future__ import annotations

import datetime as dt
import re

from pupitre.estate import keys
from pupitre.estate.calendar_section import DeclaredCalendar
from pupitre.estate.nodes import Listing, Scalar
from pupitre.estate.problems import Mark, quoted, suggestion
from pupitre.estate.section import Section
from pupitre.estate.written_week import read_own_week
from pupitre.lookalike import plain
from pupitre.year import YEARS, Season, SeasonDay
from pupitre.year.school_holidays import ENGLISH, NAMES

_ALL = ("all", "toutes", "tout")


def read_seasons(section: Section, calendar: DeclaredCalendar | None) -> tuple[Season, ...]:
    """Return the seasons of an entry of `hours:`; two of equal rank that share a day are told with both lines."""
    node = section.node("seasons")
    if node is None:
        return ()
    if not isinstance(node, Listing):
        section.add("seasons", "write a list: [{name: été, from: 07-01, to: 08-31, week: {mon-sat: 09:00-19:00}}]")
        return ()
    seasons: list[tuple[Season, Mark]] = []
    for number, item in enumerate(node.items, start=1):
        path = f"{section.below('seasons')}[{number}]"
        season = _season(Section(item, path, keys.SEASON, section.problems, folder=section.folder), calendar)
        if season is None:
            continue
        for other, mark in seasons:
            if _share_a_day(season, other, calendar):
                section.problems.add(
                    item.mark,
                    path,
                    f"{quoted(season.name)} (line {item.mark.line}) and {quoted(other.name)} (line {mark.line}) "
                    "share a day; which one counts?",
                )
        seasons.append((season, item.mark))
    return tuple(season for season, _ in seasons)


def _season(section: Section, calendar: DeclaredCalendar | None) -> Season | None:
    if not section.is_mapping:
        return None
    before = len(section.problems.found)
    name = section.text("name")
    school = _school(section, calendar)
    first, last = _season_day(section, "from"), _season_day(section, "to")
    if "school" not in section:
        for key in ("from", "to"):
            if key not in section:
                section.problems.add(section.mark, section.path, f"{key} is missing")
    week = read_own_week(section)
    if week is None and len(section.problems.found) == before:
        section.problems.add(section.mark, section.path, "week is missing; if it is meant, write `closed: true`")
    if first is not None and last is not None:
        if (first.year is None) != (last.year is None):
            section.add("to", "both ends have a year, or neither has")
        elif first.year is not None and last.year is not None and _date(last) < _date(first):
            section.add("to", "the season ends before it begins")
    if name is None or week is None or len(section.problems.found) > before:
        return None
    return Season(name, first, last, week.week, week.narrow, school, week.is_closed, section.mark.line)


def _school(section: Section, calendar: DeclaredCalendar | None) -> tuple[str, ...]:
    node = section.node("school")
    if node is None:
        return ()
    if "from" in section or "to" in section:
        section.add("school", "a season has `school`, or `from` and `to`, not both")
    if calendar is None or not calendar.names_zone:
        section.add("school", "which school holidays? say the zone at the top: calendar: {country: FR, school: A}")
    found: list[str] = []
    words = {**{plain(name): name for name in NAMES}, **ENGLISH}
    items = node.items if isinstance(node, Listing) else (node,)
    if not items:
        section.add("school", f"the list is empty; write one of {', '.join(NAMES)}, all")
    for item in items:
        said = plain(item.text) if isinstance(item, Scalar) else ""
        if said in _ALL:
            found += NAMES
        elif said in words:
            found.append(words[said])
        else:
            hint = suggestion(said, [*NAMES, "all"], otherwise="write one of")
            section.problems.add(item.mark, section.below("school"), f"{quoted(said)} are no school holidays; {hint}")
    return tuple(dict.fromkeys(found))


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
            if day.year is None or day.year in YEARS:
                return day
            section.add(key, f"{quoted(text)} is too far away; write a year from {YEARS[0]} to {YEARS[-1]}")
            return None
    section.add(key, f"{quoted(text)} is not a day of the year; write 07-01, or 2026-07-01 for one year only")
    return None


def _date(day: SeasonDay) -> dt.date:
    # Any leap year will do for a day of every year: 02-29 is one.
    return dt.date(2024 if day.year is None else day.year, day.month, day.day)


def _share_a_day(one: Season, other: Season, calendar: DeclaredCalendar | None) -> bool:
    if one.is_of_one_year != other.is_of_one_year:
        return False  # a season of one year is an exception to those of every year
    if one.school and other.school:
        return bool(set(one.school) & set(other.school))
    if one.school or other.school:
        source = calendar.school if calendar is not None else None
        if source is None:
            return False
        school, dated = (one, other) if one.school else (other, one)
        first, last = source.known()
        days = (first + dt.timedelta(days=step) for step in range((last - first).days + 1))
        return any(source.on(day) in school.school and dated.spans(day) for day in days)
    return any(
        a_first <= b_last and b_first <= a_last for a_first, a_last in _spans(one) for b_first, b_last in _spans(other)
    )


def _spans(season: Season) -> list[tuple[dt.date, dt.date]]:
    if season.first is None or season.last is None:
        return []
    first, last = _date(season.first), _date(season.last)
    if first <= last:
        return [(first, last)]
    return [(first, dt.date(2024, 12, 31)), (dt.date(2024, 1, 1), last)]
