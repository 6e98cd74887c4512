"""The texts on a screen that resemble what was sought."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from playwright.sync_api import Error, Page

# A field is told by its placeholder, never by what was typed into it; a password's by nothing at all.
_TEXTS = """
() => [...document.querySelectorAll('a,button,label,h1,h2,h3,h4,th,option,[role=button],.panel-heading,input')]
  .slice(0, 2000)
  .filter(e => e.getClientRects().length > 0 && !e.isContentEditable)
  .map(e => e.tagName === 'INPUT' ? (e.type === 'password' ? '' : e.placeholder) : e.innerText)
  .map(text => (text || '').trim().replace(/\\s+/g, ' '))
  .filter(text => text && text.length < 60).slice(0, 400)
"""


def nearest_texts(page: Page, words: Sequence[str], most: int = 4) -> list[str]:
    """Return up to `most` texts of the screen, the most alike first; empty when the page is gone.

    What is typed in a field is never among them.
    """
    try:
        texts: list[str] = list(dict.fromkeys(page.evaluate(_TEXTS)))
    except Error:
        return []
    shown = {text.casefold(): text for text in reversed(texts)}
    near: list[str] = []
    for word in filter(None, words):
        near += difflib.get_close_matches(word.casefold(), shown, n=most, cutoff=0.5)
    return [shown[text] for text in dict.fromkeys(near)][:most] or texts[:most]
