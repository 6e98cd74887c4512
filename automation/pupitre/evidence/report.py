"""The page that a manager reads: one file, no script, nothing fetched."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from pupitre.evidence.chain import START
from pupitre.evidence.comparison import READING_VERBS, comparisons
from pupitre.evidence.disk import open_plain
from pupitre.evidence.film import films, read_events, unwished
from pupitre.evidence.group_comparison import compare
from pupitre.evidence.redaction import blacked_out
from pupitre.evidence.rendering import Zone, render_page
from pupitre.evidence.result import GroupResult, RunResult, SiteResult
from pupitre.evidence.week_words import change_in_words
from pupitre.evidence.words import words

#: Bytes of pictures that one page may carry; the others stay in the folder.
ROOM_FOR_PICTURES = 40 * 1024 * 1024

_TONES = {0: "good", 2: "waiting", 4: "person", 5: "partial", 6: "waiting"}
_WHO = ("user", "host")
_UNDONE = ("failed", "refused", "not_verified", "waiting", "skipped")


def render(
    folder: Path,
    result: RunResult,
    *,
    language: str,
    head: str,
    count: int,
    warnings: Sequence[str] = (),
    room_for_pictures: int = ROOM_FOR_PICTURES,
) -> bytes:
    """Return the page of a run from its result and the events in its folder."""
    events = list(read_events(folder))
    facts = _facts(events)
    say = words(language)
    return render_page(
        "report.html.j2",
        language,
        result=result,
        tone=tone(result.exit_code),
        reads_only=result.verb in READING_VERBS,
        undone=[part for part in result.parts if part.status in _UNDONE and result.verb not in READING_VERBS],
        counts=_counts(result.parts),
        comparisons=lambda site: list(comparisons(site, result.verb)),
        group_comparisons=lambda group: compare(group, result.verb, say),
        in_words=lambda comparison: change_in_words(comparison.first, comparison.second, say),
        films=(strips := films(events, say)),
        unwished=unwished(strips),
        blacked_out=blacked_out(events, say),
        picture=_Pictures(folder, room_for_pictures),
        lines=_lines,
        zone=Zone(str(facts.get("timezone", "UTC"))),
        moment=datetime.fromisoformat,
        lasted=_lasted(result),
        facts=facts,
        previous=events[0].get("prev") if events else None,
        head=head,
        count=count,
        warnings=warnings,
        folder=folder.name,
        files=_files(folder),
    )


def tone(exit_code: int | None) -> str:
    """Return how a result looks: good, waiting, partial, person or bad."""
    return "bad" if exit_code is None else _TONES.get(exit_code, "bad")


class _Pictures:
    """The pictures of a run's folder as addresses that hold them, as long as there is room."""

    def __init__(self, folder: Path, room: int) -> None:
        self._folder = folder
        self._room = room

    def __call__(self, name: str) -> object:
        from markupsafe import Markup

        data = _picture(self._folder, name, self._room)
        if data is None:
            return None
        self._room -= len(data)
        return Markup("data:image/jpeg;base64," + base64.b64encode(data).decode("ascii"))


def _picture(folder: Path, name: str, room: int) -> bytes | None:
    try:
        with open_plain(folder / Path(name).name) as file:
            data = file.read(room + 1)
    except (OSError, ValueError):
        return None
    return data if 0 < len(data) <= room else None


def _facts(events: Sequence[Mapping[str, object]]) -> Mapping[str, object]:
    start = events[0]["detail"] if events and events[0].get("step") == START else None
    facts = start.get("facts") if isinstance(start, Mapping) else None
    if not isinstance(facts, Mapping):
        return {}
    return {name: facts[name] for name in sorted(facts, key=lambda name: (name not in _WHO, name))}


def _counts(parts: Sequence[SiteResult | GroupResult]) -> list[tuple[str, int]]:
    numbers = [(status, sum(part.status == status for part in parts)) for status in ("changed", "unchanged", *_UNDONE)]
    return [(status, number) for status, number in numbers if number]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _lasted(result: RunResult) -> str:
    span = datetime.fromisoformat(result.ended) - datetime.fromisoformat(result.started)
    seconds = max(0, round(span.total_seconds()))
    return f"{seconds // 60} min {seconds % 60:02d} s" if seconds >= 60 else f"{seconds} s"


def _files(folder: Path) -> list[tuple[str, int]]:
    with contextlib.suppress(OSError):
        return [
            (path.name, path.lstat().st_size)
            for path in sorted(folder.iterdir())
            if not path.name.startswith(".") and path.suffix != ".jpg"
        ]
    return []
