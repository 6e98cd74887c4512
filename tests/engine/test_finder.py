"""Exactly one element, by its most stable way, or an error that says precisely why not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from pupitre.browser.elements import Element, Elements
from pupitre.browser.finder import Finder
from pupitre.browser.nearest import nearest_texts
from pupitre.errors import ElementAmbiguous, ElementNotFound, EstateError, ReadIncomplete, SessionExpired

BUTTON = {
    "find": [{"css": "#save"}, {"css": "[data-is=save]"}, {"role": "button", "name": "says"}],
    "says": {"fr": "OK"},
}
ROW = {"find": [{"css": "tr", "cells": ["{number}", "{called}"]}]}


def finder(page: Page, patience: float = 5.0, **elements: dict[str, Any]) -> Finder:
    known = {
        name: Element.model_validate({"where": "here", "seen": "mock only", **given})
        for name, given in elements.items()
    }
    return Finder(page, Elements("acme", known), patience=patience)


def after(milliseconds: int, script: str) -> str:
    return f"<script>setTimeout(() => {{ {script} }}, {milliseconds})</script>"


def test_the_first_way_that_matches_exactly_one_wins(page: Page) -> None:
    page.set_content("<button id=save>OK</button><button data-is=save>OK</button>")
    elements = finder(page, save=BUTTON)
    assert elements.find("save").get_attribute("id") == "save"
    assert elements.drifted == {}
    assert str(elements.found_by["save"]) == "css=#save"


def test_another_way_than_the_first_is_kept_as_drift_with_the_way(page: Page) -> None:
    page.set_content("<button id=other data-is=save>OK</button>")
    elements = finder(page, save=BUTTON)
    assert elements.find("save").get_attribute("id") == "other"
    assert elements.drifted == {"save": "css=[data-is=save]"}


def test_a_way_with_two_matches_is_passed_over_for_one_with_one(page: Page) -> None:
    page.set_content("<a id=save>1</a><a id=save data-is=save>2</a>")
    elements = finder(page, save=BUTTON)
    assert elements.find("save").inner_text() == "2"
    assert elements.drifted == {"save": "css=[data-is=save]"}


def test_two_matches_are_as_bad_as_none(page: Page) -> None:
    page.set_content("<button id=save data-is=save>OK</button><button id=save data-is=save>OK</button>")
    with pytest.raises(ElementAmbiguous, match=re.escape("css=#save (2)")) as told:
        finder(page, patience=0.5, save=BUTTON).find("save")
    assert "selectors/acme.yaml" in told.value.remedy


def test_two_matches_are_one_when_the_second_goes_away_in_time(page: Page) -> None:
    page.set_content(
        "<b id=save>OK</b><b id=save class=old>OK</b>" + after(300, "document.querySelector('.old').remove()")
    )
    elements = finder(page, save={"find": [{"css": "#save"}]})
    assert elements.find("save").get_attribute("class") is None


def test_a_second_match_that_goes_does_not_make_drift_of_the_first_way(page: Page) -> None:
    page.set_content(
        "<b id=save data-is=save>OK</b><b id=save class=old>OK</b>"
        + after(300, "document.querySelector('.old').remove()")
    )
    elements = finder(page, save=BUTTON)
    elements.find("save")
    assert elements.drifted == {}


def test_hidden_doubles_do_not_count(page: Page) -> None:
    page.set_content(
        "<b id=save style='display:none'>OK</b><b id=save style='visibility:hidden'>OK</b><b id=save class=seen>OK</b>"
    )
    assert finder(page, save=BUTTON).find("save").get_attribute("class") == "seen"


def test_an_element_that_comes_late_is_waited_for(page: Page) -> None:
    page.set_content(after(600, "document.body.innerHTML = '<b id=save>OK</b>'"))
    elements = finder(page, save=BUTTON)
    assert elements.find("save").inner_text() == "OK"
    assert elements.drifted == {}


def test_a_first_way_that_comes_a_moment_after_another_is_no_drift(page: Page) -> None:
    page.set_content("<b data-is=save>OK</b>" + after(200, "document.querySelector('b').id = 'save'"))
    elements = finder(page, save=BUTTON)
    elements.find("save")
    assert elements.drifted == {}


def test_the_error_names_the_ways_and_the_nearest_texts(page: Page) -> None:
    page.set_content("<button>Sauvegarder</button><a href='#'>Règles de transferts</a><button>Fermer</button>")
    rules = {"find": [{"css": "#rules"}, {"role": "link", "name": "says"}], "says": {"fr": "Règles de transfert"}}
    with pytest.raises(ElementNotFound) as told:
        finder(page, patience=0.2, rules=rules).find("rules")
    assert told.value.what == (
        "rules (here) is not on the screen. Tried: css=#rules (0); role=link name=says (0). "
        "Nearest on the screen: 'Règles de transferts'."
    )


def test_the_row_that_was_sought_is_compared_with_the_rows_that_are_there(page: Page) -> None:
    page.set_content(
        "<table><tr role=button><td>021</td><td>REVELL</td></tr><tr role=button><td>5</td><td>X</td></tr></table>"
    )
    with pytest.raises(ElementNotFound, match="'021 REVELL'"):
        finder(page, patience=0.2, row=ROW).find("row", number="021", called="REVEL")


def test_nothing_that_was_typed_is_ever_near(page: Page) -> None:
    page.set_content(
        "<input placeholder='Utilisateur'><input type=password placeholder=geheim><textarea>x</textarea>"
        "<label>Nom <input class=in></label><div role=button contenteditable class=edit>tapé</div>"
    )
    page.locator("input").first.fill("typed-user")
    page.locator("[type=password]").fill("typed-password")
    page.locator("textarea").fill("typed-area")
    page.locator(".in").fill("typed-inside")
    texts = nearest_texts(page, ("typed", "geheim", "tapé"), most=20)
    assert texts == ["Utilisateur", "Nom"]


def test_near_is_near_whatever_the_case(page: Page) -> None:
    page.set_content("<a>Zzzz</a><button>CONFIGURER…</button>")
    assert nearest_texts(page, ("configurer",)) == ["CONFIGURER…"]


def test_texts_of_the_page_are_quoted_with_what_is_hidden_in_them(page: Page) -> None:
    page.set_content("<button>OK\u202e\u0007 </button>")
    with pytest.raises(ElementNotFound, match=re.escape(r"'OK\u202e")):
        finder(page, patience=0.1, gone={"find": [{"css": "#no"}], "says": {"fr": "OK"}}).find("gone")


def test_a_page_that_is_gone_has_no_texts(page: Page) -> None:
    page.close()
    assert nearest_texts(page, ("OK",)) == []


def test_what_the_console_knows_comes_before_what_is_missing(page: Page) -> None:
    page.set_content("<p>Session terminée</p>")
    elements = finder(page, patience=0.1, save=BUTTON)

    def explain() -> None:
        raise SessionExpired("expired")

    elements.explain = explain
    with pytest.raises(SessionExpired):
        elements.find("save")


@pytest.mark.parametrize(
    "markup", ["<i>\ue003</i> Ajouter règle", "+ Ajouter règle", "  Ajouter\u00a0 \n règle ", "AJOUTER RÈGLE"]
)
def test_an_icon_and_blanks_do_not_change_a_label(page: Page, markup: str) -> None:
    page.set_content(f"<button>{markup}</button><button>Ajouter règle de nuit</button><button>* Ajouter règle</button>")
    add = {"find": [{"role": "button", "name": "says"}], "says": {"fr": "Ajouter règle"}}
    assert "nuit" not in finder(page, add=add).find("add").inner_text()


@pytest.mark.parametrize(
    "name",
    [
        "L'Écluse",
        'Le "Bar"',
        "a.b*c+(d)[e]{f}^$|?",
        "REVEL / SOREZE",
        "x\\y",
        "<b>& co</b>",
        ">> css=body",
        "'; } #x {",
        "{number}",
        "a=b,i",
    ],
)
def test_a_name_is_only_ever_a_text(page: Page, name: str) -> None:
    page.set_content("<table><tr><td>021</td><td class=a> </td></tr><tr><td>021</td><td>REVEL</td></tr></table>")
    page.locator(".a").evaluate("(cell, name) => { cell.textContent = '  ' + name + ' ' }", name)
    slot = {"find": [{"css": "td", "exactly": "{called}"}]}
    label = {"find": [{"text": "{called}"}]}
    elements = finder(page, patience=0.3, row=ROW, slot=slot, label=label)
    assert elements.find("row", number="021", called=name).locator("td").count() == 2
    assert elements.find("slot", called=name).get_attribute("class") == "a"
    assert elements.find("label", called=name).get_attribute("class") == "a"
    with pytest.raises(ElementNotFound):
        elements.find("row", number="021", called=f"{name}!")


FIELD = {"find": [{"field": "says"}], "says": {"fr": "Nom", "en": "Name"}}


@pytest.mark.parametrize(
    "markup",
    [
        "<label for=right>Nom</label><input id=right>",
        "<p><label> Nom </label></p><p><select id=right></select><input></p>",
        "<label>Prénom</label><input><label>Nom de famille</label><input><label>Nom</label><input id=right>",
        "<div hidden><label>Nom</label><input></div><label>Nom</label><textarea id=right></textarea>",
    ],
    ids=["tied", "loose", "among-others", "a-hidden-double"],
)
def test_a_label_leads_to_the_field_after_it_whether_or_not_it_is_tied(page: Page, markup: str) -> None:
    page.set_content(markup)
    assert finder(page, field=FIELD).find("field").get_attribute("id") == "right"


def test_a_label_with_more_words_is_another_label(page: Page) -> None:
    page.set_content("<label>Nom du groupe</label><input>")
    with pytest.raises(ElementNotFound):
        finder(page, patience=0.2, field=FIELD).find("field")


def test_a_cell_is_the_whole_text_and_not_a_part(page: Page) -> None:
    rows = [
        ("02", "REVEL"),
        ("0210", "REVEL"),
        (" 021 ", "REVEL Atelier"),
        ("\n 021\u00a0", " REVEL\n"),
        ("2021", "REVEL"),
    ]
    cells = "".join(f"<tr><td>{number}</td><td>{name}</td></tr>" for number, name in rows)
    page.set_content(f"<table>{cells}</table>")
    assert finder(page, row=ROW).find("row", number="021", called="REVEL").inner_text().split() == ["021", "REVEL"]


def test_absence_is_proven_by_what_comes_with_the_list(page: Page) -> None:
    page.set_content("<ul></ul>" + after(400, "document.body.innerHTML += '<li>slot</li><p class=end>1 - 1</p>'"))
    elements = finder(page, slot={"find": [{"css": "li"}]})
    assert not elements.present("slot")
    assert not elements.absent("slot", proof=page.locator(".end"))


def test_absence_without_its_proof_is_an_incomplete_reading(page: Page) -> None:
    page.set_content("<ul></ul>")
    with pytest.raises(ReadIncomplete):
        finder(page, patience=0.3, slot={"find": [{"css": "li"}]}).absent("slot", proof=page.locator(".end"))


def test_absence_is_true_once_the_proof_is_there(page: Page) -> None:
    page.set_content("<ul></ul><p class=end>none</p>")
    assert finder(page, slot={"find": [{"css": "li"}]}).absent("slot", proof=page.locator(".end"))


def test_every_match_comes_by_the_first_way_that_matches_at_all(page: Page) -> None:
    page.set_content("<p class=b>1</p><p class=b>2</p>")
    elements = finder(page, slots={"find": [{"css": ".a"}, {"css": ".b"}]})
    assert elements.all("slots").count() == 2
    assert elements.drifted == {"slots": "css=.b"}
    assert elements.every("slots").count() == 2


def test_whatever_comes_first_of_several_is_met(page: Page) -> None:
    page.set_content(after(200, "document.body.innerHTML = '<p class=no>refused</p>'"))
    elements = finder(page, yes={"find": [{"css": ".yes"}]}, no={"find": [{"css": ".not"}, {"css": ".no"}]})
    elements.any_of("yes", "no").wait_for()
    assert (elements.present("yes"), elements.present("no")) == (False, True)


def test_an_element_is_found_inside_a_part_of_the_page(page: Page) -> None:
    page.set_content("<div class=a><b id=save>1</b></div><div class=b><b id=save>2</b></div>")
    assert finder(page, save=BUTTON).find("save", page.locator(".b")).inner_text() == "2"


def test_a_way_that_no_browser_understands_is_told_with_its_element(page: Page) -> None:
    page.set_content("<b>x</b>")
    broken = finder(page, patience=0.2, save={"find": [{"css": "#save["}]})
    for act in (broken.find, broken.present, broken.examine, broken.all):
        with pytest.raises(EstateError, match=r"selectors/acme.yaml: save: .*does not understand"):
            act("save")


def test_a_way_in_css_is_css_and_nothing_else(page: Page) -> None:
    page.set_content("<b id=x>x</b>")
    with pytest.raises((EstateError, ElementNotFound)):
        finder(page, patience=0.2, x={"find": [{"css": "xpath=//b"}]}).find("x")


def test_what_is_read_in_one_call_wants_css(page: Page) -> None:
    with pytest.raises(EstateError, match="wants a css way"):
        finder(page, days={"find": [{"text": "Lundi"}]}).css("days")
    assert finder(page, days={"find": [{"text": "Lundi"}, {"css": "td"}]}).css("days") == ["td"]


@pytest.mark.parametrize(
    ("markup", "times", "status"),
    [
        ("<b id=save>1</b>", 1, "found"),
        ("<b data-is=save>1</b>", 1, "drifted"),
        ("<b id=save>1</b><b id=save>2</b>", 1, "ambiguous"),
        ("<b id=save>1</b><b id=save>2</b>", 2, "found"),
        ("<b id=save>1</b><b id=save>2</b>", None, "found"),
        ("<b id=save>1</b>", 2, "not found"),
        ("", 1, "not found"),
        ("", None, "not found"),
    ],
)
def test_examining_tells_how_often_it_is_there(page: Page, markup: str, times: int | None, status: str) -> None:
    page.set_content(markup)
    told, detail = finder(page, save=BUTTON).examine("save", times=times)
    assert told == status
    assert detail.startswith("css=")


def test_finding_what_is_there_asks_the_page_once(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    from playwright.sync_api import Locator

    page.set_content("<button id=save>OK</button>")
    asked: list[str] = []
    count = Locator.count
    monkeypatch.setattr(Locator, "count", lambda self: asked.append("count") or count(self))
    monkeypatch.setattr(Locator, "wait_for", lambda *_, **__: asked.append("wait"))
    elements = finder(page, save=BUTTON)
    elements.find("save")
    assert asked == ["count"]
    assert not elements.present("save", page.locator("p"))
    assert asked == ["count", "count"]
