"""The page of a run, for those who see it, those who hear it and those who print it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from pupitre.evidence import SiteResult
from pupitre.hours import Week

WIDTHS = (320, 390, 768, 1000, 1280)
NAME = "Office de tourisme intercommunal aux-portes-du-Lauragais-Revel-Sorèze-Saint-Ferréol-" + "x" * 120


def outcomes(before: Week, after: Week) -> Mapping[str, tuple[tuple[SiteResult, ...], dict[str, Any]]]:
    """Return the sites and the rest of a result for each way that a run can end."""
    changed = SiteResult("REVEL", "021", "changed", before, after, after, ("Lundi, Supprimer 08:00-17:00",) * 15)
    unchanged = SiteResult("SOREZE", "022", "unchanged", after, after)
    failed = SiteResult("DURFORT", "023", "failed", before, after, None, ("Lundi",), "La console a refusé.\n Rien.")
    waiting = SiteResult("REVEL", "021", "waiting", before, after)
    refused = SiteResult("REVEL", "021", "refused", before, after, None, (), "La semaine n'a aucune heure ouverte.")
    unverified = SiteResult("REVEL", "021", "not_verified", before, after, before, (), "Relu autrement.")
    left = {"left_behind": "Rien n'a été modifié.", "remedy": "Lire le courriel, puis relancer."}
    door = {"open": False, "since": "2026-11-22", "why": "refusé", "opens": "pupitre guard", "failed_in_24_hours": 1}
    return {
        "changed": ((changed, unchanged), {}),
        "nothing to do": ((unchanged,), {"reason": "nothing_to_do", "language": "en"}),
        "refused": ((refused,), {"exit_code": 3, "reason": "limit", **left, "language": "en"}),
        "failed in part": ((changed, failed, unverified), {"exit_code": 5, "reason": "only_some_sites", **left}),
        "login refused": ((), {"exit_code": 4, "reason": "login_refused", **left, "guard": {"oti 000": door}}),
        "a plan": ((waiting, unchanged), {"verb": "plan", "exit_code": 2, "plan_id": "b41d", "language": "en"}),
        "drift": ((SiteResult("REVEL", "021", "waiting", after, before),), {"verb": "drift", "exit_code": 2}),
        "warnings": ((changed,), {"warnings": ["La copie n'est pas complète.", "Un passage a été coupé."]}),
        "long names": (
            tuple(SiteResult(NAME, "0" * 60, status, before, after, after, (NAME,), NAME) for status in ("changed", "failed")),
            {"sentence": NAME, "drifted_elements": (NAME,), "plan_id": NAME, "versions": {NAME: NAME}, "exit_code": 1},
        ),
    }  # fmt: skip


ENDS = list(outcomes(Week(), Week()))


@pytest.fixture(scope="module")
def reports(
    tmp_path_factory: pytest.TempPathFactory, left_behind: Callable[..., Path], before: Week, after: Week
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    found = outcomes(before, after).items()
    return {name: left_behind(folder, *sites, **rest) for name, (sites, rest) in found}


@pytest.mark.parametrize("end", ENDS)
def test_nobody_is_kept_out_of_a_report_on_a_phone_at_a_desk_or_on_paper(
    reader: Any, reports: dict[str, Path], end: str
) -> None:
    reader.open(reports[end])
    for view in ({"width": 390}, {"width": 1280}, {"width": 760, "media": "print"}):
        reader.look(**view)
        assert reader.violations() == [], view


def test_nobody_is_kept_out_of_a_report_in_the_dark(reader: Any, reports: dict[str, Path]) -> None:
    reader.open(reports["failed in part"], scheme="dark")
    assert reader.violations() == []


def test_axe_finds_what_would_keep_somebody_out(reader: Any, reports: dict[str, Path]) -> None:
    page = reader.open(reports["changed"])
    page.evaluate("document.documentElement.lang = ''")
    page.evaluate("document.querySelector('.when').style.color = '#ccc'")
    assert {found.split(":")[0] for found in reader.violations()} >= {"html-has-lang", "color-contrast"}


def test_a_machine_without_axe_is_told_what_to_run(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    (conftest,) = [each for each in request.config.pluginmanager.get_plugins() if hasattr(each, "source_of_axe")]
    with pytest.raises(pytest.fail.Exception, match="make prepare"):
        conftest.source_of_axe(tmp_path / "axe.min.js")


@pytest.mark.parametrize("end", ENDS)
def test_no_report_is_wider_than_its_window(reader: Any, reports: dict[str, Path], end: str) -> None:
    reader.open(reports[end])
    for width in WIDTHS:
        reader.page.set_viewport_size({"width": width, "height": 850})
        assert reader.overflow() <= 0, width


def test_the_first_key_leads_past_what_repeats(reader: Any, reports: dict[str, Path]) -> None:
    page = reader.open(reports["changed"])
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("it => it === document.activeElement && it.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_whatever_has_the_focus_shows_it(reader: Any, reports: dict[str, Path]) -> None:
    page = reader.open(reports["changed"])
    count = page.locator("a[href]:visible, summary:visible").count()
    assert count > 8
    seen = 0
    for _ in range(count):
        page.keyboard.press("Tab")
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert width >= 2, page.evaluate("document.activeElement.outerHTML")
        seen += 1
    assert seen == count


def test_paper_shows_what_a_screen_folds_and_cuts_no_week(reader: Any, reports: dict[str, Path]) -> None:
    page = reader.open(reports["changed"], width=760, media="print")
    assert page.locator("nav.links").is_hidden()
    assert page.locator(".actions li").last.is_visible()
    assert page.locator(".week").nth(1).is_visible()
    cuts = page.locator(".week, .verdict, .step").evaluate_all("all => all.map(it => getComputedStyle(it).breakInside)")
    assert set(cuts) == {"avoid"}


def test_removed_and_added_differ_without_colour(reader: Any, reports: dict[str, Path]) -> None:
    page = reader.open(reports["changed"], width=760, media="print")
    styles = {
        kind: page.locator(f".week .slot.{kind}").first.evaluate(
            "it => [getComputedStyle(it).borderStyle, it.querySelector('.pm').textContent]"
        )
        for kind in ("removed", "added")
    }
    assert styles == {"removed": ["dashed", "−"], "added": ["solid", "+"]}
    line = page.locator(".week del").first.evaluate("it => getComputedStyle(it).textDecorationLine")
    assert line == "line-through"
