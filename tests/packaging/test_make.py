"""What `make` and `.ci/run` do on a machine, with tools that only pretend."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = (
    "make",
    "sh",
    "bash",
    "cat",
    "cksum",
    "id",
    "rm",
    "grep",
    "dirname",
    "env",
    "mkdir",
    "cp",
    "chmod",
    "basename",
)

pytestmark = pytest.mark.xdist_group("packaging")

# Answers every question about itself, and makes environments that hold a copy of itself.
PYTHON = """#!/bin/sh
echo "$*" >> "$LOG"
case "$*" in
  "-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
esac
"""


NPM = """#!/bin/sh
echo "npm $* in $(basename "$PWD")" >> "$LOG"
mkdir -p node_modules
"""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A clone on a machine that has the usual tools and no Python."""
    clone = tmp_path / "a clone"
    (clone / ".ci").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", ".ci/run"):
        shutil.copy(ROOT / name, clone / name)
    (clone / "tests/npm").mkdir(parents=True)
    shutil.copy(ROOT / "tests/npm/package.json", clone / "tests/npm/package.json")
    (tmp_path / "bin").mkdir()
    for tool in NEEDED:
        found = shutil.which(tool)
        assert found is not None, tool
        (tmp_path / "bin" / tool).symlink_to(found)
    put(clone, "npm", NPM)
    return clone


def put(machine: Path, name: str, text: str) -> None:
    program = machine.parent / "bin" / name
    program.unlink(missing_ok=True)
    program.write_text(text, encoding="utf-8")
    program.chmod(0o755)


