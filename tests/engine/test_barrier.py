"""Whatever a page tries while it is read, no change reaches the console."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from pupitre.browser.barrier import ReadList, WriteBarrier
from pupitre.errors import WriteAttempted
from pupitre.mock import MockServer, Request, Response

WRITES = "<script>fetch('/write', {method: 'POST'})</script>"
FRAME = "const frame = document.createElement('iframe'); {} document.body.append(frame)"
FORM = (
    "const form = document.createElement('form'); form.method = 'post'; form.action = '/write';"
    "{} document.body.append(form); form.submit()"
)
PING = "const a = document.createElement('a'); a.href = '{}'; a.ping = '/write'; document.body.append(a); a.click()"
LEAVING = "addEventListener('pagehide', () => {{ {} }}); location = '/left'"

REFUSED = {
    "a fetch": "fetch('/write', {method: 'POST'}).catch(() => {})",
    "another method": "fetch('/write', {method: 'PATCH'}).catch(() => {})",
    "a fetch that is kept alive": "fetch('/write', {method: 'POST', keepalive: true}).catch(() => {})",
    "a beacon": "navigator.sendBeacon('/write', 'x')",
    "an XMLHttpRequest": "const call = new XMLHttpRequest(); call.open('DELETE', '/write'); call.send()",
    "a form": FORM.format(""),
    "a form of a new window": FORM.format("form.target = '_blank';"),
    "a window": "window.open('/writes')",
    "a window that does not know its opener": "window.open('/writes', '_blank', 'noopener')",
    "a frame": FRAME.format("frame.src = '/writes';"),
    "a frame without an address": FRAME.format("frame.srcdoc = `" + WRITES.replace("</", "<\\/") + "`;"),
    "a worker": "new Worker('/worker.js')",
}
# The page is left: what it sends on its way out either never leaves or is refused.
LOST = {
    "a ping": PING.format("#here"),
    "a ping while leaving": PING.format("/left"),
    "a beacon while leaving": LEAVING.format("navigator.sendBeacon('/write', 'x')"),
    "a kept fetch while leaving": LEAVING.format("fetch('/write', {method: 'POST', keepalive: true})"),
    "a plain fetch while leaving": LEAVING.format("fetch('/write', {method: 'POST'}).catch(() => 0)"),
    "a request of the old kind while leaving": LEAVING.format(
        "const old = new XMLHttpRequest(); old.open('POST', '/write'); old.send('x')"
    ),
    "a kept request while leaving": LEAVING.format("fetch(new Request('/write', {method: 'POST', keepalive: true}))"),
    "a shared worker": "try { new SharedWorker('/worker.js') } catch {}",
    "a service worker": "navigator.serviceWorker.register('/worker.js').catch(() => {})",
}


class Site:
    """A console of three pages that notes every request."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.server = MockServer(self._answer)

    @property
    def writes(self) -> list[str]:
        return [request for request in self.requests if not request.startswith("GET ") or "/socket" in request]

    def _answer(self, request: Request) -> Response:
        self.requests.append(f"{request.method} {request.path}")
        if request.path == "/worker.js":
            return Response(200, b"fetch('/write', {method: 'POST'})", "text/javascript")
        return Response.html(WRITES if request.path == "/writes" else "<p>page</p>")


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    site.server.start()
    yield site
    site.server.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(service_workers="block")
    yield context
    context.close()


@pytest.fixture
def barrier(context: BrowserContext, site: Site) -> WriteBarrier:
    return WriteBarrier(context, site.server.origin, ReadList(frozenset({("POST", "/read")})))


@pytest.fixture
def page(context: BrowserContext, barrier: WriteBarrier, site: Site) -> Page:
    page = context.new_page()
    page.goto(f"{site.server.origin}/")
    return page


@pytest.mark.parametrize("how", REFUSED)
def test_a_write_is_refused_and_remembered(
    how: str, page: Page, context: BrowserContext, site: Site, barrier: WriteBarrier
) -> None:
    with context.expect_event("requestfailed", lambda request: request.url.endswith("/write")):
        page.evaluate(f"() => {{ {REFUSED[how]} }}")
    assert site.writes == []
    assert [refused.split()[1] for refused in barrier.refused] == ["/write"]
    with pytest.raises(WriteAttempted, match=re.escape("/write")):
        barrier.check()


@pytest.mark.parametrize("how", LOST)
def test_a_write_that_no_route_sees_does_not_leave(how: str, page: Page, context: BrowserContext, site: Site) -> None:
    page.evaluate(f"() => {{ {LOST[how]} }}")
    if "leaving" in how:
        page.wait_for_url("**/left")
    page.evaluate("fetch('/after').then(answer => answer.text())")
    context.close()
    assert "GET /after" in site.requests
    assert site.writes == []


def test_a_web_socket_says_nothing_to_the_console(
    page: Page, context: BrowserContext, site: Site, barrier: WriteBarrier
) -> None:
    page.evaluate(
        """() => new Promise(done => {
          const socket = new WebSocket(`ws://${location.host}/socket`);
          socket.onopen = () => { socket.send('save'); done(); };
        })"""
    )
    page.evaluate("1")
    assert site.writes == []
    assert barrier.refused == ["web socket /socket"]


def test_what_is_on_the_read_list_arrives(page: Page, site: Site, barrier: WriteBarrier) -> None:
    assert page.evaluate("fetch('/read', {method: 'POST'}).then(answer => answer.status)") == 200
    assert page.evaluate("fetch('/anything?x=1').then(answer => answer.status)") == 200
    assert site.writes == ["POST /read"]
    barrier.check()


@pytest.mark.parametrize("path", ["/READ", "/read/", "//read", "/read/../write", "/read%2f..%2fwrite", "/write?/read"])
def test_a_path_that_resembles_one_of_the_list_is_refused(path: str, page: Page, site: Site) -> None:
    page.evaluate("path => fetch(location.origin + path, {method: 'POST'}).catch(() => 0)", path)
    assert site.writes == []


def test_the_list_is_of_methods_too(page: Page, site: Site) -> None:
    page.evaluate("fetch('/read', {method: 'PUT'}).catch(() => 0)")
    assert site.writes == []


def test_other_hosts_get_nothing_and_that_is_no_mistake_of_ours(page: Page, barrier: WriteBarrier) -> None:
    other = Site()
    other.server.start()
    page.evaluate("url => fetch(url, {mode: 'no-cors'}).catch(() => 0)", other.server.origin)
    page.evaluate("url => fetch(url, {mode: 'no-cors', method: 'POST'}).catch(() => 0)", other.server.origin)
    other.server.stop()
    assert other.requests == []
    barrier.check()


def test_no_flow_goes_round_the_barrier() -> None:
    """A request of Playwright's own, or a route of the flow's own, would not pass the barrier."""
    around: list[str] = []
    for package in ("pupitre", "pupitre_threecx", "pupitre_ooma"):
        for path in Path(str(resources.files(package))).rglob("*.py"):
            if path.name in ("barrier.py", "dom_gate.py", "gate.py", "sending.py") or "mock" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and node.attr in ("route", "unroute", "unroute_all", "continue_"):
                    around.append(f"{path.name}:{node.lineno} {node.attr}")
                if isinstance(node, ast.Attribute) and node.attr == "request" and isinstance(node.value, ast.Attribute):
                    around.append(f"{path.name}:{node.lineno} {node.attr}")
    assert around == []
