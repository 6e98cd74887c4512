"""A browser for one console, and the context that a run works in.

The sandbox stays on for ordinary users. As root Chromium does not start with
it, so Pupitre switches it off by itself, only then, and says so once.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, sync_playwright

from pupitre.browser.executable import find_browser
from pupitre.browser.gate import strip_debug_environment
from pupitre.browser.lifeline import relay
from pupitre.browser.look import Look
from pupitre.browser.watchdog import Watchdog
from pupitre.errors import NoBrowser

_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy",
)
_VIEWPORT = (1280, 900)

# A dialog that fades for 300 ms costs more than all the clicks inside it. The
# console's own code reads the durations from the style and does not wait.
_NO_MOTION = """
(() => {
  const still = () => {
    const style = document.createElement('style');
    style.textContent = '*,*::before,*::after{transition:none!important;animation:none!important}';
    document.documentElement.append(style);
  };
  if (document.documentElement) still();
  else new MutationObserver((_, seen) => {
    if (document.documentElement) { seen.disconnect(); still(); }
  }).observe(document, {childList: true});
})()
"""


# A window that opens itself takes the focus in the middle of a click.
_NO_POPUPS = "window.open = () => null"


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
def running_browser(origin: str, look: Look, resolver_rules: str | None) -> Iterator[Browser]:
    """Start a browser that can reach one console and nothing else, as long as we live; close it afterwards.

    Raise NoBrowser when none is installed or it does not start.
    """
    found = find_browser(headed=look.headed)
    arguments = [*_QUIET]
    if runs_as_root():
        _say_once()
        arguments.append("--no-sandbox")
    strip_debug_environment()  # it would print what is typed
    parts = urlsplit(origin)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    literal = f"[{host}]" if ":" in host else host
    with relay(host, port) as ours, sync_playwright() as playwright:
        # The first rule that fits counts; an EXCLUDE would come before both.
        rules = resolver_rules or f"MAP {literal}:{port} 127.0.0.1:{ours}, MAP * ~NOTFOUND"
        arguments.append(f"--host-resolver-rules={rules}")
        browser = _launch(playwright, str(found.path) if found.path else None, arguments, look)
        try:
            yield browser
        finally:
            with contextlib.suppress(Error):  # the browser may be gone; closing must not hide why
                browser.close()


@contextlib.contextmanager
def open_page(browser: Browser, *, language: str, timezone: str, patience: float) -> Iterator[Workplace]:
    """Open a fresh context with one page, and close it afterwards.

    `patience` is how long an action waits for its element, in seconds. Raise
    NoBrowser when the browser is gone already.
    """
    try:
        context = browser.new_context(
            accept_downloads=False,
            service_workers="block",
            locale=language,
            timezone_id=timezone,
            viewport={"width": _VIEWPORT[0], "height": _VIEWPORT[1]},
            reduced_motion="reduce",
        )
        context.set_default_timeout(patience * 1000)
        context.add_init_script(_NO_MOTION)
        context.add_init_script(_NO_POPUPS)
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
            chromium_sandbox=not runs_as_root(),
            # Ctrl-C reaches the driver too: the browser has to live on for "Annuler" and the sign-out.
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
    except Error as problem:
        first = problem.message.splitlines()[0]
        raise NoBrowser(
            f"The browser {path or 'of Playwright'} does not start: {first}",
            remedy="Install Chromium, Chrome or Edge, or name one in PUPITRE_BROWSER.",
        ) from None
