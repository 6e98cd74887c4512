"""What the sign-in card shows after a password, and what it is taken for; two things at once are nothing."""

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
from pupitre_ooma.sign_in import SignInCard

REFUSED = "<div class=alert>Le numéro de téléphone ou le mot de passe est incorrect.</div>"
BLOCKED = "<div class=alert>Votre compte a été verrouillé. Veuillez contacter l'assistance.</div>"
OTHER = "<div class=alert>Réponse inattendue du serveur.</div>"
SIGNED_IN = "<ul class=main-tabs><li><a href=#>Configuration</a></li></ul>"
CARD = "<form><input type=password>{}</form>"
CODE = "<form class=asked><label>Code de vérification</label><input></form>"
LOCKED_PAGE = "<h1>Votre compte est verrouillé</h1>"


@dataclass(frozen=True)
class Reply:
    """What came back to the request with the password."""

    http_status: int | None = 200
    body_text: str = ""
    error: str | None = None
    released: bool = True


@pytest.fixture(scope="module")
def card_page(browser: Browser) -> Iterator[Page]:
    """Yield one page for all answers."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for another screen once the console has answered."""
    monkeypatch.setattr(login_page, "_SCREEN_AFTER_REPLY", 0.0)
    monkeypatch.setattr(login_page, "_LOOK_EVERY", 0.05)


SHOWN: dict[str, tuple[str, Reply, Answer]] = {
    "the console behind the card": (f"<div class=header>{SIGNED_IN}</div>", Reply(), Answer.ACCEPTED),
    "its words for a wrong password": (CARD.format(REFUSED), Reply(), Answer.REFUSED),
    "401": (CARD.format(""), Reply(401), Answer.REFUSED),
    "its words for a locked account": (CARD.format(BLOCKED), Reply(), Answer.BLOCKED),
    "the page of a locked account": (LOCKED_PAGE, Reply(403), Answer.BLOCKED),
    "403": (CARD.format(""), Reply(403), Answer.BLOCKED),
    "the refusal that fills the measure": (CARD.format(REFUSED), Reply(403), Answer.BLOCKED),
    "a code": (CODE, Reply(), Answer.PERSON),
    "nothing": (CARD.format(""), Reply(), Answer.UNKNOWN),
    "other words": (CARD.format(OTHER), Reply(), Answer.UNKNOWN),
    "a connection that ended": (CARD.format(""), Reply(None, error="it ended"), Answer.UNKNOWN),
    "a refusal and the console": (CARD.format(REFUSED) + SIGNED_IN, Reply(), Answer.UNKNOWN),
    "a refusal by its status and the console": (f"<div class=header>{SIGNED_IN}</div>", Reply(401), Answer.UNKNOWN),
    "a code and the console": (CODE + SIGNED_IN, Reply(), Answer.UNKNOWN),
}


@pytest.mark.parametrize("shown", SHOWN)
def test_what_is_shown_is_taken_for_one_answer_or_for_none(card_page: Page, shown: str) -> None:
    markup, reply, expected = SHOWN[shown]
    card_page.set_content(f"<body>{markup}</body>")
    elements = Finder(card_page, load_elements("ooma"), patience=1.0)
    desk = SimpleNamespace(page=card_page, elements=elements, country="FR")
    assert SignInCard(desk).answer(lambda: reply).answer is expected  # type: ignore[arg-type]
