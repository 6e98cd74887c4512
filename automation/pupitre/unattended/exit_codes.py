"""Which exit code several estates have together."""

from __future__ import annotations

from collections.abc import Iterable

#: The worst first: interrupted, a bug, a person is needed, not verified, refused, failed, busy, changed elsewhere.
WORST_FIRST = (130, 70, 4, 5, 3, 1, 6, 2, 0)


def worst(codes: Iterable[int]) -> int:
    """Return the worst of some exit codes; 0 for none, and a code that is not known is a bug."""
    found = set(codes)
    if found - set(WORST_FIRST):
        return 70
    return next((code for code in WORST_FIRST if code in found), 0)
