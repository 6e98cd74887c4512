"""A mock 3CX console, and the document's own example as an estate file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from pupitre.hours import Week
from pupitre.testing import Operator
from pupitre_threecx.mock import MockThreeCX, Variant, week

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


# The whole matrix takes too long for every push: what another variant, another fault of the same kind or another
# death repeats is proved at night.
_FAULTS_AT_NIGHT = (
    "every answer is slow",
    "the login is slow",
    "another password is asked",
    "the licence has expired",
    "news cover the page",
    "the tab has another name",
    "the page's OK has another id",
    "the kind of hours has other words",
    "the rule's dialog opens late",
    "the rule's dialog opens twice",
    "deleting a slot changes the caller",
    "the extension is listed twice",
    "a download is pushed",
    "expires_leaves_before_or_after[chromium-6",
    "expires_leaves_before_or_after[chromium-9",
    "expires_leaves_before_or_after[chromium-12",
    "drops_leaves_before_or_after[chromium-4",
    "drops_leaves_before_or_after[chromium-9]",
    "drops_leaves_before_or_after[chromium-1]",
    "drops_leaves_before_or_after[chromium-11",
    "a slot is deleted only after a question",
    "the extension is not listed",
    "the rule's dialog never opens",
    "cookies are offered",
)
# What the commands' own tests and the contract see on every push, too.
_HOURS_AT_NIGHT = (
    "what_was_read_plans",
    "all_sites_are_done",
    "verify_says",
    "reviewed_plan_is_applied_once",
    "second_apply",
    "days_that_stay",
    "another_rule_changed",
    "drift_is_what_moved",
)
_DEATHS_EACH_PUSH = ("sent]", "page-ok]")
_AT_NIGHT = {
    "test_contract.py": lambda name, of: "[" in name and "plain" not in of,
    "test_doctor.py": lambda name, of: (
        any(variant in of for variant in set(Variant.named) - {"plain"})
        or any(
            part in name
            for part in (
                "late_is_waited",
                "own_way",
                "renamed_word",
                "closed_monday",
                "never_opens",
                "does_not_list",
                "without_hours",
            )
        )
    ),
    "test_mock_faults.py": lambda name, of: True,
    "test_faults.py": lambda name, of: any(fault in name for fault in _FAULTS_AT_NIGHT),
    "test_crashes.py": lambda name, of: not any(death in name for death in _DEATHS_EACH_PUSH),
    "test_crashes_interruptions.py": lambda name, of: "SIGTERM" in of or "slow" in name or "closed_terminal" in name,
    "test_opening_hours.py": lambda name, of: any(part in name for part in _HOURS_AT_NIGHT),
    "test_concurrency.py": lambda name, of: (
        "hours_of_before_again" in name or "two_addresses" in name or ("code_6" in name and "apply" in of)
    ),
    "test_barrier_threecx.py": lambda name, of: "Supprimer" in of or "could_write_without" in name,
    "test_hostile_names_threecx.py": lambda name, of: "every_name_is_listed" in name,
    "test_frozen_page.py": lambda name, of: "signed-in" in of,
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that only run at night."""
    for item in items:
        is_for_the_night = _AT_NIGHT.get(item.path.name)
        if is_for_the_night is not None and is_for_the_night(item.name, item.name.partition("[")[2]):
            item.add_marker(pytest.mark.nightly)
