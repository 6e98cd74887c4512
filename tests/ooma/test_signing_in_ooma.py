"""Signing in to the mock Ooma through the guard and the gate: one password, one answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pupitre.errors import LoginBlocked, LoginRefused, LoginUnknown, SecondFactor
from pupitre.estate import load
from pupitre.run import Finished, run
from pupitre.survey import accepted
from pupitre.testing import Operator
from pupitre_ooma.rehearsal import RehearsalOoma, open_mock

SignIn = Callable[..., Finished]


@pytest.fixture
def sign_in(operator: Operator) -> SignIn:
    """Return a function that signs in once to a mock, and out again."""

    def once(mock: RehearsalOoma, password: str = "", country: str = "FR") -> Finished:
        estate = mock.example(password=operator.knows(password or mock.password))
        operator.declares(estate.replace("country: FR", f"country: {country}"))
        return run(load(operator.file), operator.settings, "login-check", accepted, writes=False)

    return once


@pytest.mark.parametrize(
    "variant", ["plain", *(pytest.param(one, marks=pytest.mark.nightly) for one in ("buttons", "help", "newer"))]
)
def test_the_number_and_the_flag_of_the_country_open_the_door(sign_in: SignIn, variant: str) -> None:
    with open_mock(variant) as mock:
        assert sign_in(mock).verdict.reason == "accepted"
        assert (mock.login_posts, mock.open_sessions, mock.oracle.logins) == (1, 0, 1)


@pytest.mark.parametrize(
    ("faults", "error"),
    [
        ("", LoginRefused),
        pytest.param("login_401", LoginRefused, marks=pytest.mark.nightly),
        pytest.param("second_factor", SecondFactor, marks=pytest.mark.nightly),
        pytest.param("captcha", SecondFactor, marks=pytest.mark.nightly),
        pytest.param("change_password", SecondFactor, marks=pytest.mark.nightly),
        pytest.param("login_reset", LoginUnknown, marks=pytest.mark.nightly),
    ],
)
def test_an_answer_is_told_apart_and_no_second_password_leaves(
    sign_in: SignIn, faults: str, error: type[Exception]
) -> None:
    with open_mock(faults=faults) as mock:
        asks = error is SecondFactor
        finished = sign_in(mock, "" if asks or faults == "login_reset" else "not the password")
        assert finished.verdict.reason == error.reason  # type: ignore[attr-defined]
        assert finished.verdict.exit_code == 4
        again = sign_in(mock, "" if asks or faults == "login_reset" else "not the password")
        assert again.verdict.exit_code == 4
        assert mock.login_posts == (2 if asks else 1)


@pytest.mark.nightly
def test_a_locked_account_is_told_as_blocked(sign_in: SignIn) -> None:
    with open_mock() as mock:
        for _ in range(3):
            mock._lockout.count_failure(mock.user)
        assert sign_in(mock).verdict.reason == LoginBlocked.reason


def test_a_country_that_the_card_does_not_offer_is_told_before_any_password(sign_in: SignIn) -> None:
    with open_mock() as mock:
        verdict = sign_in(mock, country="DE").verdict
        assert (verdict.reason, mock.login_posts) == ("estate_invalid", 0)
        assert "US, CA, FR, GB, AU" in verdict.sentence
