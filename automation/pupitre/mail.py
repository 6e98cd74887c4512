"""A mail as a person hands it over, unpacked to texts that a console's reader can search.

It may be a saved `.eml` or pasted text, plain or HTML, forwarded and quoted, in
any encoding that mail programs use. Nothing here knows what a mail says, and no
message quotes it: it holds a password.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from pupitre.errors import EstateError
from pupitre.mail_html import flattened

LARGEST_MAIL = 20_000_000
LARGEST_BODY = 1_000_000

# A header block that was copied from a mail program's window has no such line.
_HEADERS = re.compile(rb"(?im)^(mime-version|content-type|content-transfer-encoding|received|message-id)[ \t]*:")
_HTML = re.compile(r"(?i)<(html|body|table|div|p|br|li|span)\b[^>]*>")
_QUOTING = re.compile(r"(?m)^[ \t]*(?:[>|][ \t]?)+")
_RAW = re.compile(r"(?m)=(?:C3=[89AB][0-9A-F]|E[0-9A-F](?=\w)|3D|20$|$)")
_BINARY = ((b"\xd0\xcf\x11\xe0", "Outlook's own format (.msg)"), (b"%PDF", "a PDF"), (b"PK\x03\x04", "an archive"))


class MailNotUnderstood(EstateError):
    """A mail in which what is needed is missing, doubtful or there twice; it is never quoted."""

    reason = "mail_not_understood"

    def __init__(self, what: str, *, left_behind: str = "Nothing was written.", remedy: str = "") -> None:
        super().__init__(what, left_behind=left_behind, remedy=remedy)


@dataclass(frozen=True)
class Body:
    """One text of a mail.

    `edges` are the offsets where a cell or an emphasis begins or ends, `links` the
    addresses behind what can be clicked, each with the offset where that begins.
    """

    text: str
    edges: frozenset[int] = frozenset()
    links: tuple[tuple[int, str], ...] = ()

    def __repr__(self) -> str:
        return "Body(hidden)"


@dataclass(frozen=True)
class Mail:
    """Every readable text of a mail, forwarded ones and alternatives included."""

    bodies: tuple[Body, ...]


def unpack(content: bytes) -> Mail:
    """Return the texts of a mail; raise MailNotUnderstood when there is none to read."""
    reason = _unreadable(content)
    if reason:
        raise MailNotUnderstood(reason, remedy="Save the mail as .eml, or paste its text.")
    head = re.split(rb"\r?\n\r?\n", content.lstrip(), maxsplit=1)[0]
    bodies = _parts(content.lstrip()) if _HEADERS.search(head) else (_pasted(content),)
    kept = tuple(body for body in bodies if body is not None and body.text.strip())
    if not kept:
        raise MailNotUnderstood(
            "There is no text in this mail.", remedy="Open it, copy all of its text and paste that."
        )
    return Mail(kept)


def _unreadable(content: bytes) -> str:
    if not content.strip():
        return "There is no mail: what was given is empty."
    if len(content) > LARGEST_MAIL:
        return f"The mail is larger than {LARGEST_MAIL // 1_000_000} MB."
    for beginning, what in _BINARY:
        if content.startswith(beginning):
            return f"This is {what}, which is not read."
    return ""


def _pasted(content: bytes) -> Body:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return _body(content.decode(encoding, "replace"), html=None)
    text = _decoded(content, "utf-8-sig")
    if "\0" in text:
        raise MailNotUnderstood("This is not a mail.", remedy="Save the mail as .eml, or paste its text.")
    if len(_RAW.findall(text)) > 1:
        raise MailNotUnderstood(
            "This is a part of a mail's source, in which characters are written as codes.",
            remedy="Save the whole mail as .eml, with its first lines, or paste what the mail program shows.",
        )
    return _body(text, html=None)


def _parts(content: bytes) -> tuple[Body | None, ...]:
    return tuple(_part(part) for part in message_from_bytes(content).walk())


def _part(part: Message) -> Body | None:
    if part.get_content_maintype() != "text" or part.get_content_subtype() not in ("plain", "html"):
        return None
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return None
    return _body(_decoded(payload, _charset(part)), html=part.get_content_subtype() == "html")


def _charset(part: Message) -> str:
    named = part.get_content_charset("utf-8")
    # Mail programs say latin-1 or ASCII and mean what Windows makes of them.
    if named in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"):
        return "utf-8" if "ascii" in named else "cp1252"
    try:
        return codecs.lookup(named).name
    except LookupError:
        return "utf-8"


def _decoded(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset)
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _body(text: str, *, html: bool | None) -> Body:
    text = text[:LARGEST_BODY].replace("\r\n", "\n").replace("\r", "\n")
    if html or (html is None and _HTML.search(text)):
        flat = flattened(text)
        return Body(flat.text, flat.edges, flat.links)
    return Body(_QUOTING.sub("", text))
