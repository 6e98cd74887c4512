"""What Pupitre last left on a console, so that drift can be told from a plan."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pupitre.errors import StateUnusable
from pupitre.hours import Week
from pupitre.ring_groups import RingGroup

VERSION = 2


class LastLeft:
    """One small file a console in the state folder, replaced whole.

    The first version held weeks alone, by the names of their sites.
    """

    def __init__(self, state_folder: Path, origin: str) -> None:
        self._path = state_folder / "left" / f"{hashlib.sha256(origin.encode()).hexdigest()[:16]}.json"

    def weeks(self) -> dict[str, Week]:
        """Return the week last left on each site, by its name; empty when there is none."""
        return self._read()[0]

    def ring_groups(self) -> dict[str, RingGroup | None]:
        """Return the ring groups last left, by their names; None for one that was deleted."""
        return self._read()[1]

    def remember_weeks(self, weeks: Mapping[str, Week]) -> None:
        """Keep the weeks of the given sites; all else stays as it is."""
        known, ring_groups = self._read()
        self._write({**known, **weeks}, ring_groups)

    def remember_ring_groups(self, groups: Mapping[str, RingGroup | None]) -> None:
        """Keep the given ring groups; one that had another name before is known by the new one alone."""
        weeks, known = self._read()
        extensions = {group.extension for group in groups.values() if group is not None}
        kept = {name: group for name, group in known.items() if group is None or group.extension not in extensions}
        self._write(weeks, {**kept, **groups})

    def _read(self) -> tuple[dict[str, Week], dict[str, RingGroup | None]]:
        try:
            document = json.loads(self._path.read_text(encoding="utf-8"))
            if not isinstance(document.get("version"), int):
                document = {"version": VERSION, "weeks": document, "ring_groups": {}}
            if document["version"] != VERSION:
                raise ValueError(f"it is of version {document['version']}")
            return (
                {name: Week.from_json(week) for name, week in document["weeks"].items()},
                {name: _group(group) for name, group in document["ring_groups"].items()},
            )
        except FileNotFoundError:
            return {}, {}
        except (OSError, ValueError, KeyError, AttributeError, TypeError) as problem:
            raise StateUnusable(
                f"{self._path}: cannot be understood: {problem}",
                remedy="Remove it; the next apply writes it again.",
            ) from None

    def _write(self, weeks: Mapping[str, Week], ring_groups: Mapping[str, RingGroup | None]) -> None:
        document = {
            "version": VERSION,
            "weeks": {name: week.to_json() for name, week in weeks.items()},
            "ring_groups": {name: None if group is None else group.to_json() for name, group in ring_groups.items()},
        }
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = self._path.with_suffix(".tmp")
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)


def _group(document: Mapping[str, Any] | None) -> RingGroup | None:
    return None if document is None else RingGroup.from_json(document)
