"""`pupitre evidence export`: a run in one file."""

from __future__ import annotations

import sys
from pathlib import Path

from pupitre.commands.evidence.finding import find
from pupitre.commands.evidence.verifying import check_one
from pupitre.commands.saving import saving
from pupitre.commands.streams import document, people, tell
from pupitre.errors import Explained
from pupitre.evidence.closing import hash_of_file
from pupitre.evidence.exporting import export as write
from pupitre.visible import visible


def export(run: str, evidence: Path, out: Path, *, json_output: bool = False) -> int:
    """Write a run's folder to a zip file that did not exist."""
    meant = find(run, evidence)
    if not meant.folder.is_dir() or meant.folder.is_symlink():
        raise Explained(f"{visible(str(meant.folder))} is not there.", left_behind="")
    found = [each for each in check_one(meant).findings if not each.is_remark]
    with saving(out):
        number = write(meant.folder, out)
    digest = hash_of_file(out)
    tell(f"{visible(str(out))}: {number} files, sha256 {digest}", people(json_output=json_output))
    if found:
        tell(f"Something was changed in this run: {len(found)} finding(s). See: pupitre evidence verify", sys.stderr)
    if json_output:
        document({"run": meant.name, "file": str(out), "files": number, "sha256": digest, "findings": len(found)})
    return 0
