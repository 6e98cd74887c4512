"""The private protocol's way of writing an extension, and of naming what changes in it.

Source: public clients of the console's `/api` (SYNC18, LOGO): a property is
`{type, _value}`, a choice `{type, selected, possibleValues}`, the type codes are
theirs. The names inside "ForwardingExceptions" and "TimeRanges" are a guess.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pupitre.hours import MINUTES_A_DAY, Slot, Week, Weekday
from pupitre_threecx.mock.extensions import (
    DESTINATION_KINDS,
    HOURS_KINDS,
    Destination,
    Extension,
    Rule,
)

STRING, TIME_RANGES, ITEM, SELECTED_ITEM, ENUM, COLLECTION = 3, 6, 9, 10, 11, 12
EXCEPTIONS = "ForwardingExceptions"
HOURS_PREFIX = "RuleHoursType."
FORWARD_PREFIX = "TypeOfExtensionForward."
TEXTS = {
    "Number": "number",
    "FirstName": "first_name",
    "LastName": "last_name",
    "Email": "email",
    "MobileNumber": "mobile",
    "OutboundCallerId": "caller_id",
}
PROFILES = ("Available", "Away", "Away2", "Available2", "Away3")


class Refusal(ValueError):
    """A change that the console does not take; its text is the console's error code."""


def list_item(extension: Extension) -> dict[str, Any]:
    """Return an extension as the list shows it."""
    return {
        "Id": extension.key,
        "Number": extension.number,
        "FirstName": extension.first_name,
        "LastName": extension.last_name,
        "Email": extension.email,
        "MobileNumber": extension.mobile,
        "OutboundCallerId": extension.caller_id,
        "Membership": "",
        "CurrentProfile": "Available",
        "QueueStatus": "LoggedIn",
        "DND": False,
        "IsOperator": extension.number == "000",
        "IsRegistered": bool(extension.phones),
        "Phones": [{"Name": f"phone {index}"} for index in range(extension.phones)],
        "Warning": None,
    }


def active_object(extension: Extension, names: Mapping[str, str]) -> dict[str, Any]:
    """Return an extension as the editor gets it; `names` gives the name of each number."""
    texts = {name: _text(getattr(extension, field)) for name, field in TEXTS.items()}
    profiles = {f"Forwarding{profile}": _profile(dict(extension.other), profile) for profile in PROFILES}
    return {
        "Id": extension.key,
        "IsNew": False,
        "_str": f"{extension.number} {extension.name}",
        **texts,
        **profiles,
        "OfficeHoursAutoSwitchProfiles": {"type": 0, "_value": False},
        "Hours": time_ranges(extension.office_hours),
        EXCEPTIONS: exceptions(extension, names),
    }


