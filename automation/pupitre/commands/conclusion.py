"""How a verb ends: sentences for people, one JSON document for programs, an exit code."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pupitre.commands.streams import document as print_document
from pupitre.commands.streams import people, tell
from pupitre.errors import PupitreError
from pupitre.visible import visible

if TYPE_CHECKING:
    from pupitre.run import Finished


def conclude(
    finished: Finished, *, json_output: bool, text: str = "", document: Mapping[str, Any] | None = None
) -> int:
    """Print how a run ended and return its exit code.

    `text` comes before the closing sentence. With JSON, stdout carries one
    document and people's text goes to stderr.
    """
    verdict = finished.verdict
    stream = people(json_output=json_output)
    if text:
        tell(text, stream)
    # One line: a name with a line break in it must not pass for a line of ours, such as that of the record.
    lines = [verdict.sentence, *_indented(verdict.left_behind), *_indented(verdict.remedy)]
    for part in verdict.parts:
        if part.sentence:
            lines += [f"  {part.name} ({part.status}):", *(f"    {line}" for line in part.sentence.splitlines())]
    tell(_visible(lines), stream if verdict.exit_code in (0, 2) else sys.stderr)
    for warning in finished.evidence.get("warnings", ()):
        tell(visible(warning), sys.stderr)
    if finished.evidence:
        tell(_record(finished), stream)
    if json_output:
        where = {"folder": str(finished.folder), "report": str(finished.report), "evidence": dict(finished.evidence)}
        print_document({**finished.result.to_json(), **where, **(document or {})})
    else:
        tell(str(finished.report), stream)
    return verdict.exit_code


def fail(error: PupitreError, *, json_output: bool) -> int:
    """Print an error that came before there was a run and return its exit code."""
    tell(_visible(str(error).splitlines()), sys.stderr)
    if json_output:
        print_document(
            {
                "exit_code": error.exit_code,
                "reason": error.reason,
                "sentence": error.what,
                "left_behind": error.left_behind,
                "remedy": error.remedy,
            }
        )
    return error.exit_code


def _record(finished: Finished) -> str:
    """Return the line by which someone who kept it can tell later whether the record is the same."""
    from pupitre.evidence.chain import short_head
    from pupitre.evidence.words import words

    head, count = short_head(str(finished.evidence["head"])), int(finished.evidence["count"])
    say = words(finished.language)
    return say.counted("Record {head} ({n} event)", "Record {head} ({n} events)", count, head=head)


def _indented(text: str) -> list[str]:
    return [f"  {line}" for line in text.splitlines()]


def _visible(lines: list[str]) -> str:
    return "\n".join(visible(line) for line in lines)
