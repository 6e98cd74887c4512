"""Each part of the fence that is not the resolver, taken away once to see what gets through."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, Playwright

from pupitre.browser import fence, pages
from pupitre.browser.barrier import ReadList, WriteBarrier
from pupitre.browser.fence import Fence, proxy_of_this_machine
from pupitre.browser.launch import fenced_browser, open_page
from pupitre.browser.look import Look
from pupitre.mock import Response

STUN = """port => new Promise(done => {
  const call = new RTCPeerConnection({iceServers: [{urls: `stun:127.0.0.1:${port}`}]});
  call.createDataChannel('x');
  call.onicegatheringstatechange = () => call.iceGatheringState === 'complete' && done('gathered');
  call.createOffer().then(offer => call.setLocalDescription(offer));
})"""


@pytest.fixture(autouse=True)
def deaf(evil: Any, console: Any) -> None:
    evil.heard.clear()
    console.heard.clear()


@pytest.fixture
def page(fenced: Browser, console: Any) -> Iterator[Page]:
    """Yield a page as a run opens it."""
    with open_page(fenced, language="fr", timezone="Europe/Paris", patience=5) as place:
        place.page.goto(f"{console.origin}/")
        yield place.page


# --- WebRTC: two controls, the browser's policy and the object in the page ----------------------------


def test_a_page_has_no_way_to_make_a_call(page: Page) -> None:
    assert page.evaluate("typeof RTCPeerConnection + typeof webkitRTCPeerConnection") == "undefinedundefined"
    frame = "document.body.append(Object.assign(document.createElement('iframe'))); typeof frames[0].RTCPeerConnection"
    assert page.evaluate(frame) == "undefined"


def test_a_page_that_could_make_a_call_sends_no_packet(fenced: Browser, console: Any, evil: Any) -> None:
    """Without `pages.NO_WEBRTC` the policy alone, `fence.NO_UDP`, keeps the packet back."""
    page = fenced.new_page()
    page.goto(f"{console.origin}/")
    assert page.evaluate(STUN, evil.port) == "gathered"
    assert evil.heard == []
    page.close()


def test_without_the_policy_a_call_sends_a_packet(
    playwright: Playwright, monkeypatch: pytest.MonkeyPatch, console: Any, evil: Any, until: Any
) -> None:
    monkeypatch.setattr(fence, "NO_UDP", ())
    with fenced_browser(playwright, Fence(console.origin), Look()) as browser:
        page = browser.new_page()
        page.goto(f"{console.origin}/")
        page.evaluate(f"port => void ({STUN})(port)", evil.port)
        until(lambda: "a packet" in evil.heard, page.context)


# --- names: what is looked up is asked of others, even when nothing is fetched -----------------------

LOOKUPS = (
    "<link rel=dns-prefetch href=//looked-up.example><link rel=preconnect href=https://looked-up.example>"
    "<a href=https://looked-up.example>x</a><img src=https://looked-up.example/x>"
)


@pytest.mark.parametrize("resolves", [False, True], ids=["the fence", "names that resolve"])
def test_a_name_is_looked_up_by_nobody(
    resolves: bool, playwright: Playwright, monkeypatch: pytest.MonkeyPatch, console: Any, tmp_path: Path
) -> None:
    """With `fence.NOTHING_ELSE` taken away the browser's own log shows that it asks for the name."""
    log = tmp_path / "net.json"
    monkeypatch.setattr(fence, "QUIET", (*fence.QUIET, f"--log-net-log={log}"))
    if resolves:
        monkeypatch.setattr(fence, "NOTHING_ELSE", ())
    console.pages["/names"] = Response.html(LOOKUPS)
    with fenced_browser(playwright, Fence(console.origin), Look()) as browser:
        page = browser.new_page()
        with page.expect_event("requestfailed"):
            page.goto(f"{console.origin}/names")
    asked = lookups(log)
    assert any("looked-up.example" in name for name in asked) == resolves, asked


def lookups(log: Path) -> list[str]:
    """Return the names that the browser's log says were asked for."""
    text = log.read_text(encoding="utf-8").rstrip().removesuffix(",")
    try:
        logged = json.loads(text)
    except ValueError:  # a browser that is ended does not always close the list
        logged = json.loads(f"{text}]}}")
    job = logged["constants"]["logEventTypes"]["HOST_RESOLVER_MANAGER_JOB"]
    return [str(event.get("params", {}).get("host", "")) for event in logged["events"] if event["type"] == job]


