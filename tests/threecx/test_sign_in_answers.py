"""What the login page shows after a password, and what it is taken for; two things at once are nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page

from pupitre import login_page
from pupitre.browser.elements import load_elements
from pupitre.browser.finder import Finder
from pupitre.console import Answer
from pupitre_threecx.sign_in import ThreeCXLogin

REFUSED = "<div class='alert alert-danger'>Identifiants invalides</div>"
BLOCKED = "<div class='alert alert-danger'>Votre adresse IP est bloquée.</div>"
OTHER = "<div class='alert alert-danger'>Réponse inattendue du serveur</div>"
CODE = "<input name=securityCode>"
CAPTCHA = "<div class=captcha>1 + 1 = <input></div>"
NEW = "<input name=newPassword>"
SIGNED_IN = "<div id=app-container>Extensions</div>"


@dataclass(frozen=True)
class Reply:
    """What came back to the request with the password."""

    http_status: int | None = 200
    body_text: str = ""
    error: str | None = None
    released: bool = True


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for another screen once the console has answered."""
    monkeypatch.setattr(login_page, "_SCREEN_AFTER_REPLY", 0.0)
    monkeypatch.setattr(login_page, "_LOOK_EVERY", 0.05)


def taken_for(page: Page, shown: str, reply: Reply) -> Answer:
    inside = shown.replace(SIGNED_IN, "")
    form = f"<login-component><form><input type=password></form>{inside}</login-component>"
    alone = SIGNED_IN if shown == SIGNED_IN else form + (SIGNED_IN if SIGNED_IN in shown else "")
    page.set_content(f"<body>{alone}</body>")
    desk = SimpleNamespace(page=page, elements=Finder(page, load_elements("threecx"), patience=1.0))
    return ThreeCXLogin(desk).answer(lambda: reply).answer  # type: ignore[arg-type]


ONE = {
    "the console behind the login": (SIGNED_IN, Reply(), Answer.ACCEPTED),
    "its words for a wrong password": (REFUSED, Reply(), Answer.REFUSED),
    "401": ("", Reply(401), Answer.REFUSED),
    "its words for a blocked address": (BLOCKED, Reply(), Answer.BLOCKED),
    "403": ("", Reply(403), Answer.BLOCKED),
    "a security code": (CODE, Reply(), Answer.PERSON),
    "a captcha": (CAPTCHA, Reply(), Answer.PERSON),
    "a new password": (NEW, Reply(), Answer.PERSON),
    "the refusal that fills the measure": (REFUSED, Reply(403), Answer.BLOCKED),
}
UNKNOWN = {
    "nothing": ("", Reply()),
    "other words": (OTHER, Reply()),
    "a connection that ended": ("", Reply(None, error="the connection ended without an answer")),
    "maintenance": ("Le système est en maintenance", Reply(503)),
    "the login form again, at another address": ("", Reply(302)),
    "a refusal and the console": (REFUSED + SIGNED_IN, Reply()),
    "a refusal by its status and the console": (SIGNED_IN, Reply(401)),
    "a refusal and a security code": (REFUSED + CODE, Reply()),
    "a security code and the console": (CODE + SIGNED_IN, Reply()),
    "a block by its status and the console": (SIGNED_IN, Reply(403)),
    "a block and a captcha": (CAPTCHA, Reply(403)),
}


@pytest.mark.parametrize("shown", ONE)
def test_one_sign_is_taken_for_what_it_says(page: Page, shown: str) -> None:
    markup, reply, expected = ONE[shown]
    assert taken_for(page, markup, reply) is expected


@pytest.mark.parametrize("shown", UNKNOWN)
def test_no_sign_and_two_signs_are_taken_for_nothing(page: Page, shown: str) -> None:
    markup, reply = UNKNOWN[shown]
    assert taken_for(page, markup, reply) is Answer.UNKNOWN