def exceptions(extension: Extension, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the rules of an extension, in their order."""
    return {"type": COLLECTION, "_value": [_rule(rule, names) for rule in extension.rules]}


def time_ranges(week: Week) -> dict[str, Any]:
    """Return a week as the console writes it."""
    periods = [
        {"DayOfWeek": day.name.capitalize(), "Start": _clock(slot.begin), "Stop": _clock(slot.end)}
        for day, slots in week
        for slot in slots
    ]
    return {"type": TIME_RANGES, "_value": periods}


def read_week(periods: Sequence[Mapping[str, str]], *, touching: bool) -> Week:
    """Return the week of `time_ranges`; raise Refusal for what the console does not take."""
    days: dict[Weekday, list[Slot]] = {}
    try:
        for period in periods:
            day = Weekday.from_key(period["DayOfWeek"][:3].lower())
            slot = Slot(_minutes(period["Start"]), _minutes(period["Stop"]))
            days.setdefault(day, []).append(slot)
        week = Week.of(days)
    except (KeyError, TypeError, ValueError) as wrong:
        raise Refusal("INVALID_HOURS") from wrong
    if not touching:
        for _, slots in week:
            if any(one.end == next_.begin for one, next_ in itertools.pairwise(slots)):
                raise Refusal("INVALID_HOURS")
    return week


def changed(extension: Extension, path: Sequence[Mapping[str, Any]], value: Any, *, touching: bool) -> Extension:
    """Return the extension with one property changed; raise Refusal for an unknown one."""
    if not path:
        raise Refusal("UNKNOWN_PROPERTY")
    name = str(path[0].get("Name"))
    if name == EXCEPTIONS and "IdInCollection" in path[0]:
        key = path[0]["IdInCollection"]
        if all(rule.key != key for rule in extension.rules):
            raise Refusal("UNKNOWN_RULE")
        inner = [str(step.get("Name")) for step in path[1:]]
        rules = tuple(
            _changed_rule(rule, inner, value, touching=touching) if rule.key == key else rule
            for rule in extension.rules
        )
        return dataclasses.replace(extension, rules=rules)
    if name == "Hours" and isinstance(value, list):
        return dataclasses.replace(extension, office_hours=read_week(value, touching=touching))
    if name in TEXTS and len(path) == 1:
        change: dict[str, Any] = {TEXTS[name]: str(value)}
        return dataclasses.replace(extension, **change)
    other = dict(extension.other)
    other[".".join(str(step.get("Name")) for step in path)] = str(value)
    return dataclasses.replace(extension, other=tuple(sorted(other.items())))


def rearranged(extension: Extension, value: Mapping[str, Any], new_key: int) -> Extension:
    """Return the extension with rules added, deleted or moved, as the toolbar asks."""
    rules = list(extension.rules)
    if "Add" in value:
        rules.append(Rule(caller="", destination=Destination("VoiceMail"), key=new_key))
    elif "Delete" in value:
        gone = set(_ids(value["Delete"]))
        rules = [rule for rule in rules if rule.key not in gone]
    else:
        for direction, step in (("MoveUp", -1), ("MoveDown", 1)):
            for key in _ids(value.get(direction, {})):
                at = next((index for index, rule in enumerate(rules) if rule.key == key), None)
                if at is not None and 0 <= at + step < len(rules):
                    rules[at], rules[at + step] = rules[at + step], rules[at]
    return dataclasses.replace(extension, rules=tuple(rules))


def _changed_rule(rule: Rule, inner: list[str], value: Any, *, touching: bool) -> Rule:
    match inner:
        case []:
            forward = value["Forward"]
            rule = _changed_rule(rule, ["Caller"], value["Caller"]["_value"], touching=touching)
            rule = _changed_rule(rule, ["HoursType"], value["HoursType"]["selected"], touching=touching)
            rule = _changed_rule(rule, ["TimeRanges"], value["TimeRanges"]["_value"], touching=touching)
            number = (forward["ForwardDN"]["selected"] or {}).get("Number", "")
            kind = forward["ForwardType"]["selected"].removeprefix(FORWARD_PREFIX)
            number = forward["ExternalNumber"]["_value"] if kind == "ExternalNumber" else number
            return dataclasses.replace(rule, destination=Destination(kind, number))
        case ["Caller"]:
            return dataclasses.replace(rule, caller=str(value))
        case ["HoursType"]:
            return dataclasses.replace(rule, hours=str(value).removeprefix(HOURS_PREFIX))
        case ["TimeRanges"]:
            return dataclasses.replace(rule, week=read_week(value, touching=touching))
        case ["Forward", "ForwardType"]:
            kind = str(value).removeprefix(FORWARD_PREFIX)
            return dataclasses.replace(rule, destination=Destination(kind, rule.destination.number))
        case ["Forward", "ForwardDN"]:
            return dataclasses.replace(rule, destination=Destination(rule.destination.kind, str(value["Number"])))
        case ["Forward", "ExternalNumber"]:
            return dataclasses.replace(rule, destination=Destination(rule.destination.kind, str(value)))
        case _:
            raise Refusal("UNKNOWN_PROPERTY")


def _rule(rule: Rule, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "Id": rule.key,
        "Caller": _text(rule.caller),
        "HoursType": _enum(HOURS_PREFIX, rule.hours, HOURS_KINDS),
        "TimeRanges": time_ranges(rule.week),
        "Forward": _forward(rule.destination, names),
    }


def _forward(destination: Destination, names: Mapping[str, str]) -> dict[str, Any]:
    target = None
    if destination.kind in ("DN", "ExtensionVoiceMail") and destination.number:
        target = choice(destination.number, names.get(destination.number, ""))
    return {
        "ForwardType": _enum(FORWARD_PREFIX, destination.kind, DESTINATION_KINDS),
        "ForwardDN": {"type": SELECTED_ITEM, "selected": target, "lazy": True},
        "ExternalNumber": _text(destination.number if destination.kind == "ExternalNumber" else ""),
    }


def _profile(other: Mapping[str, str], profile: str) -> dict[str, Any]:
    forwards = {}
    for name in ("InternalForwarding", "ExternalForwarding"):
        kind = other.get(f"Forwarding{profile}.{name}.ForwardType", FORWARD_PREFIX + "VoiceMail")
        forward = _forward(Destination(kind.removeprefix(FORWARD_PREFIX)), {})
        forwards[name] = {"type": ITEM, "_value": forward}
    return {"type": ITEM, "_value": {"NoAnswerTimeout": {"type": STRING, "_value": "20"}, **forwards}}


def choice(number: str, name: str) -> dict[str, Any]:
    """Return an extension as a choice of a destination."""
    return {"Id": number, "Number": number, "Name": name, "_str": f"{number} {name}".rstrip()}


def _text(value: str) -> dict[str, Any]:
    return {"type": STRING, "_value": value}


def _enum(prefix: str, value: str, values: Iterable[str]) -> dict[str, Any]:
    possible = [prefix + one for one in values]
    return {"type": ENUM, "selected": prefix + value, "possibleValues": possible, "translatable": True}


def _ids(value: Any) -> list[int]:
    ids = value.get("Ids", []) if isinstance(value, Mapping) else []
    return [key for key in ids if isinstance(key, int)]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}:00"


def _minutes(text: str) -> int:
    hours, minutes, _ = (int(part) for part in text.split(":"))
    total = hours * 60 + minutes
    if not (0 <= minutes < 60 and 0 <= total < MINUTES_A_DAY):
        raise ValueError(f"{text!r} is no time of day")
    return total
