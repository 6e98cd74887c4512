"""What is made of a recording that another tool wrote: a recording of ours, and what was left out of it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import pupitre
from pupitre.errors import Explained
from pupitre.recording.actions import Action, read_line
from pupitre.recording.model import NO_DRIVER, Made, Recording
from pupitre.recording.scribe import Scribe

_MOST_LINES = 5_000


class NotImported(Explained):
    """A file that is no recording of the tools that are known."""

    reason = "not_imported"

    def __init__(self, what: str) -> None:
        super().__init__(
            what,
            left_behind="Nothing was written.",
            remedy="Import the JSON of Chrome DevTools Recorder, or what `playwright codegen --target jsonl` wrote.",
        )


class NotExported(Explained):
    """A recording with a step that another tool has no words for."""

    reason = "not_exported"

    def __init__(self, what: str) -> None:
        super().__init__(what, left_behind="Nothing was written.", remedy="Add a way to it, or export to .py.")


@dataclass(frozen=True)
class Imported:
    """A recording that was made elsewhere, and what a person should know of it."""

    recording: Recording
    warnings: tuple[str, ...] = ()


def made_now(language: str) -> Made:
    """Return how a recording was made that was not recorded here."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Made(at=now, by=f"pupitre {pupitre.__version__}, imported", language=language)


def read_jsonl(text: str, file: str, language: str) -> Imported:
    """Return the recording of a file of `playwright codegen --target jsonl`; raise NotImported."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > _MOST_LINES:
        raise NotImported(f"{file} has more than {_MOST_LINES} lines.")
    scribe = Scribe(language, vouched=False)
    origin = ""
    for number, line in enumerate(lines, 1):
        try:
            action = read_line(line)
        except (ValueError, json.JSONDecodeError):
            raise NotImported(f"{file}:{number}: this line is no action of Playwright's recorder.") from None
        if action is None:
            continue
        origin = origin or _origin(action)
        _take_down(scribe, action, origin)
    steps = tuple(step for step, _ in scribe.finished())
    if not steps or not origin:
        raise NotImported(f"{file} has no step that can be replayed, or never opens an address.")
    warnings = [f"Left out, a password is no part of a recording: {said}." for said in scribe.passwords]
    if scribe.unknown:
        warnings.append(f"{scribe.unknown} actions were left out: nothing says how to find what they are about.")
    recording = Recording(console=NO_DRIVER, address=origin, made=made_now(language), steps=steps)
    return Imported(recording, tuple(warnings))


def _take_down(scribe: Scribe, action: Action, origin: str) -> None:
    if action.name == "openPage":
        scribe.opened(action.page)
    elif action.name == "closePage":
        scribe.closed(action.page)
    elif action.name != "navigate" or _origin(action) == origin:
        scribe.acted(action)


def _origin(action: Action) -> str:
    parts = urlsplit(action.url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""
