"""Whole nights but for the browser: what is done, what is told, what the next night knows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pupitre.errors import GuardHeld, LoginBlocked, SecondFactor
from pupitre.hours import Slot, Weekday
from pupitre.unattended import history
from pupitre.unattended.running import Done

from .conftest import Nights, Telephones

THU, FRI = Weekday.THURSDAY, Weekday.FRIDAY


def slots(*texts: str) -> tuple[Slot, ...]:
    return tuple(Slot.parse(text) for text in texts)


def came_to(done: Done) -> tuple[int, str, tuple[str, ...]]:
    night = done.told.night
    return night.exit_code, night.reason, night.kinds


def test_a_night_with_nothing_to_do_signs_in_once_and_says_when_there_will_be(christmas: Nights) -> None:
    done = christmas.on("2026-11-22")
    assert came_to(done) == (0, "nothing_to_do", ("unchanged",))
    assert (christmas.telephones.sign_ins, christmas.telephones.saves) == (1, [])
    assert done.told.night.next_push == dt.date(2026, 12, 22)  # Christmas is a Friday, its eve comes into the margin
    assert christmas.on("2026-12-21").told.night.next_push == dt.date(2026, 12, 22)


def test_a_push_comes_two_nights_early_and_is_taken_back_two_nights_early(christmas: Nights) -> None:
    christmas.on("2026-12-21")
    assert came_to(christmas.on("2026-12-22")) == (0, "done", ("changed",))
    assert christmas.week.on(THU) == slots("08:00-12:00")
    assert christmas.week.on(FRI) == ()
    for date in ("2026-12-23", "2026-12-24", "2026-12-28"):
        assert came_to(christmas.on(date))[1] == "nothing_to_do"
    assert came_to(christmas.on("2026-12-29")) == (0, "done", ("changed",))
    assert christmas.week.on(THU) == slots("08:00-17:00")


def test_what_somebody_else_changed_is_told_every_night_and_stays(christmas: Nights) -> None:
    christmas.on("2026-11-22")
    christmas.telephones.somebody_sets("001", FRI, "10:00-12:00")
    for date in ("2026-11-23", "2026-11-24"):
        done = christmas.on(date)
        assert came_to(done) == (2, "drift", ("drift",))
        assert "SITE 1" in done.told.night.sentence
    assert christmas.week.on(FRI) == slots("10:00-12:00")
    (site,) = done.told.night.sites
    assert site.wanted is not None
    assert site.wanted.on(FRI) == slots("08:00-17:00")
    assert done.finished is not None
    page = done.finished.report.read_text(encoding="utf-8")
    assert "What was left there, and what is there now" in page
    assert "What somebody else changed is still there: SITE 1." in page
    assert "Nothing was changed on the console." not in page


def test_a_dated_day_is_pushed_beside_what_somebody_else_changed(christmas: Nights) -> None:
    christmas.on("2026-12-20")
    christmas.telephones.somebody_sets("001", Weekday.MONDAY, "10:00-12:00")
    done = christmas.on("2026-12-22")
    assert came_to(done) == (2, "drift", ("drift", "changed", "missed"))
    assert christmas.week.on(THU) == slots("08:00-12:00")
    assert christmas.week.on(Weekday.MONDAY) == slots("10:00-12:00")
    assert "left as it is: Monday" in done.told.night.sites[0].sentence
    assert came_to(christmas.on("2026-12-23")) == (2, "drift", ("drift",))


def test_drift_is_put_back_where_the_file_says_so(christmas: Nights) -> None:
    christmas.declares("on_drift: restore")
    christmas.on("2026-11-22")
    christmas.telephones.somebody_sets("001", FRI, "10:00-12:00")
    done = christmas.on("2026-11-23")
    assert came_to(done) == (0, "done", ("drift", "changed"))
    assert done.told.night.restored
    assert christmas.week.on(FRI) == slots("08:00-17:00")
    assert came_to(christmas.on("2026-11-24")) == (0, "nothing_to_do", ("unchanged",))


def test_drift_is_over_once_the_file_declares_it(christmas: Nights) -> None:
    christmas.on("2026-11-22")
    christmas.telephones.somebody_sets("001", FRI, "10:00-12:00")
    assert christmas.on("2026-11-23").told.night.drifted
    christmas.declares(hours="week: {mon-thu: 08:00-17:00, fri: 10:00-12:00}")
    assert came_to(christmas.on("2026-11-24")) == (0, "nothing_to_do", ("unchanged",))
    christmas.telephones.somebody_sets("001", FRI)
    assert christmas.on("2026-11-25").told.night.drifted == ("SITE 1",)


class Killed(BaseException):
    """The end of a process, as far as a test can have one."""


def die(_: Telephones) -> None:
    raise Killed


@pytest.mark.parametrize("moment", ["before_save", "after_save"])
def test_the_night_after_one_that_was_killed_knows_its_own_work(christmas: Nights, moment: str) -> None:
    christmas.declares(hours="week: {mon-fri: 08:00-17:00}\n    days: {2026-12-24: 08:00-12:00}", sites=2)
    christmas.on("2026-12-21")
    setattr(christmas.telephones, moment, die)
    with pytest.raises(Killed):
        christmas.on("2026-12-22")
    setattr(christmas.telephones, moment, lambda _: None)
    done = christmas.on("2026-12-23")
    assert came_to(done) == (0, "done", ("changed", "missed"))
    assert {week.on(THU) for week in christmas.telephones.weeks.values()} == {slots("08:00-12:00")}
    assert [number for number, _ in christmas.telephones.saves] == ["001", "002"]
    christmas.telephones.somebody_sets("001", THU, "08:00-17:00")  # whoever undoes it is somebody else
    assert christmas.on("2026-12-24").told.night.drifted == ("SITE 1",)


def test_what_a_killed_night_had_saved_is_taken_back_by_a_later_one(christmas: Nights) -> None:
    """By then the calendar asks for other hours on that day, and nothing but what was meant tells whose they are."""
    christmas.on("2026-12-21")
    christmas.telephones.after_save = die
    with pytest.raises(Killed):
        christmas.on("2026-12-22")
    christmas.telephones.after_save = lambda _: None
    assert came_to(christmas.on("2026-12-26")) == (0, "nothing_to_do", ("missed",))
    assert came_to(christmas.on("2026-12-29"))[2] == ("changed", "missed")
    assert christmas.week.on(THU) == slots("08:00-17:00")


def test_a_limit_stops_a_night_and_what_somebody_changed_is_told_all_the_same(christmas: Nights) -> None:
    christmas.declares("limits: {sites: 1}", "on_drift: restore", sites=2)
    christmas.on("2026-11-22")
    for number in ("001", "002"):
        christmas.telephones.somebody_sets(number, FRI)
    assert came_to(christmas.on("2026-11-23")) == (3, "limit", ("refused", "drift"))
    assert christmas.telephones.saves == []


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (GuardHeld("the guard keeps the door shut"), "person"),
        (SecondFactor("a code"), "person"),
        (LoginBlocked("403"), "blocked"),
    ],
)
def test_a_night_that_needs_a_person_does_nothing_and_says_so(christmas: Nights, error: Any, kind: str) -> None:
    def refuse(_: Telephones) -> None:
        raise error

    christmas.telephones.at_sign_in = refuse
    assert came_to(christmas.on("2026-12-22"))[::2] == (4, (kind,))
    assert christmas.telephones.saves == []


def test_a_clock_that_lost_its_time_brings_back_no_hours_of_long_ago(christmas: Nights) -> None:
    christmas.on("2026-12-21")
    christmas.on("2026-12-22")
    for _ in range(2):
        done = christmas.on("2020-01-01")
        assert came_to(done) == (3, "clock_behind", ("refused",))
    assert christmas.telephones.sign_ins == 2
    assert christmas.on("2026-12-23").told.night.missed == 0
    assert len(christmas.telephones.saves) == 1


def test_a_clock_that_was_wrong_before_is_believed_once_somebody_says_so(christmas: Nights) -> None:
    christmas.on("2030-01-01")
    assert came_to(christmas.on("2026-12-22"))[1] == "clock_behind"
    assert came_to(christmas.on("2026-12-22", trusts_clock=True))[0] == 0
    assert came_to(christmas.on("2026-12-23"))[0] == 0
    assert christmas.week.on(THU) == slots("08:00-12:00")


def test_a_clock_set_back_by_minutes_or_over_midnight_repeats_nothing(christmas: Nights) -> None:
    christmas.on("2026-12-22")
    assert came_to(christmas.on("2026-12-22T01:20"))[1] == "nothing_to_do"
    done = christmas.on("2026-12-21T23:50")
    assert (came_to(done)[1], done.told.night.missed) == ("nothing_to_do", 0)
    assert len(christmas.telephones.saves) == 1


def test_a_mistake_of_ours_is_a_night_like_any_other(christmas: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pupitre.unattended.running.run", lambda *_, **__: 1 / 0)
    assert came_to(christmas.on("2026-11-22")) == (70, "bug", ("failed",))
    assert [night.reason for night in history.read("https://oti.example.fr").nights] == ["bug"]
