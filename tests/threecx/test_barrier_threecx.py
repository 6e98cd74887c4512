"""A flow that tries to write while it should only read changes nothing on the console, and is found out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pupitre.console import Site
from pupitre.errors import WriteAttempted
from pupitre.hours import Slot, Week, Weekday
from pupitre.plan import Observed
from pupitre.testing import Operator
from pupitre_threecx import opening_hours
from pupitre_threecx.mock import MockThreeCX
from pupitre_threecx.screens import Editor, ExtensionList

pytestmark = pytest.mark.usefixtures("revel")

honest_read = opening_hours.read


def from_the_page(script: str) -> Callable[[ExtensionList, Site], Observed]:
    def read(extensions: ExtensionList, site: Site) -> Observed:
        seen = honest_read(extensions, site)
        extensions._desk.page.evaluate(script)
        return seen

    return read


def press_the_pages_ok(extensions: ExtensionList, site: Site) -> Observed:
    with extensions.editing(site) as editor:
        assert isinstance(editor, Editor)
    return honest_read(extensions, site)


def delete_a_slot(extensions: ExtensionList, site: Site) -> Observed:
    with extensions.viewing(site) as editor:
        dialog = editor.open_exception(editor.exceptions())
        dialog.read()
        dialog.delete(Weekday.MONDAY, Slot.parse("08:00-17:00"))
        dialog.annuler()
    return honest_read(extensions, site)


WAYS: dict[str, Any] = {
    "the page's OK": press_the_pages_ok,
    "a slot's Supprimer": delete_a_slot,
    "a fetch": from_the_page("fetch('/api/edit/save', {method: 'POST', body: '1'}).catch(() => 0)"),
    "a beacon": from_the_page("navigator.sendBeacon('/api/edit/save', '1')"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_reading_flow_that_writes_is_stopped_and_told_as_our_mistake(
    way: str, mock: MockThreeCX, operator: Operator, before: Week, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening_hours, "read", WAYS[way])
    verdict = operator.plan().verdict
    oracle = mock.oracle
    assert (oracle.updates, oracle.save_posts, oracle.open_sessions) == (0, 0, 0)
    assert oracle.week("021") == before
    assert (verdict.exit_code, verdict.reason) == (3, WriteAttempted.reason), verdict
    assert "/api/edit/" in verdict.sentence


@pytest.mark.parametrize("verb", ["read", "verify", "drift"])
def test_every_reading_verb_stands_behind_the_barrier(
    verb: str, mock: MockThreeCX, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening_hours, "read", WAYS["a fetch"])
    assert getattr(operator, verb)().verdict.reason == WriteAttempted.reason
    assert mock.oracle.save_posts == 0


def test_the_same_flow_could_write_without_the_barrier(
    mock: MockThreeCX, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening_hours, "read", press_the_pages_ok)
    operator.apply()
    assert mock.oracle.save_posts >= 1
