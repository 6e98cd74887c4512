"""The shipped change of hours, shown on REVEL and replayed on another site with other slots."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pupitre.cli import app
from pupitre.commands.ending import ended
from pupitre.testing import Operator
from pupitre.testing.canary import Search
from pupitre_threecx.mock import MockThreeCX, week

SOREZE = (
    "--set",
    "site=SOREZE",
    "--set",
    "extension=022",
    "--set",
    "slots=09:30-12:15",
    "--set",
    "replaced=08:30-17:00",
)


def replay(operator: Operator, *more: str) -> int:
    command = ["replay", "lunch-hours", "--estate", str(operator.file), "--elsewhere", *more]
    return ended(lambda: app(command, standalone_mode=False), json_output=False)


def test_the_lunch_hours_are_replayed_on_another_site_and_a_second_time_there_is_nothing_to_do(
    mock: MockThreeCX,
    operator: Operator,
    declare: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
    canary: str,
) -> None:
    declare('SOREZE: {extension: "022", week: {lundi-vendredi: 09:30-12:15}}')
    mock.oracle.set_week("022", week(mon_fri="08:30-17:00"))
    others = {number: mock.oracle.week(number) for number in ("021", "023")}
    code = replay(operator, *SOREZE)
    told = capsys.readouterr()
    assert code == 0, told
    assert mock.oracle.week("022") == week(mon_fri="09:30-12:15")
    assert {number: mock.oracle.week(number) for number in others} == others
    assert (mock.oracle.saves, mock.oracle.login_posts, mock.oracle.open_sessions) == (1, 1, 0)
    assert "lunch-hours.declared.yaml" in told.err

    assert replay(operator, *SOREZE) == 0
    assert "Rien à faire" in capsys.readouterr().out
    assert (mock.oracle.saves, mock.oracle.login_posts) == (1, 2)
    assert list(Search(canary).in_folder(operator.folder, kept_in=("password",))) == []


@pytest.mark.nightly
def test_a_dry_run_edits_the_working_copy_and_leaves_it(
    mock: MockThreeCX, operator: Operator, revel: None, capsys: pytest.CaptureFixture[str]
) -> None:
    before = mock.oracle.week("021")
    assert replay(operator, "--dry-run") == 2
    assert "l'étape 22" in capsys.readouterr().out
    assert (mock.oracle.saves, mock.oracle.week("021"), mock.oracle.open_sessions) == (0, before, 0)
