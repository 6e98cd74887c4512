"""The document's change, as a person who knows Playwright writes it in an afternoon.

No evidence, no guard, no plan: sign in, and on each site delete five slots,
configure ten, press both OKs, load the console anew and read the week back;
with `read` only read it. Prints how long each site took, in seconds, as JSON.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time

from playwright.sync_api import Page, expect, sync_playwright

SLOTS = (("08:00", "12:00"), ("14:00", "17:30"))


def sign_in(page: Page, origin: str, user: str, password: str) -> None:
    page.goto(origin + "/")
    page.get_by_placeholder("Nom d'utilisateur ou numéro d'extension").fill(user)
    page.get_by_placeholder("Mot de passe").fill(password)
    page.get_by_role("button", name="Connexion").click()
    expect(page.locator("#inputSearch")).to_be_visible()


def open_rule(page: Page, number: str, name: str) -> None:
    page.locator("#inputSearch").fill(number)
    page.get_by_role("button", name=re.compile(rf"^\s*{number}\s+{name}\b")).click()
    page.get_by_role("link", name="Règles de transfert").click()
    page.get_by_role("button", name=re.compile(r"\*\s+Heures spécifiques")).locator("td").nth(1).click()
    expect(page.locator(".modal-title", has_text="Ajouter des exceptions")).to_be_visible()


def change(page: Page, number: str, name: str) -> None:
    open_rule(page, number, name)
    columns = page.locator("time-ranges-control tbody td")
    for day in range(5):
        columns.nth(day).get_by_text("08:00 - 17:00").click()
        columns.nth(day).get_by_role("link", name="Supprimer").click()
        expect(columns.nth(day).get_by_text("08:00 - 17:00")).to_have_count(0)
    for day in range(5):
        for begin, end in SLOTS:
            columns.nth(day).get_by_role("link", name="Configurer").click()
            dialog = page.locator(".configure-dialog")
            dialog.get_by_label("De").fill(begin)
            dialog.get_by_label("À").fill(end)
            dialog.get_by_role("button", name="OK").click()
            expect(columns.nth(day).get_by_text(f"{begin} - {end}")).to_be_visible()
            expect(dialog).to_have_count(0)
    page.locator(".modal-lg #btnOk").click()
    expect(page.locator(".modal-lg")).to_have_count(0)
    page.locator("#btnSave").click()
    expect(page.locator("#inputSearch")).to_be_visible()


def verify(page: Page, number: str, name: str) -> None:
    page.reload()
    expect(page.locator("#inputSearch")).to_be_visible()
    wanted = [[f"{begin} - {end}" for begin, end in SLOTS]] * 5 + [[], []]
    shown = read(page, number, name)
    if shown != wanted:
        raise SystemExit(f"the console shows {shown}")


def read(page: Page, number: str, name: str) -> list[list[str]]:
    open_rule(page, number, name)
    columns = page.locator("time-ranges-control tbody td")
    shown = [columns.nth(day).locator(".slot-text").all_inner_texts() for day in range(7)]
    page.locator(".modal-lg #btnCancel").click()
    expect(page.locator(".modal-lg")).to_have_count(0)
    page.locator("#btnSave ~ #btnCancel").click()
    expect(page.locator("#inputSearch")).to_be_visible()
    return shown


def main() -> None:
    what, executable, origin, user, *sites = sys.argv[1:]
    took: list[float] = []
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox"] if root else [], chromium_sandbox=not root
        )
        page = browser.new_page(locale="fr")
        sign_in(page, origin, user, os.environ["PLAIN_PASSWORD"])
        for site in sites:
            started = time.perf_counter()
            number, name = site.split(" ", 1)
            if what == "read":
                read(page, number, name)
            else:
                change(page, number, name)
                verify(page, number, name)
            took.append(time.perf_counter() - started)
        page.locator("li[is-open='user.isopen'] > a").click()
        page.get_by_text("Se déconnecter").click()
        expect(page.get_by_placeholder("Mot de passe")).to_be_visible()
        browser.close()
    sys.stdout.write(json.dumps({"sites": took}))


if __name__ == "__main__":
    main()
