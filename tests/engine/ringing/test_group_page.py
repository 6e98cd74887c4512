"""What the page of a run says of ring groups, without a browser."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from tests.engine.ringing.conftest import (
    NUMBER,
    OTHER_NUMBER,
    PEOPLE,
    SHOP,
    SHOWN,
    STOCK,
    Office,
    Switchboarder,
    declared,
    group,
)

from pupitre.evidence import GroupResult
from pupitre.evidence.group_comparison import GroupComparison, compare
from pupitre.evidence.words import words
from pupitre.plan.ringing import GroupView
from pupitre.ring_groups import GroupSettings, NoAnswer, Ring, Then
from pupitre.switchboard import Extension, Kind, Switchboard

QUEUE = group("301", "Boutique", "101", "102", "103", ring=Ring.CONSECUTIVE, seconds=18)


def text_of(markup: str) -> str:
    body = markup.split("</head>", 1)[1]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def view(settings: GroupSettings, state: Switchboard = SHOWN) -> GroupView:
    seen = GroupView.of(replace(state, groups=(settings, STOCK)), settings.extension)
    assert seen is not None
    return seen


def rows(comparison: GroupComparison) -> dict[str, tuple[list[str], list[str]]]:
    """Return the texts of each setting on both sides, with a sign for their marks."""
    signs = {"kept": "", "removed": "-", "added": "+", "moved": "~"}
    return {
        row.label: ([signs[each.mark] + each.text for each in row.left], [signs[each.mark] + each.text for each in row.right])
        for row in comparison.rows
    }  # fmt: skip


def test_each_setting_stands_before_and_after_with_what_left_and_what_came() -> None:
    after = group("301", "Boutique", "103", "101", seconds=60, no_answer=NoAnswer(Then.EXTENSION, "302"))
    it = GroupResult("Boutique", "301", "changed", view(SHOP), view(after), view(after), is_read_back=True)
    (comparison,) = compare(it, "apply", words("en"))
    assert rows(comparison) == {
        "Name": (["Boutique"], ["Boutique"]),
        "Direct numbers": (["+33 5 61 00 00 01"], ["+33 5 61 00 00 01"]),
        "Who rings": (["101 Marie", "-102 Paul"], ["+103 Chloé", "101 Marie"]),
        "How it rings": (["all at once"], ["all at once"]),
        "How long": (["-30 s"], ["+60 s"]),
        "When no one answers": (["-voicemail of 101 Marie"], ["+extension 302 Stock"]),
    }


def test_another_order_is_marked_only_where_the_order_counts() -> None:
    turned = replace(QUEUE, members=("102", "101", "103"))
    it = GroupResult("Boutique", "301", "changed", view(QUEUE), view(turned), view(turned), is_read_back=True)
    (comparison,) = compare(it, "apply", words("en"))
    assert rows(comparison)["Who rings"] == (
        ["101 Marie", "102 Paul", "103 Chloé"],
        ["~102 Paul", "~101 Marie", "103 Chloé"],
    )
    at_once = [replace(each, ring=Ring.SIMULTANEOUS) for each in (QUEUE, turned)]
    it = replace(it, before=view(at_once[0]), wanted=view(at_once[1]), after=view(at_once[1]))
    assert not [row for each in compare(it, "apply", words("en")) for row in each.rows if row.is_changed]


def test_what_is_there_and_was_not_wanted_is_compared_with_what_was() -> None:
    other = group("301", "Boutique", "103")
    it = GroupResult("Boutique", "301", "not_verified", view(SHOP), view(QUEUE), view(other), is_read_back=True)
    first, second = compare(it, "apply", words("en"))
    assert (first.left, first.right, second.left, second.right) == ("Before", "After", "Wanted", "On the console")


@pytest.mark.parametrize(
    ("verb", "result", "says"),
    [
        ("apply", GroupResult("B", "301", "changed", None, view(SHOP), view(SHOP), is_read_back=True), "created"),
        ("apply", GroupResult("B", "301", "changed", view(SHOP), None, None, is_read_back=True), "was deleted"),
        ("apply", GroupResult("B", "301", "skipped", None, view(SHOP)), "was not created"),
        ("apply", GroupResult("B", "301", "failed", view(SHOP), None), "was not deleted"),
        ("apply", GroupResult("B", "301", "not_verified", None, view(SHOP), None, is_read_back=True), "is not on the"),
        ("plan", GroupResult("B", "301", "waiting", None, view(SHOP)), "is to be created"),
        ("plan", GroupResult("B", "301", "waiting", view(SHOP), None), "is to be deleted"),
        ("verify", GroupResult("B", "301", "not_verified", view(SHOP), None, view(SHOP), is_read_back=True), "must not"),
        ("drift", GroupResult("B", "301", "waiting", None, view(SHOP)), "is not there any more"),
        ("drift", GroupResult("B", "301", "waiting", view(SHOP), None), "is there again"),
    ],
)  # fmt: skip
def test_a_group_that_came_or_went_is_said_in_words(verb: str, result: GroupResult, says: str) -> None:
    (comparison,) = compare(result, verb, words("en"))
    assert says in comparison.says


@pytest.mark.parametrize("verb", ["apply", "plan", "read", "verify"])
def test_a_group_that_stays_is_shown_once(verb: str) -> None:
    (comparison,) = compare(GroupResult("B", "301", "unchanged", view(SHOP), view(SHOP)), verb, words("en"))
    assert (comparison.says, comparison.left, comparison.right) == ("", "", "")
    assert not any(row.is_changed for row in comparison.rows)


def test_the_page_shows_who_rings_before_and_after(work: Switchboarder, office: Office) -> None:
    office.somebody(groups=(QUEUE, STOCK))
    work.declares(
        declared(replace(QUEUE, members=("102", "101")), NUMBER),
        declared(group("303", "Assistance", "103"), OTHER_NUMBER),
        absent=("Stock",),
    )
    markup = work.does("apply").report.read_text("utf-8")
    text = text_of(markup)
    assert "Les groupes de sonnerie, un par un" in text
    assert "Ce groupe a été créé." in text
    assert "Ce groupe a été supprimé." in text
    assert "Avant Après" in text
    assert "<del><bdi>103 Chloé</bdi></del>" in markup
    assert "↕ 102 Paul (déplacé)" in text
    assert markup.count('<ol class="ringing">') == 2
    assert "3 modifiés" in text


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</bdi></td>"])
def test_a_name_from_the_console_is_never_markup(work: Switchboarder, office: Office, payload: str) -> None:
    office.saved = Switchboard(
        (Extension("100", payload, Kind.RECEPTIONIST), *PEOPLE[1:3], Extension("103", payload)),
        (group("301", payload, "103", no_answer=NoAnswer(Then.EXTENSION, "100")),),
        ((NUMBER, "301"),),
    )
    work.declares(declared(group("301", f"{payload} 2", "101", no_answer=NoAnswer(Then.EXTENSION, "100"))))
    for verb in ("plan", "apply", "read"):
        markup = work.does(verb).report.read_text("utf-8")
        assert payload not in markup
        assert payload in html.unescape(markup)
