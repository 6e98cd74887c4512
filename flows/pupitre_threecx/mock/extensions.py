"""What the mock telephone system holds: extensions and the rules under "Exceptions"."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field

from pupitre.hours import Slot, Week, Weekday

ANYONE = "*"
SPECIFIC_HOURS = "SpecificHours"
HOURS_KINDS = ("AllHours", "OfficeHours", "OutOfOfficeHours", SPECIFIC_HOURS)
CLOSED = Week()
DESTINATION_KINDS = ("VoiceMail", "ExtensionVoiceMail", "MobileNumber", "DN", "ExternalNumber", "EndCall")


@dataclass(frozen=True)
class Destination:
    """Where a rule sends a call: a kind of the console's own, and the number it needs, if any."""

    kind: str = "DN"
    number: str = ""

    def __post_init__(self) -> None:
        if self.kind not in DESTINATION_KINDS:
            raise ValueError(f"{self.kind!r} is no destination")

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".rstrip()


@dataclass(frozen=True)
class Rule:
    """One exception: who calls, when, where the call goes. `key` is the console's own number for it."""

    caller: str = ANYONE
    hours: str = SPECIFIC_HOURS
    destination: Destination = Destination("DN", "800")
    week: Week = CLOSED
    key: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        if self.hours not in HOURS_KINDS:
            raise ValueError(f"{self.hours!r} is no kind of hours")

    @property
    def is_the_hours(self) -> bool:
        """Whether the opening hours of the site are in this rule."""
        return self.caller == ANYONE and self.hours == SPECIFIC_HOURS


@dataclass(frozen=True)
class Extension:
    """One extension as it is saved; `key` is its number in the list, `office_hours` is another schedule."""

    number: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    mobile: str = ""
    caller_id: str = ""
    phones: int = 1
    rules: tuple[Rule, ...] = ()
    office_hours: Week = CLOSED
    other: tuple[tuple[str, str], ...] = ()
    key: int = 0

    @property
    def name(self) -> str:
        """The names as one text."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)


def week(**days: str | Sequence[str]) -> Week:
    """Return a week for `mon="08:00-12:00", mon_fri=[...]`."""
    written: dict[Weekday, list[Slot]] = {}
    for name, slots in days.items():
        first, _, last = name.partition("_")
        texts = [slots] if isinstance(slots, str) else slots
        for day in range(Weekday.from_key(first), Weekday.from_key(last or first) + 1):
            written[Weekday(day)] = [Slot.parse(text) for text in texts]
    return Week.of(written)


def procedure_sites() -> tuple[Extension, ...]:
    """Return the extensions of the procedure, among others that look like them.

    The others are there to be mistaken for the sites: numbers that contain a
    site's number or are contained in it, and enough of them for several pages.
    """
    bureaux = week(mon_fri="08:00-17:00")
    family = Rule("0561000000", "AllHours", Destination("MobileNumber"))
    sites = [
        Extension("000", "Admin", email="support@everest.example"),
        Extension("021", "REVEL", rules=(Rule(week=bureaux),)),
        Extension("022", "SOREZE", rules=(family, Rule(week=week(tue_sat=["09:00-12:30", "14:00-18:00"])))),
        Extension("023", "Saint FELIX", rules=(Rule(week=week(mon="14:00-18:00", wed_fri="09:30-12:30")),)),
        Extension(
            "024",
            "Les CAMMAZES",
            rules=(Rule(week=week(sat=["09:00-12:00", "13:30-19:00"], sun="10:00-23:59")),),
        ),
        Extension("02", "Standard"),
        Extension("0210", "REVEL", "Atelier"),
        Extension("2021", "Fax", "REVEL", phones=0),
        Extension("800", "FA", phones=0),
        Extension("801", "Accueil", "Nuit", phones=0),
    ]
    first_names = ("Anne", "Bruno", "Chloé", "David", "Élise", "Farid", "Gaëlle", "Hugo", "Inès", "Jean")
    last_names = ("Martin", "D'Hers", "Saint-Martin", "Durand")
    numbers = [f"{number:03d}" for number in (*range(3, 9), *range(100, 126))]
    for index, number in enumerate(numbers):
        first, last = first_names[index % 10], last_names[index % 4]
        mail, phone = f"poste{number}@oti.example", f"06{index:08d}"
        sites.append(Extension(number, first, last, mail, phone, phones=index % 3))
    office = week(mon_fri=["08:30-12:00", "13:30-17:30"])
    return tuple(dataclasses.replace(site, office_hours=office) for site in sites)
