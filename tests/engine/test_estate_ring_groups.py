"""A file of ring groups is read strictly, told by file, line and column, and written so that it reads back."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pupitre.commands.check import run as check
from pupitre.errors import EstateError
from pupitre.estate import Estate, load, normalised, schema, write_ring_groups_estate
from pupitre.phone_numbers import PhoneNumber
from pupitre.plan.ringing import RingGroupsPlan
from pupitre.ring_groups import GroupSettings, NoAnswer, Ring, RingGroup, RingGroups, Then
from pupitre.switchboard import Extension, Switchboard

GOOD = """\
console: ooma
address: https://office.ooma.fr
login: {user: "0561000000", country: FR, password: keyring:ooma}
ring_groups:
  Comptabilité: {extension: "301", members: ["101", "102"], ring: simultaneous, seconds: 30,
                 no_answer: {voicemail: "101"}, numbers: ["+33 5 61 00 00 01"]}
  Assistance:   {extension: "302", members: ["103", "101"], ring: consecutive, seconds: 18, no_answer: {extension: "104"}}
  Ancien: absent
"""
LINE = PhoneNumber("+33561000001")


@pytest.fixture(autouse=True)
def _a_console_with_ring_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [
        EntryPoint("ooma", "nowhere:at_all", "pupitre.consoles"),
        EntryPoint("threecx", "nowhere:at_all", "pupitre.consoles"),
        EntryPoint("ooma.ring_groups", "nowhere:at_all", "pupitre.sections"),
    ]
    monkeypatch.setattr(
        "pupitre.estate.installed.metadata.entry_points",
        lambda group: [point for point in points if point.group == group],
    )


def loaded(folder: Path, text: str) -> Estate:
    path = folder / "ooma.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(EstateError) as caught:
        loaded(folder, text)
    return caught.value.what.replace(f"{folder}/", "")


def test_the_file_of_the_document_is_read(tmp_path: Path) -> None:
    estate = loaded(tmp_path, GOOD)
    assert estate.ring_groups == RingGroups(
        (
            RingGroup(
                "Comptabilité",
                "301",
                ("101", "102"),
                Ring.SIMULTANEOUS,
                30,
                NoAnswer(Then.VOICEMAIL, "101"),
                (LINE,),
            ),
            RingGroup("Assistance", "302", ("103", "101"), Ring.CONSECUTIVE, 18, NoAnswer(Then.EXTENSION, "104")),
        ),
        ("Ancien",),
    )
    assert (estate.login.country, estate.timezone, dict(estate.sites)) == ("FR", "Europe/Paris", {})
    assert estate.names == ("Comptabilité", "Assistance", "Ancien")


def test_a_number_without_a_country_is_of_the_country_of_the_account(tmp_path: Path) -> None:
    estate = loaded(tmp_path, GOOD.replace("+33 5 61 00 00 01", "05 61 00 00 01"))
    assert estate.ring_groups is not None
    assert estate.ring_groups.numbers == {LINE}


def test_a_country_with_several_zones_leaves_the_zone_to_the_file(tmp_path: Path) -> None:
    american = GOOD.replace("country: FR", "country: US").replace(
        "ring_groups:", "timezone: America/New_York\nring_groups:"
    )
    assert loaded(tmp_path, american).timezone == "America/New_York"
    assert loaded(tmp_path, american.replace("timezone: America/New_York\n", "")).timezone == "UTC"


@pytest.mark.parametrize(
    ("written", "ring"),
    [
        ("simultané", Ring.SIMULTANEOUS),
        ("Simultanément", Ring.SIMULTANEOUS),
        ("consécutif", Ring.CONSECUTIVE),
        ("CONSÉCUTIVEMENT", Ring.CONSECUTIVE),
        ("consécutive", Ring.CONSECUTIVE),
    ],
)
def test_ringing_is_said_in_french_too(tmp_path: Path, written: str, ring: Ring) -> None:
    estate = loaded(tmp_path, GOOD.replace("ring: simultaneous", f"ring: {written}"))
    assert estate.ring_groups is not None
    assert estate.ring_groups.groups[0].ring is ring


def test_extensions_stay_text(tmp_path: Path) -> None:
    text = GOOD.replace('members: ["101", "102"]', "members: [021, 0102]").replace('extension: "301"', "extension: 031")
    estate = loaded(tmp_path, text)
    assert estate.ring_groups is not None
    group = estate.ring_groups.groups[0]
    assert (group.extension, group.members) == ("031", ("021", "0102"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('members: ["101", "102"]', "members: []",
         "5:45: ring_groups.Comptabilité.members: the list is empty, and the group would ring nowhere; "
         "write at least one extension"),
        ('members: ["101", "102"]', 'members: "101"',
         '5:45: ring_groups.Comptabilité.members: write a list of extensions, such as ["101", "102"]'),
        ('"101", "102"]', '"101", Marie]',
         "5:53: ring_groups.Comptabilité.members: Marie is not a number of an extension; write its digits, such as 101"),
        ('"101", "102"]', '"101", [x]]',
         "5:53: ring_groups.Comptabilité.members: a list of members holds nothing but extensions, such as 101"),
        ('"101", "102"]', '"101", "101"]',
         "5:53: ring_groups.Comptabilité.members: 101 is written twice (line 5 and line 5)"),
        ('"101", "102"]', '"101", "301"]',
         "5:53: ring_groups.Comptabilité.members: 301 is the group itself; write the extensions of users"),
        ('extension: "302"', 'extension: "301"',
         "7:29: ring_groups.Assistance.extension: 301 is the extension of Comptabilité too (line 5)"),
        ('extension: "301"', "extension: A1",
         "5:29: ring_groups.Comptabilité.extension: A1 is not a number of an extension; write its digits, such as 101"),
        ("ring: simultaneous", "ring: simultaneus",
         "5:67: ring_groups.Comptabilité.ring: simultaneus is not known; did you mean simultaneous?"),
        ("ring: simultaneous", "ring: random",
         "5:67: ring_groups.Comptabilité.ring: random is not known; write one of simultaneous, consecutive"),
        ("seconds: 30", "seconds: 61", "5:90: ring_groups.Comptabilité.seconds: write a whole number from 1 to 60"),
        ("seconds: 30", "seconds: 0", "5:90: ring_groups.Comptabilité.seconds: write a whole number from 1 to 60"),
        ("seconds: 30", "seconds: 30s", "5:90: ring_groups.Comptabilité.seconds: write a whole number from 1 to 60"),
        (" seconds: 30,", "", "5:17: ring_groups.Comptabilité: seconds is missing"),
        ("seconds: 30", "secondes: 30",
         "5:81: ring_groups.Comptabilité: the key secondes is not known; did you mean seconds?"),
        ('{voicemail: "101"}', '"101"',
         '6:29: ring_groups.Comptabilité.no_answer: write {voicemail: "101"} or {extension: "104"}'),
        ('{voicemail: "101"}', '{voicemail: "101", extension: "104"}',
         "6:29: ring_groups.Comptabilité.no_answer: write one of voicemail and extension, and one only"),
        ('{voicemail: "101"}', "{}",
         "6:29: ring_groups.Comptabilité.no_answer: write one of voicemail and extension, and one only"),
        ('{voicemail: "101"}', '{voicmail: "101"}',
         "6:30: ring_groups.Comptabilité.no_answer: the key voicmail is not known; did you mean voicemail?"),
        ('{voicemail: "101"}', '{extension: "301"}',
         "6:41: ring_groups.Comptabilité.no_answer.extension: 301 is the group itself; "
         "write a voicemail box or another extension"),
        ('{voicemail: "101"}', "{voicemail: Marie}",
         "6:41: ring_groups.Comptabilité.no_answer.voicemail: Marie is not a number of an extension; "
         "write its digits, such as 101"),
        ('"+33 5 61 00 00 01"', '"05 61 00"',
         "6:59: ring_groups.Comptabilité.numbers: '05 61 00' has too few digits; compare it with the console"),
        ('"+33 5 61 00 00 01"', '"+33 5 61 00 00 01", 0561000001',
         "6:80: ring_groups.Comptabilité.numbers: +33 5 61 00 00 01 is written in this list too (line 6); "
         "a number points at one group"),
        ('["+33 5 61 00 00 01"]', '"+33 5 61 00 00 01"',
         '6:58: ring_groups.Comptabilité.numbers: write a list of numbers, such as ["+33 5 61 00 00 01"]'),
        ('{extension: "104"}}', '{extension: "104"}, numbers: [0561000001]}',
         "7:134: ring_groups.Assistance.numbers: +33 5 61 00 00 01 is written under Comptabilité too (line 6); "
         "a number points at one group"),
        ("Ancien: absent", "ASSISTANCE : absent",
         "8:3: ring_groups: ASSISTANCE (line 8) and Assistance (line 7) look the same; "
         "a ring group is written once, with settings or as `absent`"),
        ("Ancien: absent", "Assistance: absent",
         "8:3: ring_groups: Assistance is written twice: on line 7 and on line 8"),
        ("Ancien: absent", "Ancien: gone",
         "8:11: ring_groups.Ancien: gone is not known; write its settings, or `absent` if the group must be deleted"),
        ("Ancien: absent", "Ancien:",
         "8:3: ring_groups.Ancien: nothing is written; write its settings, or `absent` if the group must be deleted"),
        ("Ancien: absent", '" ": absent', "8:3: ring_groups: a ring group has no name"),
        ("Ancien: absent", f"{'x' * 201}: absent",
         "8:3: ring_groups: the name of a ring group is longer than 200 characters"),
        ("country: FR", "country: France",
         "3:38: login.country: France is not a country; write it as two letters, such as FR"),
        ("country: FR", "country: XX", "3:38: login.country: XX is not a country; write it as two letters, such as FR"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    assert refusal(tmp_path, GOOD.replace(old, new, 1)) == f"ooma.yaml:{message}"


def test_a_number_without_a_country_says_where_to_write_it(tmp_path: Path) -> None:
    text = GOOD.replace("country: FR, ", "").replace("+33 5 61 00 00 01", "05 61 00 00 01")
    assert refusal(tmp_path, text).endswith("or say the country once: login: {country: FR}")


def test_a_file_without_ring_groups_keeps_nothing(tmp_path: Path) -> None:
    head = GOOD.partition("ring_groups:")[0]
    assert refusal(tmp_path, head) == "ooma.yaml:1:1: ring_groups is missing"
    assert "there is no ring group" in refusal(tmp_path, head + "ring_groups: {}\n")
    assert "write names with settings" in refusal(tmp_path, head + "ring_groups: []\n")
    assert "write names with settings" in refusal(tmp_path, head + "ring_groups:\n")


def test_a_console_of_ring_groups_refuses_opening_hours(tmp_path: Path) -> None:
    assert refusal(tmp_path, GOOD + "sites: {REVEL: {extension: 021, closed: true}}\n") == (
        "ooma.yaml:9:1: sites is not for this console: ooma keeps ring groups; write `ring_groups`"
    )
    assert refusal(tmp_path, GOOD + "hours: {x: {closed: true}}\n") == (
        "ooma.yaml:9:1: hours is not for this console: ooma keeps ring groups; write `ring_groups`"
    )


def test_a_console_of_opening_hours_refuses_ring_groups(tmp_path: Path) -> None:
    text = GOOD.replace("console: ooma", "console: threecx").replace(
        "ring_groups:", "timezone: Europe/Paris\nring_groups:"
    )
    assert "ooma.yaml:5:1: ring_groups is not for this console: threecx keeps opening hours; write `sites`" in refusal(
        tmp_path, text
    )


def test_a_misspelt_console_is_told_alone(tmp_path: Path) -> None:
    assert "not for this console" not in refusal(tmp_path, GOOD.replace("console: ooma", "console: oma"))


def test_groups_are_chosen_by_name_or_extension(tmp_path: Path) -> None:
    estate = loaded(tmp_path, GOOD + "limits: {ring_groups: 3}\n")
    assert estate.limits.ring_groups == 3
    assert estate.choose_ring_groups(()) == estate.ring_groups
    assert estate.choose_ring_groups(("302", "ancien")).names == ("Assistance", "Ancien")
    with pytest.raises(EstateError, match=r"no ring group is called Asistance; did you mean Assistance\?"):
        estate.choose_ring_groups(("Asistance",))


def test_check_says_in_one_line_what_a_group_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ooma.yaml"
    path.write_text(GOOD + "language: fr\n", encoding="utf-8")
    assert check(path) == 0
    assert capsys.readouterr().out.replace(str(path), "ooma.yaml").splitlines() == [
        "ooma.yaml: ooma, https://office.ooma.fr, 3 groupes de sonnerie, Europe/Paris",
        "  301  Comptabilité  101, 102 en même temps, 30 s, messagerie de 101, +33 5 61 00 00 01",
        "  302  Assistance  103, 101 dans cet ordre, 18 s, vers 104",
        "  Ancien  absent : supprimé s'il existe",
    ]
    assert check(path, json_output=True) == 0
    assert '"absent": ["Ancien"]' in " ".join(capsys.readouterr().out.split()).replace("[ ", "[").replace(" ]", "]")


def test_the_schema_knows_every_key_of_a_group() -> None:
    group = schema()["$defs"]["ring_group"]
    assert set(group["required"]) == {"extension", "members", "ring", "seconds", "no_answer"}
    assert set(group["properties"]) == {*group["required"], "numbers"}
    assert schema()["dependentRequired"] == {"sites": ["timezone"]}


# --- written and read back --------------------------------------------------------------------------

PEOPLE = tuple(Extension(number, f"User {number}") for number in ("101", "102", "103"))
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(normalised)


@st.composite
def consoles(draw: st.DrawFn) -> Switchboard:
    known = draw(st.lists(names, min_size=1, max_size=4, unique_by=normalised))
    extensions = [str(301 + place) for place in range(len(known))]
    people = st.lists(st.sampled_from(["101", "102", "103"]), min_size=1, unique=True).map(tuple)
    groups = []
    for name, extension in zip(known, extensions, strict=True):
        then = draw(st.sampled_from(Then))
        target = draw(st.sampled_from(["101", "102", *(each for each in extensions if each != extension)]))
        no_answer = NoAnswer(then, "101" if then is Then.VOICEMAIL else target)
        groups.append(
            GroupSettings(
                extension, name, draw(people), draw(st.sampled_from(Ring)), draw(st.integers(1, 60)), no_answer
            )
        )
    targets = st.sampled_from(["101", None, *extensions])
    numbers = tuple((PhoneNumber(f"+3356100000{each}"), draw(targets)) for each in range(4))
    return Switchboard(PEOPLE, tuple(groups), numbers, keeps_order=draw(st.booleans()))


def written(shown: Switchboard) -> str:
    return write_ring_groups_estate("ooma", "https://office.ooma.fr", "0561000000", "FR", "keyring:ooma", "fr", shown)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shown=consoles())
def test_what_is_written_reads_back_equal_and_plans_to_nothing(tmp_path: Path, shown: Switchboard) -> None:
    declared = loaded(tmp_path, written(shown)).ring_groups
    assert declared is not None
    assert {group.extension: group.settings for group in declared.groups} == {
        group.extension: group for group in shown.groups
    }
    assert all(sorted(group.numbers) == list(shown.pointing_at(group.extension)) for group in declared.groups)
    assert RingGroupsPlan.make(shown, declared).steps == ()


def test_a_group_that_no_file_can_hold_becomes_a_comment(tmp_path: Path) -> None:
    good = GroupSettings("301", "Ventes", ("101",), Ring.CONSECUTIVE, 30, NoAnswer(Then.VOICEMAIL, "101"))
    empty = GroupSettings("302", "Vide\nx: [", (), Ring.CONSECUTIVE, 30, NoAnswer(Then.VOICEMAIL, "101"))
    namesake = GroupSettings("303", "ventes", ("101",), Ring.CONSECUTIVE, 30, NoAnswer(Then.VOICEMAIL, "101"))
    broken = GroupSettings("304", "\ud800", ("101",), Ring.CONSECUTIVE, 30, NoAnswer(Then.VOICEMAIL, "101"))
    shown = Switchboard(PEOPLE, (good, empty, namesake, broken))
    text = written(shown)
    assert [line for line in text.splitlines() if line.startswith("#")][1:] == [
        "# Laissé de côté : 302: Vide‹LF›x: [ has no members and would ring nowhere; write at least one.",
        "# Laissé de côté : 303 ventes: its name looks like the name of another.",
        "# Laissé de côté : 304 ‹U+D800›: its name has half a character in it.",
    ]
    estate = loaded(tmp_path, text)
    assert estate.names == ("Ventes",)
    with pytest.raises(EstateError, match="no ring group that a file can hold"):
        written(Switchboard(PEOPLE, (empty,)))
