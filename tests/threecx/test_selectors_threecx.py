"""The shipped elements: each is used, each that is used exists, and their quality is told honestly."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from pupitre import login_page
from pupitre.browser.elements import Element, Elements, load_elements
from pupitre.errors import NotAsDeclared
from pupitre.testing import Operator
from pupitre_threecx.mock import MockThreeCX
from pupitre_threecx.mock.extensions import Extension, procedure_sites

FLOWS = Path(str(resources.files("pupitre_threecx")))
LANGUAGES = {"fr", "en", "de"}
# Names of ours that look like those of an element and are none.
STEPS = {"threecx.yaml"}


@pytest.fixture(scope="module")
def shipped() -> Elements:
    return load_elements("threecx", working_folder=FLOWS)


@pytest.fixture(scope="module")
def quality() -> dict[str, Any]:
    return YAML(typ="safe", pure=True).load((FLOWS / "quality.yaml").read_text(encoding="utf-8"))


def texts_in_the_code() -> Iterator[str]:
    for path in (*FLOWS.glob("*.py"), Path(login_page.__file__)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_every_element_is_used_and_every_name_in_the_code_is_an_element(shipped: Elements) -> None:
    groups = {name.partition(".")[0] for name in shipped.by_name}
    named = re.compile(rf"(?:{'|'.join(groups)})\.[a-z_]+")
    used = {text for text in texts_in_the_code() if named.fullmatch(text)} - STEPS
    assert used - set(shipped.by_name) == set()
    # What doctor alone looks at is there for the people who mend it.
    assert set(shipped.by_name) - used == set()


def test_what_only_the_doctor_uses_is_what_a_reader_needs_to_know(shipped: Elements) -> None:
    everywhere = "".join(
        path.read_text(encoding="utf-8")
        for path in (*FLOWS.glob("*.py"), Path(login_page.__file__))
        if path.name != "examination.py"
    )
    unused = {name for name in shipped.by_name if f'"{name}"' not in everywhere}
    assert unused == {"rules.add"}


def test_every_element_says_where_it_is_and_where_it_was_seen(shipped: Elements) -> None:
    for name, element in shipped.by_name.items():
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", name)
        assert len(element.where) > 10, name
        assert re.search(r"mock only|the document|public script|^\d{4}-\d{2}-\d{2}, ", element.seen), name


def test_words_are_told_in_every_language_of_the_console(shipped: Elements) -> None:
    for name, element in shipped.by_name.items():
        assert set(element.says) in (set(), LANGUAGES), name


def test_the_words_of_the_document_are_those_of_the_elements(shipped: Elements) -> None:
    document = {
        "editor.ok": "OK",
        "editor.cancel": "Annuler",
        "editor.forwarding_rules": "Règles de transfert",
        "rules.panel": "Exceptions",
        "rules.add": "Ajouter règle",
        "exception.dialog": "Ajouter des exceptions",
        "exception.caller": "Appels de l'appelant",
        "exception.hours": "Reçu pendant",
        "exception.specific_hours": "Heures spécifiques",
        "exception.forward": "Renvoyer vers",
        "exception.configure": "Configurer",
        "slot.delete": "Supprimer",
        "dialog.ok": "OK",
        "dialog.cancel": "Annuler",
    }
    assert {name: shipped[name].in_language("fr") for name in document} == document


def test_quality_tells_every_element_once_as_the_selectors_do(shipped: Elements, quality: dict[str, Any]) -> None:
    told: dict[str, str] = {}
    for group, of_group in quality["groups"].items():
        assert of_group["what"]
        assert of_group["known"]
        for name, entry in of_group["elements"].items():
            assert name.startswith(f"{group}.")
            assert name not in told
            told[name] = entry["seen"]
    assert told == {name: element.seen for name, element in shipped.by_name.items()}
    assert quality["console"] == "threecx"


def level_of(element: Element) -> str:
    if re.match(r"\d{4}-\d{2}-\d{2}, ", element.seen):
        return "console"
    if element.seen.startswith("the document"):
        return "document"
    # Where the way itself is the mock's, what scripts say of its surroundings proves little.
    return "scripts" if "public script" in element.seen and "the way on the mock" not in element.seen else "mock"


def test_no_element_is_told_to_be_surer_than_where_it_was_seen(shipped: Elements, quality: dict[str, Any]) -> None:
    entries = {name: entry for group in quality["groups"].values() for name, entry in group["elements"].items()}
    assert {name: entry["level"] for name, entry in entries.items()} == {
        name: level_of(element) for name, element in shipped.by_name.items()
    }
    assert quality["seen_on_a_console"] == sum(entry["level"] == "console" for entry in entries.values())


def test_words_that_a_console_shows_of_its_own_are_no_blocked_address_and_no_maintenance(operator: Operator) -> None:
    alarming = Extension("030", "Maintenance", "bloquée blocked gesperrt Wartung")
    with MockThreeCX(extensions=[*procedure_sites()[:5], alarming]) as mock:
        operator.declares(
            f'console: threecx\naddress: {mock.address}\nlogin: {{user: "{mock.user}", '
            f'password: "{operator.knows(mock.password)}"}}\ntimezone: Europe/Paris\nlanguage: fr\n'
            'sites:\n  Nowhere: {extension: "021", week: {lundi: 08:00-12:00}}\n'
        )
        verdict = operator.plan().verdict
    assert verdict.reason == NotAsDeclared.reason, verdict
