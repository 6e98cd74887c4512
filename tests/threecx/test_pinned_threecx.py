"""Whole runs on a console that is known by its key, and on one whose page has to have the password."""

from __future__ import annotations

import pytest
from playwright.sync_api import Playwright

from pupitre.browser import dom_gate, launch
from pupitre.browser.lifeline import relay
from pupitre.browser.pinned import fresh_identity
from pupitre.guard import Guard
from pupitre.testing import Operator
from pupitre_threecx.console import ThreeCX
from pupitre_threecx.mock import MockThreeCX

FILE = """\
console: threecx
address: https://127.0.0.1:{port}
login: {{user: "{user}", password: "{password}"}}
tls: {{pin: {pin}}}
timezone: Europe/Paris
sites:
  REVEL: {{extension: "021", week: {{lundi-vendredi: [08:00-12:00, 14:00-17:30]}}}}
"""


@pytest.fixture
def at_home(operator: Operator, playwright: Playwright, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """Return an operator whose runs start a browser of their own, by the driver of the tests."""
    monkeypatch.setattr(
        launch, "running_browser", lambda fence, look, rules: launch.fenced_browser(playwright, fence, look, rules)
    )
    return operator


@pytest.mark.parametrize("right", [True, False], ids=["its key", "another key"])
def test_a_run_signs_in_with_the_pinned_key_only(right: bool, mock: MockThreeCX, at_home: Operator) -> None:
    identity = fresh_identity()
    with relay("127.0.0.1", mock.port, identity=identity) as port:
        pin = f"sha256/{identity.key}" if right else "sha256/" + "A" * 43 + "="
        password = at_home.knows(mock.password)
        at_home.declares(FILE.format(port=port, user=mock.user, password=password, pin=pin))
        verdict = at_home.plan().verdict
    with Guard.open() as guard:
        doors = guard.status()
    if right:
        assert (verdict.exit_code, mock.oracle.login_posts) == (2, 1)
    else:
        assert (verdict.exit_code, verdict.reason, mock.oracle.login_posts) == (1, "pin_mismatch", 0)
        assert f"sha256/{identity.key}" in verdict.sentence
        assert doors == ()


def test_a_page_that_would_have_the_password_is_looked_at_first(
    mock: MockThreeCX, operator: Operator, revel: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form of 3CX has no method: without its script it would be sent by GET."""
    monkeypatch.setattr(ThreeCX, "inject", "dom")
    verdict = operator.plan().verdict
    assert (verdict.exit_code, mock.oracle.login_posts) == (4, 0)
    assert "not fit" in verdict.sentence
    monkeypatch.setattr(dom_gate, "PUT", dom_gate.PUT.replace("!== 'post'", "=== 'nothing'"))
    assert operator.plan().verdict.exit_code == 2, "nothing was spent"
    assert mock.oracle.login_posts == 1
