"""Names that come from a console reach a terminal, a spreadsheet and a program as data."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pupitre.commands.check import run as check
from pupitre.commands.conclusion import conclude, fail
from pupitre.commands.evidence.listing import harmless
from pupitre.errors import NotAsDeclared, StalePlan
from pupitre.estate import write_estate
from pupitre.evidence import RunResult, SiteResult
from pupitre.hours import Week
from pupitre.run import Finished, Verdict
from pupitre.telling import tell

RUN_ID = "20261121T010512Z-cccccc"
MOMENT = "2026-11-22T01:05:54Z"
HEAD = "7f3a" + "0" * 58 + "c1"
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
#: What a spreadsheet takes for a formula, wherever it may think that a cell begins.
FORMULA = re.compile(r"""(^|[;\t\r\n])["\s]*[=+\-@＝＋－＠]""")


def is_harmless(text: str) -> bool:
    return {unicodedata.category(letter) for letter in text if letter != "\n"}.isdisjoint(UNSEEN)


@pytest.fixture
def with_all_names(keep_run: Any, hostile_names: tuple[str, ...]) -> Path:
    """Leave a run a name, so that each is shown and not only the first three of a run."""
    for number, name in enumerate(hostile_names):
        keep_run(f"20261121T010512Z-{number:06x}", sites=(SiteResult(name, name, "changed"),))
    folder: Path = keep_run.evidence
    return folder


def test_a_list_of_runs_is_one_line_a_run_for_a_person_a_spreadsheet_and_a_program(
    evidence: Any, with_all_names: Path, hostile_names: tuple[str, ...]
) -> None:
    code, table, err = evidence("list")
    assert (code, err, len(table.splitlines())) == (0, "", len(hostile_names) + 1)
    assert is_harmless(table)
    _, cells, _ = evidence("list", "--csv")
    assert is_harmless(cells)
    assert len(cells.splitlines()) == len(hostile_names) + 1
    assert [line for line in cells.splitlines() if FORMULA.search(line)] == []
    rows = list(csv.DictReader(io.StringIO(cells)))
    assert [row["run"] for row in rows] == [f"20261121T010512Z-{number:06x}" for number in range(len(hostile_names))]
    assert [row["sites"] for row in rows if FORMULA.match(row["sites"])] == []
    _, document, _ = evidence("list", "--json")
    assert document.isascii()
    assert [run["sites"] for run in json.loads(document)["runs"]] == [[name] for name in hostile_names]
    code, said, _ = evidence("verify")
    assert (code, said) == (0, f"{len(hostile_names)} runs checked: nothing was changed.\n")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1", "'=1"),
        ("REVEL;=1", "REVEL;'=1"),
        ('REVEL; "@x', "REVEL;' \"@x"),
        ('"=1', "'\"=1"),
        ("\t=1", "'‹TAB›=1"),
        ("\u200b=1", "‹U+200B›=1"),
        ("8-12; closed", "8-12; closed"),
    ],
)
def test_a_formula_is_none_behind_a_semicolon_either(cell: str, shown: str) -> None:
    """A spreadsheet set to French splits a line at `;`, inside quotes too."""
    assert harmless(cell) == shown


def test_an_export_and_the_page_of_a_run_are_found_whatever_its_sites_are_called(
    evidence: Any, keep_run: Any, hostile_names: tuple[str, ...], tmp_path: Path
) -> None:
    def notes(record: Any) -> None:
        for name in hostile_names:
            record.event("extension", says=name, site=name, detail={name: name})

    sites = tuple(SiteResult(name, name, "changed", sentence=name) for name in hostile_names)
    keep_run(RUN_ID, doing=notes, sites=sites, sentence=" ".join(hostile_names))
    for words in (("show", "last"), ("verify", "last"), ("export", "last", "--out", str(tmp_path / "run.zip"))):
        code, out, err = evidence(*words)
        assert (code, err) == (0, "")
        assert is_harmless(out)
    with zipfile.ZipFile(tmp_path / "run.zip") as archive:
        assert all(re.fullmatch(r"[A-Za-z0-9-]+/[A-Za-z0-9.-]+", name) for name in archive.namelist())
    for name in hostile_names:
        assert is_harmless(evidence("list", f"--site={name}")[1])


def ending(name: str) -> Finished:
    """Return the end of a run on a site of that name, which failed."""
    error = NotAsDeclared(f"The console has no extension 021 called {name}.", remedy=f"Look for {name!r}.")
    told = tell(error, "en")
    site = SiteResult(name, "021", "refused", sentence=str(told))
    result = RunResult(
        "apply", "threecx", "https://oti.3cx.fr", "run-1", MOMENT, MOMENT, 3, "not_as_declared", told.what
    )
    verdict = Verdict(3, "not_as_declared", told.what, (site,), None, told.left_behind, told.remedy)
    where = Path("evidence/x")
    return Finished(verdict, result, where, where / "report.html", {"head": HEAD, "count": 3, "warnings": []}, "en")


def test_the_end_of_a_run_has_its_own_lines_and_no_forged_one(
    hostile_names: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    conclude(ending("REVEL"), json_output=False)
    lines = len(capsys.readouterr().err.splitlines())
    for name in hostile_names:
        conclude(ending(name), json_output=False)
        printed = capsys.readouterr()
        assert printed.out.splitlines() == ["Record 7f3a00000000…00c1 (3 events)", "evidence/x/report.html"]
        assert len(printed.err.splitlines()) == lines, ascii(name)
        assert is_harmless(printed.err)
        conclude(ending(name), json_output=True)
        printed = capsys.readouterr()
        assert printed.out.isascii()
        assert name in json.loads(printed.out)["sentence"]
        assert is_harmless(printed.err)


def test_an_error_before_a_run_is_told_without_anything_unseen(
    hostile_names: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    for name in hostile_names:
        fail(StalePlan(f"The file does not declare {name} any more."), json_output=True)
        printed = capsys.readouterr()
        assert is_harmless(printed.err)
        assert name in json.loads(printed.out)["sentence"]


def test_a_file_with_hostile_names_is_summed_up_and_its_mistakes_are_told_line_by_line(
    hostile_names: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = Week()

    def said(names: tuple[str, ...], *, twice: bool) -> tuple[int, str]:
        sites = [(name, f"{number:03d}", closed) for number, name in enumerate(names)]
        text = write_estate("threecx", "https://oti.3cx.fr", "000", "keyring:oti", "Europe/Paris", "fr", sites)
        if twice:  # every name is a mistake, and is quoted
            text = re.sub('extension: "[0-9]+"', 'extension: "000"', text)
        (tmp_path / "oti.yaml").write_text(text, encoding="utf-8")
        check(tmp_path / "oti.yaml")
        printed = capsys.readouterr()
        assert is_harmless(printed.out)
        assert is_harmless(printed.err)
        return len(printed.out.splitlines()), printed.err

    plain = tuple(f"site {number}" for number in range(len(hostile_names)))
    assert said(hostile_names, twice=False)[0] == said(plain, twice=False)[0]
    mistakes = said(hostile_names, twice=True)[1].splitlines()
    assert len(mistakes) == len(said(plain, twice=True)[1].splitlines())
