"""What it costs until evidence is on the disk; nothing is asserted about time."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from pupitre.evidence import Record, RunResult, verify
from pupitre.evidence.chain import Phase
from pupitre.evidence.disk import Disk

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

ROUNDS = int(os.environ.get("PUPITRE_BENCH_ROUNDS", "7"))
EVENTS = 60
PICTURE_KB = 45
A_FRAME = "() => new Promise(requestAnimationFrame)"


class TimedDisk(Disk):
    """A disk that adds up how long it is written to, in seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._inside = 0

    def _timed(self, act: Callable[..., Any], *given: Any) -> None:
        self._inside += 1
        started = time.perf_counter()
        try:
            act(*given)
        finally:
            self._inside -= 1
            if not self._inside:
                self.seconds += time.perf_counter() - started

    def append(self, descriptor: int, data: bytes) -> None:
        self._timed(super().append, descriptor, data)

    def sync(self, descriptor: int) -> None:
        self._timed(super().sync, descriptor)

    def sync_folder(self, folder: Path) -> None:
        self._timed(super().sync_folder, folder)

    def write_new(self, path: Path, data: bytes) -> None:
        self._timed(super().write_new, path, data)


def bare(folder: Path, pictures: list[bytes]) -> float:
    """Return the seconds that a program needs for the same files and no more: each picture, and 20 lines, durable."""
    folder.mkdir()
    started = time.perf_counter()
    with (folder / "lines").open("ab", buffering=0) as lines:
        for number, picture in enumerate(pictures):
            with (folder / f"{number}.jpg").open("xb", buffering=0) as file:
                file.write(picture)
                os.fsync(file.fileno())
            lines.write(b"x" * 600)
            if number % 3 == 1:
                os.fsync(lines.fileno())
    return time.perf_counter() - started


def recorded(folder: Path, pictures: list[bytes], page: Page) -> tuple[float, float]:
    """Return the seconds on the disk, and those that the run waited, of a record with an intent every third event."""
    disk = TimedDisk()
    record = Record.start(
        folder, verb="apply", console="threecx", origin="https://oti.example.fr", language="fr",
        run_id="run", facts={}, room=0, disk=disk,
    )  # fmt: skip
    disk.seconds, waited = 0.0, 0.0
    for number, picture in enumerate(pictures):
        phase: Phase = ("seen", "intent", "done")[number % 3]  # type: ignore[assignment]
        started = time.perf_counter()
        record.event(f"step-{number // 3}", phase=phase, says="Lundi, Supprimer 08:00-17:00", picture=picture)
        waited += time.perf_counter() - started
        page.evaluate(A_FRAME)  # the browser's turn
    assert record.head[1] == EVENTS + 1
    spent = disk.seconds
    moment = "2026-11-22T01:05:54Z"
    record.finish(RunResult("apply", "threecx", "https://oti.example.fr", "run", moment, moment, 0, "done", "Done."))
    assert verify(record.folder) == []
    return spent, waited


def test_sixty_events_and_sixty_pictures_on_a_real_disk(tmp_path: Path, page: Page) -> None:
    ours, waits, theirs = [], [], []
    for turn in range(ROUNDS * 2 + 1):
        pictures = [random.Random(turn * EVENTS + n).randbytes(PICTURE_KB * 1024) for n in range(EVENTS)]
        theirs.append(bare(tmp_path / f"{turn}-bare", pictures) * 1000)
        spent, waited = recorded(tmp_path / f"{turn}", pictures, page)
        ours.append(spent * 1000)
        waits.append(waited * 1000)
    pairs = [our / their for our, their in zip(ours, theirs, strict=True)][1:]
    print(
        f"\n{EVENTS} events and {EVENTS} pictures of {PICTURE_KB} KB, ms on the disk: median {statistics.median(ours):.0f}, "
        f"least {min(ours):.0f}; the run waited {statistics.median(waits):.0f}, least {min(waits):.0f}\n"
        f"the same bytes by a bare program: median {statistics.median(theirs):.0f}, least {min(theirs):.0f}; "
        f"ratio {statistics.median(pairs):.2f}"
    )
