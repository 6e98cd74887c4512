"""What a run is about to leave on a console, on disk before it saves anything.

A run that dies after a save leaves what `LastLeft` does not know. Without this, the
run after it would take its own work for somebody else's.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pupitre.guard.folder import unusable
from pupitre.hours import Week
from pupitre.ring_groups import RingGroup


@dataclass(frozen=True)
class MeantWeek:
    """The week that the console will show, and what then counts as left there."""

    shown: Week
    left: Week


@dataclass(frozen=True)
class Meant:
    """What was meant for each site or ring group, by its name.

    A group goes through several saves: it has each state on its way, None where it is not there.
    """

    weeks: Mapping[str, MeantWeek] = field(default_factory=dict)
    ring_groups: Mapping[str, Sequence[RingGroup | None]] = field(default_factory=dict)


class MeantFile:
    """One small file a console, beside the one of `LastLeft`; whoever cannot read it knows of nothing meant."""

    def __init__(self, state_folder: Path, origin: str) -> None:
        self._path = state_folder / "left" / f"{hashlib.sha256(origin.encode()).hexdigest()[:16]}.meant.json"

    def read(self) -> Meant:
        """Return what was meant and never settled."""
        try:
            document = json.loads(self._path.read_text(encoding="utf-8"))
            return Meant(
                {
                    name: MeantWeek(Week.from_json(week["shown"]), Week.from_json(week["left"]))
                    for name, week in document["weeks"].items()
                },
                {
                    name: tuple(None if state is None else RingGroup.from_json(state) for state in states)
                    for name, states in document["ring_groups"].items()
                },
            )
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            return Meant()

    def write(self, meant: Meant) -> None:
        """Note what is meant, on disk when this returns; what was meant for others stays. Raise StateUnusable."""
        before = self.read()
        self._put(Meant({**before.weeks, **meant.weeks}, {**before.ring_groups, **meant.ring_groups}))

    def settle(self, names: Sequence[str]) -> None:
        """Forget what was meant for these: what was left there is known now."""
        before = self.read()
        if not {*before.weeks, *before.ring_groups} & set(names):
            return
        self._put(
            Meant(
                {name: week for name, week in before.weeks.items() if name not in names},
                {name: states for name, states in before.ring_groups.items() if name not in names},
            )
        )

    def _put(self, meant: Meant) -> None:
        document: dict[str, Any] = {
            "weeks": {
                name: {"shown": week.shown.to_json(), "left": week.left.to_json()} for name, week in meant.weeks.items()
            },
            "ring_groups": {
                name: [None if state is None else state.to_json() for state in states]
                for name, states in meant.ring_groups.items()
            },
        }
        temporary = self._path.with_suffix(".tmp")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with temporary.open("w", encoding="utf-8") as file:
                json.dump(document, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path)
        except OSError as error:
            raise unusable(self._path, error) from error
