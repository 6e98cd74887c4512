"""Each control of the guard, of the credentials and of the gate, switched off: its named test turns red."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.engine.controls.switched_off import CONTROLS

ROOT = Path(__file__).resolve().parents[3]
SECURITY = ROOT / "docs" / "security.md"


def how_they_ended(names: list[str], folder: Path) -> dict[str, set[str]]:
    """Return how the named tests ended, each with its own control switched off."""
    told, printed = folder / "told.jsonl", ""
    told.touch()
    for chosen in sessions(names):
        off = [word for name in chosen for word in ("--switched-off", name)]
        plugins = ("-p", "tests.engine.controls.switched_off", "-p", "no:xdist")
        tests = [CONTROLS[name].test for name in chosen]
        options = ("--told-in", str(told), "--basetemp", str(folder / "tmp"), *off)
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *plugins, *options, *tests],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        printed += ended.stdout + ended.stderr
    found: dict[str, set[str]] = {name: set() for name in names}
    for line in told.read_text(encoding="utf-8").splitlines():
        name, how = json.loads(line)
        found[name].add(how)
    assert all(found.values()), printed
    return found


def sessions(names: list[str]) -> list[list[str]]:
    """Return the names in sessions, no test twice in one."""
    found: list[list[str]] = []
    for name in names:
        free = (each for each in found if CONTROLS[name].test not in {CONTROLS[one].test for one in each})
        session = next(free, None)
        if session is None:
            found.append([name])
        else:
            session.append(name)
    return found


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "with_a_browser",
    [
        pytest.param(False, id="guard and credentials"),
        pytest.param(True, id="gate", marks=pytest.mark.nightly),
    ],
)
def test_without_a_control_its_test_turns_red(with_a_browser: bool, tmp_path: Path) -> None:
    """A test with several cases turns red when one of them does, and none for another reason than an assertion."""
    names = [name for name, control in CONTROLS.items() if control.has_a_browser == with_a_browser]
    ended = how_they_ended(names, tmp_path)
    assert {name: sorted(how) for name, how in ended.items() if "red" not in how or how - {"red", "green"}} == {}


def test_the_document_names_every_control_with_its_test() -> None:
    rows = dict(
        re.findall(r"^\| ([^|]+?) \| `(test_[a-z0-9_]+)` \|$", SECURITY.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {name: control.test_name for name, control in CONTROLS.items()}.items() <= rows.items()


def test_every_test_that_the_document_names_is_there() -> None:
    named = set(re.findall(r"`(test_[a-z0-9_]+)(?:\[[^`]*\])?`", SECURITY.read_text(encoding="utf-8")))
    suite = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    shipped = (ROOT / "automation" / "pupitre" / "testing" / "contract.py").read_text(encoding="utf-8")
    assert len(named) > 40
    assert {name for name in named if f"def {name}(" not in suite + shipped} == set()
