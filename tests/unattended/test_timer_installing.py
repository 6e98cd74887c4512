"""Installing and removing: only what is ours, after asking whether a night would find what it needs."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from pupitre.commands import timer
from pupitre.estate import SecretReference
from pupitre.estate.sources import credential_name, path_of_file
from pupitre.unattended.as_scheduled import missing
from pupitre.unattended.timers import Wishes, install, job_for, remove
from pupitre.unattended.timers.schedule import TimerRefused

from .conftest import Office
from .test_timers import TODAY, job

PROGRAM = """#!{python}
import json, os, sys
here = {here!r}
with open(os.path.join(here, "asked"), "a") as file:
    file.write(json.dumps(sys.argv[1:]) + "\\n")
table = os.path.join(here, "table")
if sys.argv[0].endswith("crontab"):
    if sys.argv[1:] == ["-l"]:
        if not os.path.exists(table):
            sys.exit("no crontab for you")
        sys.stdout.write(open(table).read())
    else:
        open(table, "w").write(sys.stdin.read())
sys.exit(1 if os.path.exists(os.path.join(here, "fails")) else 0)
"""


class Machine:
    """A machine with a systemctl, a launchctl and a crontab that note what they are asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.table = folder / "table"
        for name in ("systemctl", "launchctl", "crontab"):
            (folder / name).write_text(PROGRAM.format(python=sys.executable, here=str(folder)), encoding="utf-8")
            (folder / name).chmod(0o755)

    @property
    def asked(self) -> list[list[str]]:
        path = self.folder / "asked"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    folder, home = tmp_path / "programs", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return Machine(folder)


def here(tmp_path: Path, **changes: object) -> object:
    return job("x", state=str(tmp_path / "s"), writes=(tmp_path / "s", tmp_path / "e"), **changes)


@pytest.mark.parametrize(
    ("kind", "scope", "places"),
    [
        (
            "systemd",
            "user",
            ["home/.config/systemd/user/pupitre-nightly.service", "home/.config/systemd/user/pupitre-nightly.timer"],
        ),
        (
            "systemd",
            "system",
            ["root/etc/systemd/system/pupitre-nightly.service", "root/etc/systemd/system/pupitre-nightly.timer"],
        ),
        ("cron", "system", ["root/etc/cron.d/pupitre-nightly"]),
        ("launchd", "user", ["home/Library/LaunchAgents/pupitre.nightly.plist"]),
        ("launchd", "system", ["root/Library/LaunchDaemons/pupitre.nightly.plist"]),
        ("windows", "user", ["pupitre-nightly.xml"]),
    ],
)
def test_what_is_installed_is_what_is_removed(
    tmp_path: Path, machine: Machine, kind: str, scope: str, places: list[str]
) -> None:
    def files() -> list[str]:
        return sorted(
            str(path.relative_to(tmp_path))
            for path in tmp_path.rglob("*")
            if path.is_file() and "programs" not in path.parts
        )

    made = here(tmp_path, scope=scope, run_as="root" if scope == "system" else "")
    for _ in range(2):  # installing again replaces what is ours
        done = install(made, kind, tmp_path, tmp_path / "root")
        assert files() == places
        assert all(command[0] in ("systemctl", "launchctl") for command in done.commands)
    assert kind == "windows" or (tmp_path / "s").stat().st_mode & 0o777 == 0o700
    remove("nightly", kind, scope, tmp_path, tmp_path / "root")  # type: ignore[arg-type]
    assert files() == []
    with pytest.raises(TimerRefused, match="no timer nightly"):
        remove("nightly", kind, scope, tmp_path, tmp_path / "root")  # type: ignore[arg-type]


def test_systemd_is_told_before_and_after(tmp_path: Path, machine: Machine) -> None:
    install(here(tmp_path), "systemd", tmp_path)
    remove("nightly", "systemd", "user", tmp_path)
    assert machine.asked == [
        ["--user", "daemon-reload"],
        ["--user", "enable", "--now", "pupitre-nightly.timer"],
        ["--user", "disable", "--now", "pupitre-nightly.timer"],
        ["--user", "daemon-reload"],
    ]


@pytest.mark.parametrize("kind", ["systemd", "launchd", "windows", "cron"])
@pytest.mark.parametrize("content", [b"", b"[Unit]\n", b"# pupitre timer other: x\n", b"\xff\xfe", b"<plist/>"])
def test_a_file_that_is_not_ours_is_neither_replaced_nor_removed(
    tmp_path: Path, machine: Machine, kind: str, content: bytes
) -> None:
    scope = "system" if kind == "cron" else "user"
    made = here(tmp_path, scope=scope, run_as="root")
    done = install(made, kind, tmp_path, tmp_path / "root")
    theirs = done.paths[-1]
    theirs.write_bytes(content)
    for attempt in (
        lambda: install(made, kind, tmp_path, tmp_path / "root"),
        lambda: remove("nightly", kind, scope, tmp_path, tmp_path / "root"),  # type: ignore[arg-type]
    ):
        with pytest.raises(TimerRefused, match="not ours"):
            attempt()
    assert theirs.read_bytes() == content
    assert all(path.exists() for path in done.paths)


def test_a_link_in_the_place_of_a_unit_is_not_followed(tmp_path: Path, machine: Machine) -> None:
    (path, _) = install(here(tmp_path), "systemd", tmp_path).paths
    elsewhere = tmp_path / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    with pytest.raises(TimerRefused, match="not ours"):
        install(here(tmp_path), "systemd", tmp_path)
    assert elsewhere.exists()


