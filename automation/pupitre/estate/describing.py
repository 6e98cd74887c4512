"""The JSON Schema of an estate file, for editors that complete and underline.

It goes by the same table of keys as the loader. What only the loader can know
(overlaps, names that look the same, which consoles are installed) is not in it.
"""

from __future__ import annotations

from typing import Any

from pupitre.day_names import DAY_NAMES
from pupitre.estate import keys
from pupitre.estate.notify_section import NOTICES
from pupitre.estate.once_section import ON_DRIFT
from pupitre.estate.week import LANGUAGES
from pupitre.ring_groups import LONGEST_RINGING
from pupitre.year.rolling import LONGEST_MARGIN
from pupitre.year.school_holidays import ENGLISH, NAMES

_TEXT: dict[str, Any] = {"type": "string"}
# An editor that follows YAML's own types sees a number in 021 and a truth in true.
_DIGITS: dict[str, Any] = {"type": ["string", "integer"]}
_TRUE: dict[str, Any] = {"enum": [True, False]}

_PIN: dict[str, Any] = {"type": "string", "pattern": "^sha256/[A-Za-z0-9+/]{43}=$"}
_HOW_MANY: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 10_000}

_REFERENCE: dict[str, Any] = {"type": "string", "pattern": "^(env|file|keyring|command|systemd):.+$"}
_KIND: dict[str, Any] = {"enum": list(NOTICES)}

