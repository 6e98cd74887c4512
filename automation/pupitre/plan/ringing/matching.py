"""What a console must show for a file to be true, or every reason why it cannot.

Groups are matched by extension first. Under the declared extension another name is
a rename. The declared name under another extension is refused: an extension is
what colleagues dial and what menus outside of the file lead to, so whether the
group moved or another one is meant is for a person to say.
"""

from __future__ import annotations

import difflib
import itertools
from dataclasses import replace

from pupitre.errors import LimitExceeded, NotAsDeclared, NotOffered, Refused
from pupitre.estate.problems import quoted
from pupitre.lookalike import normalised
from pupitre.phone_numbers import PhoneNumber
from pupitre.ring_groups import GroupSettings, NoAnswer, Ring, RingGroup, RingGroups, Then
from pupitre.switchboard import Switchboard


def wanted(shown: Switchboard, declared: RingGroups) -> Switchboard:
    """Return what the console must show; raise Refused with every reason when it cannot.

    What is not declared stays as it is shown.
    """
    target, reasons = _resolve(shown, declared)
    if not reasons:
        return target
    if len(reasons) == 1:
        raise reasons[0]
    raise type(reasons[0])(
        "\n".join(reason.what for reason in reasons),
        remedy="\n".join(dict.fromkeys(reason.remedy for reason in reasons)),
    )


def refusals(shown: Switchboard, declared: RingGroups) -> tuple[Refused, ...]:
    """Return every reason why the console cannot show what is declared."""
    return _resolve(shown, declared)[1]


def _resolve(shown: Switchboard, declared: RingGroups) -> tuple[Switchboard, tuple[Refused, ...]]:
    reasons: list[Refused] = []
    groups = {group.extension: group for group in shown.groups}
    gone = _gone(shown, declared, reasons)
    for extension in gone:
        del groups[extension]
    fitting = [group for group in declared.groups if _fits_its_extension(shown, declared, group, reasons)]
    for group in fitting:
        groups[group.extension] = _settled(shown, group)
    numbers = dict(shown.numbers)
    for group in declared.groups:
        for number in group.numbers:
            if number in numbers:
                numbers[number] = group.extension
            else:
                reasons.append(_not_on_the_account(shown, group, number))
    target = replace(shown, groups=tuple(groups.values()), numbers=tuple(numbers.items()))
    for group in fitting:
        _check_settings(shown, target, group, gone, reasons)
    for extension in gone:
        _check_gone(shown, declared, target, extension, reasons)
    return target, tuple(reasons)


def _gone(shown: Switchboard, declared: RingGroups, reasons: list[Refused]) -> tuple[str, ...]:
    kept = {group.extension for group in declared.groups}
    gone: list[str] = []
    for name in declared.absent:
        named = [
            group.extension
            for group in shown.groups
            if normalised(group.name) == normalised(name) and group.extension not in kept
        ]
        if len(named) > 1:
            reasons.append(
                NotAsDeclared(
                    f"{quoted(name)} is the name of {len(named)} ring groups ({', '.join(named)}); "
                    "which one is to go is not known.",
                    remedy="Give them distinct names on the console, then plan again.",
                )
            )
        else:
            gone += named
    return tuple(gone)


def _fits_its_extension(shown: Switchboard, declared: RingGroups, group: RingGroup, reasons: list[Refused]) -> bool:
    name = quoted(group.name)
    there = shown.extension(group.extension)
    if there is not None:
        reasons.append(
            NotAsDeclared(
                f"{name}: {group.extension} is taken by {quoted(there.name or there.number)} ({there.kind.value}).",
                remedy=f"Write a free extension, such as {_free(shown, declared)}.",
            )
        )
        return False
    found = shown.group(group.extension)
    if found is None and len(group.extension) != shown.extension_length:
        reasons.append(
            NotOffered(
                f"{name}: {group.extension} has {len(group.extension)} digits; "
                f"extensions on this console have {shown.extension_length}.",
                remedy=f"Write a free extension, such as {_free(shown, declared)}.",
            )
        )
        return False
    if found is not None and normalised(found.name) == normalised(group.name):
        return True
    declared_extensions = {each.extension for each in declared.groups}
    namesakes = [
        other
        for other in shown.groups
        if normalised(other.name) == normalised(group.name)
        and other.extension != group.extension
        and other.extension not in declared_extensions
    ]
    if namesakes:
        other = namesakes[0].extension
        here = "free" if found is None else f"called {quoted(found.name)}"
        reasons.append(
            NotAsDeclared(
                f"{name} is {other} on the console and {group.extension} in the file; {group.extension} is {here}.",
                remedy=f'Write `extension: "{other}"` if that group is meant; give the group of the file another '
                "name if it is not. Pupitre does not move a group to another extension: people dial it.",
            )
        )
    return not namesakes


