"""What becomes of a login, seen from both ends: what the console heard, what the guard keeps, what a person is told."""

from __future__ import annotations

import functools
import html
import json
import re
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from http.client import RemoteDisconnected
from pathlib import Path
from typing import Any

import pytest

from pupitre.browser.gate import Gate
from pupitre.commands.guard import release
from pupitre.errors import GuardHeld, LoginBlocked, LoginRefused, LoginUnknown, SecondFactor, Unreachable
from pupitre.estate import sources
from pupitre.guard import Guard, LedgerLost, clock
from pupitre.mock import Flavour
from pupitre.run import Finished
from pupitre.testing import Operator
from pupitre_threecx.mock import MockThreeCX

PHONE = "05 61 00 00 00"
SUPPORT = f'support: {{phone: "{PHONE}", email: aide@example.fr}}'
REVEL = 'REVEL: {extension: "021", week: {lundi-vendredi: [08:00-12:00, 14:00-17:30]}}'


@pytest.fixture(autouse=True)
def one_site(declare: Callable[..., None]) -> None:
    """Declare one site, and whom to call."""
    declare(REVEL, more=SUPPORT)


def half_a_minute_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = clock._seconds_since_boot
    monkeypatch.setattr(clock, "_seconds_since_boot", lambda: seconds() + 31)


def somebody_else_is_wrong(mock: MockThreeCX, times: int) -> None:
    """Send wrong passwords from the same office, without Pupitre."""
    body = json.dumps({"Username": "021", "Password": "guessed"}).encode()
    for _ in range(times):
        request = urllib.request.Request(f"{mock.origin}/api/login", body, {"Content-Type": "application/json"})
        with suppress(urllib.error.HTTPError, RemoteDisconnected):
            urllib.request.urlopen(request).close()


def reason_of(finished: Finished) -> str:
    verdict = finished.verdict
    assert verdict.exit_code == (1 if verdict.reason == Unreachable.reason else 4), verdict
    return verdict.reason


def doors(finished: Finished) -> list[dict[str, Any]]:
    return list(json.loads((finished.folder / "result.json").read_text("utf-8"))["guard"].values())


def page_of(finished: Finished) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", finished.report.read_text("utf-8"))).split())


COMMANDS = {
    "fails after printing it": "import sys; print(open('password').read()); sys.exit(3)",
    "prints it and hangs": "import time; print(open('password').read(), flush=True); time.sleep(60)",
    "complains with it": "import sys; word = open('password').read(); print(word); sys.exit('wrong: ' + word)",
    "prints nothing": "",
}


@pytest.mark.parametrize("does", COMMANDS)
def test_a_command_that_gives_no_password_costs_no_attempt_and_prints_nothing(
    does: str, mock: MockThreeCX, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "COMMAND_TIMEOUT", 5.0 if "hang" not in does else 1.0)
    (operator.folder / "vault.py").write_text(COMMANDS[does], encoding="utf-8")
    text = operator.file.read_text("utf-8")
    operator.declares(text.replace("file:password", f"command:{sys.executable} vault.py"))
    finished = operator.plan()
    assert (finished.verdict.exit_code, finished.verdict.reason) == (1, "secret_unusable")
    assert mock.oracle.login_posts == 0
    assert doors(finished) == []
    shown = [finished.verdict.sentence, *(path.read_text("utf-8") for path in finished.folder.glob("*.json*"))]
    assert not any(mock.password in text or json.dumps(mock.password)[1:-1] in text for text in shown)


def test_a_store_that_gives_only_wrong_passwords_is_noticed_after_two_consoles(operator: Operator) -> None:
    with MockThreeCX() as first, MockThreeCX() as second, MockThreeCX() as third:
        text, reasons = operator.file.read_text("utf-8"), []
        operator.knows("of another key")
        for mock in (first, second, third):
            operator.declares(re.sub(r"address: .*", f"address: {mock.address}", text))
            reasons.append(reason_of(operator.plan()))
        assert reasons == [LoginRefused.reason, LoginRefused.reason, GuardHeld.reason]
        assert [mock.oracle.login_posts for mock in (first, second, third)] == [1, 1, 0]


