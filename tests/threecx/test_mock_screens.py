"""The mock 3CX as a person sees it, in a real browser, by hand-written clicks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from pupitre.mock import FLAVOURS, Flavour
from pupitre_threecx.mock import Extension, MockThreeCX, Rule, Variant, week

WORDS = {
    "fr": ("Règles de transfert", "Supprimer"),
    "en": ("Forwarding Rules", "Delete"),
    "de": ("Weiterleitungsregeln", "Löschen"),
}
# A dialog falls into its place: a click before that presses at one place and lets go at another.
SETTLED = """count => {
  const dialogs = [...document.querySelectorAll('.modal')];
  const still = dialogs.every(dialog => dialog.matches('.in, .show') && !dialog.matches('.ng-animate'));
  return dialogs.length === count && still && document.getAnimations().length === 0;
}"""
NASTY = "<img src=x onerror=\"document.title='owned'\">{{constructor.constructor('alert(1)')()}}"


@dataclass
class Person:
    """Somebody in front of the console, following the procedure."""

    page: Page
    mock: MockThreeCX

    @property
    def words(self) -> tuple[str, str]:
        return WORDS[self.mock.variant.language]

    def sign_in(self, password: str | None = None) -> None:
        self.page.goto(self.mock.origin)
        self.try_password(self.mock.password if password is None else password)

    def try_password(self, password: str) -> None:
        self.page.locator("login-component input[type=text]").fill(self.mock.user)
        self.page.locator("login-component input[type=password]").fill(password)
        with self.page.expect_event("requestfinished", lambda request: request.url.endswith("/api/login")):
            self.page.locator('[translate="LOGIN_SCREEN.LOGIN_BTN"]').click()

    def row(self, number: str) -> Locator:
        cell = self.page.locator("td").get_by_text(number, exact=True)
        return self.page.locator("extension-list tbody tr").filter(has=cell)

    def open(self, number: str = "021") -> None:
        self.page.locator("#inputSearch").fill(number)
        self.row(number).click()
        self.page.locator('a[ui-sref=".forwarding_rules"]').click()

    def rules(self) -> Locator:
        return self.page.locator('panel[mc-title$="EXCEPTIONS"] tbody tr')

    def open_rule(self) -> Locator:
        self.rules().filter(has_text="*").locator("td").nth(2).click()
        self.settle(1)
        return self.dialog()

    def settle(self, dialogs: int) -> None:
        self.page.wait_for_function(SETTLED, arg=dialogs)

    def dialog(self) -> Locator:
        return self.page.locator(f".modal.{self.mock.variant.modal_class}:not([aria-hidden])")

    def day(self, index: int) -> Locator:
        return self.page.locator(".modal time-ranges-control td").nth(index)

    def delete(self, day: int, slot: str) -> None:
        self.day(day).get_by_text(slot).click()
        self.settle(2 if self.mock.variant.slot_menu == "modal" else 1)
        with self.page.expect_response("**/api/edit/update"):
            self.page.locator(".slot-delete:visible", has_text=self.words[1]).click()
        self.page.wait_for_function("document.getAnimations().length === 0")

    def configure(self, day: int, begin: str, end: str) -> None:
        self.choose_times(day, begin, end)
        with self.page.expect_response("**/api/edit/update"):
            self.dialog().locator("#btnOk").click()
        self.settle(1)

    def choose_times(self, day: int, begin: str, end: str) -> None:
        self.day(day).locator(".configure").click()
        self.settle(2)
        dialog = self.dialog().filter(has=self.page.locator(".time-fields"))
        for name, text in (("begin", begin), ("end", end)):
            match self.mock.variant.time_entry:
                case "text":
                    dialog.locator(f"[name={name}]").fill(text)
                case "select":
                    dialog.locator(f"[name={name}]").select_option(label=text)
                case _:
                    time, _, half = text.partition(" ")
                    hours, minutes = time.split(":")
                    picker = dialog.locator(f"[name={name}]")
                    picker.locator("input").nth(0).fill(hours)
                    picker.locator("input").nth(1).fill(minutes)
                    if half and picker.get_by_role("button").inner_text() != half:
                        picker.get_by_role("button").click()

    def ok(self) -> None:
        self.dialog().locator("#btnOk").click()
        expect(self.page.locator(".modal")).to_have_count(0)
        self.page.locator("#btnSave").click()
        expect(self.page.locator("#inputSearch")).to_be_visible()


@pytest.fixture
def somebody(browser: Browser) -> Iterator[Callable[..., Person]]:
    mocks: list[MockThreeCX] = []
    people: list[Person] = []

    def arrive(variant: Variant | None = None, *, at: MockThreeCX | None = None) -> Person:
        mock = at or MockThreeCX(variant or Variant()).start()
        mocks.append(mock)
        context = browser.new_context(accept_downloads=False)
        context.set_default_timeout(8_000)
        people.append(Person(context.new_page(), mock))
        return people[-1]

    yield arrive
    for person in people:
        person.page.context.close()
    for mock in mocks:
        mock.stop()


def test_rows_are_buttons_so_that_no_body_row_has_the_role_of_a_row(somebody: Callable[..., Person]) -> None:
    person = somebody()
    person.sign_in()
    row = person.row("021")
    expect(row).to_have_attribute("tabindex", "0")
    expect(row).to_have_attribute("ng-repeat", "item in $ctrl.list.displayedItems track by item.Id")
    assert person.page.get_by_role("row", name="021").count() == 0
    assert person.page.get_by_role("button", name="021 REVEL").count() == 1
    assert row.locator("td").nth(1).evaluate("cell => cell.textContent") == " 021 "


def test_a_site_on_the_second_page_is_found_by_the_search(somebody: Callable[..., Person]) -> None:
    person = somebody()
    person.sign_in()
    expect(person.row("021")).to_have_count(1)
    expect(person.row("024")).to_have_count(0)
    assert "sur 42" in person.page.locator(".list-count").inner_text()
    person.page.locator("#inputSearch").fill("024")
    expect(person.row("024")).to_have_count(1)
    person.page.locator("#inputSearch").fill("021")
    expect(person.page.locator("extension-list tbody tr")).to_have_count(4)
    expect(person.row("021")).to_have_count(1)


def test_reading_a_rule_sends_no_update_and_no_save(somebody: Callable[..., Person]) -> None:
    person = somebody()
    hosts: set[str] = set()
    person.page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    person.sign_in()
    person.open()
    dialog = person.open_rule()
    expect(dialog.locator("time-ranges-control th")).to_have_text(
        ["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"]
    )
    expect(dialog.locator(".slot-text")).to_have_text(["08:00 - 17:00"] * 5)
    expect(dialog.locator("select").first.locator("option:checked")).to_have_text("Heures spécifiques")
    expect(dialog.locator(".ui-select-match-text")).to_have_text("800 FA")
    assert dialog.locator(".modal-dialog.modal-lg > .modal-content > .modal-content > .modal-footer").count()
    dialog.locator("#btnCancel").click()
    expect(person.page.locator(".modal")).to_have_count(0)
    person.page.locator("#btnSave ~ #btnCancel").click()
    expect(person.page.locator("#inputSearch")).to_be_visible()
    oracle = person.mock.oracle
    assert (oracle.updates, oracle.save_posts, oracle.cancels) == (0, 0, 1)
    assert hosts == {f"127.0.0.1:{person.mock.port}"}


@pytest.mark.parametrize("name", list(Variant.named))
def test_the_procedure_can_be_followed_in_every_variant(somebody: Callable[..., Person], name: str) -> None:
    variant = Variant.named[name]
    person = somebody(variant)
    before, begin, end = ("08:00 - 17:00", "14:00", "17:30")
    if variant.clock == "12":
        before, begin, end = ("8:00 AM - 5:00 PM", "2:00 PM", "5:30 PM")
    person.sign_in()
    person.open()
    expect(person.page.locator("li.active a")).to_have_text(person.words[0])
    person.open_rule()
    person.delete(0, before)
    person.configure(0, begin, end)
    expect(person.day(0).locator(".slot-text")).to_have_text([f"{begin} - {end}"])
    assert person.mock.oracle.week("021") == week(mon_fri="08:00-17:00")
    person.ok()
    assert person.mock.oracle.week("021") == week(tue_fri="08:00-17:00", mon="14:00-17:30")
    assert person.mock.oracle.rules("021") == [Rule(week=person.mock.oracle.week("021"))]
    assert person.mock.oracle.rule_deletions == 0


@pytest.mark.parametrize("refusal", ["disabled", "inline", "toast", "modal"])
def test_an_overlapping_slot_is_refused_and_nothing_is_added(somebody: Callable[..., Person], refusal: str) -> None:
    person = somebody(Variant(overlap=refusal))
    person.sign_in()
    person.open()
    person.open_rule()
    person.choose_times(0, "14:00", "18:00")
    ok = person.dialog().locator("#btnOk")
    if refusal == "disabled":
        expect(ok).to_be_disabled()
    else:
        ok.click()
        where = {"inline": ".help-block", "toast": ".toast-error", "modal": ".modal-message"}[refusal]
        expect(person.page.locator(where)).to_have_text("Cette plage horaire en chevauche une autre")
    assert person.mock.oracle.updates == 0


def test_touching_slots_and_the_scan_s_spelling_follow_the_variant(somebody: Callable[..., Person]) -> None:
    person = somebody(Variant(touching=False, spelling="ocr"))
    person.sign_in()
    person.open()
    dialog = person.open_rule()
    expect(dialog.locator("th").nth(3)).to_have_text("Judi")
    person.choose_times(0, "17:00", "18:00")
    expect(person.dialog().locator("#btnOk")).to_be_disabled()
    person.dialog().locator("[name=begin]").fill("17:01")
    expect(person.dialog().locator("#btnOk")).to_be_enabled()


def test_annuler_in_the_dialog_puts_the_former_slots_back(somebody: Callable[..., Person]) -> None:
    person = somebody()
    person.sign_in()
    person.open()
    dialog = person.open_rule()
    person.delete(0, "08:00 - 17:00")
    with person.page.expect_response("**/api/edit/update"):
        dialog.locator("#btnCancel").click()
    expect(person.page.locator(".modal")).to_have_count(0)
    expect(person.open_rule().locator(".slot-text")).to_have_count(5)
    person.ok()
    assert person.mock.oracle.week("021") == week(mon_fri="08:00-17:00")


def test_the_traps_around_the_rule_destroy_what_they_destroy(somebody: Callable[..., Person]) -> None:
    person = somebody()
    person.sign_in()
    person.open()
    expect(person.rules()).to_have_count(1)
    person.page.get_by_text("Configurer", exact=True).first.click()
    expect(person.dialog().locator("h4")).to_have_text("Heures de bureau")
    person.dialog().locator("#btnCancel").click()
    expect(person.page.locator(".modal")).to_have_count(0)
    person.rules().get_by_text("x", exact=True).click()
    expect(person.rules()).to_have_count(0)
    assert (person.mock.oracle.rule_deletions, len(person.mock.oracle.rules("021"))) == (1, 1)
    person.page.locator("#btnSave").click()
    expect(person.page.locator("#inputSearch")).to_be_visible()
    assert person.mock.oracle.rules("021") == []


def test_an_unknown_handle_falls_back_to_the_list(somebody: Callable[..., Person]) -> None:
    person = somebody()
    person.sign_in()
    expect(person.row("021")).to_have_count(1)
    person.page.goto(f"{person.mock.origin}/#/app/extension_editor/7/forwarding_rules")
    person.page.wait_for_url("**/#/app/extensions")


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_wrong_password_is_said_and_the_fourth_one_blocks(somebody: Callable[..., Person], flavour: Flavour) -> None:
    person = somebody()
    person.mock.lockout_flavour = flavour
    person.sign_in("wrong 1")
    expect(person.page.locator("login-component .alert-danger")).to_have_text("Identifiants invalides")
    for attempt in (2, 3):
        person.try_password(f"wrong {attempt}")
    expect(person.page.get_by_text("Mot de passe oublié ?")).to_be_visible()
    person.page.locator("login-component input[type=password]").fill("wrong 4")
    person.page.locator("login-component button[type=submit]").click()
    words = "Connexion au serveur impossible." if flavour == "drop" else "Votre adresse IP est bloquée."
    expect(person.page.locator("login-component .alert-danger")).to_contain_text(words)
    assert (person.mock.oracle.refused_logins, person.mock.oracle.logins) == (4, 0)


def test_a_forgotten_webclient_costs_a_refused_login(somebody: Callable[..., Person]) -> None:
    person = somebody()
    person.page.goto(person.mock.address)
    person.page.get_by_placeholder("Extension number").fill("000")
    person.page.get_by_placeholder("Password").fill(person.mock.password)
    person.page.get_by_role("button").click()
    expect(person.page.get_by_role("alert")).to_be_visible()
    assert (person.mock.oracle.logins, person.mock.oracle.refused_logins) == (0, 1)


def test_an_expired_session_leads_to_the_login_form_from_inside_a_dialog(
    somebody: Callable[..., Person],
) -> None:
    person = somebody()
    person.sign_in()
    person.open()
    person.open_rule()
    person.mock.oracle.expire_sessions()
    person.delete(0, "08:00 - 17:00")
    person.page.wait_for_url("**/#/login")
    expect(person.page.locator(".modal")).to_have_count(0)
    assert person.mock.oracle.login_posts == 1


def test_a_failed_save_shows_a_message_and_stays_in_the_editor(somebody: Callable[..., Person]) -> None:
    person = somebody()
    person.mock.faults.refuse_leading_zero()
    person.sign_in()
    person.open()
    expect(person.rules()).to_have_count(1)
    person.page.locator("#btnSave").click()
    expect(person.dialog().locator(".modal-dialog.modal-md .modal-message")).to_contain_text("commencer par 0")
    assert "extension_editor" in person.page.url
    assert person.mock.oracle.saves == 0


def test_the_page_s_own_faults_show(somebody: Callable[..., Person]) -> None:
    person = somebody()
    faults = person.mock.faults
    faults.parse("dialog_never,rename_label=rules.panel:Particularités,change_id=editor.ok:btnEnregistrer")
    faults.confirm_delete()
    person.sign_in()
    person.open()
    person.rules().locator("td").nth(2).click()
    heading = person.page.locator('panel[mc-title$="EXCEPTIONS"] .panel-heading')
    expect(heading).to_have_text("Particularités")
    expect(person.page.locator("#btnEnregistrer")).to_have_text("OK")
    assert person.page.locator(".modal, #btnSave").count() == 0
    faults.off("dialog_never")
    # The page learns of the switches with the next answer that it gets.
    person.page.locator("#btnCancel").click()
    person.open()
    person.open_rule()
    asked: list[str] = []
    person.page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    person.delete(0, "08:00 - 17:00")
    assert asked == ["Voulez-vous supprimer cette plage horaire ?"]


def test_the_language_is_chosen_on_the_login_form_and_kept(somebody: Callable[..., Person]) -> None:
    person = somebody()
    person.page.goto(person.mock.origin)
    person.page.locator("login-component .language").click()
    person.page.locator("login-component ul li").nth(2).locator("a").click()
    expect(person.page.locator("login-component button[type=submit]")).to_have_text("Anmelden")
    person.sign_in()
    expect(person.page.get_by_role("link", name="Nebenstellen")).to_be_visible()


def test_names_from_the_console_are_text_and_never_markup(somebody: Callable[..., Person]) -> None:
    nasty = MockThreeCX(extensions=[Extension("021", NASTY, rules=(Rule(NASTY),))]).start()
    person = somebody(at=nasty)
    person.sign_in()
    expect(person.row("021").locator("td").nth(2)).to_have_text(NASTY)
    person.row("021").click()
    expect(person.page.locator(".editor-title")).to_contain_text(NASTY)
    assert person.page.title() != "owned"


def test_signing_out_ends_the_session_and_shows_the_login_form(somebody: Callable[..., Person]) -> None:
    person = somebody()
    person.sign_in()
    person.page.locator('li[is-open="user.isopen"] > a').click()
    person.page.locator('li[ng-controller="LogoutCtrl"]').get_by_text("Se déconnecter").click()
    person.page.wait_for_url("**/#/login")
    assert (person.mock.oracle.open_sessions, person.mock.oracle.logouts) == (0, 1)
