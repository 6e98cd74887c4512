"""`pupitre evidence verify`: whether anything was changed, removed or reordered; and all of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pupitre.commands.ending import NotUnderstood
from pupitre.commands.evidence.finding import Meant, find, must_be_there
from pupitre.commands.streams import document, people, tell
from pupitre.evidence.findings import Finding
from pupitre.evidence.folder_verification import Checked, verify_folder, verify_run
from pupitre.guard.runs import noted_runs
from pupitre.visible import visible

_ONLY_A_HEAD = (
    "Of some of these runs this machine keeps no head: there, only --head, from a mail or a page printed then, "
    "tells a record that was written anew as a whole."
)
_ONE_RUN = "--head and --count are those of one run."


def verify(
    run: str | None, evidence: Path, *, head: str | None = None, count: int | None = None, json_output: bool = False
) -> int:
    """Check one run, or everything; return 1 when something was found that is no mere remark."""
    if run is None and (head is not None or count is not None):
        raise NotUnderstood(_ONE_RUN, left_behind="", remedy="pupitre evidence verify RUN --head H --count N")
    noted = noted_runs()
    checks: Iterator[Checked]
    if run is None:
        must_be_there(evidence)
        checks = verify_folder(evidence, noted or ())
    else:
        checks = iter([check_one(find(run, evidence), head=head, count=count)])
    stream = people(json_output=json_output)
    known = {each.run_id for each in noted or ()}
    checked = compared = 0
    told = []
    sound = True
    for each in checks:
        checked += each.run is not None
        compared += each.run is not None and each.run.run in known
        sound = sound and each.is_sound
        if each.findings:
            tell("\n".join([visible(each.folder), *(f"  {visible(str(found))}" for found in each.findings)]), stream)
        if each.findings or run is not None:
            told.append(_facts(each))
    has_notes = 0 < checked == compared
    tell(_conclusion(sound, checked, head, has_notes=has_notes), stream)
    if json_output:
        document(
            {
                "exit_code": 0 if sound else 1,
                "sound": sound,
                "checked": checked,
                "compared_with_this_machine": compared,
                "runs": told,
            }
        )
    return 0 if sound else 1


def check_one(meant: Meant, *, head: str | None = None, count: int | None = None) -> Checked:
    """Check one run against its line in the index, this machine's notes, and a head that somebody kept."""
    return verify_run(meant.evidence, meant.name, meant.index, noted_runs() or (), head=head, count=count)


def _conclusion(sound: bool, checked: int, head: str | None, *, has_notes: bool) -> str:
    runs = "1 run" if checked == 1 else f"{checked} runs"
    first = f"{runs} checked: " + ("nothing was changed." if sound else "not as the runs left it.")
    if head is not None or has_notes:
        return first
    return f"{first}\n{_ONLY_A_HEAD}"


def _facts(checked: Checked) -> dict[str, object]:
    return {
        "folder": checked.folder,
        "run": checked.run.run if checked.run is not None else None,
        "head": checked.run.head if checked.run is not None else None,
        "count": checked.run.count if checked.run is not None else None,
        "sound": checked.is_sound,
        "findings": [_finding(each) for each in checked.findings],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "kind": finding.kind.value,
        "says": finding.says,
        "where": finding.where,
        "line": finding.line,
        "remark": finding.is_remark,
    }
