"""What is not known of the real console, as named choices."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import ClassVar

from pupitre.errors import Explained

CHOICES: dict[str, tuple[str, ...]] = {
    "slot_menu": ("dropdown", "popover", "modal"),
    "time_entry": ("text", "timepicker", "select"),
    "overlap": ("disabled", "inline", "toast", "modal"),
    "clock": ("24", "12"),
    "modal_class": ("in", "show"),
    "touching": ("true", "false"),
    "spelling": ("plain", "ocr"),
    "language": ("fr", "en", "de"),
}


@dataclass(frozen=True)
class Variant:
    """One way in which the console may be built.

    `slot_menu` is what a click on a slot opens, `time_entry` how "Configurer" asks
    for times, `overlap` how a slot is refused, `clock` 24 or 12 hours,
    `modal_class` the class of an open dialog, `touching` whether 08:00-12:00 and
    12:00-14:00 may stand together, `spelling` that of the console or of the
    procedure's scan ("Judi"), `language` the one before anybody chooses.
    """

    slot_menu: str = "dropdown"
    time_entry: str = "text"
    overlap: str = "disabled"
    clock: str = "24"
    modal_class: str = "in"
    touching: bool = True
    spelling: str = "plain"
    language: str = "fr"

    named: ClassVar[dict[str, Variant]]

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            value = getattr(self, name)
            written = str(value).lower() if name == "touching" else value
            if written not in choices:
                raise ValueError(f"{name} is {value!r}; it can be {', '.join(choices)}")

    def __str__(self) -> str:
        """Return what `parse` reads: the choices that are not the usual ones."""
        chosen = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        usual = {field.name: field.default for field in dataclasses.fields(self)}
        words = [f"{name}={str(value).lower()}" for name, value in chosen.items() if value != usual[name]]
        return ",".join(words)

    def to_json(self) -> dict[str, object]:
        """Return the choices by their names."""
        return dataclasses.asdict(self)

    @classmethod
    def parse(cls, text: str) -> Variant:
        """Return the variant for `slot_menu=popover,clock=12`, or for a name of `named`."""
        if text.strip() in cls.named:
            return cls.named[text.strip()]
        chosen: dict[str, object] = {}
        for word in filter(None, (part.strip() for part in text.split(","))):
            name, _, value = (part.strip() for part in word.partition("="))
            choices = CHOICES.get(name)
            if choices is None or value.lower() not in choices:
                raise Explained(
                    f"The mock console has no variant {word!r}.",
                    remedy=f"{name} can be {', '.join(choices)}." if choices else _known_names(cls.named),
                )
            chosen[name] = value.lower() == "true" if name == "touching" else value.lower()
        return cls(**chosen)  # type: ignore[arg-type]


def _known_names(named: dict[str, Variant]) -> str:
    return f"Name one of {', '.join(named)}, or choose with {', '.join(f'{name}=...' for name in CHOICES)}."


Variant.named = {
    "plain": Variant(),
    "popover": Variant(slot_menu="popover", time_entry="timepicker", overlap="inline"),
    "modal": Variant(slot_menu="modal", time_entry="select", overlap="toast", modal_class="show"),
    "twelve": Variant(time_entry="timepicker", overlap="modal", clock="12", language="en"),
    "scan": Variant(spelling="ocr", touching=False, overlap="inline"),
    "german": Variant(slot_menu="popover", time_entry="select", language="de"),
    "twelve-text": Variant(slot_menu="modal", clock="12", overlap="toast", language="en"),
}
