"""Which browser of this machine is driven.

Nothing is started and Playwright is not imported: the answer comes from file
names alone, so every command can afford to ask.

Source: Playwright's documentation, "Browsers", for its own folder, and the
installers of Chrome and Edge for their usual places.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pupitre.errors import NoBrowser

Kind = Literal["chosen", "chromium", "chrome", "edge", "playwright"]

VARIABLE = "PUPITRE_BROWSER"
WHAT_TO_INSTALL = (
    "Install one: `apt install chromium` (Debian), `snap install chromium` (Ubuntu), "
    "`dnf install chromium` (Fedora), Google Chrome or Microsoft Edge (macOS, Windows), "
    "or run `playwright install chromium` anywhere."
)

# Chromium without windows starts and draws with about a quarter less work; it can't be watched.
_SHELL = "chromium-headless-shell"
_ON_PATH: tuple[tuple[str, Kind], ...] = (
    ("chromium", "chromium"),
    ("chromium-browser", "chromium"),
    ("google-chrome", "chrome"),
    ("google-chrome-stable", "chrome"),
    ("microsoft-edge", "edge"),
    ("microsoft-edge-stable", "edge"),
)
_PROGRAM_FILES: tuple[tuple[str, Kind], ...] = (
    ("Chromium/Application/chrome.exe", "chromium"),
    ("Google/Chrome/Application/chrome.exe", "chrome"),
    ("Microsoft/Edge/Application/msedge.exe", "edge"),
)
_APPLICATIONS: tuple[tuple[str, Kind], ...] = (
    ("Chromium.app/Contents/MacOS/Chromium", "chromium"),
    ("Google Chrome.app/Contents/MacOS/Google Chrome", "chrome"),
    ("Microsoft Edge.app/Contents/MacOS/Microsoft Edge", "edge"),
)
_SNAP = Path("/snap/bin/chromium")
_OF_PLAYWRIGHT = (
    "chrome-linux*/chrome",
    "chrome-win*/chrome.exe",
    "chrome-mac*/*.app/Contents/MacOS/*",
)


@dataclass(frozen=True)
class Browser:
    """A browser that can be driven, and where it came from."""

    path: Path
    kind: Kind

    @property
    def version(self) -> str:
        """What the program says of itself, or "" if it does not start.

        It is started to ask (up to 20 s), except on Windows, where asking would
        open a window: there the folder beside the program carries the number.
        """
        if sys.platform == "win32":
            return _numbered_folder(self.path.parent)
        try:
            said = subprocess.run(
                [self.path, "--version"],
                capture_output=True,
                text=True,
                timeout=20,
                check=False,
                errors="replace",
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        lines = said.stdout.strip().splitlines()
        return lines[-1].strip() if said.returncode == 0 and lines else ""


def find_browser(
    environ: Mapping[str, str] | None = None,
    *,
    platform: str = sys.platform,
    home: Path | None = None,
    headed: bool = True,
) -> Browser:
    """Return the first browser there is; raise NoBrowser, saying what to install.

    $PUPITRE_BROWSER (a path, or a command on PATH) wins and is never silently
    passed over. Then Chromium, Chrome and Edge on PATH and in the usual places
    of macOS and Windows, then Playwright's own. Unless it is to be `headed`,
    the distribution's Chromium that has no windows comes before all but the
    chosen one.
    """
    environ = os.environ if environ is None else environ
    home = Path.home() if home is None else home
    if chosen := environ.get(VARIABLE, ""):
        return _chosen(chosen, environ.get("PATH", ""), home)
    for browser in (
        *_without_windows(environ.get("PATH", ""), headed),
        *_on_path(environ.get("PATH", "")),
        *_in_usual_places(environ, platform, home),
        *_playwrights_own(environ, platform, home),
    ):
        return browser
    raise NoBrowser("There is no Chromium, Chrome or Edge on this machine.", remedy=WHAT_TO_INSTALL)


def _chosen(text: str, path: str, home: Path) -> Browser:
    written = str(home / text[2:]) if text.startswith("~/") else text
    found = shutil.which(written, path=path)
    if found is None:
        raise NoBrowser(
            f"${VARIABLE} is {text!r}, which is not a program on this machine.",
            remedy=f"Correct it, or unset it to let Pupitre look. {WHAT_TO_INSTALL}",
        )
    return Browser(Path(found), "chosen")


def _without_windows(path: str, headed: bool) -> Iterator[Browser]:
    found = None if headed else shutil.which(_SHELL, path=path)
    if found is not None:
        yield Browser(Path(found), "chromium")


def _on_path(path: str) -> Iterator[Browser]:
    for name, kind in _ON_PATH:
        found = shutil.which(name, path=path)
        if found is not None and not _is_signpost(Path(found)):
            yield Browser(Path(found), kind)


def _is_signpost(program: Path) -> bool:
    # Ubuntu's package "chromium-browser" is a script that only says to install the snap.
    try:
        if program.stat().st_size > 10_000:
            return False
        text = program.read_bytes()
    except OSError:
        return True
    return b"snap install chromium" in text and not _SNAP.exists()


def _in_usual_places(environ: Mapping[str, str], platform: str, home: Path) -> Iterator[Browser]:
    folders: list[Path] = []
    programs: tuple[tuple[str, Kind], ...] = ()
    if platform == "win32":
        variables = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        folders = [Path(environ[variable]) for variable in variables if environ.get(variable)]
        programs = _PROGRAM_FILES
    elif platform == "darwin":
        folders = [Path("/Applications"), home / "Applications"]
        programs = _APPLICATIONS
    for program, kind in programs:
        for folder in folders:
            if (folder / program).is_file():
                yield Browser(folder / program, kind)


def _playwrights_own(environ: Mapping[str, str], platform: str, home: Path) -> Iterator[Browser]:
    folder = _playwrights_folder(environ, platform, home)
    if folder is None:
        return
    installed = [found for found in folder.glob("chromium-*") if re.fullmatch(r"chromium-\d+", found.name)]
    for revision in sorted(installed, key=_revision, reverse=True):
        # Playwright writes the mark last: without it the download was cut short.
        if not (revision / "INSTALLATION_COMPLETE").exists():
            continue
        for pattern in _OF_PLAYWRIGHT:
            for program in sorted(revision.glob(pattern)):
                if program.is_file():
                    yield Browser(program, "playwright")


def _revision(folder: Path) -> int:
    return int(folder.name.rpartition("-")[2])


def _playwrights_folder(environ: Mapping[str, str], platform: str, home: Path) -> Path | None:
    named = environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    if named == "0":
        package = importlib.util.find_spec("playwright")
        if package is None or package.origin is None:
            return None
        return Path(package.origin).parent / "driver" / "package" / ".local-browsers"
    if named:
        return Path(named)
    if platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "ms-playwright"
    if platform == "darwin":
        return home / "Library" / "Caches" / "ms-playwright"
    return Path(environ.get("XDG_CACHE_HOME") or home / ".cache") / "ms-playwright"


def _numbered_folder(folder: Path) -> str:
    try:
        names = [found.name for found in folder.iterdir() if re.fullmatch(r"\d+(\.\d+){3}", found.name)]
    except OSError:
        return ""
    return max(names, key=lambda name: [int(part) for part in name.split(".")], default="")
