"""What the mock 3CX can be told to do wrong, seen in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect

from pupitre_threecx.mock import MockThreeCX

# A dialog falls into its place: a click before that presses at one place and lets go at another.
SETTLED = """count => {
  const dialogs = [...document.querySelectorAll('.modal')];
  const still = dialogs.every(dialog => dialog.matches('.in, .show') && !dialog.matches('.ng-animate'));
  return dialogs.length === count && still && document.getAnimations().length === 0;
}"""


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(accept_downloads=False)
    context.set_default_timeout(8_000)
    yield context.new_page()
    context.close()


def sign_in(page: Page, mock: MockThreeCX) -> None:
    page.goto(mock.origin)
    fill_in(page, mock)
    page.locator("login-component button[type=submit]").click()


def fill_in(page: Page, mock: MockThreeCX) -> None:
    page.locator("login-component input[type=text]").fill(mock.user)
    page.locator("login-component input[type=password]").first.fill(mock.password)


def take_pictures(page: Page, count: int) -> None:
    for _ in range(count):
        page.screenshot(timeout=1_500)


def rules_of(page: Page, number: str = "021") -> Locator:
    page.locator("extension-list tbody tr").filter(has=page.get_by_text(number, exact=True)).click()
    page.locator('a[ui-sref=".forwarding_rules"]').click()
    return page.locator('panel[mc-title$="EXCEPTIONS"] tbody tr')


@pytest.fixture
def mock() -> Iterator[MockThreeCX]:
    with MockThreeCX() as serving:
        yield serving


def test_the_right_password_can_be_answered_by_another_question(mock: MockThreeCX, tab: Page) -> None:
    for fault, asked in (
        ("second_factor", "login-component input[name=securityCode]"),
        ("captcha", "login-component .captcha input"),
        ("change_password", "login-component input[name=newPassword]"),
    ):
        mock.faults.off()
        mock.faults.parse(fault)
        sign_in(tab, mock)
        expect(tab.locator(asked)).to_be_visible()
        tab.goto("about:blank")
    assert (mock.oracle.logins, mock.oracle.refused_logins, mock.oracle.open_sessions) == (0, 0, 0)


def test_an_odd_answer_to_the_login_is_neither_a_refusal_nor_a_session(mock: MockThreeCX, tab: Page) -> None:
    mock.faults.login_text("Bonjour")
    sign_in(tab, mock)
    expect(tab.locator("login-component .alert-danger")).to_have_text("Réponse inattendue du serveur")
    assert (mock.oracle.logins, mock.oracle.refused_logins, mock.oracle.login_posts) == (0, 0, 1)


def test_maintenance_is_the_only_page_there_is(mock: MockThreeCX, tab: Page) -> None:
    mock.faults.maintenance()
    answer = tab.goto(mock.origin)
    assert answer is not None
    assert answer.status == 503
    expect(tab.get_by_role("heading")).to_have_text("Le système est en maintenance")


def test_things_stand_in_the_way_on_the_list(mock: MockThreeCX, tab: Page) -> None:
    mock.faults.parse("banner=news,licence_modal,two_same_number=021,hide_extension=02,push_download,popups")
    downloads: list[str] = []
    tab.on("download", lambda download: downloads.append(download.suggested_filename))
    tab.goto(mock.origin)
    tab.locator("#newsAccept").click()
    fill_in(tab, mock)
    with tab.expect_popup() as popup:
        tab.locator("login-component button[type=submit]").click()
    assert popup.value.url == "about:blank"
    mock.faults.off("popups")
    expect(tab.locator("extension-list tbody tr", has_text="REVEL")).to_have_count(3)
    expect(tab.get_by_text("Standard", exact=True)).to_have_count(0)
    expect(tab.locator(".modal-message")).to_have_text("Votre licence a expiré.")
    assert len(downloads) == 1
    assert "/" not in downloads[0]


def test_the_tab_can_be_hidden_and_a_button_doubled(mock: MockThreeCX, tab: Page) -> None:
    mock.faults.parse("tab_hidden,duplicate_element=editor.ok")
    sign_in(tab, mock)
    tab.locator("extension-list tbody tr").filter(has=tab.get_by_text("021", exact=True)).click()
    expect(tab.locator("#btnSave")).to_have_count(2)
    expect(tab.locator('a[ui-sref=".forwarding_rules"]')).to_be_hidden()


def test_the_dialog_can_open_twice_or_late(mock: MockThreeCX, tab: Page) -> None:
    mock.faults.dialog_twice()
    sign_in(tab, mock)
    rules_of(tab).locator("td").nth(2).click()
    expect(tab.locator(".modal")).to_have_count(2)
    mock.faults.off()
    mock.faults.dialog_late(0.3)
    tab.goto("about:blank")
    tab.goto(mock.origin)
    rules_of(tab).locator("td").nth(2).click()
    expect(tab.locator(".modal")).to_have_count(0)
    expect(tab.locator(".modal")).to_have_count(1)


def test_a_configured_slot_can_get_lost_without_a_word(mock: MockThreeCX, tab: Page) -> None:
    mock.faults.lose_click_on_add()
    sign_in(tab, mock)
    rules_of(tab).locator("td").nth(2).click()
    for slots in (5, 6):
        tab.wait_for_function(SETTLED, arg=1)
        tab.locator("time-ranges-control td").nth(5).locator(".configure").click()
        tab.wait_for_function(SETTLED, arg=2)
        tab.locator(".modal:has(.configure-dialog) #btnOk").click()
        expect(tab.locator(".slot-text")).to_have_count(slots)


def test_a_frozen_page_answers_nothing_more(mock: MockThreeCX, tab: Page) -> None:
    mock.faults.freeze_page()
    sign_in(tab, mock)
    tab.locator("extension-list tbody tr").filter(has=tab.get_by_text("021", exact=True)).click()
    # The loop begins a moment after the editor is shown: some pictures may still be taken.
    with pytest.raises(TimeoutError):
        take_pictures(tab, 300)
