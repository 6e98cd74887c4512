"""The last lines of a run: the record's head for whoever keeps it, and what is wrong with its copy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pupitre.commands.conclusion import conclude
from pupitre.evidence import RunResult
from pupitre.run import Finished, Verdict

HEAD = "7f3a" + "0" * 58 + "c1"
MOMENT = "2026-11-22T01:05:54Z"


def finished(language: str, count: int = 62, *warnings: str) -> Finished:
    result = RunResult("apply", "threecx", "https://oti.3cx.fr", "run-1", MOMENT, MOMENT, 0, "done", "Fait.")
    about = {"head": HEAD, "count": count, "warnings": list(warnings)}
    return Finished(
        Verdict(0, "done", "Fait."), result, Path("evidence/x"), Path("evidence/x/report.html"), about, language
    )


@pytest.mark.parametrize(
    ("language", "count", "line"),
    [
        ("fr", 62, "Journal 7f3a00000000…00c1 (62 événements)"),
        ("fr", 1, "Journal 7f3a00000000…00c1 (1 événement)"),
        ("en", 62, "Record 7f3a00000000…00c1 (62 events)"),
    ],
)
def test_the_head_and_the_number_of_events_stand_before_the_path_of_the_page(
    language: str, count: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert conclude(finished(language, count), json_output=False) == 0
    assert capsys.readouterr().out.splitlines() == ["Fait.", line, "evidence/x/report.html"]


def test_a_warning_about_the_record_goes_to_stderr_and_to_programs(capsys: pytest.CaptureFixture[str]) -> None:
    conclude(finished("fr", 62, "La copie \x1b[2J n'est pas complète."), json_output=True)
    printed = capsys.readouterr()
    assert "La copie ‹ESC›[2J n'est pas complète." in printed.err
    told = json.loads(printed.out)["evidence"]
    assert (told["head"], told["count"], len(told["warnings"])) == (HEAD, 62, 1)
