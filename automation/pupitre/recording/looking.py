"""What a screen shows now, in the form in which a recording keeps it."""

from __future__ import annotations

from playwright.sync_api import Locator

from pupitre.recording.seen import Node, tree

_PATIENCE = 1_000


def look_at(body: Locator) -> Node:
    """Return the tree of a page's or a frame's body, as the recorder sees it."""
    return tree(body.aria_snapshot(mode="ai", timeout=_PATIENCE))
