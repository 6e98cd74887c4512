"""Passwords of every kind, through a real page and the gate, to the letter: as JSON, as a form, as a multipart form."""

from __future__ import annotations

import email
import email.policy
import json
import urllib.parse
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from pupitre.browser.gate import Gate

USER = "000"
FORM = """<meta charset=utf-8><form method=post action=/api/login enctype={kind}>
  <input name=user><input name=pass type=password><button>Connexion</button></form>"""
SCRIPT = """<meta charset=utf-8><input name=user><input name=pass type=password><button>Connexion</button><script>
  const value = name => document.querySelector(`[name=${name}]`).value;
  document.querySelector('button').onclick = () => fetch('/api/login', {method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({user: value('user'), pass: value('pass')})}).then(() => document.title = 'done');
</script>"""
PAGES = {
    "json": SCRIPT,
    "form": FORM.format(kind="application/x-www-form-urlencoded"),
    "multipart": FORM.format(kind="multipart/form-data"),
}
PASSWORDS = {
    "quotes": "\"'`",
    "a backslash": "a\\n\\u0041\\",
    "marks of addresses": "a&b=c+d%41;e#f?g/h",
    "accents": "élève-Ñ-ß",
    "an accent apart": "e\u0301",
    "emoji": "🔑👩\u200d💻",
    "markup": "</script><b>&amp;",
    "template marks": "{{7*7}}${HOME}$(id)",
    "two hundred characters": "aB3&é" * 40,
    "blanks inside": "two words",
    "zero in front": "0123",
    "dashes of a boundary": "--b--\\r\\n",
    "line ends of Unicode": "a\u2028b",
}


def received(post: Any) -> str:
    """Return the password as a parser that is not ours reads it."""
    kind = next(line for line in post.headers.splitlines() if line.lower().startswith("content-type:"))
    if "json" in kind:
        return str(json.loads(post.body)["pass"])
    if "urlencoded" in kind:
        return dict(urllib.parse.parse_qsl(post.body.decode("ascii"), strict_parsing=True))["pass"]
    message = email.message_from_bytes(f"{kind}\r\n\r\n".encode() + post.body, policy=email.policy.HTTP)
    parts = {part.get_param("name", header="content-disposition"): part for part in message.iter_parts()}
    return bytes(parts["pass"].get_payload(decode=True)).decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_password_arrives_to_the_letter(page: str, console: Any, context: BrowserContext) -> None:
    console.pages["/"] = PAGES[page]
    tab = context.new_page()
    for name, password in PASSWORDS.items():
        tab.goto(f"{console.origin}/")
        console.heard.clear()
        gate = Gate(
            context,
            origin=console.origin,
            user=USER,
            secret=lambda password=password: password,
            login_paths=("/api/login",),
            on_release=lambda: None,
        )
        with gate:
            tab.fill("[name=user]", USER)
            tab.fill("[name=pass]", gate.placeholder)
            tab.click("button", no_wait_after=True)
            tab.wait_for_function("document.title === 'done' || document.body.textContent.includes('Bienvenue')")
        (post,) = console.posts
        assert received(post) == password, name