# --- proxies ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("control", [True, False], ids=["the fence", "without NO_PROXY"])
def test_a_proxy_of_the_system_hears_nothing(
    control: bool, playwright: Playwright, monkeypatch: pytest.MonkeyPatch, console: Any, evil: Any
) -> None:
    """With `fence.NO_PROXY` taken away the same proxy is told where the browser goes.

    A proxy with a name or number of its own is not found either, so `fence.NOTHING_ELSE` is away both times.
    """
    monkeypatch.setattr(fence, "NOTHING_ELSE", ())
    monkeypatch.setattr(fence, "NO_PROXY", () if not control else fence.NO_PROXY)
    launched, surroundings = BrowserType.launch, {**os.environ, "http_proxy": evil.origin, "no_proxy": ""}
    monkeypatch.setattr(BrowserType, "launch", lambda self, **how: launched(self, **how | {"env": surroundings}))
    with fenced_browser(playwright, Fence(console.origin), Look()) as browser:
        page = browser.new_page()
        page.goto(f"{console.origin}/")
        page.evaluate("fetch('http://other.example/').catch(() => 0)")
    assert (evil.heard == []) == control, evil.heard


def test_a_proxy_is_named_and_its_password_is_not() -> None:
    assert proxy_of_this_machine({"https_proxy": "http://user:secret@proxy"}) == "https_proxy"
    assert proxy_of_this_machine({"HTTPS_PROXY": ""}) is None


# --- downloads, service workers, windows ---------------------------------------------------------------


def test_a_download_is_refused_and_leaves_nothing(page: Page, console: Any) -> None:
    hidden = (("Content-Disposition", 'attachment; filename="../../cron.d/x"'),)
    console.pages["/file"] = Response(200, b"S3cr3t-download", "application/octet-stream", hidden)
    with page.expect_download() as begun:
        page.evaluate("location = '/file'")
    assert "accept_downloads" in str(begun.value.failure())
    assert page.url == f"{console.origin}/"


def test_without_the_setting_a_download_is_kept(fenced: Browser, console: Any) -> None:
    """The control is `accept_downloads` of `fence.CONTEXT`."""
    console.pages["/file"] = Response(200, b"S3cr3t", "application/octet-stream")
    page = fenced.new_page(**{**fence.CONTEXT, "accept_downloads": True})
    page.goto(f"{console.origin}/")
    with page.expect_download() as begun:
        page.evaluate("location = '/file'")
    assert Path(begun.value.path()).read_bytes() == b"S3cr3t"
    page.context.close()


REGISTER = "navigator.serviceWorker.register('/worker.js').then(worker => !!worker, () => false)"


@pytest.mark.parametrize("control", [True, False], ids=["the fence", "without the setting"])
def test_a_service_worker_is_not_registered(control: bool, fenced: Browser, console: Any) -> None:
    """The control is `service_workers` of `fence.CONTEXT`."""
    console.pages["/worker.js"] = Response(200, b"", "text/javascript")
    context = fenced.new_context(**(fence.CONTEXT if control else {}))
    page = context.new_page()
    page.goto(f"{console.origin}/")
    assert page.evaluate(REGISTER) is not control
    assert any("/worker.js" in asked for asked in console.heard) is not control
    context.close()


@pytest.mark.parametrize("without", ["nothing", "NO_WINDOWS", "NO_POPUPS", "both"])
def test_a_script_opens_no_window(
    without: str, playwright: Playwright, monkeypatch: pytest.MonkeyPatch, console: Any, until: Any
) -> None:
    """Two controls, `fence.NO_WINDOWS` and `pages.NO_POPUPS`; what opens without both is closed by the desk."""
    if without in ("NO_WINDOWS", "both"):
        monkeypatch.setattr(fence, "NO_WINDOWS", ())
    if without in ("NO_POPUPS", "both"):
        monkeypatch.setattr(fence, "SCRIPTS", tuple(each for each in fence.SCRIPTS if each != pages.NO_POPUPS))
    with fenced_browser(playwright, Fence(console.origin), Look()) as browser:
        context = browser.new_context(**fence.CONTEXT)
        fence.put_up(context)
        page = context.new_page()
        page.goto(f"{console.origin}/")
        page.evaluate("void window.open('/opened')")
        page.evaluate("fetch('/after').then(answer => answer.text())")
        if without == "both":
            until(lambda: len(context.pages) == 2, context)
        assert len(context.pages) == (2 if without == "both" else 1)


