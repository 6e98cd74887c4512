"""Days and slots as people write them: `mon-fri`, `lundi-vendredi`, `[08:00-12:00, 14:00-17:30]`."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from pupitre.day_names import DAY_NAMES
from pupitre.estate.narrow_days import refuse_overlaps, split
from pupitre.estate.nodes import Listing, Mapping, Node, Scalar
from pupitre.estate.problems import Mark, Problems, below, quoted, suggestion
from pupitre.hours import HoursError, Slot, Week, Weekday
from pupitre.lookalike import plain as plain
from pupitre.year import NarrowDay
from pupitre.year import Slots as Slots

CLOSED = ("closed", "fermé", "ferme")
LANGUAGES = ("en", "fr")
LONGEST_SLOT = 40
IN_BRACKETS = "several slots of one day stand in brackets: [08:00-12:00, 14:00-17:30]"

DAY_WORDS: dict[str, Weekday] = {
    word: day
    for language in LANGUAGES
    for day, name in zip(Weekday, DAY_NAMES[language], strict=True)
    for word in (name.lower(), name[:3].lower())
}


def parse_days(text: str) -> tuple[Weekday, ...]:
    """Return the days of a key such as `mon-fri`, `lundi`, `sat-mon` or `mon, wed`; raise HoursError."""
    days: list[Weekday] = []
    for part in text.split(","):
        ends = [_day(word, text) for word in re.split(r"\s*[-\u2013\u2014]\s*", part.strip())]
        if len(ends) > 2:
            raise HoursError(f"{quoted(text)} is not a day or a range of days; write mon-fri")
        first, last = ends[0], ends[-1]
        if len(ends) == 2 and first == last:
            raise HoursError(f"{quoted(text)} begins and ends on the same day; write the day alone")
        length = (last - first) % 7 + 1
        days += [Weekday((first + step) % 7) for step in range(length)]
    for day in days:
        if days.count(day) > 1:
            raise HoursError(f"{quoted(text)} names {day.name.capitalize()} twice")
    return tuple(days)


def _day(word: str, text: str) -> Weekday:
    day = DAY_WORDS.get(plain(word))
    if day is None:
        named = quoted(word) if plain(word) == plain(text) else f"{quoted(word)} in {quoted(text)}"
        hint = suggestion(plain(word), DAY_WORDS, otherwise="write mon or lundi, mon-fri, or").split(",")
        meant = hint[0] if hint[0].endswith("?") else "write mon, monday, lundi or mon-fri"
        raise HoursError(f"{named} is not a day; {meant}")
    return day


@dataclass(frozen=True)
class WrittenWeek:
    """A week as it is written, and its days that only some dates have."""

    week: Week
    narrow: tuple[NarrowDay, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Whether there is not a single open hour in any week."""
        return self.week.is_closed and not any(day.slots for day in self.narrow)


def read_week(node: Node, path: str, problems: Problems) -> WrittenWeek | None:
    """Return the week of a mapping from days to slots; days that it does not name are closed."""
    if not isinstance(node, Mapping):
        if isinstance(node, Scalar) and plain(node.text) in CLOSED:
            problems.add(node.mark, path, "a whole week is closed by `closed: true` beside it, not here")
        else:
            problems.add(node.mark, path, "write the days that open, such as {mon-fri: [08:00-12:00, 14:00-17:30]}")
        return None
    before = len(problems.found)
    claimed: dict[Weekday, Scalar] = {}
    week: dict[Weekday, Slots] = {}
    narrow: list[tuple[NarrowDay, Scalar]] = []
    for key, value in node.entries:
        try:
            narrowing, text = split(key.text)
            days = parse_days(text)
        except HoursError as error:
            problems.add(key.mark, path, _with_list_hint(str(error), key, value))
            continue
        if narrowing is not None:
            slots = read_day(value, path, below(path, key.text), days[0], problems) or ()
            narrow += [(NarrowDay(day, narrowing, slots, key.text, key.mark.line), key) for day in days]
            continue
        for day in days:
            if day in claimed:
                other = claimed[day]
                problems.add(
                    key.mark,
                    path,
                    f"{day.name.capitalize()} is written twice: in {quoted(other.text)} (line {other.mark.line}) "
                    f"and in {quoted(key.text)} (line {key.mark.line})",
                )
                break
        fresh = [day for day in days if day not in claimed]
        claimed |= dict.fromkeys(fresh, key)
        week |= dict.fromkeys(fresh, read_day(value, path, below(path, key.text), days[0], problems) or ())
    refuse_overlaps(narrow, path, problems)
    return WrittenWeek(Week.of(week), tuple(day for day, _ in narrow)) if len(problems.found) == before else None


def _with_list_hint(sentence: str, key: Scalar, value: Node) -> str:
    # {mon: 08:00-12:00, 14:00-17:30} reads as a day called "14:00-17:30" that has no value.
    if isinstance(value, Scalar) and value.is_nothing and re.match(r"\d", key.text):
        return f"{quoted(key.text)} is not a day; {IN_BRACKETS}"
    return sentence


def read_day(node: Node, week_path: str, path: str, day: Weekday | None, problems: Problems) -> Slots | None:
    """Return the slots of one day: a slot, a list of slots, or `closed`.

    An overlap is told of the week, with the name of the day, at its earlier slot.
    """
    if isinstance(node, Scalar):
        if plain(node.text) in CLOSED:
            return ()
        if node.is_nothing:
            problems.add(node.mark, path, "no hours are written; write slots or `closed`")
            return None
        slot = _slot(node, path, problems)
        return None if slot is None else (slot,)
    if isinstance(node, Mapping):
        problems.add(node.mark, path, "write a slot, a list of slots, or `closed`")
        return None
    if not node.items:
        problems.add(node.mark, path, "the list has no slot; write `closed` if that is meant")
        return None
    return _slots(node, week_path, path, day, problems)


def _slots(node: Listing, week_path: str, path: str, day: Weekday | None, problems: Problems) -> Slots | None:
    placed: list[tuple[Slot, Mark]] = []
    for item in node.items:
        if not isinstance(item, Scalar):
            problems.add(item.mark, path, "a list of slots holds nothing but slots, such as 08:00-12:00")
            continue
        slot = _slot(item, path, problems)
        if slot is not None:
            placed.append((slot, item.mark))
    if len(placed) < len(node.items):
        return None
    placed.sort(key=lambda pair: pair[0])
    slots = tuple(slot for slot, _ in placed)
    for earlier, later in itertools.pairwise(placed):
        if earlier[0].overlaps(later[0]):
            try:
                Week.of({day if day is not None else Weekday.MONDAY: (earlier[0], later[0])})
            except HoursError as error:
                sentence = str(error) if day is not None else str(error).removeprefix("Monday ")
                problems.add(earlier[1], week_path, sentence)
            return None
    return slots


def _slot(node: Scalar, path: str, problems: Problems) -> Slot | None:
    text = node.text
    sentence = ""
    if len(text) > LONGEST_SLOT or not text.isprintable():
        sentence = "this is not a slot; write 08:00-12:00"
    elif re.search(r"[,;/]|\bet\b|\band\b", text):
        sentence = IN_BRACKETS
    else:
        try:
            return Slot.parse(text)
        except HoursError as error:
            sentence = str(error)
    problems.add(node.mark, path, sentence)
    return None
