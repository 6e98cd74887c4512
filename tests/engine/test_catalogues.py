"""The words of the pages: every sentence has a translation, and what is loaded is what was translated."""

from __future__ import annotations

import gettext
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from babel.util import pathmatch

from pupitre.evidence.chain import PHASES
from pupitre.evidence.names import COUNTS, NAMES
from pupitre.evidence.result import STATUSES
from pupitre.evidence.words import LANGUAGES, words

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "automation/pupitre"
LOCALE = SOURCE / "evidence/locale"
REMEDY = "run `make catalogues`, translate what is empty, run it again"


def catalogue(language: str, ending: str) -> Catalog:
    read: Any = {"po": read_po, "mo": read_mo}[ending]
    with (LOCALE / language / "LC_MESSAGES" / f"pupitre.{ending}").open("rb") as file:
        found: Catalog = read(file)
        return found


def messages(catalogue: Catalog) -> dict[str | tuple[str, ...], tuple[str, ...]]:
    """Return what a catalogue translates; compiling gives counted sentences without a translation themselves."""
    found = {}
    for message in catalogue:
        said = (message.string,) if isinstance(message.string, str) else tuple(message.string)
        if message.id and all(said) and said != message.id and said != tuple(message.id):
            found[message.id if isinstance(message.id, str) else tuple(message.id)] = said
    return found


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> set[str | tuple[str, ...]]:
    """Return every sentence that the templates and the code ask for."""
    template = tmp_path_factory.mktemp("catalogue") / "pupitre.pot"
    line = ["pybabel", "-q", "extract", "-F", str(ROOT / "pyproject.toml"), "-o", str(template), str(SOURCE)]
    CommandLineInterface().run(line)  # type: ignore[no-untyped-call]
    with template.open("rb") as file:
        return {m.id if isinstance(m.id, str) else tuple(m.id) for m in read_po(file) if m.id}


def test_every_sentence_is_in_the_french_catalogue_and_none_is_left_over(asked: set[str | tuple[str, ...]]) -> None:
    assert len(asked) > 100
    translated = messages(catalogue("fr", "po")).keys()
    assert asked - translated == set(), REMEDY
    assert translated - asked == set(), REMEDY


def test_the_english_catalogue_holds_the_names_and_nothing_else() -> None:
    assert messages(catalogue("en", "po")).keys() == NAMES | COUNTS


def test_every_status_and_every_phase_has_words() -> None:
    assert {f"status.{status}" for status in STATUSES} | {f"phase.{phase}" for phase in PHASES} <= NAMES
    assert {one for one, _ in COUNTS} == {f"count.{status}" for status in STATUSES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_loaded_is_what_was_translated(language: str) -> None:
    written = catalogue(language, "po")
    compiled = catalogue(language, "mo")
    assert messages(compiled) == messages(written), REMEDY
    assert compiled.plural_expr == written.plural_expr
    assert not any(message.fuzzy for message in written if message.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_sentence(language: str) -> None:
    for key, said in messages(catalogue(language, "po")).items():
        if key in NAMES | COUNTS:
            continue
        for one in said:
            assert set(places(one)) == set(places(key if isinstance(key, str) else key[-1])), one


def places(text: str) -> Iterator[str]:
    return (name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_every_module_that_speaks_is_looked_through() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]["mappings"]
    patterns = [pattern for each in settings if each["method"] == "python" for pattern in each["pattern"]]
    speaking = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if "pupitre.evidence.words import" in path.read_text("utf-8")
    ]
    assert len(speaking) > 3
    # Messages have sentences of their own; of the pages' they borrow what the pages say themselves.
    speaking = [name for name in speaking if not name.startswith("unattended/")]
    assert [name for name in speaking if not any(pathmatch(pattern, name) for pattern in patterns)] == []


def test_a_language_without_a_catalogue_reads_english() -> None:
    assert words("../fr").language == "en"
    assert words("de")("status.failed") == "Failed"


@pytest.mark.parametrize(("language", "forms"), [("fr", ["modifié", "modifié", "modifiés"]), ("en", ["changed"] * 3)])
def test_a_count_has_the_form_that_its_language_gives_it(language: str, forms: list[str]) -> None:
    assert [words(language).counted("count.changed", "count.changed", number) for number in (0, 1, 2)] == forms


@pytest.mark.parametrize(("language", "none"), [("fr", "(0 événement)"), ("en", "(0 events)")])
def test_zero_is_one_in_french_and_many_in_english(language: str, none: str) -> None:
    told = words(language).counted("Record {head} ({n} event)", "Record {head} ({n} events)", 0, head="7f")
    assert told.endswith(none)


def test_an_unknown_name_is_shown_as_it_is() -> None:
    assert words("fr").name("verb", "{0.__class__}") == "{0.__class__}"
    assert isinstance(words("fr").catalogue, gettext.GNUTranslations)
