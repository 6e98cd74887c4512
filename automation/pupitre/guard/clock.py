"""The clock that the guard believes: seconds since boot, suspended time included.

The wall clock is read for people only. Across boots the uptime is a lower bound
of any age, which needs to know one boot from another.
"""

from __future__ import annotations

import functools
import subprocess
import sys
import time
from pathlib import Path

from pupitre.errors import StateUnusable
from pupitre.guard.decision import Now


def now() -> Now:
    """Return the moment; raise StateUnusable where boots can't be told apart."""
    return Now(boot_id(), _seconds_since_boot(), time.time())


def _seconds_since_boot() -> float:
    # Elsewhere the monotonic clock stops during suspension: ages come out smaller, never larger.
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


@functools.cache
def boot_id() -> str:
    """Return the name of this boot of the machine."""
    try:
        if sys.platform == "darwin":
            return subprocess.run(
                ["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"],
                capture_output=True,
                text=True,
                check=True,
                timeout=5,
            ).stdout.strip()
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, subprocess.SubprocessError) as error:
        raise StateUnusable(
            "This system does not say which boot it is in, so the age of a login attempt can't be known.",
            remedy="Run Pupitre on Linux or macOS.",
        ) from error
