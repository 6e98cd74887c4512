"""`pupitre evidence prune`: remove what is older than the retention."""

from __future__ import annotations

import contextlib
import getpass
import sys
from pathlib import Path

from pupitre.commands.evidence.finding import must_be_there
from pupitre.commands.streams import document, people, tell
from pupitre.errors import EvidenceFailed, Explained, LimitExceeded
from pupitre.evidence import pruning
from pupitre.guard import Guard, noted_runs
from pupitre.visible import visible

_YES = ("y", "yes", "o", "oui")


def prune(evidence: Path, *, keep_days: int, under_180: bool, yes: bool, json_output: bool = False) -> int:
    """Remove the runs that ended more than `keep_days` days ago; return 1 when some stay because they were changed."""
    if keep_days < pruning.FEWEST_DAYS and not under_180:
        raise LimitExceeded(
            f"Evidence is kept for {pruning.FEWEST_DAYS} days at least; {keep_days} were asked for.",
            left_behind="Nothing was removed.",
            remedy="If that is meant: --less-than-180-days-on-purpose",
        )
    must_be_there(evidence)
    stream = people(json_output=json_output)
    noted = noted_runs()
    what = pruning.due(evidence, noted or (), keep_days=keep_days)
    for run in what.in_doubt:
        tell(visible(f"{run.folder} stays: it is not as the run left it."), sys.stderr)
    for run in what.remove:
        tell(visible(f"{run.folder}  {run.ended[:10]}  {run.verb}  {run.result}"), stream)
    removed = [run.run for run in what.remove] if what.remove and (yes or _agreed(len(what.remove))) else []
    if removed:
        _remove(evidence, what, keep_days, known=noted is not None)
    kept = len(what.index.runs) - len({*what.index.pruned, *(run.folder for run in what.remove if removed)})
    tell(f"{len(removed)} run(s) removed, {kept} kept. Retention: {keep_days} days.", stream)
    code = 1 if what.in_doubt else 0
    if json_output:
        in_doubt = [run.run for run in what.in_doubt]
        document({"exit_code": code, "removed": removed, "in_doubt": in_doubt, "kept": kept, "keep_days": keep_days})
    return code


def _remove(evidence: Path, what: pruning.Due, keep_days: int, *, known: bool) -> None:
    try:
        if not known:
            pruning.prune(evidence, what, keep_days=keep_days, who=_login_name())
            return
        with Guard.open() as guard:
            pruning.prune(evidence, what, keep_days=keep_days, who=_login_name(), noted=guard.note_index)
    except OSError as error:
        raise EvidenceFailed(
            f"Not everything could be removed: {error.strerror} ({evidence}).",
            left_behind="What was removed is in the index.",
            remedy="Mend the rights of the folder, then prune again.",
        ) from error


def _agreed(number: int) -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        raise Explained("Nobody is there to say yes.", left_behind="Nothing was removed.", remedy="Pass --yes.")
    print(f"Remove {number} run(s) for good? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in _YES


def _login_name() -> str:
    with contextlib.suppress(KeyError, OSError):
        return getpass.getuser()
    return "unknown"
