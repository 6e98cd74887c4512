"""How a document beside the events is spelt: for people to read and for hashes to match."""

from __future__ import annotations

import json


def pretty(document: object) -> bytes:
    """Return JSON with sorted keys, two spaces and a last newline, in UTF-8."""
    text = json.dumps(document, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()
