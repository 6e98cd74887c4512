"""Processes measured from outside: wall seconds, peak memory of the whole tree in MB, what they printed."""

from __future__ import annotations

import contextlib
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psutil

_LOOK_EVERY = 0.05


@dataclass(frozen=True)
class Measured:
    """One process that ended well."""

    seconds: float
    memory: float
    printed: str


def measure(command: Sequence[str], environment: Mapping[str, str], *, memory: bool = False) -> Measured:
    """Run a command and return what it cost; raise when it fails."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, env=dict(environment))
        peak = 0.0
        while memory:
            try:
                process.wait(timeout=_LOOK_EVERY)
                break
            except subprocess.TimeoutExpired:
                peak = max(peak, _resident(process.pid))
        process.wait()
        seconds = time.perf_counter() - started
        out.seek(0)
        err.seek(0)
        printed = out.read()
        if process.returncode != 0:
            raise RuntimeError(f"{command[0]} ended with {process.returncode}: {printed}{err.read()}")
    return Measured(seconds, peak, printed)


def _resident(pid: int) -> float:
    total = 0
    with contextlib.suppress(psutil.Error):
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                total += process.memory_info().rss
    return total / 2**20


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """Return both medians and the median of the ratios pair by pair."""
    pairs = [our / their for our, their in zip(ours, theirs, strict=True)]
    return (
        f"pupitre {statistics.median(ours):7.3f}   plain {statistics.median(theirs):7.3f}"
        f"   ratio {statistics.median(pairs):5.2f}   ({min(pairs):.2f} to {max(pairs):.2f})"
    )
