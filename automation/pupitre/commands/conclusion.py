"""How a verb ends: sentences for people, one JSON document for programs, an exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from pupitre.errors import PupitreError
from pupitre.run import Finished
from pupitre.visible import visible


def conclude(
    finished: Finished, *, json_output: bool, text: str = "", document: Mapping[str, Any] | None = None
) -> int:
    """Print how a run ended and return its exit code.

    `text` comes before the closing sentence. With JSON, stdout carries one
    document and people's text goes to stderr.
    """
    verdict = finished.verdict
    stream = sys.stderr if json_output else sys.stdout
    if text:
        print(text, file=stream)
    failed = verdict.exit_code not in (0, 2)
    people = sys.stderr if failed else stream
    lines = [verdict.sentence, *(f"  {line}" for line in (verdict.left_behind, verdict.remedy) if line)]
    for site in verdict.sites:
        if site.sentence:
            lines += [
                f"  {site.name} ({site.status}):",
                *(f"    {line}" for line in site.sentence.splitlines()),
            ]
    print("\n".join(visible_lines(lines)), file=people)
    if json_output:
        print(json.dumps({**finished.result.to_json(), **_where(finished), **(document or {})}, ensure_ascii=False))
    else:
        print(finished.report, file=stream)
    return verdict.exit_code


def fail(error: PupitreError, *, json_output: bool) -> int:
    """Print an error that came before there was a run and return its exit code."""
    print("\n".join(visible_lines(str(error).splitlines())), file=sys.stderr)
    if json_output:
        print(
            json.dumps(
                {
                    "exit_code": error.exit_code,
                    "reason": error.reason,
                    "sentence": error.what,
                    "left_behind": error.left_behind,
                    "remedy": error.remedy,
                },
                ensure_ascii=False,
            )
        )
    return error.exit_code


def visible_lines(lines: list[str]) -> list[str]:
    """Return lines with what a console may have smuggled into them made visible."""
    return [visible(line) for line in lines]


def _where(finished: Finished) -> dict[str, str]:
    return {"folder": str(finished.folder), "report": str(finished.report)}
