"""Chosen nights in a real browser, on the mock of the 3CX console."""

from __future__ import annotations

import datetime as dt
import json
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
import time_machine
from tests.threecx.crashing.watched import WatchedRun

from pupitre.estate import load
from pupitre.evidence import verify
from pupitre.guard import clock
from pupitre.hours import Week
from pupitre.testing import Operator
from pupitre.testing.canary import Search
from pupitre.unattended import history
from pupitre.unattended.message import compose
from pupitre.unattended.running import Done, spend_night
from pupitre_threecx.mock import MockThreeCX, week

from ..conftest import MailServer
from .conftest import PARIS, put_recording

BUREAUX = "week: {mon-fri: 08:00-17:00}"
ORDINARY = week(mon_fri="08:00-17:00")
NIGHTLY = pytest.mark.nightly


@pytest.fixture
def mock() -> Iterator[MockThreeCX]:
    """Yield a running mock console."""
    with MockThreeCX() as console:
        yield console


@dataclass
class Watchman:
    """An operator whose nights are on dates that a test chooses."""

    operator: Operator
    mock: MockThreeCX

    def declares(self, hours: str, *more: str) -> None:
        """Write the file: REVEL with these hours."""
        lines = [
            "console: threecx",
            f"address: {self.mock.address}",
            f'login: {{user: "{self.mock.user}", password: "{self.operator.knows(self.mock.password)}"}}',
            "timezone: Europe/Paris",
            "language: fr",
            "calendar: {country: FR}",
            *more,
            f"hours:\n  bureaux:\n    {hours}",
            'sites: {REVEL: {extension: "021", hours: bureaux}}',
        ]
        self.operator.declares("\n".join(lines) + "\n")

    def spends(self, moment: str) -> Done:
        """Spend the night that begins at a moment, by the clock of Paris."""
        with time_machine.travel(dt.datetime.fromisoformat(moment).astimezone(dt.UTC), tick=True):
            return spend_night(load(self.operator.file), self.operator.settings)

    @property
    def shown(self) -> Week:
        """What the console shows of REVEL."""
        return self.mock.oracle.week("021")


@pytest.fixture
def watchman(operator: Operator, mock: MockThreeCX) -> Watchman:
    """Return an operator who is patient on a machine that is busy."""
    operator.settings = replace(operator.settings, patience=30.0)
    return Watchman(operator, mock)


def came_to(done: Done) -> tuple[int, str, tuple[str, ...]]:
    night = done.told.night
    return night.exit_code, night.reason, night.kinds


CHANGED = (0, "done", ("changed",))
NOTHING = (0, "nothing_to_do", ("unchanged",))


@dataclass(frozen=True)
class Turn:
    """A night in which the calendar asks for another grid, and the grid."""

    moment: str
    hours: str
    after: Week
    margin: int = 2


TURNS = {
    "before-easter-monday": Turn(
        "2027-03-27T01:30+01:00", f"{BUREAUX}\n    holidays: closed", week(tue_fri="08:00-17:00")
    ),
    "the-night-without-half-past-two": Turn(
        "2027-03-28T03:30+02:00",
        f"{BUREAUX}\n    days: {{2027-03-28: 10:00-12:00}}",
        week(mon_fri="08:00-17:00", sun="10:00-12:00"),
        margin=0,
    ),
    "the-night-with-half-past-two-twice": Turn(
        "2026-10-25T02:30+01:00",
        f"{BUREAUX}\n    days: {{2026-10-25: 10:00-12:00}}",
        week(mon_fri="08:00-17:00", sun="10:00-12:00"),
        margin=0,
    ),
    "new-year": Turn(
        "2027-01-01T00:05+01:00", f"{BUREAUX}\n    holidays: closed", week(mon_thu="08:00-17:00"), margin=0
    ),
    "a-season's-first-day": Turn(
        "2027-07-01T01:30+02:00",
        f"{BUREAUX}\n    seasons: [{{name: été, from: 07-01, to: 08-31, week: {{mon-sat: 09:00-19:00}}}}]",
        week(mon_sat="09:00-19:00"),
        margin=0,
    ),
}


