"""The mock 3CX without a browser: its protocol, its lockout, its switches."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException, IncompleteRead

import pytest

from pupitre.errors import Explained
from pupitre.hours import Week, Weekday
from pupitre.mock import FLAVOURS, Flavour, Libraries
from pupitre_threecx.mock import CHOICES, Destination, MockThreeCX, Rule, Variant, week

REVEL = week(mon_fri="08:00-17:00")
EXCEPTIONS = "ForwardingExceptions"


class Client:
    """One client of the private protocol, with its cookies."""

    def __init__(self, mock: MockThreeCX) -> None:
        self.mock = mock
        self.cookie = ""

    def call(self, path: str, document: object = None, *, method: str = "POST") -> tuple[int, str]:
        """Return the status and the text of an answer."""
        connection = HTTPConnection("127.0.0.1", self.mock.port, timeout=10)
        try:
            connection.request(
                method, path, json.dumps(document) if method == "POST" else None, {"Cookie": self.cookie}
            )
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name == "Set-Cookie" and value.startswith(".AspNetCore.Cookies"):
                    self.cookie = value.split(";")[0]
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def sign_in(self, password: str | None = None) -> tuple[int, str]:
        """Send a password."""
        given = self.mock.password if password is None else password
        return self.call("/api/login", {"Username": "000", "Password": given})

    def open(self, number: str = "021") -> tuple[int, dict[str, object]]:
        """Open an extension and return its handle and its object."""
        rows = json.loads(self.call("/api/ExtensionList", method="GET")[1])["list"]
        key = next(row["Id"] for row in rows if row["Number"] == number)
        document = json.loads(self.call("/api/ExtensionList/set", {"Id": key})[1])
        return document["Id"], document["ActiveObject"]

    def set_hours(self, handle: int, shown: dict[str, object], periods: list[tuple[str, str, str]]) -> int:
        """Replace the hours of the first rule in the working copy and return the status."""
        rule = shown[EXCEPTIONS]["_value"][0]["Id"]  # type: ignore[index]
        path = [{"Name": EXCEPTIONS, "IdInCollection": rule}, {"Name": "TimeRanges"}]
        value = [{"DayOfWeek": day, "Start": start, "Stop": stop} for day, start, stop in periods]
        body = {"Path": {"ObjectId": handle, "PropertyPath": path}, "PropertyValue": value}
        return self.call("/api/edit/update", body)[0]


MONDAY = [("Monday", "09:00:00", "11:00:00")]
TUESDAY = [("Tuesday", "14:00:00", "18:00:00")]


@pytest.fixture
def mock() -> Iterator[MockThreeCX]:
    with MockThreeCX() as serving:
        yield serving


@pytest.fixture
def client(mock: MockThreeCX) -> Client:
    signed_in = Client(mock)
    assert signed_in.sign_in() == (200, "AuthSuccess")
    return signed_in


def test_nothing_is_stored_before_the_save_of_the_handle(mock: MockThreeCX, client: Client) -> None:
    handle, shown = client.open()
    assert client.set_hours(handle, shown, MONDAY) == 200
    assert mock.oracle.week("021") == REVEL
    assert client.call("/api/edit/save", handle)[0] == 200
    assert mock.oracle.week("021") == week(mon="09:00-11:00")
    assert (mock.oracle.saves, mock.oracle.updates, [number for number, _ in mock.oracle.history]) == (
        1,
        1,
        ["021"],
    )


def test_a_cancelled_handle_cannot_be_saved(mock: MockThreeCX, client: Client) -> None:
    handle, shown = client.open()
    client.set_hours(handle, shown, MONDAY)
    assert client.call("/api/edit/cancel", handle)[0] == 200
    assert client.call("/api/edit/save", handle)[0] == 400
    assert (mock.oracle.week("021"), mock.oracle.saves, mock.oracle.cancels) == (REVEL, 0, 1)


def test_the_last_save_wins_as_a_whole(mock: MockThreeCX, client: Client) -> None:
    other = Client(mock)
    other.sign_in()
    (mine, shown), (theirs, _) = client.open(), other.open()
    client.set_hours(mine, shown, MONDAY)
    other.set_hours(theirs, shown, TUESDAY)
    client.call("/api/edit/save", mine)
    other.call("/api/edit/save", theirs)
    assert mock.oracle.week("021") == week(tue="14:00-18:00")
    assert mock.oracle.saves == 2


def test_handles_count_from_one_in_each_session(mock: MockThreeCX, client: Client) -> None:
    other = Client(mock)
    other.sign_in()
    assert [client.open("021")[0], client.open("022")[0], other.open("024")[0]] == [1, 2, 1]


@pytest.mark.parametrize(
    "periods",
    [
        [("Monday", "08:00:00", "17:00:00"), ("Monday", "14:00:00", "18:00:00")],
        [("Monday", "12:00:00", "12:00:00")],
        [("Monday", "22:00:00", "24:00:00")],
    ],
    ids=["overlapping", "empty", "ending at 24:00"],
)
def test_the_server_refuses_hours_that_no_console_holds(client: Client, periods: list[tuple[str, str, str]]) -> None:
    handle, shown = client.open()
    assert client.set_hours(handle, shown, periods) == 400


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_the_fourth_wrong_password_blocks_the_address(mock: MockThreeCX, flavour: Flavour) -> None:
    mock.lockout_flavour = flavour
    client = Client(mock)
    for attempt in range(3):
        assert client.sign_in(f"wrong {attempt}") == (200, "AuthFailed")
    # The right password no longer helps, nor does any other page.
    for path, document in (("/api/login", {"Username": "000", "Password": "wrong"}), ("/", None)):
        if flavour == "drop":
            with pytest.raises((HTTPException, ConnectionError)):
                client.call(path, document)
        else:
            status, text = client.call(path, document)
            assert status == 403
            assert text.startswith("{" if flavour == "json403" else "<!DOCTYPE html>")
    mock.oracle.unblock()
    assert client.sign_in() == (200, "AuthSuccess")


def test_a_password_is_judged_byte_for_byte_and_never_journalled(mock: MockThreeCX) -> None:
    mock.password = 'é"\\&💥 '
    assert Client(mock).sign_in(mock.password.strip())[1] == "AuthFailed"
    assert Client(mock).sign_in()[1] == "AuthSuccess"
    assert mock.oracle.last_password_seen == mock.password.encode()
    assert mock.oracle.journal[-1].body == {"Username": "000"}
    assert (mock.oracle.login_posts, mock.oracle.logins, mock.oracle.refused_logins) == (2, 1, 1)


def test_signing_out_closes_the_session(mock: MockThreeCX, client: Client) -> None:
    assert mock.oracle.open_sessions == 1
    client.call("/api/logout", {})
    assert (mock.oracle.open_sessions, mock.oracle.logouts) == (0, 1)
    assert client.call("/api/CurrentUser", method="GET")[0] == 401


def test_an_expired_session_gets_401_and_polling_does_not_count(mock: MockThreeCX, client: Client) -> None:
    mock.faults.expire_after(2)
    for _ in range(5):
        assert client.call("/api/SystemStatus", method="GET")[0] == 200
    statuses = [client.call("/api/CurrentUser", method="GET")[0] for _ in range(3)]
    assert statuses == [200, 200, 401]


def test_an_idle_session_expires_by_the_mock_s_own_clock(mock: MockThreeCX, client: Client) -> None:
    mock.clock.advance(3_000)
    assert client.call("/api/CurrentUser", method="GET")[0] == 200
    mock.clock.advance(4_000)
    assert client.call("/api/CurrentUser", method="GET")[0] == 401


def test_half_an_answer_is_less_than_was_promised(mock: MockThreeCX, client: Client) -> None:
    mock.faults.half_answer("/api/ExtensionList")
    with pytest.raises(IncompleteRead):
        client.call("/api/ExtensionList", method="GET")


def test_the_connection_drops_after_so_many_calls(mock: MockThreeCX, client: Client) -> None:
    mock.faults.drop_after(1)
    assert client.call("/api/CurrentUser", method="GET")[0] == 200
    with pytest.raises((HTTPException, ConnectionError)):
        client.call("/api/CurrentUser", method="GET")


def test_a_login_that_is_reset_was_received(mock: MockThreeCX) -> None:
    mock.faults.login_reset()
    with pytest.raises(ConnectionResetError):
        Client(mock).sign_in()
    assert (mock.oracle.login_posts, mock.oracle.logins) == (1, 1)


@pytest.mark.parametrize(
    ("fault", "status", "stored"),
    [("fail_save", 500, False), ("fail_save_applied", 500, True), ("ignore_save", 200, False)],
)
def test_a_save_can_lie(mock: MockThreeCX, client: Client, fault: str, status: int, stored: bool) -> None:
    mock.faults.parse(fault)
    handle, shown = client.open()
    client.set_hours(handle, shown, MONDAY)
    assert client.call("/api/edit/save", handle)[0] == status
    assert (mock.oracle.week("021") != REVEL, mock.oracle.saves, mock.oracle.save_posts) == (
        stored,
        int(stored),
        1,
    )


@pytest.mark.parametrize(("when", "left"), [("before", week(mon="09:00-11:00")), ("after", week(sun="10:00-12:00"))])
def test_someone_else_saves_around_our_save(mock: MockThreeCX, client: Client, when: str, left: Week) -> None:
    mock.faults.save_by_someone_else("021", week(sun="10:00-12:00"), when)
    handle, shown = client.open()
    client.set_hours(handle, shown, MONDAY)
    client.call("/api/edit/save", handle)
    assert mock.oracle.week("021") == left
    assert (len(mock.oracle.history), mock.oracle.saves) == (2, 1)


def test_a_deletion_can_corrupt_the_destination(mock: MockThreeCX, client: Client) -> None:
    mock.faults.corrupt_on_delete()
    handle, shown = client.open()
    client.set_hours(handle, shown, [])
    client.call("/api/edit/save", handle)
    assert mock.oracle.rules("021") == [Rule(destination=Destination("DN", "801"))]


def test_the_default_sites_hold_the_traps_of_the_procedure(mock: MockThreeCX) -> None:
    assert mock.oracle.week("021") == REVEL
    assert [rule.caller for rule in mock.oracle.rules("022")] == ["0561000000", "*"]
    assert {mock.oracle.extension(number).name for number in ("02", "0210", "800")} == {
        "Standard",
        "REVEL Atelier",
        "FA",
    }
    assert len({mock.oracle.week(number) for number in ("021", "022", "023", "024")}) == 4


def test_the_named_variants_cover_every_choice() -> None:
    for name, choices in CHOICES.items():
        seen = {str(getattr(variant, name)).lower() for variant in Variant.named.values()}
        assert seen == set(choices)


def test_a_variant_is_read_from_a_command_line_and_written_back() -> None:
    variant = Variant.parse("slot_menu=popover, clock=12, touching=false")
    assert variant == Variant(slot_menu="popover", clock="12", touching=False)
    assert Variant.parse(str(variant)) == variant
    with pytest.raises(Explained, match="clock can be 24, 12"):
        Variant.parse("clock=13")
    with pytest.raises(ValueError, match="slot_menu"):
        Variant(slot_menu="sidebar")


def test_faults_are_read_from_a_command_line() -> None:
    faults = MockThreeCX().faults
    faults.parse("slow=0.5:/api/edit,fail_save,rename_label=editor.ok:Valider")
    assert faults.values("slow") == {"seconds": 0.5, "path_prefix": "/api/edit"}
    assert set(faults.on()) == {"slow", "fail_save", "rename_label"}
    faults.off()
    assert not faults.on()
    for wrong in ("explode", "slow=soon", "parse", "hide_extension"):
        with pytest.raises(Explained):
            faults.parse(wrong)


def test_rules_can_be_replaced_and_the_first_day_restored(mock: MockThreeCX) -> None:
    mock.faults.exception_rules("021", "two")
    assert [rule.caller for rule in mock.oracle.rules("021")] == ["*", "*"]
    mock.faults.parse("exception_rules=021:none")
    with pytest.raises(LookupError):
        mock.oracle.week("021")
    mock.oracle.reset()
    assert mock.oracle.week("021").on(Weekday.MONDAY) == REVEL.on(Weekday.MONDAY)


def test_a_mock_stops_at_once_even_while_it_is_slow() -> None:
    mock = MockThreeCX().start()
    mock.faults.slow(60)
    stuck = threading.Thread(target=_swallow, args=(Client(mock),))
    stuck.start()
    mock.stop()
    stuck.join(timeout=5)
    assert not stuck.is_alive()


def _swallow(client: Client) -> None:
    with pytest.raises((HTTPException, OSError)):
        client.sign_in()


def test_a_file_outside_the_console_is_not_served(mock: MockThreeCX) -> None:
    client = Client(mock)
    for path in ("/app/../pages.py", "/lib/angular/../__init__.py", "/lib/other/x.js", "/app/index.html"):
        assert client.call(path, method="GET")[0] == 404
    css = client.call("/lib/bootswatch/cosmo/bootstrap.min.css", method="GET")[1]
    assert "@import" not in css
    assert "glyphicons" in css


def test_missing_web_libraries_are_named_with_the_command_that_installs_them() -> None:
    with pytest.raises(Explained, match=r"pip install 'pupitre\[rehearse\]'"):
        Libraries({"angular": "xstatic.pkg.not_installed"})
