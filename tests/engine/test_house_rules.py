"""What is forbidden in this house, found by walking the code.

Each rule is shown a planted violation first: a rule that cannot find one
proves nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE_ROOTS = ("automation", "flows")
LONGEST = 400
VAGUE_NAMES = {"utils", "helpers", "common", "manager", "base", "selectors"}


def product() -> list[Path]:
    return sorted(path for root in SOURCE_ROOTS for path in (ROOT / root).rglob("*.py"))


def suite() -> list[Path]:
    return sorted((ROOT / "tests").rglob("*.py"))


def faults(code: str) -> list[str]:
    """Return what a module of the product may not hold, as `line: what`."""
    tree = ast.parse(code)
    found = [f"{line}: {what}" for line, what in _faults(tree)]
    for number, text in enumerate(code.splitlines(), 1):
        found += [f"{number}: {word}" for word in ("TO" + "DO", "FIX" + "ME") if re.search(rf"\b{word}\b", text)]
    return found


def _faults(tree: ast.Module) -> Iterator[tuple[int, str]]:
    prose = set(_docstrings(tree))
    for node in ast.walk(tree):
        yield from _waiting(node)
        match node:
            case ast.keyword(arg="force", value=ast.Constant(value=True)):
                yield node.value.lineno, "force=True"
            case ast.Constant(value=str(text)) if "networkidle" in text and node not in prose:
                yield node.lineno, "networkidle"
            case ast.Name(id="NotImplementedError"):
                yield node.lineno, "NotImplementedError"
            case ast.ExceptHandler(type=None):
                yield node.lineno, "a bare except"
            case ast.ExceptHandler(type=ast.Name(id="Exception" | "BaseException"), body=[only]) if _nothing(only):
                yield node.lineno, "an exception that nobody hears of"


def _waiting(node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Attribute(attr="sleep", value=ast.Name(id="time" | "asyncio" as module)):
            yield node.lineno, f"{module}.sleep"
        case ast.ImportFrom(module="time" | "asyncio" as module, names=names):
            if any(name.name == "sleep" for name in names):
                yield node.lineno, f"{module}.sleep"
        case ast.Attribute(attr="wait_for_timeout"):
            yield node.lineno, "wait_for_timeout"


def _nothing(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            match node.body:
                case [ast.Expr(value=ast.Constant(value=str()) as text), *_]:
                    yield text


def faults_of_a_test(code: str) -> list[str]:
    """Return what a test may not hold, as `line: what`."""
    found: list[str] = []
    for node in ast.walk(ast.parse(code)):
        found += [f"{line}: {what}" for line, what in _waiting(node)]
        match node:
            case ast.Assert(test=ast.Constant(value=True)):
                found.append(f"{node.lineno}: assert True")
            case ast.Attribute(
                attr="skip" | "xfail" as word,
                value=ast.Name(id="pytest") | ast.Attribute(attr="mark", value=ast.Name(id="pytest")),
            ):
                found.append(f"{node.lineno}: {word}")
    return found


# --- the rules, shown what they must find ------------------------------------------------------------


@pytest.mark.parametrize(
    ("planted", "what"),
    [
        ("button.click(force=True)", "force=True"),
        ("import time\ntime.sleep(1)", "time.sleep"),
        ("from time import sleep", "time.sleep"),
        ("page.wait_for_timeout(50)", "wait_for_timeout"),
        ("page.wait_for_load_state('networkidle')", "networkidle"),
        ("raise NotImplementedError", "NotImplementedError"),
        ("x = 1  # TO" + "DO later", "TO" + "DO"),
        ("try:\n    x()\nexcept:\n    y()", "a bare except"),
        ("try:\n    x()\nexcept Exception:\n    pass", "an exception that nobody hears of"),
        ("try:\n    x()\nexcept BaseException:\n    ...", "an exception that nobody hears of"),
    ],
)
def test_a_planted_fault_is_found(planted: str, what: str) -> None:
    assert [fault.split(": ", 1)[1] for fault in faults(planted)] == [what]


@pytest.mark.parametrize("innocent", ['"""Never wait for networkidle, never force=True."""', "click(force=False)"])
def test_a_docstring_may_name_what_is_forbidden(innocent: str) -> None:
    assert faults(innocent) == []


@pytest.mark.parametrize("planted", ["assert True", "pytest.skip('later')", "@pytest.mark.xfail\ndef f(): ..."])
def test_a_test_that_proves_nothing_is_found(planted: str) -> None:
    assert len(faults_of_a_test(planted)) == 1


# --- the rules, applied ------------------------------------------------------------------------------


def test_the_product_holds_nothing_forbidden() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{fault}" for path in product() for fault in faults(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_test_sleeps_is_skipped_or_asserts_nothing() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{fault}"
        for path in suite()
        for fault in faults_of_a_test(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_module_is_longer_than_a_person_reads() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in [*product(), *suite()]
    }
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_every_module_is_named_for_what_it_holds() -> None:
    assert [path for path in product() if path.stem in VAGUE_NAMES] == []


def test_data_and_tests_are_not_packages() -> None:
    assert [path for name in ("selectors", "tests") for path in (ROOT / name).rglob("__init__.py")] == []
