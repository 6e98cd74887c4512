"""`pupitre watch`: one night a date over years in seconds, and its way out as a process."""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil
import pytest

from pupitre.commands.watch import probe, slept_through, watch
from pupitre.errors import Busy, EstateError, Explained
from pupitre.unattended import watching
from pupitre.unattended.heartbeat import illness
from pupitre.unattended.telling_of_nights import end_night
from pupitre.unattended.timers.schedule import TimerRefused
from pupitre.unattended.watching import Nightly, Stopping, Watch, alone, spawned

from .conftest import NightMaker, Office

PARIS = ZoneInfo("Europe/Paris")
START = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


@dataclass
class World(Stopping):
    """A clock that jumps to wherever one waits for; `jumps` moves it at a moment as a person or a lid would."""

    moment: dt.datetime = START
    until: dt.datetime = START + dt.timedelta(days=10)
    jumps: dict[dt.datetime, dt.datetime] = field(default_factory=dict)
    nights: list[dt.datetime] = field(default_factory=list)
    night_lasts: dt.timedelta = dt.timedelta(minutes=1)

    def __post_init__(self) -> None:
        self.asked, self.in_a_night = False, False

    def wait(self, seconds: float) -> None:
        self.moment += dt.timedelta(seconds=max(seconds, 0.001))
        for at, to in list(self.jumps.items()):
            if self.moment >= at:
                self.moment = to
                del self.jumps[at]
        self.asked = self.asked or self.moment >= self.until

    def job(self) -> int:
        self.nights.append(self.moment.astimezone(PARIS))
        self.moment += self.night_lasts
        return 0


