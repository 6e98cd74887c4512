"""What installed packages add to an estate file: kinds of consoles, and their own sections.

A console is declared by the entry point group `pupitre.consoles`. A package may
also declare top-level sections of its own by the group `pupitre.sections`, with
names such as `acme.colours`: a callable that is given the section's node, its
path, the problems to add to, and the file's folder, and returns a value. The name
`acme.ring_groups` is known here: it says that the console keeps ring groups in
place of opening hours, and what it points at is never loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import cast

from pupitre.estate.nodes import Node
from pupitre.estate.problems import Problems

CONSOLES = "pupitre.consoles"
SECTIONS = "pupitre.sections"
RING_GROUPS = "ring_groups"

SectionParser = Callable[[Node, str, Problems, Path], object]


def console_kinds() -> tuple[str, ...]:
    """Return the names of the consoles that are installed; none of them is imported."""
    return tuple(sorted({entry.name for entry in metadata.entry_points(group=CONSOLES)}))


def consoles_with_ring_groups() -> tuple[str, ...]:
    """Return the names of the consoles that keep ring groups; none of them is imported."""
    ending = f".{RING_GROUPS}"
    names = {entry.name for entry in metadata.entry_points(group=SECTIONS)}
    return tuple(sorted(name.removesuffix(ending) for name in names if name.endswith(ending)))


def section_parsers(console: str) -> dict[str, SectionParser]:
    """Return the parsers of the sections that belong to a console alone."""
    prefix = f"{console}."
    return {
        entry.name.removeprefix(prefix): cast(SectionParser, entry.load())
        for entry in metadata.entry_points(group=SECTIONS)
        if entry.name.startswith(prefix) and entry.name != prefix + RING_GROUPS
    }
