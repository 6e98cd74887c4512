"""What is not known of the real console, or differs between accounts, as named choices."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import ClassVar

from pupitre.errors import Explained

CHOICES: dict[str, tuple[str, ...]] = {
    "manager": ("classic", "newer"),
    "adding": ("menu", "buttons"),
    "confirmation": ("page", "native"),
    "digits": ("3", "4"),
    "lockout": ("3", "5"),
    "language": ("fr", "en"),
    "errors": ("alert", "toast", "field"),
    "wording": ("procedure", "help"),
    "labels": ("tied", "loose"),
    "countries": ("several", "one"),
}


@dataclass(frozen=True)
class Variant:
    """One way in which the console may be built.

    `manager` is the classic one (gear, bin, a dialog) or the one after 2018 (the row
    opens, two lists with arrows), `adding` how the classic one adds a group,
    `confirmation` who asks before a deletion, `digits` how long an extension number is,
    `lockout` how many wrong passwords lock the account, `errors` where a refusal is
    shown, `wording` whether the French labels are those of the procedure or of the
    other help pages, `labels` whether a label is tied to its field, `countries`
    whether a flag stands left of the number at sign-in.
    """

    manager: str = "classic"
    adding: str = "menu"
    confirmation: str = "page"
    digits: str = "3"
    lockout: str = "3"
    language: str = "fr"
    errors: str = "alert"
    wording: str = "procedure"
    labels: str = "tied"
    countries: str = "several"

    named: ClassVar[dict[str, Variant]]

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise ValueError(f"{name} is {getattr(self, name)!r}; it can be {', '.join(choices)}")

    def __str__(self) -> str:
        """Return what `parse` reads: the choices that are not the usual ones."""
        fields = dataclasses.fields(self)
        return ",".join(
            f"{field.name}={getattr(self, field.name)}"
            for field in fields
            if getattr(self, field.name) != field.default
        )

    @property
    def keeps_order(self) -> bool:
        """Whether members are kept in the order in which they were given."""
        return self.manager == "newer"

    def to_json(self) -> dict[str, str]:
        """Return the choices by their names."""
        return dataclasses.asdict(self)

    @classmethod
    def parse(cls, text: str) -> Variant:
        """Return the variant for `manager=newer,digits=4`, or for a name of `named`."""
        if text.strip() in cls.named:
            return cls.named[text.strip()]
        chosen: dict[str, str] = {}
        for word in filter(None, (part.strip() for part in text.split(","))):
            name, _, value = (part.strip() for part in word.partition("="))
            choices = CHOICES.get(name)
            if choices is None or value.lower() not in choices:
                raise Explained(
                    f"The mock console has no variant {word!r}.",
                    remedy=f"{name} can be {', '.join(choices)}." if choices else _known_names(cls.named),
                )
            chosen[name] = value.lower()
        return cls(**chosen)


def _known_names(named: dict[str, Variant]) -> str:
    return f"Name one of {', '.join(named)}, or choose with {', '.join(f'{name}=...' for name in CHOICES)}."


Variant.named = {
    "plain": Variant(),
    "buttons": Variant(
        adding="buttons",
        confirmation="native",
        digits="4",
        lockout="5",
        language="en",
        errors="toast",
        labels="loose",
        countries="one",
    ),
    "english": Variant(language="en", errors="field"),
    "help": Variant(adding="buttons", confirmation="native", errors="field", wording="help", labels="loose"),
    "newer": Variant(manager="newer", errors="toast"),
    "newer-english": Variant(
        manager="newer", confirmation="native", digits="4", lockout="5", language="en", errors="field", labels="loose"
    ),
}