@pytest.fixture(autouse=True)
def hours_for_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a simulated watch look at the clock six times a day."""
    monkeypatch.setattr(watching, "BEAT_S", 4 * 3600.0)


def lived(world: World, tmp_path: Path, at: dt.time = dt.time(1, 30), job: Callable[[], int] | None = None) -> int:
    loop = Watch(
        job or world.job, Nightly(at, "Europe/Paris"), tmp_path / "health.json", world, now=lambda: world.moment
    )
    return loop.run()


def test_every_date_of_a_month_with_a_change_of_clocks_has_one_night(tmp_path: Path) -> None:
    for month in (3, 10):
        world = World(
            moment=dt.datetime(2027, month, 1, tzinfo=PARIS), until=dt.datetime(2027, month, 31, 12, tzinfo=PARIS)
        )
        assert lived(world, tmp_path) == 0
        assert [night.day for night in world.nights] == list(range(1, 32))
        assert {(night.hour, night.minute) for night in world.nights} == {(1, 30)}


def test_nights_that_were_slept_through_are_one(tmp_path: Path) -> None:
    asleep, awake = START + dt.timedelta(hours=2), START + dt.timedelta(days=5, hours=1)
    world = World(until=START + dt.timedelta(days=6), jumps={asleep: awake})
    lived(world, tmp_path)
    assert [(night.day, night.hour) for night in world.nights] == [(27, 14), (28, 1)]


def test_a_clock_set_back_by_days_does_not_put_the_next_night_off(tmp_path: Path) -> None:
    back = START - dt.timedelta(days=30)
    world = World(jumps={START + dt.timedelta(hours=20): back})

    def job() -> int:
        world.asked = len(world.nights) == 2
        return world.job()

    lived(world, tmp_path, job=job)
    assert [night.strftime("%d.%m.") for night in world.nights] == ["23.11.", "24.10.", "25.10."]


def test_a_clock_set_back_by_minutes_repeats_no_night(tmp_path: Path) -> None:
    after = dt.datetime(2026, 11, 23, 1, 31, tzinfo=PARIS)
    world = World(until=START + dt.timedelta(days=1), jumps={after: after - dt.timedelta(minutes=5)})
    lived(world, tmp_path)
    assert len(world.nights) == 1


def test_a_night_that_fails_or_cannot_start_is_followed_by_the_next(tmp_path: Path) -> None:
    world = World(until=START + dt.timedelta(days=3))
    answers = iter([4, 70, 0])

    def job() -> int:
        world.job()
        code = next(answers)
        if code == 70:
            raise FileNotFoundError(2, "there is no such program")
        return code

    assert lived(world, tmp_path, job=job) == 0
    assert len(world.nights) == 3


@pytest.mark.parametrize("how", ["raises", "returns"])
def test_a_night_that_was_cut_short_ends_the_watch_with_130(tmp_path: Path, how: str) -> None:
    world = World()

    def job() -> int:
        world.job()
        if how == "raises":
            raise KeyboardInterrupt
        return 130

    assert lived(world, tmp_path, job=job) == 130
    assert len(world.nights) == 1
    assert json.loads((tmp_path / "health.json").read_text())["state"] == "stopped"


def test_the_health_file_says_what_goes_on(tmp_path: Path) -> None:
    health = tmp_path / "health.json"
    during: list[str] = []
    world = World(until=START + dt.timedelta(days=1))

    def job() -> int:
        during.append(json.loads(health.read_text())["state"])
        assert illness(health, world.moment + dt.timedelta(hours=2)) == ""
        assert "running for" in illness(health, world.moment + dt.timedelta(hours=3))
        return 4

    lived(world, tmp_path, job=job)
    assert during == ["running"]
    told = json.loads(health.read_text())
    assert (told["state"], told["last_exit_code"]) == ("stopped", 4)


@pytest.mark.parametrize(
    ("content", "seconds", "why"),
    [
        (None, 0, "no health file"),
        ("", 0, "cannot be understood"),
        ('{"state": 1}', 0, "cannot be understood"),
        ("[]", 0, "cannot be understood"),
        ({"state": "waiting"}, 61, ""),
        ({"state": "waiting"}, 181, "no sign of life for 181 s"),
        ({"state": "waiting"}, -500, ""),
        ({"state": "running"}, 3600, ""),
        ({"state": "stopped"}, 1, "it was stopped"),
    ],
)
def test_a_watch_is_well_while_it_gives_signs_of_life(tmp_path: Path, content: object, seconds: int, why: str) -> None:
    path = tmp_path / "health.json"
    if isinstance(content, dict):
        content = json.dumps({"pid": 1, "beat": START.isoformat(), "since": START.isoformat(), **content})
    if isinstance(content, str):
        path.write_text(content, encoding="utf-8")
    found = illness(path, START + dt.timedelta(seconds=seconds))
    assert why in found if why else found == ""


def test_a_night_is_caught_up_at_the_start_only_where_there_were_nights(office: Office, night: NightMaker) -> None:
    trigger = Nightly(dt.time(1, 30), "Europe/Paris")
    origin, now = office.estate().address.origin, dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
    assert not slept_through([origin], trigger, now)
    end_night(night(started="2026-11-22T00:30:05Z"), office.estate())
    assert not slept_through([origin], trigger, now)
    assert not slept_through([origin], trigger, now + dt.timedelta(hours=15))
    assert slept_through([origin], trigger, now + dt.timedelta(days=1))


# --- as a process --------------------------------------------------------------------------------------

WATCH = """
import datetime as dt, sys
from pathlib import Path
from pupitre.commands import watch
from pupitre.commands.ending import ended
if sys.argv[2] == "in a night":
    watch.slept_through = lambda *_: True
job = watch.spawned([sys.executable, "-c", sys.argv[3]])
sys.exit(ended(lambda: watch.watch([Path(sys.argv[1])], at="", evidence=Path("e"), health=None, job=job), json_output=False))
"""
NIGHT = """
import signal, sys
asked = []
signal.signal(signal.SIGTERM, lambda *_: asked.append(1))
print("night", flush=True)
while not asked:
    signal.pause()