def test_a_link_opens_no_window(fenced: Browser, console: Any) -> None:
    page = fenced.new_page()
    page.goto(f"{console.origin}/")
    page.evaluate("document.body.append(Object.assign(document.createElement('a'), {href: '/x', target: '_blank'}))")
    page.evaluate("document.querySelector('a').click()")
    page.evaluate("fetch('/after').then(answer => answer.text())")
    assert len(page.context.pages) == 1
    page.close()


# --- web sockets of workers, while one reads ---------------------------------------------------------

SOCKET_OF_A_WORKER = """kind => new Promise(done => {
  const text = `try { const socket = new WebSocket('ws://${location.host}/socket');
    socket.onerror = socket.onopen = () => postMessage('tried') } catch (none) { postMessage(none.name) }`;
  const worker = new Worker(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})), {type: kind});
  worker.onmessage = event => done(event.data);
})"""


def reading(context: BrowserContext, console: Any) -> Page:
    WriteBarrier(context, console.origin, ReadList(frozenset()))
    page = context.new_page()
    page.goto(f"{console.origin}/")
    return page


@pytest.mark.parametrize("kind", ["classic", "module"])
def test_a_worker_has_no_web_socket_while_one_reads(fenced: Browser, console: Any, kind: str) -> None:
    context = fenced.new_context(**fence.CONTEXT)
    assert reading(context, console).evaluate(SOCKET_OF_A_WORKER, kind) == "ReferenceError"
    assert "GET /socket" not in console.heard
    context.close()


def test_without_the_script_a_worker_reaches_the_console_by_a_web_socket(
    fenced: Browser, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control is `pages.WORKERS_WITHOUT_SOCKETS`, as the barrier has it."""
    monkeypatch.setattr("pupitre.browser.barrier.WORKERS_WITHOUT_SOCKETS", "")
    context = fenced.new_context(**fence.CONTEXT)
    assert reading(context, console).evaluate(SOCKET_OF_A_WORKER, "classic") == "tried"
    assert "GET /socket" in console.heard
    context.close()


@pytest.mark.parametrize("kind", ["classic", "module"])
def test_a_worker_finds_its_own_files(fenced: Browser, console: Any, kind: str) -> None:
    loads = "importScripts('part.js')" if kind == "classic" else "import './part.js'"
    last = "fetch('data').then(answer => postMessage(self.part + answer.status))"
    console.pages["/sub/worker.js"] = Response(200, f"{loads}; {last}".encode(), "text/javascript")
    console.pages["/sub/part.js"] = Response(200, b"self.part = 'part '", "text/javascript")
    console.pages["/sub/data"] = Response(200, b"")
    context = fenced.new_context(**fence.CONTEXT)
    said = reading(context, console).evaluate(
        "kind => new Promise(done => new Worker('/sub/worker.js', {type: kind}).onmessage = event => done(event.data))",
        kind,
    )
    assert said == "part 200"
    context.close()


def test_a_page_cannot_get_the_worker_back(fenced: Browser, console: Any) -> None:
    context = fenced.new_context(**fence.CONTEXT)
    page = reading(context, console)
    assert page.evaluate(
        "Worker.prototype.constructor === Worker && Object.getPrototypeOf(Worker) === Function.prototype"
    )
    assert pages.WORKERS_WITHOUT_SOCKETS
    context.close()


# --- what a driver lists -------------------------------------------------------------------------------


def test_an_origin_that_the_driver_lists_is_reached_and_its_neighbour_is_not(
    playwright: Playwright, console: Any, evil: Any
) -> None:
    with fenced_browser(playwright, Fence(console.origin, (evil.origin,)), Look()) as browser:
        page = browser.new_page()
        page.goto(f"{console.origin}/")
        assert page.evaluate("to => fetch(to).then(answer => answer.status, () => 0)", f"{evil.origin}/listed") == 200
        neighbour = evil.origin.replace("127.0.0.1", "127.0.0.2")
        assert page.evaluate("to => fetch(to).then(answer => answer.status, () => 0)", f"{neighbour}/next") == 0
    assert "GET /listed HTTP/1.1" in evil.heard
    assert "GET /next HTTP/1.1" not in evil.heard
