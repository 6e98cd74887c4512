"""Nothing that signs in, presses OK, saves or deletes is ever run again by a retry.

The code is read, not run. From each function that tenacity runs again, calls are
followed through the engine and the consoles. A receiver whose class can be read off
the code leads to that class; any other leads to every method of that name, so more
may be reached here than in truth, never less.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Opening an address and reading send no password and change nothing; all else happens once.
MAY_RETRY = re.compile(r"open_first_page|read(_\w+)?")
MODULES_THAT_RETRY = {"pupitre.signing_in", "pupitre.reconcile"}
ONLY_ONCE = re.compile(r"_?(sign_in|press|ok|save|delete|configure|reserve|submit|fill|type_credentials|apply)(_\w+)?")

Def = ast.FunctionDef | ast.AsyncFunctionDef
FOREIGN = "foreign: "
RUN_WITH_THE_CLASS = ("__init__", "__post_init__", "__enter__", "__exit__", "__call__")


@dataclass(frozen=True)
class Function:
    """A function or method, with the place it stands in; `owner` is its class or ""."""

    module: str
    owner: str
    node: Def = field(compare=False, hash=False)
    line: int = 0

    @property
    def name(self) -> str:
        return self.node.name

    def is_a(self, *decorators: str) -> bool:
        return any(isinstance(each, ast.Name) and each.id in decorators for each in self.node.decorator_list)


class Code:
    """Modules as a graph of calls."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.trees = {module: ast.parse(code) for module, code in sources.items()}
        self.functions: list[Function] = []
        self.methods: dict[str, list[Function]] = defaultdict(list)
        self.classes: dict[str, list[ast.ClassDef]] = defaultdict(list)
        self.of_class: dict[str, dict[str, list[Function]]] = defaultdict(lambda: defaultdict(list))
        self.of_module: dict[str, dict[str, list[Function]]] = defaultdict(lambda: defaultdict(list))
        self.imported: dict[str, dict[str, str]] = defaultdict(dict)
        self.attributes: dict[str, dict[str, str]] = defaultdict(dict)
        for module, tree in self.trees.items():
            self._survey(module, tree, "")
            self._imports(module, tree)
        for name, nodes in self.classes.items():
            for node in nodes:
                for part in node.body:
                    if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                        self.attributes[name][part.target.id] = written_type(part.annotation)
        for function in self.functions:
            if function.owner:
                self._attributes(function)

    def _survey(self, module: str, parent: ast.AST, owner: str) -> None:
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, ast.ClassDef):
                self.classes[node.name].append(node)
                self._survey(module, node, node.name)
            elif isinstance(node, Def):
                function = Function(module, owner, node, node.lineno)
                self.functions.append(function)
                if owner:
                    self.of_class[owner][node.name].append(function)
                    if not function.is_a("classmethod", "staticmethod", "property"):
                        self.methods[node.name].append(function)
                else:
                    self.of_module[module][node.name].append(function)
            else:
                self._survey(module, node, owner)

    def _imports(self, module: str, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for name in node.names:
                    self.imported[module][name.asname or name.name] = f"{node.module}.{name.name}"
            elif isinstance(node, ast.Import):
                for name in node.names:
                    self.imported[module][name.asname or name.name.split(".")[0]] = name.name

    def _attributes(self, function: Function) -> None:
        known = self.known(function)
        for node in ast.walk(function.node):
            match node:
                case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=value):
                    self.attributes[function.owner].setdefault(name, self.type_of(value, function, known))
                case ast.AnnAssign(target=ast.Attribute(value=ast.Name(id="self"), attr=name), annotation=written):
                    self.attributes[function.owner][name] = written_type(written)

    def known(self, function: Function) -> dict[str, str]:
        """Return the classes of a function's arguments and local variables, where they can be read."""
        every = function.node.args
        known = {each.arg: written_type(each.annotation) for each in (*every.args, *every.kwonlyargs)}
        if function.owner and every.args and not function.is_a("staticmethod"):
            known[every.args[0].arg] = function.owner
        for node in ast.walk(function.node):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    known.setdefault(name, self.type_of(value, function, known))
                case ast.withitem(context_expr=value, optional_vars=ast.Name(id=name)):
                    known.setdefault(name, self.type_of(value, function, known))
        return known

    def type_of(self, value: ast.expr, function: Function, known: Mapping[str, str]) -> str:
        """Return the name of a value's class; "" if unknown, FOREIGN and its origin if not ours."""
        match value:
            case ast.Name(id=name):
                return self._of_ours_or_not(known.get(name, ""), function.module)
            case ast.Attribute(value=inner, attr=name):
                owner = self.type_of(inner, function, known)
                for each in self.of_class[owner][name] if owner in self.classes else ():
                    if each.is_a("property"):
                        return written_type(each.node.returns)
                return self._of_ours_or_not(self.attributes[owner].get(name, ""), function.module)
            case ast.Call(func=ast.Name(id=name)):
                return self._of_ours_or_not(name, function.module)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name))):
                origin = self._of_ours_or_not(name, function.module)
                return origin if origin.startswith(FOREIGN) else ""
        return ""

    def _of_ours_or_not(self, name: str, module: str) -> str:
        if name in self.classes or not name or name.startswith(FOREIGN):
            return name
        origin = self.imported[module].get(name, "")
        ours = any(origin.split(".")[0] == each.split(".")[0] for each in self.trees)
        return f"{FOREIGN}{origin}" if origin and not ours else ""

    def called(self, function: Function) -> Iterator[tuple[str, list[Function]]]:
        """Yield every name that a function calls or hands over, with the functions it may be."""
        known = self.known(function)
        for node in ast.walk(function.node):
            if isinstance(node, ast.Call):
                handed = (*node.args, *(keyword.value for keyword in node.keywords))
                for part in (node.func, *handed):
                    yield from self._meant(part, function, known, handed=part is not node.func)
            elif isinstance(node, ast.withitem) and isinstance(node.context_expr, ast.Name | ast.Attribute):
                owner = self.type_of(node.context_expr, function, known)
                yield owner, [each for name in RUN_WITH_THE_CLASS for each in self.of_class[owner][name]]

    def _meant(
        self, part: ast.expr, function: Function, known: Mapping[str, str], *, handed: bool
    ) -> Iterator[tuple[str, list[Function]]]:
        match part:
            case ast.Name(id=name):
                if name in known and handed:
                    return
                yield name, [*self._named(name, function.module), *self._constructed(name)]
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in self.classes:
                yield name, list(self.of_class[owner][name])
            case ast.Attribute(value=ast.Name(id=module), attr=name) if (
                module not in known and module in self.imported[function.module]
            ):
                origin = self.imported[function.module][module]
                if origin in self.trees:
                    yield name, [*self.of_module[origin][name], *self._constructed(name)]
            case ast.Attribute(value=inner, attr=name):
                owner = self.type_of(inner, function, known)
                if not owner.startswith(FOREIGN) or "playwright" in owner:
                    yield name, self._method(owner, name)

    def _named(self, name: str, module: str) -> list[Function]:
        if self.of_module[module].get(name):
            return self.of_module[module][name]
        origin, _, original = self.imported[module].get(name, "").rpartition(".")
        if origin in self.trees and (origin, original) != (module, name):
            return self._named(original, origin)
        return []

    def _constructed(self, name: str) -> list[Function]:
        return [each for special in RUN_WITH_THE_CLASS for each in self.of_class.get(name, {}).get(special, [])]

    def _method(self, owner: str, name: str) -> list[Function]:
        if owner not in self.classes:
            return self.methods.get(name, [])
        related = {owner, *self._bases(owner)}
        related |= {each for each in self.classes if owner in self._bases(each)}
        found = [each for one in related for each in self.of_class[one][name]]
        # A protocol is kept by classes that need not say so.
        is_protocol = any("Protocol" in self._bases(one) for one in related)
        return self.methods.get(name, []) if is_protocol or not found else found

    def _bases(self, name: str) -> set[str]:
        direct = {written_type(base) for node in self.classes.get(name, []) for base in node.bases}
        return direct.union(*(self._bases(base) for base in direct if base != name))

    def reach(self, start: Function) -> set[str]:
        """Return the names that a function reaches, its own included."""
        names, seen, waiting = {start.name}, {start}, [start]
        while waiting:
            for name, functions in self.called(waiting.pop()):
                names.add(name)
                waiting += (new := [each for each in functions if each not in seen])
                seen.update(new)
        return names

    def retried(self) -> list[Function]:
        """Return the functions that run another again, or are run again, by tenacity."""
        names = {"tenacity"}
        while True:
            found = [each for each in self.functions if mentioned(each.node) & names]
            more = {name for tree in self.trees.values() for name in made_of(tree, names)}
            more |= {each.name for each in found if runs_what_it_is_given(each.node)}
            if more <= names:
                return found
            names |= more


