"""The texts on a screen that resemble what was sought."""

from __future__ import annotations

import difflib

from playwright.sync_api import Error, Page

_TEXTS = """
() => [...document.querySelectorAll('a,button,label,h1,h2,h3,h4,th,option,[role=button],.panel-heading,input')]
  .filter(e => e.offsetParent !== null)
  .map(e => (e.type === 'password' ? '' : e.placeholder || e.innerText || '').trim().replace(/\\s+/g, ' '))
  .filter(t => t && t.length < 60).slice(0, 400)
"""


def nearest_texts(page: Page, words: tuple[str, ...], most: int = 4) -> list[str]:
    """Return up to `most` texts of the screen, the most alike first; empty when the page is gone.

    What is typed in a field is never among them.
    """
    try:
        texts: list[str] = list(dict.fromkeys(page.evaluate(_TEXTS)))
    except Error:
        return []
    near: list[str] = []
    for word in words:
        near += difflib.get_close_matches(word, texts, n=most, cutoff=0.5)
    return list(dict.fromkeys(near))[:most] or texts[:most]
