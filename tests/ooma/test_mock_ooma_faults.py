"""What the mock Ooma can be told to do wrong, without a browser."""

from __future__ import annotations

from http.client import HTTPException, IncompleteRead
from typing import Any

import pytest

from pupitre.errors import Explained
from pupitre_ooma.mock import MockOoma, OomaFaults


@pytest.fixture
def group(ooma_client: Any) -> dict[str, Any]:
    """Return Comptabilité's settings, to be saved."""
    settings: dict[str, Any] = ooma_client.group("301")
    return settings


def save(client: Any, group: dict[str, Any], **changes: Any) -> tuple[int, Any]:
    answer: tuple[int, Any] = client.call("PUT", f"/api/groups/{group['key']}", group | changes)
    return answer


def test_a_save_can_fail_with_or_without_being_stored(ooma: MockOoma, ooma_client: Any) -> None:
    for fault, stored in (("fail_save=1", False), ("fail_save_applied=500:1", True)):
        ooma.oracle.reset()
        ooma_client.sign_in()
        ooma.faults.parse(fault)
        settings = ooma_client.group("301")
        status, answer = save(ooma_client, settings, seconds=12)
        assert (status, answer["error"]["code"]) == (500, "SAVE_FAILED")
        assert (ooma.oracle.groups["301"].seconds == 12, ooma.oracle.saves) == (stored, int(stored))
        assert save(ooma_client, settings, seconds=18)[0] == 200


def test_a_stored_save_can_end_without_an_answer(ooma: MockOoma, ooma_client: Any, group: Any) -> None:
    ooma.faults.fail_save_applied("drop", times=1)
    with pytest.raises((HTTPException, OSError)):
        save(ooma_client, group, seconds=12)
    assert ooma.oracle.groups["301"].seconds == 12


def test_a_save_or_a_deletion_can_be_ignored_without_a_word(ooma: MockOoma, ooma_client: Any, group: Any) -> None:
    ooma.faults.parse("ignore_save,ignore_delete")
    assert save(ooma_client, group, seconds=12)[0] == 200
    assert ooma_client.call("DELETE", f"/api/extensions/{group['key']}")[0] == 200
    assert ooma.oracle.groups["301"].seconds == 30
    assert (ooma.oracle.save_posts, ooma.oracle.delete_posts, len(ooma.oracle.history)) == (1, 1, 1)


def test_a_save_can_be_refused_in_words_of_the_console(ooma: MockOoma, ooma_client: Any, group: Any) -> None:
    ooma.faults.refuse_save("Plus tard.", times=1)
    assert save(ooma_client, group)[1]["error"]["message"] == "Plus tard."
    ooma.faults.extension_taken(times=1)
    new = ooma_client.new_group()
    assert ooma_client.call("POST", "/api/groups", new)[1]["error"]["code"] == "EXTENSION_TAKEN"
    assert ooma_client.call("POST", "/api/groups", new)[0] == 200


def test_somebody_else_changes_things_once_before_or_after_our_save(ooma: MockOoma, ooma_client: Any) -> None:
    other = ooma_client.group("310")
    ooma.faults.parse("members_by_someone_else=301:102+104:after,repoint_by_someone_else=33561000001:310")
    assert save(ooma_client, other, seconds=12)[0] == 200
    assert save(ooma_client, other, seconds=18)[0] == 200
    assert [state.why for state in ooma.oracle.history[1:]] == ["somebody else", "a save", "somebody else", "a save"]
    assert ooma.oracle.groups["301"].members == ("102", "104")
    assert ooma.oracle.numbers["+33561000001"] == "310"


def test_somebody_else_can_take_the_number_or_delete_the_group(ooma: MockOoma, ooma_client: Any, group: Any) -> None:
    ooma.faults.create_by_someone_else("302", "Accueil")
    answer = ooma_client.call("POST", "/api/groups", ooma_client.new_group())[1]
    assert answer["error"]["code"] == "EXTENSION_TAKEN"
    assert ooma.oracle.groups["302"].name == "Accueil"
    ooma.faults.delete_by_someone_else("301")
    assert save(ooma_client, group)[0] == 404
    assert ooma.oracle.saves == 0
    with pytest.raises(ValueError, match="never"):
        ooma.faults.delete_by_someone_else("301", "never")


def test_reads_can_lag_one_change_behind(ooma: MockOoma, ooma_client: Any, group: Any) -> None:
    ooma.faults.stale_lists(times=1)
    save(ooma_client, group, name="Compta")
    assert ooma_client.get(f"groups/{group['key']}")["name"] == "Comptabilité"
    assert ooma_client.get(f"groups/{group['key']}")["name"] == "Compta"


def test_rows_can_be_missing_or_there_twice(ooma: MockOoma, ooma_client: Any) -> None:
    ooma.faults.parse("hide_extension=309,two_same_extension=301")
    rows = [row["extension"] for row in ooma_client.get("extensions")["rows"]]
    assert (rows.count("301"), rows.count("309"), rows.count("310")) == (2, 0, 1)


def test_a_session_can_expire_and_a_connection_be_cut(ooma: MockOoma, ooma_client: Any) -> None:
    ooma.faults.expire_after(2, times=1)
    assert [ooma_client.call("GET", "/api/session")[0] for _ in range(3)] == [200, 200, 401]
    ooma_client.sign_in()
    ooma.faults.drop_after(1)
    assert ooma_client.call("GET", "/api/session")[0] == 200
    with pytest.raises((HTTPException, OSError)):
        ooma_client.call("GET", "/api/session")
    ooma.faults.off()
    ooma.faults.half_answer("/api/extensions")
    with pytest.raises(IncompleteRead):
        ooma_client.call("GET", "/api/extensions")


def test_the_right_password_can_be_answered_by_another_question(ooma: MockOoma, ooma_client_of: Any) -> None:
    client = ooma_client_of(ooma)
    for fault in ("second_factor", "captcha", "change_password"):
        ooma.faults.off()
        ooma.faults.parse(fault)
        assert client.sign_in() == (200, {"result": fault})
    ooma.faults.off()
    ooma.faults.login_text("Bonjour")
    assert client.sign_in() == (200, "Bonjour")
    assert client.sign_in("non") == (200, "Bonjour")
    ooma.faults.off()
    ooma.faults.login_401()
    assert client.sign_in("non")[0] == 401
    assert (ooma.oracle.logins, ooma.oracle.refused_logins) == (0, 2)
    ooma.faults.login_reset()
    with pytest.raises(ConnectionResetError):
        client.sign_in()
    assert ooma.oracle.logins == 1


def test_maintenance_is_the_only_page_there_is(ooma: MockOoma, ooma_client: Any) -> None:
    ooma.faults.maintenance()
    for path in ("/", "/api/session", "/extensions"):
        status, page = ooma_client.call("GET", path)
        assert status == 503
        assert "en maintenance" in page


def test_a_fault_that_does_not_exist_is_named(ooma: MockOoma) -> None:
    with pytest.raises(Explained, match="melt"):
        ooma.faults.parse("melt")
    assert {"slow_lists", "fail_save", "unsaved_choice", "confirm_text"} <= set(OomaFaults.names())
