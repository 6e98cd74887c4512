"""What a run keeps to itself: its temporary files, its memory, and the variables of its children."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pupitre.browser import surroundings
from pupitre.browser.surroundings import no_core_dumps, private_temporary_folder, strip_debug_environment
from pupitre.errors import StateUnusable


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the folders of these tests count as short: pytest's own are long."""
    monkeypatch.setattr(surroundings, "LONGEST", 500)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path


def runs(state: Path) -> list[Path]:
    return sorted((state / "tmp").glob("r-*"))


def test_temporary_files_are_in_a_folder_of_ours_alone_and_gone_at_the_end(state: Path) -> None:
    before = os.environ.get("TMPDIR")
    with private_temporary_folder(state) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert os.environ["TMPDIR"] == str(folder)
        (folder / "profile").mkdir()
        (folder / "profile" / "cookie").write_text("x", encoding="utf-8")
    assert runs(state) == []
    assert os.environ.get("TMPDIR") == before


DIES = """
import os, sys
from pathlib import Path
from pupitre.browser import surroundings
surroundings.LONGEST = 500
with surroundings.private_temporary_folder(Path(sys.argv[1])) as folder:
    (folder / "left").write_text("S3cr3t")
    os.kill(os.getpid(), 9)
"""


def test_what_a_killed_run_left_is_swept_by_the_next(state: Path) -> None:
    subprocess.run([sys.executable, "-c", DIES, str(state)], check=False, timeout=60)
    (left,) = runs(state)
    assert (left / "left").exists()
    with private_temporary_folder(state) as folder:
        assert runs(state) == [folder]


def test_the_folder_of_a_run_that_lives_is_left_alone(state: Path) -> None:
    with private_temporary_folder(state) as first:
        (first / "file").write_text("x", encoding="utf-8")
        with private_temporary_folder(state) as second:
            assert runs(state) == sorted([first, second])
        assert (first / "file").exists()


def test_sweeping_never_follows_a_link(state: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    precious = tmp_path_factory.mktemp("precious")
    (precious / "file").write_text("x", encoding="utf-8")
    (state / "tmp").mkdir(mode=0o700)
    (state / "tmp" / "r-link").symlink_to(precious)
    dead = state / "tmp" / "r-dead"
    dead.mkdir()
    (dead / "inside").symlink_to(precious)
    with private_temporary_folder(state) as folder:
        assert runs(state) == [folder]
    assert (precious / "file").exists()


@pytest.mark.parametrize("what", ["a link", "open to others"])
def test_a_place_that_is_not_ours_alone_is_refused(what: str, state: Path, tmp_path: Path) -> None:
    place = state / "tmp"
    if what == "a link":
        (tmp_path / "elsewhere").mkdir()
        place.symlink_to(tmp_path / "elsewhere")
    else:
        place.mkdir()
        place.chmod(0o755)
    with pytest.raises(StateUnusable, match="not a folder of ours alone"), private_temporary_folder(state):
        pass


def test_a_long_state_folder_gets_a_short_place(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser makes a socket there, whose path may have 107 characters."""
    monkeypatch.setattr(surroundings, "LONGEST", 60)
    deep = state / ("x" * 80)
    deep.mkdir()
    with private_temporary_folder(deep) as folder:
        assert len(str(folder)) <= 60
        assert folder.parent.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()


@pytest.fixture
def limits() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_CORE)
    yield
    resource.setrlimit(resource.RLIMIT_CORE, before)


@pytest.mark.usefixtures("limits")
def test_a_crash_leaves_no_memory_on_the_disk() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    no_core_dumps()
    assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0


def test_variables_that_have_the_driver_trust_anybody_are_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODE_TLS_REJECT_UNAUTHORIZED", "0")
    monkeypatch.setenv("NODE_USE_ENV_PROXY", "1")
    strip_debug_environment()
    assert "NODE_TLS_REJECT_UNAUTHORIZED" not in os.environ
    assert "NODE_USE_ENV_PROXY" not in os.environ


CHILDREN = """
import json, os, sys, psutil
from pathlib import Path
from pupitre.browser.fence import Fence
from pupitre.browser.launch import open_page, running_browser
from pupitre.browser.look import Look
from pupitre.browser.surroundings import private_temporary_folder
from pupitre.estate.secret import SecretReference
SecretReference.parse("env:OTI").resolve()
with private_temporary_folder(Path(sys.argv[1])) as folder, running_browser(
    Fence("http://127.0.0.1:9"), Look(), None) as browser, open_page(
    browser, language="fr", timezone="Europe/Paris", patience=5):
    children = psutil.Process().children(recursive=True)
    seen = [each.environ() for each in children]
    print(json.dumps([len(seen), sorted({each["TMPDIR"] for each in seen if "TMPDIR" in each} - {str(folder)}),
        [name for each in seen for name in each if name in ("OTI", "DEBUG")], sorted(os.listdir(folder)),
        [each["DBUS_SESSION_BUS_ADDRESS"] for each in seen if "DBUS_SESSION_BUS_ADDRESS" in each]]))
print(json.dumps(folder.exists()))
"""


def test_the_browser_and_its_driver_have_neither_the_password_nor_the_callers_folder(
    state: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A long TMPDIR of the caller's would also keep Chromium from starting.

    Over the session's bus Chromium would leave the timer's unit, and outlive it.
    """
    long = tmp_path_factory.mktemp("x" * 120)
    ours = {
        **os.environ,
        "OTI": "S3cr3t",
        "DEBUG": "pw:*",
        "TMPDIR": str(long),
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/x",
    }
    said = subprocess.run(
        [sys.executable, "-c", CHILDREN, str(state)], check=True, capture_output=True, text=True, timeout=120, env=ours
    )
    (count, elsewhere, names, made, buses), left = map(json.loads, said.stdout.splitlines())
    assert count >= 3, "a driver, a browser and its own"
    assert (elsewhere, names) == ([], [])
    assert buses.count("unix:path=/x") == 1, "the driver's own"
    assert "disabled:" in buses, "the browser's"
    assert len(made) > 1, "the browser's profile is there"
    assert left is False
    assert list(long.iterdir()) == []
    assert "pw:" not in said.stderr
