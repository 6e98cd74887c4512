"""A change shown on a console that no driver knows, where a person signs in by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pupitre.cli import app
from pupitre.commands.ending import ended
from pupitre.commands.record import What, record
from pupitre.recording import Verb, load_recording
from pupitre.recording.watching import Watch
from pupitre.run import Settings
from pupitre.testing import Operator
from pupitre.testing.canary import Search

LOGIN = """<!doctype html><title>Connexion</title><label>Nom <input id=user></label>
<label>Code <input type=password id=pw></label><button onclick="location.href = '/home'">Entrer</button>"""
HOME = """<!doctype html><title>Groupes</title><h1>Groupes</h1><label>Nom <input id=name></label>
<button onclick="fetch('/save', {method: 'POST', body: document.querySelector('#name').value})">Créer</button>"""

Site = Callable[..., tuple[str, list[str]]]


def settings(folder: Path) -> Settings:
    return Settings(evidence=folder / "evidence", by_hand=True)


def test_a_person_signs_in_by_hand_and_only_the_change_is_kept(
    small_site: Site, operator: Operator, tmp_path: Path, canary: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address, heard = small_site(LOGIN, home=HOME)
    out = tmp_path / "group.yaml"

    def create_a_group(watch: Watch) -> None:
        page = watch.context.pages[0]
        page.locator("#user").click()
        page.keyboard.type("admin")
        page.locator("#pw").click()
        page.keyboard.type(canary)
        watch.look()
        page.get_by_role("button", name="Entrer").click()
        page.get_by_role("heading", name="Groupes").wait_for()
        page.locator("#name").click()
        page.keyboard.type("Accueil")
        with page.expect_response("**/save"):
            page.get_by_role("button", name="Créer").click()

    what = What(None, out, address=address, language="fr", lifts=("Accueil=group",))
    assert record(what, settings(tmp_path), json_output=False, until=create_a_group) == 0
    assert heard == ["Accueil"]
    printed = capsys.readouterr()
    assert "actions faites sur une page de connexion n'ont pas été gardées" in printed.err

    recording = load_recording(out)
    steps = list(recording.each_step)
    assert (recording.console, recording.estate, recording.address) == ("any", None, address)
    assert [(step.do, step.value) for step in steps] == [
        (Verb.OPEN, "/"),
        (Verb.FILL, "{group}"),
        (Verb.CLICK, None),
    ]
    assert [step.commit for step in steps] == [False, False, True]
    assert list(Search(canary).in_folder(tmp_path)) == []
    assert "admin" not in out.read_text(encoding="utf-8")
    (events,) = (tmp_path / "evidence").glob("*/events.jsonl")
    said = [json.loads(line).get("says") for line in events.read_text(encoding="utf-8").splitlines()]
    assert "Écrire « … » dans « Nom »" in said


def test_nothing_shown_is_nothing_written(small_site: Site, operator: Operator, tmp_path: Path) -> None:
    address, _ = small_site(HOME)
    out = tmp_path / "nothing.yaml"
    what = What(None, out, address=address)
    assert record(what, settings(tmp_path), json_output=False, until=lambda watch: watch.look()) == 1
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-o", "x.yaml"], "Name the estate's file, or the address"),
        (["-o", "x.yaml", "--address", "http://elsewhere.example"], "http:// sends the password readable"),
        (["-o", "x.txt", "--address", "http://127.0.0.1"], "must end in .yaml"),
        (["-o", "there.yaml", "--address", "http://127.0.0.1"], "writes over none"),
        (["-o", "x.yaml", "--address", "http://127.0.0.1", "--lift", "REVEL"], "is not understood"),
    ],
)
def test_what_cannot_be_recorded_is_said_before_a_browser_is_opened(
    words: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.yaml").touch()
    code = ended(lambda: app(["record", *words], standalone_mode=False, prog_name="pupitre"), json_output=False)
    assert code == 1
    assert told in capsys.readouterr().err
    assert not (tmp_path / "evidence").exists()