@pytest.mark.parametrize(
    "turn",
    [
        pytest.param(turn, id=name, marks=[] if name == "before-easter-monday" else NIGHTLY)
        for name, turn in TURNS.items()
    ],
)
def test_the_console_shows_in_time_what_the_calendar_asks_for(turn: Turn, watchman: Watchman) -> None:
    watchman.declares(turn.hours, f"margin: {turn.margin}")
    done = watchman.spends(turn.moment)
    assert came_to(done) == CHANGED
    assert watchman.shown == turn.after
    assert (watchman.mock.oracle.login_posts, watchman.mock.oracle.saves) == (1, 1)
    assert done.finished is not None
    assert verify(done.finished.folder) == []


@NIGHTLY
def test_a_week_without_nights_is_caught_up_at_once(watchman: Watchman) -> None:
    watchman.declares(f"{BUREAUX}\n    days: {{2026-12-24: 08:00-12:00, 2026-12-28: 09:00-12:00}}")
    assert came_to(watchman.spends("2026-12-20T01:30+01:00")) == NOTHING
    done = watchman.spends("2026-12-28T01:30+01:00")
    assert came_to(done) == (0, "done", ("changed", "missed"))
    assert done.told.night.missed == 7
    assert watchman.shown == week(mon="09:00-12:00", tue_fri="08:00-17:00")  # the eve that was missed is over
    assert watchman.mock.oracle.saves == 1


@NIGHTLY
def test_a_night_without_the_console_is_made_up_for_by_the_next(watchman: Watchman) -> None:
    watchman.declares(TURNS["before-easter-monday"].hours)
    watchman.mock.faults.maintenance()
    assert came_to(watchman.spends("2027-03-27T01:30+01:00")) == (1, "unavailable", ("failed",))
    assert watchman.mock.oracle.login_posts == 0
    watchman.mock.faults.off()
    assert came_to(watchman.spends("2027-03-28T01:30+01:00")) == CHANGED
    assert watchman.shown == week(tue_fri="08:00-17:00")


EDITED = week(mon_thu="08:00-17:00", fri="08:00-12:00")


def test_what_somebody_changed_is_told_and_stays(watchman: Watchman) -> None:
    watchman.declares(BUREAUX)
    watchman.spends("2026-11-22T01:30+01:00")
    watchman.mock.oracle.set_week("021", EDITED)
    done = watchman.spends("2026-11-23T01:30+01:00")
    assert came_to(done) == (2, "drift", ("drift",))
    assert (watchman.shown, watchman.mock.oracle.saves) == (EDITED, 0)
    assert done.finished is not None
    assert "Ce qui y avait été laissé, et ce qui s’y trouve maintenant" in done.finished.report.read_text(
        encoding="utf-8"
    )
    pictures = [path.name.split("-", 1)[1] for path in done.finished.folder.glob("*.jpg")]
    assert pictures == ["week.jpg"]  # what was read, and not the way there


@NIGHTLY
def test_what_somebody_changed_is_put_back_where_the_file_says_so(watchman: Watchman) -> None:
    watchman.declares(BUREAUX, "on_drift: restore")
    watchman.spends("2026-11-22T01:30+01:00")
    watchman.mock.oracle.set_week("021", EDITED)
    assert came_to(watchman.spends("2026-11-23T01:30+01:00")) == (0, "done", ("drift", "changed"))
    assert watchman.shown == ORDINARY


VALUES = 'set: {extension: "022", site: SOREZE, replaced: 08:30-17:00, slots: "09:00-12:00, 14:00-18:00"}'
SHUT_AT_NOON = week(mon_fri=["09:00-12:00", "14:00-18:00"])


