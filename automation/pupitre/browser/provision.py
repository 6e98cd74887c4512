"""See that this machine has a browser: `python -m pupitre.browser.provision`.

What is installed is used. Else Playwright's own is downloaded, with the system
libraries it needs. Else, as root on Debian or Ubuntu, the distribution's own
Chromium. Else one sentence says what to install. It prints one line, and may be
run again: the second time it only looks.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence

from pupitre.browser.executable import WHAT_TO_INSTALL, Browser, find_browser
from pupitre.errors import NoBrowser

Run = Callable[[Sequence[str]], bool]

MINUTES = 60
_APT = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_MODE": "a"}
# A machine that cannot reach the download is common; five tries of thirty seconds each are too many.
_DOWNLOAD = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}


def provide(run: Run, *, root: bool, apt: bool) -> tuple[Browser, str]:
    """Return a browser that starts and how it came here; raise NoBrowser.

    The download comes before its libraries, because the libraries are of no
    use without it. Only root may ask for them: anyone else would be asked for a
    password. A browser named by $PUPITRE_BROWSER is never replaced.
    """
    browser = _one_that_starts()
    if browser is not None:
        return browser, "found"
    playwright = [sys.executable, "-m", "playwright"]
    if run([*playwright, "install", "chromium"]):
        if root:
            run([*playwright, "install-deps", "chromium"])
        browser = _one_that_starts()
        if browser is not None:
            return browser, "installed"
    if root and apt:
        run(["apt-get", "update"])
        install = ["apt-get", "install", "-y", "--no-install-recommends"]
        run([*install, "chromium", "fonts-dejavu-core"])
        run([*install, "chromium-headless-shell"])  # spares a quarter of the work; older releases have none
        browser = _one_that_starts()
        if browser is not None:
            return browser, "installed"
    raise NoBrowser("There is no browser here that starts, and none could be installed.", remedy=WHAT_TO_INSTALL)


def _one_that_starts() -> Browser | None:
    try:
        browser = find_browser(headed=False)
    except NoBrowser:
        if os.environ.get("PUPITRE_BROWSER"):
            raise
        return None
    # Files may be there and libraries not; Windows cannot be asked without opening a window.
    return browser if sys.platform == "win32" or browser.version else None


def _run(command: Sequence[str]) -> bool:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            env={**_DOWNLOAD, **os.environ, **_APT},
            timeout=10 * MINUTES,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main() -> int:
    """Print the browser that is used, or what to install; return the exit code."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    try:
        browser, how = provide(_run, root=root, apt=shutil.which("apt-get") is not None)
    except NoBrowser as error:
        sys.stderr.write(f"{error.what} {error.remedy}\n")
        return error.exit_code
    sys.stdout.write(f"Browser {how}: {browser.version or browser.kind} ({browser.path})\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
