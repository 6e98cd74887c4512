"""`pupitre run`: the night of each estate, one after the other, with nobody there to be asked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pupitre.commands.streams import document as print_document
from pupitre.commands.streams import people, tell
from pupitre.errors import EstateError, Explained
from pupitre.estate import Estate, load
from pupitre.estate.secret import take_from_environment
from pupitre.run import Settings
from pupitre.unattended.estates import files_in
from pupitre.unattended.exit_codes import worst
from pupitre.unattended.running import Done, spend_night
from pupitre.visible import visible

INTERRUPTED = 130

#: Does and tells the night of one estate.
Spend = Callable[[Estate, Settings], Done]


def run(
    paths: Sequence[Path],
    settings: Settings,
    *,
    trusts_clock: bool = False,
    json_output: bool = False,
    spend: Spend | None = None,
) -> int:
    """Do the nights of all files and return the worst exit code; one that fails keeps none from its night."""
    spend = spend or (lambda estate, wishes: spend_night(estate, wishes, trusts_clock=trusts_clock))
    stream = people(json_output=json_output)
    nights: list[dict[str, Any]] = []
    unsaid: Explained | None = None
    read = [_read(file) for file in _files(paths)]
    # Of all estates, before anything is started: the browser of the first must not inherit the password of the next.
    take_from_environment(secret for _, estate in read if isinstance(estate, Estate) for secret in estate.secrets)
    for file, estate in read:
        try:
            facts, lines = _spent(file, estate, settings, spend)
        except KeyboardInterrupt:
            facts, lines = _facts_of_none(file, INTERRUPTED, "interrupted", "Interrupted."), ["Interrupted."]
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


def _files(paths: Sequence[Path]) -> Iterator[Path | EstateError]:
    """Yield each file once; a folder that cannot be read is one of the answers."""
    if not paths:
        files_in(paths)
    known: set[Path] = set()
    for path in paths:
        try:
            found: tuple[Path, ...] = files_in((path,))
        except EstateError as error:
            yield error
            continue
        for file in found:
            if file.absolute() not in known:
                known.add(file.absolute())
                yield file


def _read(file: Path | EstateError) -> tuple[str, Estate | EstateError]:
    """Return a file's name with its estate, or with what is wrong with it."""
    if isinstance(file, EstateError):
        return "", file
    try:
        return str(file), load(file)
    except EstateError as error:
        return str(file), error


def _spent(
    file: str, estate: Estate | EstateError, settings: Settings, spend: Spend
) -> tuple[dict[str, Any], list[str]]:
    """Do one night; return what a program and what people are told."""
    if isinstance(estate, EstateError):
        return _facts_of_none(file, estate.exit_code, estate.reason, estate.what), str(estate).splitlines()
    for note in estate.notes:
        tell(visible(note), sys.stderr)
    done = spend(estate, settings)
    for warning in (*done.told.night.warnings, *done.told.warnings):
        tell(visible(warning), sys.stderr)
    return _facts(done), _lines(done)


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
