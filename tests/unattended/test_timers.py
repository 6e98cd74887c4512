"""Timers of each system: what they start is what was meant, whatever files are called."""

from __future__ import annotations

import datetime as dt
import json
import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pupitre.unattended.timers import Wishes, cron, job_for, launchd, systemd, windows
from pupitre.unattended.timers.job import Job
from pupitre.unattended.timers.schedule import TimerRefused

from .conftest import Office

TODAY = dt.date(2026, 11, 22)
NAMES = (
    "a b",
    "50%",
    "%h%n",
    "$HOME",
    "${USER}",
    "it's",
    'say "hi"',
    "a;b&c|d",
    "#x",
    "été",
    "~",
    "`id`",
    "*",
    "{a,b}",
    "-x",
    "a=b",
    "a:b",
)
BACKSLASHES = ("a\\", "\\n", "\\x41", "a\\ b", "\\%")
ECHO = "import json,os,sys; print(json.dumps([sys.argv[1:], os.environ.get('PUPITRE_STATE'), os.getcwd()]))"


def job(*arguments: str, state: str = "/state", **changes: Any) -> Job:
    """Return a job whose command prints its own arguments."""
    made = Job(
        name="nightly",
        scope="user",
        command=(sys.executable, "-c", ECHO, *arguments),
        environment={"PUPITRE_STATE": state},
        at=dt.time(1, 30),
        zone="Europe/Paris",
        delay=29,
        writes=(Path(state), Path("/evidence")),
    )
    return replace(made, **changes)


# --- systemd -------------------------------------------------------------------------------------------


