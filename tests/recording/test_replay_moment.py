"""When a replay begins: a time of day, or a moment of a date, in the estate's own time zone."""

from __future__ import annotations

import datetime as dt

import pytest

from pupitre.recording.moment import BadMoment, Moment

NOW = dt.datetime(2026, 11, 22, 15, 0, tzinfo=dt.UTC)  # 16:00 in Paris
PARIS = "Europe/Paris"


@pytest.mark.parametrize(
    ("text", "said", "tomorrow"),
    [
        ("16:30", "2026-11-22 16:30 (Europe/Paris)", False),
        ("16:00", "2026-11-23 16:00 (Europe/Paris)", True),
        ("2:30", "2026-11-23 02:30 (Europe/Paris)", True),
        ("2026-12-24 12:00", "2026-12-24 12:00 (Europe/Paris)", False),
        ("2026-12-24T12:00", "2026-12-24 12:00 (Europe/Paris)", False),
        ("2027-03-28 02:30", "2027-03-28 03:30 (Europe/Paris)", False),  # the clocks leave 02:30 out
    ],
)
def test_a_moment_is_the_next_that_the_clock_on_the_wall_shows(text: str, said: str, tomorrow: bool) -> None:
    moment = Moment.parse(text, PARIS, NOW)
    assert (str(moment), moment.tomorrow) == (said, tomorrow)


@pytest.mark.parametrize(
    "text", ["", "24:00", "2:3", "demain", "2026-02-30 12:00", "12:00 2026-12-24", "2026-11-22 15:59"]
)
def test_what_is_no_moment_or_over_is_refused(text: str) -> None:
    with pytest.raises(BadMoment):
        Moment.parse(text, PARIS, NOW)


def test_waiting_ends_when_the_moment_has_come_by_the_clock_and_not_before() -> None:
    moment = Moment.parse("16:01", PARIS, NOW)
    asked: list[dt.datetime] = []

    def clock() -> dt.datetime:
        asked.append(moment.at + dt.timedelta(milliseconds=(-20, -5, 1)[len(asked)]))
        return asked[-1]

    moment.wait(clock)
    assert len(asked) == 3
