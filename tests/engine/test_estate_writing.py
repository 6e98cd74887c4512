"""What is written from a console reads back as it was."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pupitre.errors import EstateError
from pupitre.estate import Estate, load, normalised, write_estate
from pupitre.hours import Slot, Week, Weekday

MORNING, AFTERNOON = Slot(480, 720), Slot(840, 1050)


def text_of(sites: list[tuple[str, str, Week]], language: str = "en") -> str:
    return write_estate("threecx", "https://oti.3cx.fr", "000", "keyring:oti", "Europe/Paris", language, sites)


def read_again(text: str) -> Estate:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "read.yaml"
        path.write_bytes(text.encode())
        return load(path)


def test_days_that_are_open_alike_are_written_together() -> None:
    week = Week.of(
        {
            **dict.fromkeys(list(Weekday)[:3], (MORNING, AFTERNOON)),
            Weekday.FRIDAY: (MORNING, AFTERNOON),
            Weekday.SATURDAY: (MORNING,),
            Weekday.SUNDAY: (MORNING,),
        }
    )
    assert text_of([("REVEL", "021", week), ("no", "022", Week()), ("Saint FÉLIX", "023", week)]) == (
        "# Written by `pupitre read` from what the console shows. A day that is not named is closed.\n"
        "console: threecx\n"
        'address: "https://oti.3cx.fr"\n'
        "login:\n"
        '  user: "000"\n'
        '  password: "keyring:oti"\n'
        "timezone: Europe/Paris\n"
        "language: en\n"
        "sites:\n"
        "  REVEL:\n"
        '    extension: "021"\n'
        "    week:\n"
        "      mon-wed: [08:00-12:00, 14:00-17:30]\n"
        "      fri: [08:00-12:00, 14:00-17:30]\n"
        "      sat-sun: 08:00-12:00\n"
        '  "no":\n'
        '    extension: "022"\n'
        "    closed: true\n"
        '  "Saint FÉLIX":\n'
        '    extension: "023"\n'
        "    week:\n"
        "      mon-wed: [08:00-12:00, 14:00-17:30]\n"
        "      fri: [08:00-12:00, 14:00-17:30]\n"
        "      sat-sun: 08:00-12:00\n"
    )


NAMES = [
    "no", "NO", "on", "null", "~", "true", "021", "1.5", "0x1F", "12:30", "2026-12-24", "!!str", "!tag x", "&anchor",
    "*alias", "- dash", "? ask", "key: value", "# comment", "a #b", "{a: b}", "[a]", "'", '"', "\\", "\\n", "%YAML",
    "@x", "`x`", "|", ">", "<<", "=", "---", "...", "a\nb", "a\r\nb", "a\tb", "\0", "\x1b[31m", "\u202eabc", "a\u2028b",
    "a\x85b", "\ufeff", "a\u00a0b", " a", "a ", "Saint  FELIX", "🏝️ Plage", "👩‍👩‍👧", "e\u0301", "é", "\U0001f511",
    "x" * 200, "\U000e0001" * 199 + "x", "<script>alert(1)</script>", "../../etc/passwd", "=HYPERLINK(1)", "ﬁ",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_kind_reads_back_as_it_was(name: str) -> None:
    week = Week.of({Weekday.MONDAY: [MORNING]})
    (site,) = read_again(text_of([(name, "021", week)])).sites.values()
    assert site.name == name


slots = st.builds(
    lambda marks: tuple(Slot(a, b) for a, b in zip(marks[::2], marks[1::2], strict=False)),
    st.sets(st.integers(0, 1439), max_size=6).map(sorted),
)
weeks = st.tuples(*[slots] * 7).map(Week)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(normalised)
sites_on_a_console = st.lists(
    st.tuples(names, st.from_regex(r"\A[0-9]{1,6}\Z"), weeks),
    max_size=4,
    min_size=1,
    unique_by=(lambda site: normalised(site[0]), lambda site: site[1]),
)


@settings(max_examples=60, deadline=None)
@given(sites_on_a_console, st.sampled_from(["fr", "en"]))
def test_what_is_written_reads_back_equal(sites: list[tuple[str, str, Week]], language: str) -> None:
    estate = read_again(text_of(sites, language))
    assert [(site.name, site.extension, site.week) for site in estate.sites.values()] == sites
    assert (estate.language, estate.login.user, str(estate.login.password)) == (language, "000", "keyring:oti")
    assert all(site.closed == site.week.is_closed for site in estate.sites.values())


@pytest.mark.parametrize(
    ("sites", "message"),
    [
        ([("", "021")], "extension 021 has no name"),
        ([("\u00a0 ", "021")], "extension 021 has no name"),
        ([("x" * 201, "021")], f"the name {'x' * 60}… is longer than 200 characters"),
        ([("a\ud800", "021")], "the name a\\ud800 has half a character in it"),
        ([("REVEL", "021"), ("Revel ", "022")], 'the names "Revel " and REVEL look the same'),
        ([("REVEL", "021"), ("SOREZE", "021")], "SOREZE and REVEL have the same extension 021"),
        ([("REVEL", "*21")], "REVEL has the extension *21, which is not a number"),
    ],
)
def test_what_no_file_can_hold_is_not_written(sites: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(EstateError) as caught:
        text_of([(name, extension, Week()) for name, extension in sites])
    assert caught.value.what == f"What the console shows cannot be written to a file: {message}."
