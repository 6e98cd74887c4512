"""The chain of events: one canonical JSON object a line, each sealed with the one before.

`hash` is the SHA-256 of the hexadecimal `prev` followed by the canonical JSON of
the event without `prev` and `hash`. Canonical means sorted keys, no spaces,
UTF-8; a line on disk must equal its own canonical form, so that two texts never
share a hash.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from typing import Literal, get_args

Phase = Literal["seen", "intent", "done", "refused", "unknown"]
PHASES: frozenset[str] = frozenset(get_args(Phase))

GENESIS = "0" * 64
START = "run.start"
END = "run.end"

FIELDS = frozenset(
    [
        "prev",
        "hash",
        "seq",
        "ts",
        "mono",
        "run",
        "step",
        "phase",
        "origin",
        "site",
        "says",
        "detail",
        "picture",
        "sha256",
    ]
)

#: Bytes of the longest line that is written, and of the longest that is read back.
LONGEST_WRITTEN = 256 * 1024
LONGEST_READ = 1024 * 1024

_LONGEST_TEXT = 20_000


def canonical(document: object) -> bytes:
    """Return the only accepted spelling of a document; raise ValueError if it has none."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def sha256(data: bytes) -> str:
    """Return the SHA-256 in hexadecimal, as `sha256sum` prints it."""
    return hashlib.sha256(data).hexdigest()


def seal(prev: str, body: Mapping[str, object]) -> tuple[bytes, str]:
    """Return the line (without its newline) and the hash of an event that follows `prev`."""
    bare = canonical(body)
    own = sha256(prev.encode("ascii") + bare)
    return canonical({**body, "prev": prev, "hash": own}), own


def hash_of(event: Mapping[str, object]) -> str:
    """Return the hash that an event read back should carry."""
    bare = {key: value for key, value in event.items() if key not in ("prev", "hash")}
    return sha256(str(event["prev"]).encode("utf-8") + canonical(bare))


def plain(value: object, *, longest_text: int | None = _LONGEST_TEXT) -> object:
    """Return a value as JSON can hold it; raise TypeError for what it can't.

    Text of a console may hold half a surrogate pair, which UTF-8 can't: it is
    spelt out. A longer text than `longest_text` characters is cut, with its
    length and hash in place of the rest.
    """
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        text = value.encode("utf-8", "backslashreplace").decode("utf-8")
        return text if longest_text is None or len(text) <= longest_text else _cut(text)
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, Mapping):
        return {
            str(plain(str(key), longest_text=longest_text)): plain(each, longest_text=longest_text)
            for key, each in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [plain(each, longest_text=longest_text) for each in value]
    raise TypeError(f"{type(value).__name__} can't be written into an event")


def _cut(text: str) -> str:
    return f"{text[:1000]}… ({len(text)} characters, sha256 {sha256(text.encode('utf-8'))})"


def within_bounds(body: Mapping[str, object]) -> Mapping[str, object]:
    """Return the event, its detail replaced by length and hash when the line would be too long."""
    size = len(canonical(body))
    if size <= LONGEST_WRITTEN:
        return body
    detail = canonical(body["detail"])
    return {**body, "detail": {"cut": len(detail), "sha256": sha256(detail)}}


def slug(text: str, longest: int = 40) -> str:
    """Return a file name made of `a-z`, `0-9` and `-` only, never empty."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:longest].strip("-") or "x"


def short_head(head: str) -> str:
    """Return a head as people copy it: enough of it that nobody makes another chain that ends alike."""
    return f"{head[:12]}…{head[-4:]}"


def is_head(noted: str, head: str) -> bool:
    """Return whether a head that was noted, whole or as `short_head` gives it, is this one."""
    first, gap, last = noted.strip().lower().replace("...", "…").partition("…")
    return first + last == head if not gap else f"{first}…{last}" == short_head(head)
