"""The mock Ooma as a person sees it, in a real browser, by hand-written clicks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Dialog, expect

from pupitre_ooma.mock import Company, Extension, Group, NoAnswer, Variant

CLASSIC = [name for name, variant in Variant.named.items() if variant.manager == "classic"]
NEWER = [name for name, variant in Variant.named.items() if variant.manager == "newer"]
Arrive = Callable[..., Any]
NASTY = "<img src=x onerror=document.title=1>"


@pytest.mark.parametrize("variant", Variant.named)
def test_the_procedure_creates_a_group_and_gives_it_a_number_in_every_variant(
    somebody_at_ooma: Arrive, variant: str
) -> None:
    person = somebody_at_ooma(variant)
    mock, number = person.mock, person.number
    person.sign_in()
    person.add_group()
    person.field("extension").select_option(label=number("302"))
    person.field("name").fill("Assistance")
    person.field("ring").select_option(label=person.words[3])
    person.choose_members(*(["Chloé Petit", "Anne Martin"] if variant in CLASSIC else _named(number)))
    person.tab(1 if variant in CLASSIC else 2)
    person.field("fallback").select_option(label=person.words[4])
    expect(person.settings.locator("label:visible").last).to_have_text(person.words[5])
    person.field("target").select_option(
        label="David Lefèvre" if variant in CLASSIC else f"David Lefèvre ({number('104')})"
    )
    person.save()
    expect(person.row("302")).to_contain_text(person.words[7])
    assert mock.oracle.groups[number("302")] == Group(
        number("302"),
        "Assistance",
        (number("101"), number("103")) if variant in CLASSIC else (number("103"), number("101")),
        "sequential",
        30,
        NoAnswer("extension", number("104")),
    )
    person.visit("/phone_numbers")
    row = person.page.locator("tr").filter(has_text="05 61 00 00 01")
    row.locator("select").select_option(label=f"{number('302')} (Assistance)")
    person.save()
    expect(row).to_contain_text(person.words[7])
    assert mock.oracle.numbers["+33561000001"] == number("302")
    person.sign_out()
    assert (mock.oracle.saves, mock.oracle.open_sessions, mock.oracle.silent()) == (2, 0, [])


def _named(number: Callable[[str], str]) -> list[str]:
    return [f"Chloé Petit ({number('103')})", f"Anne Martin ({number('101')})"]


def test_the_list_shows_icons_without_words_and_no_bin_for_the_receptionist(somebody_at_ooma: Arrive) -> None:
    person = somebody_at_ooma()
    person.sign_in()
    links = person.row("301").locator("td").last.get_by_role("link")
    expect(links).to_have_count(2)
    assert [link.evaluate("e => e.outerHTML.replace(/<[^>]*>/g, '') + (e.title || '')") for link in links.all()] == [
        "",
        "",
    ]
    assert person.row("100").locator("td").last.get_by_role("link").count() == 1
    assert person.row("102").locator("td").nth(1).inner_text().split("\n") == ["05 61 00 01 02", "05 61 00 01 12"]
    assert person.row("106").locator("td").nth(2).inner_text() == "05 61 00 01 06"
    assert person.page.locator("[id]").evaluate_all("all => all.map(e => e.id)") == ["settings"]


@pytest.mark.parametrize("variant", ["plain", "help"])
def test_the_settings_of_a_group_show_what_is_stored_and_the_x_changes_nothing(
    somebody_at_ooma: Arrive, variant: str
) -> None:
    person = somebody_at_ooma(variant)
    person.sign_in()
    person.open("309")
    boxes = person.settings.get_by_role("checkbox")
    expect(boxes).to_have_count(7)
    assert [box.is_checked() for box in boxes.all()] == [False, True, False, True, False, False, False]
    assert person.settings.locator(".checkbox").all_text_contents()[4::2] == [" Élise D’Hers-Saint-Martin"] * 2
    assert [person.field(name).input_value() for name in ("extension", "name", "ring", "seconds", "fallback")] == [
        "309",
        "Ancien",
        "sequential",
        "24",
        "voicemail",
    ]
    assert person.field("seconds").locator("option").all_inner_texts()[0::9] == [
        "6 secondes (1 sonnerie)",
        "60 secondes (10 sonneries)",
    ]
    labels_lead_to_fields = person.settings.locator("label[for]").count() > 0
    assert labels_lead_to_fields == (person.mock.variant.labels == "tied")
    person.field("name").fill("Autre")
    person.settings.get_by_role("button", name="×").click()
    expect(person.page.locator(".modal")).to_have_count(0)
    assert (person.mock.oracle.save_posts, person.mock.oracle.groups["309"].name) == (0, "Ancien")


def test_the_list_below_changes_with_the_choice_above(somebody_at_ooma: Arrive) -> None:
    person = somebody_at_ooma()
    person.sign_in()
    person.open("301")
    person.tab(1)
    target = person.field("target")
    boxes = target.locator("option").all_inner_texts()
    assert (boxes[0], "Direction" in boxes, boxes.count("Élise D’Hers-Saint-Martin")) == (
        "Réceptionniste virtuelle",
        False,
        2,
    )
    person.mock.faults.slow_lists(0.4)
    person.field("fallback").select_option("extension")
    # For a moment there is nothing to choose from.
    expect(target.locator("option")).to_have_count(0)
    expect(target.locator("option", has_text="Direction")).to_be_attached()
    assert "Comptabilité" not in target.locator("option").all_inner_texts()


@pytest.mark.parametrize(
    ("variant", "shown"), [("plain", ".modal .alert"), ("buttons", ".toast"), ("english", ".error .help-inline")]
)
def test_a_refusal_is_shown_in_one_of_three_places_and_the_dialog_stays(
    somebody_at_ooma: Arrive, variant: str, shown: str
) -> None:
    person = somebody_at_ooma(variant)
    person.sign_in()
    person.add_group()
    person.field("name").fill("Assistance")
    person.save()
    message = "Select at least one user" if person.mock.variant.language == "en" else "Sélectionnez au moins un"
    expect(person.page.locator(shown, has_text=message)).to_be_visible()
    expect(person.page.locator(".modal")).to_be_visible()
    person.choose_members("Chloé Petit")
    person.save()
    expect(person.page.locator(".modal")).to_have_count(0)
    expect(person.page.locator(shown)).to_have_count(0)
    assert (person.mock.oracle.saves, person.mock.oracle.save_posts) == (1, 2)


@pytest.mark.parametrize("variant", Variant.named)
def test_a_deletion_is_asked_about_first(somebody_at_ooma: Arrive, variant: str) -> None:
    person = somebody_at_ooma(variant)
    asked: list[str] = []
    person.sign_in()
    for accepted in (False, True):

        def reply(dialog: Dialog, accepted: bool = accepted) -> None:
            asked.append(dialog.message)
            dialog.accept() if accepted else dialog.dismiss()

        person.page.once("dialog", reply)
        if variant in NEWER and not accepted:
            person.open("309")
        bin_ = (
            person.row("309").locator("i.fa-trash-o")
            if variant in CLASSIC
            else person.page.locator(".panel .btn-danger")
        )
        bin_.click()
        if person.mock.variant.confirmation == "page":
            question = person.page.locator(".modal-small")
            asked.append(question.locator("p").inner_text())
            question.get_by_role("button").nth(2 if accepted else 1).click()
        assert person.number("309") in asked[-1]
        assert "Ancien" in asked[-1]
        if not accepted:
            assert person.mock.oracle.delete_posts == 0
    expect(person.row("309")).to_have_count(0)
    expect(person.row("310")).to_have_count(1)
    assert person.mock.oracle.deletes == 1


@pytest.mark.parametrize("variant", NEWER)
def test_members_of_the_newer_manager_can_be_put_in_order(somebody_at_ooma: Arrive, variant: str) -> None:
    person = somebody_at_ooma(variant)
    person.sign_in()
    person.open("310")
    person.tab(1)
    expect(person.page.locator("ol li")).to_have_count(2)
    person.settings.locator(".tab-pane.active button").click()
    left, right = (person.page.locator(".modal select").nth(index) for index in (0, 1))
    left.select_option(label=f"Anne Martin ({person.number('101')})")
    person.page.locator(".modal .fa-arrow-right").click()
    for _ in range(2):
        right.select_option(label=f"Anne Martin ({person.number('101')})")
        person.page.locator(".modal .fa-arrow-up").click()
    right.select_option(label=f"Chloé Petit ({person.number('103')})")
    person.page.locator(".modal .fa-arrow-down").click()
    person.page.locator(".modal .btn-success").click()
    # Only the panel's own Save stores anything.
    assert person.mock.oracle.save_posts == 0
    expect(person.page.locator("ol li").first).to_contain_text("Anne Martin")
    person.save()
    expect(person.row("310")).to_be_visible()
    assert person.mock.oracle.groups[person.number("310")].members == tuple(map(person.number, ("101", "105", "103")))


def test_one_save_commits_what_somebody_else_left_in_the_table(somebody_at_ooma: Arrive) -> None:
    person = somebody_at_ooma(faults="unsaved_choice=+33561000002:101")
    person.sign_in("/phone_numbers")
    left = person.page.locator("tr").filter(has_text="05 61 00 00 02")
    expect(left.locator("option:checked")).to_have_text("101 (Anne Martin)")
    # The names beside are still those of what is stored.
    expect(left.locator("td").nth(3)).to_have_text("Direction")
    row = person.page.locator("tr").filter(has_text="05 61 00 00 01")
    row.locator("select").select_option(label="301 (Comptabilité)")
    expect(row.locator("td").nth(3)).to_have_text("Réceptionniste virtuelle")
    person.save()
    expect(row.locator("td").nth(3)).to_have_text("Comptabilité")
    assert (person.mock.oracle.numbers["+33561000001"], person.mock.oracle.numbers["+33561000002"]) == ("301", "101")


def test_the_card_says_what_is_wrong_and_what_is_asked(somebody_at_ooma: Arrive) -> None:
    person = somebody_at_ooma()
    for password, said in (("1", "est incorrect"), ("2", "est incorrect"), ("3", "a été verrouillé")):
        person.sign_in(password=password)
        expect(person.page.locator(".login-card .alert")).to_contain_text(said)
    person.mock.oracle.unlock()
    for fault, asked in (
        ("second_factor", "Code de vérification"),
        ("captcha", "Saisissez"),
        ("change_password", "nouveau"),
    ):
        person.mock.faults.off()
        person.mock.faults.parse(fault)
        person.page.goto("about:blank")
        person.sign_in()
        expect(person.page.locator(".login-card form.asked")).to_contain_text(asked)
    person.mock.faults.off()
    person.mock.faults.login_text("Bonjour")
    person.page.goto("about:blank")
    person.sign_in()
    expect(person.page.locator(".login-card .alert")).to_have_text("Réponse inattendue du serveur.")
    assert person.mock.oracle.logins == 0


def test_a_session_that_expires_leads_back_to_the_card_and_then_to_the_page(somebody_at_ooma: Arrive) -> None:
    person = somebody_at_ooma()
    person.sign_in()
    person.open("301")
    person.mock.oracle.expire_sessions()
    person.save()
    expect(person.page.locator(".login-card .alert")).to_have_text("Votre session a expiré. Veuillez vous reconnecter.")
    expect(person.page.locator(".modal")).to_have_count(0)
    assert person.mock.oracle.saves == 0
    person.sign_in()
    expect(person.row("301")).to_be_visible()


def test_a_name_is_never_more_than_a_text(somebody_at_ooma: Arrive) -> None:
    company = Company(
        (Extension("100", "Accueil", "receptionist"), Extension("101", NASTY)),
        (Group("301", NASTY, ("101",), no_answer=NoAnswer("voicemail", "101")),),
        {"+33561000000": "301"},
        administrator=NASTY,
    )
    person = somebody_at_ooma(company=company)
    person.sign_in()
    expect(person.row("301").locator("td").nth(2)).to_have_text(NASTY)
    person.open("301")
    expect(person.settings.locator(".checkbox")).to_have_text(NASTY)
    person.visit("/phone_numbers")
    expect(person.page.locator("tbody td").nth(3)).to_have_text(NASTY)
    assert person.page.locator("img").count() == 0
    assert person.page.title() == "Ooma Office"
