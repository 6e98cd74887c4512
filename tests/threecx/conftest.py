"""A mock 3CX console, and the document's own example as an estate file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from pupitre.hours import Week
from pupitre.testing import Operator
from pupitre_threecx.mock import MockThreeCX, week

BEFORE = week(mon_fri="08:00-17:00")
AFTER = week(mon_fri=["08:00-12:00", "14:00-17:30"])

AFTER_MONDAY = week(mon=["08:00-12:00", "14:00-17:30"], tue_fri="08:00-17:00")

MONDAY = 'REVEL: {extension: "021", week: {lundi: [08:00-12:00, 14:00-17:30], mardi-vendredi: 08:00-17:00}}'
REVEL = 'REVEL: {extension: "021", week: {lundi-vendredi: [08:00-12:00, 14:00-17:30]}}'

Declare = Callable[..., None]


@pytest.fixture
def mock() -> Iterator[MockThreeCX]:
    """Yield a running mock console of the usual variant."""
    with MockThreeCX() as console:
        yield console


@pytest.fixture
def declare(mock: MockThreeCX, operator: Operator) -> Declare:
    """Return a function that writes the operator's estate file with the given sites."""

    def write(*sites: str, more: str = "") -> None:
        lines = [
            "console: threecx",
            f"address: {mock.address}",
            f'login: {{user: "{mock.user}", password: "{operator.knows(mock.password)}"}}',
            "timezone: Europe/Paris",
            "language: fr",
            *([more] if more else []),
            "sites:",
            *(f"  {site}" for site in sites),
        ]
        operator.declares("\n".join(lines) + "\n")

    return write


@pytest.fixture
def revel(declare: Declare) -> None:
    """Declare the document's example: REVEL closes for lunch and until 17:30."""
    declare(REVEL)


@pytest.fixture
def monday(declare: Declare) -> None:
    """Declare the smallest change that deletes and configures: REVEL's Monday."""
    declare(MONDAY)


@pytest.fixture
def after_monday() -> Week:
    """Return REVEL's hours once its Monday is changed."""
    return AFTER_MONDAY


@pytest.fixture
def before() -> Week:
    """Return REVEL's hours as the document finds them."""
    return BEFORE


@pytest.fixture
def after() -> Week:
    """Return REVEL's hours as the document wants them."""
    return AFTER
