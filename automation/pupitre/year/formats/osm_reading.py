"""OpenStreetMap's `opening_hours` as an entry of `hours:`.

There a later rule replaces an earlier one; in an estate file a day counts before a
public holiday, that before a season, and that before the week. A text in another
order says something else, and is refused.
"""

from __future__ import annotations

import datetime as dt
import itertools

from pupitre.hours import Week, Weekday
from pupitre.year.formats.imported import DayHours, Imported, NotImportable, shown
from pupitre.year.formats.osm_rules import Rule, parse_rules
from pupitre.year.rules import HolidayRule, NarrowDay, Narrowing, Season, SeasonDay, Slots

_ORDER = "the week, then the seasons, then PH, then single dates"
_LONGEST = 366


def read_osm(text: str) -> Imported:
    """Return what a text declares; raise NotImportable."""
    rules = parse_rules(" ".join(text.split()))
    reading = _Reading(after_ph=_last_holiday(rules))
    for number, rule in enumerate(rules):
        reading.take(number, rule)
    return reading.imported()


def _last_holiday(rules: list[Rule]) -> int:
    return max((number for number, rule in enumerate(rules) if rule.holidays), default=-1)


class _Part:
    """A week that is being written: plain days, and narrowed ones."""

    def __init__(self) -> None:
        self.days: dict[Weekday, Slots] = {}
        self.narrow: dict[tuple[Weekday, Narrowing], Slots] = {}

    def take(self, rule: Rule) -> None:
        for day, narrowing in rule.days if rule.days is not None else [(each, None) for each in Weekday]:
            if narrowing is None:
                self.days[day] = rule.slots
                # What was narrowed before is replaced as well.
                self.narrow = {key: slots for key, slots in self.narrow.items() if key[0] != day}
                continue
            for other, earlier in self.narrow.items():
                met = other[0] == day and other[1] != narrowing and other[1].can_meet(narrowing)
                if met and earlier != rule.slots:
                    raise NotImportable(f"the rule {shown(rule.text)} can be the same date as one before it.")
            self.narrow[day, narrowing] = rule.slots

    def over(self, below: _Part) -> _Part:
        """Return this part with what it leaves open taken from the one below."""
        whole = _Part()
        whole.days = {**below.days, **self.days}
        whole.narrow = {**{key: slots for key, slots in below.narrow.items() if key[0] not in self.days}, **self.narrow}
        return whole

    def written(self) -> tuple[Week, tuple[NarrowDay, ...]]:
        return Week.of(self.days), tuple(NarrowDay(day, each, slots) for (day, each), slots in self.narrow.items())


class _Reading:
    """What was read so far; `after_ph` is the number of the last rule for public holidays."""

    def __init__(self, *, after_ph: int) -> None:
        self._after_ph = after_ph
        self._week = _Part()
        self._seasons: dict[tuple[SeasonDay, SeasonDay], _Part] = {}
        self._holidays: HolidayRule | None = None
        self._days: dict[dt.date, DayHours] = {}

    def take(self, number: int, rule: Rule) -> None:
        if rule.holidays:
            self._holiday(rule)
        if rule.holidays and rule.days is None:
            return
        if rule.when is None:
            if self._seasons or self._days or (self._holidays is not None and not rule.holidays):
                raise NotImportable(f"the rule {shown(rule.text)} comes too late: {_ORDER}.")
            self._week.take(rule)
        elif rule.is_dated and number > self._after_ph:
            self._dates(rule)
        else:
            self._season(number, rule)

    def _holiday(self, rule: Rule) -> None:
        if self._days:
            raise NotImportable(f"the rule {shown(rule.text)} comes too late: {_ORDER}.")
        self._holidays = HolidayRule("", rule.slots)

    def _dates(self, rule: Rule) -> None:
        first, last = rule.dates()
        if (last - first).days >= _LONGEST:
            raise NotImportable(f"the rule {shown(rule.text)} is longer than a year.")
        for step in range((last - first).days + 1):
            date = first + dt.timedelta(days=step)
            meant = rule.days is None or any(
                date.weekday() == day and (narrowing is None or narrowing.holds(date)) for day, narrowing in rule.days
            )
            if meant:
                self._days[date] = DayHours(rule.slots)

    def _season(self, number: int, rule: Rule) -> None:
        if rule.when is None:
            raise ValueError("a season has a first and a last day")
        # Whatever comes after PH would open or close holidays too, unless it does the same.
        late = self._holidays is not None and (rule.days is not None or rule.slots != self._holidays.slots)
        if self._days or (late and number > self._after_ph):
            raise NotImportable(f"the rule {shown(rule.text)} comes too late: {_ORDER}.")
        self._seasons.setdefault(rule.when, _Part()).take(rule)

    def imported(self) -> Imported:
        week, narrow = self._week.written()
        seasons: list[Season] = []
        for (first, last), part in self._seasons.items():
            name = f"{first.month:02d}-{first.day:02d} to {last.month:02d}-{last.day:02d}"
            inside, narrowed = part.over(self._week).written()
            for one, other_day in itertools.combinations(narrowed, 2):
                if one.day == other_day.day and one.narrowing.can_meet(other_day.narrowing):
                    raise NotImportable(f"in the season {name} two narrowed days can be the same date.")
            closed = inside.is_closed and not any(day.slots for day in narrowed)
            season = Season(name, first, last, inside, () if closed else narrowed, closed=closed)
            for other in seasons:
                if season.is_of_one_year == other.is_of_one_year and _meet(season, other):
                    raise NotImportable(f"the seasons {other.name} and {season.name} share a day.")
            if season.is_of_one_year and any(_meet(season, other) for other in seasons):
                raise NotImportable(f"the season {season.name} of one year lies in one of every year.")
            seasons.append(season)
        return Imported(week, narrow, tuple(seasons), self._holidays, self._days)


def _meet(one: Season, other: Season) -> bool:
    year = next((season.first.year for season in (one, other) if season.first and season.first.year), 2024)
    days = (dt.date(year, 1, 1) + dt.timedelta(days=step) for step in range(2 * 366))
    return any(one.spans(day) and other.spans(day) for day in days)
