"""The wheel of this checkout, and an environment that holds it and nothing of the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

Run = Callable[..., subprocess.CompletedProcess[str]]


def _run(*command: str | Path, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a command that knows nothing of this checkout and of its environment."""
    ours = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "COVERAGE_PROCESS_START"}
    env = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**env, **environ},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=500,
        check=False,
    )


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without fetching anything."""
    folder = tmp_path_factory.mktemp("wheel")
    built = _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment that holds the wheel and its dependencies, nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    assert _run(sys.executable, "-m", "venv", folder / "env", cwd=folder).returncode == 0
    commands = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    done = _run(commands / "python", "-m", "pip", "install", "--quiet", f"{wheel}[rehearse]", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return commands


@pytest.fixture(scope="session")
def run() -> Run:
    """Return a function that runs a command which knows nothing of this checkout and of its environment."""
    return _run
