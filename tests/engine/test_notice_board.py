"""The mock without a driver: what it stores, what it refuses, and the ten ways in which it may be rebuilt."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import APIRequestContext, Page, Playwright, expect

from pupitre.errors import Explained
from pupitre.mock.notice_board import CHANGES, Change, MockNoticeBoard, Panel, open_mock


@pytest.fixture
def board() -> Iterator[MockNoticeBoard]:
    """Yield a running board of the usual kind."""
    with MockNoticeBoard() as console:
        yield console


@pytest.fixture
def client(playwright: Playwright, board: MockNoticeBoard) -> Iterator[APIRequestContext]:
    """Yield a client without a browser, which keeps cookies."""
    context = playwright.request.new_context(base_url=board.origin)
    yield context
    context.dispose()


def sign_in(client: APIRequestContext, board: MockNoticeBoard, password: str = "") -> int:
    return client.post("/login", form={"user": board.user, "password": password or board.password}).status


def test_a_save_is_stored_and_shown(client: APIRequestContext, board: MockNoticeBoard) -> None:
    assert sign_in(client, board) == 200
    form = {"message": "Brocante <dimanche>", "opens": "09:15", "colour": "rouge"}
    shown = client.post("/panels/0", form=form).text()
    assert board.panels[0] == Panel("Halle", "Brocante <dimanche>", "09:15", "rouge", shown=False)
    assert "Brocante &lt;dimanche&gt;" in shown
    assert (board.save_posts, board.open_sessions) == (1, 1)


@pytest.mark.parametrize(
    "form",
    [
        {"message": "", "opens": "09:15", "colour": "rouge"},
        {"message": "Fermé", "opens": "25:00", "colour": "rouge"},
        {"message": "Fermé", "opens": "09:15", "colour": "rose"},
        {},
    ],
)
def test_what_is_not_understood_is_refused_and_not_stored(
    client: APIRequestContext, board: MockNoticeBoard, form: dict[str, str | float | bool]
) -> None:
    sign_in(client, board)
    before = board.saved()
    assert client.post("/panels/1", form=form).status == 422
    assert board.saved() == before


def test_nothing_is_shown_or_saved_without_a_session(client: APIRequestContext, board: MockNoticeBoard) -> None:
    assert "Marché" not in client.get("/panels").text()
    client.post("/panels/0", form={"message": "Fermé", "opens": "09:15", "colour": "rouge"})
    assert board.save_posts == 0


def test_the_third_wrong_password_locks_the_account(client: APIRequestContext, board: MockNoticeBoard) -> None:
    assert [sign_in(client, board, "wrong") for _ in range(3)] == [401, 401, 401]
    assert sign_in(client, board) == 403
    assert (board.login_posts, board.open_sessions) == (4, 0)


@pytest.mark.parametrize(("fault", "stored"), [("fail_save", False), ("fail_save_applied", True)])
def test_a_save_that_fails_may_be_stored(
    client: APIRequestContext, board: MockNoticeBoard, fault: str, stored: bool
) -> None:
    board.faults.parse(fault)
    sign_in(client, board)
    answer = client.post("/panels/0", form={"message": "Fermé", "opens": "09:15", "colour": "rouge"})
    assert (answer.status, board.panels[0].message == "Fermé") == (500, stored)


def test_a_variant_that_does_not_exist_is_explained() -> None:
    with pytest.raises(Explained, match="no variant 'upside-down'"):
        open_mock("upside-down")
    assert open_mock("ids").change is Change.IDS


@pytest.mark.parametrize("change", ["", *CHANGES])
def test_a_person_can_change_a_panel_however_it_is_built(page: Page, change: str) -> None:
    english = change == "language"
    with open_mock(change) as board:
        page.goto(board.address)
        page.get_by_label("Utilisateur").fill(board.user)
        page.get_by_label("Mot de passe").fill(board.password)
        page.get_by_role("button", name="Se connecter").click()
        edit = "Edit" if english else "Modifier"
        page.get_by_role("row", name="Marché").get_by_role("link", name=edit).click()
        editor = page.frame_locator("iframe")
        editor.get_by_role("textbox", name="Texte" if change == "renamed" else "Message").fill("Brocante dimanche")
        editor.get_by_label("Opens" if english else "Ouverture").fill("09:15")
        editor.get_by_label("Colour" if english else "Couleur").select_option("rouge")
        shown = editor.get_by_label("Shown" if english else "Affiché")
        if change == "removed":
            expect(shown).to_have_count(0)
        else:
            shown.uncheck()
        editor.get_by_role("button", name="Save" if english else "Enregistrer").click()
        expect(page.get_by_role("row", name="Brocante dimanche")).to_be_visible()
        assert board.panels[0] == Panel("Halle", "Brocante dimanche", "09:15", "rouge", shown=change == "removed")
