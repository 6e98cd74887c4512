"""The section `once`: recorded changes with a moment from which they are due, and one at which it is too late."""

from __future__ import annotations

import datetime as dt
import os
import re
from zoneinfo import ZoneInfo

from pupitre.estate import keys
from pupitre.estate.model import Once
from pupitre.estate.nodes import Listing, Mapping, Node, Scalar
from pupitre.estate.problems import below, quoted
from pupitre.estate.section import LONGEST_TEXT, Section

ON_DRIFT = ("report", "restore")
MOST_ITEMS = 100
#: How long an item is due that does not say until when: the first night after its moment is less than a day away.
USUALLY_DUE = dt.timedelta(days=1)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2})", re.ASCII)


def read_once(section: Section, timezone: str | None) -> tuple[Once, ...]:
    """Return the items of `once:`, one or a list; two that are the same are refused."""
    node = section.node("once")
    if node is None:
        return ()
    if isinstance(node, Mapping):
        entries: list[tuple[Node, str]] = [(node, "once")]
    elif isinstance(node, Listing) and 0 < len(node.items) <= MOST_ITEMS:
        entries = [(item, f"once[{number}]") for number, item in enumerate(node.items, 1)]
    else:
        section.add("once", f"write {{at: 2026-12-24 12:00, replay: FILE}} here, or a list of up to {MOST_ITEMS} such")
        return ()
    found: list[Once] = []
    for item, path in entries:
        once = _item(Section(item, path, keys.ONCE, section.problems, folder=section.folder), timezone)
        if once is not None and once.identity in [other.identity for other in found]:
            section.problems.add(item.mark, path, "the same item stands here twice; it would be done once")
        elif once is not None:
            found.append(once)
    return tuple(found)


def _item(entry: Section, timezone: str | None) -> Once | None:
    at, until = _moment(entry, "at", timezone), _moment(entry, "until", timezone)
    recording = entry.text("replay")
    values = _values(entry)
    if at is None or recording is None:
        return None
    if until is not None and until <= at:
        entry.add("until", "this is not after `at`")
    # A day on the clock of the sites: on the night of a change of clocks that is 23 or 25 hours.
    until = until if until is not None else at + USUALLY_DUE
    return Once(at, until, entry.folder / recording, values, os.path.normpath(recording), entry.path, entry.mark)


def _moment(entry: Section, key: str, timezone: str | None) -> dt.datetime | None:
    text = entry.text(key)
    if text is None:
        return None
    match = _MOMENT.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        moment = dt.datetime.combine(dt.date.fromisoformat(match[1]), dt.time(int(match[2]), int(match[3])))
    except ValueError:
        entry.add(key, f"{quoted(text)} is not a moment; write 2026-12-24 12:00")
        return None
    if timezone is None:
        return None
    # Of a time that comes twice, the first is meant.
    there = moment.replace(tzinfo=ZoneInfo(timezone))
    if there.astimezone(dt.UTC).astimezone(there.tzinfo).replace(tzinfo=None) != moment:
        entry.add(key, f"{quoted(text)} does not exist in {timezone}: the clocks go forward there; write another time")
        return None
    return there


def _values(entry: Section) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, value in entry.entries("set"):
        text = value.text if isinstance(value, Scalar) else ""
        if not text.strip() or len(text) > LONGEST_TEXT or not text.isprintable():
            entry.problems.add(value.mark, below(entry.below("set"), key.text), "write the value as one line of text")
        else:
            values[key.text] = text
    return values
