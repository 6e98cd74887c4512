"""A change of hours that a person shows on the 3CX console, from signing in to the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pupitre.browser.elements import Way
from pupitre.commands.record import What, record
from pupitre.estate import load
from pupitre.recording.file import is_edited, load_recording
from pupitre.recording.watching import Watch
from pupitre.run import Settings
from pupitre.testing import Operator
from pupitre.testing.canary import Search
from pupitre_threecx.mock import MockThreeCX


def open_monday_in_the_morning(watch: Watch) -> None:
    """Do what the document describes: take REVEL's Monday away and open it in the morning."""
    page = watch.context.pages[0]
    page.get_by_role("button", name="021 REVEL").click()
    watch.look()
    page.get_by_role("link", name="Règles de transfert").click()
    page.locator("tbody tr[tabindex='0'] td:nth-child(2)").first.click()
    watch.look()
    days = page.locator("time-ranges-control tbody td")
    days.nth(0).locator(".slot-text").click()
    page.locator(".slot-delete:visible").click()
    watch.look()
    days.nth(0).locator("a.configure").click()
    page.locator(".time-fields input[name]").nth(0).fill("08:00")
    page.locator(".time-fields input[name]").nth(1).fill("12:00")
    page.locator(".modal:has(.configure-dialog) #btnOk").click()
    watch.look()
    page.locator(".modal:has(.modal-lg) #btnOk").click()
    page.locator("#btnSave").click()
    page.locator("#inputSearch").wait_for()
    page.close()


@pytest.fixture
def recorded(
    mock: MockThreeCX, operator: Operator, revel: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[Path, int, str, str]:
    """Return the file of the recording, the exit code, and what was printed."""
    out = tmp_path / "hours.yaml"
    settings = Settings(evidence=tmp_path / "evidence", by_hand=True)
    what = What(operator.file, out, lifts=("REVEL=site", "021=extension"))
    code = record(what, settings, json_output=False, until=open_monday_in_the_morning)
    printed = capsys.readouterr()
    return out, code, printed.out, printed.err


def test_a_change_of_hours_is_recorded_declared_and_saved_once(
    mock: MockThreeCX, operator: Operator, recorded: tuple[Path, int, str, str], canary: str
) -> None:
    out, code, said, warned = recorded
    assert (code, warned) == (0, "")
    assert (mock.oracle.login_posts, mock.oracle.saves, mock.oracle.open_sessions) == (1, 1, 0)

    recording = load_recording(out)
    assert not is_edited(recording)
    assert [step.says for step in recording.each_step] == [
        "Ouvrir /#/app/extensions",
        "Cliquer « {extension} {site} 1 »",
        "Cliquer « Règles de transfert »",
        "Cliquer « * Heures spécifiques Transférer à l'extension 800 FA x »",
        "Cliquer « 08:00 - 17:00 »",
        "Cliquer « Supprimer »",
        "Cliquer « Configurer »",
        "Écrire « 08:00 » dans « De »",
        "Écrire « 12:00 » dans « À »",
        "Cliquer « OK »",
        "Cliquer « OK »",
        "Cliquer « OK »",
    ]
    commits = [(step.wrote, index) for index, step in enumerate(recording.each_step, 1) if step.commit]
    assert commits == [("POST /api/edit/save", 12)]
    steps = list(recording.each_step)
    assert steps[4].ways == (Way(text="08:00 - 17:00", within=Way(column="Lundi")),)
    assert steps[1].ways == (Way(css="tr", cells=("{extension}", "{site}")),)
    assert (out.parent / str(steps[6].picture)).read_bytes()[:3] == b"\xff\xd8\xff"

    declared = out.with_suffix(".declared.yaml")
    assert said.splitlines()[0] == f"Le même changement, à déclarer : {declared}"
    operator.declares(operator.file.read_text(encoding="utf-8").partition("sites:")[0] + declared.read_text("utf-8"))
    assert load(operator.file).sites["REVEL"].week == mock.oracle.week("021")
    found = Search(canary).in_folder(out.parent, kept_in=("password",))
    assert list(found) == []
