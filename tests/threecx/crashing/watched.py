"""A run in a process of its own, from the command line, that a test stops and looks after."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from pupitre.testing.canary_watch import look_at

SCRIPT = Path(__file__).with_name("stopping.py")
GONE_WITHIN = 60.0


class WatchedRun:
    """`pupitre` in a process group of its own, with a folder of its own for temporary files.

    `stops` are the script's words: "deleted:die". A context manager: what is left at
    its end is killed, so that a failing test leaves nothing behind.
    """

    def __init__(self, folder: Path, *stops: str, arguments: tuple[str, ...], script: Path = SCRIPT) -> None:
        # Short: Chromium puts a socket there, and the system takes no long paths for those.
        self.temporary = Path(tempfile.mkdtemp(prefix="pupitre-"))
        self._below: list[psutil.Process] = []
        self._stdout = folder / f"stdout-{time.monotonic_ns()}"  # written at the end, for whoever looks for passwords
        self._errors = (folder / f"stderr-{time.monotonic_ns()}").open("w+", encoding="utf-8")
        self._printed: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, str(script), *stops, "--", *arguments],
            cwd=folder,
            env={**os.environ, "TMPDIR": str(self.temporary)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            start_new_session=True,
        )

    def reached(self) -> str:
        """Wait for the next step that the run stops at and return its name, or "" when the run ended."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith('{"at":'):
                told = json.loads(line)
                self._below += [process for pid, since in told["below"] if (process := _process(pid, since))]
                return str(told["at"])
            self._printed.append(line)
        return ""

    def go_on(self) -> None:
        """Let a run that waits go on."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the run alone."""
        self._process.send_signal(number)

    def send_to_its_group(self, number: signal.Signals) -> None:
        """Send what a terminal sends: to the run and to every process of its group."""
        os.killpg(self._process.pid, number)

    def ended(self) -> int:
        """Wait for the end and return the exit status; a signal is a negative number."""
        while self.reached():
            pass
        return self._process.wait()

    @property
    def pid(self) -> int:
        """The number of the run's process."""
        return self._process.pid

    @property
    def printed(self) -> str:
        """What was printed on stdout so far."""
        return "".join(self._printed)

    @property
    def complained(self) -> str:
        """What was printed on stderr."""
        self._errors.seek(0)
        return self._errors.read()

    @property
    def had_a_browser(self) -> bool:
        """Whether a browser was running when the run stopped at a step."""
        return len(self._below) > 1  # Playwright's driver is the other one

    def survivors(self) -> list[psutil.Process]:
        """Return the processes of the run that are still alive after a while."""
        deadline = time.monotonic() + GONE_WITHIN
        while (alive := self._alive()) and time.monotonic() < deadline:
            psutil.wait_procs(alive, timeout=0.2)
        return alive

    def _alive(self) -> list[psutil.Process]:
        """Return those that were below the run, and any other that works in its temporary folder."""
        found = {process.pid: process for process in [*self._below, *filter(self._is_ours, psutil.process_iter())]}
        found.pop(self._process.pid, None)
        return [process for process in found.values() if _lives(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        ours = str(self.temporary)
        with suppress(psutil.Error):
            return process.environ().get("TMPDIR") == ours or ours in " ".join(process.cmdline())
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for process in [*self._alive(), self._process]:
            with suppress(psutil.NoSuchProcess, ProcessLookupError):
                process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()
        look_at(self.temporary)
        self._stdout.write_text(self.printed, encoding="utf-8")
        shutil.rmtree(self.temporary, ignore_errors=True)


def run_to_the_end(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Run `pupitre` to its end and return the exit status, stdout and stderr."""
    with WatchedRun(folder, arguments=arguments) as run:
        status = run.ended()
        return status, run.printed, run.complained


def _process(pid: int, since: float) -> psutil.Process | None:
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        return process if process.create_time() == since else None
    return None


def _lives(process: psutil.Process) -> bool:
    """Return whether a process runs; a zombie does not, it only waits to be counted by its parent."""
    with suppress(psutil.NoSuchProcess):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False
