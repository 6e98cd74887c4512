"""The steps of a run as a film: what was about to be done, when, and what became of it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pupitre.evidence.disk import open_plain
from pupitre.evidence.journal import EVENTS
from pupitre.evidence.redaction import is_wished, why_missing
from pupitre.evidence.words import Words

_NOT_A_STEP = ("run.", "attach")


@dataclass(frozen=True)
class Step:
    """A picture of the film: what was about to be done and what became of it.

    `missing` is why there is none, and `is_wished` whether one was to be there.
    """

    number: int
    moment: datetime
    name: str
    says: str
    site: str | None
    phase: str
    note: str
    picture: str | None
    missing: str
    is_wished: bool


def read_events(folder: Path) -> Iterator[dict[str, object]]:
    """Yield the events of a run as far as they can be read; checking them is not the page's business."""
    with contextlib.suppress(OSError), open_plain(folder / EVENTS) as file:
        for line in file:
            with contextlib.suppress(ValueError):
                event = json.loads(line)
                if isinstance(event, dict):
                    yield event


def films(events: Sequence[dict[str, object]], say: Words) -> list[tuple[str | None, list[Step]]]:
    """Return the steps in order, a film for each stretch about one site."""
    found: list[tuple[str | None, list[Step]]] = []
    for step in _steps(events, say):
        if not found or found[-1][0] != step.site:
            found.append((step.site, []))
        found[-1][1].append(step)
    return found


def unwished(strips: Sequence[tuple[str | None, list[Step]]]) -> list[str]:
    """Return why steps have no picture that nobody wanted, each reason once: the page says it above them."""
    return list(dict.fromkeys(step.missing for _, steps in strips for step in steps if not step.is_wished))


def _steps(events: Sequence[dict[str, object]], say: Words) -> list[Step]:
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
            missing=why_missing(detail, say),
            is_wished=is_wished(detail),
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