def _settled(shown: Switchboard, group: RingGroup) -> GroupSettings:
    """Return the group as the console will show it: what only looks different stays as it is shown."""
    settings = group.settings
    found = shown.group(group.extension)
    if not shown.keeps_order:
        settings = replace(settings, members=shown.in_its_own_order(settings.members))
    if found is None:
        return settings
    if normalised(found.name) == normalised(settings.name):
        settings = replace(settings, name=found.name)
    if set(found.members) == set(settings.members) and (
        settings.ring is Ring.SIMULTANEOUS or not shown.keeps_order or found.members == group.members
    ):
        settings = replace(settings, members=found.members)
    return settings


def _check_settings(
    shown: Switchboard, target: Switchboard, group: RingGroup, gone: tuple[str, ...], reasons: list[Refused]
) -> None:
    """Refuse what the console cannot hold; what it holds already is nobody's business."""
    name = quoted(group.name)
    found = shown.group(group.extension)
    settled = _settled(shown, group)
    if found is None or found.members != settled.members:
        for member in settled.members:
            if not shown.is_user(member):
                reasons.append(_no_member(shown, name, member))
        _check_names_of_members(shown, name, settled.members, reasons)
    if group.ring is Ring.CONSECUTIVE and settled.members != group.members:
        own = ", ".join(settled.members)
        reasons.append(
            NotOffered(
                f"{name}: this console rings members in the order of its own list ({own}); "
                f"the file asks for {', '.join(group.members)}.",
                remedy=f"Write `members` in the order {own}, or `ring: simultaneous`.",
            )
        )
    if (found is None or found.seconds != group.seconds) and group.seconds not in shown.durations:
        reasons.append(
            NotOffered(
                f"{name}: the console does not offer {group.seconds} s.",
                remedy=f"Write {' or '.join(str(each) for each in _nearest_two(group.seconds, shown.durations))}.",
            )
        )
    is_new = found is None or found.no_answer != group.no_answer
    if is_new or (group.no_answer.then is Then.EXTENSION and group.no_answer.extension in gone):
        _check_fallback(shown, target, name, group.no_answer, gone, reasons)


def _check_names_of_members(shown: Switchboard, name: str, members: tuple[str, ...], reasons: list[Refused]) -> None:
    """Refuse to tick one of two names that look the same; ticking both is no guess."""
    for member in members:
        others = [each for each in shown.namesakes(member) if shown.is_user(each) and each not in members]
        if others and not shown.lists_numbers and shown.is_user(member):
            reasons.append(_same_name(shown, name, member, others))


def _same_name(shown: Switchboard, name: str, number: str, others: list[str]) -> Refused:
    return NotOffered(
        f"{name}: this console lists names alone, and {number} and {', '.join(others)} are both called "
        f"{quoted(shown.listed(number).name)}.",
        remedy="Give them distinct names on the console, then plan again.",
    )


