"""What must stand around an element before anything is done to it, on a page of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pupitre.browser.elements import Way
from pupitre.errors import ConsoleRefused, ElementNotFound, ReadIncomplete
from pupitre.recording.acting import act
from pupitre.recording.expecting import holds
from pupitre.recording.meeting import OtherScreen, demand_appeared, meet
from pupitre.recording.model import Expectation, Step, Verb
from pupitre.recording.resting import Traffic

OK = (Way(role="button", name="OK"), Way(css="#ok"))


@pytest.fixture(scope="module")
def one_page(browser: Browser) -> Iterator[Page]:
    """Yield one page for all of it."""
    page = browser.new_page()
    page.set_default_timeout(3_000)
    yield page
    page.context.close()


@pytest.fixture
def page(one_page: Page) -> Page:
    one_page.goto("about:blank")
    return one_page


def step(**about: object) -> Step:
    return Step.model_validate({"says": "Cliquer OK", "do": "click", "ways": OK, **about})


def test_an_element_is_met_by_its_second_way_and_what_it_was_called_is_told(page: Page) -> None:
    page.set_content("<h1>Règle</h1><button id=ok>Valider</button>")
    met = meet(page, "1", step(before=('heading "Règle"', 'button "OK"')), patience=1)
    assert (met.way, met.gone, met.locator.inner_text()) == (1, (1,), "Valider")


def test_what_makes_the_console_save_is_never_met_by_a_second_way(page: Page) -> None:
    page.set_content("<h1>Règle</h1><button id=ok>Tout supprimer</button>")
    with pytest.raises(ElementNotFound) as lost:
        meet(page, "1", step(commit=True), patience=0.3)
    assert "nothing is guessed" in lost.value.remedy
    assert 'Nearest: button "Tout supprimer"' in lost.value.what


def test_an_element_found_by_its_mark_must_be_called_as_it_was(page: Page) -> None:
    page.set_content("<button id=ok>Tout supprimer</button>")
    with pytest.raises(OtherScreen) as other:
        meet(page, "1", step(ways=(Way(css="#ok"),), before=('button "OK"',)), patience=0.3)
    assert 'Expected: button "OK". Not there: button "OK". There is: button "Tout supprimer".' in other.value.what


def test_a_heading_that_comes_late_is_waited_for(page: Page) -> None:
    page.set_content(
        "<button id=ok>OK</button><script>setTimeout(() => document.body.prepend("
        "Object.assign(document.createElement('h1'), {textContent: 'Règle'})), 500)</script>"
    )
    assert meet(page, "1", step(before=('heading "Règle"',)), patience=3).way == 0


def test_rows_beside_an_element_are_data_and_may_say_something_else(page: Page) -> None:
    page.set_content("<table><tr role=button><td>021<td>REVEL<td>2</table>")
    way = Way(css="tr", cells=("021", "REVEL"))
    seen = ('button "021 REVEL 1"', 'row "022 SOREZE 1"')
    assert meet(page, "1", step(ways=(way,), before=seen), patience=0.3).way == 0


def test_a_step_that_led_nowhere_stops_before_the_next_finds_the_button_of_the_first_screen(page: Page) -> None:
    page.set_content("<h1>Ajouter</h1><button>OK</button>")
    first = step(after=('heading "021 REVEL"', 'button "800 FA"'))
    with pytest.raises(OtherScreen) as other:
        demand_appeared(page, "1", first, patience=0.3, explain=lambda: None)
    assert 'There is: heading "Ajouter"' in other.value.what
    page.set_content("<h1>021 REVEL</h1><button>OK</button>")
    demand_appeared(page, "1", first, patience=0.3, explain=lambda: None)


def test_a_surrounding_inside_a_frame_counts(page: Page) -> None:
    page.set_content("<iframe name=f srcdoc='<h2>Dedans</h2><button id=ok>OK</button>'></iframe>")
    inner = step(frame=("iframe[name=f]",), before=('heading "Dedans"',))
    assert meet(page, "1", inner, patience=2).locator.inner_text() == "OK"
    with pytest.raises(OtherScreen):
        meet(page, "1", inner.model_copy(update={"before": ('heading "Dehors"',)}), patience=0.3)


def expected(page: Page, patience: float = 2.0, **what: object) -> bool:
    with Traffic(page, "null") as traffic:
        return holds(page, Expectation.model_validate(what), traffic, patience=patience, insist=False)


def test_absence_is_only_told_of_a_page_that_is_at_rest(page: Page) -> None:
    page.set_content(
        "<ul></ul><script>let n = 0; const more = setInterval(() => { document.querySelector('ul')"
        ".append(`- ${++n} `); if (n === 8) { document.body.insertAdjacentHTML('beforeend', '<p>Accueil</p>');"
        " clearInterval(more); } }, 100)</script>"
    )
    assert expected(page, text="Accueil", patience=5)
    assert not expected(page, text="Garage", patience=5)


def test_of_a_page_that_never_rests_nothing_is_known(page: Page) -> None:
    page.set_content(
        "<p>0</p><script>setInterval(() => { document.querySelector('p').textContent += '.' }, 50)</script>"
    )
    with pytest.raises(ReadIncomplete):
        expected(page, text="Accueil", patience=1)


@pytest.mark.parametrize(
    ("what", "is_there"),
    [
        ({"text": "Accueil"}, True),
        ({"text": "Accu"}, False),
        ({"text": "Caché"}, False),
        ({"field": "Nom", "is": "Halle"}, True),
        ({"field": "Nom", "is": "Hall"}, False),
        ({"field": "Sonnerie", "is": "Tous"}, True),
        ({"field": "Ouvert", "is": "true"}, True),
        ({"row": ["101", "Anne"]}, True),
        ({"row": ["101", "Bruno"]}, False),
        ({"text": "08:00", "within": {"column": "Lundi"}}, True),
        ({"text": "08:00", "within": {"column": "Mardi"}}, False),
    ],
)
def test_an_expectation_is_met_by_what_is_shown_as_a_whole(page: Page, what: dict[str, object], is_there: bool) -> None:
    page.set_content(
        "<p hidden>Accueil</p><p>Accueil</p><p hidden>Caché</p><label>Nom <input value=Halle></label>"
        "<label>Sonnerie <select><option>Un<option selected>Tous</select></label>"
        "<label>Ouvert <input type=checkbox checked></label>"
        "<table><tr><td>101<td>Anne<tr><td>102<td>Bruno</table>"
        "<table><tr><th>Lundi<th>Mardi<tr><td><b>08:00</b><td><b>09:00</b></table>"
    )
    assert expected(page, **what) is is_there


def test_what_is_expected_inside_a_frame_is_looked_for_there(page: Page) -> None:
    page.set_content(
        "<p>Dehors</p><iframe name=f srcdoc='<p>Dedans</p><label>Nom <input value=Halle></label>'></iframe>"
    )
    frame = ["iframe[name=f]"]
    assert expected(page, text="Dedans", frame=frame)
    assert expected(page, field="Nom", frame=frame, **{"is": "Halle"})
    assert not expected(page, text="Dehors", frame=frame)


def test_a_field_that_takes_less_than_was_written_stops_the_replay(page: Page) -> None:
    page.set_content("<label>Numéro <input maxlength=3></label>")
    number = Step.model_validate({"says": "Écrire", "do": "fill", "value": "05612", "ways": [{"label": "Numéro"}]})
    with pytest.raises(ConsoleRefused, match="'056'"):
        act(page.get_by_label("Numéro"), number, Path())
    page.set_content("<label>Heure <input onchange=\"this.value = '0' + this.value\"></label>")
    act(page.get_by_label("Heure"), number.model_copy(update={"do": Verb.FILL, "value": "8:00"}), Path())
