"""The fence: a browser that can reach one console and nothing else.

A route in the context is no fence: a shared worker, a speculation rule, WebRTC and a
redirect after a POST pass it by. What stands here is decided before the first page
opens, by the browser's own start and by the settings of its context:

- names: nothing resolves, and no number is dialled, but the console's host and port
  and the origins that its driver lists; each of them leads through a relay of ours.
- proxies: the system's are not used, because a proxy resolves names by itself.
- WebRTC: no packet outside a proxy, and no such object in a page.
- service workers are not registered; they would send what no route sees.
- downloads are refused, and nothing of them is kept.
- windows that open themselves are not opened, or closed by the desk.
- nothing is fetched in the background, and links are not pinged.

Each part has a name here, so that a test can take it away and see what gets through.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext

from pupitre.browser.pages import NO_MOTION, NO_POPUPS, NO_WEBRTC, WORKERS_WITHOUT_SOCKETS

# What is not mapped by a rule before it is not found: names, and addresses written as numbers.
NOTHING_ELSE: tuple[str, ...] = ("MAP * ~NOTFOUND",)

# A proxy is given names, not addresses: it would resolve what the rules above do not.
# The first is heard by a browser with windows, the second by one without.
NO_PROXY: tuple[str, ...] = ("--no-proxy-server", "--proxy-server=direct://")

# The first is heard by a browser with windows, the second by one without.
NO_UDP: tuple[str, ...] = (
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)

QUIET: tuple[str, ...] = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)

# A browser without windows opens none that a page asks for; one with windows leaves that to the desk.
NO_WINDOWS: tuple[str, ...] = ("--block-new-web-contents",)

# Playwright opens every window that a page asks for; people's browsers ask first.
NOT_WANTED: tuple[str, ...] = ("--disable-popup-blocking",)

CONTEXT: dict[str, Any] = {"accept_downloads": False, "service_workers": "block"}

SCRIPTS: tuple[str, ...] = (NO_MOTION, NO_POPUPS, NO_WEBRTC)

_PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy")
_DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Fence:
    """What a browser may reach: a console's origin, and the origins that its driver lists.

    `pins` are the console's keys, as `sha256/...`; without any, its certificate has to be
    one that the browser trusts. `windows` lets pages open windows, which are inside of the
    fence as every other.
    """

    origin: str
    also: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    windows: bool = False

    @property
    def origins(self) -> tuple[str, ...]:
        """Every origin inside, the console's first."""
        return tuple(dict.fromkeys((self.origin, *self.also)))

    def rules(self, ports: Mapping[str, int]) -> str:
        """Return what resolves, for a relay's port of the loopback by origin.

        The first rule that fits counts; an EXCLUDE would come before all.
        """
        mapped = (f"MAP {_place(origin)} 127.0.0.1:{ports[origin]}" for origin in self.origins)
        return ", ".join((*mapped, *NOTHING_ELSE))

    def arguments(self, ports: Mapping[str, int], *, trusted: tuple[str, ...] = ()) -> list[str]:
        """Return the arguments of the browser; `trusted` are keys of our own relays, in base64."""
        own_keys = (f"--ignore-certificate-errors-spki-list={','.join(trusted)}",) if trusted else ()
        windows = () if self.windows else NO_WINDOWS
        return [*QUIET, *NO_UDP, *NO_PROXY, *windows, *own_keys, f"--host-resolver-rules={self.rules(ports)}"]


def put_up(context: BrowserContext, *, windows: bool = False) -> None:
    """Have every page of a context begin with what the fence takes away from pages; `windows` leaves those."""
    for script in SCRIPTS:
        if not (windows and script == NO_POPUPS):
            context.add_init_script(script)


def silence_web_sockets(context: BrowserContext) -> None:
    """Let no web socket of a context reach anything; a page that has the password could sign in through one.

    The page believes that its socket is open. What a worker opens no route sees: it gets none.
    """
    context.add_init_script(WORKERS_WITHOUT_SOCKETS)
    context.route_web_socket("**/*", lambda _: None)


def host_and_port(origin: str) -> tuple[str, int]:
    """Return where an origin is dialled."""
    parts = urlsplit(origin)
    return parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme]


def proxy_of_this_machine(environ: Mapping[str, str] | None = None) -> str | None:
    """Return the name of the variable that names a proxy; never its value, which may hold a password."""
    environ = os.environ if environ is None else environ
    return next((name for name in _PROXIES if environ.get(name)), None)


def _place(origin: str) -> str:
    host, port = host_and_port(origin)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
