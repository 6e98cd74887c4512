"""`pupitre evidence site`: an overview of all runs, to be looked at in a browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pupitre.commands.ending import NotUnderstood
from pupitre.commands.evidence.finding import must_be_there
from pupitre.commands.streams import document, people, tell
from pupitre.errors import Explained
from pupitre.evidence.overview.pages import INDEX_PAGE, render_overview
from pupitre.evidence.overview.reading import read_all
from pupitre.evidence.overview.writing import check_target, write_overview
from pupitre.evidence.words import LANGUAGES
from pupitre.visible import visible


def site(target: Path, folders: Sequence[Path], *, language: str | None = None, json_output: bool = False) -> int:
    """Write the overview of all runs of the evidence folders into a folder of its own, and print its path."""
    if language is not None and language not in LANGUAGES:
        raise NotUnderstood(
            f"There is no language {visible(language)!r}.",
            left_behind="",
            remedy=f"Name one of {', '.join(LANGUAGES)}.",
        )
    for folder in folders:
        must_be_there(folder)
    check_target(target)
    reading = read_all(folders)
    pages = render_overview(reading, target, language=language)
    try:
        write_overview(target, pages)
    except OSError as problem:
        raise Explained(
            f"{visible(str(target))}: cannot be written: {problem.strerror}.",
            left_behind="Pages that were there are still whole.",
            remedy="Name another folder, or mend the rights of this one.",
        ) from None
    page = (target / INDEX_PAGE).absolute()
    tell(visible(str(page)), people(json_output=json_output))
    if json_output:
        document({"page": str(page), "pages": sorted(pages), "runs": len(reading.runs)})
    return 0
