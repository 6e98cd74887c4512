"""What a file says of nights: the margin, what is done about drift, and what is done once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pupitre.errors import EstateError
from pupitre.estate import Estate, load

PLAIN = """console: threecx
address: https://oti.example.fr
login: {user: "000", password: file:secret}
timezone: Europe/Paris
sites:
  REVEL: {extension: "021", week: {mon: 08:00-12:00}}
"""
RINGING = """console: ooma
address: https://office.example.fr
login: {user: "0561000000", country: FR, password: file:secret}
ring_groups:
  Accueil: {extension: "301", members: ["101"], ring: simultaneous, seconds: 30, no_answer: {voicemail: "101"}}
"""


def estate(folder: Path, extra: str, plain: str = PLAIN) -> Estate:
    path = folder / "oti.yaml"
    path.write_text(plain + extra, encoding="utf-8")
    return load(path)


def test_a_file_that_says_nothing_has_two_nights_margin_and_only_reports_drift(tmp_path: Path) -> None:
    found = estate(tmp_path, "")
    assert (found.margin, found.on_drift, found.once) == (2, "report", ())
    found = estate(tmp_path, "margin: 0\non_drift: restore\n")
    assert (found.margin, found.on_drift) == (0, "restore")


def test_an_item_is_due_for_a_day_on_the_clock_of_the_sites(tmp_path: Path) -> None:
    (item,) = estate(tmp_path, "once: {at: 2027-03-27 12:00, replay: recordings/x.yaml, set: {site: REVEL}}\n").once
    assert item.at.isoformat() == "2027-03-27T12:00:00+01:00"
    assert item.until.isoformat() == "2027-03-28T12:00:00+02:00"
    assert (item.replay, item.values) == (tmp_path / "recordings/x.yaml", {"site": "REVEL"})
    assert item.name == "x (2027-03-27 12:00, REVEL)"


def test_a_time_that_comes_twice_is_the_first_of_them(tmp_path: Path) -> None:
    (item,) = estate(tmp_path, "once: [{at: 2026-10-25 02:30, until: 2026-10-25 18:00, replay: x.yaml}]\n").once
    assert item.at.astimezone(dt.UTC) == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        ("margin: 7", "7:9: margin: write a whole number from 0 to 6"),
        ("margin: two", "7:9: margin: write a whole number from 0 to 6"),
        ("on_drift: repot", "7:11: on_drift: repot is not known; did you mean report?"),
        ("once: 2026-12-24", "7:7: once: write {at: 2026-12-24 12:00, replay: FILE} here"),
        ("once: []", "7:7: once: write {at: 2026-12-24 12:00, replay: FILE} here"),
        ("once: {at: 2026-12-24 12:00}", "7:7: once: replay is missing"),
        ("once: {at: 2026-12-24, replay: x}", "once.at: 2026-12-24 is not a moment; write 2026-12-24 12:00"),
        ("once: {at: 2026-02-30 12:00, replay: x}", "once.at: 2026-02-30 12:00 is not a moment"),
        ("once: {at: 2026-12-24 24:00, replay: x}", "once.at: 2026-12-24 24:00 is not a moment"),
        ("once: {at: 2027-03-28 02:30, replay: x}", "once.at: 2027-03-28 02:30 does not exist in Europe/Paris"),
        ("once: {at: 2026-12-24 12:00, until: 2026-12-24 12:00, replay: x}", "once.until: this is not after `at`"),
        ("once: {at: 2026-12-24 12:00, replay: x, set: {a: [b]}}", "once.set.a: write the value as one line of text"),
        ("once: {at: 2026-12-24 12:00, replay: x, sets: {}}", "once: the key sets is not known; did you mean set?"),
        (
            "once: [{at: 2026-12-24 12:00, replay: x}, {at: 2026-12-24 12:00, replay: x}]",
            "once[2]: the same item stands here twice",
        ),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_place(tmp_path: Path, extra: str, says: str) -> None:
    with pytest.raises(EstateError) as refused:
        estate(tmp_path, extra + "\n")
    assert says in str(refused.value)


def test_ring_groups_have_no_margin_and_may_have_the_rest(tmp_path: Path) -> None:
    with pytest.raises(EstateError, match="margin is not for this console"):
        estate(tmp_path, "margin: 2\n", RINGING)
    assert estate(tmp_path, "on_drift: restore\nonce: {at: 2026-12-24 12:00, replay: x}\n", RINGING).once
