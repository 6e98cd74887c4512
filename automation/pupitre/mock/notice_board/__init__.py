"""A small console for which no driver exists: server-rendered, with a frame and a component of its own.

What is recorded on it is what can be recorded anywhere: a form in an iframe, a field
in a shadow root, a text that is edited in place, a list of choices, a box to check.
"""

from __future__ import annotations

from pupitre.errors import Explained
from pupitre.mock.notice_board.console import CHANGES, Change, MockNoticeBoard, Panel

__all__ = ["CHANGES", "Change", "MockNoticeBoard", "Panel", "open_mock"]


def open_mock(variant: str = "", *, port: int = 0, faults: str = "") -> MockNoticeBoard:
    """Return a mock, built as usual or with one change; raise Explained for unknown words."""
    if variant and variant not in CHANGES:
        raise Explained(
            f"The mock console has no variant {variant!r}.", remedy=f"It has: {', '.join(sorted(CHANGES))}."
        )
    mock = MockNoticeBoard(Change(variant) if variant else None, port=port)
    mock.faults.parse(faults)
    return mock
