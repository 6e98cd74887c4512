"""What public holidays and single dates do: `closed`, `normal`, or slots of their own."""

from __future__ import annotations

import datetime as dt
import itertools
import re

from pupitre.estate.calendar_section import DeclaredCalendar
from pupitre.estate.nodes import Mapping, Node, Scalar
from pupitre.estate.problems import Mark, below, quoted, suggestion
from pupitre.estate.section import Section, unique
from pupitre.estate.week import CLOSED, read_day
from pupitre.lookalike import plain
from pupitre.year import YEARS, DayRule, HolidayRule, Opening
from pupitre.year.public_holidays import LibraryHolidays

LONGEST_RANGE = 366
NORMAL = ("normal", "normaux", "normale")
OTHERS = ("others", "autres")
_BETWEEN = re.compile(r"\s*(?:\.\.\.?|…|\s[-\u2013\u2014]\s|\bto\b|\bau\b)\s*")


def read_holidays(
    section: Section, calendar: DeclaredCalendar | None, days: tuple[DayRule, ...]
) -> tuple[HolidayRule, ...]:
    """Return what public holidays do: one rule for all, or one for each name and one for `others`."""
    node = section.node("holidays")
    if node is None or (isinstance(node, Scalar) and plain(node.text) in NORMAL):
        return ()
    if calendar is None:
        section.add("holidays", "which holidays? say the country at the top: calendar: {country: FR}")
    path = section.below("holidays")
    if isinstance(node, Mapping):
        return _by_name(section, node, path, calendar.public if calendar is not None else None, days)
    slots = _opening(node, path, section)
    return () if isinstance(slots, Invalid) else (HolidayRule("", slots, node.mark.line),)


def read_days(section: Section) -> tuple[DayRule, ...]:
    """Return the dates and ranges of an entry; two that share a date are told with both lines."""
    rules: list[tuple[DayRule, Mark]] = []
    path = section.below("days")
    for key, value in section.entries("days"):
        ends = _dates(key, path, section)
        opening = _opening(value, below(path, key.text), section)
        if ends is None or isinstance(opening, Invalid):
            continue
        rules.append((DayRule(*ends, opening, key.mark.line), key.mark))
    in_order = sorted(rules, key=lambda pair: (pair[0].first, pair[1]))
    widest = in_order[0] if in_order else None  # of those before, the one that reaches furthest
    for following in in_order[1:]:
        if widest is not None and widest[0].last >= following[0].first:
            (one, first), (other, second) = sorted((widest, following), key=lambda pair: pair[1])
            section.problems.add(
                second,
                path,
                f"{other.text} (line {second.line}) and {one.text} (line {first.line}) share a day; which one counts?",
            )
        if widest is None or following[0].last > widest[0].last:
            widest = following
    return tuple(rule for rule, _ in rules)


class Invalid:
    """What is written cannot be read, and the reason was told."""


def _opening(node: Node, path: str, section: Section) -> Opening | Invalid:
    if isinstance(node, Scalar) and plain(node.text) in NORMAL:
        return None
    if isinstance(node, Scalar) and plain(node.text) in CLOSED:
        return ()
    if isinstance(node, Scalar) and not node.is_nothing and not any(letter.isdigit() for letter in node.text):
        section.problems.add(node.mark, path, f"{quoted(node.text)} are no hours; write closed, normal or 09:00-12:00")
        return Invalid()
    slots = read_day(node, path, path, None, section.problems)
    return Invalid() if slots is None else slots


def _dates(key: Scalar, path: str, section: Section) -> tuple[dt.date, dt.date] | None:
    found: list[dt.date] = []
    for part in _BETWEEN.split(key.text):
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", part, re.ASCII):
                raise ValueError
            found.append(dt.date.fromisoformat(part))
        except ValueError:
            section.problems.add(key.mark, path, f"{quoted(part)} is not a date; write 2026-12-24")
            return None
        if found[-1].year not in YEARS:
            section.problems.add(
                key.mark, path, f"{quoted(part)} is too far away; write a year from {YEARS[0]} to {YEARS[-1]}"
            )
            return None
    if len(found) > 2:
        section.problems.add(key.mark, path, f"{quoted(key.text)} has more than two ends; write 2026-12-24..2026-12-31")
        return None
    first, last = found[0], found[-1]
    if last < first:
        section.problems.add(key.mark, path, f"{quoted(key.text)} ends before it begins")
        return None
    if (last - first).days >= LONGEST_RANGE:
        section.problems.add(key.mark, path, f"{quoted(key.text)} is longer than a year; write a season")
        return None
    return first, last


def _by_name(
    section: Section, node: Mapping, path: str, public: LibraryHolidays | None, days: tuple[DayRule, ...]
) -> tuple[HolidayRule, ...]:
    rules: dict[str, tuple[HolidayRule, Scalar]] = {}
    before = len(section.problems.found)
    for key, value in unique(node, path, section.problems):
        opening = _opening(value, below(path, key.text), section)
        if plain(key.text) in OTHERS:
            name: str | None = ""
        elif public is None:
            continue
        else:
            name = public.key(key.text)
        if name is None:
            hint = _meant(key.text, public) if public is not None else ""
            section.problems.add(key.mark, path, f"{quoted(key.text)} is not a public holiday of the calendar; {hint}")
            continue
        if name in rules:
            other = rules[name][1]
            section.problems.add(
                key.mark,
                path,
                f"{quoted(key.text)} (line {key.mark.line}) and {quoted(other.text)} (line {other.mark.line}) "
                "are the same holiday",
            )
        elif not isinstance(opening, Invalid):
            rules[name] = HolidayRule(name, opening, key.mark.line), key
    if "" not in rules and len(section.problems.found) == before:
        section.problems.add(
            node.mark, path, "others is missing; say what the other public holidays do: closed, normal or slots"
        )
    if public is not None:
        _refuse_shared(section, path, public, days, [pair for name, pair in rules.items() if name])
    return tuple(rule for rule, _ in rules.values())


def _meant(said: str, public: LibraryHolidays) -> str:
    hint = suggestion(said, [*public.names(), "others"], otherwise="there is")
    if hint.endswith("?"):
        return hint
    spelled = suggestion(plain(said), public.spellings(), otherwise="")
    if spelled.endswith("?"):
        return spelled
    # Good Friday is one in Alsace only: whoever writes its name has forgotten the region, not misspelt it.
    return hint if public.region else f"{hint}; those of a region want `region` beside the country"


def _refuse_shared(
    section: Section,
    path: str,
    public: LibraryHolidays,
    days: tuple[DayRule, ...],
    rules: list[tuple[HolidayRule, Scalar]],
) -> None:
    for (one, first), (other, second) in itertools.combinations(rules, 2):
        if one.slots == other.slots:
            continue
        shared = public.shared(one.name, other.name)
        if shared is not None and not any(rule.first <= shared <= rule.last for rule in days):
            section.problems.add(
                second.mark,
                path,
                f"{quoted(second.text)} (line {second.mark.line}) and {quoted(first.text)} (line {first.mark.line}) "
                f"are both on {shared}; which one counts? Write that date under `days`",
            )
