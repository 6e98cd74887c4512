"""Where a reading is not the one that was expected, named so that a person finds it on the console."""

from __future__ import annotations

from pupitre.switchboard import Switchboard
from pupitre.visible import visible


def unlike(expected: Switchboard, seen: Switchboard) -> tuple[str, ...]:
    """Return the extensions and telephone numbers that two readings do not agree on; empty when they are equal."""
    differing: list[str] = []
    known = {each.number: each for each in expected.extensions}
    found = {each.number: each for each in seen.extensions}
    groups = {group.extension: group for group in expected.groups}
    shown = {group.extension: group for group in seen.groups}
    for number in sorted({*known, *found, *groups, *shown}):
        if known.get(number) != found.get(number) or groups.get(number) != shown.get(number):
            listed = seen.listed(number) if number in seen else expected.listed(number)
            differing.append(visible(str(listed)))
    targets, seen_targets = dict(expected.numbers), dict(seen.numbers)
    differing += [
        str(number)
        for number in sorted({*targets, *seen_targets})
        if number not in targets or number not in seen_targets or targets[number] != seen_targets[number]
    ]
    if not differing and expected != seen:
        differing.append("the order of the extensions, or what the console offers")
    return tuple(differing)
