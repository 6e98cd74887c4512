"""Playwright's driver, the program that drives the browser: that it starts, or why it does not.

It is a program of its own, which comes with Playwright. What it needs from the system may be missing
where everything else is there: a small image of Debian has no libatomic.
"""

from __future__ import annotations

import contextlib
import logging
import subprocess
from collections.abc import Iterator

from playwright.sync_api import Playwright, sync_playwright

from pupitre.errors import NoBrowser
from pupitre.visible import visible

PATIENCE_S = 60.0


@contextlib.contextmanager
def running_driver() -> Iterator[Playwright]:
    """Start the driver and end it afterwards; raise NoBrowser when it does not start."""
    with contextlib.ExitStack() as stack:
        try:
            playwright = stack.enter_context(sync_playwright())
        except Exception:
            why = why_not()  # Playwright has no class for it, and says that a connection was closed
            if not why:
                raise
            logging.getLogger("asyncio").disabled = True  # it would tell of Playwright's broken pipe, with a traceback
            raise NoBrowser(
                why, remedy="Install what is missing. On Debian and Ubuntu: apt install libatomic1"
            ) from None
        yield playwright


def why_not() -> str:
    """Return why the driver does not start, or nothing when it does or cannot be asked."""
    try:
        from playwright._impl._driver import compute_driver_executable

        program = compute_driver_executable()[0]
        asked = subprocess.run(
            [program, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_S, check=False
        )
    except (ImportError, TypeError, IndexError):
        return ""  # of another version, which keeps its driver elsewhere
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"The browser's driver does not start ({getattr(error, 'strerror', None) or type(error).__name__})."
    if asked.returncode == 0:
        return ""
    complaint = next(iter(asked.stderr.decode("utf-8", "replace").split("\n")), "").strip()
    return f"The browser's driver does not start: {visible(complaint)[:300] or f'exit code {asked.returncode}'}"
