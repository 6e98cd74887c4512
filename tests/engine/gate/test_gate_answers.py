"""What the console answers to the password: redirects, echoes, silence; and how the gate ends."""

from __future__ import annotations

import html
import http.server
import json
import socket
import struct
import threading
import time
import urllib.parse
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from pupitre.browser.gate import Gate
from pupitre.errors import StateUnusable

USER = "000"
SECRET = 'S3cr3t-é"&\\1'
WITHIN = 15.0
FORM = """<form method=post action=/api/login>
  <input name=user><input name=pass type=password><button>Connexion</button></form>"""

Visit = Callable[..., Any]


@pytest.mark.parametrize("status", [307, 308, 301, 302, 303])
def test_a_redirect_to_another_place_is_not_followed(visit: Visit, console: Any, evil: Any, status: int) -> None:
    console.answers(status, Location=f"{evil.origin}/api/login")
    seen = visit(FORM)
    seen.type()
    seen.press()
    seen.until_over()
    seen.check(posts=1)
    assert evil.heard == []
    assert (seen.gate.result.http_status, "redirects" in str(seen.gate.result.error)) == (status, True)


def test_a_redirect_that_wants_the_password_again_is_not_followed(visit: Visit, console: Any) -> None:
    console.answers(307, Location="/api/login/again")
    seen = visit(FORM)
    seen.type()
    seen.press()
    seen.until_over()
    seen.check(posts=1)


def test_a_redirect_to_the_next_page_of_the_console_is_followed_without_it(visit: Visit, console: Any) -> None:
    console.pages["/app"] = "<h1>Extensions</h1>"
    console.answers(303, Location="/app", **{"Set-Cookie": "session=1; HttpOnly; Path=/"})
    seen = visit(FORM)
    seen.type()
    seen.press()
    seen.page.get_by_role("heading", name="Extensions").wait_for()
    seen.check(posts=1)
    followed = console.heard[-1]
    assert (followed.method, followed.path, followed.body) == ("GET", "/app", b"")
    assert "session=1" in followed.headers
    assert SECRET not in followed.everything


def test_a_console_that_says_the_password_back_does_not_put_it_into_the_page(visit: Visit, console: Any) -> None:
    console.answers(
        200,
        f"<h1>Bonjour</h1><p>{html.escape(SECRET)}<script>var p = {json.dumps(SECRET)}</script>",
        **{"X-Said": urllib.parse.quote(SECRET)},
    )
    seen = visit(FORM)
    seen.type()
    seen.press()
    seen.page.get_by_role("heading", name="Bonjour").wait_for()
    seen.check(posts=1)
    assert seen.gate.result.echoed
    assert "S3cr3t" not in seen.gate.result.body_text
    assert seen.page.evaluate("p") == seen.gate.placeholder


def test_no_answer_in_time_is_an_error_and_counts_as_released(visit: Visit, console: Any) -> None:
    over = threading.Event()

    def silent(handler: http.server.BaseHTTPRequestHandler) -> None:
        over.wait(WITHIN)

    console.login = silent
    seen = visit(FORM, answer_within=0.3)
    seen.type()
    seen.press()
    seen.until_over()
    over.set()
    seen.check(posts=1)
    assert seen.gate.result.error == "no answer within 0.3 s"
    assert seen.gate.result.http_status is None


def test_a_connection_that_is_reset_counts_as_released(visit: Visit, console: Any) -> None:
    def reset(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()
        handler.close_connection = True

    console.login = reset
    seen = visit(FORM)
    seen.type()
    seen.press()
    seen.until_over()
    seen.check(posts=1)
    assert seen.gate.result.error == "the connection ended without an answer"


def test_a_console_that_is_gone_heard_nothing(visit: Visit, console: Any) -> None:
    seen = visit(FORM)
    seen.type()
    console._http.shutdown()
    console._http.server_close()
    seen.press()
    seen.until_over()
    assert seen.releases == [0]
    assert not seen.gate.result.released
    assert seen.gate.result.error == "the console can't be reached"


def test_without_a_written_reservation_nothing_leaves(visit: Visit, console: Any, context: BrowserContext) -> None:
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


def test_the_gate_is_gone_after_signing_in(visit: Visit) -> None:
    seen = visit(FORM)
    seen.type()
    seen.press()
    seen.page.get_by_role("heading", name="Bienvenue").wait_for()
    seen.gate.__exit__(None, None, None)
    assert seen.page.evaluate("p => fetch('/?' + p).then(r => r.status)", seen.gate.placeholder) == 200


@pytest.mark.parametrize("error", [None, RuntimeError()], ids=["nothing left", "an error"])
def test_the_gate_stays_shut_while_the_page_holds_the_placeholder(visit: Visit, error: Exception | None) -> None:
    """A page that submits late, after the run gave up, would send a wrong password."""
    seen = visit(FORM)
    seen.type()
    seen.gate.__exit__(type(error) if error else None, error, None)
    seen.press()
    seen.until(lambda: seen.gate.result.aborted)
    seen.check(posts=0)


def test_other_requests_go_on_to_the_routes_below(visit: Visit, context: BrowserContext) -> None:
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


def test_without_named_paths_any_path_of_the_console_may_be_the_login(visit: Visit, console: Any) -> None:
    seen = visit(FORM.replace("/api/login", "/session"), paths=())
    seen.type()
    seen.press()
    seen.page.get_by_role("heading", name="Bienvenue").wait_for()
    seen.check(posts=1)
    assert console.posts[0].path == "/session"


def test_what_was_stopped_is_told_without_what_it_carried(visit: Visit) -> None:
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
