"""`pupitre consoles` with packages that are broken in every way, and the consoles beside them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pupitre.errors import EstateError
from pupitre.installed_consoles import list_consoles, load_console

Install = Callable[..., None]

WHOLE = """
from pupitre.browser.barrier import ReadList
from pupitre.console import {base}

class Driver({base}):
    kind = "{name}"
    reads = ReadList(frozenset())
    login_paths = ("/login",)
    lockout_threshold = 3
    __abstractmethods__ = frozenset()
Driver.__abstractmethods__ = frozenset()
"""
BROKEN = {
    "raises": ("1 / 0", "cannot be imported (ZeroDivisionError: division by zero)"),
    "leaves": ("raise SystemExit(0)", "cannot be imported (SystemExit: 0)"),
    "escapes": ("raise ValueError('\\x1b[31m')", "cannot be imported (ValueError: ‹ESC›[31m)"),
    "missing": ("import nowhere_to_be_found", "cannot be imported (ModuleNotFoundError"),
    "nameless": ("", "cannot be imported (AttributeError"),
    "no_class": ("Driver = 1", "does not extend pupitre.console.Console"),
    "no_console": ("class Driver: pass", "does not extend pupitre.console.Console"),
    "silent": ("from pupitre.console import HoursConsole as Driver", "does not say its kind, reads"),
    "half": (WHOLE.split("Driver.__")[0].replace("    __abs", "    _abs").format(base="HoursConsole", name="half"), "lacks change, examine"),
    "keeper": (WHOLE.format(base="Console", name="keeper"), "extends neither HoursConsole nor RingGroupsConsole"),
    "renamed": (WHOLE.format(base="HoursConsole", name="another"), "calls itself another"),
    "ringing": (WHOLE.format(base="RingGroupsConsole", name="ringing"), "ringing.ring_groups of the group pupitre.sections"),
    "unseen": (WHOLE.format(base="HoursConsole", name="unseen"), "its elements cannot be read"),
}  # fmt: skip


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Return a function that installs a distribution with one console in a folder of its own."""
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    modules: list[str] = []

    def put(name: str, code: str, *, console: str = "", driver: str = "") -> None:
        module = f"acme_{name}"
        site = tmp_path / "site"
        info = site / f"{module}-1.2.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: acme-{name}\nVersion: 1.2\n", encoding="utf-8")
        entry = f"[pupitre.consoles]\n{console or name} = {driver or f'{module}:Driver'}\n"
        (info / "entry_points.txt").write_text(entry, encoding="utf-8")
        (site / f"{module}.py").write_text(code, encoding="utf-8")
        modules.append(module)
        importlib.invalidate_caches()

    yield put
    for module in modules:
        sys.modules.pop(module, None)


def test_each_broken_package_is_told_with_its_reason_and_hides_nobody(install: Install, command: Any) -> None:
    for name, (code, _) in BROKEN.items():
        install(name, code)
    ended = command("consoles", "--json")
    assert ended.code == 0
    listed = {each["name"]: each for each in ended.document["consoles"]}
    assert listed["threecx"] == {
        "name": "threecx",
        "keeps": "opening hours",
        "package": "pupitre_threecx.console",
        "distribution": "pupitre",
        "version": listed["threecx"]["version"],
        "problem": "",
    }
    assert BROKEN.keys() <= listed.keys()
    for name, (_, reason) in BROKEN.items():
        assert reason in listed[name]["problem"], name
        assert (listed[name]["distribution"], listed[name]["version"]) == (f"acme-{name}", "1.2")
    assert "\x1b" not in ended.out + ended.err
    assert load_console("threecx").kind == "threecx"


def test_driving_a_console_imports_no_other(install: Install) -> None:
    install("harmful", "raise SystemExit('I was imported')")
    assert load_console("threecx").kind == "threecx"
    assert "acme_harmful" not in sys.modules


def test_a_broken_console_that_is_asked_for_is_an_explained_error(install: Install, command: Any) -> None:
    install("raises", "1 / 0")
    with pytest.raises(EstateError, match="ZeroDivisionError") as raised:
        load_console("raises")
    assert "pupitre consoles" in raised.value.remedy
    assert command("consoles", "raises").code == 1
    assert command("consoles", "threecx").code == 0
    unknown = command("consoles", "treecx")
    assert unknown.code == 1
    assert "raises, threecx" in unknown.err


def test_a_name_that_two_packages_give_is_used_by_neither_and_told_of_both(install: Install) -> None:
    for name in ("one", "two"):
        install(name, WHOLE.format(base="HoursConsole", name="shop"), console="shop")
    problems = [each.problem for each in list_consoles() if each.name == "shop"]
    assert problems == ["given by acme-one (acme_one:Driver) and by acme-two (acme_two:Driver); remove one"] * 2
    with pytest.raises(EstateError, match="acme-one"):
        load_console("shop")


def test_one_driver_that_is_found_twice_is_one_console(install: Install) -> None:
    install("again", "", console="threecx", driver="pupitre_threecx.console:ThreeCX")
    (found,) = (each for each in list_consoles() if each.name == "threecx")
    assert (found.problem, load_console("threecx").kind) == ("", "threecx")
