"""The grids that Pupitre last left on a console, so that drift can be told from a plan."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from pupitre.errors import StateUnusable
from pupitre.hours import Week


class LastLeft:
    """One small file a console in the state folder, replaced whole."""

    def __init__(self, state_folder: Path, origin: str) -> None:
        self._path = state_folder / "left" / f"{hashlib.sha256(origin.encode()).hexdigest()[:16]}.json"

    def weeks(self) -> dict[str, Week]:
        """Return the week last left on each site, by its name; empty when there is none."""
        try:
            document = json.loads(self._path.read_text(encoding="utf-8"))
            return {name: Week.from_json(week) for name, week in document.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError, TypeError) as problem:
            raise StateUnusable(
                f"{self._path}: cannot be understood: {problem}",
                remedy="Remove it; the next apply writes it again.",
            ) from None

    def remember_weeks(self, weeks: Mapping[str, Week]) -> None:
        """Keep the weeks of the given sites; the others stay as they are."""
        document = {name: week.to_json() for name, week in {**self.weeks(), **weeks}.items()}
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = self._path.with_suffix(".tmp")
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)
