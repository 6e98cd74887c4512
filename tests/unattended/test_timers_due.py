"""The timer that looks for what is due once, and what the one of the night says of it."""

from __future__ import annotations

import plistlib
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import time_machine

from pupitre.unattended.timers import Wishes, cron, job_for, launchd, systemd, windows
from pupitre.unattended.timers.schedule import TimerRefused

from .conftest import Office
from .test_timers import TODAY, job
from .test_unattended_command_line import typed as typed


def test_each_kind_of_timer_looks_every_five_minutes(tmp_path: Path) -> None:
    made = job("x", every=5, delay=0, name="due")
    units = systemd.written(made)
    assert "\nOnCalendar=*:0/5\n" in units[1].content.decode()
    for unit in units:
        (tmp_path / unit.path.name).write_bytes(unit.content)
    analyze = shutil.which("systemd-analyze")
    if analyze is not None:
        paths = [str(path) for path in tmp_path.iterdir()]
        ran = subprocess.run([analyze, "verify", "--man=no", "--user", *paths], capture_output=True, text=True)
        assert [line for line in (ran.stdout + ran.stderr).splitlines() if "pupitre-" in line] == []
    assert cron.line(made).startswith("*/5 * * * * cd ")
    document = plistlib.loads(launchd.written(made)[0].content)
    assert (document["StartInterval"], "StartCalendarInterval" in document) == (300, False)
    trigger = ET.fromstring(windows.written(job("x", every=5, delay=0), Path())[0].content).find(
        "t:Triggers/t:CalendarTrigger", {"t": windows.NAMESPACE}
    )
    assert trigger is not None
    assert [part.text for part in trigger[0]] == ["PT5M", "P1D", "false"]


@pytest.mark.parametrize(
    ("until", "says"),
    [
        ("", "this timer does it on 2026-12-25 at 01:30"),
        ("until: 2026-12-24 18:00, ", "this timer comes too late for it"),
    ],
)
def test_the_timer_of_the_night_says_when_it_does_what_is_due_at_noon(office: Office, until: str, says: str) -> None:
    file = office.file(f"once: {{at: 2026-12-24 12:00, {until}replay: message.yaml}}\n")
    with time_machine.travel("2026-12-01 12:00+01:00"):
        (note,) = job_for([file], Wishes("systemd", at="01:30"), TODAY).notes
        assert job_for([file], Wishes("systemd", name="due", due=True), TODAY).notes == ()
    assert says in note
    assert "--due" in note
    with time_machine.travel("2026-12-24 13:00+01:00"):
        assert job_for([file], Wishes("systemd", at="01:30"), TODAY).notes == ()


def test_both_timers_live_side_by_side_and_the_second_has_no_hour(office: Office, typed: object) -> None:
    code, told, _ = typed("timer", "show", office.file(), "--kind", "systemd", "--due", "--json")  # type: ignore[operator]
    assert (code, told["name"], told["at"], told["every_minutes"]) == (0, "due", None, 5)
    assert told["command"][-1] == "--due"
    assert typed("timer", "show", office.file(), "--kind", "systemd", "--json")[1]["name"] == "nightly"  # type: ignore[operator]
    with pytest.raises(TimerRefused, match="there is no --at"):
        job_for([office.file()], Wishes("cron", at="01:30", due=True), TODAY)