def declares_lunch(watchman: Watchman, until: str = "2026-12-25 12:00") -> None:
    put_recording(watchman.operator.folder / "lunch.yaml", watchman.mock.origin)
    watchman.declares(BUREAUX, f"once: {{at: 2026-12-24 12:00, until: {until}, replay: lunch.yaml, {VALUES}}}")
    watchman.mock.oracle.set_week("022", week(mon_fri="08:30-17:00"))


def test_a_recorded_change_is_replayed_in_the_nights_own_sign_in_once(watchman: Watchman, canary: str) -> None:
    declares_lunch(watchman)
    others = {number: watchman.mock.oracle.week(number) for number in ("021", "023")}
    done = watchman.spends("2026-12-25T01:30+01:00")
    name = "lunch (2026-12-24 12:00, 022, SOREZE, 08:30-17:00, 09:00-12:00, 14:00-18:00)"
    assert came_to(done) == CHANGED, done.told.night.sentence
    assert done.told.night.sentence == f"Une seule fois : Le changement est rejoué et relu : {name}."
    assert watchman.mock.oracle.week("022") == SHUT_AT_NOON
    assert {number: watchman.mock.oracle.week(number) for number in others} == others
    oracle = watchman.mock.oracle
    assert (oracle.login_posts, oracle.saves, oracle.open_sessions) == (1, 1, 0)
    assert done.finished is not None
    assert verify(done.finished.folder) == []
    events = [json.loads(line) for line in (done.finished.folder / "events.jsonl").read_text("utf-8").splitlines()]
    assert [event["says"] for event in events if event["step"] == "recording"] == ["fermer à midi"]
    assert "Cliquer « OK » de l&#39;extension" in done.finished.report.read_text("utf-8").replace("’", "&#39;")
    message = compose(done.told.night, "changed")
    assert name in message.text
    assert "horaires mis à jour" in message.subject

    assert came_to(watchman.spends("2026-12-25T02:30+01:00")) == NOTHING
    assert (oracle.login_posts, oracle.saves) == (2, 1)
    assert list(Search(canary).in_folder(watchman.operator.folder, kept_in=("password",))) == []


@NIGHTLY
@pytest.mark.parametrize("step", ["deleting", "answered"])
def test_a_replay_that_is_killed_is_not_done_again_and_a_person_is_told(step: str, watchman: Watchman) -> None:
    today = dt.datetime.now(PARIS)
    declares_lunch(watchman)
    file = watchman.operator.file
    began = today - dt.timedelta(hours=1)
    text = file.read_text("utf-8").replace("2026-12-24 12:00", f"{began:%Y-%m-%d %H:%M}")
    file.write_text(text.replace("2026-12-25 12:00", f"{today + dt.timedelta(days=2):%Y-%m-%d %H:%M}"), "utf-8")
    with WatchedRun(watchman.operator.folder, f"replay-{step}:die", arguments=typed(watchman)) as killed:
        assert killed.reached() == f"replay-{step}", killed.complained
        assert killed.ended() == -signal.SIGKILL
        assert killed.survivors() == []
    saves = watchman.mock.oracle.saves
    assert saves == (1 if step == "answered" else 0)
    done = spend_night(load(file), watchman.operator.settings)
    assert came_to(done) == (5, "not_verified", ("failed",))
    assert "personne ne sait si c'est fait ; ce n'est pas recommencé. Regardez la console." in done.told.night.sentence
    assert came_to(spend_night(load(file), watchman.operator.settings)) == NOTHING
    assert watchman.mock.oracle.saves == saves


LUNCH = "week: {mon: [08:00-12:00, 14:00-17:30], tue-fri: 08:00-17:00}"
AFTER_LUNCH = week(mon=["08:00-12:00", "14:00-17:30"], tue_fri="08:00-17:00")


def typed(watchman: Watchman) -> tuple[str, ...]:
    return ("run", "estate.yaml", "--patience", "30", "--evidence", str(watchman.operator.settings.evidence))


