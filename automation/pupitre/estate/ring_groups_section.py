"""The ring groups of a file: who rings, how, how long, what comes then, and the direct numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from pupitre.estate import keys
from pupitre.estate.names import normalised
from pupitre.estate.nodes import Listing, Mapping, Node, Scalar
from pupitre.estate.problems import Mark, below, quoted, suggestion
from pupitre.estate.section import Section
from pupitre.estate.sites_section import LONGEST_NAME
from pupitre.estate.week import plain
from pupitre.phone_numbers import PhoneNumber, PhoneNumberError
from pupitre.ring_groups import (
    LONGEST_RINGING,
    NoAnswer,
    Ring,
    RingGroup,
    RingGroupError,
    RingGroups,
    Then,
    is_extension,
)

ABSENT = "absent"

# As `plain` leaves them: without accents and case.
RING_WORDS: dict[str, Ring] = {
    "simultaneous": Ring.SIMULTANEOUS,
    "simultane": Ring.SIMULTANEOUS,
    "simultanee": Ring.SIMULTANEOUS,
    "simultanement": Ring.SIMULTANEOUS,
    "consecutive": Ring.CONSECUTIVE,
    "consecutif": Ring.CONSECUTIVE,
    "consecutivement": Ring.CONSECUTIVE,
    "sequential": Ring.CONSECUTIVE,
}


@dataclass
class _Seen:
    """What other groups of the file have already, with its place."""

    names: dict[str, Scalar] = field(default_factory=dict)
    extensions: dict[str, tuple[str, Mark]] = field(default_factory=dict)
    numbers: dict[PhoneNumber, tuple[str, Mark]] = field(default_factory=dict)


def read_ring_groups(section: Section, country: str) -> RingGroups:
    """Return the ring groups; `country` is that of numbers written without `+`.

    Two groups that look the same, have one extension or one number are told with
    both lines.
    """
    seen = _Seen()
    groups: list[RingGroup] = []
    absent: list[str] = []
    path = section.below("ring_groups")
    if "ring_groups" in section and not isinstance(section.node("ring_groups"), Mapping):
        section.add("ring_groups", 'write names with settings here: Accueil: {extension: "301", ...}')
        return RingGroups(())
    for key, value in section.entries("ring_groups"):
        if not _is_new_name(key, seen, path, section):
            continue
        seen.names[normalised(key.text)] = key
        if isinstance(value, Scalar):
            if plain(value.text) == ABSENT:
                absent.append(key.text)
            else:
                said = "nothing is written" if value.is_nothing else f"{quoted(value.text)} is not known"
                section.problems.add(
                    value.mark,
                    below(path, key.text),
                    f"{said}; write its settings, or `absent` if the group must be deleted",
                )
            continue
        group_section = Section(value, below(path, key.text), keys.RING_GROUP, section.problems, folder=section.folder)
        group = _group(key.text, group_section, seen, country)
        if group is not None:
            groups.append(group)
    if "ring_groups" in section and not (groups or absent or section.problems.found):
        section.add("ring_groups", "there is no ring group; a file without one keeps nothing")
    return RingGroups(tuple(groups), tuple(absent)) if not section.problems.found else RingGroups(())


def _is_new_name(key: Scalar, seen: _Seen, path: str, section: Section) -> bool:
    sentence = ""
    other = seen.names.get(normalised(key.text))
    if not normalised(key.text):
        sentence = "a ring group has no name"
    elif len(key.text) > LONGEST_NAME:
        sentence = f"the name of a ring group is longer than {LONGEST_NAME} characters"
    elif other is not None:
        sentence = (
            f"{quoted(key.text)} (line {key.mark.line}) and {quoted(other.text)} (line {other.mark.line}) "
            "look the same; a ring group is written once, with settings or as `absent`"
        )
    if sentence:
        section.problems.add(key.mark, path, sentence)
    return not sentence


def _group(name: str, section: Section, seen: _Seen, country: str) -> RingGroup | None:
    if not section.is_mapping:
        return None
    before = len(section.problems.found)
    extension = _extension(name, section, seen)
    members = _members(section, extension)
    ring = _ring(section)
    seconds = _seconds(section)
    no_answer = _no_answer(section, extension)
    numbers = _numbers(name, section, seen, country)
    if len(section.problems.found) > before:
        return None
    if extension is None or members is None or ring is None or seconds is None or no_answer is None:
        return None
    try:
        return RingGroup(name, extension, members, ring, seconds, no_answer, numbers)
    except RingGroupError as error:
        section.problems.add(section.mark, section.path, str(error))
        return None


def _extension(name: str, section: Section, seen: _Seen) -> str | None:
    text = section.text("extension")
    if text is None:
        return None
    if not is_extension(text):
        section.add("extension", _no_extension(text))
        return None
    if text in seen.extensions:
        other, mark = seen.extensions[text]
        section.add("extension", f"{text} is the extension of {quoted(other)} too (line {mark.line})")
        return None
    seen.extensions[text] = name, section.marks["extension"]
    return text


def _no_extension(text: str) -> str:
    return f"{quoted(text)} is not a number of an extension; write its digits, such as 101"


def _members(section: Section, extension: str | None) -> tuple[str, ...] | None:
    node = section.node("members")
    if node is None:
        return None
    if not isinstance(node, Listing):
        section.add("members", 'write a list of extensions, such as ["101", "102"]')
        return None
    path = section.below("members")
    if not node.items:
        section.add("members", "the list is empty, and the group would ring nowhere; write at least one extension")
        return None
    members: dict[str, Mark] = {}
    for item in node.items:
        sentence = ""
        text = item.text if isinstance(item, Scalar) else ""
        if not is_extension(text):
            sentence = _no_extension(text) if text else "a list of members holds nothing but extensions, such as 101"
        elif text == extension:
            sentence = f"{text} is the group itself; write the extensions of users"
        elif text in members:
            sentence = f"{text} is written twice (line {members[text].line} and line {item.mark.line})"
        if sentence:
            section.problems.add(item.mark, path, sentence)
            continue
        members[text] = item.mark
    return tuple(members) if len(members) == len(node.items) else None


def _ring(section: Section) -> Ring | None:
    text = section.text("ring")
    if text is None:
        return None
    found = RING_WORDS.get(plain(text))
    if found is None:
        words = [ring.value for ring in Ring]
        section.add("ring", f"{quoted(text)} is not known; {suggestion(plain(text), words, otherwise='write one of')}")
    return found


def _seconds(section: Section) -> int | None:
    return section.number("seconds", least=1, most=LONGEST_RINGING)


def _no_answer(section: Section, extension: str | None) -> NoAnswer | None:
    node = section.node("no_answer")
    if node is None:
        return None
    path = section.below("no_answer")
    if not isinstance(node, Mapping):
        section.add("no_answer", 'write {voicemail: "101"} or {extension: "104"}')
        return None
    chosen = Section(node, path, keys.NO_ANSWER, section.problems, folder=section.folder)
    written = [then for then in Then if then.value in chosen]
    if len(written) != 1:
        if len(node.entries) == len(written):  # else a key is misspelt, and told already
            section.add("no_answer", "write one of voicemail and extension, and one only")
        return None
    (then,) = written
    text = chosen.text(then.value)
    if text is None:
        return None
    if not is_extension(text):
        chosen.add(then.value, _no_extension(text))
        return None
    if then is Then.EXTENSION and text == extension:
        chosen.add(then.value, f"{text} is the group itself; write a voicemail box or another extension")
        return None
    return NoAnswer(then, text)


def _numbers(name: str, section: Section, seen: _Seen, country: str) -> tuple[PhoneNumber, ...]:
    node = section.node("numbers")
    if node is None:
        return ()
    if not isinstance(node, Listing):
        section.add("numbers", 'write a list of numbers, such as ["+33 5 61 00 00 01"]')
        return ()
    numbers: list[PhoneNumber] = []
    for item in node.items:
        number = _number(item, section, country)
        if number is None:
            continue
        if number in seen.numbers:
            other, mark = seen.numbers[number]
            where = "in this list" if other == name else f"under {quoted(other)}"
            section.problems.add(
                item.mark,
                section.below("numbers"),
                f"{number} is written {where} too (line {mark.line}); a number points at one group",
            )
            continue
        seen.numbers[number] = name, item.mark
        numbers.append(number)
    return tuple(numbers)


def _number(item: Node, section: Section, country: str) -> PhoneNumber | None:
    if not isinstance(item, Scalar):
        sentence = "a list of numbers holds nothing but numbers, such as +33 5 61 00 00 01"
    elif len(item.text) > 40 or not item.text.isprintable():
        sentence = "this is not a telephone number; write +33 5 61 00 00 01"
    else:
        try:
            return PhoneNumber.parse(item.text, country)
        except PhoneNumberError as error:
            sentence = str(error)
    section.problems.add(item.mark, section.below("numbers"), sentence)
    return None