def run(machine: Path, *command: str) -> subprocess.CompletedProcess[str]:
    bin_folder = machine.parent / "bin"
    return subprocess.run(
        [str(bin_folder / command[0]), *command[1:]],
        cwd=machine,
        env={"PATH": str(bin_folder), "LOG": str(machine.parent / "log"), "HOME": os.environ.get("HOME", "")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def log(machine: Path) -> str:
    kept = machine.parent / "log"
    said = kept.read_text(encoding="utf-8") if kept.exists() else ""
    kept.unlink(missing_ok=True)
    return said


def test_a_machine_without_python_is_told_what_to_install(machine: Path) -> None:
    made = run(machine, "make", "prepare")
    assert made.returncode != 0
    assert made.stderr.splitlines()[0].startswith("Pupitre needs Python 3.11 or later, and there is none")


def test_an_old_python_is_passed_over_for_a_newer_one(machine: Path) -> None:
    put(machine, "python3", "#!/bin/sh\nexit 1\n")
    put(machine, "python3.12", PYTHON)
    assert run(machine, "make", "prepare").returncode == 0
    assert "-m venv" in log(machine)


def test_a_python_without_venv_is_explained_in_one_sentence(machine: Path) -> None:
    put(machine, "python3", '#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\n')
    made = run(machine, "make", "prepare")
    assert made.returncode != 0
    assert made.stderr.splitlines()[0].startswith("python3 cannot make a virtual environment")


def test_what_is_installed_is_not_installed_again(machine: Path) -> None:
    put(machine, "python3", PYTHON)
    assert run(machine, "make", "prepare").returncode == 0
    assert "--editable .[rehearse,dev]" in log(machine)
    assert run(machine, "make", "prepare").returncode == 0
    assert "pip install" not in log(machine)


def test_what_the_tests_installed_serves_the_demo_and_not_the_reverse(machine: Path) -> None:
    put(machine, "python3", PYTHON)
    run(machine, "make", "prepare-demo")
    assert "--editable .[rehearse]" in log(machine)
    run(machine, "make", "prepare")
    assert "--editable .[rehearse,dev]" in log(machine)
    run(machine, "make", "prepare-demo")
    assert "pip install" not in log(machine)


@pytest.mark.parametrize("change", ["pyproject", "place", "python"])
def test_what_changed_is_installed_again(machine: Path, change: str) -> None:
    put(machine, "python3", PYTHON)
    run(machine, "make", "prepare")
    log(machine)
    if change == "pyproject":
        with (machine / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write("# one more line\n")
    elif change == "place":
        machine = machine.rename(machine.parent / "elsewhere")
    else:
        (machine / ".venv/bin/python").unlink()
    assert run(machine, "make", "prepare").returncode == 0
    assert "pip install" in log(machine)


def test_a_failed_installation_is_tried_again(machine: Path) -> None:
    put(machine, "python3", PYTHON.replace("esac", '  *"pip install"*) exit 1 ;;\nesac'))
    assert run(machine, "make", "prepare").returncode != 0
    log(machine)
    assert run(machine, "make", "prepare").returncode != 0
    assert "pip install" in log(machine)


def test_what_the_tests_take_from_npm_is_installed_once_and_without_its_scripts(machine: Path) -> None:
    put(machine, "python3", PYTHON)
    assert run(machine, "make", "prepare").returncode == 0
    assert "npm install --no-package-lock --ignore-scripts --no-audit --no-fund --silent in npm" in log(machine)
    assert run(machine, "make", "prepare").returncode == 0
    assert "npm install" not in log(machine)
    package = machine / "tests/npm/package.json"
    package.write_text(package.read_text(encoding="utf-8").replace("4.", "5."), encoding="utf-8")
    assert run(machine, "make", "prepare").returncode == 0
    assert "npm install" in log(machine)


def test_a_failed_installation_from_npm_is_tried_again(machine: Path) -> None:
    put(machine, "python3", PYTHON)
    put(machine, "npm", NPM + "exit 1\n")
    assert run(machine, "make", "prepare").returncode != 0
    log(machine)
    assert run(machine, "make", "prepare").returncode != 0
    assert "npm install" in log(machine)


def test_a_machine_without_npm_is_told_what_to_install(machine: Path) -> None:
    put(machine, "python3", PYTHON)
    (machine.parent / "bin/npm").unlink()
    put(machine, "id", "#!/bin/sh\necho 1000\n")
    made = run(machine, "make", "prepare")
    assert made.returncode != 0
    assert made.stderr.splitlines()[0].startswith("npm is missing")


def test_root_on_debian_gets_npm_from_the_distribution(machine: Path) -> None:
    put(machine, "python3", PYTHON)
    (machine.parent / "bin/npm").unlink()
    put(machine, "id", "#!/bin/sh\necho 0\n")
    apt = """#!/bin/sh\necho "apt-get $*" >> "$LOG"\ncase "$*" in *" npm") cp "$0.npm" "${0%/*}/npm" ;; esac\n"""
    put(machine, "apt-get", apt)
    put(machine, "apt-get.npm", NPM)
    assert run(machine, "make", "prepare").returncode == 0
    said = log(machine)
    assert said.index("apt-get install") < said.index("npm install --no-package-lock")


MAKE = """#!/bin/sh
case "$*" in
  *lint*) echo "style"; exit {lint} ;;
  *test*)
    echo "== 3 done in 1s =="
    [ {tests} = 0 ] || echo "make: *** [Makefile:9: test] Error 1" >&2
    exit {tests} ;;
esac
"""


@pytest.mark.parametrize(("lint", "tests", "code"), [(0, 0, 0), (2, 0, 2), (0, 2, 2), (2, 3, 3)])
def test_ci_checks_the_style_first_and_ends_with_pytests_summary(
    machine: Path, lint: int, tests: int, code: int
) -> None:
    put(machine, "python3", PYTHON)
    put(machine, "make", MAKE.format(lint=lint, tests=tests))
    done = run(machine, "bash", ".ci/run")
    assert done.returncode == code
    assert done.stdout.splitlines() == ["style", "== 3 done in 1s =="]
    assert "Error 1" not in done.stderr
    assert ("the tests run all the same" in done.stderr) is bool(lint)
