"""A third console: begun by one command, installed beside the wheel, red exactly where work is left."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

FINISHED = Path(__file__).parent / "finished_console"
LEFT_TO_WRITE = {
    "test_it_reads_what_it_wrote",
    "test_a_plan_writes_nothing",
    "test_an_error_halfway_saves_nothing",
}
DONE_ALREADY = {"test_a_refused_login_is_one_login", "test_an_unknown_screen_is_an_explained_error"}

Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = [pytest.mark.xdist_group("packaging"), pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def begun(run: Run, wheel: Path, installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a console called quay, installed beside the wheel with what its tests need."""
    folder = tmp_path_factory.mktemp("third") / "quay"
    said = run(installed / "pupitre", "new-console", "quay", folder, cwd=folder.parent)
    assert said.returncode == 0, said.stderr
    python = installed / "python"
    done = run(python, "-m", "pip", "install", "--quiet", f"{wheel}[testing]", "--editable", folder, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def outcomes(played: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """Return what became of each test, by its name."""
    return {name: how for how, name in re.findall(r"^(PASSED|FAILED|ERROR) \S+::(\w+)", played.stdout, re.MULTILINE)}


def contract(run: Run, installed: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the console's own tests."""
    options = ("-p", "no:cacheprovider", "-rA", "--tb=short")
    return run(installed / "python", "-m", "pytest", *options, cwd=folder, HOME=str(folder.parent))


@pytest.mark.nightly
def test_a_new_console_is_red_exactly_where_work_is_left(run: Run, installed: Path, begun: Path) -> None:
    played = contract(run, installed, begun)
    became = outcomes(played)
    assert {name for name, how in became.items() if how == "FAILED"} == LEFT_TO_WRITE, played.stdout
    assert {name for name, how in became.items() if how == "PASSED"} == DONE_ALREADY
    assert "write HoursPage.read" in played.stdout


@pytest.mark.nightly
def test_four_functions_later_the_contract_holds(run: Run, installed: Path, begun: Path) -> None:
    for source in FINISHED.iterdir():
        text = source.read_text(encoding="utf-8").replace("acme", "quay").replace("Acme", "Quay")
        (begun / "pupitre_quay" / source.name.removesuffix(".txt")).write_text(text, encoding="utf-8")
    played = contract(run, installed, begun)
    assert set(outcomes(played).values()) == {"PASSED"}, played.stdout
    rehearsed = run(installed / "pupitre", "rehearse", "quay", cwd=begun.parent)
    assert rehearsed.returncode == 0, rehearsed.stderr
