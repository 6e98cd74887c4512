"""The values of a replay, and of one for each line of a table, checked before anything is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from pupitre.recording.binding import BadValue
from pupitre.recording.file import parse_recording
from pupitre.recording.rows import BadTable, Line, read_table, rows_of

RECORDING = parse_recording(
    """recording: 1
name: horaires
console: any
address: "https://x.example"
made: {at: now, by: hand}
parameters:
  site: {type: text, recorded: REVEL}
  opens: {type: time, recorded: "08:00"}
  slots: {type: list, of: slot, recorded: [08:00-12:00]}
steps:
  - {says: "Ouvrir {site} {opens}", do: open, value: /}
""",
    "r.yaml",
)


def table(folder: Path, content: str | bytes) -> tuple[Line, ...]:
    file = folder / "t.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(file, tuple(RECORDING.parameters))


@pytest.mark.parametrize(
    "content",
    [
        "site,opens\nREVEL,08:00\nSOREZE,09:00\n",
        "\ufeffsite;opens\r\nREVEL;08:00\r\nSOREZE;09:00\r\n",
        "site\topens\nREVEL\t08:00\nSOREZE\t09:00",
        '"site";"opens"\n"REVEL";"08:00"\n"SOREZE";"09:00"\n',
    ],
)
def test_a_table_is_read_as_spreadsheets_write_it(tmp_path: Path, content: str) -> None:
    assert table(tmp_path, content) == (
        Line(2, {"site": "REVEL", "opens": "08:00"}),
        Line(3, {"site": "SOREZE", "opens": "09:00"}),
    )


def test_lines_without_a_word_are_left_out_and_numbers_are_those_of_the_file(tmp_path: Path) -> None:
    lines = table(tmp_path, 'site;opens\n;\n"RE;VEL";08:00\n\n;;\n'.replace(";;", ";"))
    assert lines == (Line(3, {"site": "RE;VEL", "opens": "08:00"}),)


def test_a_formula_is_a_value_like_any_other(tmp_path: Path) -> None:
    (row,) = rows_of(RECORDING, {}, table(tmp_path, "site\n=1+1\n"))
    assert (row.name, row.values) == ("2. =1+1", {"site": "=1+1"})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "t.csv:1: the table is empty."),
        ("site,opens\n", "t.csv:1: the table has no line of values."),
        ("site,closes\nREVEL,1\n", "t.csv:1: the column 'closes' is no parameter; there is site, opens, slots."),
        ("site,site\nREVEL,1\n", "t.csv:1: the column site is there twice."),
        ("site,opens\nREVEL\n", "t.csv:2: there are 1 cells, and 2 columns."),
        ("site,opens\nREVEL,8:00,x\n", "t.csv:2: there are 3 cells, and 2 columns."),
        ('site,opens\n"REVEL" x,8:00\n', "t.csv:2: "),
        ('site,opens\n"RE\nVEL",8:00\n,\nREVEL\n', "t.csv:5: there are 1 cells"),
        ("site\n" + "REVEL\n" * 1001, "t.csv:1002: there are more than 1000 lines."),
        ("site\nSor\xe8ze\n".encode("latin-1"), "t.csv:2: this is not UTF-8."),
        (b"site\n" + b"x" * 1_000_001, "t.csv: the table is larger than 1 MB."),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_line(tmp_path: Path, content: str | bytes, said: str) -> None:
    with pytest.raises(BadTable) as wrong:
        table(tmp_path, content)
    assert said in wrong.value.what


@pytest.mark.parametrize(
    ("given", "content", "said"),
    [
        ({}, "site,opens\nREVEL,08:00\nSOREZE,25:00\n", "t.csv:3: The value of opens does not fit"),
        ({}, "site,opens\nREVEL,\n", "t.csv:2: The value of opens does not fit: it is empty"),
        ({"site": "REVEL"}, "site\nSOREZE\n", "t.csv:1: site is a column, and is given with --set, too."),
        ({}, 'site\n"RE\nVEL"\n', "t.csv:2: The value of site does not fit"),
        ({"slots": "8-9,x"}, "site\nSOREZE\n", "t.csv:2: The value of slots does not fit"),
    ],
)
def test_a_value_that_does_not_fit_is_told_with_its_line(
    tmp_path: Path, given: dict[str, str], content: str, said: str
) -> None:
    with pytest.raises(BadTable) as wrong:
        rows_of(RECORDING, given, table(tmp_path, content), "t.csv")
    assert said in wrong.value.what


def test_without_a_table_there_is_one_row_whose_values_are_checked() -> None:
    assert rows_of(RECORDING, {"site": "SOREZE"})[0].name == "horaires"
    with pytest.raises(BadValue, match="no parameter 'sites'"):
        rows_of(RECORDING, {"sites": "SOREZE"})
