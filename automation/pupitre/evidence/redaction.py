"""What was blacked out in the pictures of a run, and why steps have none, for the auditor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from pupitre.evidence.words import Words


def blacked_out(events: Iterable[Mapping[str, object]], say: Words) -> str:
    """Return `6 telephone numbers, 7 e-mail addresses`; nothing when no event has a picture of a camera."""
    sums: Counter[str] = Counter()
    for event in events:
        detail = event.get("detail")
        redacted = detail.get("redacted") if isinstance(detail, Mapping) else None
        if isinstance(redacted, Mapping):
            sums.update({str(kind): number for kind, number in redacted.items() if isinstance(number, int)})
    parts = [
        say.counted("{n} telephone number", "{n} telephone numbers", sums["phone"]),
        say.counted("{n} e-mail address", "{n} e-mail addresses", sums["email"]),
        say.counted("{n} password field", "{n} password fields", sums["password"]),
    ]
    if sums["frame"]:
        parts.append(say.counted("{n} part of another origin", "{n} parts of another origin", sums["frame"]))
    return ", ".join(parts) if sums else ""


_UNWISHED = ("off", "not a change", "not a reading")


def is_wished(detail: object) -> bool:
    """Return whether a step was to have a picture, for all that its event knows."""
    return not (isinstance(detail, Mapping) and detail.get("no_picture") in _UNWISHED)


def why_missing(detail: object, say: Words) -> str:
    """Return why a step has no picture, in the reader's language; nothing when nobody knows."""
    missing = detail.get("no_picture") if isinstance(detail, Mapping) else None
    key = f"no_picture.{missing}"
    return say(key) if key in say else ""
