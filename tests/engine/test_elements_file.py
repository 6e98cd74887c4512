"""The operator's own elements win one by one, and a file that is not understood names its line."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pupitre.browser.elements import Element, Elements, Way, load_elements
from pupitre.errors import EstateError
from pupitre.shipped import folder

Write = Callable[[str | bytes], Path]
GOOD = "editor.ok:\n  where: at the top\n  seen: 2026-03-02, 18.0.9\n  find: [{css: '#mine'}]\n"


@pytest.fixture
def own(tmp_path: Path) -> Write:
    """Return a function that writes the working folder's file and returns its path."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "selectors" / "threecx.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def refused(own_file: Path) -> str:
    with pytest.raises(EstateError) as told:
        load_elements("threecx", working_folder=own_file.parents[1])
    message = str(told.value)
    assert message.startswith(str(own_file)), message
    return message.replace(str(own_file), "")


def test_the_operators_element_wins_and_the_others_stay(own: Write) -> None:
    elements = load_elements("threecx", working_folder=own(GOOD).parents[1])
    shipped = load_elements("threecx", working_folder=folder("selectors"))
    assert elements["editor.ok"].find == (Way(css="#mine"),)
    assert elements["editor.ok"].seen == "2026-03-02, 18.0.9"
    assert elements.overridden == ("editor.ok",)
    assert {name: elements[name] for name in shipped.by_name if name != "editor.ok"} == {
        name: element for name, element in shipped.by_name.items() if name != "editor.ok"
    }
    assert list(elements.by_name) == list(shipped.by_name)


def test_a_message_names_the_file_that_an_element_comes_from(own: Write) -> None:
    path = own(GOOD)
    elements = load_elements("threecx", working_folder=path.parents[1])
    assert elements.file_of("editor.ok") == str(path)
    assert elements.file_of("editor.cancel") == "selectors/threecx.yaml"


def test_without_a_file_of_the_operator_the_shipped_one_counts(tmp_path: Path) -> None:
    assert load_elements("threecx", working_folder=tmp_path).overridden == ()


def test_a_file_of_comments_mends_nothing(own: Write) -> None:
    assert load_elements("threecx", working_folder=own("# editor.ok: later\n\n").parents[1]).overridden == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (GOOD.replace(".ok", ".okk"), ":1:1: editor.okk: there is no such element; did you mean editor.ok?"),
        (GOOD.replace("seen:", "sen:"), ":3:3: editor.ok.sen: unknown key; did you mean seen?"),
        (GOOD.replace("{css:", "{ccs:"), ":4:11: editor.ok.find[0].ccs: unknown key; did you mean css?"),
        (GOOD.replace("  where: at the top\n", ""), ":1:1: editor.ok: where is missing"),
        (GOOD.replace("[{css: '#mine'}]", "[]"), ":4:3: editor.ok.find: name at least one way"),
        (GOOD.replace("[{css: '#mine'}]", "{css: '#mine'}"), ":4:3: editor.ok.find: write a list here"),
        (GOOD.replace("'#mine'", "[a, b]"), ":4:11: editor.ok.find[0].css: write a text here"),
        (GOOD.replace("css: '#mine'", "has: OK"), ":4:10: editor.ok.find[0]: a way has exactly one of css, role"),
        (GOOD.replace("css: '#mine'", "css: a, role: link"), ":4:10: editor.ok.find[0]: a way has exactly one of css"),
        (GOOD.replace("css: '#mine'", "css: a, name: OK"), ":4:10: editor.ok.find[0]: a name belongs to a role"),
        (GOOD.replace("css: '#mine'", "role: LINK!"), ":4:11: editor.ok.find[0].role: this is no role"),
        (GOOD.replace("css: '#mine'", "text: says"), ":1:1: editor.ok: a way goes by the words on the screen"),
        (GOOD.replace("#mine", "tr[id={number}]"), ":4:10: editor.ok.find[0]: a blank cannot stand in css"),
        (GOOD.replace("css: '#mine'", "text: '{number}'"), ":1:1: editor.ok: {number} is no blank of this element"),
        (GOOD + GOOD, ':5:1: editor.ok is written twice: on line 1 and on line 5'),
        (GOOD + "  where: twice\n", ':5:3: editor.ok: where is written twice: on line 2 and on line 5'),
        ("- editor.ok\n", ":1:1: write the name of an element here"),
        ("editor.ok\n", ":1:1: write the name of an element here"),
        ("editor.ok: none\n", ":1:1: editor.ok: write keys with values here"),
        ("editor.ok: {where: [\n", ":1:"),
        ("editor.ok:\n\twhere: x\n", ":2:1: a tab stands here"),
        ("a: &a [x]\nb: [*a, *a]\n", ":1:4: anchors"),
        ("editor.ok: !!python/object:os.system {}\n", ":1:12: tags"),
        ("[" * 60 + "]" * 60, ":1:51: lists and mappings are nested deeper"),
        ("\n".join(f"a{number}: x" for number in range(6000)), "the file holds more than"),
        (b"# " + b"x" * 1_100_000, ": the file is larger than 1 MB"),
        (b"editor.ok: \xff\n", ":1:12: byte 11 (0xff) is not UTF-8"),
        ("editor.ok: \u202ex\n", ":1:12: there is a hidden character here (U+202E)"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(own: Write, content: str | bytes, told: str) -> None:
    assert told in refused(own(content))


def test_everything_that_is_wrong_is_told_at_once(own: Write) -> None:
    message = refused(
        own(GOOD.replace("seen", "saw") + GOOD.replace("editor.ok", "editor.cancel").replace("css", "ccs"))
    )
    assert len(message.splitlines()) == 3


def test_a_folder_or_a_dangling_link_is_not_silently_passed_over(tmp_path: Path) -> None:
    own_file = tmp_path / "selectors" / "threecx.yaml"
    own_file.mkdir(parents=True)
    assert "this is a folder" in refused(own_file)
    own_file.rmdir()
    own_file.symlink_to(tmp_path / "gone.yaml")
    assert "there is no such file" in refused(own_file)


def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    own_file = tmp_path / "selectors" / "threecx.yaml"
    own_file.parent.mkdir()
    os.mkfifo(own_file)
    assert "not an ordinary file" in refused(own_file)


def test_the_words_of_an_element_are_in_the_order_of_its_languages_and_once() -> None:
    says = {"fr": ["sur", "OK"], "en": "OK", "de": "von"}
    element = Element.model_validate({"where": "x", "seen": "x", "says": says, "find": [{"css": "a"}]})
    assert element.words == ("sur", "OK", "von")
    assert (element.in_language("fr"), element.in_language("it")) == ("sur", "sur")


def test_a_number_or_a_yes_in_the_file_stays_the_text_that_was_written(own: Write) -> None:
    text = GOOD.replace("at the top", "021").replace("  find", "  says: {fr: no, en: 17:00}\n  find")
    element = load_elements("threecx", working_folder=own(text).parents[1])["editor.ok"]
    assert (element.where, element.says) == ("021", {"fr": "no", "en": "17:00"})


def test_elements_without_a_file_of_the_operator_say_so() -> None:
    assert Elements("acme", {}).file_of("x") == "selectors/acme.yaml"
