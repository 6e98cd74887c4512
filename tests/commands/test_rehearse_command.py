"""`pupitre rehearse` and the words of `pupitre mock`: variants, faults, and kinds that are not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


def test_a_rehearsal_on_a_variant_ends_with_its_report_and_counts_for_no_real_console(
    command: Any, tmp_path: Path
) -> None:
    ended = command("rehearse", "threecx", "--variant", "slot_menu=popover,clock=12", "--evidence", "proof")
    assert ended.code == 0, ended.err
    report = Path(ended.out.splitlines()[-1])
    assert report.parts[0] == "proof"
    assert (tmp_path / report).is_file()
    assert command("guard", "status", "--json").document["doors"] == []


@pytest.mark.nightly
def test_a_rehearsal_of_ring_groups_shows_the_plan_and_ends_with_its_report(command: Any, tmp_path: Path) -> None:
    ended = command("rehearse", "ooma", "--variant", "newer")
    assert ended.code == 0, ended.err
    assert "Corbeille, supprimer le groupe de sonnerie 309 Ancien" in ended.out
    assert (tmp_path / ended.out.splitlines()[-1]).is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rehearse", "threecx", "--variant", "nope"), "no variant 'nope'"),
        (("rehearse", "fourcx"), "'fourcx'"),
        (("mock", "fourcx"), "threecx."),
        (("mock", "threecx", "--variant", "clock=13"), "clock=13"),
        (("mock", "threecx", "--faults", "nope"), "no fault called 'nope'"),
    ],
)
def test_a_word_that_no_mock_knows_is_explained(
    command: Any, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    ended = command(*words, "--json")
    assert ended.code == ended.document["exit_code"] == 1
    assert said in ended.document["sentence"]
    assert not (tmp_path / "evidence").exists()
