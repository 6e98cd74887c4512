"""How the command starts: what it does not load, and what it completes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import pupitre

HEAVY = (
    "pydantic",
    "playwright",
    "rich",
    "jinja2",
    "holidays",
    "ruamel",
    "sqlite3",
    "importlib.metadata",
    "pupitre.run",
    "pupitre.unattended.delivery",
)


def loaded(*words: str) -> list[str]:
    """Return which heavy modules a command line has loaded when it ends."""
    script = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr))\n"
        f"sys.argv = ['pupitre', *{words!r}]\n"
        "from pupitre.cli import main\n"
        "main()\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120)
    found = ended.stderr.strip().removeprefix("[").removesuffix("]")
    return [name.strip(" '") for name in found.split(",") if name]


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("--version",),
        ("plan", "--help"),
        ("guard", "--help"),
        ("guard", "release", "--help"),
        ("init", "--help"),
        ("login", "set", "--help"),
    ],
)
def test_asking_for_help_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    assert loaded(*words) == []


def test_a_heavy_module_would_be_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUPITRE_STATE", str(tmp_path / "state"))
    found = loaded("guard", "status")
    assert "sqlite3" in found
    assert not {"playwright", "rich", "jinja2", "pupitre.run"} & set(found)


def test_checking_a_file_loads_nothing_of_a_night_but_its_sentences() -> None:
    example = Path(__file__).resolve().parents[2] / "examples" / "short.yaml"
    assert not {"playwright", "jinja2", "sqlite3", "pupitre.run", "pupitre.unattended.delivery"} & set(
        loaded("check", str(example))
    )


def test_the_version_is_told_by_the_command_and_by_the_module(pupitre: Any) -> None:
    ended = pupitre("--version")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, f"pupitre {VERSION}\n", "")
    installed = Path(sys.executable).with_name("pupitre")
    assert subprocess.run([installed, "--version"], capture_output=True, text=True, check=True).stdout == ended.stdout


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("pupitre pl", {"plan"}),
        ("pupitre rec", {"record", "recording"}),
        ("pupitre plan --max", {"--max-sites"}),
        ("pupitre guard ", {"status", "init", "release"}),
        ("pupitre login ", {"set", "check"}),
    ],
)
def test_a_shell_completes_verbs_and_options_without_doing_them(
    pupitre: Any, tmp_path: Path, typed: str, offered: set[str]
) -> None:
    place = str(len(typed.split(" ")) - 1)
    ended = pupitre(_PUPITRE_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=place)
    assert (ended.returncode, set(ended.stdout.split()), ended.stderr) == (0, offered, "")
    assert list((tmp_path / "state").iterdir()) == []


def test_the_completion_of_a_shell_can_be_shown(tmp_path: Path, environment: dict[str, str]) -> None:
    script = f'"{sys.executable}" -m pupitre --show-completion bash; true'
    ended = subprocess.run(
        ["bash", "-c", script], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    assert "_PUPITRE_COMPLETE=complete_bash" in ended.stdout
    assert "complete -o default -F _pupitre_completion pupitre" in ended.stdout


VERSION = pupitre.__version__