_SLOT_TEXT: dict[str, Any] = {
    "type": "string",
    "pattern": r"^\s*\d{1,2}([:hH]\d{2}|[hH])?(\d{2})?\s*([-–—]|à|to)\s*\d{1,2}([:hH]\d{2}|[hH])?(\d{2})?\s*$",
    "examples": ["08:00-12:00"],
}
_CLOSED: dict[str, Any] = {"enum": ["closed", "Closed", "fermé", "Fermé", "ferme"]}
_SLOTS: dict[str, Any] = {
    "description": "One slot, a list of slots, or closed.",
    "anyOf": [_CLOSED, _SLOT_TEXT, {"type": "array", "items": _SLOT_TEXT, "minItems": 1}],
}
# The same words as the loader's, in the spellings that people use.
_RING: dict[str, Any] = {
    "enum": ["simultaneous", "consecutive", "simultané", "simultanément", "consécutif", "consécutivement"]
}
_MEMBERS: dict[str, Any] = {"type": "array", "items": _DIGITS, "minItems": 1}
_ABSENT: dict[str, Any] = {"const": "absent", "description": "The group must be gone: the only way to delete one."}
_OPENING: dict[str, Any] = {"anyOf": [{"const": "normal"}, {"$ref": "#/$defs/slots"}]}
_SCHOOL: dict[str, Any] = {"enum": ["all", *NAMES, *ENGLISH]}
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}$"}
_SEASON_DAY = {"type": "string", "pattern": r"^(\d{4}-)?\d{2}-\d{2}$"}


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12)."""
    hours = _object(
        keys.HOURS,
        week=_ref("week"),
        closed=_TRUE,
        seasons={"type": "array", "items": _ref("season")},
        holidays={
            "anyOf": [
                *_OPENING["anyOf"],
                {"type": "object", "required": ["others"], "additionalProperties": _OPENING},
                {"type": "object", "required": ["autres"], "additionalProperties": _OPENING},
            ]
        },
        days={
            "type": "object",
            "propertyNames": {"pattern": r"^\d{4}-\d{2}-\d{2}(\s*(\.\.|-|–|to|au)\s*\d{4}-\d{2}-\d{2})?$"},
            "additionalProperties": _OPENING,
        },
    )
    season = _object(
        keys.SEASON,
        name=_TEXT,
        week=_ref("week"),
        closed=_TRUE,
        school={"anyOf": [_SCHOOL, {"type": "array", "items": _SCHOOL, "minItems": 1}]},
        **{"from": _SEASON_DAY, "to": _SEASON_DAY},
    )
    season["dependentRequired"] = {"from": ["to"], "to": ["from"]}
    site = _object(keys.SITE, extension=_DIGITS, hours=_TEXT, week=_ref("week"), closed=_TRUE)
    ring_group = _object(
        keys.RING_GROUP,
        extension=_DIGITS,
        members=_MEMBERS,
        ring=_RING,
        seconds={"type": "integer", "minimum": 1, "maximum": LONGEST_RINGING},
        no_answer={**_object(keys.NO_ANSWER, voicemail=_DIGITS, extension=_DIGITS), "minProperties": 1},
        numbers={"type": "array", "items": _DIGITS},
    )
    estate = _object(
        keys.ESTATE,
        console={"type": "string", "examples": ["threecx"]},
        address=_TEXT,
        login=_object(
            keys.LOGIN,
            path={"type": "string", "pattern": "^/[^?# \\\\]*$"},
            user=_DIGITS,
            password=_REFERENCE,
            allow_spaces=_TRUE,
            country={"type": "string", "pattern": "^[A-Za-z]{2}$"},
        ),
        tls=_object(
            keys.TLS,
            pin={"anyOf": [_PIN, {"type": "array", "items": _PIN, "minItems": 1}]},
        ),
        timezone={"type": "string", "examples": ["Europe/Paris"]},
        language={"enum": ["fr", "en"]},
        support=_object(keys.SUPPORT, phone=_DIGITS, email=_TEXT),
        notify={"anyOf": [_ref("notify"), {"type": "array", "items": _ref("notify"), "minItems": 1}]},
        ping=_REFERENCE,
        margin={"type": "integer", "minimum": 0, "maximum": LONGEST_MARGIN},
        on_drift={"enum": list(ON_DRIFT)},
        once={"anyOf": [_ref("once"), {"type": "array", "items": _ref("once"), "minItems": 1}]},
        calendar=_object(
            keys.CALENDAR,
            country={"type": "string", "pattern": "^[A-Za-z]{2}$"},
            region=_TEXT,
            school={"enum": ["A", "B", "C"]},
        ),
        hours={"type": "object", "additionalProperties": _ref("hours")},
        limits=_object(keys.LIMITS, sites=_HOW_MANY, ring_groups=_HOW_MANY),
        evidence=_object(
            keys.EVIDENCE, copy=_TEXT, pictures={"enum": ["all", "readings", "changes", "off"]}, trace=_TRUE
        ),
        sites={"type": "object", "minProperties": 1, "additionalProperties": _ref("site")},
        ring_groups={
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"anyOf": [_ABSENT, _ref("ring_group")]},
        },
    )
    estate["required"].remove("timezone")
    estate["dependentRequired"] = {"sites": ["timezone"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Pupitre estate",
        "description": "One console and all that is declared on it.",
        **estate,
        "$defs": {
            "slots": _SLOTS,
            "week": _week(),
            "season": season,
            "hours": hours,
            "site": site,
            "notify": _object(
                keys.NOTIFY,
                to={"anyOf": [_REFERENCE, {"type": "array", "items": _REFERENCE, "minItems": 1}]},
                on={"anyOf": [_KIND, {"type": "array", "items": _KIND, "minItems": 1}]},
                language={"enum": ["fr", "en"]},
            ),
            "once": _object(
                keys.ONCE,
                at=_MOMENT,
                until=_MOMENT,
                replay=_TEXT,
                set={"type": "object", "additionalProperties": {"type": ["string", "integer"]}},
            ),
            "ring_group": ring_group,
        },
    }


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _week() -> dict[str, Any]:
    offered = [name.lower() for language in LANGUAGES for name in DAY_NAMES[language]]
    offered += ["mon-fri", "sat-sun", "lundi-vendredi", "samedi-dimanche"]
    return {
        "type": "object",
        "description": "The days that open: mon, monday, lundi, mon-fri, lundi-vendredi, odd sat, first sun, last fri.",
        "minProperties": 1,
        "propertyNames": {"pattern": r"^([1-5](st|nd|rd|th|er|ère|e|ème) )?[A-Za-zèé ,–—-]+$"},
        "properties": {word: _ref("slots") for word in offered},
        "additionalProperties": _ref("slots"),
    }


def _object(table: keys.Keys, **properties: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a mapping; every key of the table must be described, and no other."""
    if set(properties) != set(table):
        raise ValueError(f"the schema and the keys differ: {sorted(set(properties) ^ set(table))}")
    described = {name: {"description": key.means, **properties[name]} for name, key in table.items()}
    required = [name for name, key in table.items() if key.required]
    return {
        "type": "object",
        "properties": described,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }
