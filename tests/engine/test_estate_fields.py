"""The keys of a file: what each takes, what a misspelt one is told, and how sites are found."""

from __future__ import annotations

import unicodedata
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from pupitre.errors import EstateError
from pupitre.estate import Estate, InvalidEstate, find, load, normalised
from pupitre.estate.names import NameNotFound
from pupitre.estate.nodes import Node, Scalar
from pupitre.estate.problems import Problems
from pupitre.hours import Slot, Week, Weekday

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CANARY = "hunter2-canary"
GOOD = """\
console: threecx
address: https://oti.3cx.fr/webclient
login: {user: "000", password: env:OTI}
timezone: Europe/Paris
language: fr
support: {phone: 05 00 00 00 00, email: support@example.fr}
limits: {sites: 30}
evidence: {copy: ../copy, pictures: changes, trace: true}
sites:
  REVEL: {extension: "021", week: {mon: 08:00-17:00}}
"""


def loaded(folder: Path, text: str) -> Estate:
    path = folder / "oti.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(EstateError) as caught:
        loaded(folder, text)
    assert CANARY not in repr(caught.value)
    assert CANARY not in str(caught.value)
    return str(caught.value).replace(f"{folder}/", "")


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    estate = loaded(tmp_path, GOOD)
    assert estate.console == "threecx"
    assert estate.address.origin == "https://oti.3cx.fr"
    assert estate.login.user == "000"
    assert str(estate.login.password) == "env:OTI"
    assert estate.login.password.user == "000"
    assert (estate.timezone, estate.language) == ("Europe/Paris", "fr")
    assert estate.support is not None
    assert (estate.support.phone, estate.support.email) == ("05 00 00 00 00", "support@example.fr")
    assert estate.limits.sites == 30
    assert estate.evidence.copy == tmp_path / "../copy"
    assert (estate.evidence.pictures, estate.evidence.trace) == ("changes", True)
    assert estate.sites["REVEL"].week == Week.of({Weekday.MONDAY: [Slot(480, 1020)]})
    assert estate.notes == ()