print("left by Annuler", len(asked), flush=True)
sys.exit(130)
"""


def started(office: Office, when: str, *, until: str) -> tuple[subprocess.Popen[str], list[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", WATCH, str(office.file()), when, NIGHT],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=dict(os.environ),
        cwd=office.folder,
        start_new_session=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if until in line:
            return process, lines
    raise AssertionError(f"it ended: {''.join(lines)}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_watch_that_waits_ends_cleanly_when_it_is_asked(office: Office, number: signal.Signals) -> None:
    process, _ = started(office, "waiting", until="The next night begins")
    process.send_signal(number)
    rest, _ = process.communicate()
    assert (process.returncode, rest) == (0, "")
    assert json.loads((office.state / "watch.json").read_text())["state"] == "stopped"
    assert probe(None) == 1


@pytest.mark.parametrize("how", ["SIGTERM", "Ctrl-C"])
def test_a_watch_in_a_night_lets_the_night_leave_by_its_own_way(office: Office, how: str) -> None:
    process, _ = started(office, "in a night", until="night\n")
    assert json.loads((office.state / "watch.json").read_text())["state"] == "running"
    if how == "SIGTERM":
        process.send_signal(signal.SIGTERM)
    else:
        os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to the whole group
    rest, _ = process.communicate()
    assert "left by Annuler 1" in rest
    assert process.returncode == 130


def test_two_watches_at_once_are_refused_until_the_first_dies(office: Office) -> None:
    process, _ = started(office, "waiting", until="The next night begins")
    with pytest.raises(Busy, match=f"process {process.pid}"):
        watch([office.file()], at="", evidence=Path("e"), health=None, job=lambda: 0)
    assert probe(None) == 0
    process.kill()
    process.communicate()
    with alone():
        pass


def test_a_command_that_is_not_there_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(FileNotFoundError):
        spawned(["/no/such/program"])()
    assert spawned([sys.executable, "-c", "raise SystemExit(5)"])() == 5


def test_without_apscheduler_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apscheduler.triggers.cron", None)
    with pytest.raises(Explained) as caught:
        Nightly(dt.time(1, 30), "UTC")
    assert "pupitre[watch]" in caught.value.remedy


def test_a_health_file_that_cannot_be_written_is_refused_at_the_start_and_told_once_later(
    office: Office, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere" / "health.json"
    with pytest.raises(Explained, match="the health file cannot be written") as caught:
        watch([office.file()], at="", evidence=Path("e"), health=nowhere, job=lambda: 0)
    assert "--health" in caught.value.remedy
    told: list[str] = []
    world = World(until=START + dt.timedelta(days=2))
    Watch(world.job, Nightly(dt.time(1, 30), "Europe/Paris"), nowhere, world, told.append, lambda: world.moment).run()
    assert len(world.nights) == 2
    assert sum("cannot be written" in line for line in told) == 1


def test_a_watch_of_nothing_and_at_an_odd_time_is_refused(office: Office) -> None:
    with pytest.raises(EstateError, match="No estate file"):
        watch([], at="", evidence=Path("e"), health=None)
    with pytest.raises(TimerRefused, match="when the clocks change"):
        watch([office.file()], at="02:30", evidence=Path("e"), health=None)


@pytest.mark.nightly
@pytest.mark.timeout(900)
def test_memory_stays_flat_over_300_nights(office: Office, night: NightMaker, tmp_path: Path) -> None:
    estate = office.estate(f"notify: {{to: {office.secret('x', 'json://127.0.0.1:1/x')}}}")
    world = World(until=START + dt.timedelta(days=300))
    us, sizes = psutil.Process(), []

    def job() -> int:
        number = len(world.nights)
        begun = world.moment.isoformat()
        end_night(
            night(run_id=f"r-{number}", started=begun, ended=begun),
            estate,
            send=lambda *_: "",
            now=world.moment.timestamp(),
        )
        gc.collect()
        sizes.append(us.memory_info().rss)
        return world.job()

    lived(world, tmp_path, job=job)
    assert Counter(night.date() for night in world.nights).most_common(1)[0][1] == 1
    assert len(sizes) >= 300
    assert sizes[-1] - sizes[49] < 4 * 1024 * 1024
