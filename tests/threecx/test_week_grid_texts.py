"""How the console writes a slot; what is not understood is an error and never a closed day."""

from __future__ import annotations

from typing import Any

import pytest

from pupitre.errors import ReadIncomplete
from pupitre.hours import Slot, Weekday
from pupitre_threecx.week_grid import Shown, parse_clock, parse_shown, read_grid

DAYS = ("Lundi", "Mardi", "Mercredi", "Judi", "Vendredi", "Samedi", "Dimanche")


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("08:00 - 17:00", "08:00-17:00"),
        ("  08:00\u00a0-\u202f17:00\n", "08:00-17:00"),
        ("8:00–12:30", "08:00-12:30"),
        ("08:00 — 17:00", "08:00-17:00"),
        ("08:00\u201017:00", "08:00-17:00"),
        ("8:00 AM - 5:00 PM", "08:00-17:00"),
        ("12:00 AM - 12:00 PM", "00:00-12:00"),
        ("12:30 p.m. - 11:59 p.m.", "12:30-23:59"),
        ("8:00a - 1:00p", "08:00-13:00"),
        ("08:00:00 - 17:30:00", "08:00-17:30"),
        ("00:00 - 23:59", "00:00-23:59"),
    ],
)
def test_a_slot_is_understood_as_consoles_write_it(text: str, slot: str) -> None:
    assert parse_shown(text) == Slot.parse(slot)


@pytest.mark.parametrize(
    "text",
    [
        "", "Fermé", "08:60 - 10:00", "08:00", "08:00 -", "- 17:00", "08:00 - 17:00 - 18:00", "08:00 17:00",
        "17:00 - 08:00", "08:00 - 08:00",
        "08:00 - 24:00", "25:00 - 26:00", "08:60 - 09:00", "08:00 - 17:00 (été)", "8h00 - 17h00", "22:00 - 06:00",
        "08:00 - 17:00 Supprimer", "13:00 PM - 14:00 PM",
    ],
)  # fmt: skip
def test_anything_else_is_no_slot(text: str) -> None:
    with pytest.raises(ReadIncomplete):
        parse_shown(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("8:00", 480), ("08:00", 480), (" 8:00 PM ", 1200), ("12:00 AM", 0), ("12:00 PM", 720), ("23:59", 1439)],
)
def test_a_time_is_understood(text: str, minutes: int) -> None:
    assert parse_clock(text) == minutes


@pytest.mark.parametrize(
    "text", ["", "8", "8:0", "noon", "08:00-12:00", "8:00 PM tomorrow", "?", "25:00", "08:61", "13:00 PM"]
)
def test_what_is_no_time_has_no_minutes(text: str) -> None:
    assert parse_clock(text) is None


class Dialog:
    """A dialog that shows what it is told to."""

    def __init__(self, **changes: Any) -> None:
        columns = [{"slots": [], "configure": ["Configurer"], "all": "Configurer"} for _ in DAYS]
        columns[0] = {"slots": ["08:00 - 12:00"], "configure": ["Configurer"], "all": "08:00 - 12:00 Configurer"}
        self.shown = {
            "headers": list(DAYS),
            "columns": columns,
            "caller": " * ",
            "hours": "Heures spécifiques",
            "destination": ["Transférer à l'extension", "800 FA"],
            **changes,
        }

    def evaluate(self, _: str, __: object) -> dict[str, Any]:
        return self.shown

    def css(self, name: str) -> list[str]:
        return [name]


def read(**changes: Any) -> Shown:
    dialog: Any = Dialog(**changes)
    return read_grid(dialog, dialog)


def column(*slots: str, configure: int = 1, rest: str = "") -> dict[str, Any]:
    words = ["Configurer"] * configure
    return {"slots": list(slots), "configure": words, "all": " ".join([*slots, *words, rest])}


def test_a_week_is_read_with_how_each_slot_is_written() -> None:
    shown = read()
    assert shown.week.on(Weekday.MONDAY) == (Slot(480, 720),)
    assert shown.texts == {(Weekday.MONDAY, Slot(480, 720)): "08:00 - 12:00"}
    assert (shown.caller, shown.hours) == ("*", "Heures spécifiques")
    assert shown.destination == "Transférer à l'extension 800 FA"


@pytest.mark.parametrize(
    "changes",
    [
        {"headers": []},
        {"headers": [*DAYS[1:], DAYS[0]]},
        {"headers": ["Dimanche", *DAYS[:6]]},
        {"headers": [*DAYS[:6], "Férié"]},
        {"columns": []},
        {"columns": [column() for _ in range(6)]},
        {"columns": [column(configure=0)] + [column() for _ in range(6)]},
        {"columns": [column(configure=2)] + [column() for _ in range(6)]},
        {"columns": [column(rest="08:00 - 17:00")] + [column() for _ in range(6)]},
        {"columns": [column("Fermé")] + [column() for _ in range(6)]},
        {"columns": [column("17:00 - 08:00")] + [column() for _ in range(6)]},
        {"caller": None},
        {"hours": None},
    ],
)
def test_a_reading_that_is_not_proven_complete_is_an_error(changes: dict[str, Any]) -> None:
    with pytest.raises(ReadIncomplete):
        read(**changes)


@pytest.mark.parametrize("slots", [("08:00 - 12:00", "10:00 - 14:00"), ("08:00 - 12:00", "08:00 - 12:00")])
def test_slots_that_a_console_cannot_hold_are_an_incomplete_reading(slots: tuple[str, str]) -> None:
    with pytest.raises(ReadIncomplete):
        read(columns=[column(*slots)] + [column() for _ in range(6)])
