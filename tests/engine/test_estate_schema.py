"""The schema that editors follow says of a file what the loader says of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pupitre.errors import EstateError
from pupitre.estate import load, schema
from pupitre.estate.nodes import Listing, Node, Scalar, compose

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.yaml"))
TYPES: dict[str, type | tuple[type, ...]] = {"object": dict, "array": list, "string": str, "integer": int}
FULL = """\
console: threecx
address: https://oti.3cx.fr
login: {user: 000, password: env:OTI, allow_spaces: true}
tls: {pin: [sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=]}
timezone: Europe/Paris
language: fr
support: {phone: "05 00", email: a@example.fr}
calendar: {country: FR, region: Alsace-Moselle, school: A}
hours:
  bureaux:
    week: {mon-fri: [8:00-12:00, 14h-17h30], samedi: 0900-1200, Sun: closed, odd mon: closed, 1er dimanche: 10h-12h}
    closed: false
    seasons: [{name: été, from: 07-01, to: 08-31, closed: true}, {name: x, from: 2026-01-01, to: 2026-01-02,
      week: {dimanche: 09:00 à 10:00}}, {name: ski, school: [hiver, noël], week: {mon: 9:00-10:00}}]
    holidays: {Noël: closed, 1er mai: normal, others: 09:00-12:00}
    days: {2026-12-24: 09:00-12:00, 2026-12-31: closed, 2027-01-02..2027-01-05: normal}
limits: {sites: 3}
margin: 3
on_drift: restore
once: [{at: 2026-12-24 12:00, replay: recordings/x.yaml, set: {site: REVEL, code: 021}}, {at: 2026-12-25T6:00,
  until: 2026-12-25 18:00, replay: y.yaml}]
evidence: {copy: x, pictures: off, trace: false}
sites: {REVEL: {extension: 021, hours: bureaux}, SOREZE: {extension: 022, closed: true}}
"""


RINGING = """\
console: ooma
address: https://office.ooma.fr
login: {user: "0561000000", country: FR, password: keyring:ooma}
limits: {ring_groups: 3}
ring_groups:
  Accueil: {extension: "301", members: [101, "102"], ring: simultaneous, seconds: 30, no_answer: {voicemail: 101},
    numbers: ["+33 5 61 00 00 01", 0561000002]}
  Stock: {extension: 302, members: ["103"], ring: consécutif, seconds: 18, no_answer: {extension: "104"}}
  Ancien: absent
"""


def as_an_editor_sees_it(node: Node) -> Any:
    if isinstance(node, Scalar):
        if node.plain and node.text in ("true", "false"):
            return node.text == "true"
        return int(node.text) if node.plain and node.text.isdigit() else node.text
    if isinstance(node, Listing):
        return [as_an_editor_sees_it(item) for item in node.items]
    return {key.text: as_an_editor_sees_it(value) for key, value in node.entries}


def faults(value: Any, rule: dict[str, Any], root: dict[str, Any], where: str = "$") -> list[str]:
    """Return where a value breaks a rule; it knows the words that our schema uses and no others."""
    if "$ref" in rule:
        return faults(value, root["$defs"][rule["$ref"].rpartition("/")[2]], root, where)
    if "anyOf" in rule:
        return [] if any(not faults(value, way, root, where) for way in rule["anyOf"]) else [where]
    wanted = rule.get("type")
    kinds = [wanted] if isinstance(wanted, str) else wanted or []
    if kinds and not any(isinstance(value, TYPES[kind]) for kind in kinds):
        return [f"{where}: {value!r} is not {kinds}"]
    if "enum" in rule and value not in rule["enum"]:
        return [f"{where}: {value!r}"]
    if "const" in rule and value != rule["const"]:
        return [f"{where}: {value!r}"]
    if isinstance(value, str) and not re.search(rule.get("pattern", ""), value):
        return [f"{where}: {value!r} does not fit"]
    found: list[str] = []
    if isinstance(value, list):
        for number, item in enumerate(value):
            found += faults(item, rule.get("items", {}), root, f"{where}[{number}]")
    if isinstance(value, dict):
        found += [f"{where}: {key} is missing" for key in rule.get("required", []) if key not in value]
        for key, others in rule.get("dependentRequired", {}).items():
            found += [f"{where}: {other} is missing" for other in others if key in value and other not in value]
        for key, item in value.items():
            found += faults(key, rule.get("propertyNames", {}), root, f"{where}.{key}")
            below = rule.get("properties", {}).get(key, rule.get("additionalProperties", {}))
            found += [f"{where}.{key}: unknown"] if below is False else faults(item, below, root, f"{where}.{key}")
    return found


def told(text: str) -> list[str]:
    return faults(as_an_editor_sees_it(compose(text, "x")), schema(), schema())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_please_the_loader_and_the_schema(example: Path) -> None:
    assert load(example).notes == ()
    assert told(example.read_text(encoding="utf-8")) == []


def test_every_kind_of_example_is_there() -> None:
    assert [path.name for path in EXAMPLES] == ["calendrier.yaml", "ooma.yaml", "oti.yaml", "short.yaml"]


def test_a_file_with_every_key_pleases_the_loader_and_the_schema(tmp_path: Path) -> None:
    path = tmp_path / "full.yaml"
    path.write_text(FULL, encoding="utf-8")
    load(path)
    assert told(FULL) == []
    described = {key for part in [schema(), *schema()["$defs"].values()] for key in part.get("properties", {})}
    assert {"console", "seasons", "from", "extension"} <= described


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("env:OTI", "hunter2"),
        ("extension: 021", "extention: 021"),
        ("language: fr", "language: de"),
        ("mon-fri: [8:00-12:00", "mon-fri: [8:00"),
        ("timezone: Europe/Paris\n", ""),
        ("sites: 3", "sites: many"),
        ("country: FR", "country: France"),
        ("2026-12-24: ", "24/12/2026: "),
        ("from: 07-01", "from: July"),
        ("pictures: off", "pictures: some"),
        ("closed: true}}", "closed: yes}}"),
    ],
)
def test_what_the_loader_refuses_the_schema_underlines(tmp_path: Path, old: str, new: str) -> None:
    assert old in FULL
    path = tmp_path / "full.yaml"
    path.write_text(FULL.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(EstateError, match=re.escape("full.yaml:")):
        load(path)
    assert told(FULL.replace(old, new, 1))


def test_a_file_of_ring_groups_pleases_the_schema() -> None:
    assert told(RINGING) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("absent", "gone"),
        ("members: ", "member: "),
        ("seconds: 18, ", ""),
        ("ring: consécutif", "ring: random"),
        ("seconds: 30", "seconds: long"),
        ("{voicemail: 101}", "101"),
        ('["103"]', '"103"'),
        ("limits: {ring_groups", "limits: {groups"),
    ],
)
def test_a_mistake_in_a_ring_group_is_underlined(old: str, new: str) -> None:
    assert old in RINGING
    assert told(RINGING.replace(old, new, 1))


def test_every_key_is_described() -> None:
    for part in [schema(), *schema()["$defs"].values()]:
        for key, rule in part.get("properties", {}).items():
            assert rule.get("description") or "$ref" in rule, key
