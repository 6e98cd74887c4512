"""The sign of life after a good run: whoever waits for it notices a machine that fell silent.

The address is that of a service such as healthchecks. It is asked for once, over no proxy, and
no redirect is followed: nothing but this one address is ever reached.
"""

from __future__ import annotations

import http.client
import re
import urllib.error
import urllib.request
from typing import IO, Any
from urllib.parse import urlsplit

import pupitre
from pupitre.unattended.patience import asked
from pupitre.unattended.sentences import Say, saying

#: How long the server may say nothing, and how long all of it may take, in seconds.
SILENCE_S = 10.0
PATIENCE_S = 30.0

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def ping(address: str, language: str = "en") -> str:
    """Ask for an address; return why that did not work, or nothing. No reason quotes the address."""
    say = saying(language)
    fault = _fault(address)
    if fault:
        return say(fault)
    answer = asked(lambda: _asked(address, say), PATIENCE_S)
    return answer.result() if answer.done() else say("too_slow", seconds=round(PATIENCE_S))


def _asked(address: str, say: Say) -> str:
    request = urllib.request.Request(address, headers={"User-Agent": f"pupitre/{pupitre.__version__}"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
    try:
        with opener.open(request, timeout=SILENCE_S) as answer:
            answer.read(1024)
    except urllib.error.HTTPError as error:
        error.close()
        return say("ping_answer", code=error.code)
    except urllib.error.URLError as error:
        return say("ping_unreachable", why=type(error.reason).__name__)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return say("ping_unreachable", why=type(error).__name__)
    return ""


def ping_failure(address: str) -> str:
    """Say at once that there is no sign of life, where the service is one that takes it; return why that did not work.

    Of healthchecks it is known: `/fail` after the address (healthchecks.io, "Signaling failures"). For any other
    service, silence says it.
    """
    if _fault(address):
        return ""
    parts = urlsplit(address)
    last = parts.path.rstrip("/").rpartition("/")[2]
    if parts.query or parts.fragment or not (parts.hostname == "hc-ping.com" or _UUID.fullmatch(last)):
        return ""
    return ping(f"{address.rstrip('/')}/fail")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Takes a redirect for a failure."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> None:
        """Return no request, so that the answer is raised as an error."""
        return


def _fault(address: str) -> str:
    """Return the key of what is wrong with an address, or nothing."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return "ping_no_address"
    if parts.scheme not in ("http", "https") or not host:
        return "ping_scheme"
    if parts.username is not None or parts.password is not None:
        return "ping_user"
    if not address.isascii() or any(letter <= " " for letter in address):
        return "ping_letter"
    return ""
