"""What the mock company has: people, ring groups and other extensions, and the phone numbers that point at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

NOWHERE = ""
SIMULTANEOUS, SEQUENTIAL = "simultaneous", "sequential"
MODES = (SIMULTANEOUS, SEQUENTIAL)
VOICEMAIL, EXTENSION = "voicemail", "extension"
FALLBACKS = (VOICEMAIL, EXTENSION)
SECONDS_A_RING = 6
DURATIONS = tuple(range(SECONDS_A_RING, 61, SECONDS_A_RING))

Kind = Literal["receptionist", "user", "group", "conference"]


@dataclass(frozen=True)
class NoAnswer:
    """Where a call goes that nobody took: `target` is an extension number, NOWHERE once that is deleted."""

    kind: str = VOICEMAIL
    target: str = NOWHERE

    def __post_init__(self) -> None:
        if self.kind not in FALLBACKS:
            raise ValueError(f"{self.kind!r} is neither {' nor '.join(FALLBACKS)}")

    def __str__(self) -> str:
        return f"{self.kind} {self.target or 'nowhere'}"


@dataclass(frozen=True)
class Extension:
    """Somebody or something with an extension number; a user without a name shows as a phone number."""

    number: str
    name: str = ""
    kind: Kind = "user"
    devices: tuple[str, ...] = ()
    key: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Group:
    """A ring group; members are the numbers of users, in the order in which they are kept."""

    number: str
    name: str
    members: tuple[str, ...]
    ring: str = SIMULTANEOUS
    seconds: int = 30
    no_answer: NoAnswer = NoAnswer()
    key: int = field(default=0, compare=False)
    kind: ClassVar[Kind] = "group"

    def __post_init__(self) -> None:
        if self.ring not in MODES:
            raise ValueError(f"{self.ring!r} is neither {' nor '.join(MODES)}")
        if self.seconds not in DURATIONS:
            raise ValueError(f"{self.seconds} is none of {DURATIONS}")


@dataclass(frozen=True)
class Company:
    """What a mock company has on its first day."""

    extensions: tuple[Extension, ...]
    groups: tuple[Group, ...]
    numbers: Mapping[str, str]
    administrator: str = "Camille Roux"


def procedure_company(digits: int = 3, language: str = "fr") -> Company:
    """Return the company of the procedure's example, among traps.

    Two people have the same name, one has none and shows as a number, one extension
    has two numbers. Comptabilité rings only one of its two, Assistance is not there
    yet, Ancien is to go, and nobody declares Direction. With four digits, 301 is 3001.
    """
    french = language == "fr"

    def number(short: str) -> str:
        return short if digits == 3 else f"{short[0]}0{short[1:]}"

    people = (
        ("101", "Anne Martin", ("desk", "mobile")),
        ("102", "Bruno Durand", ("desk",)),
        ("103", "Chloé Petit", ("mobile", "base", "handset")),
        ("104", "David Lefèvre", ("forward", "handset", "fax")),
        ("105", "Élise D’Hers-Saint-Martin", ("desk", "fax")),
        ("106", "", ("mobile",)),
        ("107", "Élise D’Hers-Saint-Martin", ()),
    )
    receptionist = number("100")
    to_receptionist = NoAnswer(VOICEMAIL, receptionist)
    return Company(
        extensions=(
            Extension(receptionist, "Réceptionniste virtuelle" if french else "Virtual Receptionist", "receptionist"),
            *(Extension(number(short), name, "user", devices) for short, name, devices in people),
            Extension(number("199"), "Conférence" if french else "Conference", "conference"),
        ),
        groups=(
            Group(number("301"), "Comptabilité", (number("101"),), no_answer=to_receptionist),
            Group(number("309"), "Ancien", (number("102"), number("104")), SEQUENTIAL, 24, to_receptionist),
            Group(
                number("310"),
                "Direction",
                (number("103"), number("105")),
                no_answer=NoAnswer(EXTENSION, number("104")),
            ),
        ),
        numbers={
            "+33561000000": receptionist,
            "+33561000001": receptionist,
            "+33561000002": number("310"),
            **{f"+335610001{short[1:]}": number(short) for short, _, _ in people},
            "+33561000112": number("102"),
            "+33561000199": number("199"),
        },
    )
