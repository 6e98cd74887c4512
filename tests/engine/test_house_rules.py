"""What is forbidden in this house, found by walking the code.

Each rule is shown a planted violation first: a rule that cannot find one
proves nothing.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE_ROOTS = ("automation", "flows")
LONGEST = 400
VAGUE_NAMES = {"utils", "helpers", "common", "manager", "base", "selectors"}

# Opening an address and reading send no password and change nothing; all else happens once.
MAY_RETRY = re.compile(r"open_first_page|read(_\w+)?")
MODULES_THAT_RETRY = {"pupitre.signing_in", "pupitre.reconcile"}
ONLY_ONCE = re.compile(
    r"(sign_in|press|ok|save|delete|configure|reserve|submit|fill|type_credentials)(_\w+)?|apply(_\w+)?"
)


def product() -> list[Path]:
    return sorted(path for root in SOURCE_ROOTS for path in (ROOT / root).rglob("*.py"))


def suite() -> list[Path]:
    return sorted((ROOT / "tests").rglob("*.py"))


def faults(code: str) -> list[str]:
    """Return what a module of the product may not hold, as `line: what`."""
    tree = ast.parse(code)
    found = [f"{line}: {what}" for line, what in _faults(tree)]
    for number, text in enumerate(code.splitlines(), 1):
        found += [
            f"{number}: {word}" for word in ("TO" + "DO", "FIX" + "ME") if re.search(rf"\b{word}\b", text)
        ]
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
            case ast.ExceptHandler(type=ast.Name(id="Exception" | "BaseException"), body=[only]) if _nothing(
                only
            ):
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


# --- what is retried, and what a retry can reach -----------------------------------------------------

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Retried:
    """A function that a retry runs again, and the names it reaches, its own included."""

    module: str
    name: str
    reaches: frozenset[str]


def retried(sources: Mapping[str, str]) -> list[Retried]:
    """Return every function of these modules that tenacity runs again.

    Names are followed across modules without knowing types, so more may be
    reached here than in truth, never less: an innocent function that shares a
    name with a guilty one is renamed.
    """
    trees = {module: ast.parse(code) for module, code in sources.items()}
    calls: dict[str, set[str]] = defaultdict(set)
    for tree in trees.values():
        for function in _functions(tree):
            calls[function.name] |= _called(function)
    retriers = _retriers(trees.values())
    found = []
    for module, tree in trees.items():
        for function in _functions(tree):
            if _mentions(function, retriers) & retriers:
                found.append(Retried(module, function.name, frozenset(_reach(function.name, calls))))
    return found


def _functions(tree: ast.AST) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _retriers(trees: Iterable[ast.Module]) -> set[str]:
    # Tenacity itself, what is imported from it, and whatever is made of those: a policy kept in a
    # variable, or a function that runs another one again.
    names = {"tenacity"}
    trees = list(trees)
    while True:
        before = len(names)
        for tree in trees:
            for node in ast.walk(tree):
                match node:
                    case ast.ImportFrom(module="tenacity", names=imported):
                        names |= {name.asname or name.name for name in imported}
                    case ast.Import(names=imported):
                        names |= {name.asname for name in imported if name.name == "tenacity" and name.asname}
                    case ast.ImportFrom(names=imported):
                        names |= {name.asname for name in imported if name.asname and name.name in names}
                    case ast.Assign(targets=targets, value=value) if _mentions(value, names) & names:
                        names |= {target.id for target in targets if isinstance(target, ast.Name)}
            names |= {
                function.name
                for function in _functions(tree)
                if _mentions(function, names) & names and _runs_what_it_is_given(function)
            }
        if len(names) == before:
            return names


def _runs_what_it_is_given(function: Function) -> bool:
    given = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
    inner = any(node is not function for node in _functions(function))
    return inner or any(
        isinstance(node, ast.Call)
        and any(isinstance(part, ast.Name) and part.id in given for part in (node.func, *node.args))
        and (not isinstance(node.func, ast.Attribute))
        for node in ast.walk(function)
    )


def _mentions(node: ast.AST, wanted: set[str]) -> set[str]:
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    attributes = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    return names | (attributes & wanted)


def _called(function: Function) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            for part in (node.func, *node.args, *(keyword.value for keyword in node.keywords)):
                match part:
                    case ast.Name(id=name) | ast.Attribute(attr=name):
                        names.add(name)
    return names


def _reach(start: str, calls: Mapping[str, set[str]]) -> set[str]:
    reached = {start}
    waiting = [start]
    while waiting:
        for name in calls.get(waiting.pop(), set()) - reached:
            reached.add(name)
            waiting.append(name)
    return reached


def guilty(sources: Mapping[str, str]) -> list[str]:
    """Return the retries that stand in the wrong place or could do something twice."""
    found = []
    for function in retried(sources):
        where = f"{function.module}.{function.name}"
        if function.module not in MODULES_THAT_RETRY or not MAY_RETRY.fullmatch(function.name):
            found.append(f"{where} is run again, and is neither the first page nor a reading")
        found += [
            f"{where} is run again and reaches {name}()"
            for name in sorted(function.reaches)
            if ONLY_ONCE.fullmatch(name)
        ]
    return found


def engine_and_flows() -> dict[str, str]:
    # The mocks answer a browser and drive none: what they "save" is their own memory.
    return {
        ".".join(path.relative_to(ROOT / root).with_suffix("").parts): path.read_text(encoding="utf-8")
        for root in SOURCE_ROOTS
        for path in (ROOT / root).rglob("*.py")
        if "mock" not in path.relative_to(ROOT / root).parts
    }


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


@pytest.mark.parametrize(
    "innocent", ['"""Never wait for networkidle, never force=True."""', "click(force=False)"]
)
def test_a_docstring_may_name_what_is_forbidden(innocent: str) -> None:
    assert faults(innocent) == []


@pytest.mark.parametrize(
    "planted", ["assert True", "pytest.skip('later')", "@pytest.mark.xfail\ndef f(): ..."]
)
def test_a_test_that_proves_nothing_is_found(planted: str) -> None:
    assert len(faults_of_a_test(planted)) == 1


READING = "import tenacity\n@tenacity.retry\ndef read_week(page):\n    return page.evaluate(WEEK)\n"
PLANTED_RETRIES = {
    "a decorator on a login": (
        "from tenacity import retry\n@retry(stop=3)\ndef sign_in(page):\n    page.goto(ADDRESS)\n"
    ),
    "a loop around an OK": (
        "import tenacity\ndef read(editor):\n    for attempt in tenacity.Retrying():\n"
        "        with attempt:\n            editor.ok()\n"
    ),
    "a saving two calls away": (
        "import tenacity as t\n@t.retry\ndef read(page):\n    leave(page)\n"
        "def leave(page):\n    close_all(page)\ndef close_all(page):\n    page.save()\n"
    ),
    "a policy kept in a variable": (
        "from tenacity import Retrying\nPATIENT = Retrying()\ndef read(rule):\n    PATIENT(rule.delete, 1)\n"
    ),
    "a function that runs another again": (
        "import tenacity\ndef patiently(action):\n    for attempt in tenacity.Retrying():\n"
        "        with attempt:\n            action()\n"
        "def read_all(page):\n    patiently(lambda: page.fill('x'))\n"
    ),
}


@pytest.mark.parametrize("code", PLANTED_RETRIES.values(), ids=PLANTED_RETRIES.keys())
def test_a_planted_retry_of_something_done_once_is_found(code: str) -> None:
    assert any("reaches" in fault for fault in guilty({"pupitre.signing_in": code}))


def test_a_retry_is_followed_into_another_module() -> None:
    reading = "import tenacity\nfrom x import leave\n@tenacity.retry\ndef read(page):\n    leave(page)\n"
    found = guilty({"pupitre.signing_in": reading, "x": "def leave(page):\n    page.get('#btnOk').press()\n"})
    assert found == ["pupitre.signing_in.read is run again and reaches press()"]


def test_a_reading_may_be_retried_in_its_module_and_nowhere_else() -> None:
    assert guilty({"pupitre.signing_in": READING}) == []
    assert len(guilty({"pupitre.elsewhere": READING})) == 1


# --- the rules, applied ------------------------------------------------------------------------------


def test_the_product_holds_nothing_forbidden() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{fault}"
        for path in product()
        for fault in faults(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_test_sleeps_is_skipped_or_asserts_nothing() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{fault}"
        for path in suite()
        for fault in faults_of_a_test(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_nothing_that_must_happen_once_is_ever_retried() -> None:
    assert guilty(engine_and_flows()) == []


def test_the_first_page_is_the_only_place_known_to_be_retried() -> None:
    assert {function.name for function in retried(engine_and_flows())} >= {"open_first_page"}


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
