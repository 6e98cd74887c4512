"""Opening hours over the years: which rule decides on a date.

Precedence: dated day, then public holiday, then season, then week. Inside a
week, a narrowed day (the first Sunday, odd Saturdays) counts before the plain
one; among seasons, one of a single year counts before those of every year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from pupitre.hours import Week, Weekday
from pupitre.year.rules import DayRule, HolidayRule, Kind, NarrowDay, Ruling, Season


class PublicHolidays(Protocol):
    """Where the public holidays of a date come from."""

    def on(self, date: dt.date) -> tuple[str, ...]:
        """Return the keys of the public holidays of a date, none when it is an ordinary one."""
        ...

    def shown(self, date: dt.date) -> str:
        """Return the public holidays of a date in the reader's language."""
        ...


class SchoolHolidays(Protocol):
    """Where the school holidays of a date come from."""

    def on(self, date: dt.date) -> str:
        """Return the key of the school holidays that a date is in, or nothing; raise CalendarUnknown."""
        ...


@dataclass(frozen=True)
class Hours:
    """Opening hours: a week, and what departs from it.

    Without `holidays` public holidays are ordinary days.
    """

    week: Week
    seasons: tuple[Season, ...] = ()
    holidays: tuple[HolidayRule, ...] = ()
    days: tuple[DayRule, ...] = ()
    narrow: tuple[NarrowDay, ...] = ()
    public: PublicHolidays | None = None
    school: SchoolHolidays | None = None

    @property
    def is_only_a_week(self) -> bool:
        """Whether every week is the same."""
        return not (self.seasons or self.holidays or self.days or self.narrow)

    @property
    def is_closed(self) -> bool:
        """Whether the ordinary week has not a single open hour, in any week of the year."""
        return self.week.is_closed and not any(day.slots for day in self.narrow)

    def on(self, date: dt.date) -> Ruling:
        """Return the hours of a date and the rule that decides."""
        day = self._days.get(date)
        if day is not None:
            if day.slots is None:
                return Ruling(date, self._usual(date).slots, "day", day.text, day.line)
            return Ruling(date, day.slots, "day", day.text, day.line, not day.slots)
        holiday = self._holiday(date)
        if holiday is not None:
            name = self.public.shown(date) if self.public is not None else holiday.name
            if holiday.slots is None:
                return Ruling(date, self._usual(date).slots, "holiday", name, holiday.line)
            return Ruling(date, holiday.slots, "holiday", name, holiday.line, not holiday.slots)
        return self._usual(date)

    def season_on(self, date: dt.date) -> Season | None:
        """Return the season of a date; raise CalendarUnknown when that depends on what nobody knows yet."""
        lasting: Season | None = None
        for season in self.seasons:
            if season.is_of_one_year:
                if season.spans(date):
                    return season
            elif lasting is None and (self._school_on(date) in season.school if season.school else season.spans(date)):
                lasting = season
        return lasting

    def _school_on(self, date: dt.date) -> str:
        return self.school.on(date) if self.school is not None else ""

    @cached_property
    def _days(self) -> Mapping[dt.date, DayRule]:
        return {date: rule for rule in self.days for date in rule.dates()}

    def _holiday(self, date: dt.date) -> HolidayRule | None:
        if not self.holidays or self.public is None:
            return None
        names = self.public.on(date)
        if not names:
            return None
        named = next((rule for rule in self.holidays if rule.name in names), None)
        return named or next((rule for rule in self.holidays if not rule.name), None)

    def _usual(self, date: dt.date) -> Ruling:
        season = self.season_on(date)
        week, narrow, kind, name, line = self.week, self.narrow, "week", "", 0
        closed = False
        if season is not None:
            week, narrow, kind, name, line = season.week, season.narrow, "season", season.name, season.line
            closed = season.closed
        rank: Kind = "season" if kind == "season" else "week"
        for day in narrow:
            if day.holds(date):
                shown = f"{name}: {day.text}" if name else day.text
                return Ruling(date, day.slots, rank, shown, day.line, not day.slots)
        return Ruling(date, week.on(Weekday(date.weekday())), rank, name, line, closed)

    def closes_by_name(self, first: dt.date) -> bool:
        """Return whether the file itself says that the seven days from a date are closed.

        Each is closed by name or is one that the ordinary week leaves closed, and
        one at least is closed by name: hours that somebody forgot to write close nothing.
        """
        rulings = [self.on(first + dt.timedelta(days=step)) for step in range(7)]
        return any(ruling.named_closed for ruling in rulings) and all(
            ruling.named_closed or not (ruling.slots or self.week.on(Weekday(ruling.date.weekday())))
            for ruling in rulings
        )
