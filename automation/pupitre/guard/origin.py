"""One spelling per console: two spellings of an origin would be two ledgers."""

from __future__ import annotations

import re

_ORIGIN = re.compile(r"(https?)://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?/?")
_DEFAULT_PORT = {"http": "80", "https": "443"}


def canonical(origin: str) -> str:
    """Return an origin in the browser's spelling; raise ValueError for anything else.

    Names are expected in the form that the browser computes (ASCII, no account,
    no path); upper case, a default port and a final dot are levelled here.
    """
    match = _ORIGIN.fullmatch(origin.strip().lower())
    host = match[2].rstrip(".") if match else ""
    if match is None or not host:
        raise ValueError(f"{origin!r} is not the origin of a console, such as https://oti.3cx.fr")
    scheme, port = match[1], match[3]
    number = str(int(port)) if port else ""
    return f"{scheme}://{host}" + (f":{number}" if number and number != _DEFAULT_PORT[scheme] else "")
