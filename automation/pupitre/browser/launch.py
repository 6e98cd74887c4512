"""A browser for one console, and the context that a run works in.

The sandbox stays on for ordinary users. As root Chromium does not start with
it, so Pupitre switches it off by itself, only then, and says so once.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright

from pupitre.browser.driver import running_driver
from pupitre.browser.executable import find_browser
from pupitre.browser.fence import CONTEXT, NOT_WANTED, Fence, host_and_port, put_up
from pupitre.browser.lifeline import relay
from pupitre.browser.look import Look
from pupitre.browser.pinned import fresh_identity
from pupitre.browser.surroundings import no_core_dumps, of_a_browser, strip_debug_environment
from pupitre.browser.watchdog import Watchdog
from pupitre.errors import NoBrowser

_VIEWPORT = (1280, 900)
#: What Chromium 150 to 156 print when they may not make name spaces, or not change their root within.
_NO_SANDBOX = re.compile(r"No usable sandbox|sys_chroot\(|FATAL:content/browser/zygote_host")


@dataclass(frozen=True)
class Workplace:
    """A running browser with one context and one page."""

    browser: Browser
    context: BrowserContext
    page: Page
    watchdog: Watchdog

    @property
    def version(self) -> str:
        """The browser's version."""
        return self.browser.version


def runs_as_root() -> bool:
    """Return whether this process belongs to root, where Chromium's sandbox does not start."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


@contextlib.contextmanager
def running_browser(fence: Fence, look: Look, resolver_rules: str | None) -> Iterator[Browser]:
    """Start a browser behind a fence, which lives as long as we do; close it afterwards.

    `resolver_rules` take the place of the fence's own. Raise NoBrowser when none is
    installed or it does not start.
    """
    strip_debug_environment()  # it would print what is typed
    no_core_dumps()
    with running_driver() as playwright, fenced_browser(playwright, fence, look, resolver_rules) as browser:
        yield browser


@contextlib.contextmanager
def fenced_browser(
    playwright: Playwright, fence: Fence, look: Look, resolver_rules: str | None = None
) -> Iterator[Browser]:
    """Start a browser behind a fence with a driver that runs already; close it afterwards."""
    found = find_browser(headed=look.headed)
    with _relays(fence) as (ports, trusted):
        arguments = fence.arguments(ports, trusted=trusted)
        if resolver_rules:
            arguments[-1] = f"--host-resolver-rules={resolver_rules}"
        if runs_as_root():
            _say_once()
            arguments.append("--no-sandbox")
        browser = _launch(playwright, str(found.path) if found.path else None, arguments, look)
        try:
            yield browser
        finally:
            with contextlib.suppress(Error):  # the browser may be gone; closing must not hide why
                browser.close()


@contextlib.contextmanager
def _relays(fence: Fence) -> Iterator[tuple[dict[str, int], tuple[str, ...]]]:
    """Relay every origin of a fence; yield a port by origin, and our own keys that the browser has to trust."""
    identity = fresh_identity() if fence.pins else None
    with contextlib.ExitStack() as stack:
        ports = {}
        for origin in fence.origins:
            is_pinned = bool(fence.pins) and origin == fence.origin
            way = (
                relay(*host_and_port(origin), pins=fence.pins, identity=identity)
                if is_pinned
                else relay(*host_and_port(origin))
            )
            ports[origin] = stack.enter_context(way)
        yield ports, (identity.key,) if identity is not None else ()


@contextlib.contextmanager
def open_page(
    browser: Browser, *, language: str, timezone: str, patience: float, windows: bool = False
) -> Iterator[Workplace]:
    """Open a fresh context with one page, and close it afterwards.

    `patience` is how long an action waits for its element, in seconds; `windows` lets its
    pages open others. Raise NoBrowser when the browser is gone already.
    """
    try:
        context = browser.new_context(
            **CONTEXT,
            locale=language,
            timezone_id=timezone,
            viewport={"width": _VIEWPORT[0], "height": _VIEWPORT[1]},
            reduced_motion="reduce",
        )
        context.set_default_timeout(patience * 1000)
        put_up(context, windows=windows)
        page = context.new_page()
    except Error as problem:
        raise NoBrowser(
            f"The browser ended before a page was open: {problem.message.splitlines()[0]}", remedy="Run again."
        ) from None
    watchdog = Watchdog.of(browser)
    try:
        yield Workplace(browser, context, page, watchdog)
    finally:
        watchdog.stop()
        with contextlib.suppress(Error):  # a browser that was killed has no context left to close
            context.close()


@functools.cache
def _say_once() -> None:
    sys.stderr.write("Running as root: the browser's sandbox is off.\n")


def _launch(playwright: Playwright, path: str | None, arguments: list[str], look: Look) -> Browser:
    try:
        return playwright.chromium.launch(
            executable_path=path,
            headless=not look.headed,
            slow_mo=look.slow,
            args=arguments,
            env={**of_a_browser(headed=look.headed)},  # of the wider type that Playwright asks for
            ignore_default_args=list(NOT_WANTED),
            chromium_sandbox=not runs_as_root(),
            # Ctrl-C reaches the driver too: the browser has to live on for "Annuler" and the sign-out.
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
    except Error as problem:
        raise _not_started(path or "of Playwright", problem.message) from None


def _not_started(browser: str, said: str) -> NoBrowser:
    if _NO_SANDBOX.search(said):
        return NoBrowser(
            f"The browser {browser} does not start: this system keeps it from building its sandbox.",
            remedy="Allow it user name spaces (in a container: seccomp:unconfined, as in compose.yaml; on Ubuntu "
            "the setting kernel.apparmor_restrict_unprivileged_userns). Pupitre does not switch the sandbox off.",
        )
    return NoBrowser(
        f"The browser {browser} does not start: {said.splitlines()[0]}",
        remedy="Install Chromium, Chrome or Edge, or name one in PUPITRE_BROWSER.",
    )