def test_the_example_of_the_tourist_office_is_its_procedure() -> None:
    estate = load(EXAMPLES / "oti.yaml")
    assert {name: site.extension for name, site in estate.sites.items()} == {
        "REVEL": "021",
        "SOREZE": "022",
        "Saint FELIX": "023",
        "Les CAMMAZES": "024",
    }
    revel = [[str(slot) for slot in slots] for _, slots in estate.sites["REVEL"].week]
    assert revel == [["08:00-12:00", "14:00-17:30"]] * 5 + [[], []]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("password: env:OTI", f"pasword: {CANARY}", "3:22: login: the key pasword is not known; "
         "did you mean password?"),
        ("password: env:OTI", f"password:{CANARY}", "3:22: login: a blank is missing after `password:`"),
        ("password: env:OTI", f"password: env:OTI, {CANARY}", "3:41: login: a key without a value stands here; "
         "there is user, password, allow_spaces, country, path"),
        ("password: env:OTI", f"password: {CANARY}", "3:32: login.password: a password does not stand in a file; "
         "say where it is: env:NAME, file:PATH, keyring:NAME, command:COMMAND or systemd:NAME"),
        ("password: env:OTI", "password: 0123", "3:32: login.password: a password does not stand in a file; "
         "say where it is: env:NAME, file:PATH, keyring:NAME, command:COMMAND or systemd:NAME"),
        ("password: env:OTI", f"password: &{CANARY} x", "3:32: anchors (&name) are not accepted; a text that begins "
         "with & wants quotes, hours used twice are written once under `hours:`"),
        ("password: env:OTI", f"password: *{CANARY}", "3:32: aliases (*name) are not accepted; a text that begins "
         "with * wants quotes, hours used twice are written once under `hours:`"),
        ("password: env:OTI", f"password: !{CANARY} x", "3:32: tags (!name) are not accepted; "
         "a text that begins with ! wants quotes"),
        ("password: env:OTI", f"password: !{CANARY}!x y", "3:32: tags (!name) are not accepted; "
         "a text that begins with ! wants quotes"),
        ("password: env:OTI", f"password: '{CANARY}", "3:32: a quoted text has no closing quote"),
        ("password: env:OTI", f"password: [{CANARY}]", "3:32: login.password: this is a list; write a text"),
        ("password: env:OTI", f"password: {{{CANARY}: x}}", "3:32: login.password: this is a mapping; write a text"),
        ("password: env:OTI", "password: ''", "3:32: login.password: this is empty; write a value here"),
        (", password: env:OTI", "", "3:8: login: password is missing"),
        ('{user: "000", password: env:OTI}', CANARY, "3:8: login: write keys with values here: "
         "user, password, allow_spaces, country, path"),
        ('"000"', '" 000"', "3:15: login.user: there is a blank at its beginning or end"),
        ('"000"', '"0\\n0"', "3:15: login.user: there is a hidden character or a line end in it"),
        ("https://oti", f"https://admin:{CANARY}@oti", "2:10: address: the address has something before an @; "
         "write the console's address alone, never a user or password"),
        ("https", "http", "2:10: address: the address http:// sends the password readable by anyone on the way; "
         "write https:// (http:// is for this machine only: 127.0.0.1, [::1], localhost)"),
        ("console: threecx", "console: treecx", "1:10: console: no console is called treecx; did you mean threecx?"),
        ("console: threecx", "console: zzz", "1:10: console: no console is called zzz; installed: any, ooma, threecx"),
        ("console: threecx\n", "", "1:1: console is missing"),
        ("timezone", "timezon", "4:1: the key timezon is not known; did you mean timezone?"),
        ("Europe/Paris", "Europe/Pari", "4:11: timezone: Europe/Pari is not a time zone; did you mean Europe/Paris?"),
        ("Europe/Paris", "paris", "4:11: timezone: paris is not a time zone; did you mean Europe/Paris?"),
        ("Europe/Paris", "Europe", "4:11: timezone: Europe is not a time zone; write a place, such as Europe/Paris"),
        ("Europe/Paris", "../../etc/passwd", "4:11: timezone: ../../etc/passwd is not a time zone; "
         "write a place, such as Europe/Paris"),
        ("language: fr", "language: de", "5:11: language: de is not known; write one of fr, en"),
        ("support@example.fr", "support", "6:41: support.email: this is not an e-mail address"),
        ("05 00 00 00 00", "call us", "6:18: support.phone: there is no digit in it"),
        ("sites: 30", "sites: many", "7:17: limits.sites: write a whole number from 1 to 10000"),
        ("sites: 30", "sites: 0", "7:17: limits.sites: write a whole number from 1 to 10000"),
        ("sites: 30", "sites: ٣", "7:17: limits.sites: write a whole number from 1 to 10000"),
        ("pictures: changes", "pictures: some", "8:37: evidence.pictures: some is not known; "
         "write one of all, readings, changes, off"),
        ("trace: true", "trace: 1", "8:53: evidence.trace: 1 is not known; write one of true, false"),
        ("language: fr", "<<: {language: fr}", "5:1: merging (<<) is not accepted; "
         "hours used twice are written once under `hours:`"),
        ("language: fr", "langue: fr", "5:1: the key langue is not known; did you mean language?"),
        ('"021"', "2a1", "10:22: sites.REVEL.extension: 2a1 is not a number of an extension; "
         "write its digits, such as 021"),
        ('"021"', "٠٢١", "10:22: sites.REVEL.extension: ٠٢١ is not a number of an extension; "
         "write its digits, such as 021"),
        ('extension: "021", ', "", "10:10: sites.REVEL: extension is missing"),
        ("extension", "extention", "10:11: sites.REVEL: the key extention is not known; did you mean extension?"),
        ("REVEL", '""', "10:3: sites: a site has no name"),
        ("REVEL", '" \\u00a0"', "10:3: sites: a site has no name"),
        ("REVEL: {", "REVEL: x #", "10:10: sites.REVEL: write keys with values here: extension, hours, week, closed"),
        ('sites:\n  REVEL: {extension: "021", week: {mon: 08:00-17:00}}', "sites: {}", "1:1: sites is missing; "
         "a file without sites keeps nothing"),
        ('sites:\n  REVEL: {extension: "021", week: {mon: 08:00-17:00}}', "sites:", "9:1: sites: "
         "write names with values here"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    assert refusal(tmp_path, GOOD.replace(old, new, 1)) == f"oti.yaml:{message}"


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = GOOD.replace("threecx", "zzz").replace("Europe/Paris", "Europe").replace('"021"', "x")
    lines = refusal(tmp_path, text + "colour: red\n").splitlines()
    assert [line.split(":")[1] for line in lines] == ["1", "4", "10", "11"]


def test_the_error_carries_each_problem_for_programs(tmp_path: Path) -> None:
    with pytest.raises(InvalidEstate) as caught:
        loaded(tmp_path, GOOD.replace("08:00-17:00", "17:00-08:00"))
    (problem,) = caught.value.problems
    assert (problem.mark.line, problem.mark.column) == (10, 41)
    assert problem.path == "sites.REVEL.week.mon"


NFC, NFD = "Saint FÉLIX", unicodedata.normalize("NFD", "Saint FÉLIX")


@pytest.mark.parametrize("other", [NFD, "Saint  FÉLIX", "Saint\u00a0FÉLIX", "saint félix", " Saint FÉLIX "])
def test_names_that_look_the_same_are_the_same(other: str) -> None:
    assert normalised(other) == normalised(NFC)
    assert find(other, ["REVEL", NFC]) == NFC


def test_a_name_that_means_two_is_refused() -> None:
    with pytest.raises(NameNotFound) as caught:
        find("REVEL", ["REVEL", "Revel", "SOREZE"])
    assert str(caught.value) == "REVEL is ambiguous: 'REVEL', 'Revel' look the same"


def test_a_name_that_means_none_is_told_with_the_nearest() -> None:
    with pytest.raises(NameNotFound) as caught:
        find("Revle", ["REVEL", "SOREZE"])
    assert str(caught.value) == "Revle is not known; did you mean REVEL?"


@pytest.mark.parametrize("other", ["revel", '" REVEL"', '"REVEL\\u00a0"', '"RE\\u0056EL "'])
def test_two_sites_that_look_the_same_are_refused_with_both_lines(tmp_path: Path, other: str) -> None:
    message = refusal(tmp_path, GOOD + f"  {other}: {{extension: 022, closed: true}}\n")
    assert message.startswith("oti.yaml:11:3: sites: ")
    assert message.endswith("(line 11) and REVEL (line 10) look the same; a site is written once")


def test_two_sites_with_one_number_are_refused_with_both_names(tmp_path: Path) -> None:
    text = GOOD + "  SOREZE: {extension: 021, closed: true}\n"
    assert refusal(tmp_path, text) == (
        "oti.yaml:11:23: sites.SOREZE.extension: 021 is the extension of REVEL too (line 10)"
    )


def test_a_leading_zero_makes_another_number(tmp_path: Path) -> None:
    assert set(loaded(tmp_path, GOOD + "  SOREZE: {extension: 21, closed: true}\n").sites) == {"REVEL", "SOREZE"}


def test_sites_are_chosen_by_name_or_number(tmp_path: Path) -> None:
    estate = loaded(tmp_path, GOOD + "  SOREZE: {extension: 022, closed: true}\n")
    assert list(estate.choose(())) == ["REVEL", "SOREZE"]
    assert list(estate.choose(("soreze",))) == ["SOREZE"]
    assert list(estate.choose(("022", "REVEL"))) == ["REVEL", "SOREZE"]
    with pytest.raises(EstateError) as caught:
        estate.choose(("Revle",))
    assert str(caught.value).endswith("oti.yaml: sites: no site is called Revle; did you mean REVEL?")


def test_a_site_called_like_the_number_of_another_is_not_guessed(tmp_path: Path) -> None:
    estate = loaded(tmp_path, GOOD + '  "021": {extension: 022, closed: true}\n')
    with pytest.raises(EstateError) as caught:
        estate.site("021")
    assert str(caught.value).endswith("sites: 021 means 021 and REVEL; write the whole name")


def read_colour(node: Node, path: str, problems: Problems, folder: Path) -> object:
    if isinstance(node, Scalar) and node.text in ("red", "blue"):
        return node.text
    problems.add(node.mark, path, "write red or blue")
    return None


def test_a_console_may_bring_a_section_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    points = [
        EntryPoint("threecx.colour", f"{__name__}:read_colour", "pupitre.sections"),
        EntryPoint("other.shape", f"{__name__}:read_colour", "pupitre.sections"),
        EntryPoint("threecx", "nowhere:at_all", "pupitre.consoles"),
    ]
    for point in points[:2]:
        point_class = type(point)
        monkeypatch.setattr(point_class, "load", lambda self: read_colour)
    monkeypatch.setattr(
        "pupitre.estate.installed.metadata.entry_points",
        lambda group: [point for point in points if point.group == group],
    )
    assert loaded(tmp_path, GOOD + "colour: red\n").sections == {"colour": "red"}
    assert refusal(tmp_path, GOOD + "colour: green\n") == "oti.yaml:11:9: colour: write red or blue"
    assert refusal(tmp_path, GOOD + "shape: red\n").startswith("oti.yaml:11:1: the key shape is not known")
