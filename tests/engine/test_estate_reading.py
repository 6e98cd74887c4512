"""What the loader takes for a file, and what it refuses before it costs anything."""

from __future__ import annotations

import os
import time
import tracemalloc
from pathlib import Path

import pytest

from pupitre.errors import EstateError
from pupitre.estate import load
from pupitre.estate.nodes import Mapping, Scalar, compose

GOOD = """\
console: threecx
address: https://oti.3cx.fr/webclient
login: {user: "000", password: env:OTI}
timezone: Europe/Paris
sites:
  REVEL: {extension: 021, week: {mon-fri: [08:00-12:00, 14:00-17:30]}}
"""


def written(folder: Path, content: str | bytes, name: str = "oti.yaml") -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def refusal(folder: Path, content: str | bytes) -> str:
    path = written(folder, content)
    with pytest.raises(EstateError) as caught:
        load(path)
    assert caught.value.__context__ is None, "the parser's own error quotes the file"
    return str(caught.value).replace(path, "oti.yaml")


def test_scalars_stay_the_text_that_was_written(tmp_path: Path) -> None:
    root = compose("a: 021\nb: 17:00\nc: 8:30\nd: off\ne: ~\nf: 0x1F\ng: 1e3\nh: 2026-12-24\nno: on\n", "x")
    assert isinstance(root, Mapping)
    values = {key.text: value.text for key, value in root.entries if isinstance(value, Scalar)}
    assert values == {
        "a": "021",
        "b": "17:00",
        "c": "8:30",
        "d": "off",
        "e": "~",
        "f": "0x1F",
        "g": "1e3",
        "h": "2026-12-24",
        "no": "on",
    }


def test_an_unquoted_number_keeps_its_leading_zero(tmp_path: Path) -> None:
    assert load(written(tmp_path, GOOD)).sites["REVEL"].extension == "021"


@pytest.mark.parametrize("name", ["no", "NO", "on", "off", "yes", "null", "~", "021", "1.0", "true", "2026-12-24"])
def test_a_site_may_be_called_like_one_of_yamls_own_words(tmp_path: Path, name: str) -> None:
    assert list(load(written(tmp_path, GOOD.replace("REVEL", name))).sites) == [name]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(),
        b"---\n" + GOOD.encode(),
        GOOD.encode() + b"...\n",
        GOOD.rstrip().encode(),
    ],
    ids=["mark", "CRLF", "mark and CRLF", "begin of document", "end of document", "no last line end"],
)
def test_what_editors_add_is_accepted(tmp_path: Path, content: bytes) -> None:
    assert load(written(tmp_path, content)).sites["REVEL"].extension == "021"


