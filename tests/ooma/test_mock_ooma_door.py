"""The mock Ooma's front door without a browser: passwords, lockout by account, sessions, addresses, variants."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from typing import Any

import pytest

from pupitre.errors import Explained
from pupitre.mock import FLAVOURS, Flavour
from pupitre_ooma.mock import CHOICES, MockOoma, Variant


@pytest.mark.parametrize("wrong", [{"password": "non"}, {"country": "US"}, {"phone": "0561000001"}, {"role": "user"}])
def test_number_country_password_and_tab_must_all_be_right(ooma: MockOoma, ooma_client_of: Any, wrong: Any) -> None:
    assert ooma_client_of(ooma).sign_in(**wrong) == (200, {"result": "refused"})
    assert (ooma.oracle.logins, ooma.oracle.refused_logins, ooma.oracle.login_posts) == (0, 1, 1)
    assert ooma_client_of(ooma).sign_in(phone="05 61 00 00 00") == (200, {"result": "accepted"})


@pytest.mark.parametrize("allowed", ["3", "5"])
def test_the_last_wrong_password_that_is_allowed_locks_the_account(
    make_ooma: Callable[..., MockOoma], ooma_client_of: Any, allowed: str
) -> None:
    mock = make_ooma(Variant(lockout=allowed))
    client = ooma_client_of(mock)
    for attempt in range(int(allowed) - 1):
        assert client.sign_in(f"wrong {attempt}") == (200, {"result": "refused"})
    assert client.sign_in("wrong again") == (403, {"result": "locked"})
    assert client.sign_in() == (403, {"result": "locked"})
    assert (mock.oracle.logins, mock.oracle.refused_logins) == (0, int(allowed) + 1)
    mock.oracle.unlock()
    assert client.sign_in() == (200, {"result": "accepted"})


def test_a_lockout_is_of_one_account_and_leaves_the_others(ooma: MockOoma, ooma_client_of: Any) -> None:
    client = ooma_client_of(ooma)
    for _ in range(3):
        client.sign_in("wrong", phone="0400000000")
    assert client.sign_in("wrong", phone="0400000000") == (403, {"result": "locked"})
    assert client.sign_in() == (200, {"result": "accepted"})


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_locked_account_is_told_in_one_of_three_ways(ooma: MockOoma, ooma_client_of: Any, flavour: Flavour) -> None:
    ooma.lockout_flavour = flavour
    client = ooma_client_of(ooma)
    for attempt in range(2):
        client.sign_in(f"wrong {attempt}")
    if flavour == "drop":
        with pytest.raises((HTTPException, OSError)):
            client.sign_in("wrong")
    else:
        status, answer = client.sign_in("wrong")
        assert status == 403
        assert ("verrouillé" in answer) if flavour == "html403" else (answer == {"result": "locked"})
    assert ooma.oracle.refused_logins == 3


def test_nobody_reads_without_a_session_and_signing_out_ends_it(ooma: MockOoma, ooma_client: Any) -> None:
    assert ooma.oracle.open_sessions == 1
    assert ooma_client.call("POST", "/api/logout", {})[0] == 200
    assert (ooma.oracle.logouts, ooma.oracle.open_sessions) == (1, 0)
    for method, path in (("GET", "extensions"), ("PUT", "numbers"), ("DELETE", "extensions/41")):
        assert ooma_client.call(method, f"/api/{path}")[0] == 401
    assert (ooma.oracle.save_posts, ooma.oracle.delete_posts) == (0, 0)


def test_an_idle_session_ends_after_an_hour(ooma: MockOoma, ooma_client: Any) -> None:
    ooma.clock.advance(3590)
    ooma_client.get("session")
    ooma.clock.advance(3610)
    assert ooma_client.call("GET", "/api/session")[0] == 401
    ooma_client.sign_in()
    ooma.oracle.expire_sessions()
    assert ooma_client.call("GET", "/api/session")[0] == 401


def test_the_journal_keeps_no_password(ooma: MockOoma, ooma_client: Any) -> None:
    assert ooma.oracle.last_password_seen == ooma.password.encode()
    assert ooma.password not in repr(ooma.oracle.journal)


@pytest.mark.parametrize(
    ("path", "route"),
    [("/extensions", "extensions"), ("/phone_numbers", "manage_phone_number"), ("/settings", "settings")],
)
def test_an_address_with_a_path_leads_to_the_one_with_a_hash(ooma: MockOoma, path: str, route: str) -> None:
    connection = HTTPConnection("127.0.0.1", ooma.port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Location")) == (302, f"/#{route}")
    connection.close()


def test_no_page_names_another_host_and_nothing_else_is_served(ooma: MockOoma, ooma_client: Any) -> None:
    page = ooma_client.call("GET", "/")[1]
    assert "//" not in page.replace("<!DOCTYPE", "")
    assert ooma_client.call("GET", "/app/app.js")[0] == 200
    for path in ("/app/index.html", "/app/../console.py", "/console.css", "/nothing"):
        assert ooma_client.call("GET", path)[0] == 404


def test_a_variant_is_read_from_words_or_from_a_name() -> None:
    assert Variant.parse("manager=newer, digits=4") == Variant(manager="newer", digits="4")
    for name, variant in Variant.named.items():
        assert Variant.parse(name) == variant
        assert Variant.parse(str(variant)) == variant
    assert {value for variant in Variant.named.values() for value in variant.to_json().items()} == {
        (name, choice) for name, choices in CHOICES.items() for choice in choices
    }
    with pytest.raises(Explained, match="digits=5"):
        Variant.parse("digits=5")
    with pytest.raises(Explained, match="nobody"):
        Variant.parse("nobody")
    with pytest.raises(ValueError, match="lockout"):
        Variant(lockout="4")
