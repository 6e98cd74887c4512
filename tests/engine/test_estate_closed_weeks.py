"""When a whole week may be closed: the file says so by name, and what it forgot closes nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pupitre.estate import Site, load

FILE = """\
console: threecx
address: https://oti.3cx.fr
login: {user: "000", password: env:OTI}
timezone: Europe/Paris
calendar: {country: FR}
hours:
  bureaux:
    week: {mon-fri: 08:00-12:00, sat: 09:00-12:00}
    seasons: []
    holidays: closed
    days: {}
sites: {REVEL: {extension: "021", hours: bureaux}}
"""


def site_of(folder: Path, *changes: tuple[str, str]) -> Site:
    body = FILE
    for old, new in changes:
        assert old in body
        body = body.replace(old, new)
    path = folder / "oti.yaml"
    path.write_text(body, encoding="utf-8")
    return load(path).sites["REVEL"]


CLOSING = "days: {2026-12-21..2026-12-27: closed}"


def test_seven_days_closed_by_name_may_close_the_whole_grid(tmp_path: Path) -> None:
    site = site_of(tmp_path, ("days: {}", CLOSING))
    assert site.grid_on(dt.date(2026, 12, 21)).is_closed
    assert site.closes_by_name(dt.date(2026, 12, 21))
    assert not site.closes_by_name(dt.date(2026, 12, 19))


def test_the_week_end_that_is_always_closed_need_not_be_named(tmp_path: Path) -> None:
    site = site_of(tmp_path, ("days: {}", "days: {2026-12-21..2026-12-26: closed}"))
    assert site.closes_by_name(dt.date(2026, 12, 21))


def test_a_season_that_forgot_the_working_days_closes_nothing_by_name(tmp_path: Path) -> None:
    season = "seasons: [{name: x, from: 2026-12-06, to: 2026-12-18, week: {sat: 09:00-12:00}}]"
    site = site_of(tmp_path, ("seasons: []", season), ("days: {}", "days: {2026-12-12: closed}"))
    assert site.grid_on(dt.date(2026, 12, 7)).is_closed
    assert not site.closes_by_name(dt.date(2026, 12, 7))


def test_a_fortnight_that_forgot_its_even_weeks_closes_nothing_by_name(tmp_path: Path) -> None:
    week = ("mon-fri: 08:00-12:00, sat: 09:00-12:00", "odd mon-fri: 08:00-12:00")
    site = site_of(tmp_path, week)
    assert site.grid_on(dt.date(2026, 11, 23)).is_closed
    assert not site.closes_by_name(dt.date(2026, 11, 23))
    said = site_of(tmp_path, (week[0], f"{week[1]}, even mon-fri: closed"))
    assert said.closes_by_name(dt.date(2026, 11, 23))
