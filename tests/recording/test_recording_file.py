"""A recording's file: what is read comes back as it was, and what is wrong is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupitre.browser.elements import Way
from pupitre.errors import EstateError
from pupitre.recording.binding import BadValue, bind
from pupitre.recording.blanks import filled, literal
from pupitre.recording.file import is_edited, load_recording, parse_recording, sealed
from pupitre.recording.model import Dialog, Expectation, Loop, Made, Parameter, Recording, Step, Verb
from pupitre.recording.telling import as_lines
from pupitre.recording.writing import write_recording

HEAD = """recording: 1
console: any
address: "https://console.example"
made: {at: now, by: pupitre}
"""
CLICK = "  - {says: Cliquer, do: click, ways: [{role: button, name: OK}]}\n"

WHOLE = Recording(
    name="Horaires {{d'été}}",
    console="threecx",
    address="https://oti.3cx.fr",
    estate="../oti.yaml",
    made=Made(at="2026-11-22T14:00:00Z", by="pupitre 0.1.0", language="fr"),
    parameters={
        "site": Parameter(recorded="REVEL"),
        "slots": Parameter(type="list", of="slot", recorded=("08:00-12:00", "14:00-17:30")),
    },
    steps=(
        Step(says="Ouvrir /#/x", do=Verb.OPEN, value="/#/x"),
        Step(
            says="Cliquer « {site} »",
            do=Verb.CLICK,
            ways=(
                Way(role="row", has="{site}"),
                Way(css="tr", cells=("{site}",), within=Way(role="table", name="Sites")),
            ),
            frame=("iframe >> nth=1",),
            tab=2,
            opens_tab=True,
            commit=True,
            wrote="POST /save",
            dialog=Dialog(says="Sûr ?", answer="accept"),
            before=('row "{site}"', 'text: l\'été : "quoted"'),
            after=('heading "Ok"',),
            picture="x.pictures/01.jpg",
        ),
        Loop.model_validate(
            {
                "for": "slot in slots",
                "steps": [
                    {"says": "Écrire", "do": "fill", "value": "{slot.opens}", "ways": [{"label": "De"}]},
                    {"says": "Écrire", "do": "fill", "value": "{slot.closes}", "ways": [{"after": "À"}]},
                ],
            }
        ),
    ),
    expect=(
        Expectation(text="Accueil", at="/x"),
        Expectation.model_validate({"field": "Nom", "is": "{site}"}),
        Expectation(row=("{site}", "021")),
    ),
)


def test_a_recording_comes_back_from_its_file_as_it_was() -> None:
    text = write_recording(WHOLE)
    again = parse_recording(text, "whole.yaml")
    assert again == sealed(WHOLE)
    assert not is_edited(again)
    assert write_recording(again) == text


def test_a_change_by_hand_breaks_the_seal_and_a_comment_does_not() -> None:
    text = write_recording(WHOLE)
    assert not is_edited(parse_recording(text + "# seen by Anne\n", "x"))
    assert is_edited(parse_recording(text.replace("/#/x", "/#/y"), "x"))


printable = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=40)


@given(said=printable, value=st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_any_text_of_a_page_survives_the_file(said: str, value: str) -> None:
    way = Way(role="button", name=literal(said))
    step = Step(says=literal(said), do=Verb.FILL, ways=(way,), value=literal(value), before=(literal(f"text: {said}"),))
    recording = Recording(console="any", address="https://x.example", made=Made(at="now", by="p"), steps=(step,))
    again = parse_recording(write_recording(recording), "any.yaml")
    assert again == sealed(recording)
    assert bind(again).steps[0].step.value == value


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            HEAD + "steps:\n" + CLICK + CLICK.replace("role", "rolle"),
            "f:7:40: steps[2].ways[1].rolle: the key is not known",
        ),
        (HEAD + "steps:\n" + CLICK.replace("do: click", "do: clik"), "f:6:21: steps[1].do: this is not known"),
        (HEAD + "steps:\n" + CLICK.replace("do: click", "do: click, do: click"), "written twice"),
        (HEAD + "steps:\n" + CLICK.replace("do: click", "do: click, commit: yes"), "write true or false"),
        (HEAD + "steps:\n" + CLICK.replace("do: click", "do: click, tab: 021"), "from 1 to 20"),
        (HEAD + "steps:\n" + CLICK.replace("do: click", "do: click, value: x"), "click takes no value"),
        (HEAD + "steps:\n  - {says: Écrire, do: fill, ways: [{label: Nom}]}\n", "value is missing; fill needs one"),
        (HEAD + "steps:\n  - {says: Cliquer, do: click}\n", "name at least one way"),
        (HEAD + "steps:\n" + CLICK.replace("OK", '"{site}"'), "{site} is no parameter"),
        (HEAD + "steps:\n" + CLICK.replace("OK", '"a { b"'), "is written twice: {{"),
        (HEAD + "steps:\n" + CLICK.replace("role: button, name: OK", 'css: "#{site}"'), "a blank cannot stand in css"),
        (HEAD.replace("recording: 1", "recording: 2") + "steps:\n" + CLICK, "f:1:1: recording: this is not known"),
        (HEAD, "steps is missing"),
        (HEAD + "steps: []\n", "this list is empty"),
        (HEAD + "parameters: {opens: {type: time, recorded: lundi}}\nsteps:\n" + CLICK, "does not fit the type time"),
        (HEAD + "parameters: {d: {type: date, recorded: 2027-02-29}}\nsteps:\n" + CLICK, "no day of the calendar"),
        (HEAD + "steps:\n  - for: slot in slots\n    steps:\n    " + CLICK, "slots is no parameter of the type list"),
        (HEAD + "steps:\n  - for: slot of slots\n    steps:\n    " + CLICK, "write it as: slot in slots"),
        (HEAD + "steps:\n" + CLICK + "expect:\n  - {text: a, row: [b]}\n", "exactly one of text, field, row"),
        (HEAD + "steps:\n" + CLICK + "expect:\n  - {field: a}\n", "a field is expected with its value"),
        ("- a\n", "this is no recording"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(written: str, told: str) -> None:
    with pytest.raises(EstateError) as problem:
        parse_recording(written, "f")
    assert told in problem.value.what
    assert problem.value.what.startswith("f:")


@pytest.mark.parametrize(
    "way",
    [
        '{css: "input[type=password]"}',
        "{label: Mot de passe}",
        "{role: textbox, name: Your Password}",
        "{after: Passwort}",
    ],
)
def test_a_typed_password_is_refused_and_not_quoted(way: str) -> None:
    written = HEAD + f"steps:\n  - says: Écrire\n    do: fill\n    value: s3cr3t\n    ways: [{way}]\n"
    with pytest.raises(EstateError, match="passwords are no part of a recording") as problem:
        parse_recording(written, "f")
    assert "s3cr3t" not in problem.value.what


def test_values_fill_every_blank_and_a_loop_does_its_steps_for_each_item() -> None:
    bound = bind(WHOLE, {"site": "SOREZE", "slots": "09:00-10:00, 11:00-12:30, 14:00-15:00"})
    numbers = [(numbered.number, numbered.step.value) for numbered in bound.steps[2:]]
    assert numbers == [
        ("3.1", "09:00"),
        ("3.2", "10:00"),
        ("3.1", "11:00"),
        ("3.2", "12:30"),
        ("3.1", "14:00"),
        ("3.2", "15:00"),
    ]
    assert bound.steps[1].step.ways[0] == Way(role="row", has="SOREZE")
    assert bound.steps[1].step.before[0] == 'row "SOREZE"'
    assert bound.expect[2].row == ("SOREZE", "021")


def test_a_value_that_looks_like_a_blank_stays_as_it_is() -> None:
    assert bind(WHOLE, {"site": "{slots}"}).steps[1].step.says == "Cliquer « {slots} »"
    assert filled(literal("{x} {{y"), {}) == "{x} {{y"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"sit": "X"}, "no parameter 'sit'; it has site, slots"),
        ({"site": " "}, "it is empty"),
        ({"site": ["a"]}, "one value, not a list"),
        ({"slots": "08:00-12:00, midi"}, "The value of slots does not fit"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(values: dict[str, str], told: str) -> None:
    with pytest.raises(BadValue) as problem:
        bind(WHOLE, values)
    assert told in problem.value.what


def test_a_recording_reads_like_a_procedure() -> None:
    assert list(as_lines(sealed(WHOLE)))[1:] == [
        "Sur threecx (https://oti.3cx.fr), enregistré le 2026-11-22T14:00:00Z par pupitre 0.1.0",
        "  site (text) : REVEL",
        "  slots (list: slot) : 08:00-12:00, 14:00-17:30",
        "  1. Ouvrir /#/x",
        "  2. Cliquer « {site} » (fenêtre 2; répondre OK à « Sûr ? »; enregistre sur la console)",
        "  3. pour chaque slot de slots :",
        "     3.1 Écrire",
        "     3.2 Écrire",
        "À la fin :",
        "  - « Accueil » est là",
        "  - « Nom » contient « {site} »",
        "  - une ligne montre {site} | 021",
    ]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(EstateError, match="there is no such file"):
        load_recording(tmp_path / "none.yaml")
