"""The sites of a file: each with its number, its name as people see it, and its hours."""

from __future__ import annotations

from collections.abc import Mapping

from pupitre.estate import keys
from pupitre.estate.hours_section import NamedHours
from pupitre.estate.model import Hours, Site
from pupitre.estate.names import NameNotFound, find, normalised
from pupitre.estate.nodes import Node, Scalar
from pupitre.estate.problems import Mark, below, quoted
from pupitre.estate.section import Section
from pupitre.estate.written_week import read_own_week

LONGEST_EXTENSION = 10
LONGEST_NAME = 200


def read_sites(section: Section, hours: Mapping[str, NamedHours]) -> dict[str, Site]:
    """Return the sites; two that look the same or have the same number are told with both lines."""
    sites: dict[str, Site] = {}
    names: dict[str, Scalar] = {}
    numbers: dict[str, tuple[str, Mark]] = {}
    path = section.below("sites")
    for key, value in section.entries("sites"):
        if not _is_new_name(key, names, path, section):
            continue
        names[normalised(key.text)] = key
        site_section = Section(value, below(path, key.text), keys.SITE, section.problems, folder=section.folder)
        if not site_section.is_mapping:
            continue
        extension = _extension(site_section)
        if extension is not None and extension in numbers:
            other, mark = numbers[extension]
            site_section.add(
                "extension",
                f"{extension} is the extension of {quoted(other)} too (line {mark.line})",
            )
        elif extension is not None:
            numbers[extension] = (key.text, site_section.marks["extension"])
        site = _site(key.text, extension, site_section, hours)
        if site is not None:
            sites[site.name] = site
    return sites


def _is_new_name(key: Scalar, names: Mapping[str, Scalar], path: str, section: Section) -> bool:
    sentence = ""
    other = names.get(normalised(key.text))
    if not normalised(key.text):
        sentence = "a site has no name"
    elif len(key.text) > LONGEST_NAME:
        sentence = f"the name of a site is longer than {LONGEST_NAME} characters"
    elif other is not None:
        sentence = (
            f"{quoted(key.text)} (line {key.mark.line}) and {quoted(other.text)} (line {other.mark.line}) "
            "look the same; a site is written once"
        )
    if sentence:
        section.problems.add(key.mark, path, sentence)
    return not sentence


def _extension(section: Section) -> str | None:
    text = section.text("extension")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_EXTENSION):
        section.add("extension", f"{quoted(text)} is not a number of an extension; write its digits, such as 021")
        return None
    return text


def _site(name: str, extension: str | None, section: Section, hours: Mapping[str, NamedHours]) -> Site | None:
    before = len(section.problems.found)
    closed = section.flag("closed")
    found: Hours | None = None
    if "hours" in section:
        if "week" in section:
            section.add("week", "a site has `hours` or `week`, not both")
            return None
        found = _named_hours(section, hours, closed=closed)
    else:
        written = read_own_week(section)
        if written is None and len(section.problems.found) == before:
            section.problems.add(
                section.mark,
                section.path,
                "there are no hours; write `week`, or the name of `hours`, or `closed: true` if that is meant",
            )
        found = None if written is None else Hours(written.week, narrow=written.narrow)
    if extension is None or found is None:
        return None
    return Site(name, extension, found, closed)


def _named_hours(section: Section, hours: Mapping[str, NamedHours], *, closed: bool) -> Hours | None:
    node: Node | None = section.node("hours")
    if node is not None and not isinstance(node, Scalar):
        section.add("hours", "write the name of an entry of `hours` at the top, or `week` for a week of its own")
        return None
    wanted = section.text("hours")
    if wanted is None:
        return None
    try:
        found = hours[find(wanted, hours)].hours
    except NameNotFound as error:
        section.add("hours", str(error) if str(error).endswith("?") else f"{error} under `hours`")
        return None
    if found is None:
        return None
    if found.is_closed and not closed:
        section.add(
            "hours",
            "these hours have not a single open one; if that is meant, write `closed: true` beside it",
        )
        return None
    if closed and not found.is_closed:
        section.add("closed", "this says closed, and its hours are open; remove one of them")
        return None
    return found
