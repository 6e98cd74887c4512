"""The mock Ooma without a browser: what its server stores, what it refuses, what its history keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pupitre_ooma.mock import DURATIONS, LONGEST_NAME, Company, Extension, Group, MockOoma, NoAnswer, Variant

MAIN, DIRECT = "+33561000000", "+33561000001"


def test_the_company_fits_the_example_of_the_procedure(ooma: MockOoma) -> None:
    assert list(ooma.oracle.groups) == ["301", "309", "310"]
    assert ooma.oracle.groups["301"] == Group("301", "Comptabilité", ("101",), no_answer=NoAnswer("voicemail", "100"))
    assert ooma.oracle.users["105"].name == ooma.oracle.users["107"].name
    assert ooma.oracle.users["106"].name == ""
    assert ooma.oracle.numbers[DIRECT] == "100"
    assert ooma.oracle.silent() == []
    assert ooma.user == MAIN.replace("+33", "0")


def test_a_new_group_is_stored_as_it_was_sent(ooma: MockOoma, ooma_client: Any) -> None:
    sent = ooma_client.new_group(
        members=[ooma_client.key("103"), ooma_client.key("101")],
        ring="sequential",
        seconds=18,
        fallback="extension",
        target=ooma_client.key("104"),
    )
    assert ooma_client.call("POST", "/api/groups", sent)[0] == 200
    wanted = Group("302", "Assistance", ("101", "103"), "sequential", 18, NoAnswer("extension", "104"))
    assert ooma.oracle.groups["302"] == wanted
    assert (ooma.oracle.saves, ooma.oracle.save_posts, len(ooma.oracle.history)) == (1, 1, 2)


def test_only_the_newer_manager_keeps_the_order_of_the_members(
    make_ooma: Callable[..., MockOoma], ooma_client_of: Any
) -> None:
    kept = []
    for manager in ("classic", "newer"):
        mock = make_ooma(Variant(manager=manager))
        client = ooma_client_of(mock)
        client.sign_in()
        order = [client.key(number) for number in ("104", "101", "103", "101")]
        assert client.call("POST", "/api/groups", client.new_group(members=order))[0] == 200
        kept.append(mock.oracle.groups["302"].members)
    assert kept == [("101", "103", "104"), ("104", "101", "103")]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"extension": "301"}, "EXTENSION_TAKEN", "extension"),
        ({"extension": "101"}, "EXTENSION_TAKEN", "extension"),
        ({"extension": "3020"}, "EXTENSION_WRONG", "extension"),
        ({"extension": ""}, "EXTENSION_WRONG", "extension"),
        ({"name": "  "}, "NAME_EMPTY", "name"),
        ({"name": "x" * (LONGEST_NAME + 1)}, "NAME_TOO_LONG", "name"),
        ({"members": []}, "NO_MEMBERS", "members"),
        ({"members": [424242]}, "UNKNOWN_MEMBER", "members"),
        ({"target": None}, "UNKNOWN_TARGET", "target"),
        ({"target": 424242}, "UNKNOWN_TARGET", "target"),
        ({"seconds": 31}, "BAD_REQUEST", ""),
        ({"seconds": 66}, "BAD_REQUEST", ""),
        ({"ring": "at random"}, "BAD_REQUEST", ""),
        ({"fallback": "the moon"}, "BAD_REQUEST", ""),
    ],
    ids=str,
)
def test_the_server_refuses_with_a_message_and_stores_nothing(
    ooma: MockOoma, ooma_client: Any, change: dict[str, Any], code: str, field: str
) -> None:
    status, answer = ooma_client.call("POST", "/api/groups", ooma_client.new_group(**change))
    assert (status, answer["error"]["code"], answer["error"]["field"]) == (400, code, field)
    assert answer["error"]["message"]
    assert (ooma.oracle.saves, len(ooma.oracle.history)) == (0, 1)


def test_a_group_is_no_member_and_no_voicemail_box(ooma_client: Any) -> None:
    group = ooma_client.key("301")
    for change, code in (({"members": [group]}, "UNKNOWN_MEMBER"), ({"target": group}, "UNKNOWN_TARGET")):
        answer = ooma_client.call("POST", "/api/groups", ooma_client.new_group(**change))[1]
        assert answer["error"]["code"] == code


def test_a_group_cannot_fall_back_to_itself(ooma: MockOoma, ooma_client: Any) -> None:
    group = ooma_client.group("301")
    path = f"/api/groups/{group['key']}"
    answer = ooma_client.call("PUT", path, group | {"fallback": "extension", "target": group["key"]})
    assert answer[1]["error"]["code"] == "UNKNOWN_TARGET"
    offered = [one["extension"] for one in ooma_client.get(f"targets?kind=extension&group={group['key']}")["targets"]]
    assert "301" not in offered
    assert "309" in offered


def test_refusals_are_in_the_language_of_the_account(make_ooma: Callable[..., MockOoma], ooma_client_of: Any) -> None:
    messages = []
    for language in ("fr", "en"):
        client = ooma_client_of(make_ooma(Variant(language=language)))
        client.sign_in()
        messages.append(client.call("POST", "/api/groups", client.new_group(name=""))[1]["error"]["message"])
    assert messages == ["Veuillez saisir un nom.", "Please enter a name."]


def test_a_group_keeps_its_phone_numbers_when_its_extension_number_changes(ooma: MockOoma, ooma_client: Any) -> None:
    group = ooma_client.group("310")
    assert ooma_client.call("PUT", f"/api/groups/{group['key']}", group | {"extension": "311"})[0] == 200
    assert ooma.oracle.numbers["+33561000002"] == "311"
    assert ooma.oracle.silent() == []


def test_only_free_extension_numbers_of_the_right_length_are_offered(
    make_ooma: Callable[..., MockOoma], ooma_client_of: Any
) -> None:
    first = []
    for digits, taken in (("3", "301"), ("4", "3001")):
        client = ooma_client_of(make_ooma(Variant(digits=digits)))
        client.sign_in()
        offered = client.get("free_extensions")["extensions"]
        assert {len(number) for number in offered} == {int(digits)}
        assert taken not in offered
        assert taken[:-1] + "2" in offered
        first.append(offered[0])
    assert first == ["108", "1008"]


def test_a_deleted_group_leaves_its_numbers_and_fallbacks_nowhere(ooma: MockOoma, ooma_client: Any) -> None:
    ooma.oracle.set_group("301", no_answer=NoAnswer("extension", "310"))
    assert ooma_client.call("DELETE", f"/api/extensions/{ooma_client.key('310')}")[0] == 200
    assert ooma.oracle.numbers["+33561000002"] == ""
    assert [(number, state.why) for number, state in ooma.oracle.silent()] == [("+33561000002", "a deletion")]
    assert ooma.oracle.state.lost_fallbacks() == ("301",)
    assert "310" in ooma_client.get("free_extensions")["extensions"]
    ooma.oracle.point("+33561000002", "100")
    # The moment stays in the history, although the number rings again.
    assert len(ooma.oracle.silent("+33561000002")) == 1
    assert ooma.oracle.silent(DIRECT) == []


def test_a_group_with_a_lost_fallback_can_be_saved_as_it_is(ooma: MockOoma, ooma_client: Any) -> None:
    ooma.oracle.delete("104")
    group = ooma_client.group("310")
    assert group["target"] is None
    assert ooma_client.call("PUT", f"/api/groups/{group['key']}", group | {"seconds": 12})[0] == 200
    assert ooma.oracle.groups["310"].no_answer == NoAnswer("extension", "")


def test_a_group_whose_last_member_is_deleted_rings_nobody(ooma: MockOoma, ooma_client: Any) -> None:
    ooma.oracle.point(DIRECT, "301")
    ooma.oracle.delete("101")
    assert ooma.oracle.groups["301"].members == ()
    assert {number for number, _ in ooma.oracle.silent()} == {"+33561000101", DIRECT}


def test_the_receptionist_cannot_be_deleted(ooma: MockOoma, ooma_client: Any) -> None:
    status, answer = ooma_client.call("DELETE", f"/api/extensions/{ooma_client.key('100')}")
    assert (status, answer["error"]["code"]) == (400, "NOT_DELETABLE")
    assert (ooma.oracle.deletes, ooma.oracle.delete_posts) == (0, 1)


def test_what_is_gone_can_neither_be_read_nor_saved_nor_deleted(ooma: MockOoma, ooma_client: Any) -> None:
    group = ooma_client.group("309")
    ooma.oracle.delete("309")
    for method, path in (("GET", "groups"), ("PUT", "groups"), ("DELETE", "extensions")):
        status, answer = ooma_client.call(method, f"/api/{path}/{group['key']}", group if method == "PUT" else None)
        assert (status, answer["error"]["code"]) == (404, "UNKNOWN_EXTENSION")


def test_one_save_writes_the_whole_table_of_the_numbers(ooma: MockOoma, ooma_client: Any) -> None:
    rows = ooma_client.get("numbers")["rows"]
    ooma.oracle.point("+33561000002", "301")
    for row in rows:
        if row["number"] == "05 61 00 00 01":
            row["target"] = ooma_client.key("301")
    assert ooma_client.save_numbers(*rows)[0] == 200
    # What somebody else changed since the table was loaded is lost without a word.
    assert (ooma.oracle.numbers[DIRECT], ooma.oracle.numbers["+33561000002"]) == ("301", "310")
    assert [state.why for state in ooma.oracle.history[1:]] == ["somebody else", "a save of the numbers"]


def test_the_numbers_are_saved_all_or_none(ooma: MockOoma, ooma_client: Any) -> None:
    rows = ooma_client.get("numbers")["rows"]
    rows[0]["target"], rows[1]["target"] = ooma_client.key("301"), 424242
    before = ooma.oracle.numbers
    assert ooma_client.save_numbers(*rows)[1]["error"]["code"] == "UNKNOWN_EXTENSION"
    assert ooma_client.save_numbers({"id": "33999", "target": None})[1]["error"]["code"] == "UNKNOWN_EXTENSION"
    with pytest.raises(ValueError, match="UNKNOWN_EXTENSION"):
        ooma.oracle.point(DIRECT, "999")
    assert ooma.oracle.numbers == before


def test_a_phone_number_and_a_person_without_a_name_show_as_their_country_writes_them(
    make_ooma: Callable[..., MockOoma], ooma_client_of: Any
) -> None:
    company = Company(
        (Extension("100", "Desk", "receptionist"), Extension("101")),
        (),
        {"+19178191645": "101", "+442079460000": "100"},
    )
    client = ooma_client_of(make_ooma(company=company))
    client.sign_in()
    rows = client.get("extensions")["rows"]
    assert [(row["numbers"], row["name"]) for row in rows] == [
        (["+442079460000"], "Desk"),
        (["(917) 819-1645"], "917 819-1645"),
    ]


def test_durations_are_steps_of_a_ring_up_to_a_minute() -> None:
    assert DURATIONS == (6, 12, 18, 24, 30, 36, 42, 48, 54, 60)
    with pytest.raises(ValueError, match="31"):
        Group("301", "x", ("101",), seconds=31)
    with pytest.raises(ValueError, match="consecutive"):
        Group("301", "x", ("101",), ring="consecutive")
    with pytest.raises(ValueError, match="moon"):
        NoAnswer("moon")


def test_nothing_that_is_read_changes_anything(ooma: MockOoma, ooma_client: Any) -> None:
    for path in ("session", "extensions", "users", "free_extensions", "targets?kind=voicemail", "numbers"):
        ooma_client.get(path)
    ooma_client.group("301")
    assert (ooma.oracle.save_posts, ooma.oracle.delete_posts, len(ooma.oracle.history)) == (0, 0, 1)
    assert {call.method for call in ooma.oracle.journal} == {"GET", "POST"}
    assert [call.path for call in ooma.oracle.journal if call.method == "POST"] == ["/api/login"]


def test_reset_goes_back_to_the_first_day(ooma: MockOoma, ooma_client: Any) -> None:
    ooma.oracle.delete("309")
    ooma.oracle.add_group(Group("303", "Nuit", ("101",), no_answer=NoAnswer("voicemail", "101")))
    ooma.oracle.add_user("108", "Nouveau")
    ooma.oracle.rename_user("101", "Annie Martin")
    assert (set(ooma.oracle.groups), ooma.oracle.users["108"].name) == ({"301", "303", "310"}, "Nouveau")
    ooma.oracle.reset()
    assert (list(ooma.oracle.groups), len(ooma.oracle.history)) == (["301", "309", "310"], 1)
    assert ooma.oracle.users["101"].name == "Anne Martin"
    assert (ooma.oracle.open_sessions, ooma.oracle.logins, ooma.oracle.journal) == (0, 0, [])