def test_the_table_of_cron_keeps_what_is_somebody_elses(tmp_path: Path, machine: Machine) -> None:
    install(here(tmp_path), "cron", tmp_path)
    machine.table.write_text("5 4 * * * other 'x'\n" + machine.table.read_text(), encoding="utf-8")
    install(here(tmp_path), "cron", tmp_path)
    assert machine.table.read_text().count("begin") == 1
    remove("nightly", "cron", "user", tmp_path)
    assert machine.table.read_text() == "5 4 * * * other 'x'\n"
    with pytest.raises(TimerRefused, match="no timer nightly"):
        remove("nightly", "cron", "user", tmp_path)


def test_a_machine_without_the_program_gets_no_file(
    tmp_path: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    for kind in ("systemd", "launchd", "cron"):
        with pytest.raises(TimerRefused, match="This machine has no"):
            install(here(tmp_path), kind, tmp_path)
    assert not list((tmp_path / "home").rglob("*pupitre*"))


def test_a_command_that_fails_is_told_with_what_is_left(tmp_path: Path, machine: Machine) -> None:
    (machine.folder / "fails").touch()
    with pytest.raises(TimerRefused, match="daemon-reload") as caught:
        install(here(tmp_path), "systemd", tmp_path)
    assert "does not run yet" in caught.value.left_behind


# --- whether a night would find what it needs ----------------------------------------------------------


def test_a_night_that_finds_everything_misses_nothing(office: Office) -> None:
    assert missing([office.file()], office.folder, environment={"PUPITRE_STATE": str(office.state)}) == ()


def test_what_only_a_desk_has_is_missed_at_night(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_OF_THE_DESK", "mailto://x")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    file = office.file(
        "notify: {to: [env:MAIL_OF_THE_DESK, keyring:oti, file:none.password]}\nping: 'command:/no/such x'"
    )
    found = missing([file], office.folder, environment={"PUPITRE_STATE": str(office.state)})
    told = "\n".join(each.what for each in found)
    assert len(found) == 4
    assert "env:MAIL_OF_THE_DESK" in told
    assert "bare environment" in told
    assert "nobody is signed in" in told
    assert "there is no file" in told
    assert "the command cannot be started" in told
    assert os.environ["MAIL_OF_THE_DESK"] == "mailto://x"  # it was the child that asked


def test_no_secret_is_printed_by_asking(office: Office, canary: str, capfd: pytest.CaptureFixture[str]) -> None:
    office.secret("console", canary)
    office.secret("spaces", f" {canary} ")
    timer.as_scheduled(office.file("ping: file:spaces.password"), office.folder, "", json_output=True)
    printed = capfd.readouterr()
    assert "begins or ends with a blank" in printed.out
    assert canary not in printed.out + printed.err


def test_a_file_with_a_mistake_and_a_folder_that_is_none_are_missed(office: Office, tmp_path: Path) -> None:
    broken = office.folder / "broken.yaml"
    broken.write_text("console: [", encoding="utf-8")
    (tmp_path / "a file").touch()
    within = tmp_path / "a file"
    found = missing([broken], within / "evidence", environment={"PUPITRE_STATE": str(within)}, folder=within)
    assert "broken.yaml:1:" in found[0].what
    assert any("evidence cannot be written" in each.what for each in found)
    assert any("state folder" in each.what for each in found)
    assert any("cannot start in this folder" in each.what for each in found)


def test_another_user_is_asked_as_that_user_or_not_at_all(office: Office) -> None:
    office.folder.parent.chmod(0o700)
    whom = "nobody" if os.geteuid() == 0 else "root"
    try:
        told = " ".join(each.what for each in missing([office.file()], office.folder, run_as=whom))
    except TimerRefused as refused:
        told = refused.what
    assert any(said in told for said in ("only be asked by root", "could not be asked as nobody", "cannot be read"))


def test_what_systemd_hands_over_is_checked_where_it_lies(office: Office) -> None:
    file = office.file("ping: systemd:ping")
    assert missing([file], office.folder, hands_over=True, environment={"PUPITRE_STATE": str(office.state)}) == ()
    secret = office.folder / "console.password"
    secret.chmod(0o644)
    (open_to_others,) = missing(
        [file], office.folder, hands_over=True, environment={"PUPITRE_STATE": str(office.state)}
    )
    assert "can be read by others" in open_to_others.what
    secret.unlink()
    (gone,) = missing([file], office.folder, hands_over=True, environment={"PUPITRE_STATE": str(office.state)})
    assert "No such file" in gone.what


def test_a_file_that_systemd_handed_over_is_read_from_there(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = SecretReference.parse("file:console.password", folder=office.folder)
    path = path_of_file("console.password", office.folder)
    path.chmod(0o000)
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / credential_name(path)).write_text("from systemd\n", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    assert reference.resolve().reveal() == "from systemd"
    assert job_for([office.file()], Wishes("systemd"), TODAY).credentials == {credential_name(path): str(path)}


def test_a_timer_is_not_installed_while_a_night_would_miss_something(
    office: Office, machine: Machine, tmp_path: Path
) -> None:
    file = office.file("ping: env:NOBODYS_PING")
    with pytest.raises(TimerRefused, match="env:NOBODYS_PING"):
        timer.install([file], Wishes("systemd", evidence=tmp_path / "e"), json_output=False)
    assert machine.asked == []
    file = office.file()
    assert timer.install([file], Wishes("systemd", evidence=tmp_path / "e"), json_output=False) == 0
    assert len(machine.asked) == 2


def test_showing_writes_nothing(
    office: Office, machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(tmp_path.rglob("*"))
    for kind in ("systemd", "cron", "launchd", "windows"):
        timer.show([office.file()], Wishes(kind, evidence=tmp_path / "e"), json_output=False)
    assert "OnCalendar" in capsys.readouterr().out
    assert sorted(tmp_path.rglob("*")) == sorted([*before, office.folder / "oti.yaml"])
