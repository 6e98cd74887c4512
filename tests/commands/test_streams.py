"""What a terminal, a pipe and a full disk get from the command line."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import subprocess
import sys
import termios
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pupitre_threecx.mock import MockThreeCX, week

BEFORE = week(mon_fri="08:00-17:00")
AFTER = week(mon=["08:00-12:00", "14:00-17:30"], tue_fri="08:00-17:00")


@dataclass(frozen=True)
class Seen:
    """What a person saw on a terminal, what a program read from a pipe, and how it ended."""

    code: int
    terminal: str
    piped: str


Terminal = Callable[..., Seen]


@pytest.fixture
def terminal(tmp_path: Path, environment: dict[str, str]) -> Terminal:
    """Return a function that runs Python at a terminal of its own; stdout goes to a pipe.

    When `on` appears on the terminal, `typed` is typed there.
    """

    def run(*words: str, on: str = "", typed: str = "") -> Seen:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=tmp_path,
            env=environment,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=lambda: _own_terminal(theirs),
        )
        os.close(theirs)
        shown = b""
        waiting = typed.encode()
        while part := _read(ours):
            shown += part
            if waiting and on.encode() in shown:
                os.write(ours, waiting)
                waiting = b""
        piped, _ = process.communicate(timeout=120)
        os.close(ours)
        return Seen(process.returncode, shown.decode(), piped.decode())

    return run


def _own_terminal(terminal: int) -> None:
    """Make a terminal the process's own, so that Ctrl-C reaches all that it started."""
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that nobody holds the other side any more
        return b""


def test_a_run_without_a_terminal_is_quiet_and_does_not_load_rich(
    mock: MockThreeCX, revel: Path, pupitre: Any, environment: dict[str, str], tmp_path: Path
) -> None:
    script = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('rich' in sys.modules, file=open('rich', 'w')))\n"
        f"sys.argv = ['pupitre', 'plan', {revel.name!r}]\n"
        "from pupitre.cli import main\n"
        "main()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "\x1b" not in ended.stdout + ended.stderr
    assert [line for line in ended.stderr.splitlines() if "sandbox" not in line] == []
    assert (tmp_path / "rich").read_text() == "False\n"


def test_a_person_sees_the_step_and_a_program_gets_its_document(
    mock: MockThreeCX, revel: Path, terminal: Terminal
) -> None:
    seen = terminal("-m", "pupitre", "apply", revel.name, "--json", on="[o/N]", typed="o\n")
    assert seen.code == 0
    assert "REVEL: " in seen.terminal
    assert ", Configurer 08:00-12:00" in seen.terminal
    assert seen.piped.startswith("{")
    assert seen.piped.count("\n") == 1
    assert "\x1b" not in seen.piped
    assert mock.oracle.week("021") == AFTER


def test_ctrl_c_leaves_by_annuler_and_signs_out(mock: MockThreeCX, revel: Path, terminal: Terminal) -> None:
    seen = terminal("-m", "pupitre", "apply", revel.name, "--yes", on="Lundi, Supprimer", typed="\x03")
    assert seen.code == 130
    assert "Traceback" not in seen.terminal
    assert "never retrieved" not in seen.terminal
    assert (mock.oracle.week("021"), mock.oracle.saves) == (BEFORE, 0)
    assert (mock.oracle.logouts, mock.oracle.open_sessions) == (1, 0)


def test_a_console_cannot_draw_on_the_terminal(terminal: Terminal) -> None:
    said = "REVEL: \x1b]0;owned\x07\x1b[2J\u202e[bold red]{}[/]"
    script = (
        "from pupitre.commands.progress import progress\n"
        "with progress() as shown:\n"
        f"    shown.announce({said!r})\n"
        "    with shown.paused():\n"
        "        print('a question')\n"
        f"    shown.announce({said!r})\n"
    )
    seen = terminal("-c", script)
    assert seen.code == 0
    assert "\x1b]0;" not in seen.terminal
    assert "\x07" not in seen.terminal
    assert "\x1b[2J" not in seen.terminal
    assert "\u202e" not in seen.terminal
    assert "‹ESC›" in seen.terminal
    assert "[bold red]{}[/]" in seen.terminal
    assert seen.piped == "a question\n"


def test_a_line_of_the_step_is_taken_away_at_the_end(terminal: Terminal) -> None:
    script = "from pupitre.commands.progress import progress\nwith progress() as shown: shown.announce('REVEL')\n"
    shown = terminal("-c", script).terminal
    assert "REVEL" in shown
    assert shown.endswith("\x1b[2K")
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")


def test_a_reader_that_went_away_is_no_failure(pupitre: Any, environment: dict[str, str], tmp_path: Path) -> None:
    for words in (["schema"], ["guard", "status", "--json"]):
        reader, writer = os.pipe()
        os.close(reader)
        ended = subprocess.run(
            [sys.executable, "-m", "pupitre", *words],
            env=environment,
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        os.close(writer)
        assert ended.returncode == 0
        assert "Traceback" not in ended.stderr
        assert "BrokenPipe" not in ended.stderr


def test_a_reader_that_takes_one_line_gets_one(environment: dict[str, str]) -> None:
    line = f'set -o pipefail; "{sys.executable}" -m pupitre schema | head -1'
    ended = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "{\n", "")


@pytest.mark.parametrize("words", [["schema"], ["guard", "status", "--json"], ["--version"]])
def test_a_full_disk_behind_stdout_is_explained(environment: dict[str, str], words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "pupitre", *words],
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert "cannot be written: No space left on device" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_stdout_that_is_closed_is_no_failure(environment: dict[str, str]) -> None:
    line = f'"{sys.executable}" -m pupitre guard status --json >&-'
    ended = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0
    assert "Traceback" not in ended.stderr


def test_a_terminal_without_accents_is_no_failure(revel: Path, pupitre: Any) -> None:
    revel.write_text(revel.read_text().replace("REVEL", "Évelyne"), encoding="utf-8")
    ended = pupitre("check", revel.name, PYTHONIOENCODING="ascii")
    assert ended.returncode == 0
    assert "\\xc9velyne" in ended.stdout


def test_a_mock_is_served_until_ctrl_c_and_says_where(pupitre: Any, environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "pupitre", "mock", "threecx", "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    served = json.loads(process.stdout.readline())
    assert set(served) == {"address", "user", "password"}
    with urllib.request.urlopen(served["address"]) as answer:
        assert answer.status == 200
    port = served["address"].rpartition(":")[2].partition("/")[0]
    taken = pupitre("mock", "threecx", "--port", port, "--json")
    assert taken.returncode == json.loads(taken.stdout)["exit_code"] == 1
    assert f"127.0.0.1:{port}" in taken.stderr
    process.send_signal(signal.SIGINT)
    rest, said = process.communicate(timeout=60)
    assert (process.returncode, rest) == (0, "")
    assert "Traceback" not in said
