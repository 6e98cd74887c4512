"""Two who use a mock Ooma: a client of its calls, without a browser, and a person in front of its screens."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from pupitre_ooma.mock import Company, MockOoma, Variant

MakeOoma = Callable[..., MockOoma]

# Add a group; Basic; Advanced; the two modes; the second fallback; what it asks for; Save; type of a group; sign out.
WORDS = {
    "procedure": (
        "Ajouter groupe de sonnerie",
        "De base",
        "Avancé",
        "Consécutivement",
        "Transférer vers une extension",
        "Sélectionner extension",
        "Sauvegarder",
        "Groupe de sonnerie",
        "Déconnexion",
    ),
    "help": (
        "Ajouter groupe d'appels",
        "Général",
        "Avancés",
        "Sonnerie consécutive",
        "Transférer vers un poste",
        "Sélectionner le poste",
        "Enregistrer",
        "Groupe d'appels",
        "Se déconnecter",
    ),
    "en": (
        "Add Ring Group",
        "Basic",
        "Advanced",
        "Sequential ring",
        "Transfer to Extension",
        "Select extension",
        "Save",
        "Ring Group",
        "Sign Out",
    ),
}


class OomaClient:
    """One client of the mock's calls, with its cookie."""

    def __init__(self, mock: MockOoma) -> None:
        self.mock = mock
        self.cookie = ""

    def call(self, method: str, path: str, document: object = None) -> tuple[int, Any]:
        """Return the status and the document (or the text) of an answer."""
        connection = HTTPConnection("127.0.0.1", self.mock.port, timeout=10)
        try:
            body = None if document is None else json.dumps(document)
            connection.request(method, path, body, {"Cookie": self.cookie})
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name == "Set-Cookie":
                    self.cookie = value.split(";")[0]
            text = answer.read().decode()
        finally:
            connection.close()
        try:
            return answer.status, json.loads(text)
        except ValueError:
            return answer.status, text

    def sign_in(self, password: str | None = None, **other: str) -> tuple[int, Any]:
        """Send a password."""
        given = self.mock.password if password is None else password
        body = {"role": "admin", "country": self.mock.country, "phone": self.mock.user, "password": given}
        return self.call("POST", "/api/login", body | other)

    def get(self, path: str) -> Any:
        """Return what a read answers."""
        status, document = self.call("GET", f"/api/{path}")
        assert status == 200, document
        return document

    def key(self, number: str) -> int:
        """Return the opaque key of an extension number."""
        return int(next(row["key"] for row in self.get("extensions")["rows"] if row["extension"] == number))

    def group(self, number: str) -> dict[str, Any]:
        """Return a group's settings as they are shown."""
        settings: dict[str, Any] = self.get(f"groups/{self.key(number)}")
        return settings

    def new_group(self, **changes: Any) -> dict[str, Any]:
        """Return what a save of a new group sends: Assistance, which rings Chloé then falls back to Anne."""
        return {
            "extension": "302",
            "name": "Assistance",
            "members": [self.key("103")],
            "ring": "simultaneous",
            "seconds": 30,
            "fallback": "voicemail",
            "target": self.key("101"),
        } | changes

    def save_numbers(self, *rows: dict[str, Any]) -> tuple[int, Any]:
        """Save rows of the table of the numbers."""
        return self.call("PUT", "/api/numbers", {"rows": [{"id": row["id"], "target": row["target"]} for row in rows]})


