"""The driver of the Ooma console at work on mocks, without a run: one page a variant, a company for each test."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from pupitre.browser.elements import load_elements
from pupitre.browser.finder import Finder
from pupitre.browser.launch import open_page
from pupitre.console import Answer
from pupitre.desk import Desk
from pupitre.evidence import Camera, Record, Shot
from pupitre.phone_numbers import PhoneNumber
from pupitre.ring_groups import GroupSettings, NoAnswer, Ring, Then
from pupitre.switchboard import Extension as SwitchboardExtension
from pupitre.switchboard import Kind, Switchboard
from pupitre_ooma.console import Ooma
from pupitre_ooma.mock import (
    NOWHERE,
    SEQUENTIAL,
    SIMULTANEOUS,
    Company,
    Extension,
    Group,
    MockOoma,
    Variant,
    procedure_company,
)
from pupitre_ooma.mock import NoAnswer as MockNoAnswer

# Seconds that a seat waits for its console: what never comes is waited for this long.
PATIENCE = 5.0


@dataclass
class Seat:
    """A driver at work on a mock Ooma, signed in; its desk keeps a record without pictures."""

    mock: MockOoma
    console: Ooma
    desk: Desk
    elements: Finder
    company: Company

    def begin_with(self, company: Company, country: str = "FR") -> None:
        """Begin anew on another company, without a fault."""
        self.company = company
        self.mock.faults.off()
        self.mock.oracle.begin_with(company)
        self.desk.country = country
        self.desk.statuses.clear()
        self.elements.drifted.clear()

    def sign_in(self) -> Answer:
        """Sign in through the card, and return what the console answered."""
        self.console.open_login()
        self.console.type_credentials(self.mock.user, self.mock.password)
        self.console.submit_login()
        return self.console.sign_in_answer(_Accepted).answer

    def shown(self) -> Switchboard:
        """Return what a reading of the console would show now, as the mock knows it."""
        state = self.mock.oracle.state
        keeps_order = self.mock.variant.keeps_order
        return self.stored(
            Switchboard(
                tuple(SwitchboardExtension(one.number, one.name, Kind(one.kind)) for one in state.extensions),
                extension_length=int(self.mock.variant.digits),
                keeps_order=keeps_order,
                lists_numbers=keeps_order,
            )
        )

    def stored(self, like: Switchboard) -> Switchboard:
        """Return what the mock has stored, beside what a reading knows of the rest."""
        groups = (
            GroupSettings(
                one.number,
                one.name,
                one.members,
                Ring.SIMULTANEOUS if one.ring == SIMULTANEOUS else Ring.CONSECUTIVE,
                one.seconds,
                NoAnswer(Then(one.no_answer.kind), one.no_answer.target) if one.no_answer.target else None,
            )
            for one in self.mock.oracle.state.groups
        )
        numbers = {PhoneNumber(number): target or None for number, target in self.mock.oracle.numbers.items()}
        return dataclasses.replace(like, groups=tuple(groups), numbers=tuple(numbers.items()))


class _Blind(Camera):
    def shoot(self, **_: Any) -> Shot:
        return Shot(missing="off")


@dataclass(frozen=True)
class _Accepted:
    released: bool = True
    http_status: int | None = 200
    body_text: str = ""
    error: str | None = None


def company_of(shown: Switchboard) -> Company:
    """Return a company that shows as a reading has it."""
    return Company(
        extensions=tuple(Extension(one.number, one.name, one.kind.value) for one in shown.extensions),
        groups=tuple(
            Group(
                one.extension,
                one.name,
                one.members,
                SIMULTANEOUS if one.ring is Ring.SIMULTANEOUS else SEQUENTIAL,
                one.seconds,
                MockNoAnswer(one.no_answer.then.value, one.no_answer.extension) if one.no_answer else MockNoAnswer(),
            )
            for one in shown.groups
        ),
        numbers={number.e164: target or NOWHERE for number, target in shown.numbers},
    )


def _take_a_seat(browser: Browser, variant: Variant, folder: Path, stack: contextlib.ExitStack) -> Seat:
    mock = stack.enter_context(MockOoma(variant))
    place = stack.enter_context(open_page(browser, language="fr", timezone="Europe/Paris", patience=PATIENCE))
    facts = {"verb": "apply", "console": "ooma", "origin": mock.origin, "language": "fr", "run_id": "seat"}
    record = Record.start(folder, facts={}, **facts)
    elements = Finder(place.page, load_elements("ooma", working_folder=folder), patience=PATIENCE)
    desk = Desk(
        place.page, mock.origin, elements, record, _Blind(place.page), place.watchdog, country="FR", patience=PATIENCE
    )
    console = Ooma(desk)
    seat = Seat(mock, console, desk, elements, procedure_company())
    assert seat.sign_in() is Answer.ACCEPTED
    return seat


@pytest.fixture(scope="session")
def ooma_seats(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], Seat]]:
    """Yield a function that seats a driver before a mock of a variant, once for a session of tests."""
    seats: dict[Variant, Seat] = {}
    with contextlib.ExitStack() as stack:

        def sit(variant: str, digits: str) -> Seat:
            wanted = dataclasses.replace(Variant.parse(variant), digits=digits)
            if wanted not in seats:
                seats[wanted] = _take_a_seat(browser, wanted, tmp_path_factory.mktemp("seat"), stack)
            return seats[wanted]

        yield sit


@pytest.fixture
def ooma_seat(ooma_seats: Callable[[str, str], Seat]) -> Callable[..., Seat]:
    """Return a function that seats a driver before a mock with a company of its own: a reading's, or the usual."""

    def sit(variant: str = "plain", *, shown: Switchboard | None = None, faults: str = "") -> Seat:
        digits = str(shown.extension_length) if shown is not None else Variant.parse(variant).digits
        seat = ooma_seats(variant, digits)
        is_american = shown is not None and any(number.e164.startswith("+1") for number, _ in shown.numbers)
        company = procedure_company(int(digits), seat.mock.variant.language) if shown is None else company_of(shown)
        seat.begin_with(company, "US" if is_american else "FR")
        seat.mock.faults.parse(faults)
        return seat

    return sit
