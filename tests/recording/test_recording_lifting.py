"""Making parameters of recorded values, in a file that a person has written comments into."""

from __future__ import annotations

import pytest

from pupitre.errors import EstateError
from pupitre.recording.file import is_edited, parse_recording
from pupitre.recording.lifting import NotLifted, Wish, lift, proposals
from pupitre.recording.model import Made, Recording, Step, Verb
from pupitre.recording.writing import write_recording

FILE = """# The lunch hours, shown by Anne.
recording: 1
console: threecx
address: "https://oti.3cx.fr"
made: {at: now, by: pupitre}

steps:
  - says: "Cliquer « REVEL »"     # the site
    do: click
    ways:
      - {role: row, has: REVEL}   # keep
      - {css: "#ext21"}           # of this one only
      - role: row
        name: somebody else
    before:
      - 'row "021 REVEL 1"'
      - "text: REVELATION"
  # the end of the morning
  - says: 'Écrire « 12:00 » dans « À »'
    do: fill
    value: "12:00"
    ways:
      - {label: À}
expect:
  - {row: [REVEL, "021"], at: /x}
"""


def test_a_lifted_value_becomes_a_blank_wherever_it_stands_and_comments_stay() -> None:
    text = lift(FILE, "f", Wish.parse("REVEL=site"))
    assert text == FILE.replace("steps:", "parameters:\n  site: {type: text, recorded: REVEL}\n\nsteps:", 1).replace(
        '"Cliquer « REVEL »"', '"Cliquer « {site} »"'
    ).replace("has: REVEL}", 'has: "{site}"}').replace("'row \"021 REVEL 1\"'", '"row \\"021 {site} 1\\""').replace(
        "[REVEL,", '["{site}",'
    ).replace('      - {css: "#ext21"}           # of this one only\n', "").replace(
        "      - role: row\n        name: somebody else\n", ""
    )


def test_ways_that_lead_to_the_recorded_element_whatever_is_meant_are_taken_out() -> None:
    recording = parse_recording(lift(FILE, "f", Wish.parse("REVEL=site")), "f")
    assert [str(way) for way in next(recording.each_step).ways] == ["role=row has={site}"]


def test_a_word_that_only_begins_like_the_value_is_left_alone() -> None:
    assert "text: REVELATION" in lift(FILE, "f", Wish.parse("REVEL=site"))


def test_a_second_parameter_joins_the_first() -> None:
    text = lift(lift(FILE, "f", Wish.parse("REVEL=site")), "f", Wish.parse("12:00=closes:time"))
    assert '  site: {type: text, recorded: REVEL}\n  closes: {type: time, recorded: "12:00"}\n\nsteps:' in text
    assert parse_recording(text, "f").parameters["closes"].type == "time"


def test_what_pupitre_wrote_stays_sealed_and_what_a_person_changed_does_not_become_so() -> None:
    step = Step(says="Cliquer", do=Verb.CLICK, ways=parse_recording(FILE, "f").steps[0].ways)  # type: ignore[union-attr]
    recording = Recording(console="any", address="https://x.example", made=Made(at="now", by="p"), steps=(step,))
    written = write_recording(recording)
    assert not is_edited(parse_recording(lift(written, "f", Wish.parse("REVEL=site")), "f"))
    changed = written.replace("says: Cliquer", "says: Autre")
    assert is_edited(parse_recording(lift(changed, "f", Wish.parse("REVEL=site")), "f"))


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ("REVEL", "is not understood"),
        ("REVEL=the site", "is not understood"),
        ("REVEL=site:place", "is no type"),
        ("REVEL=site:time", "is no time"),
        ("SOREZE=site", "stands nowhere"),
    ],
)
def test_a_wish_that_cannot_be_met_is_explained(wish: str, told: str) -> None:
    with pytest.raises(NotLifted, match=told):
        lift(FILE, "f", Wish.parse(wish))


def test_a_name_is_not_taken_twice() -> None:
    with pytest.raises(NotLifted, match="already"):
        lift(lift(FILE, "f", Wish.parse("REVEL=site")), "f", Wish.parse("12:00=site"))


def test_a_file_with_a_mistake_is_not_touched() -> None:
    with pytest.raises(EstateError, match="f:9:5"):
        lift(FILE.replace("do: click", "do: clik"), "f", Wish.parse("REVEL=site"))


def test_times_and_names_in_several_places_are_proposed() -> None:
    found = [(each.value, each.name, each.kind) for each in proposals(parse_recording(FILE, "f"))]
    assert found == [("REVEL", "name", "text"), ("12:00", "time", "time")]
