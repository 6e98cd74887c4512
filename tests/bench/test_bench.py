"""The same change by a plain Playwright script and by `pupitre apply`, in turn.

A B B A, same mock, same machine, whole processes, a warm-up of each first;
medians of at least seven and the ratio pair by pair. Nothing is asserted about
time: what is asserted is that both did the same work.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from pupitre.browser.executable import find_browser
from pupitre_threecx.mock import MockThreeCX, week

_LOOK_EVERY = 0.05

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

ROUNDS = int(os.environ.get("PUPITRE_BENCH_ROUNDS", "7"))
BEFORE = week(mon_fri="08:00-17:00")
AFTER = week(mon_fri=["08:00-12:00", "14:00-17:30"])
SITES = {"021": "REVEL", "023": "Saint FELIX"}
PLAIN = Path(__file__).with_name("plain_script.py")


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


@dataclass
class Ground:
    """A mock console and the two ways to change it."""

    mock: MockThreeCX
    folder: Path

    def environment(self) -> dict[str, str]:
        return {**os.environ, "PUPITRE_STATE": str(self.folder / "state"), "PLAIN_PASSWORD": self.mock.password}

    def reset(self) -> None:
        for number in SITES:
            self.mock.oracle.set_week(number, BEFORE)

    def plain(self, numbers: list[str]) -> list[str]:
        sites = [f"{number} {SITES[number]}" for number in numbers]
        return [
            sys.executable,
            str(PLAIN),
            "change",
            str(find_browser(headed=False).path),
            self.mock.origin,
            self.mock.user,
            *sites,
        ]

    def pupitre(self, numbers: list[str], pictures: str = "all") -> list[str]:
        file = self.folder / f"estate{len(numbers)}{pictures}.yaml"
        week_of = "week: {mon-fri: [08:00-12:00, 14:00-17:30]}"
        sites = [f'  {SITES[number]}: {{extension: "{number}", {week_of}}}' for number in numbers]
        head = [
            "console: threecx",
            f"address: {self.mock.address}",
            f'login: {{user: "{self.mock.user}", password: "file:password"}}',
            "timezone: Europe/Paris",
            "language: fr",
            f"evidence: {{pictures: {pictures}}}",
            "sites:",
        ]
        file.write_text("\n".join([*head, *sites]) + "\n", encoding="utf-8")
        evidence = str(self.folder / "evidence")
        return [sys.executable, "-m", "pupitre", "apply", str(file), "--yes", "--json", "--evidence", evidence]


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    (tmp_path / "state").mkdir(mode=0o700)
    with MockThreeCX() as mock:
        secret = tmp_path / "password"
        secret.touch(mode=0o600)
        secret.write_text(mock.password)
        yield Ground(mock, tmp_path)


def in_turn(
    ground: Ground, one: Callable[[], Measured], other: Callable[[], Measured]
) -> list[tuple[Measured, Measured]]:
    """Return pairs measured A B, B A, A B, ...; each starts from the same hours and ends with the same."""

    def work(what: Callable[[], Measured]) -> Measured:
        ground.reset()
        measured = what()
        assert all(ground.mock.oracle.week(number) in (AFTER, BEFORE) for number in SITES)
        assert ground.mock.oracle.week("021") == AFTER
        return measured

    work(one), work(other)
    pairs = []
    for turn in range(ROUNDS):
        if turn % 2:
            second, first = work(other), work(one)
        else:
            first, second = work(one), work(other)
        pairs.append((first, second))
    return pairs


def test_a_cold_change(ground: Ground) -> None:
    environment = ground.environment()
    pairs = in_turn(
        ground,
        lambda: measure(ground.pupitre(["021"]), environment, memory=True),
        lambda: measure(ground.plain(["021"]), environment, memory=True),
    )
    ours, theirs = [one for one, _ in pairs], [other for _, other in pairs]
    folder = Path(json.loads(ours[-1].printed)["folder"])
    pictures = list(folder.glob("*.jpg"))
    size = sum(file.stat().st_size for file in folder.iterdir()) // 1024
    print(f"\ncold, whole process, one site   {ratio([o.seconds for o in ours], [t.seconds for t in theirs])}")
    print(f"peak memory of the tree, MB     {ratio([o.memory for o in ours], [t.memory for t in theirs])}")
    print(f"pupitre kept {len(pictures)} pictures, {size} KB of evidence; the plain script kept nothing")
    assert len(pictures) > 15


def test_a_warm_change(ground: Ground) -> None:
    environment, numbers = ground.environment(), list(SITES)
    pairs = in_turn(
        ground,
        lambda: measure(ground.pupitre(numbers), environment),
        lambda: measure(ground.plain(numbers), environment),
    )
    ours = [_seconds_on(SITES[numbers[1]], Path(json.loads(one.printed)["folder"])) for one, _ in pairs]
    theirs = [json.loads(other.printed)["sites"][1] for _, other in pairs]
    print(f"\nwarm, the second site           {ratio(ours, theirs)}")
    assert ground.mock.oracle.week(numbers[1]) == AFTER


def test_a_warm_change_with_pictures_and_without(ground: Ground) -> None:
    environment, numbers = ground.environment(), list(SITES)
    pairs = in_turn(
        ground,
        lambda: measure(ground.pupitre(numbers), environment),
        lambda: measure(ground.pupitre(numbers, "off"), environment),
    )
    folders = [tuple(Path(json.loads(one.printed)["folder"]) for one in pair) for pair in pairs]
    sites = [tuple(_seconds_on(SITES[numbers[1]], folder) for folder in pair) for pair in folders]
    print(f"\nwarm, pictures against none     {ratio(*zip(*sites, strict=True))}")
    print(
        f"whole process                   {ratio([one.seconds for one, _ in pairs], [two.seconds for _, two in pairs])}"
    )
    assert all(len(list(with_them.glob("*.jpg"))) > 40 for with_them, _ in folders)
    assert not any(list(without.glob("*.jpg")) for _, without in folders)


def _seconds_on(site: str, folder: Path) -> float:
    """Add up the time between the events of a site and those before them, reading, change and read-back."""
    events = [json.loads(line) for line in (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()]
    spans = [after["mono"] - before["mono"] for before, after in itertools.pairwise(events) if after["site"] == site]
    reloads = [index for index, event in enumerate(events) if event["step"] == "reload"]
    assert len(reloads) == len(SITES)
    return sum(spans) / 1000


def test_the_help_against_a_browser_launch(ground: Ground) -> None:
    environment = ground.environment()
    program = str(find_browser(headed=False).path)
    launch = (
        "from playwright.sync_api import sync_playwright as s\n"
        f"with s() as p: p.chromium.launch(executable_path={program!r}, args=['--no-sandbox']).close()"
    )
    commands = ([sys.executable, "-m", "pupitre", "--help"], [sys.executable, "-c", launch])
    pairs = [tuple(measure(command, environment).seconds for command in commands) for _ in range(ROUNDS + 1)][1:]
    print(f"\n--help against a browser launch {ratio([one for one, _ in pairs], [other for _, other in pairs])}")
