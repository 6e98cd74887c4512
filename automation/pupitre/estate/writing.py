"""An estate file written from what a console shows, so that reading it again gives the same.

Every text is quoted unless it is a plain word: a site may be called `no`, `021`,
`!!str`, or hold a line break, and must come back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pupitre.errors import EstateError
from pupitre.estate.names import normalised
from pupitre.estate.problems import quoted
from pupitre.estate.sites_section import LONGEST_EXTENSION, LONGEST_NAME
from pupitre.hours import Slot, Week, Weekday

# What YAML 1.1, which other tools read with, takes for something else than text.
_WORDS_WITH_A_MEANING = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"}
_LONGEST_IMPLICIT_KEY = 1000

_HEADER = {
    "en": "# Written by `pupitre read` from what the console shows. A day that is not named is closed.",
    "fr": "# Écrit par `pupitre read` d'après ce que la console affiche. Un jour qui n'est pas nommé est fermé.",
}


def write_estate(
    console: str,
    address: str,
    user: str,
    password_reference: str,
    timezone: str,
    language: str,
    sites: Sequence[tuple[str, str, Week]],
) -> str:
    """Return the text of an estate file; raise EstateError for sites that no file can hold."""
    lines = [
        _HEADER.get(language, _HEADER["en"]),
        f"console: {scalar(console)}",
        f"address: {scalar(address)}",
        "login:",
        f"  user: {scalar(user)}",
        f"  password: {scalar(password_reference)}",
        f"timezone: {scalar(timezone)}",
        f"language: {scalar(language)}",
    ]
    return "\n".join(lines) + "\n" + write_sites(sites)


def write_sites(sites: Sequence[tuple[str, str, Week]]) -> str:
    """Return the section `sites` of an estate file; raise EstateError for sites that no file can hold."""
    _check(sites)
    lines = ["sites:"]
    for name, extension, week in sites:
        lines += [*_key(name), f'    extension: "{extension}"', *_week(week)]
    return "\n".join(lines) + "\n"


def grouped(week: Week) -> Iterator[tuple[Weekday, Weekday, tuple[Slot, ...]]]:
    """Yield first day, last day and slots of each run of days that are open alike."""
    first: Weekday | None = None
    for day, slots in week:
        if first is None:
            first = day
        following = week.on(Weekday(day + 1)) if day < Weekday.SUNDAY else None
        if following != slots:
            if slots:
                yield first, day, slots
            first = None


def scalar(text: str) -> str:
    """Return a text as YAML, with nothing in it that could be taken for anything else."""
    if re.fullmatch(r"[A-Za-z]+([ _/-][A-Za-z]+)*", text) and text.lower() not in _WORDS_WITH_A_MEANING:
        return text
    return '"' + "".join(_escaped(letter) for letter in text) + '"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    if letter.isprintable():
        return letter
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(letter)
    if named is not None:
        return named
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _key(name: str) -> list[str]:
    written = scalar(name)
    if len(written) > _LONGEST_IMPLICIT_KEY:  # YAML ends a key of this form at 1,024 characters
        return [f"  ? {written}", "  :"]
    return [f"  {written}:"]


def _week(week: Week) -> list[str]:
    if week.is_closed:
        return ["    closed: true"]
    lines = ["    week:"]
    for first, last, slots in grouped(week):
        days = first.key if first == last else f"{first.key}-{last.key}"
        hours = ", ".join(str(slot) for slot in slots)
        lines.append(f"      {days}: {hours if len(slots) == 1 else f'[{hours}]'}")
    return lines


def _check(sites: Sequence[tuple[str, str, Week]]) -> None:
    names: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for name, extension, _ in sites:
        shown = quoted(ascii(name)[1:-1])
        reason = ""
        if not normalised(name):
            reason = f"extension {quoted(extension)} has no name"
        elif len(name) > LONGEST_NAME:
            reason = f"the name {shown} is longer than {LONGEST_NAME} characters"
        elif any("\ud800" <= letter <= "\udfff" for letter in name):
            reason = f"the name {shown} has half a character in it"
        elif normalised(name) in names:
            reason = f"the names {shown} and {quoted(ascii(names[normalised(name)])[1:-1])} look the same"
        elif not (extension.isascii() and extension.isdigit() and len(extension) <= LONGEST_EXTENSION):
            reason = f"{shown} has the extension {quoted(extension)}, which is not a number"
        elif extension in numbers:
            reason = f"{shown} and {quoted(numbers[extension])} have the same extension {extension}"
        if reason:
            raise EstateError(
                f"What the console shows cannot be written to a file: {reason}.",
                remedy="Give the sites distinct names and numbers on the console, then read again.",
            )
        names[normalised(name)] = numbers[extension] = name
