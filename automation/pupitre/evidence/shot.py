"""What a camera gives for a step: a picture, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Shot:
    """A picture as JPEG, with how many of each kind were blacked out in it; or none, and the reason.

    `missing` is one of "off", "not a change", "not a reading", "covered", "gone", "password",
    "silent", "moving" and "uncovered".
    """

    picture: bytes | None = None
    redacted: Mapping[str, int] = field(default_factory=dict)
    missing: str = ""

    @property
    def detail(self) -> dict[str, object]:
        """What the event says of it."""
        return {"no_picture": self.missing} if self.picture is None else {"redacted": dict(self.redacted)}