def unit(text: str) -> dict[str, list[str]]:
    """Read a unit strictly: known sections, one key a line, no continuation."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if re.fullmatch(r"\[(Unit|Service|Timer|Install)\]", line):
            section = line
            continue
        key, equals, value = line.partition("=")
        assert section, line
        assert equals, line
        assert re.fullmatch(r"[A-Za-z]+", key), line
        assert not line.endswith("\\"), line
        found.setdefault(key, []).append(value)
    return found


def words(value: str) -> list[str]:
    """Split as systemd does: double quotes, backslash escapes, then specifiers."""
    found = []
    rest = value
    while rest := rest.lstrip(" "):
        match = re.match(r'"((?:[^"\\]|\\.)*)"(?: |$)', rest)
        assert match is not None, rest
        plain = re.sub(r"\\(.)", lambda escape: escape[1] if escape[1] in '\\"' else pytest.fail(escape[0]), match[1])
        found.append(specified(plain))
        rest = rest[match.end() :]
    return found


def specified(text: str) -> str:
    """Expand specifiers; only %% is one that we write."""
    assert not re.search(r"(?<!%)(?:%%)*%(?!%)", text), text
    return text.replace("%%", "%")


@pytest.mark.parametrize("name", [*NAMES, *BACKSLASHES])
def test_systemd_starts_what_was_meant_whatever_it_is_called(name: str) -> None:
    made = job(
        f"/srv/{name}/oti.yaml", state=f"/srv/{name}", may_write=(Path(f"/mnt/{name}"),), folder=Path(f"/srv/{name}/x")
    )
    service = unit(systemd.written(made)[0].content.decode())
    (command,) = service["ExecStart"]
    executable, *arguments = words(command)
    assert executable.startswith(":")  # no variable of the environment is put in
    assert (executable[1:], *arguments) == made.command
    assert [specified(folder) for folder in service["WorkingDirectory"]] == [f"/srv/{name}/x"]
    assert words(service["Environment"][0]) == [f"PUPITRE_STATE=/srv/{name}"]
    assert words(service["ReadWritePaths"][0]) == [f"/srv/{name}", "/evidence", f"-/mnt/{name}"]


#: systemd from 255 on splits such a path at its blanks, and takes its backslashes away.
TORN = ("a b", 'say "hi"', "a\\b", "a\\ b", "\\%")


def test_a_file_that_systemd_hands_over_is_named_as_it_is() -> None:
    for name in (*(name for name in NAMES if name not in TORN), '"q"'):
        made = job("x", credentials={"pupitre-1": f"/srv/{name}/secret", "shared": ""})
        first, second = unit(systemd.written(made)[0].content.decode())["LoadCredential"]
        assert specified(first.partition(":")[2]) == f"/srv/{name}/secret"
        assert second == "shared"
    for name in (" begins", "ends ", "ends\\"):
        with pytest.raises(TimerRefused, match="systemd cannot name here"):
            systemd.written(job("x", folder=Path(f"/{name}" if name[0] != " " else "/x ")))


@pytest.mark.parametrize("name", TORN)
def test_a_file_that_systemd_would_lose_is_left_to_the_user_and_refused_for_the_system(name: str) -> None:
    made = job("x", credentials={"pupitre-1": f"/srv/{name}/secret", "pupitre-2": "/srv/whole", "shared": ""})
    handed = unit(systemd.written(made)[0].content.decode())["LoadCredential"]
    assert handed == ["pupitre-2:/srv/whole", "shared"]
    with pytest.raises(TimerRefused, match="cannot hand that file over"):
        systemd.written(replace(made, scope="system", run_as="pupitre"))


def test_the_units_are_hardened_persistent_and_ours() -> None:
    service_file, timer_file = systemd.written(job("x"))
    service, timer = unit(service_file.content.decode()), unit(timer_file.content.decode())
    for key, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "PrivateTmp": "yes",
        "ProtectHome": "read-only",
        "KillMode": "mixed",
        "SuccessExitStatus": "2",
    }.items():
        assert service[key] == [value]
    assert timer["OnCalendar"] == ["*-*-* 01:30:00 Europe/Paris"]
    assert timer["Persistent"] == ["true"]
    assert timer["RandomizedDelaySec"] == ["29min"]
    # The driver compiles JavaScript, and Chromium builds its sandbox of these name spaces and reads /proc.
    assert "MemoryDenyWriteExecute" not in service
    assert service["RestrictNamespaces"] == ["user pid net"]
    assert not {"ProcSubset", "SystemCallFilter"} & set(service)
    assert service_file.content.startswith(b"# pupitre timer nightly:")
    assert "User" not in service
    assert unit(systemd.written(job("x", scope="system", run_as="pupitre"))[0].content.decode())["User"] == ["pupitre"]


@pytest.mark.parametrize("scope", ["user", "system"])
def test_systemd_itself_finds_nothing_wrong_with_the_units(tmp_path: Path, scope: str) -> None:
    hostile = "".join(name for name in NAMES if "~" not in name)
    made = job(
        f"/srv/{hostile}",
        state=f"/srv/{hostile}",
        credentials={"pupitre-1": f"/srv/{''.join(name for name in NAMES if '~' not in name and name not in TORN)}"},
        scope=scope,
        run_as="root",
    )
    for file in systemd.written(made):
        text = file.content.decode()
        assert unit(text)
        (tmp_path / file.path.name).write_text(text, encoding="utf-8")
    analyze = shutil.which("systemd-analyze")
    if analyze is not None:  # where it is not there, the strict reading above has to do
        paths = [str(path) for path in tmp_path.iterdir()]
        ran = subprocess.run([analyze, "verify", "--man=no", f"--{scope}", *paths], capture_output=True, text=True)
        about_us = [line for line in (ran.stdout + ran.stderr).splitlines() if "pupitre-" in line]
        assert about_us == []


# --- cron ----------------------------------------------------------------------------------------------


def as_cron_reads(line: str) -> tuple[list[str], str]:
    """Return the five fields and the command that cron hands to the shell."""
    *fields, command = line.split(" ", 5)
    shell, i = "", 0
    while i < len(command):
        if command[i : i + 2] == "\\%":
            shell, i = f"{shell}%", i + 2
            continue
        assert command[i] != "%", "the command ends here"
        shell, i = shell + command[i], i + 1
    return fields, shell


def test_cron_starts_what_was_meant_whatever_it_is_called(tmp_path: Path) -> None:
    folder = tmp_path / "".join(NAMES)
    folder.mkdir()
    hostile = [f"/srv/{name}/oti.yaml" for name in NAMES]
    fields, command = as_cron_reads(cron.line(job(*hostile, state="/srv/50% of $HOME it's", folder=folder)))
    assert fields == ["30", "1", "*", "*", "*"]
    ran = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, env={"PATH": os.environ["PATH"]}, check=True
    )
    assert json.loads(ran.stdout) == [hostile, "/srv/50% of $HOME it's", str(folder)]


@pytest.mark.parametrize("name", BACKSLASHES)
def test_a_backslash_is_refused_for_cron(name: str) -> None:
    with pytest.raises(TimerRefused, match="backslash"):
        cron.line(job(f"/srv/{name}"))


def test_a_line_that_cron_would_cut_is_refused() -> None:
    with pytest.raises(TimerRefused, match="longer than"):
        cron.line(job(*(f"/srv/{number:06}/oti.yaml" for number in range(60))))


def test_a_line_of_the_system_names_its_user() -> None:
    (file,) = cron.written(job("x", scope="system", run_as="pupitre"))
    assert file.path == Path("/etc/cron.d/pupitre-nightly")
    line = file.content.decode().splitlines()[1]
    assert line.split(" ")[:6] == ["30", "1", "*", "*", "*", "pupitre"]
    for user in ("", "a b", "a\tb"):
        with pytest.raises(TimerRefused):
            cron.written(job("x", scope="system", run_as=user))


@pytest.mark.parametrize(
    "table",
    [
        "",
        "MAILTO=me\n5 4 * * * other\n",
        "5 4 * * * other",
        "# pupitre timer nightly2: begin\nx\n# pupitre timer nightly2: end\n",
    ],
)
def test_the_rest_of_a_table_stays_as_it_was(table: str) -> None:
    once = cron.with_block(table, job("x"))
    assert once == cron.with_block(once, job("x"))
    assert cron.has_block(once, "nightly")
    without = cron.without_block(once, "nightly")
    assert without.rstrip("\n") == table.rstrip("\n")
    assert cron.without_block(table, "nightly") == table


@pytest.mark.parametrize("lost", ["begin", "end"])
def test_a_table_with_half_a_block_is_left_alone(lost: str) -> None:
    table = cron.with_block("5 4 * * * other\n", job("x"))
    torn = "".join(line for line in table.splitlines(keepends=True) if f": {lost}" not in line) + "6 4 * * * after\n"
    with pytest.raises(TimerRefused, match="one of the two marks"):
        cron.without_block(torn, "nightly")


# --- launchd and Windows -------------------------------------------------------------------------------


def test_launchd_starts_what_was_meant_whatever_it_is_called() -> None:
    made = job(*NAMES, *BACKSLASHES, "<x>&amp;]]>", state="/srv/<&>", folder=Path("/srv/<&>"))
    (file,) = launchd.written(made)
    document = plistlib.loads(file.content)
    assert tuple(document["ProgramArguments"]) == made.command
    assert document["EnvironmentVariables"]["PUPITRE_STATE"] == "/srv/<&>"
    assert document["WorkingDirectory"] == "/srv/<&>"
    assert document["StartCalendarInterval"] == {"Hour": 1, "Minute": 30}
    assert launchd.is_ours(file.content, "nightly")
    assert not launchd.is_ours(file.content, "other")
    for content in (b"", b"<plist", b"not a plist", plistlib.dumps(["x"]), plistlib.dumps({"Label": "x"})):
        assert not launchd.is_ours(content, "nightly")


def as_windows_splits(text: str) -> list[str]:
    """Split as Microsoft's C runtime does: backslashes count before a quote only."""
    found: list[str] = []
    current: str | None = None
    quoted = False
    i = 0
    while i < len(text):
        backslashes = 0
        while i < len(text) and text[i] == "\\":
            backslashes, i = backslashes + 1, i + 1
        if i < len(text) and text[i] == '"':
            current = (current or "") + "\\" * (backslashes // 2)
            if backslashes % 2:
                current += '"'
            else:
                quoted = not quoted
            i += 1
            continue
        if backslashes:
            current = (current or "") + "\\" * backslashes
            continue
        if text[i] in " \t" and not quoted:
            if current is not None:
                found.append(current)
            current = None
        else:
            current = (current or "") + text[i]
        i += 1
    return found if current is None else [*found, current]


def test_the_task_scheduler_starts_what_was_meant_whatever_it_is_called() -> None:
    meant = [name for name in (*NAMES, "C:\\a b\\", "\\\\server\\x", "<&>") if "%" not in name and '"' not in name]
    made = job(*meant, command=("C:\\Program Files\\python.exe", "-m", "pupitre", *meant))
    (file,) = windows.written(made, Path())
    task = ET.fromstring(file.content)
    space = {"t": windows.NAMESPACE}
    assert task.findtext("t:Actions/t:Exec/t:Command", namespaces=space) == made.command[0]
    assert as_windows_splits(task.findtext("t:Actions/t:Exec/t:Arguments", "", space)) == list(made.command[1:])
    assert task.findtext("t:Actions/t:Exec/t:WorkingDirectory", namespaces=space) == "/"
    assert task.findtext("t:Settings/t:StartWhenAvailable", namespaces=space) == "true"
    assert task.findtext("t:Triggers/t:CalendarTrigger/t:StartBoundary", "", space).endswith("T01:30:00")
    assert task.findtext("t:Triggers/t:CalendarTrigger/t:RandomDelay", namespaces=space) == "PT29M"
    assert windows.is_ours(file.content, "nightly")
    assert not windows.is_ours(b"<Task/>", "nightly")
    for name in ("50%", "$(Arg0)", 'a"b'):
        with pytest.raises(TimerRefused):
            windows.written(job(name, command=("python.exe", name)), Path())


def test_the_task_scheduler_finds_its_elements_in_the_order_of_its_schema() -> None:
    """Of these alone the order counts; elsewhere the schema takes any (xs:all), each once."""
    (file,) = windows.written(job("x", command=("python.exe", "x")), Path())
    task = ET.fromstring(file.content)
    assert file.content.startswith((b"\xff\xfe", b"\xfe\xff"))
    assert all(element.tag.startswith(f"{{{windows.NAMESPACE}}}") for element in task.iter())
    (trigger,) = task.findall("t:Triggers/t:CalendarTrigger", {"t": windows.NAMESPACE})
    assert [child.tag.rpartition("}")[2] for child in trigger] == ["StartBoundary", "RandomDelay", "ScheduleByDay"]
    for parent in task.iter():
        names = [child.tag for child in parent]
        assert len(names) == len(set(names))


# --- what a timer is made of ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["systemd", "cron", "launchd", "windows"])
@pytest.mark.parametrize("name", ["a\nb", "a\rb", "a\x7f", "a\x1b[31m", "\udcff"])
def test_a_path_that_no_timer_can_hold_is_refused_and_shown_safely(office: Office, kind: str, name: str) -> None:
    folder = office.folder / os.fsdecode(os.fsencode(name) if name != "\udcff" else b"\xff")
    folder.mkdir()
    shutil.copy(office.file(), folder / "oti.yaml")
    with pytest.raises(TimerRefused) as caught:
        job_for([folder], Wishes(kind), TODAY)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", str(caught.value))


def test_the_job_names_whole_paths_and_the_secrets_of_the_files(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office.folder)
    office.file("notify: {to: [file:mail.password, systemd:hook]}\nevidence: {copy: copies}")
    made = job_for([Path("oti.yaml")], Wishes("systemd"), TODAY)
    assert made.command[1:] == (
        "-P",
        "-m",
        "pupitre",
        "run",
        str(office.folder / "oti.yaml"),
        "--evidence",
        str(office.folder / "evidence"),
    )
    assert made.writes == (office.state, office.folder / "evidence")
    assert made.may_write == (office.folder / "copies",)
    assert sorted(made.credentials.values()) == [
        "",
        str(office.folder / "console.password"),
        str(office.folder / "mail.password"),
    ]
    assert (made.zone, made.folder) == ("Europe/Paris", office.folder)


@pytest.mark.parametrize("name", ["", "A", "a b", "../x", "a.b", "x" * 41, "-a", "a\n"])
def test_a_name_that_is_no_plain_word_is_refused(office: Office, name: str) -> None:
    with pytest.raises(TimerRefused, match="no name for a timer"):
        job_for([office.file()], Wishes("systemd", name=name), TODAY)


def test_a_timer_of_the_system_needs_a_user_that_exists(office: Office) -> None:
    for run_as in ("", "nobody-of-this-name"):
        with pytest.raises(TimerRefused, match="user"):
            job_for([office.file()], Wishes("systemd", "system", run_as=run_as), TODAY)
    with pytest.raises(TimerRefused, match="runs as you"):
        job_for([office.file()], Wishes("systemd", run_as="root"), TODAY)
    assert shlex.join(job_for([office.file()], Wishes("systemd", "system", run_as="root"), TODAY).command)
