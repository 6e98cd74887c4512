"""`pupitre watch`: every night at its time, and what is done once at its own, until somebody asks it to stop.

What it does while it waits is look at the clock once a minute, so a machine that slept, or a clock that was
set, delays a night by a minute at most. Several nights that were slept through are one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import os
import select
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

from pupitre.errors import Busy, Explained
from pupitre.guard.folder import StateFolder, unusable
from pupitre.unattended.heartbeat import BEAT_S, Heartbeat
from pupitre.unattended.keepers import LOOKS_EVERY_MINUTES

NOT_INSTALLED = "`pupitre watch` goes by apscheduler, which is not installed."
#: How long a night may take to leave its console by the console's own buttons, in seconds.
GRACE_S = 110.0

#: Does one night and returns its exit code; raises KeyboardInterrupt when it was asked to end.
Job = Callable[[], int]


class Trigger(Protocol):
    """When nights begin."""

    def after(self, moment: dt.datetime) -> dt.datetime:
        """Return the first beginning at or after a moment."""


class Nightly:
    """Every day at one time of a zone, by apscheduler's own calendar; raise Explained when that is not installed."""

    def __init__(self, at: dt.time, zone: str) -> None:
        try:
            from apscheduler.triggers.cron import CronTrigger
        except ImportError:
            raise Explained(NOT_INSTALLED, left_behind="", remedy="pip install 'pupitre[watch]'") from None
        self._trigger: Any = CronTrigger(hour=at.hour, minute=at.minute, timezone=zone)

    def after(self, moment: dt.datetime) -> dt.datetime:
        """Return the first beginning at or after a moment."""
        found = self._trigger.get_next_fire_time(None, moment)
        assert isinstance(found, dt.datetime)  # every day has a night
        return found


class Asking(Protocol):
    """What is to be done between the nights."""

    @property
    def files(self) -> tuple[str, ...]:
        """The estates that are looked after, as the health file names them."""

    def next(self, now: dt.datetime) -> dt.datetime | None:
        """Return `now` when something asks for a run, else the moment of the next that will."""


class Nothing:
    """No errands."""

    files = ()

    def next(self, _: dt.datetime) -> None:
        """Ask for nothing."""


class Stopping:
    """Signals as a wish to stop: waiting ends at once, and a night is asked to leave by its own way out."""

    def __init__(self) -> None:
        self.asked = False
        self.in_a_night = False
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Take the signals that end a process for the length of the body."""
        numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        before = {number: signal.signal(number, self._ask) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(self._read)
            os.close(self._write)

    def wait(self, seconds: float) -> None:
        """Wait until a time has passed or somebody asks."""
        select.select([self._read], [], [], max(0.0, seconds))

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        with contextlib.suppress(BlockingIOError):  # it is full of wishes to stop
            os.write(self._write, b".")
        if self.in_a_night:
            raise KeyboardInterrupt


@dataclass
class Watch:
    """The loop: waits, does a night, or an errand between the nights, waits; `tell` is given a line for people."""

    job: Job
    trigger: Trigger
    health: Path
    stopping: Stopping
    tell: Callable[[str], None] = lambda _: None
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    asking: Asking = field(default_factory=Nothing)
    errand: Job = lambda: 0

    def __post_init__(self) -> None:
        self._beat = Heartbeat("waiting", os.getpid(), "", self.now().isoformat())
        self._last_due: dt.datetime | None = None
        self._unwritten = ""

    def run(self, *, at_once: bool = False) -> int:
        """Do the nights until somebody asks to stop; return 0, or 130 when a night was cut short."""
        due = self.now() if at_once else self.trigger.after(self.now())
        self._say(due)
        not_before = self.now()
        code = 0
        while not self.stopping.asked:
            now = self.now()
            if now >= due:
                self._last_due = due
                code = self.night(self.job)
                if self.stopping.asked:
                    break
                due = self.trigger.after(max(self.now(), due + dt.timedelta(minutes=1)))
                self._say(due)
                continue
            due = self._nearer(due, now)
            errand = self.asking.next(now)
            if errand is not None and errand <= now:
                if now >= not_before:
                    code = self.night(self.errand)
                    # One that leaves no trace of having been must not be begun over and over.
                    not_before = self.now() + dt.timedelta(minutes=LOOKS_EVERY_MINUTES)
                    continue
                errand = not_before
            first = due if errand is None else min(due, errand)
            self._write("waiting", next_night=first.isoformat(), files=self.asking.files)
            self.stopping.wait(min(BEAT_S, (first - now).total_seconds()))
        self._write("stopped", next_night="")
        return 130 if code == 130 else 0

    def night(self, job: Job) -> int:
        """Do one night or errand and return its exit code."""
        started = self.now().isoformat()
        self._write("running", since=started, last_started=started)
        self.stopping.in_a_night = True
        try:
            code = 130 if self.stopping.asked else job()
        except KeyboardInterrupt:
            code = 130
        except OSError as error:
            self.tell(f"The night could not be started: {error.strerror}.")
            code = 1
        finally:
            self.stopping.in_a_night = False
        if code == 130:
            self.stopping.asked = True
        self.tell(f"The night ended with exit code {code}.")
        self._write("waiting", since=self.now().isoformat(), last_exit_code=code)
        return code

    def _nearer(self, due: dt.datetime, now: dt.datetime) -> dt.datetime:
        """Return when the next night is: a clock set back by days must not put it off by as many.

        One that is set back by minutes must not repeat the night that was.
        """
        found = self.trigger.after(now)
        if self._last_due is not None and abs(found - self._last_due) < dt.timedelta(hours=12):
            return due
        return min(due, found)

    def _say(self, due: dt.datetime) -> None:
        self.tell(f"The next night begins on {due:%Y-%m-%d at %H:%M} ({due.tzname()}).")

    def _write(self, state: str, **changes: Any) -> None:
        self._beat = replace(self._beat, state=state, beat=self.now().isoformat(), **changes)
        try:
            self._beat.write(self.health)
            self._unwritten = ""
        except OSError as error:
            why = error.strerror or type(error).__name__
            if why != self._unwritten:  # once, and not every minute
                self.tell(f"{self.health}: the health file cannot be written ({why}).")
            self._unwritten = why


@contextlib.contextmanager
def alone() -> Iterator[StateFolder]:
    """Be the only `pupitre watch` of this state folder; raise Busy when there is another."""
    folder = StateFolder.find()
    path = folder.path / "watch.lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise unusable(path, error) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
            raise Busy(
                f"`pupitre watch` runs here already{f' (process {holder})' if holder.isdigit() else ''}.",
                left_behind="",
                remedy="Name all files to one watch, or stop the other one.",
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield folder
    finally:
        os.close(handle)


def spawned(command: Sequence[str]) -> Job:
    """Return the job that runs a command in a process of its own: its memory goes with it.

    When it is asked to end, the command is asked once, and gets the time to leave its console.
    """

    def job() -> int:
        # A group of its own: Ctrl-C at a terminal would reach it twice, and twice means at once.
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.terminate()
            try:
                process.wait(GRACE_S)
            except (subprocess.TimeoutExpired, KeyboardInterrupt):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            raise

    return job
