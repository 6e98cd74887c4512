"""What lost files are to the sign of life, to the status and to `pupitre watch`."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import time_machine

from pupitre.commands.status import status
from pupitre.commands.watch import watch
from pupitre.errors import EstateError
from pupitre.unattended import history
from pupitre.unattended.ping import ping_failure
from pupitre.unattended.timers.job import night_command
from pupitre.unattended.watching import Nightly, Stopping, Watch, spawned

from .conftest import Fleet, NightMaker, Office, WebHook, hook_of, mended, mistyped, texts

UUID = "8a4e7b1c-0d2f-4e5a-9b3c-7d6e5f4a3b2c"


def test_a_night_whose_file_is_lost_gives_no_sign_of_life_and_says_so_to_healthchecks(
    fleet: Fleet, web_hook: WebHook
) -> None:
    address = fleet.office.secret("ping", f"http://{web_hook.host}/ping/{UUID}")
    path = fleet.declares("a.yaml", f"ping: {address}", host="a")
    fleet.declares("b.yaml", f"ping: {address}", host="b")
    fleet.declares("c.yaml", f"ping: {fleet.office.secret('own', f'http://{web_hook.host}/own')}", host="c")
    fleet.on("23")
    assert [where for _, where, _ in web_hook.asked] == [f"/ping/{UUID}", f"/ping/{UUID}", "/own"]
    web_hook.asked.clear()
    mistyped(path)
    fleet.on("24")
    assert fleet.spent == ["b.yaml", "c.yaml"]
    assert [where for _, where, _ in web_hook.asked] == [f"/ping/{UUID}/fail", "/own"]


@pytest.mark.parametrize("where", ["x", f"{UUID}?status=up", f"{UUID}#x", f"api/push/{UUID}x"])
def test_a_service_that_is_not_known_for_it_is_not_asked_to_fail(web_hook: WebHook, where: str) -> None:
    assert ping_failure(f"http://{web_hook.host}/{where}") == ""
    assert web_hook.asked == []


def test_the_status_shows_a_lost_file_with_its_line_and_its_last_good_night(
    fleet: Fleet, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = fleet.declares("a.yaml", host="a")
    gone = fleet.declares("b.yaml", host="b")
    fleet.declares("c.yaml", host="c")
    fleet.on("23")
    mistyped(path)
    gone.unlink()
    (fleet.folder / "new.yaml").write_text("console: threecx\nlogn: x\n", encoding="utf-8")
    fleet.on("24")
    target = tmp_path / "x.prom"
    with time_machine.travel("2026-11-24T08:30:00+01:00"):
        assert status([fleet.folder], stale_after=36, prometheus_file=target, json_output=True) == 1
        printed = capsys.readouterr()
        assert status([], stale_after=36, json_output=True) == 1
        everyone = json.loads(capsys.readouterr().out)["estates"]
    told = {Path(each["file"]).name: each for each in json.loads(printed.out)["estates"]}
    assert {name: (each["state"], each["loads"]) for name, each in told.items()} == {
        "a.yaml": ("unreadable", False),
        "b.yaml": ("unreadable", False),
        "c.yaml": ("good", True),
        "new.yaml": ("unreadable", False),
    }
    assert told["a.yaml"]["origin"] == "https://a.example.fr"
    assert round(told["a.yaml"]["hours_since_good"]) == 31
    assert told["a.yaml"]["lost_since"].startswith("2026-11-24T00:30")
    assert told["new.yaml"]["last_good"] is None
    for said in (
        "The file does not load: line 2: the key addres is not known", "Last good night: 2026-11-23 00:30 UTC, 31 h ago",
        "The file is not in its folder any more", f"pupitre status --forget {gone}",
        "The file does not load: line 2: the key logn is not known",
    ):  # fmt: skip
        assert said in printed.err, said
    assert [Path(each["file"]).name for each in everyone] == ["a.yaml", "b.yaml", "c.yaml"]
    lines = target.read_text(encoding="utf-8").splitlines()
    loads = {line.split('"')[1]: line[-1] for line in lines if line.startswith("pupitre_file_loads{")}
    assert {Path(name).name: value for name, value in loads.items()} == {
        "a.yaml": "0",
        "b.yaml": "0",
        "c.yaml": "1",
        "new.yaml": "0",
    }
    assert any("last_good_run" in line and "a.example.fr" in line for line in lines)


def test_how_old_the_last_good_night_is_stays_known_however_long_a_file_is_lost(
    office: Office, night: NightMaker
) -> None:
    past = history.History().with_night(history.PastNight.of(night(run_id="good")))
    for number in range(history.MOST_NIGHTS + 20):
        bad = night(run_id=f"bad-{number}", exit_code=1, reason="estate_invalid", sites=())
        past = past.with_night(history.PastNight.of(bad))
    assert len(past.nights) == history.MOST_NIGHTS
    assert past.last_good is not None
    assert past.nights[-1].run_id == f"bad-{history.MOST_NIGHTS + 19}"


@pytest.mark.parametrize("how", [{"reason": "estate_invalid", "is_lost": True}, {"reason": "secret_unusable"}])
def test_a_night_that_waits_for_a_file_needs_a_person(night: NightMaker, how: dict[str, object]) -> None:
    assert night(exit_code=1, sites=(), **how).kinds == ("person", "failed")


def test_a_watch_tells_of_a_file_that_breaks_goes_on_and_takes_the_mended_one_up(
    fleet: Fleet, web_hook: WebHook, tmp_path: Path
) -> None:
    path = fleet.declares("a.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"), host="a")
    fleet.declares("b.yaml", host="b")
    nights: list[tuple[int, list[str], int]] = []
    moment = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)

    class Clock(Stopping):
        def wait(self, seconds: float) -> None:
            nonlocal moment
            moment += dt.timedelta(hours=4)
            self.asked = len(nights) == 4

    def job() -> int:
        if len(nights) == 1:
            mistyped(path)
        if len(nights) == 3:
            mended(path)
        code = fleet.on(f"{moment.astimezone(dt.UTC):%d}")
        nights.append((code, list(fleet.spent), len(web_hook.asked)))
        return code

    Watch(job, Nightly(dt.time(1, 30), "Europe/Paris"), tmp_path / "health.json", Clock(), now=lambda: moment).run()
    assert nights == [
        (0, ["a.yaml", "b.yaml"], 0),
        (1, ["b.yaml"], 1),
        (1, ["b.yaml"], 1),
        (0, ["a.yaml", "b.yaml"], 1),
    ]


def test_the_night_that_watch_starts_as_a_process_tells_of_a_lost_file(
    fleet: Fleet, web_hook: WebHook, tmp_path: Path
) -> None:
    path = fleet.declares("a.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"), host="a")
    fleet.on("23")
    mistyped(path)
    assert spawned(night_command([fleet.folder], tmp_path / "evidence"))() == 1
    assert "Ligne 2, colonne 1" in texts(web_hook)[0]


@pytest.mark.parametrize("what", ["mistyped", "the first file is", "the folder is gone"])
def test_a_watch_that_is_started_anew_with_a_lost_file_does_the_nights_of_the_others(
    fleet: Fleet, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    first = fleet.declares("a.yaml", host="a")
    second = fleet.declares("b.yaml", host="b")
    fleet.on("23")
    if what == "the folder is gone":
        fleet.folder.rename(fleet.folder.with_name("elsewhere"))
    else:
        mistyped(first if what == "the first file is" else second)

    def once(loop: Watch, *, at_once: bool = False) -> int:
        return loop.job()

    monkeypatch.setattr(Watch, "run", once)
    assert watch([fleet.folder], at="", evidence=Path("e"), health=None, job=lambda: 7) == 7
    said = capsys.readouterr().err
    assert ("no such file" if what == "the folder is gone" else "did you mean address?") in said


def test_a_watch_of_nothing_that_ever_loaded_is_refused(office: Office) -> None:
    path = office.file()
    mistyped(path)
    with pytest.raises(EstateError, match="did you mean address"):
        watch([path], at="", evidence=Path("e"), health=None, job=lambda: 0)
