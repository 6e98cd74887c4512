"""What is delivered: the wheel, looked into, then installed where nothing of the checkout is in reach."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = {"selectors": "pupitre/data/selectors", "recordings": "pupitre/data/recordings"}
Run = Callable[..., subprocess.CompletedProcess[str]]
TOOLING = ("__pycache__", ".mypy_cache", ".ruff_cache")

pytestmark = [pytest.mark.xdist_group("packaging"), pytest.mark.timeout(600)]


@pytest.fixture(scope="session")
def names(wheel: Path) -> set[str]:
    """The files inside the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def shipped_files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not set(TOOLING) & set(path.parts) and path.suffix != ".pyc"
    }


@pytest.mark.parametrize("source", ["automation", "flows"])
def test_every_file_of_the_source_is_in_the_wheel(names: set[str], source: str) -> None:
    assert shipped_files(ROOT / source) - names == set()


@pytest.mark.parametrize(("source", "inside"), DATA.items())
def test_every_data_file_is_in_the_wheel(names: set[str], source: str, inside: str) -> None:
    assert {f"{inside}/{name}" for name in shipped_files(ROOT / source)} - names == set()


def test_the_wheel_carries_its_types_the_elements_and_the_mocks_pages(names: set[str]) -> None:
    assert {"pupitre/py.typed", "pupitre_threecx/py.typed", "pupitre/data/selectors/threecx.yaml"} <= names
    assert any(name.startswith("pupitre/evidence/") and name.endswith((".j2", ".html")) for name in names)
    for ending in (".js", ".html"):
        assert [name for name in names if name.startswith("pupitre_threecx/mock/") and name.endswith(ending)]


def test_the_wheel_carries_nothing_but_the_product(names: set[str]) -> None:
    first_folders = {name.split("/")[0] for name in names}
    assert {folder for folder in first_folders if not folder.endswith(".dist-info")} == {
        "pupitre",
        "pupitre_ooma",
        "pupitre_threecx",
    }
    assert [name for name in names if re.search(r"(^|/)(test_[^/]*|conftest)\.py$|\.pyc$", name)] == []


def test_the_wheel_names_no_place_of_the_machine_that_built_it(wheel: Path) -> None:
    places = [rb"/(?:home|Users)/\w+/", rb"[A-Z]:\\\\?Users\\"]
    if len(ROOT.parts) > 2:  # "/app" alone would be found in innocent addresses
        places.append(re.escape(str(ROOT)).encode())
    machine = re.compile(b"|".join(places))
    with zipfile.ZipFile(wheel) as archive:
        assert [name for name in archive.namelist() if machine.search(archive.read(name))] == []


def test_the_installed_command_says_its_version(run: Run, installed: Path, wheel: Path, tmp_path: Path) -> None:
    said = run(installed / "pupitre", "--version", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    assert said.stdout.split()[-1] == wheel.name.split("-")[1]


def test_the_installed_package_finds_its_own_data(run: Run, installed: Path, tmp_path: Path) -> None:
    code = "from pupitre.shipped import folder; print(folder('selectors')); print(folder('recordings'))"
    said = run(installed / "python", "-c", code, cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    folders = [Path(line) for line in said.stdout.splitlines()]
    assert all(folder.is_relative_to(installed.parent) for folder in folders)
    assert (folders[0] / "threecx.yaml").is_file()


def test_the_installed_command_rehearses_from_a_foreign_folder(run: Run, installed: Path, tmp_path: Path) -> None:
    played = run(installed / "pupitre", "rehearse", "threecx", cwd=tmp_path, PUPITRE_STATE=str(tmp_path / "state"))
    assert played.returncode == 0, played.stdout + played.stderr
    report = tmp_path / played.stdout.splitlines()[-1].strip()
    assert report.name == "report.html"
    assert "</html>" in report.read_text(encoding="utf-8").lower()
