"""Ring groups at night: what the file declares is done, and what somebody else changed stays or is put back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pupitre import reconcile
from pupitre.run import Finished
from pupitre.unattended.history import PastNight
from pupitre.unattended.message import compose
from pupitre.unattended.night import night_of

from .conftest import NUMBER, SHOP, SHOWN, STOCK, Office, Switchboarder, declared, group

MEANT = group("301", "Boutique", "101", "102", seconds=18)


def spends(work: Switchboarder) -> tuple[Finished, reconcile.Findings]:
    findings = reconcile.Findings()
    return work.does("night", findings=findings), findings


def came_to(finished: Finished) -> tuple[int, str]:
    return finished.verdict.exit_code, finished.verdict.reason


def longer(office: Office) -> None:
    """Let somebody have the shop ring longer."""
    office.somebody(
        groups=tuple(replace(each, seconds=60) if each.extension == "301" else each for each in office.saved.groups)
    )


def test_a_night_does_what_the_file_declares_and_then_nothing(work: Switchboarder, office: Office) -> None:
    work.declares(declared(MEANT, NUMBER))
    finished, findings = spends(work)
    assert (came_to(finished), findings.drifted, findings.next_push) == ((0, "done"), (), None)
    assert office.saved.group("301") == MEANT
    assert "changed" in night_of(finished, work.estate).kinds
    assert came_to(spends(work)[0]) == (0, "nothing_to_do")


def test_a_message_shows_a_group_before_and_after_and_what_somebody_changed_of_it(
    work: Switchboarder, office: Office
) -> None:
    work.declares(declared(SHOP, NUMBER), declared(STOCK))
    spends(work)
    longer(office)
    finished, findings = spends(work)
    drift = compose(night_of(finished, work.estate, drifted=findings.drifted), "drift", "en")
    assert "Boutique - Found\n  How long: Left there 30 s -> Now 60 s" in drift.text
    work.declares(declared(MEANT, NUMBER), declared(STOCK))
    finished, findings = spends(work)
    done = night_of(finished, work.estate, drifted=findings.drifted)
    changed = compose(done, "changed", "en")
    assert changed.subject == "[Pupitre] office.example.fr: ring groups brought up to date (Boutique)"
    assert "How long: Before 60 s -> After 18 s" in changed.text
    for told in ("Who rings", "60 s", "18 s"):
        assert told in changed.html
    assert PastNight.of(done).changed == ("Boutique",)


def test_what_somebody_changed_is_told_and_stays_until_the_file_asks_for_something_else(
    work: Switchboarder, office: Office
) -> None:
    work.declares(declared(SHOP, NUMBER), declared(STOCK))
    spends(work)
    longer(office)
    saves = office.saves
    finished, findings = spends(work)
    assert (came_to(finished), findings.drifted, office.saves) == ((2, "drift"), ("Boutique",), saves)
    result = finished.result.ring_groups[0]
    assert result.wanted is not None
    assert result.wanted.settings == SHOP
    work.declares(declared(MEANT, NUMBER), declared(STOCK))
    finished, findings = spends(work)
    assert (came_to(finished), findings.drifted) == ((0, "done"), ("Boutique",))
    assert office.saved.group("301") == MEANT


def test_what_somebody_changed_is_put_back_where_the_file_says_so(work: Switchboarder, office: Office) -> None:
    work.on_drift = "restore"
    work.declares(declared(SHOP, NUMBER))
    spends(work)
    longer(office)
    finished, findings = spends(work)
    assert (came_to(finished), findings.restored) == ((0, "done"), True)
    assert office.saved.group("301") == SHOP


def test_another_group_is_changed_beside_one_that_somebody_changed(work: Switchboarder, office: Office) -> None:
    work.declares(declared(SHOP, NUMBER), declared(STOCK))
    spends(work)
    longer(office)
    work.declares(declared(SHOP, NUMBER), declared(replace(STOCK, seconds=18)))
    finished, _ = spends(work)
    assert came_to(finished) == (2, "drift")
    (shop, stock) = office.saved.groups
    assert (shop.seconds, stock.seconds) == (60, 18)


class Killed(BaseException):
    """The end of a process, as far as a test can have one."""


@pytest.mark.parametrize("save", [1, 2])
def test_a_night_that_was_killed_between_its_saves_is_gone_on_with(
    work: Switchboarder, office: Office, save: int
) -> None:
    work.declares(declared(SHOP, NUMBER), declared(STOCK))
    spends(work)
    done = office.saves

    def die(_: Office) -> None:
        raise Killed

    wanted = (declared(replace(SHOP, seconds=18)), declared(replace(STOCK, seconds=18), NUMBER))
    work.declares(*wanted)
    office.after_save = {done + save: die}
    with pytest.raises(Killed):
        spends(work)
    office.after_save = {}
    finished, findings = spends(work)
    assert (findings.drifted, finished.verdict.exit_code) == ((), 0)
    assert {each.seconds for each in office.saved.groups} == {18}
    assert (NUMBER, "302") in office.saved.numbers
    assert SHOWN.numbers != office.saved.numbers
