"""A browser or its driver that does not start: told as what is missing, with what to do about it."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pupitre.browser.fence import Fence
from pupitre.browser.launch import running_browser
from pupitre.browser.look import Look
from pupitre.errors import NoBrowser
from pupitre.unattended.examining import examine


def program(path: Path, complaint: str) -> str:
    """Write a program that complains and ends, and return its path."""
    (path.parent / "complaint").write_text(complaint, encoding="utf-8")
    path.write_text(f"#!/bin/sh\ncat '{path.parent}/complaint' >&2\nexit 127\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def refused() -> NoBrowser:
    """Return the error of a start, in a thread of its own: a driver may run in this one already."""

    def start() -> NoBrowser:
        with pytest.raises(NoBrowser) as caught, running_browser(Fence("http://127.0.0.1:9"), Look(), None):
            pass
        return caught.value

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(start).result()


@pytest.mark.parametrize(
    "complaint",
    [
        "[1:1:ERROR:content/browser/zygote_host/zygote_host_impl_linux.cc:128] No usable sandbox! Update your kernel",
        'Check failed: sys_chroot("/proc/self/fdinfo/") == 0',
    ],
)
def test_a_system_that_forbids_the_sandbox_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, complaint: str
) -> None:
    monkeypatch.setenv("PUPITRE_BROWSER", program(tmp_path / "chromium", complaint))
    error = refused()
    assert "sandbox" in error.what
    assert "name spaces" in error.remedy
    assert "Install Chromium" not in error.remedy


def test_a_browser_that_ends_for_another_reason_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUPITRE_BROWSER", program(tmp_path / "chromium", "libnss3.so: cannot open"))
    assert "Install Chromium" in refused().remedy


def test_a_driver_that_misses_a_library_is_no_bug_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    complaint = "node: error while loading shared libraries: libatomic.so.1: cannot open\x1b[31m"
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", program(tmp_path / "node", complaint))
    error = refused()
    assert "driver does not start" in error.what
    assert "libatomic.so.1" in error.what
    assert "\x1b" not in error.what
    missing = [what for _, what in examine([], tmp_path, tmp_path, frozenset())]
    assert any("libatomic.so.1" in what for what in missing), "a timer is not installed before it is there"


STARTS = """
import asyncio
from pupitre.browser.driver import running_driver
from pupitre.errors import NoBrowser
try:
    with running_driver():
        pass
except NoBrowser:
    print("told")
# What Playwright leaves behind when the driver dies just before it is spoken to.
left = asyncio.new_event_loop().create_future()
left.set_exception(BrokenPipeError(32, "Broken pipe"))
del left
"""


def test_a_driver_that_does_not_start_is_told_without_a_traceback(tmp_path: Path) -> None:
    node = program(tmp_path / "node", "node: cannot open libatomic.so.1")
    said = subprocess.run(
        [sys.executable, "-c", STARTS],
        env={**os.environ, "PLAYWRIGHT_NODEJS_PATH": node},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert said.stdout == "told\n"
    assert "Broken pipe" not in said.stderr
