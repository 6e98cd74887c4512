"""A recording replayed on pages that were rebuilt since: done, found another way and told, or stopped and explained."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from pupitre.errors import NotVerified, PupitreError
from pupitre.mock.notice_board import CHANGES, Panel
from pupitre.recording.file import parse_recording
from pupitre.recording.lifting import Wish, lift
from pupitre.recording.meeting import OtherScreen
from pupitre.recording.replaying import NoSuchStep
from pupitre.recording.showing import Shown, show
from pupitre.recording.watching import Watch
from pupitre.recording.writing import write_recording

OUTCOMES: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("outcomes.yaml"))
VALUES = {"panel": "Musée", "message": "Nocturne", "opens": "19:30", "colour": "bleu"}


def test_every_way_of_rebuilding_has_an_outcome() -> None:
    assert set(OUTCOMES) == {"plain", *CHANGES}


@pytest.mark.parametrize("change", OUTCOMES)
def test_a_replay_on_a_rebuilt_page_comes_to_what_is_written(
    change: str, work: Callable[..., Any], panel_changed: str
) -> None:
    expected = OUTCOMES[change]
    at = work("" if change == "plain" else change, patience=2.0 if expected["ends"] == "stopped" else 4.0)
    before = at.board.saved()
    values = {**VALUES, **({"panel": expected["panel"]} if "panel" in expected else {})}
    if expected["ends"] == "stopped":
        with pytest.raises(PupitreError) as stopped:
            at.replay(panel_changed, values)
        assert stopped.value.reason == expected["reason"]
        for words in expected["says"]:
            assert words in stopped.value.what
        assert "Nothing was saved" in stopped.value.left_behind
        assert (at.board.save_posts, at.board.saved()) == (0, before)
        return
    verdict = at.replay(panel_changed, values)
    assert (verdict.exit_code, verdict.reason) == (0, "done")
    assert at.board.panels[1] == Panel("Musée", "Nocturne", "19:30", "bleu")
    assert at.board.save_posts == 1
    assert at.healed == [f"step {number}" for number in expected.get("steps", [])]
    assert ("mend" in verdict.sites[0].sentence) is (expected["ends"] == "healed")


@pytest.mark.parametrize("fault", ["fail_save", "ignore_save"])
def test_a_save_that_came_to_nothing_is_never_repeated_nor_called_done(
    fault: str, work: Callable[..., Any], panel_changed: str
) -> None:
    at = work(faults=fault, patience=2.0)
    with pytest.raises(NotVerified) as doubt:
        at.replay(panel_changed, VALUES)
    assert at.board.save_posts == 1
    assert "does not show Musée | Nocturne" in doubt.value.what
    assert doubt.value.exit_code == 5


def test_a_save_in_doubt_that_is_read_back_is_done_with_a_warning(work: Callable[..., Any], panel_changed: str) -> None:
    at = work(faults="fail_save_applied")
    assert at.replay(panel_changed, VALUES).reason == "done"
    assert at.board.save_posts == 1
    assert "answered 500" in at.warnings[0]


def test_after_a_save_in_doubt_the_next_item_of_a_loop_is_not_begun(work: Callable[..., Any]) -> None:
    at = work(faults="fail_save_applied", patience=2.0)
    with pytest.raises(NotVerified) as doubt:
        at.replay(EACH_MESSAGE)
    assert (at.board.save_posts, at.board.panels[0].message) == (1, "Un")
    assert "answered 500" in doubt.value.what


def test_a_second_replay_has_nothing_to_do(work: Callable[..., Any], panel_changed: str) -> None:
    at = work()
    at.replay(panel_changed, VALUES)
    assert at.replay(panel_changed, VALUES).reason == "nothing_to_do"
    assert at.board.save_posts == 1


def test_a_dry_run_finds_everything_and_saves_nothing(work: Callable[..., Any], panel_changed: str) -> None:
    at = work()
    before = at.board.saved()
    verdict = at.replay(panel_changed, VALUES, dry_run=True)
    assert (verdict.exit_code, verdict.sites[0].status) == (2, "waiting")
    assert "l'étape 7" in verdict.sentence
    assert (at.board.save_posts, at.board.saved()) == (0, before)


def test_in_a_dry_run_the_browser_refuses_a_save_that_nobody_marked(
    work: Callable[..., Any], panel_changed: str
) -> None:
    at = work(patience=2.0)
    with pytest.raises(OtherScreen) as stopped:
        at.replay(panel_changed.replace(MARK, "").replace("\nexpect:", f"{LAST}\nexpect:"), VALUES, dry_run=True)
    assert at.board.save_posts == 0
    assert "POST /panels/1" in stopped.value.left_behind


def test_a_recording_without_a_marked_save_is_not_replayed_dry(work: Callable[..., Any], panel_changed: str) -> None:
    at = work()
    unmarked = panel_changed.replace(MARK, "")
    with pytest.raises(NoSuchStep):
        at.replay(unmarked, VALUES, dry_run=True)
    assert at.replay(unmarked, VALUES, dry_run=True, until="3").reason == "stopped"
    assert at.board.save_posts == 0


@pytest.mark.nightly
def test_a_row_that_cannot_be_done_does_not_stop_the_next(work: Callable[..., Any], panel_changed: str) -> None:
    at = work(patience=2.0)
    rows = [{**VALUES, "panel": name} for name in ("Musée", "Piscine", "Gare")]
    verdict = at.replay(panel_changed, *rows)
    assert (verdict.exit_code, verdict.reason) == (5, "only_some_sites")
    assert [(site.name, site.status) for site in verdict.sites] == [
        ("2. Musée", "changed"),
        ("3. Piscine", "failed"),
        ("4. Gare", "changed"),
    ]
    assert [panel.message for panel in at.board.panels] == ["Marché le samedi", "Nocturne", "Nocturne"]


def test_an_address_that_means_another_panel_now_is_noticed(work: Callable[..., Any], panel_changed: str) -> None:
    at = work(patience=2.0)
    begin, end = panel_changed.index('  - says: "Cliquer « Modifier »'), panel_changed.index("    after:\n")
    by_number = f'{panel_changed[:begin]}  - says: Ouvrir le panneau\n    do: open\n    value: "/panels/0"\n{panel_changed[end:]}'
    with pytest.raises(OtherScreen) as stopped:
        at.replay(by_number, VALUES)
    assert 'Expected: heading "Musée"' in stopped.value.what
    assert 'There is: heading "Halle"' in stopped.value.what
    assert at.board.save_posts == 0


def change_a_panel(watch: Watch) -> None:
    """Do what a person does, with a look between any two things."""
    page = watch.context.pages[0]
    page.get_by_role("row", name="Halle").get_by_role("link").click()
    watch.look()
    form = page.frame_locator("iframe[name=editor]")
    form.locator("[contenteditable]").fill("Brocante")
    watch.look()
    form.get_by_label("Ouverture").fill("09:15")
    watch.look()
    form.get_by_role("button", name="Enregistrer").click()
    watch.look()
    page.get_by_role("cell", name="Brocante").click(modifiers=["Alt"])
    watch.look()


def test_what_was_just_shown_is_replayed_with_other_values(work: Callable[..., Any]) -> None:
    at = work()
    at.session.desk.page.goto(f"{at.board.origin}/panels")
    shown = Shown("panel")
    show(at.session, shown, change_a_panel)
    text = write_recording(shown.recording)
    for wish in ("Halle=panel", "Brocante=message", "09:15=opens"):
        text = lift(text, "panel.yaml", Wish.parse(wish))
    assert [step.commit for step in parse_recording(text, "f").each_step] == [False, False, False, False, True]
    assert at.replay(text).reason == "nothing_to_do"
    values = {"panel": "Halle", "message": "Nuit", "opens": "21:00"}
    assert at.replay(text, values).reason == "done"
    assert at.board.panels[0] == Panel("Halle", "Nuit", "21:00")
    assert at.board.save_posts == 2


def test_a_replay_stops_where_it_is_told_to(work: Callable[..., Any], panel_changed: str) -> None:
    at = work()
    verdict = at.replay(panel_changed, VALUES, until="4")
    assert (verdict.exit_code, verdict.reason, verdict.sites[0].status) == (0, "stopped", "waiting")
    assert at.board.save_posts == 0


MARK = "    commit: true\n"
LAST = "  - {says: Fin, do: click, ways: [{role: button, name: Se déconnecter}], commit: true}\n"
EACH_MESSAGE = """recording: 1
console: any
address: "https://panneaux.example"
made: {at: now, by: hand}
parameters:
  messages: {type: list, recorded: [Un, Deux]}
steps:
  - for: message in messages
    steps:
      - {says: Ouvrir, do: open, value: /panels/0}
      - says: Écrire
        do: fill
        value: "{message}"
        frame: ["iframe[name=editor]"]
        ways: [{role: textbox, name: Message}]
      - says: Enregistrer
        do: click
        frame: ["iframe[name=editor]"]
        ways: [{role: button, name: Enregistrer}]
        commit: true
        wrote: POST /panels/0
expect:
  - {row: [Halle, Un], at: /panels}
"""
