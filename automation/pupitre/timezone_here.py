"""The time zone of this machine, as a first guess for the sites of a new file."""

from __future__ import annotations

import os
import zoneinfo
from pathlib import Path

_LOCALTIME = Path("/etc/localtime")
_OF_A_LANGUAGE = {"fr": "Europe/Paris"}


def timezone_here(language: str) -> str:
    """Return the place that this machine's clock goes by; when it names none, the usual one of a language, or UTC."""
    named = os.environ.get("TZ", "").removeprefix(":")
    try:
        linked = str(_LOCALTIME.readlink()).rpartition("/zoneinfo/")[2]
    except OSError:
        linked = ""
    for zone in (named, linked.removeprefix("posix/")):
        # Servers are set to UTC, which is where no site is.
        if "/" in zone and not zone.startswith("Etc/") and zone in zoneinfo.available_timezones():
            return zone
    return _OF_A_LANGUAGE.get(language, "UTC")
