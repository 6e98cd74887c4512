"""What a console without a driver answered when signed in to: nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from pupitre.console import Answer
from pupitre.desk import Desk
from pupitre.errors import SessionExpired, UnknownScreen
from pupitre.recording import any_console
from pupitre.recording.any_console import AnyConsole

LOGIN = """<!doctype html><form method=post action=/enter><label>Nom <input name=user></label>
<label>Mot de passe <input name=pw type=password></label><button>Entrer</button></form>"""
SCRIPTED = LOGIN.replace("method=post action=/enter", 'onsubmit="return false"')
TWO = LOGIN.replace("</form>", "<input type=password name=again></form>")
CODE = "<!doctype html><input autocomplete=one-time-code>"
INSIDE = "<!doctype html><h1>Accueil</h1>"
PAGES = {"the login page anew": LOGIN, "a question for a code": CODE, "the inside": INSIDE}


@dataclass(frozen=True)
class Replied:
    """What came back to the request that carried the password."""

    http_status: int | None
    released: bool = True
    body_text: str = ""
    error: str | None = None


@pytest.fixture
def console(
    small_site: Callable[..., tuple[str, list[str]]], desk_at: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AnyConsole]:
    """Return a function that opens a login page and says what comes after it."""
    monkeypatch.setattr(any_console, "ANSWER_WITHIN", 2.0)
    monkeypatch.setattr(any_console, "_SCREEN_AFTER_REPLY", 0.5)

    def opened(page: str = LOGIN, after: str | None = None) -> AnyConsole:
        address, _ = small_site(page, after=after or INSIDE)
        console = AnyConsole(desk_at(address, 2.0))
        console.open_login()
        console.type_credentials("mairie", "placeholder")
        console._began = console._loaded
        if after is not None:
            console.desk.page.goto(f"{address}/after")
        return console

    return opened


@pytest.mark.parametrize(
    ("shown", "status", "answer"),
    [
        ("the inside", 303, Answer.ACCEPTED),
        ("the login page anew", 200, Answer.REFUSED),
        ("the same page still", 200, Answer.UNKNOWN),
        ("the same page still", 401, Answer.REFUSED),
        ("the login page anew", 403, Answer.BLOCKED),
        ("the login page anew", 429, Answer.BLOCKED),
        ("a question for a code", 200, Answer.PERSON),
        ("the inside", 500, Answer.UNKNOWN),
        ("the same page still", None, Answer.UNKNOWN),
    ],
)
def test_what_is_neither_certainly_accepted_nor_certainly_refused_is_unknown(
    console: Any, shown: str, status: int | None, answer: Answer
) -> None:
    at = console(after=PAGES.get(shown))
    assert at.sign_in_answer(lambda: Replied(status)).answer is answer


def test_the_form_says_where_it_sends_the_password_or_says_nothing(console: Any) -> None:
    assert console().login_requests == ("/enter",)
    assert console(SCRIPTED).login_requests == ()


def test_a_page_with_two_fields_for_a_password_is_no_login_page(console: Any) -> None:
    with pytest.raises(UnknownScreen):
        console(TWO)


def test_a_session_that_ended_is_told_as_such(console: Any) -> None:
    at = console(after=INSIDE)
    at.sign_in_answer(lambda: Replied(200))
    at.desk.elements.explain()
    at.desk.page.goto(at.desk.origin)
    with pytest.raises(SessionExpired):
        at.desk.elements.explain()
