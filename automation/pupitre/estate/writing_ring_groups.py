"""An estate file written from the ring groups that a console shows, so that it plans to no change."""

from __future__ import annotations

from collections.abc import Collection

from pupitre.errors import EstateError
from pupitre.estate.names import normalised
from pupitre.estate.sites_section import LONGEST_NAME
from pupitre.estate.writing import scalar
from pupitre.ring_groups import GroupSettings, RingGroup, RingGroupError
from pupitre.switchboard import Switchboard
from pupitre.visible import visible

_HEADER = {
    "en": "# Written by `pupitre read` from what the console shows. A group that is not named is left alone.",
    "fr": "# Écrit par `pupitre read` d'après ce que la console affiche. Un groupe non nommé n'est pas touché.",
}
_LEFT_OUT = {"en": "# Left out: {reason}.", "fr": "# Laissé de côté : {reason}."}


def write_ring_groups_estate(
    console: str,
    address: str,
    user: str,
    country: str,
    password_reference: str,
    language: str,
    shown: Switchboard,
    only: Collection[str] | None = None,
) -> str:
    """Return the text of an estate file with every ring group, or with those of the extensions in `only`."""
    lines = [
        _HEADER.get(language, _HEADER["en"]),
        f"console: {scalar(console)}",
        f"address: {scalar(address)}",
        "login:",
        f"  user: {scalar(user)}",
        *([f"  country: {scalar(country)}"] if country else []),
        f"  password: {scalar(password_reference)}",
        f"language: {scalar(language)}",
    ]
    return "\n".join(lines) + "\n" + write_ring_groups(shown, language, only)


def write_ring_groups(shown: Switchboard, language: str, only: Collection[str] | None = None) -> str:
    """Return the section `ring_groups` with every ring group, or with those of the extensions in `only`.

    A group that no file can hold (without members, without a name) becomes a
    comment; raise EstateError when none is left.
    """
    lines = ["ring_groups:"]
    groups, left_out = _declarable(shown, only)
    if not groups:
        raise EstateError(
            "What the console shows cannot be written to a file: there is no ring group that a file can hold.",
            remedy="Make a ring group on the console, or write the first one by hand.",
        )
    comment = _LEFT_OUT.get(language, _LEFT_OUT["en"])
    lines += [comment.format(reason=reason) for reason in left_out]
    for group in groups:
        lines += _group(group)
    return "\n".join(lines) + "\n"


def write_changed_ring_groups(
    shown: Switchboard, only: Collection[str], absent: Collection[str], language: str
) -> tuple[tuple[str, ...], str]:
    """Return the names in a section `ring_groups:` with the groups of some extensions and those gone, and its text.

    A group that no file can hold becomes a comment, and its name is not among them.
    """
    groups, left_out = _declarable(shown, only)
    comment = _LEFT_OUT.get(language, _LEFT_OUT["en"])
    lines = ["ring_groups:", *(comment.format(reason=reason) for reason in left_out)]
    for group in groups:
        lines += _group(group)
    lines += [f"  {scalar(name)}: absent" for name in absent]
    return (*(group.name for group in groups), *absent), "\n".join(lines) + "\n"


def _declarable(shown: Switchboard, only: Collection[str] | None) -> tuple[list[RingGroup], list[str]]:
    groups: list[RingGroup] = []
    left_out: list[str] = []
    names: set[str] = set()
    for found in shown.groups:
        if only is not None and found.extension not in only:
            continue
        reason = _why_not(found, names)
        if reason:
            left_out.append(f"{found.extension} {visible(found.name)}: {reason}")
            continue
        try:
            group = RingGroup.from_json(
                {**found.to_json(), "numbers": [number.e164 for number in shown.pointing_at(found.extension)]}
            )
        except RingGroupError as error:
            left_out.append(f"{found.extension}: {error}")
            continue
        names.add(normalised(found.name))
        groups.append(group)
    return groups, left_out


def _why_not(found: GroupSettings, names: Collection[str]) -> str:
    if found.no_answer is None:
        return "it does not say what comes when no one answers"
    if len(found.name) > LONGEST_NAME:
        return f"its name is longer than {LONGEST_NAME} characters"
    if any("\ud800" <= letter <= "\udfff" for letter in found.name):
        return "its name has half a character in it"
    if normalised(found.name) in names:
        return "its name looks like the name of another"
    return ""


def _group(group: RingGroup) -> list[str]:
    members = ", ".join(f'"{member}"' for member in group.members)
    numbers = ", ".join(f'"{number}"' for number in group.numbers)
    key = scalar(group.name)
    # YAML ends a key of the ordinary form at 1,024 characters.
    return [
        *([f"  ? {key}", "  :"] if len(key) > 1000 else [f"  {key}:"]),
        f'    extension: "{group.extension}"',
        f"    members: [{members}]",
        f"    ring: {group.ring.value}",
        f"    seconds: {group.seconds}",
        f'    no_answer: {{{group.no_answer.then.value}: "{group.no_answer.extension}"}}',
        *([f"    numbers: [{numbers}]"] if numbers else []),
    ]
