"""`pupitre evidence show`: open the page of a run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pupitre.commands.evidence.finding import find
from pupitre.commands.evidence.verifying import check_one
from pupitre.commands.streams import document, people, tell
from pupitre.errors import Explained
from pupitre.evidence.closing import REPORT, SUMS
from pupitre.visible import visible


def show(run: str, evidence: Path, *, json_output: bool = False) -> int:
    """Open a run's page with the system's opener, and print its path; a program gets the path only."""
    meant = find(run, evidence)
    page = (meant.folder / REPORT).absolute()
    if page.is_symlink() or not page.is_file():
        raise Explained(
            f"{visible(str(meant.folder))} has no page.",
            left_behind="",
            remedy=f"See what became of it: pupitre evidence verify {visible(meant.name)}",
        )
    wrong = [finding for finding in check_one(meant).findings if not finding.is_remark]
    is_the_page = any(finding.where in (REPORT, SUMS) for finding in wrong)
    opened = not json_output and not is_the_page and _open(page)
    tell(visible(str(page)), people(json_output=json_output))
    if wrong:
        tell(f"Something was changed in this run: {len(wrong)} finding(s). See: pupitre evidence verify", sys.stderr)
    if is_the_page:
        tell(
            "The page is not the one that the run wrote: it could run anything, and is not opened.",
            sys.stderr,
        )
    if json_output:
        document({"run": meant.name, "report": str(page), "opened": opened, "findings": len(wrong)})
    return 0


def _open(page: Path) -> bool:
    """Hand the page to the desktop; return whether there is one."""
    if sys.platform == "darwin":
        opener = shutil.which("open")
    elif os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        opener = shutil.which("xdg-open")
    else:
        opener = None
    if opener is None:
        return False
    nothing = subprocess.DEVNULL
    try:
        subprocess.Popen([opener, str(page)], stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
    except OSError:
        return False
    return True
