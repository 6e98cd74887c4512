"""What signing in safely costs: the guard's writes, the gate's look at each request, the fence around the browser.

Each beside the same thing without it, in turn, in one process; medians. Nothing is asserted about time.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from pupitre.browser.fence import Fence
from pupitre.browser.gate import Gate
from pupitre.browser.launch import fenced_browser
from pupitre.browser.look import Look
from pupitre.guard import Guard, Outcome
from pupitre_threecx.mock import MockThreeCX

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

ROUNDS = int(os.environ.get("PUPITRE_BENCH_ROUNDS", "7"))
REQUESTS = 200
_FETCH_MANY = """async ([address, many]) => {
  const started = performance.now();
  for (let n = 0; n < many; n += 1) await (await fetch(address + '?' + n)).text();
  return (performance.now() - started) / many;
}"""


def in_turn(one: Callable[[], float], other: Callable[[], float]) -> tuple[float, float]:
    """Return the medians of both, measured in turn."""
    pairs = [(one(), other()) for _ in range(ROUNDS + 1)][1:]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def milliseconds(act: Callable[[], object]) -> float:
    """Return how long an act takes."""
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def test_what_the_guard_adds_to_a_login(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    origin = "https://oti.3cx.fr"
    spent = []
    with Guard.open(state) as guard, guard.lease(origin, "run"):
        for _ in range(ROUNDS * 5):

            def attempt() -> None:
                with guard.reserve(origin=origin, account="000", secret="a password", run_id="run") as reserved:
                    reserved.sent()
                    reserved.settle(Outcome.OK)

            spent.append(milliseconds(attempt))
    print(f"\nreserve, send, settle: {statistics.median(spent):.2f} ms a login")


def test_what_the_gate_adds_to_a_request(browser: Browser) -> None:
    with MockThreeCX() as mock:
        context = browser.new_context()
        page = context.new_page()
        page.goto(mock.address)

        def fetched(through: Page) -> float:
            return float(through.evaluate(_FETCH_MANY, [f"{mock.origin}/favicon.ico", REQUESTS]))

        def behind_the_gate() -> float:
            gate = Gate(
                context, origin=mock.origin, user="000", secret=lambda: "a password", login_paths=("/api/login",),
                on_release=lambda: None,
            )  # fmt: skip
            with gate:
                return fetched(page)

        def behind_an_open_route() -> float:
            context.route("**/*", lambda route: route.fallback())
            try:
                return fetched(page)
            finally:
                context.unroute_all()

        gate, route = in_turn(behind_the_gate, behind_an_open_route)
        _, bare = in_turn(behind_an_open_route, lambda: fetched(page))
        print(f"\na request: {bare:.2f} ms, behind an empty route {route:.2f} ms, behind the gate {gate:.2f} ms")
        context.close()


def test_a_browser_for_one_console_against_a_context_more(playwright: Playwright, browser: Browser) -> None:
    def whole() -> None:
        with fenced_browser(playwright, Fence("http://127.0.0.1:9"), Look()) as running:
            running.new_context().new_page()

    def one_more() -> None:
        with browser.new_context() as context:
            context.new_page()

    own, context = in_turn(lambda: milliseconds(whole), lambda: milliseconds(one_more))
    print(f"\na context more: {context:.0f} ms; a fenced browser of its own, closed again: {own:.0f} ms")
