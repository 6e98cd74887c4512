"""Plans as files: written whole, read with suspicion."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pupitre.errors import EstateError
from pupitre.plan.model import Plan

_LARGEST = 5_000_000


def write_plan(plan: Plan, estate: Path, path: Path) -> None:
    """Write a plan beside the name of the estate file that it came from."""
    document = {"estate": str(estate), **plan.to_json()}
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def is_plan(path: Path) -> bool:
    """Return whether a file is meant as a saved plan: JSON by its name."""
    return path.suffix.lower() == ".json"


def read_plan(path: Path) -> tuple[Plan, Path]:
    """Return the plan and the path of its estate file; raise EstateError otherwise.

    The estate's path is taken as written, from the working folder or else from
    the plan's own folder.
    """
    document = _document(path)
    try:
        estate = Path(str(document.pop("estate")))
        plan = Plan.from_json(document)
    except KeyError as missing:
        raise EstateError(f"{path}: not a saved plan: {missing.args[0]} is missing") from None
    except (ValueError, TypeError, AttributeError) as problem:
        raise EstateError(f"{path}: {problem}", remedy="Make it again: pupitre plan FILE --out plan.json") from None
    if not estate.exists() and (path.parent / estate).exists():
        estate = path.parent / estate
    return plan, estate


def _document(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            raise EstateError(f"{path}: too large for a plan")
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise EstateError(f"{path}: cannot be read: {problem.strerror}") from None
    except (ValueError, RecursionError):
        raise EstateError(f"{path}: not a saved plan: it is not JSON") from None
    if not isinstance(document, dict):
        raise EstateError(f"{path}: not a saved plan")
    return document
