"""`pupitre run`: the night of each estate, one after the other, with nobody there to be asked."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pupitre.commands.streams import document as print_document
from pupitre.commands.streams import people, tell
from pupitre.errors import Bug, EstateError, Explained, PupitreError
from pupitre.estate import Estate
from pupitre.estate.secret import take_from_environment
from pupitre.run import Settings
from pupitre.unattended.estates import Look, look, read_estate
from pupitre.unattended.exit_codes import worst
from pupitre.unattended.keepers import looked
from pupitre.unattended.known import whole
from pupitre.unattended.lost import LOST_KINDS, Lost
from pupitre.unattended.lost_message import sentence_of
from pupitre.unattended.one_offs import asks_for_a_run
from pupitre.unattended.running import Done, spend_night
from pupitre.unattended.sentences import saying
from pupitre.unattended.telling_of_lost import RollCall, call_the_roll, tell_of_lost
from pupitre.visible import visible

INTERRUPTED = 130
UNTOLD = "  Nobody is told of it: when this file last loaded here, if ever, it named nobody for that (notify)."

#: Does and tells the night of one estate.
Spend = Callable[[Estate, Settings], Done]


@dataclass(frozen=True)
class _Item:
    """One thing that a run is asked for: a file, with its estate or what is wrong, and as what it is lost."""

    file: str
    estate: Estate | PupitreError
    lost: Lost | None = None


def run(
    paths: Sequence[Path],
    settings: Settings,
    *,
    trusts_clock: bool = False,
    only_due: bool = False,
    json_output: bool = False,
    spend: Spend | None = None,
) -> int:
    """Do the nights of all files and return the worst exit code; one that fails keeps none from its night.

    With `only_due`, of those files of which something to be done once became due since their last night; nothing is
    said of the others.
    """
    spend = spend or (lambda estate, wishes: spend_night(estate, wishes, trusts_clock=trusts_clock))
    stream = people(json_output=json_output)
    nights: list[dict[str, Any]] = []
    unsaid: Explained | None = None
    looks = look(paths)
    read = {file: _read(file) for each in looks for file in each.files}
    # A look for what is due once asks for no night: whom a lost file concerns is told by the night.
    roll = RollCall() if only_due else call_the_roll(looks, read)
    if only_due:
        read = _due(read)
    # Of all estates, before anything is started: the browser of the first must not inherit the password of the next.
    secrets = [secret for estate in read.values() if isinstance(estate, Estate) for secret in estate.secrets]
    take_from_environment([*secrets, *roll.references])
    # Before the first night: their people must know, also when this run does not come to its end.
    warnings = [*tell_of_lost(roll), *(sentence_of(each, saying("en")) for each in roll.passed_by)]
    with contextlib.suppress(Explained):  # nobody reads it
        for warning in warnings:
            tell(visible(warning), sys.stderr)
    for item in _items(looks, read, roll):
        try:
            facts, lines = _spent(item, settings, spend)
        except KeyboardInterrupt:
            facts, lines = _facts_of_none(item.file, INTERRUPTED, "interrupted", "Interrupted."), ["Interrupted."]
        nights.append(facts)
        try:
            tell("\n".join(visible(line) for line in lines), stream)
        except Explained as error:  # nobody reads it, and the other estates must have their night
            unsaid = error
        if facts["exit_code"] == INTERRUPTED:
            break
    code = worst([*(night["exit_code"] for night in nights), *([unsaid.exit_code] if unsaid else [])])
    if json_output:
        print_document({"exit_code": code, "estates": nights})
    return code


def _read(file: Path) -> Estate | PupitreError:
    """Return what a file declares, or what is wrong with it."""
    try:
        return read_estate(file)
    except Exception as error:  # noqa: BLE001 - the other estates must have their night
        return Bug(
            f"{visible(str(file))}: Pupitre made a mistake reading it ({type(error).__name__}).",
            remedy="Please send what `pupitre check` says on this file.",
        )


def _due(read: Mapping[Path, Estate | PupitreError]) -> dict[Path, Estate | PupitreError]:
    """Return the files that ask for a run now, and those that cannot be read; leave the sign of having looked."""
    now = dt.datetime.now(dt.UTC)
    with contextlib.suppress(OSError, PupitreError):  # a sign for `pupitre status`, and nothing else
        looked((file for file, estate in read.items() if isinstance(estate, Estate)), now)
    return {
        file: found for file, found in read.items() if isinstance(found, PupitreError) or asks_for_a_run(found, now)
    }


def _items(looks: Sequence[Look], read: Mapping[Path, Estate | PupitreError], roll: RollCall) -> Iterator[_Item]:
    """Yield all that the run was asked for, in the order in which it was named, then the files that are not there."""
    lost = {each.known.file: each for each in roll.asked_for}
    for each in looks:
        if each.error is not None:
            yield _Item("", each.error)
        for file in each.files:
            if file not in read:
                continue
            estate = read[file]
            if isinstance(estate, Estate) and roll.silences(estate):
                estate = replace(estate, ping=None)
            yield _Item(str(file), estate, lost.pop(whole(file), None))
    for name, rest in lost.items():
        yield _Item(name, EstateError(sentence_of(rest, saying("en")).replace("\n", " ")), rest)


def _spent(item: _Item, settings: Settings, spend: Spend) -> tuple[dict[str, Any], list[str]]:
    """Do one night; return what a program and what people are told."""
    estate = item.estate
    if isinstance(estate, PupitreError):
        reason = item.lost.reason if item.lost is not None and not isinstance(estate, Bug) else estate.reason
        facts = _facts_of_none(item.file, estate.exit_code, reason, estate.what)
        if item.lost is not None:
            known = item.lost.known
            since = known.trouble.since if known.trouble is not None else None
            facts |= {"console": known.console, "origin": known.origin, "kinds": list(LOST_KINDS), "lost_since": since}
        return facts, [*str(estate).splitlines(), *([UNTOLD] if item.file and not _has_people(item.lost) else [])]
    for note in estate.notes:
        tell(visible(note), sys.stderr)
    done = spend(estate, settings)
    for warning in (*done.told.night.warnings, *done.told.warnings):
        tell(visible(warning), sys.stderr)
    return _facts(done), _lines(done)


def _has_people(lost: Lost | None) -> bool:
    return lost is not None and any(lost.kind_for(entry) for entry in lost.known.notify)


def _lines(done: Done) -> list[str]:
    night = done.told.night
    lines = [f"{night.file} ({night.origin}): {night.sentence}"]
    lines += [f"  {line}" for text in (night.left_behind, night.remedy) for line in text.splitlines()]
    lines += [f"  {site.name} ({site.status}): {site.sentence}" for site in night.parts if site.sentence]
    return [*lines, f"  {night.report}"] if night.report is not None else lines


def _facts(done: Done) -> dict[str, Any]:
    night, finished = done.told.night, done.finished
    return {
        "file": night.file,
        "console": night.console,
        "origin": night.origin,
        "exit_code": night.exit_code,
        "reason": night.reason,
        "sentence": night.sentence,
        "left_behind": night.left_behind,
        "remedy": night.remedy,
        "kinds": list(night.kinds),
        "drifted": list(night.drifted),
        "restored": night.restored,
        "missed": night.missed,
        "skipped": list(night.skipped),
        "next_push": night.next_push.isoformat() if night.next_push else None,
        "warnings": [*night.warnings, *done.told.warnings],
        "run": finished.result.to_json() if finished is not None else None,
        "folder": str(finished.folder) if finished is not None else None,
        "report": str(finished.report) if finished is not None else None,
        "evidence": dict(finished.evidence) if finished is not None else None,
    }


def _facts_of_none(file: str, code: int, reason: str, sentence: str) -> dict[str, Any]:
    return {"file": file, "exit_code": code, "reason": reason, "sentence": sentence}
