"""A calendar on a console that knows one week and no dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from pupitre.errors import CalendarUnknown
from pupitre.testing import Operator
from pupitre.year import today_in
from pupitre_threecx.mock import MockThreeCX, week

CALENDAR = """\
calendar: {country: FR, school: C}
hours:
  bureaux:
    week: {mon-fri: 08:00-17:00}
    seasons: [{name: travaux, from: 2027-03-01, to: 2027-03-12, week: {sat: 09:00-12:00}}]
    holidays: closed
    days: {2026-12-24: 08:00-12:00, 2027-03-06: closed}
"""


def on(operator: Operator, date: str) -> None:
    operator.settings = replace(operator.settings, today=dt.date.fromisoformat(date))


@pytest.fixture
def christmas(operator: Operator, declare: Callable[..., None]) -> None:
    """Declare REVEL with a calendar, on the Tuesday before Christmas."""
    declare('REVEL: {extension: "021", hours: bureaux}', more=CALENDAR)
    on(operator, "2026-12-22")


def test_a_console_shows_the_next_seven_days_and_is_put_back_after_them(
    mock: MockThreeCX, operator: Operator, christmas: None
) -> None:
    assert operator.apply().verdict.reason == "done"
    assert mock.oracle.week("021") == week(mon="08:00-17:00", tue="08:00-17:00", wed="08:00-17:00", thu="08:00-12:00")
    on(operator, "2026-12-29")
    made = operator.plan().verdict.plan
    assert made is not None
    assert [action.says("en") for action in made.sites[0].actions] == [
        "Thursday, Delete 08:00-12:00",
        "Thursday, Configure 08:00-17:00",
    ]  # Friday stays closed: it is New Year


@pytest.mark.nightly
def test_a_grid_that_is_only_out_of_date_is_no_drift(mock: MockThreeCX, operator: Operator, christmas: None) -> None:
    assert operator.apply().verdict.reason == "done"
    assert operator.verify().verdict.reason == "done"
    on(operator, "2026-12-29")
    assert operator.drift().verdict.reason == "done"
    assert operator.verify().verdict.reason == "not_verified"


@pytest.mark.nightly
def test_a_season_that_forgot_its_working_days_is_not_pushed(
    mock: MockThreeCX, operator: Operator, christmas: None
) -> None:
    on(operator, "2027-03-01")
    refused = operator.apply().verdict
    assert (refused.exit_code, refused.reason) == (3, "limit")
    assert "not have a single open hour" in refused.sentence
    assert mock.oracle.save_posts == 0


def test_dates_that_nobody_published_are_refused_before_anything_is_opened(
    mock: MockThreeCX, operator: Operator, declare: Callable[..., None]
) -> None:
    school = CALENDAR.replace("seasons: [", "seasons: [{name: ski, school: hiver, closed: true}, ")
    declare('REVEL: {extension: "021", hours: bureaux}', more=school)
    on(operator, "2099-02-01")
    for verb in (operator.plan, operator.apply, operator.verify, operator.drift):
        with pytest.raises(CalendarUnknown):
            verb()
    assert mock.oracle.login_posts == 0


def test_a_run_without_a_date_is_of_today_in_the_zone_of_the_sites(
    operator: Operator, declare: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def today(timezone: str) -> dt.date:
        asked.append(timezone)
        raise CalendarUnknown("It is late.")

    assert today_in("Europe/Paris") is not None
    monkeypatch.setattr("pupitre.year.today_in", today)
    declare('REVEL: {extension: "021", hours: bureaux}', more=CALENDAR)
    with pytest.raises(CalendarUnknown):
        operator.plan()
    assert asked == ["Europe/Paris"]
