"""Two years of nights, each a whole run but for the browser: some are missed, and callers are told right hours."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from pupitre import reconcile
from pupitre.guard import Guard
from pupitre.hours import Weekday
from pupitre.run import Session
from pupitre.year import coming_pushes

from .conftest import Nights, PretendDesk, PretendHours

FIRST = dt.date(2026, 11, 22)
HOURS = """week: {mon-fri: [08:00-12:00, 14:00-17:30], odd sat: 09:00-12:00}
    seasons: [{name: été, from: 07-01, to: 08-31, week: {mon-sat: 09:00-19:00}},
      {name: fêtes, from: 12-26, to: 01-02, week: {mon-fri: 10:00-12:00}}]
    holidays: closed
    days: {2026-12-24: 09:00-12:00, 2027-03-28: 10:00-12:00, 2027-10-31: 10:00-12:00, 2028-02-29: closed}"""


def lived(nights: Nights, count: int, seed: int, night: Callable[[dt.date], int]) -> None:
    """Live through some nights, of which two in a row may be missed, and compare every date with the file.

    `night` spends one and returns how many it found missed before it.
    """
    chance = random.Random(seed)
    hours = nights.estate.hours["bureaux"]
    absent = 0
    for date in (FIRST + dt.timedelta(days=step) for step in range(count)):
        if absent < 2 and date > FIRST and chance.random() < 0.4:
            absent += 1
        else:
            assert night(date) in (absent, -1), date
            absent = 0
        assert nights.week.on(Weekday(date.weekday())) == hours.on(date).slots, date
    foretold = list(coming_pushes(hours, FIRST, FIRST + dt.timedelta(days=count - 1)))
    # A missed night puts a push off and adds at most what it could not take together.
    assert 2 < len(nights.telephones.saves) <= 2 * len(foretold) + 1


@pytest.mark.timeout(900)
@pytest.mark.parametrize("days", [45, pytest.param(731, marks=pytest.mark.nightly)])
def test_every_date_has_its_hours_after_whole_runs(nights: Nights, days: int) -> None:
    nights.declares(hours=HOURS)

    def whole(date: dt.date) -> int:
        night = nights.on(date.isoformat()).told.night
        assert (night.exit_code, night.drifted) == (0, ()), night.sentence
        return night.missed

    lived(nights, days, days, whole)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(1, 9))])
def test_every_date_of_two_years_has_its_hours_whatever_nights_are_missed(nights: Nights, seed: int) -> None:
    """Without the record of each night, so that two years are seconds."""
    nights.declares(hours=HOURS)
    record: Any = SimpleNamespace(attach=lambda *_: None, only_looking=contextlib.nullcontext)
    desk: Any = PretendDesk()
    console = PretendHours(desk, nights.telephones)
    with Guard.open() as guard:

        def night(date: dt.date) -> int:
            session = Session(nights.estate, nights.settings, guard, record, desk, console, "r", "", record, date)
            findings = reconcile.Findings()
            assert reconcile.night(session, findings).exit_code == 0
            assert findings.drifted == ()
            return -1

        lived(nights, 731, seed, night)
