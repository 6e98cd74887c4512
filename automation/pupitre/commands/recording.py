"""`pupitre recording`: read a recording, check it, make parameters, exchange it with other tools."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pupitre.commands.saving import REMEDY, check_target, saved, saving
from pupitre.commands.streams import document, people, tell
from pupitre.errors import EstateError
from pupitre.estate.source import read_text
from pupitre.recording.binding import BadValue, bind
from pupitre.recording.devtools import read_devtools, write_devtools
from pupitre.recording.file import LONGEST_LINE, is_edited, load_recording
from pupitre.recording.importing import Imported, NotImported, read_jsonl
from pupitre.recording.lifting import Wish, lift, proposals
from pupitre.recording.script import write_script
from pupitre.recording.telling import as_lines
from pupitre.recording.writing import write_recording
from pupitre.visible import visible


def show(file: Path, *, json_output: bool) -> int:
    """Print a recording's steps in words; return 0, or raise EstateError."""
    recording = load_recording(file)
    _tell(as_lines(recording), json_output)
    if json_output:
        _document("shown", recording=recording.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    return 0


def check(file: Path, *, json_output: bool) -> int:
    """Say whether a recording can be understood; return 0, or raise EstateError with every place."""
    recording = load_recording(file)
    bind(recording)
    edited = is_edited(recording)
    count = sum(1 for _ in recording.each_step)
    sentence = f"{file}: {count} steps, {len(recording.parameters)} parameters; nothing is wrong with it."
    _tell([sentence, *(["It was changed by hand since Pupitre wrote it."] if edited else [])], json_output)
    if json_output:
        _document("valid", sentence, steps=count, edited=edited)
    return 0


def lift_values(file: Path, wishes: tuple[str, ...], *, json_output: bool) -> int:
    """Make parameters of recorded values, or say which may vary when none is named; return 0."""
    if not wishes:
        found = proposals(load_recording(file))
        _tell((f"{each.value}={each.name}:{each.kind}" for each in found), json_output)
        if json_output:
            _document("proposed", proposals=[{"value": p.value, "name": p.name, "kind": p.kind} for p in found])
        return 0
    text = read_text(file, longest_line=LONGEST_LINE)
    for wish in wishes:
        text = lift(text, str(file), Wish.parse(wish))
    with saving(file):
        file.write_text(text, encoding="utf-8")
    recording = load_recording(file)
    _tell(as_lines(recording), json_output)
    if json_output:
        _document("lifted", parameters=list(recording.parameters))
    return 0


def import_file(file: Path, out: Path, *, language: str, json_output: bool) -> int:
    """Write a recording of what another tool recorded; return 0."""
    _check_out(out)
    imported = _imported(file, language)
    text = write_recording(imported.recording)
    with saving(out):
        out.write_text(text, encoding="utf-8")
    load_recording(out)
    for warning in imported.warnings:
        tell(visible(warning), sys.stderr)
    _tell([*as_lines(imported.recording), saved(out, language)], json_output)
    if json_output:
        _document("imported", warnings=list(imported.warnings))
    return 0


def export_file(file: Path, out: Path, values: tuple[str, ...], *, json_output: bool) -> int:
    """Write a recording for another tool, by the ending of `out`: .json for Chrome DevTools, .py for Playwright."""
    recording = load_recording(file)
    bound = bind(recording, given(values))
    if out.suffix == ".json":
        text = write_devtools(bound)
    elif out.suffix == ".py":
        kept = {name: p.model_copy(update={"recorded": bound.values[name]}) for name, p in recording.parameters.items()}
        text = write_script(recording.model_copy(update={"parameters": kept}))
    else:
        raise EstateError(f"{out}: the name must end in .json (Chrome DevTools) or .py (Playwright).", remedy=REMEDY)
    _check_out(out)
    with saving(out):
        out.write_text(text, encoding="utf-8")
    language = recording.made.language or "en"
    _tell([saved(out, language)], json_output)
    if json_output:
        _document("exported", file=str(out))
    return 0


def given(values: tuple[str, ...]) -> Mapping[str, str]:
    """Return the values of a command line, `site=SOREZE`; raise BadValue."""
    pairs: dict[str, str] = {}
    for each in values:
        name, equals, value = each.partition("=")
        if not equals or not name.strip():
            raise BadValue(f"{each!r} is not understood; write a name and a value: site=SOREZE", left_behind="")
        pairs[name.strip()] = value
    return pairs


def _imported(file: Path, language: str) -> Imported:
    text = read_text(file, longest_line=1_000_000)
    if file.suffix == ".jsonl":
        return read_jsonl(text, str(file), language)
    if file.suffix == ".json":
        return read_devtools(text, str(file), language)
    raise NotImported(f"{file}: the name ends neither in .json nor in .jsonl.")


def _check_out(out: Path) -> None:
    if out.exists():
        raise EstateError(f"{out}: there is such a file; nothing is written over.", remedy=REMEDY)
    check_target(out, out)


def _tell(lines: Any, json_output: bool) -> None:
    tell("\n".join(map(visible, lines)), people(json_output=json_output))


def _document(reason: str, sentence: str = "", **content: Any) -> None:
    document({"exit_code": 0, "reason": reason, "sentence": sentence, **content})