def _check_fallback(
    shown: Switchboard,
    target: Switchboard,
    name: str,
    no_answer: NoAnswer,
    gone: tuple[str, ...],
    reasons: list[Refused],
) -> None:
    number = no_answer.extension
    alike = list(target.namesakes(number))
    if no_answer.then is Then.VOICEMAIL:
        alike = [each for each in alike if target.is_user(each)]
    if alike and not shown.lists_numbers:
        reasons.append(_same_name(target, name, number, alike))
    if no_answer.then is Then.VOICEMAIL and not shown.is_user(number):
        what = "has no voicemail box of a person" if number in target else "is not an extension of the console"
        reasons.append(
            NotAsDeclared(
                f"{name}: {number} {what}{_near(number, _people(shown))}",
                remedy="Write the extension of a user.",
            )
        )
    if no_answer.then is Then.EXTENSION and number not in target:
        if number in gone:
            reasons.append(
                LimitExceeded(
                    f"{name} falls back on {quoted(str(shown.listed(number)))}, which the file says is absent.",
                    remedy=f"Write another `no_answer` for {name}.",
                )
            )
        else:
            reasons.append(
                NotAsDeclared(
                    f"{name}: {number} is not an extension of the console{_near(number, _everyone(target))}",
                    remedy="Write an extension that exists, or declare that group in the same file.",
                )
            )


def _check_gone(
    shown: Switchboard, declared: RingGroups, target: Switchboard, extension: str, reasons: list[Refused]
) -> None:
    listed = quoted(str(shown.listed(extension)))
    numbers = target.pointing_at(extension)
    if numbers:
        reasons.append(
            LimitExceeded(
                f"{listed} is not deleted: {', '.join(str(number) for number in numbers)} points at it.",
                remedy="Write the number under the group where it must ring, or point it elsewhere on the console.",
            )
        )
    said = {group.extension for group in declared.groups}  # whose own fallback is refused by name
    falling = [group for group in target.falling_back_on(extension) if group.extension not in said]
    if falling:
        names = ", ".join(quoted(f"{group.extension} {group.name}") for group in falling)
        reasons.append(
            LimitExceeded(
                f"{listed} is not deleted: {names} falls back on it.",
                remedy="Declare that group with another `no_answer` in the same file, or change it on the console.",
            )
        )


def _no_member(shown: Switchboard, name: str, member: str) -> Refused:
    group, other = shown.group(member), shown.extension(member)
    if group is not None:
        what = f"{member} is the ring group {quoted(group.name)}; only users ring."
    elif other is not None:
        what = f"{member} is {quoted(other.name or other.number)} ({other.kind.value}); only users ring."
    else:
        what = f"{member} is not a user of the console{_near(member, _people(shown))}"
    return NotAsDeclared(f"{name}: {what}", remedy="Write the extensions of users, as the console lists them.")


def _not_on_the_account(shown: Switchboard, group: RingGroup, number: PhoneNumber) -> Refused:
    known = {each.e164: str(each) for each, _ in shown.numbers}
    close = difflib.get_close_matches(number.e164, known, n=2, cutoff=0.8)
    hint = f"; did you mean {' or '.join(known[each] for each in close)}?" if close else "."
    return NotAsDeclared(
        f"{quoted(group.name)}: {number} is not a number of the account{hint}",
        remedy="Write a number that stands on the console's page of numbers.",
    )


def _nearest_two(seconds: int, offered: tuple[int, ...]) -> tuple[int, ...]:
    below = [each for each in offered if each < seconds]
    above = [each for each in offered if each > seconds]
    if below and above:
        return below[-1], above[0]
    return tuple(offered[:2] if above else offered[-2:])


def _people(shown: Switchboard) -> dict[str, str]:
    return {user.number: user.name for user in shown.users}


def _everyone(shown: Switchboard) -> dict[str, str]:
    return {each.number: each.name for each in shown.extensions} | {
        group.extension: group.name for group in shown.groups
    }


def _near(number: str, known: dict[str, str]) -> str:
    close = difflib.get_close_matches(number, known, n=3, cutoff=0.6)
    named = [quoted(f"{each} {known[each]}".rstrip()) for each in close]
    return f"; did you mean {' or '.join(named)}?" if named else "."


def _free(shown: Switchboard, declared: RingGroups) -> str:
    taken = {each.extension for each in declared.groups}
    start = max((int(group.extension) for group in shown.groups), default=10 ** (shown.extension_length - 1))
    first, last = 10 ** (shown.extension_length - 1), 10**shown.extension_length
    numbers = (str(number) for number in itertools.chain(range(start, last), range(first, start)))
    return next((number for number in numbers if number not in shown and number not in taken), "another")
