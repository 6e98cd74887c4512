"""Opening hours in a file: a week, and what departs from it (seasons, public holidays, dates)."""

from __future__ import annotations

from dataclasses import dataclass

from pupitre.estate import keys
from pupitre.estate.calendar_section import DeclaredCalendar
from pupitre.estate.dates_section import read_days, read_holidays
from pupitre.estate.model import Hours
from pupitre.estate.names import NameNotFound, find, normalised
from pupitre.estate.problems import Mark, quoted
from pupitre.estate.seasons_section import read_seasons
from pupitre.estate.section import Section
from pupitre.estate.written_week import read_own_week


@dataclass(frozen=True)
class NamedHours:
    """An entry of `hours:` with its place; `hours` is None when something is wrong with it."""

    mark: Mark
    hours: Hours | None


def read_named_hours(section: Section, calendar: DeclaredCalendar | None) -> dict[str, NamedHours]:
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
            named[key.text] = NamedHours(key.mark, read_hours(entry, calendar))
        else:
            section.problems.add(
                key.mark,
                path,
                f"{quoted(key.text)} (line {key.mark.line}) and {quoted(other)} "
                f"(line {named[other].mark.line}) look the same",
            )
    return named


def read_hours(section: Section, calendar: DeclaredCalendar | None) -> Hours | None:
    """Return an entry of `hours:`; None when something is wrong with it."""
    if not section.is_mapping:
        return None
    before = len(section.problems.found)
    week = read_own_week(section)
    if week is None and len(section.problems.found) == before:
        section.problems.add(section.mark, section.path, "week is missing; if it is meant, write `closed: true`")
    seasons = read_seasons(section, calendar)
    days = read_days(section)
    holidays = read_holidays(section, calendar, days)
    if week is None or len(section.problems.found) > before:
        return None
    public, school = (calendar.public, calendar.school) if calendar is not None else (None, None)
    return Hours(week.week, seasons, holidays, days, week.narrow, public, school)