def test_the_lines_of_a_windows_file_are_counted_as_its_editor_does(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").replace("console: threecx", "console: other").encode()
    assert (
        refusal(tmp_path, content)
        == "oti.yaml:1:10: console: no console is called other; installed: any, ooma, threecx"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            GOOD.replace("REVEL", "SAINT FÉLIX").encode("latin-1"),
            "oti.yaml:6:10: byte 134 (0xc9) is not UTF-8; save the file as UTF-8",
        ),
        (GOOD.encode("utf-16"), "oti.yaml:1:1: byte 0: the file is UTF-16; save it as UTF-8"),
        (GOOD.encode("utf-16-le"), "oti.yaml:1:2: byte 1: the file looks like UTF-16; save it as UTF-8"),
        (GOOD.encode("utf-32-be"), "oti.yaml:1:1: byte 0: the file looks like UTF-16; save it as UTF-8"),
        (GOOD.replace("\n  REVEL", "\n\tREVEL"), "oti.yaml:6:1: a tab stands here; YAML indents with blanks only"),
        (GOOD.replace("REVEL", "RE\x00VEL"), "oti.yaml:6:5: there is a hidden character here (U+0000); delete it"),
        (GOOD.replace("REVEL", "RE\x1bVEL"), "oti.yaml:6:5: there is a hidden character here (U+001B); delete it"),
        (GOOD.replace("REVEL", "RE\u202eVEL"), "oti.yaml:6:5: there is a hidden character here (U+202E); delete it"),
        (GOOD.replace("REVEL", "RE\u200bVEL"), "oti.yaml:6:5: there is a hidden character here (U+200B); delete it"),
        ("", "oti.yaml: the file is empty; that is no wish to close anything"),
        (" \n\n", "oti.yaml: the file is empty; that is no wish to close anything"),
        (b"\xef\xbb\xbf", "oti.yaml: the file is empty; that is no wish to close anything"),
        ("# nothing\n", "oti.yaml:1:1: the file says nothing; that is no wish to close anything"),
        ("---\n", "oti.yaml:1:1: the file says nothing; that is no wish to close anything"),
        (GOOD + "---\n" + GOOD, "oti.yaml:7:1: a second document begins here; a file holds one"),
        ("%YAML 1.1\n---\n" + GOOD, "oti.yaml:2:1: directives (%YAML, %TAG) are not accepted"),
        (
            GOOD.replace("021", "!!python/object/apply:os.system [id]"),
            "oti.yaml:6:22: tags (!name) are not accepted; a text that begins with ! wants quotes",
        ),
        (
            GOOD.replace("021", "!!str 021"),
            "oti.yaml:6:22: tags (!name) are not accepted; a text that begins with ! wants quotes",
        ),
        (
            GOOD.replace("021", "&number 021"),
            "oti.yaml:6:22: anchors (&name) are not accepted; a text that begins with & wants quotes, "
            "hours used twice are written once under `hours:`",
        ),
        (
            GOOD.replace("021", "*number"),
            "oti.yaml:6:22: aliases (*name) are not accepted; a text that begins with * wants quotes, "
            "hours used twice are written once under `hours:`",
        ),
        (GOOD.replace("021", '"021'), "oti.yaml:6:22: a quoted text has no closing quote"),
        (GOOD.replace("}}", "}"), "oti.yaml:6:10: a mapping in braces has no comma or no closing }"),
        (GOOD.replace("]", ""), "oti.yaml:6:43: a list in brackets has no comma or no closing ]"),
        (GOOD.replace("021", "@x"), "oti.yaml:6:22: a text that begins with @ wants quotes"),
        (GOOD.replace("021", '"\\q"'), "oti.yaml:6:24: "
         "a backslash stands before a character that it cannot escape; use single quotes"),
        (GOOD.replace("021", '"\\ud800"'), "oti.yaml:6:22: a text has an escape (\\u) that is half a character"),
        (GOOD.replace("021", '"\\UFFFFFFFF"'), "oti.yaml:1:1: "
         "a text has an escape (\\x, \\u, \\U) that is no character"),
        (GOOD + "? [a, b]\n: c\n", "oti.yaml:7:3: a key must be a text, not a list or a mapping"),
        ("just words", "oti.yaml:1:1: write keys with values here: console, address, login, tls, timezone, language, "
         "support, notify, ping, margin, on_drift, once, calendar, hours, limits, evidence, sites, ring_groups"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_plain_yaml_is_refused_with_its_place(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    assert refusal(tmp_path, content) == message


def test_a_site_written_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    text = GOOD + "  SOREZE: {extension: 022, week: {mon: 08:00-17:00}}\n  REVEL: {extension: 023, closed: true}\n"
    assert refusal(tmp_path, text) == "oti.yaml:8:3: sites: REVEL is written twice: on line 6 and on line 8"


ALIAS_BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (ALIAS_BOMB, "oti.yaml:1:5: anchors (&name) are not accepted"),
        ("a: " + "[" * 3000 + "]" * 3000, "oti.yaml:1:4000: the line is longer than 4000 characters"),
        ("a: " + "[" * 1500 + "]" * 1500, "oti.yaml:1:53: lists and mappings are nested deeper than 50"),
        ("a:\n" + "".join(" " * depth + "a:\n" for depth in range(1, 300)), "nested deeper than 50"),
        ("- " * 1900, "nested deeper than 50"),
        ("? " * 1900, "nested deeper than 50"),
        ("{" * 3000, "nested deeper than 50"),
        ("a: b\n" * 15_000, "oti.yaml:5000:4: the file holds more than 10000 values"),
        ("#\n" * 30_000, "oti.yaml:20000:1: the file has more than 20000 lines"),
        ("a: " + "b" * 900_000, "oti.yaml:1:4000: the line is longer than 4000 characters"),
        ("a: !" + "b" * 3_900, "tags (!name) are not accepted"),
        ("a: b\n" * 10_000_000, "oti.yaml: the file is larger than 1 MB"),
    ],
    ids=["aliases", "long brackets", "brackets", "indents", "dashes", "questions", "braces", "values", "lines", "line",
         "tag", "50 MB"],
)  # fmt: skip
def test_a_bomb_is_refused_quickly(tmp_path: Path, content: str, message: str) -> None:
    path = written(tmp_path, content)
    del content
    begun = time.process_time()
    with pytest.raises(EstateError) as caught:
        load(path)
    spent = time.process_time() - begun
    assert message in str(caught.value)
    assert spent < 1.0


@pytest.mark.parametrize("content", [ALIAS_BOMB, "[" * 500], ids=["aliases", "brackets"])
def test_a_bomb_never_takes_more_than_a_few_megabytes(tmp_path: Path, content: str) -> None:
    path = written(tmp_path, content)
    tracemalloc.start()
    try:
        with pytest.raises(EstateError):
            load(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 50_000_000


def test_a_missing_file_is_told_with_the_one_that_was_probably_meant(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    with pytest.raises(EstateError) as caught:
        load(tmp_path / "ot.yaml")
    assert str(caught.value) == f"{tmp_path}/ot.yaml: there is no such file; did you mean {tmp_path}/oti.yaml?"


def test_a_folder_a_pipe_and_a_device_are_told_apart(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    for path, sentence in (
        (tmp_path, "this is a folder; name a file in it"),
        (pipe, "this is not an ordinary file"),
        (Path("/dev/zero"), "this is not an ordinary file"),
        (tmp_path / ("x" * 300), "it cannot be opened (File name too long)"),
    ):
        with pytest.raises(EstateError, match=r".") as caught:
            load(path)
        assert str(caught.value).endswith(f": {sentence}")


def test_a_file_that_may_not_be_read_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, GOOD)

    def forbidden(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pupitre.estate.source.os.open", forbidden)
    with pytest.raises(EstateError) as caught:
        load(path)
    assert str(caught.value) == f"{path}: it may not be read by this user; mend its rights"


def test_the_path_is_told_as_the_operator_typed_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, GOOD.replace("Europe/Paris", "Paris"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EstateError) as caught:
        load("./oti.yaml")
    assert str(caught.value).startswith("./oti.yaml:4:11: timezone: Paris is not a time zone")


def test_a_file_name_with_a_line_break_does_not_forge_a_message(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("021", "x"), "a\nb.yaml")
    with pytest.raises(EstateError) as caught:
        load(path)
    assert "\n" not in str(caught.value)