def test_a_night_that_is_killed_after_the_save_is_followed_by_one_that_knows_it(watchman: Watchman) -> None:
    watchman.declares(LUNCH, "margin: 6")  # today's date is what it is: some Monday is among the days ahead
    with WatchedRun(watchman.operator.folder, "saved:die", arguments=typed(watchman)) as killed:
        assert killed.reached() == "saved", killed.complained
        assert killed.ended() == -signal.SIGKILL
        assert killed.survivors() == []
    assert watchman.shown == AFTER_LUNCH
    done = spend_night(load(watchman.operator.file), watchman.operator.settings)
    assert came_to(done) == NOTHING
    assert watchman.mock.oracle.saves == 1


@NIGHTLY
def test_of_two_timers_at_once_one_works_and_the_other_says_so(watchman: Watchman) -> None:
    watchman.declares(LUNCH, "margin: 6")  # today's date is what it is: some Monday is among the days ahead
    with WatchedRun(watchman.operator.folder, "signed-in:wait", arguments=typed(watchman)) as first:
        assert first.reached() == "signed-in", first.complained
        with WatchedRun(watchman.operator.folder, arguments=(*typed(watchman), "--json")) as second:
            assert second.ended() == 6, second.complained
            assert not second.had_a_browser
        (told,) = json.loads(second.printed)["estates"]
        assert (told["reason"], told["kinds"]) == ("busy", ["missed"])
        first.go_on()
        assert first.ended() == 0, first.complained
    assert (watchman.mock.oracle.login_posts, watchman.mock.oracle.saves) == (1, 1)
    assert [night.exit_code for night in history.read(watchman.mock.origin).nights] == [6, 0]


@NIGHTLY
def test_a_clock_set_back_by_hours_repeats_nothing_and_one_by_years_does_nothing(watchman: Watchman) -> None:
    watchman.declares(TURNS["before-easter-monday"].hours)
    assert came_to(watchman.spends("2027-03-27T01:30+01:00")) == CHANGED
    assert came_to(watchman.spends("2027-03-26T22:00+01:00")) == NOTHING
    assert came_to(watchman.spends("2020-03-01T01:30+01:00")) == (3, "clock_behind", ("refused",))
    assert watchman.mock.oracle.saves == 1


@NIGHTLY
def test_a_password_that_was_refused_is_no_attempt_in_the_night_after(
    watchman: Watchman, monkeypatch: pytest.MonkeyPatch
) -> None:
    watchman.declares(BUREAUX)
    right = watchman.mock.password
    watchman.operator.knows("of yesterday")
    assert came_to(watchman.spends("2026-11-22T01:30+01:00")) == (4, "login_refused", ("person",))
    seconds = clock._seconds_since_boot
    monkeypatch.setattr(clock, "_seconds_since_boot", lambda: seconds() + 24 * 3600)
    assert came_to(watchman.spends("2026-11-23T01:30+01:00")) == (4, "guard_held", ("person",))
    assert watchman.mock.oracle.login_posts == 1
    watchman.operator.knows(right)
    assert came_to(watchman.spends("2026-11-24T01:30+01:00")) == NOTHING


@NIGHTLY
def test_messages_of_three_nights_wait_for_their_server_and_change_none_of_them(
    watchman: Watchman, mail_server: MailServer
) -> None:
    secret = watchman.operator.folder / "mail.password"
    secret.touch(mode=0o600)
    secret.write_text(mail_server.address, encoding="utf-8")
    watchman.declares(BUREAUX, "notify: {to: file:mail.password, on: [changed, drift]}")
    mail_server.stop()
    watchman.spends("2026-11-22T01:30+01:00")
    watchman.mock.oracle.set_week("021", EDITED)
    for day in (23, 24, 25):
        done = watchman.spends(f"2026-11-{day}T01:30+01:00")
        assert came_to(done) == (2, "drift", ("drift",))
        assert any("mail.password" in warning for warning in done.told.warnings)
    mail_server.start()
    done = watchman.spends("2026-11-26T01:30+01:00")
    assert done.told.warnings == ()
    assert len(mail_server.received) == 4
    assert all("modifié par quelqu'un d'autre" in str(mail["Subject"]) for mail in mail_server.received)
