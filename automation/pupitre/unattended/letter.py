"""A message on its way to one address, as the outbox keeps it: with where the address is, never the address."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pupitre.estate.secret import SecretReference
from pupitre.unattended.message import Message
from pupitre.unattended.night import KINDS, Kind


@dataclass(frozen=True)
class Letter:
    """One message to one address; `created` is in seconds since 1970.

    A night tells an address of a kind once: console, kind, run and address make the name.
    """

    origin: str
    kind: Kind
    run_id: str
    created: float
    place: str
    folder: str
    user: str
    subject: str
    text: str
    html: str
    attachment: str = ""
    language: str = "en"
    tries: int = 0

    @classmethod
    def to(
        cls,
        reference: SecretReference,
        message: Message,
        *,
        origin: str,
        kind: Kind,
        run_id: str,
        created: float,
        language: str,
    ) -> Letter:
        """Return the letter of a message."""
        return cls(
            origin=origin,
            kind=kind,
            run_id=run_id,
            created=created,
            place=str(reference),
            folder=str(reference.folder.absolute()),
            user=reference.user,
            subject=message.subject,
            text=message.text,
            html=message.html,
            attachment=str(message.attachment.absolute()) if message.attachment is not None else "",
            language=language,
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> Letter:
        """Return a letter as it was kept; raise ValueError for anything else."""
        document = json.loads(content)
        if not isinstance(document, dict):
            raise ValueError("this is no letter")
        try:
            letter = cls(**document)
        except TypeError as error:
            raise ValueError("this is no letter") from error
        texts = (letter.origin, letter.run_id, letter.place, letter.folder, letter.user, letter.subject, letter.text)
        if not all(isinstance(text, str) for text in (*texts, letter.html, letter.attachment, letter.language)):
            raise ValueError("this is no letter")
        if letter.kind not in KINDS or not isinstance(letter.created, int | float) or type(letter.tries) is not int:
            raise ValueError("this is no letter")
        return letter

    def to_bytes(self) -> bytes:
        """Return the letter as it is kept."""
        return json.dumps(asdict(self), ensure_ascii=True).encode("ascii")

    @property
    def name(self) -> str:
        """What tells this letter from all others, as a file name of ours."""
        parts = (self.origin, self.kind, self.run_id, self.place, self.folder, self.user)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]

    @property
    def reference(self) -> SecretReference:
        """Where the address is; raise SecretError when that can no longer be understood."""
        return SecretReference.parse(self.place, folder=Path(self.folder), user=self.user, means="address")

    @property
    def order(self) -> tuple[int, float]:
        """The most urgent first, then the oldest."""
        return (KINDS.index(self.kind), self.created)
