"""The shipped ring group, shown for Assistance and replayed for another group with other people."""

from __future__ import annotations

import dataclasses

import pytest

from pupitre.cli import app
from pupitre.commands.ending import ended
from pupitre.estate import load
from pupitre.recording.file import load_recording
from pupitre.shipped import folder
from pupitre.testing import Operator
from pupitre.testing.canary import Search
from pupitre_ooma.mock import SIMULTANEOUS, VOICEMAIL, Group, NoAnswer
from pupitre_ooma.rehearsal import RehearsalOoma

CONNECTION = """\
console: ooma
address: https://office.ooma.fr
login: {user: "0561000000", country: FR, password: keyring:ooma}
"""
ACCUEIL = (
    *("--set", "extension=303"),
    *("--set", "name=Accueil"),
    *("--set", "members=David Lefèvre,Bruno Durand,Chloé Petit"),
    *("--set", "seconds=24 secondes (4 sonneries)"),
    *("--set", "voicemail=Anne Martin"),
)


def replay(operator: Operator, *more: str) -> int:
    command = ["replay", "ring-group-created", "--estate", str(operator.file), "--elsewhere", *more]
    return ended(lambda: app(command, standalone_mode=False), json_output=False)


def test_the_ring_group_is_replayed_for_other_people_and_a_second_time_there_is_nothing_to_do(
    operator: Operator, capsys: pytest.CaptureFixture[str], canary: str
) -> None:
    with RehearsalOoma() as office:
        operator.declares(office.example(password=operator.knows(office.password)))
        before = office.oracle.state
        code = replay(operator, *ACCUEIL)
        told = capsys.readouterr()
        assert code == 0, told
        after = office.oracle.state
        (created,) = set(after.groups) - set(before.groups)
        assert dataclasses.replace(created, key=0) == Group(
            "303", "Accueil", ("102", "103", "104"), SIMULTANEOUS, 24, NoAnswer(VOICEMAIL, "101")
        )
        assert set(before.groups) < set(after.groups)
        assert (after.extensions, after.numbers) == (before.extensions, before.numbers)
        assert (office.save_posts, office.login_posts, office.open_sessions) == (1, 1, 0)
        assert "ring-group-created.declared.yaml" in told.err

        assert replay(operator, *ACCUEIL) == 0
        assert "Rien à faire" in capsys.readouterr().out
        assert (office.save_posts, office.login_posts, office.oracle.state) == (1, 2, after)
    assert list(Search(canary).in_folder(operator.folder, kept_in=("password",))) == []


def test_the_declared_change_is_the_group_that_was_shown(operator: Operator) -> None:
    recording = load_recording(folder("recordings") / "ring-group-created.yaml")
    declared = (folder("recordings") / str(recording.instead)).read_text(encoding="utf-8")
    operator.declares(f"{CONNECTION}{declared}")
    (group,) = load(operator.file).ring_groups.groups
    shown = {name: parameter.items for name, parameter in recording.parameters.items()}
    assert ((group.extension,), (group.name,), group.members) == (shown["extension"], shown["name"], ("101", "103"))
    assert shown["members"] == ("Anne Martin", "Chloé Petit")
    assert shown["seconds"] == (f"{group.seconds} secondes ({group.seconds // 6} sonneries)",)


@pytest.mark.nightly
def test_a_dry_run_fills_the_dialog_and_leaves_it_by_its_x(
    operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    with RehearsalOoma() as office:
        operator.declares(office.example(password=operator.knows(office.password)))
        before = office.oracle.state
        assert replay(operator, "--dry-run", *ACCUEIL) == 2
        assert "l'étape 10" in capsys.readouterr().out
        assert (office.save_posts, office.oracle.state, office.open_sessions) == (0, before, 0)


@pytest.mark.nightly
def test_an_extension_that_is_taken_stops_before_anything_is_saved(operator: Operator) -> None:
    with RehearsalOoma() as office:
        operator.declares(office.example(password=operator.knows(office.password)))
        before = office.oracle.state
        assert replay(operator, "--set", "extension=301") == 1
        assert (office.save_posts, office.oracle.state, office.open_sessions) == (0, before, 0)
