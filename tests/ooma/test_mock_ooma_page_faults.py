"""What the pages of the mock Ooma can be told to do wrong, seen in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, TimeoutError, expect

from pupitre_ooma.mock import MockOoma, Variant


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(accept_downloads=False)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def sign_in(page: Page, mock: MockOoma, path: str = "/extensions") -> None:
    page.goto(mock.origin + path)
    page.locator(".login-card .dropdown-toggle").click()
    page.locator(".dropdown-menu a", has_text="France").click()
    page.locator("input[type=text]").fill(mock.user)
    page.locator("input[type=password]").fill(mock.password)
    page.locator("button[type=submit]").click()
    expect(page.locator("h1")).to_be_visible()


def gear(page: Page, number: str) -> Locator:
    row = page.locator("tbody tr").filter(has=page.get_by_role("cell", name=number, exact=True))
    return row.locator("i.fa-cog")


def take_pictures(page: Page, count: int) -> None:
    for _ in range(count):
        page.screenshot(timeout=1_500)


def test_elements_can_have_other_words_be_hidden_or_be_there_twice(ooma: MockOoma, tab: Page) -> None:
    ooma.faults.parse("rename_label=group.save:Appliquer,hide_element=group.advanced,duplicate_element=group.name.row")
    sign_in(tab, ooma)
    gear(tab, "301").click()
    expect(tab.get_by_role("button", name="Appliquer")).to_be_visible()
    expect(tab.get_by_text("Avancé", exact=True)).to_be_hidden()
    expect(tab.locator(".modal label", has_text="Nom")).to_have_count(2)
    expect(tab.get_by_role("button", name="Sauvegarder")).to_have_count(0)


def test_things_nobody_asked_for_stand_in_the_way(ooma: MockOoma, tab: Page) -> None:
    ooma.faults.news_modal()
    sign_in(tab, ooma)
    expect(tab.locator(".modal")).to_contain_text("Découvrez la nouvelle application")
    tab.get_by_role("button", name="Compris").click()
    expect(tab.locator(".modal")).to_have_count(0)
    ooma.faults.banner()
    tab.goto(ooma.origin + "/phone_numbers")
    tab.get_by_role("button", name="Accepter").click()
    expect(tab.locator(".site-banner")).to_have_count(0)


def test_popups_come_again_and_again(ooma: MockOoma, tab: Page) -> None:
    ooma.faults.popups()
    with tab.expect_event("dialog") as first:
        tab.on("dialog", lambda dialog: dialog.dismiss())
        sign_in(tab, ooma)
    assert first.value.message == "Ooma"
    with tab.expect_event("dialog"):
        pass
    ooma.faults.popups("windows")
    tab.reload()
    with tab.expect_popup() as window:
        pass
    assert window.value.url == "about:blank"


def test_the_settings_can_open_late_or_never(ooma: MockOoma, tab: Page) -> None:
    ooma.faults.dialog_late(1)
    sign_in(tab, ooma)
    with tab.expect_response("**/api/groups/*"):
        gear(tab, "301").click()
    tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert tab.locator(".modal").count() == 0
    expect(tab.locator(".modal")).to_have_count(1)
    tab.get_by_role("button", name="×").click()
    ooma.faults.off()
    ooma.faults.dialog_never()
    with tab.expect_response("**/api/groups/*"):
        gear(tab, "301").click()
    # A person's settings open over whatever is there: it must be the only dialog.
    gear(tab, "102").click()
    expect(tab.locator(".modal")).to_contain_text("Extension 102")


def test_the_question_before_a_deletion_can_be_another(make_ooma: Callable[..., MockOoma], tab: Page) -> None:
    other = "Voulez-vous vraiment résilier votre abonnement ?"
    asked: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    tab.on("dialog", dismiss)
    for confirmation in ("page", "native"):
        mock = make_ooma(Variant(confirmation=confirmation))
        mock.faults.confirm_text()
        sign_in(tab, mock)
        tab.locator("i.fa-trash-o").last.click()
        if confirmation == "page":
            asked.append(tab.locator(".modal p").inner_text())
        assert mock.oracle.delete_posts == 0
    assert asked == [other, other]


def test_the_table_can_stay_as_it_was_after_a_save(ooma: MockOoma, tab: Page) -> None:
    ooma.faults.stale_page()
    sign_in(tab, ooma)
    gear(tab, "301").click()
    name = tab.locator(".modal input[type=text]")
    expect(tab.locator(".modal input[type=checkbox]")).to_have_count(7)
    expect(tab.locator(".modal select").last.locator("option").first).to_be_attached()
    expect(tab.locator(".modal select").first).to_have_value("301")
    name.fill("Compta")
    tab.get_by_role("button", name="Sauvegarder").click()
    expect(tab.locator(".modal")).to_have_count(0)
    assert ooma.oracle.groups["301"].name == "Compta"
    expect(tab.get_by_role("cell", name="Comptabilité", exact=True)).to_have_count(1)
    tab.reload()
    expect(tab.get_by_role("cell", name="Compta", exact=True)).to_have_count(1)


@pytest.mark.parametrize("manager", ["classic", "newer"])
def test_a_changed_member_can_get_lost_without_a_word(
    make_ooma: Callable[..., MockOoma], tab: Page, manager: str
) -> None:
    mock = make_ooma(Variant(manager=manager))
    mock.faults.parse("lose_click,members_by_name")
    sign_in(tab, mock)
    if manager == "classic":
        gear(tab, "301").click()
        boxes = tab.locator(".modal input[type=checkbox]")
        expect(boxes).to_have_count(7)
        assert "05 61" in str(tab.locator(".modal .checkbox").first.text_content())
        for checked in (False, True):
            boxes.first.click()
            expect(boxes.first).to_be_checked(checked=checked)
        return
    tab.get_by_role("cell", name="Comptabilité").click()
    tab.get_by_role("link", name="Membres").click()
    tab.get_by_role("button", name="Modifier les membres").click()
    for count in (1, 2):
        tab.locator(".modal select").first.select_option(index=0)
        tab.locator(".modal .fa-arrow-right").click()
        expect(tab.locator(".modal select").last.locator("option")).to_have_count(count)


def test_a_frozen_page_answers_nothing_more(ooma: MockOoma, tab: Page) -> None:
    ooma.faults.freeze_page()
    sign_in(tab, ooma)
    gear(tab, "301").click()
    # The loop begins a moment after the dialog is shown: some pictures may still be taken.
    with pytest.raises(TimeoutError):
        take_pictures(tab, 300)
