"""`pupitre new-console` writes a folder that is clean, named after the console, and never over anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


def test_every_file_carries_the_consoles_own_name(command: Any, tmp_path: Path) -> None:
    assert command("new-console", "office_phone", str(tmp_path / "phone")).code == 0
    written = {str(path.relative_to(tmp_path / "phone")) for path in (tmp_path / "phone").rglob("*") if path.is_file()}
    assert {"pupitre_office_phone/console.py", "pupitre_office_phone/selectors/office_phone.yaml"} <= written
    assert "class OfficePhone(HoursConsole)" in (tmp_path / "phone/pupitre_office_phone/console.py").read_text("utf-8")
    for name in written:
        assert "acme" not in (name + (tmp_path / "phone" / name).read_text("utf-8")).lower()


def test_its_modules_are_understood_by_python(command: Any, tmp_path: Path) -> None:
    command("new-console", "quay", str(tmp_path / "quay"))
    modules = sorted((tmp_path / "quay").rglob("*.py"))
    assert len(modules) == 9
    for module in modules:
        compile(module.read_text(encoding="utf-8"), str(module), "exec")


def test_its_elements_are_read_as_strictly_as_ours(command: Any, tmp_path: Path) -> None:
    from pupitre.browser.elements import load_elements

    command("new-console", "quay", str(tmp_path / "quay"))
    elements = load_elements("quay", shipped=tmp_path / "quay/pupitre_quay/selectors/quay.yaml")
    assert "hours.save" in elements.by_name


@pytest.mark.parametrize(
    "name",
    ["", "Quay", "2quay", "quay-side", "quay__side", "quay_", "é", "a" * 21, "../quay", "class", "threecx", "a b"],
)
def test_a_name_that_no_module_can_have_is_refused(command: Any, tmp_path: Path, name: str) -> None:
    said = command("new-console", name, str(tmp_path / "quay"))
    assert said.code == 1
    assert any(why in said.err for why in ("cannot be the name", "is a word of Python", "is installed already"))
    assert not (tmp_path / "quay").exists()


def test_nothing_is_written_over(command: Any, tmp_path: Path) -> None:
    (tmp_path / "quay").mkdir()
    (tmp_path / "quay/diary.txt").write_text("mine", encoding="utf-8")
    assert "nothing is written over" in command("new-console", "quay", str(tmp_path / "quay")).err
    assert [path.name for path in (tmp_path / "quay").iterdir()] == ["diary.txt"]


@pytest.mark.parametrize(
    ("place", "why"), [("missing/quay", "there is no folder"), ("file", "no folder"), ("link", "no folder")]
)
def test_a_place_that_cannot_be_a_new_folder_is_refused(command: Any, tmp_path: Path, place: str, why: str) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    before = sorted(tmp_path.iterdir())
    said = command("new-console", "quay", str(tmp_path / place))
    assert (said.code, why in said.err) == (1, True)
    assert sorted(tmp_path.iterdir()) == before


def test_an_empty_folder_will_do(command: Any, tmp_path: Path) -> None:
    (tmp_path / "quay").mkdir()
    assert command("new-console", "quay", str(tmp_path / "quay")).code == 0
    assert (tmp_path / "quay/README.md").is_file()