def test_a_refused_password_stays_here_after_a_release_and_a_changed_one_may_go(
    mock: MockThreeCX, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator.knows("not the password")
    assert reason_of(operator.plan()) == LoginRefused.reason
    assert release(mock.origin, who="Anne", why="I want it") == 0
    half_a_minute_passes(monkeypatch)
    assert reason_of(operator.plan()) == GuardHeld.reason
    assert mock.oracle.login_posts == 1
    operator.knows(mock.password)
    assert operator.plan().verdict.exit_code == 2
    assert mock.oracle.login_posts == 2


def test_what_the_guard_holds_stands_in_the_result_and_in_the_report(mock: MockThreeCX, operator: Operator) -> None:
    operator.knows("not the password")
    finished = operator.plan()
    (door,) = doors(finished)
    assert (door["open"], door["reason"], door["failed_in_24_hours"]) == (False, "same_password", 1)
    assert door["why"].startswith("la console a déjà refusé")
    assert "une levée n'y change rien" in door["opens"]
    shown = page_of(finished)
    assert f"Garde : {mock.origin} 000 fermée depuis {door['since']} : {door['why']}" in shown
    assert f"Ce qui l’ouvre {door['opens']}" in shown
    assert "Connexions manquées qui comptent sur 24 heures 1" in shown


def test_an_open_door_stands_in_the_report_without_what_opens_it(operator: Operator) -> None:
    finished = operator.plan()
    assert [door["open"] for door in doors(finished)] == [True]
    assert " 000 ouverte Connexions manquées qui comptent sur 24 heures 0" in page_of(finished)
    assert "Ce qui l’ouvre" not in page_of(finished)


def test_an_answer_that_comes_too_late_is_unknown_and_only_a_person_goes_on(
    mock: MockThreeCX, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pupitre.browser.gate.Gate", functools.partial(Gate, answer_within=0.5))
    mock.faults.slow_login(5.0)
    assert reason_of(operator.plan()) == LoginUnknown.reason
    mock.faults.off()
    held = operator.plan()
    assert reason_of(held) == GuardHeld.reason
    assert f"pupitre guard release {mock.origin}" in held.verdict.remedy
    assert mock.oracle.login_posts == 1


@pytest.mark.parametrize("flavour", ["json403", "html403"])
def test_a_blocked_address_stops_every_account_of_the_console_and_says_whom_to_call(
    flavour: Flavour, mock: MockThreeCX, operator: Operator
) -> None:
    mock.lockout_flavour = flavour
    somebody_else_is_wrong(mock, 3)
    operator.knows("the fourth wrong one")
    finished = operator.plan()
    assert reason_of(finished) == LoginBlocked.reason
    assert PHONE in finished.verdict.remedy
    assert "liste noire" in finished.verdict.remedy
    assert PHONE in page_of(finished)
    assert [door["reason"] for door in doors(finished)] == ["blocked"]
    mock.oracle.unblock()
    operator.knows(mock.password)
    operator.declares(operator.file.read_text("utf-8").replace('user: "000"', 'user: "001"'))
    assert reason_of(operator.plan()) == GuardHeld.reason
    assert mock.oracle.login_posts == 4


def test_a_connection_that_ends_without_a_word_after_a_refusal_is_a_block(
    mock: MockThreeCX, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    mock.lockout_flavour = "drop"
    operator.knows("the first wrong one")
    assert reason_of(operator.plan()) == LoginRefused.reason
    somebody_else_is_wrong(mock, 2)
    half_a_minute_passes(monkeypatch)
    operator.knows("the fourth wrong one")
    finished = operator.plan()
    assert reason_of(finished) == LoginBlocked.reason
    assert PHONE in finished.verdict.remedy
    assert mock.oracle.login_posts == 4
    # From now on not even the page is shown: that may be a network that is down, or the block.
    later = operator.plan()
    assert reason_of(later) == Unreachable.reason
    assert PHONE in later.verdict.remedy
    assert mock.oracle.login_posts == 4


def test_a_connection_that_ends_without_a_word_is_no_block_when_nothing_was_refused(
    mock: MockThreeCX, operator: Operator
) -> None:
    mock.faults.login_reset()
    assert reason_of(operator.plan()) == LoginUnknown.reason
    with Guard.open() as guard:
        assert [door.open for door in guard.status()] == [False]


@pytest.mark.parametrize("flavour", ["json403", "html403"])
def test_an_address_that_was_blocked_before_sends_nothing_and_says_whom_to_call(
    flavour: Flavour, mock: MockThreeCX, operator: Operator
) -> None:
    mock.lockout_flavour = flavour
    somebody_else_is_wrong(mock, 4)
    finished = operator.plan()
    assert reason_of(finished) == LoginBlocked.reason
    assert PHONE in finished.verdict.remedy
    assert finished.verdict.left_behind == "Rien n'a été modifié. Aucun mot de passe n'est parti."
    assert mock.oracle.login_posts == 4


@pytest.mark.parametrize("asks", ["second_factor", "captcha", "change_password"])
def test_what_only_a_person_can_give_is_shown_in_a_picture_and_not_guessed(
    asks: str, mock: MockThreeCX, operator: Operator
) -> None:
    mock.faults.parse(asks)
    finished = operator.plan()
    assert reason_of(finished) == SecondFactor.reason
    events = map(json.loads, (finished.folder / "events.jsonl").read_text("utf-8").splitlines())
    (doubt,) = [event for event in events if event["step"] == "doubt"]
    assert (finished.folder / doubt["picture"]).stat().st_size > 0
    assert [call.path for call in mock.oracle.journal if call.method == "POST"].count("/api/login") == 1


def test_without_its_ledger_a_run_stops_before_the_console(mock: MockThreeCX, operator: Operator) -> None:
    assert operator.plan().verdict.exit_code == 2
    shutil.rmtree(Path("state", "ledger"))
    with pytest.raises(LedgerLost, match="the ledger is gone"):
        operator.plan()
    assert mock.oracle.login_posts == 1