def written_type(annotation: ast.expr | None) -> str:
    """Return the class that an annotation names first, or ""."""
    match annotation:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Constant(value=str(text)):
            return text.strip("\"' ")
        case ast.BinOp(left=left, op=ast.BitOr()):
            return written_type(left)
    return ""


def mentioned(node: ast.AST) -> set[str]:
    return {
        part.id if isinstance(part, ast.Name) else part.attr
        for part in ast.walk(node)
        if isinstance(part, ast.Name | ast.Attribute)
    }


def made_of(tree: ast.Module, names: set[str]) -> Iterator[str]:
    """Yield what a module imports from tenacity, or keeps in a variable that is made of it."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module="tenacity", names=imported):
                yield from (each.asname or each.name for each in imported)
            case ast.Import(names=imported) | ast.ImportFrom(names=imported):
                yield from (each.asname for each in imported if each.asname and each.name in names)
            case ast.Assign(targets=targets, value=value) if mentioned(value) & names:
                for target in targets:
                    if isinstance(target, ast.Name | ast.Attribute):
                        yield target.id if isinstance(target, ast.Name) else target.attr


def runs_what_it_is_given(function: Def) -> bool:
    given = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
    return any(
        isinstance(node, Def)
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in given)
        for body in function.body
        for node in ast.walk(body)
    )


def guilty(sources: Mapping[str, str]) -> list[str]:
    """Return the retries that stand in the wrong place or could do something twice."""
    code = Code(sources)
    found = []
    for function in code.retried():
        where = f"{function.module}.{function.name}"
        if function.module not in MODULES_THAT_RETRY or not MAY_RETRY.fullmatch(function.name):
            found.append(f"{where} is run again, and is neither the first page nor a reading")
        reached = sorted(name for name in code.reach(function) if ONLY_ONCE.fullmatch(name))
        found += [f"{where} is run again and reaches {name}()" for name in reached]
    return found


def engine_and_flows() -> dict[str, str]:
    # The mocks answer a browser and drive none: what they "save" is their own memory.
    found = {}
    for root in (ROOT / "automation", ROOT / "flows"):
        for path in root.rglob("*.py"):
            parts = path.relative_to(root).with_suffix("").parts
            if "mock" not in parts:
                module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                found[module] = path.read_text(encoding="utf-8")
    return found


LOOP = "    for attempt in tenacity.Retrying():\n        with attempt:\n            "
PLANTED = {
    "a decorator on a login": (
        "from tenacity import retry\n@retry(stop=3)\ndef sign_in(page):\n    page.goto(ADDRESS)\n"
    ),
    "a loop around an OK": f"import tenacity\ndef read(editor):\n{LOOP}editor.ok()\n",
    "a saving two calls away": (
        "import tenacity as t\n@t.retry\ndef read(page):\n    leave(page)\n"
        "def leave(page):\n    close_all(page)\ndef close_all(page):\n    page.save()\n"
    ),
    "a deletion inside a class": (
        "import tenacity\nclass Rule:\n    def tidy(self):\n        self._page.delete()\n"
        f"def read(rule: Rule):\n{LOOP}rule.tidy()\n"
    ),
    "a deletion behind a protocol": (
        "import tenacity\nclass Console(Protocol):\n    def week(self): ...\n"
        "class Mine:\n    def week(self):\n        self._dialog.configure(1)\n"
        f"def read(console: Console):\n{LOOP}console.week()\n"
    ),
    "a typing behind an attribute": (
        "import tenacity\nclass Page:\n    def open(self):\n        self._field().fill('x')\n"
        "class Console:\n    def __init__(self):\n        self._page = Page()\n"
        "    def start(self):\n        self._page.open()\n"
        f"def read(console: Console):\n{LOOP}console.start()\n"
    ),
    "a reservation in a with": (
        "import tenacity\nclass Turn:\n    def __enter__(self):\n        self.guard.reserve()\n"
        f"def read(page):\n{LOOP}with_turn(page)\n"
        "def with_turn(page):\n    with Turn() as turn:\n        turn.look()\n"
    ),
    "a policy kept in a variable": (
        "from tenacity import Retrying\nPATIENT = Retrying()\ndef read(rule):\n    PATIENT(rule.delete, 1)\n"
    ),
    "a function that runs another again": (
        f"import tenacity\ndef patiently(action):\n{LOOP}action()\n"
        "def read_all(page):\n    patiently(lambda: page.fill('x'))\n"
    ),
}


@pytest.mark.parametrize("code", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_retry_of_something_done_once_is_found(code: str) -> None:
    assert any("reaches" in fault for fault in guilty({"pupitre.signing_in": code}))


def test_a_retry_is_followed_into_another_module() -> None:
    reading = "import tenacity\nfrom x import leave\n@tenacity.retry\ndef read(page):\n    leave(page)\n"
    found = guilty({"pupitre.signing_in": reading, "x": "def leave(page):\n    page.get('#btnOk').press()\n"})
    assert found == ["pupitre.signing_in.read is run again and reaches press()"]


def test_a_reading_may_be_retried_in_its_module_and_nowhere_else() -> None:
    reading = "import tenacity\n@tenacity.retry\ndef read_week(page):\n    return page.evaluate(WEEK)\n"
    assert guilty({"pupitre.signing_in": reading}) == []
    assert len(guilty({"pupitre.elsewhere": reading})) == 1


def test_a_class_that_can_be_read_off_the_code_is_not_mistaken_for_another() -> None:
    code = (
        "import tenacity\nclass Login:\n    def open(self):\n        self.page.goto('/')\n"
        "class Search:\n    def open(self):\n        self.page.fill('REVEL')\n"
        f"def read(login: Login):\n{LOOP}login.open()\n"
    )
    assert guilty({"pupitre.signing_in": code}) == []
    assert guilty({"pupitre.signing_in": code.replace("login: Login", "login")}) != []


def test_nothing_that_must_happen_once_is_ever_retried() -> None:
    assert guilty(engine_and_flows()) == []


def test_opening_the_first_page_is_seen_to_be_retried() -> None:
    assert {function.name for function in Code(engine_and_flows()).retried()} >= {"open_first_page"}


def test_a_login_inside_the_real_retry_would_be_found() -> None:
    sources = engine_and_flows()
    opening = "console.open_login()"
    assert opening in sources["pupitre.signing_in"]
    sources["pupitre.signing_in"] = sources["pupitre.signing_in"].replace(opening, "console.submit_login()")
    assert "pupitre.signing_in.open_first_page is run again and reaches submit_login()" in guilty(sources)
