"""The overview of all runs, for those who see it, those who hear it and those who print it."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pupitre.evidence import SiteResult
from pupitre.evidence.overview.pages import render_overview
from pupitre.evidence.overview.reading import read_all
from pupitre.evidence.overview.writing import write_overview
from pupitre.hours import Week

NAME = "Office de tourisme intercommunal aux portes du Lauragais <b>&" + "x" * 120


@pytest.fixture(scope="module")
def overview(
    tmp_path_factory: pytest.TempPathFactory, left_behind: Callable[..., Path], before: Week, after: Week
) -> Path:
    """Return a folder with the overview of runs of every outcome, some of them damaged or gone."""
    evidence = tmp_path_factory.mktemp("evidence")
    weeks = [before, after] * 5
    for day, (old, new) in enumerate(itertools.pairwise(weeks), 1):
        sites = [SiteResult("REVEL", "021", "changed", old, new, new), SiteResult("SOREZE", "022", "unchanged", old)]
        left_behind(evidence, *sites, began=f"2026-10-{day:02d}T01:00:00Z")
    for code in (1, 2, 4, 5):
        failed = SiteResult(NAME, "023", "failed", before, after)
        left_behind(evidence, failed, began=f"2026-11-{code:02d}T01:00:00Z", exit_code=code, sentence=NAME)
    other = {"origin": "https://other.example.fr"}
    shutil.rmtree(left_behind(evidence, began="2026-11-20T01:00:00Z").parent)
    (left_behind(evidence, began="2026-11-21T01:00:00Z", **other).parent / "result.json").unlink()
    left_behind(evidence, SiteResult("ACCUEIL", "700", "changed"), began="2026-11-22T01:00:00Z", **other)
    target = evidence.parent / "site"
    write_overview(target, render_overview(read_all([evidence]), target))
    return target


@pytest.mark.parametrize("name", ["index.html", "runs-2026-11.html"])
def test_nobody_is_kept_out_of_the_overview(reader: Any, overview: Path, name: str) -> None:
    reader.open(overview / name)
    for view in ({"width": 390}, {"width": 1280}, {"width": 760, "media": "print"}, {"scheme": "dark"}):
        reader.look(**view)
        assert reader.violations() == [], view


@pytest.mark.parametrize("name", ["index.html", "runs-2026-11.html"])
def test_the_overview_is_never_wider_than_its_window(reader: Any, overview: Path, name: str) -> None:
    reader.open(overview / name)
    for width in (320, 390, 768, 1280):
        reader.look(width=width)
        assert reader.overflow() <= 0, width


def test_a_day_of_the_calendar_leads_to_its_runs_and_they_to_their_pages(reader: Any, overview: Path) -> None:
    page = reader.open(overview / "index.html", width=390)
    page.get_by_role("link", name="1 passage, il faut une personne").first.click()
    page.wait_for_url("**/runs-2026-11.html#d4")
    page.get_by_role("link", name="Page du passage 4 novembre 2026").click()
    page.wait_for_url("**/report.html")
    assert page.get_by_role("heading", level=1).count() == 1
