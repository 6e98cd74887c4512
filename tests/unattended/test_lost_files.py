"""Files that no longer load, are gone, or that nights pass by: their people are told once, and the others go on."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import time_machine

from pupitre.commands.run import run
from pupitre.commands.status import forget, status
from pupitre.commands.watch import watch
from pupitre.errors import EstateError
from pupitre.estate import Estate
from pupitre.run import Settings
from pupitre.unattended import end_night, history, known, telling_of_lost
from pupitre.unattended.known import Known
from pupitre.unattended.ping import ping_failure
from pupitre.unattended.running import Done, spend_night
from pupitre.unattended.watching import Nightly, Stopping, Watch

from .conftest import ORIGIN, MailServer, NightMaker, Office, WebHook

CANARY = "Hiver-2026-canari"
UUID = "8a4e7b1c-0d2f-4e5a-9b3c-7d6e5f4a3b2c"


@dataclass
class Fleet:
    """Estate files in a folder and their nights, each of which is good when its file loads."""

    office: Office
    night: NightMaker
    printed: Callable[[], str]
    spent: list[str] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.office.folder

    def declares(self, name: str, *extra: str, host: str = "oti", extension: str = "021") -> Path:
        path = self.office.file("\n".join(extra), name=name)
        text = path.read_text(encoding="utf-8").replace("oti.example.fr", f"{host}.example.fr")
        path.write_text(text.replace('"021"', f'"{extension}"'), encoding="utf-8")
        return path

    def spend(self, estate: Estate, _: Settings) -> Done:
        now = dt.datetime.now(dt.UTC).isoformat()
        self.spent.append(Path(estate.file).name)
        said = self.night(
            file=estate.file, origin=estate.address.origin, run_id=f"{now} {estate.file}", started=now, ended=now,
            sites=(), sentence="Rien à faire.",
        )  # fmt: skip
        return Done(end_night(said, estate))

    def on(self, day: str, *paths: Path) -> int:
        """Spend the night of a day in November 2026 at half past one, over the folder unless paths are named."""
        self.spent.clear()
        with time_machine.travel(f"2026-11-{day}T01:30:00+01:00", tick=True):
            wishes = Settings(evidence=self.folder / "evidence")
            code = run(paths or [self.folder], wishes, json_output=True, spend=self.spend)
        self.told = json.loads(self.printed())
        return code


@pytest.fixture
def fleet(office: Office, night: NightMaker, capsys: pytest.CaptureFixture[str]) -> Fleet:
    return Fleet(office, night, lambda: capsys.readouterr().out)


def hook_of(office: Office, web_hook: WebHook, name: str = "hook", more: str = "") -> str:
    return f"notify: {{to: {office.secret(name, f'json://{web_hook.host}/{name}')}{more}}}"


def titles(web_hook: WebHook) -> list[str]:
    return [json.loads(body)["title"] for _, _, body in web_hook.asked if body]


def texts(web_hook: WebHook) -> list[str]:
    return [json.loads(body)["message"] for _, _, body in web_hook.asked if body]


def mistyped(path: Path) -> None:
    """Write a key on the second line as somebody in a hurry would."""
    path.write_text(path.read_text(encoding="utf-8").replace("address:", "addres:"), encoding="utf-8")


def mended(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("addres:", "address:"), encoding="utf-8")


# --- a file that does not load ------------------------------------------------------------------------


def test_the_people_of_a_mistyped_file_are_told_which_line_and_what(fleet: Fleet, mail_server: MailServer) -> None:
    path = fleet.declares("oti.yaml", f"notify: {{to: {fleet.office.secret('mail', mail_server.address)}}}")
    assert fleet.on("23") == 0
    mail_server.received.clear()
    mistyped(path)
    assert fleet.on("24") == 1
    (mail,) = mail_server.received
    assert mail["Subject"] == "[Pupitre] oti.example.fr : il faut quelqu'un"
    page = mail.get_body(("html",))
    assert page is not None
    said = page.get_content()
    for part in (
        str(path), "ne se charge plus", "Ligne 2, colonne 1", "did you mean address?", "dernier passage réussi",
        "23 novembre 2026", f"pupitre check {path}", "05 00 00 00 00",
    ):  # fmt: skip
        assert part in said, part
    assert mail_server.password not in said
    (estate,) = fleet.told["estates"]
    assert (estate["exit_code"], estate["reason"], estate["kinds"]) == (1, "estate_invalid", ["person", "failed"])
    assert (estate["origin"], fleet.spent) == (ORIGIN, [])


def test_one_mistake_is_told_once_and_again_when_it_is_another_or_came_back(fleet: Fleet, web_hook: WebHook) -> None:
    path = fleet.declares("oti.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"))
    good = path.read_text(encoding="utf-8")
    fleet.on("23")
    mistyped(path)
    for day in ("24", "25", "26"):
        assert fleet.on(day) == 1
    assert len(web_hook.asked) == 1
    path.write_text(good.replace("08:00-12:00", "12:00-08:00"), encoding="utf-8")
    fleet.on("27")
    assert len(web_hook.asked) == 2
    path.write_text(good, encoding="utf-8")
    assert fleet.on("28") == 0
    assert len(web_hook.asked) == 2
    mistyped(path)
    fleet.on("29")
    assert len(web_hook.asked) == 3
    assert "12:00" not in texts(web_hook)[2]


def test_the_message_about_the_week_recalls_it(fleet: Fleet, web_hook: WebHook) -> None:
    path = fleet.declares("oti.yaml", hook_of(fleet.office, web_hook))
    fleet.on("18")
    mistyped(path)
    fleet.on("19")
    web_hook.asked.clear()
    fleet.on("20")
    assert web_hook.asked == []
    fleet.on("23")  # a Monday
    fleet.on("24")
    (text,) = texts(web_hook)
    assert "il faut quelqu'un" in text
    assert "Ligne 2, colonne 1" in text


def test_a_message_that_could_not_be_sent_is_kept_and_sent_once(fleet: Fleet, web_hook: WebHook) -> None:
    path = fleet.declares("oti.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"))
    fleet.on("23")
    mistyped(path)
    web_hook.answer = 503
    fleet.on("24")
    fleet.on("25")
    web_hook.answer = 200
    web_hook.asked.clear()
    fleet.on("26")
    fleet.on("27")
    assert len(web_hook.asked) == 1


def test_a_night_killed_before_it_noted_that_people_know_tells_them_no_second_time(
    fleet: Fleet, web_hook: WebHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fleet.declares("oti.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"))
    fleet.on("23")
    mistyped(path)
    with monkeypatch.context() as patch:
        patch.setattr(telling_of_lost, "_noted_as_told", lambda _: [])
        fleet.on("24")
    fleet.on("25")
    assert len(web_hook.asked) == 1


def test_people_who_know_are_told_no_second_time_after_the_outbox_forgot(fleet: Fleet, web_hook: WebHook) -> None:
    path = fleet.declares("oti.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"))
    fleet.on("23")
    mistyped(path)
    fleet.on("24")
    for mark in (fleet.office.state / "outbox" / "sent").iterdir():
        mark.unlink()
    fleet.on("25")
    assert len(web_hook.asked) == 1


def test_a_message_that_could_be_neither_kept_nor_sent_is_tried_in_the_next_night(
    fleet: Fleet, web_hook: WebHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fleet.declares("oti.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"))
    fleet.on("23")
    mistyped(path)
    web_hook.answer = 503
    with monkeypatch.context() as patch:
        patch.setattr("pupitre.unattended.posting.Outbox.open", raiser(OSError(28, "No space left on device")))
        fleet.on("24")
    web_hook.answer = 200
    web_hook.asked.clear()
    fleet.on("25")
    assert len(web_hook.asked) == 1


def raiser(error: Exception) -> Callable[[], None]:
    def of_it(*_: object) -> None:
        raise error

    return of_it


def test_a_full_disk_keeps_nobody_from_being_told(
    fleet: Fleet, web_hook: WebHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fleet.declares("a.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"), host="a")
    fleet.declares("b.yaml", host="b")
    fleet.on("23")
    mistyped(path)
    monkeypatch.setattr(known, "put", raiser(OSError(28, "No space left on device")))
    assert fleet.on("24") == 1
    assert fleet.spent == ["b.yaml"]
    assert len(web_hook.asked) == 1


def test_a_file_that_nobody_is_told_of_says_so(fleet: Fleet, capsys: pytest.CaptureFixture[str]) -> None:
    path = fleet.declares("a.yaml", host="a")
    mistyped(path)
    run([path], Settings(evidence=fleet.folder), spend=fleet.spend)
    said = capsys.readouterr().out
    assert "did you mean address?" in said
    assert "Nobody is told of it" in said


def test_a_password_file_that_is_gone_needs_a_person_and_opens_no_browser(
    office: Office, web_hook: WebHook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("pupitre.browser.launch.running_browser", lambda *_: pytest.fail("a browser was opened"))
    estate = office.estate(hook_of(office, web_hook, more=", on: [person]"))
    (office.folder / "console.password").unlink()
    night = spend_night(estate, Settings(evidence=tmp_path / "evidence")).told.night
    assert (night.exit_code, night.reason, night.kinds) == (1, "secret_unusable", ("person", "failed"))
    assert "there is no file" in texts(web_hook)[0]


def test_each_address_is_told_in_its_language_and_only_if_it_wants_to_know(fleet: Fleet, web_hook: WebHook) -> None:
    english, other, failed = (
        fleet.office.secret(name, f"json://{web_hook.host}/{name}") for name in ("english", "other", "failed")
    )
    path = fleet.declares(
        "oti.yaml",
        f"notify:\n  - {{to: {english}, language: en}}\n  - {{to: {other}, on: [changed]}}\n"
        f"  - {{to: {failed}, on: [failed]}}",
    )
    fleet.on("23")
    mistyped(path)
    fleet.on("24")
    assert [where for _, where, _ in web_hook.asked] == ["/english", "/failed"]
    assert "does not load any more" in texts(web_hook)[0]
    assert "ne se charge plus" in texts(web_hook)[1]


def test_a_bug_in_reading_one_file_keeps_no_other_from_its_night(
    fleet: Fleet, web_hook: WebHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pupitre.commands import run as verb

    fleet.declares("a.yaml", hook_of(fleet.office, web_hook), host="a")
    fleet.declares("b.yaml", host="b")
    fleet.on("23")
    load = verb.load

    def of_a_bug(file: Path) -> Estate:
        if file.name == "a.yaml":
            raise RuntimeError("of nobody")
        return load(file)

    monkeypatch.setattr(verb, "load", of_a_bug)
    assert fleet.on("24") == 70
    assert fleet.spent == ["b.yaml"]
    assert "RuntimeError" in texts(web_hook)[0]


# --- no secret -----------------------------------------------------------------------------------------

BROKEN = (
    f"console: threecx\naddress: {ORIGIN}\nlogin: {{user: x, password: {CANARY}}}",
    f"console: threecx\nlogin: {{user: x, pasword:{CANARY}}}",
    f"console: threecx\npassword:{CANARY}:",
    f"console: threecx\npasword:{CANARY}: x",
    f'console: threecx\nlogin: {{user: x, password: "{CANARY}',
    f"console: threecx\n{CANARY}\nsites",
    f"console: threecx\n{CANARY}: x",
    f"console: threecx\nlogin: {{user: x, password: file:x, {CANARY}: x}}",
    f"address: https://x:{CANARY}@oti.example.fr\nconsole: threecx",
    f"notify: {{to: mailtos://x:{CANARY}@example.fr}}",
    f"notify: mailtos://x:{CANARY}@example.fr",
    f"notify: {{mailtos://x:{CANARY}@example.fr: x}}",
    f"notify: {{to: file:x, on: 'mailtos://x:{CANARY}@example.fr'}}",
    f"language: slack://{CANARY}/x",
    f"ping: https://hc-ping.com/{CANARY}",
    f"ping: {{https://hc-ping.com/{CANARY}: x}}",
)


@pytest.mark.parametrize("content", BROKEN)
def test_no_secret_that_stands_in_a_broken_file_is_told_or_kept(fleet: Fleet, web_hook: WebHook, content: str) -> None:
    path = fleet.declares("oti.yaml", hook_of(fleet.office, web_hook))
    fleet.on("23")
    path.write_text(content, encoding="utf-8")
    fleet.on("24")
    assert len(web_hook.asked) == 1
    assert CANARY not in web_hook.asked[0][2].decode()
    for file in fleet.office.state.rglob("*"):
        assert not file.is_file() or CANARY.encode() not in file.read_bytes(), file


def test_addresses_are_kept_as_the_file_has_them_and_for_us_alone(fleet: Fleet, web_hook: WebHook) -> None:
    fleet.declares("oti.yaml", hook_of(fleet.office, web_hook, name=CANARY), "ping: file:ping.url")
    fleet.on("23")
    (kept,) = (fleet.office.state / "known").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    said = json.loads(kept.read_bytes())
    assert said["notify"] == [
        {
            "to": [{"place": f"file:{CANARY}.password", "folder": str(fleet.folder), "user": "notify"}],
            "on": [],
            "language": "",
        }
    ]
    assert web_hook.host not in kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b"\xff", b'{"file": 3}', b"[" * 3000])
def test_what_is_damaged_is_noted_anew_by_the_next_good_night(fleet: Fleet, damage: bytes) -> None:
    fleet.declares("oti.yaml")
    fleet.on("23")
    (kept,) = (fleet.office.state / "known").iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage)
    assert known.all_known() == ()
    assert fleet.on("23") == 0
    assert json.loads(kept.read_bytes()).keys() == json.loads(whole).keys()


# --- a file or a folder that is gone -------------------------------------------------------------------


def test_a_file_that_vanished_from_its_folder_is_told_until_somebody_says_that_it_is_meant(
    fleet: Fleet, web_hook: WebHook
) -> None:
    path = fleet.declares("a.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"), host="a")
    fleet.declares("b.yaml", host="b")
    fleet.on("23")
    path.unlink()
    assert fleet.on("24") == 1
    assert fleet.on("25") == 1
    (text,) = texts(web_hook)
    assert f"Le fichier {path} n'est plus dans son dossier." in text
    assert f"pupitre status --forget {path}" in text
    assert [(each["file"], each["reason"]) for each in fleet.told["estates"]] == [
        (str(fleet.folder / "b.yaml"), "done"),
        (str(path), "estate_gone"),
    ]
    assert forget([path]) == 0
    fleet.printed()
    assert fleet.on("26") == 0
    with pytest.raises(EstateError, match="nothing to forget"):
        forget([path])


def test_a_file_that_was_renamed_is_not_missed_unless_something_got_lost_on_the_way(
    fleet: Fleet, web_hook: WebHook
) -> None:
    notify = hook_of(fleet.office, web_hook, more=", on: [person]")
    path = fleet.declares("a.yaml", notify, host="a")
    fleet.declares("b.yaml", host="b")
    fleet.on("23")
    path.rename(path.with_name("c.yaml"))
    assert fleet.on("24") == 0
    path.with_name("c.yaml").unlink()
    fleet.declares("d.yaml", notify, host="a", extension="022")
    assert fleet.on("25") == 1
    assert [each["file"] for each in fleet.told["estates"] if each["exit_code"]] == [str(path.with_name("c.yaml"))]
    assert len(web_hook.asked) == 1


def test_a_folder_that_is_gone_is_one_message_to_an_address_and_tells_nobody_of_others(
    fleet: Fleet, web_hook: WebHook
) -> None:
    shared = hook_of(fleet.office, web_hook, "shared", ", on: [person]")
    for name in ("a", "b"):
        fleet.declares(f"{name}.yaml", shared, host=name)
    fleet.declares("c.yaml", hook_of(fleet.office, web_hook, "other", ", on: [person]"), host="c")
    secrets = {path.name: path.read_text(encoding="utf-8") for path in fleet.folder.glob("*.password")}
    fleet.on("23")
    fleet.folder.rename(fleet.folder.with_name("elsewhere"))
    assert fleet.on("24") == 1
    assert web_hook.asked == []  # the addresses went with the folder, and the messages wait for them
    fleet.folder.mkdir()
    for name, text in secrets.items():
        fleet.office.secret(name.removesuffix(".password"), text)
    assert fleet.on("25") == 1
    said = {where: texts(web_hook)[number] for number, (_, where, _) in enumerate(web_hook.asked)}
    first = [text for text in texts(web_hook) if "no such file" in text]
    assert len(first) == 2
    assert sum("a.example.fr" in text for text in first) == 1
    assert {("a.yaml" in text, "b.yaml" in text, "c.yaml" in text) for text in said.values()} == {
        (True, True, False),
        (False, False, True),
    }


# --- a file that nights pass by ------------------------------------------------------------------------


def test_a_file_that_no_night_asks_for_any_more_is_told_by_the_nights_of_others(
    fleet: Fleet, web_hook: WebHook
) -> None:
    ours = fleet.declares("a.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"), host="a")
    other = fleet.declares("b.yaml", host="b")
    fleet.on("23", ours, other)
    codes = [fleet.on(day, other) for day in ("24", "25", "26", "27", "28")]
    assert codes == [0] * 5
    (text,) = texts(web_hook)
    assert f"Les nuits passent sans le fichier {ours}" in text
    assert history.read("https://a.example.fr").nights[-1].is_good
    assert fleet.on("29", ours) == 0
    assert known.only_of(known.all_known(), ours).passed_by == ()  # type: ignore[union-attr]


def test_after_days_without_a_machine_each_timer_gets_its_turn_first(fleet: Fleet, web_hook: WebHook) -> None:
    first = fleet.declares("a.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"), host="a")
    second = fleet.declares("b.yaml", host="b")
    for day in ("20", "24", "28"):
        assert fleet.on(day, second) == 0
        assert fleet.on(day, first) == 0
    assert web_hook.asked == []


# --- the sign of life ----------------------------------------------------------------------------------


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


# --- how it stands -------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("reason", ["estate_invalid", "estate_gone", "secret_unusable"])
def test_a_night_that_waits_for_a_file_needs_a_person(night: NightMaker, reason: str) -> None:
    assert night(exit_code=1, reason=reason, sites=()).kinds == ("person", "failed")


# --- in `pupitre watch` --------------------------------------------------------------------------------


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


def test_what_is_known_survives_being_written_and_read(office: Office) -> None:
    estate = office.estate(
        "notify:\n  - {to: [file:a, 'command:pass show x'], on: [person], language: en}\n  - {to: env:X}\nping: keyring:p"
    )
    said = Known.of(estate, dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    known.note(said)
    assert known.all_known() == (said,)
    assert known.forget(office.folder / "oti.yaml")
    assert known.all_known() == ()
