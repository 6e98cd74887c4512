"""How consoles stand: to people, to programs, to Prometheus, and as an exit code."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pupitre.commands.status import status
from pupitre.errors import EstateError, Explained
from pupitre.guard import Guard, Outcome
from pupitre.unattended import prometheus
from pupitre.unattended.estates import files_in, look
from pupitre.unattended.status import Standing, standings, worst
from pupitre.unattended.telling_of_nights import end_night

from .conftest import ORIGIN, NightMaker, Office

NOW = dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC)


def stands(office: Office, now: dt.datetime = NOW) -> Standing:
    (found,) = standings(look([office.file()]), now)
    return found


def try_login(outcome: Outcome) -> None:
    with (
        Guard.open() as guard,
        guard.lease(ORIGIN, "run"),
        guard.reserve(origin=ORIGIN, account="000", secret="x", run_id="run") as attempt,
    ):
        attempt.sent()
        attempt.settle(outcome)


def test_a_console_without_a_night_is_no_good_one(office: Office) -> None:
    found = stands(office)
    assert (found.state, found.exit_code) == ("never", 1)


@pytest.mark.parametrize(
    ("changes", "hours_later", "state", "code"),
    [
        ({}, 7, "good", 0),
        ({}, 36, "good", 0),
        ({}, 37, "stale", 1),
        ({"exit_code": 2, "reason": "drift", "drifted": ("REVEL",), "sites": ()}, 7, "drift", 2),
        ({"drifted": ("REVEL",), "restored": True}, 7, "good", 0),
        ({"exit_code": 1, "reason": "unreachable", "sites": ()}, 7, "failed", 1),
        ({"exit_code": 4, "reason": "login_refused", "sites": ()}, 7, "person", 4),
        ({}, -50, "good", 0),
    ],
)
def test_a_console_stands_as_its_last_night_and_its_age_say(
    office: Office, night: NightMaker, changes: dict[str, object], hours_later: int, state: str, code: int
) -> None:
    end_night(night(**changes), office.estate())
    ended = dt.datetime(2026, 11, 22, 0, 30, tzinfo=dt.UTC)
    found = stands(office, ended + dt.timedelta(hours=hours_later))
    assert (found.state, found.exit_code) == (state, code)


def test_a_held_door_needs_a_person_however_good_the_last_night_was(office: Office, night: NightMaker) -> None:
    end_night(night(), office.estate())
    try_login(Outcome.OK)
    assert stands(office).state == "good"
    try_login(Outcome.BLOCKED)
    found = stands(office)
    assert (found.state, found.exit_code) == ("person", 4)
    assert [door.open for door in found.doors] == [False]


def test_the_worst_console_decides_the_exit_code() -> None:
    def codes(*states: str) -> int:
        return worst(Standing("x", state) for state in states)  # type: ignore[arg-type]

    assert codes("good") == 0
    assert codes("good", "drift") == 2
    assert codes("drift", "stale") == 1
    assert codes("failed", "person", "good") == 4


def test_people_and_programs_are_told_the_same(
    office: Office, night: NightMaker, capsys: pytest.CaptureFixture[str]
) -> None:
    end_night(night(next_push=dt.date(2026, 12, 24), sentence="Vu\x1b[31m", drifted=("SO\nREZE",)), office.estate())
    code = status([office.folder], stale_after=10**6, json_output=True)
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert document["exit_code"] == code == 0
    (estate,) = document["estates"]
    assert (estate["state"], estate["origin"], estate["next_push"]) == ("good", ORIGIN, "2026-12-24")
    assert estate["last"]["run"] == night().run_id
    assert estate["hours_since_good"] > 0
    for said in ("good", "Next change: 2026-12-24", "Vu‹ESC›[31m", "SO‹LF›REZE"):
        assert said in printed.err
    assert "\x1b" not in printed.err


def test_a_file_with_a_mistake_is_one_answer_and_the_others_are_given(
    office: Office, night: NightMaker, capsys: pytest.CaptureFixture[str]
) -> None:
    end_night(night(), office.estate())
    (office.folder / "broken.yml").write_text("console: threecx\naddres: x\n", encoding="utf-8")
    assert status([office.folder], stale_after=10**6) == 1
    said = capsys.readouterr().out
    assert "broken.yml: cannot be read" in said
    assert "did you mean address?" in said
    assert "oti.yaml (https://oti.example.fr): good" in said


def test_files_and_folders_are_each_taken_once(office: Office) -> None:
    first, second = office.file(), office.file(name="a b%.yml")
    (office.folder / ".hidden.yaml").write_text("", encoding="utf-8")
    (office.folder / "notes.txt").write_text("", encoding="utf-8")
    assert files_in([office.folder, first]) == (second, first)
    with pytest.raises(EstateError, match="no estate file in this folder"):
        files_in([office.state.parent / "office" / ".."])
    with pytest.raises(EstateError, match="No estate file is named"):
        files_in([])


def test_a_damaged_state_is_told_and_is_no_good_sign(office: Office, night: NightMaker) -> None:
    end_night(night(), office.estate())
    try_login(Outcome.OK)
    (office.state / "ledger" / "ledger.db").write_bytes(b"nothing of a ledger")
    found = stands(office)
    assert (found.state, found.exit_code) == ("unreadable", 1)
    assert "ledger" in found.problem


# --- the file for Prometheus ---------------------------------------------------------------------------

SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (-?[0-9.]+)')
LABEL = re.compile(r'([a-z]+)="((?:[^"\\\n]|\\[\\"n])*)"')


PLAIN = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}


def parsed(text: str) -> list[tuple[str, dict[str, str], float]]:
    """Return the samples of a file, by the grammar of the exposition format."""
    found = []
    typed: set[str] = set()
    assert text.endswith("\n")
    for line in text.removesuffix("\n").split("\n"):
        if line.startswith("# TYPE "):
            typed.add(line.split()[2])
        elif not line.startswith("# HELP "):
            match = SAMPLE.fullmatch(line)
            assert match is not None, line
            assert match[1] in typed, line
            labels = {
                name: re.sub(r'\\[\\"n]', lambda escape: PLAIN[escape[0]], value)
                for name, value in LABEL.findall(match[2] or "")
            }
            found.append((match[1], labels, float(match[3])))
    return found


def test_what_prometheus_reads_is_what_stands(office: Office, night: NightMaker, tmp_path: Path) -> None:
    end_night(night(missed=2, next_push=dt.date(2026, 12, 24)), office.estate())
    try_login(Outcome.BLOCKED)
    target = tmp_path / "pupitre.prom"
    assert status([office.folder], stale_after=10**6, prometheus_file=target) == 4
    samples = {name: value for name, labels, value in parsed(target.read_text(encoding="utf-8"))}
    assert samples["pupitre_good"] == 0
    assert samples["pupitre_person_needed"] == 1
    assert samples["pupitre_last_exit_code"] == 0
    assert samples["pupitre_missed_nights"] == 2
    assert samples["pupitre_door_open"] == 0
    assert samples["pupitre_last_good_run_timestamp_seconds"] == dt.datetime.fromisoformat(night().ended).timestamp()
    assert samples["pupitre_next_push_timestamp_seconds"] == dt.datetime(2026, 12, 24, tzinfo=dt.UTC).timestamp()
    assert target.stat().st_mode & 0o777 == 0o644
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", 'x"} 1\npupitre_good 1\n#', "été \u202e", "\\", '\\"', "%s{}"])
def test_no_name_breaks_out_of_its_label(name: str) -> None:
    samples = parsed(prometheus.rendered([Standing(name, "good", console="threecx", origin=ORIGIN)], NOW))
    assert {labels["file"] for _, labels, _ in samples if labels} == {name}
    assert len([each for each in samples if each[0] == "pupitre_good"]) == 1


def test_an_estate_that_is_gone_leaves_no_number_behind(tmp_path: Path) -> None:
    target = tmp_path / "x.prom"
    both = [Standing(f"{name}.yaml", "good", origin=f"https://{name}.example.fr") for name in ("stays", "goes")]
    prometheus.write(target, both, NOW)
    prometheus.write(target, both[:1], NOW)
    assert {labels["file"] for _, labels, _ in parsed(target.read_text(encoding="utf-8")) if labels} == {"stays.yaml"}


def test_a_file_whose_name_is_not_utf_8_costs_prometheus_nothing(tmp_path: Path) -> None:
    target = tmp_path / "x.prom"
    prometheus.write(target, [Standing("caf\udce9.yaml", "good", origin=ORIGIN)], NOW)
    samples = parsed(target.read_text(encoding="utf-8"))
    assert {labels["file"] for _, labels, _ in samples if labels} == {"caf?.yaml"}


def test_the_file_is_whole_at_every_moment(tmp_path: Path) -> None:
    target = tmp_path / "pupitre.prom"
    many = [Standing(f"{number}.yaml", "good") for number in range(200)]
    prometheus.write(target, many, NOW)
    whole = len(target.read_bytes())
    sizes: set[int] = set()
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            sizes.add(len(target.read_bytes()))

    reader = threading.Thread(target=look)
    reader.start()
    for _ in range(60):
        prometheus.write(target, many, NOW)
    stop.set()
    reader.join()
    assert sizes <= {whole}


def test_a_file_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    with pytest.raises(Explained, match="cannot be written"):
        prometheus.write(tmp_path / "nowhere" / "x.prom", [], NOW)


def test_help_and_status_import_no_extra(office: Office) -> None:
    code = (
        "import sys; from pupitre.cli import app\n"
        "try: app(sys.argv[1:], standalone_mode=False)\n"
        "except SystemExit: pass\n"
        "found = {'apprise', 'apscheduler', 'playwright', 'jinja2'} & set(sys.modules)\n"
        "print(sorted(found), file=sys.stderr)"
    )
    for arguments in (["--help"], ["status", str(office.file())]):
        ran = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=dict(os.environ), check=True
        )
        assert ran.stderr == "[]\n"