@dataclass
class Person:
    """Somebody in front of the console, following the procedure."""

    page: Page
    mock: MockOoma

    @property
    def words(self) -> tuple[str, ...]:
        variant = self.mock.variant
        return WORDS["en" if variant.language == "en" else variant.wording]

    def number(self, short: str) -> str:
        return short if self.mock.variant.digits == "3" else f"{short[0]}0{short[1:]}"

    def visit(self, path: str = "/extensions") -> None:
        self.page.goto(self.mock.origin + path)

    def sign_in(self, path: str = "/extensions", password: str | None = None) -> None:
        self.visit(path)
        if self.mock.variant.countries == "several":
            self.page.locator(".login-card .dropdown-toggle").click()
            self.page.locator(".dropdown-menu a", has_text="France").click()
        self.page.locator("input[type=text]").fill(self.mock.user)
        self.page.locator("input[type=password]").fill(self.mock.password if password is None else password)
        self.page.locator("button[type=submit]").click()

    def sign_out(self) -> None:
        self.page.locator(".who button").click()
        self.page.get_by_role("link", name=self.words[8]).click()
        expect(self.page.locator("input[type=password]")).to_be_visible()

    def row(self, short: str) -> Locator:
        cell = self.page.get_by_role("cell", name=self.number(short), exact=True)
        return self.page.locator("tbody tr").filter(has=cell)

    def add_group(self) -> None:
        if self.mock.variant.adding == "menu" and self.mock.variant.manager == "classic":
            self.page.get_by_role(
                "button", name="Add Extension" if self.words[6] == "Save" else "Ajouter Extension"
            ).click()
            self.page.get_by_role("link", name=self.words[0], exact=True).click()
        else:
            self.page.get_by_role("button", name=self.words[0]).click()
        expect(self.field("extension").locator("option").first).to_be_attached()

    def open(self, short: str) -> None:
        if self.mock.variant.manager == "newer":
            self.row(short).click()
        else:
            self.row(short).locator("i.fa-cog").click()
        expect(self.field("target").locator("option").first).to_be_attached()

    @property
    def settings(self) -> Locator:
        return self.page.locator(".modal, .panel").first

    def tab(self, index: int) -> None:
        self.settings.locator(".nav-tabs a").nth(index).click()

    def field(self, name: str) -> Locator:
        """Return a field by its place in the classic dialog, or in the newer panel."""
        places = {
            "classic": ["extension", "name", "ring", "seconds", "fallback", "target"],
            "newer": ["name", "extension", "ring", "seconds", "fallback", "target"],
        }[self.mock.variant.manager]
        fields = self.settings.locator(".controls > select, .controls > input[type=text]")
        return fields.nth(places.index(name))

    def save(self) -> None:
        self.page.get_by_role("button", name=self.words[6], exact=True).click()

    def choose_members(self, *names: str) -> None:
        if self.mock.variant.manager == "classic":
            for name in names:
                self.settings.get_by_role("checkbox", name=name).first.check()
            return
        self.tab(1)
        self.settings.locator(".tab-pane.active button").click()
        lists = self.page.locator(".modal")
        for name in names:
            lists.locator("select").first.select_option(label=name)
            lists.locator(".fa-arrow-right").click()
        lists.locator(".btn-success").click()


@pytest.fixture
def make_ooma() -> Iterator[MakeOoma]:
    """Yield a function that starts a mock; it is stopped at the end."""
    started: list[MockOoma] = []

    def make(*given: Any, **named: Any) -> MockOoma:
        started.append(MockOoma(*given, **named).start())
        return started[-1]

    yield make
    for mock in started:
        mock.stop()


@pytest.fixture
def ooma(make_ooma: MakeOoma) -> MockOoma:
    """Return a running mock of the usual variant."""
    return make_ooma()


@pytest.fixture
def ooma_client(ooma: MockOoma) -> OomaClient:
    """Return a client that is signed in to `ooma`."""
    client = OomaClient(ooma)
    assert client.sign_in() == (200, {"result": "accepted"})
    return client


@pytest.fixture
def ooma_client_of() -> Callable[[MockOoma], OomaClient]:
    """Return a function that gives a client of any mock, not signed in."""
    return OomaClient


@pytest.fixture
def somebody_at_ooma(browser: Browser, make_ooma: MakeOoma) -> Iterator[Callable[..., Person]]:
    """Yield a function that seats somebody in front of a new mock of a variant."""
    people: list[Person] = []

    def arrive(variant: str = "plain", *, faults: str = "", company: Company | None = None) -> Person:
        mock = make_ooma(Variant.parse(variant), company=company)
        mock.faults.parse(faults)
        context = browser.new_context(accept_downloads=False)
        context.set_default_timeout(15_000)
        people.append(Person(context.new_page(), mock))
        return people[-1]

    yield arrive
    for person in people:
        person.page.context.close()


# Every screen is seen on every push; what only repeats it in another variant, or spoils a page, is seen at night.
_AT_NIGHT = {
    "test_mock_ooma_page_faults.py": set[str](),
    "test_mock_ooma_screens.py": set(Variant.named) - {"plain", "newer", "buttons"},
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that only run at night."""
    for item in items:
        variants = _AT_NIGHT.get(item.path.name)
        of = item.name.partition("[")[2].removesuffix("]")
        if variants is not None and (not variants or any(of.endswith(f"-{variant}") for variant in variants)):
            item.add_marker(pytest.mark.nightly)
