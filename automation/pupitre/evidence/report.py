"""The page that a manager reads: one file, no script, nothing fetched."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pupitre.evidence.chain import START
from pupitre.evidence.grid import Grid
from pupitre.evidence.group_comparison import READING_VERBS, compare
from pupitre.evidence.journal import EVENTS
from pupitre.evidence.result import RunResult, SiteResult
from pupitre.evidence.words import words
from pupitre.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment

#: Bytes of pictures that one page may carry; the others stay in the folder.
ROOM_FOR_PICTURES = 40 * 1024 * 1024

_TONES = {0: "good", 2: "waiting", 4: "person", 5: "partial", 6: "waiting"}
_UNDONE = ("failed", "refused", "not_verified", "waiting", "skipped")
_NOT_A_STEP = ("run.", "attach")


@dataclass(frozen=True)
class Step:
    """A picture of the film: what was about to be done and what became of it."""

    number: int
    moment: datetime
    name: str
    says: str
    site: str | None
    phase: str
    note: str
    picture: str | None


@dataclass(frozen=True)
class Comparison:
    """A grid and the meaning of its two marks, as keys of the catalogue."""

    title: str
    removed: str
    added: str
    grid: Grid


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
    from markupsafe import Markup

    def picture(name: str) -> object:
        nonlocal room_for_pictures
        data = _picture(folder, name, room_for_pictures)
        if data is None:
            return None
        room_for_pictures -= len(data)
        return Markup("data:image/jpeg;base64," + base64.b64encode(data).decode("ascii"))

    say = words(language)
    events = list(_events(folder))
    start: Mapping[str, object] = events[0]["detail"] if events and events[0].get("step") == START else {}  # type: ignore[assignment]
    facts = start.get("facts")
    facts = facts if isinstance(facts, Mapping) else {}
    page = (
        _environment()
        .get_template("report.html.j2")
        .render(
            _=say,
            say=say,
            result=result,
            tone=_TONES.get(result.exit_code, "bad"),
            reads_only=result.verb in READING_VERBS,
            undone=[part for part in result.parts if part.status in _UNDONE and result.verb not in READING_VERBS],
            counts=[
                (status, number)
                for status in ("changed", "unchanged", *_UNDONE)
                if (number := sum(part.status == status for part in result.parts))
            ],
            comparisons=lambda site: _comparisons(site, result.verb),
            group_comparisons=lambda group: compare(group, result.verb, say),
            films=_films(_steps(events)),
            picture=picture,
            lines=_lines,
            zone=_Zone(str(facts.get("timezone", "UTC"))),
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
    )
    return page.encode("utf-8", "backslashreplace")


@cache
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined
    from markupsafe import Markup

    def shown(value: object) -> object:
        return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        loader=DictLoader(_templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,
    )
    environment.tests["known"] = lambda key, language: key in language.catalogue
    environment.filters["tied"] = lambda text: re.sub(r" (?=[;:!?»])|(?<=«) ", "\u00a0", text)
    environment.filters["host"] = lambda origin: urlsplit(origin).netloc or origin
    return environment


class _Zone:
    """The zone in which the page tells the time."""

    def __init__(self, name: str) -> None:
        self.name = "UTC"
        self._zone: tzinfo = UTC
        with contextlib.suppress(ZoneInfoNotFoundError, ValueError, OSError):
            self._zone = ZoneInfo(name)
            self.name = name

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone)


def _templates() -> dict[str, str]:
    folder = files("pupitre.evidence").joinpath("templates")
    return {each.name: each.read_text("utf-8") for each in folder.iterdir() if each.is_file()}


def _events(folder: Path) -> Iterator[dict[str, object]]:
    with contextlib.suppress(OSError), (folder / EVENTS).open("rb") as file:
        for line in file:
            with contextlib.suppress(ValueError):
                event = json.loads(line)
                if isinstance(event, dict):
                    yield event


def _steps(events: list[dict[str, object]]) -> list[Step]:
    """Join each intent with what became of it; an intent alone stays `intent`."""
    steps: list[Step] = []
    for event in events:
        name = str(event["step"])
        if name.startswith(_NOT_A_STEP):
            continue
        detail = event["detail"]
        site, picture = event["site"], event["picture"]
        step = Step(
            number=len(steps) + 1,
            moment=datetime.fromisoformat(str(event["ts"])),
            name=name,
            says=str(event["says"]),
            site=None if site is None else str(site),
            phase=str(event["phase"]),
            note=str(detail.get("what", "")) if isinstance(detail, dict) else "",
            picture=None if picture is None else str(picture),
        )
        earlier = steps[-1] if steps else None
        if (
            earlier is not None
            and earlier.phase == "intent"
            and step.phase in ("done", "refused", "unknown")
            and (earlier.name, earlier.site) == (step.name, step.site)
        ):
            steps[-1] = replace(earlier, phase=step.phase, note=step.note, picture=step.picture or earlier.picture)
        else:
            steps.append(step)
    return steps


def _films(steps: list[Step]) -> list[tuple[str | None, list[Step]]]:
    films: list[tuple[str | None, list[Step]]] = []
    for step in steps:
        if not films or films[-1][0] != step.site:
            films.append((step.site, []))
        films[-1][1].append(step)
    return films


def _comparisons(site: SiteResult, verb: str) -> list[Comparison]:
    before, wanted, after = site.before, site.wanted, site.after
    found: list[Comparison] = []
    if verb == "drift" and before is not None and wanted is not None:
        grid = Grid.between(wanted, before)
        return [Comparison("What was left there, and what is there now", "gone since", "new since", grid)]
    if verb == "verify" and wanted is not None and (after or before) is not None:
        grid = Grid.between(wanted, after or before or wanted)
        return [Comparison("What is declared, and what the console shows", "missing", "not declared", grid)]
    if before is not None and after is not None:
        found.append(Comparison("The week before and after", "removed", "added", Grid.between(before, after)))
        if wanted is not None and wanted != after:
            grid = Grid.between(wanted, after)
            found.append(Comparison("What was wanted, and what is there", "missing", "not wanted", grid))
    elif before is not None and wanted is not None and before != wanted:
        title = "The week now, and what would change" if verb in READING_VERBS else "What was wanted, and not done"
        found.append(Comparison(title, "to remove", "to add", Grid.between(before, wanted)))
    elif (week := before or after) is not None:
        found.append(Comparison("The week on the console", "removed", "added", Grid.between(week, week)))
    return found


def _picture(folder: Path, name: str, room: int) -> bytes | None:
    path = folder / Path(name).name
    try:
        about = path.lstat()
        if not stat.S_ISREG(about.st_mode) or not 0 < about.st_size <= room:
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None


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
