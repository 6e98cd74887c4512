"""From a way of an element to the place on the page that it means.

Values that fill `{blanks}` come from files and consoles. They only ever become
the text that something must have as a whole: never a part of a CSS selector.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from playwright.sync_api import FrameLocator, Locator, Page

from pupitre.browser.elements import BLANK, Element, Way

Scope = Page | FrameLocator | Locator

_A_QUOTE = """, "'", """

# Inside the same document or shadow tree: what a person would reach next with the Tab key.
_NEXT_CONTROL = (
    "xpath=(following::* | descendant::*)[self::input[not(@type='hidden')] or self::textarea or self::select"
    " or self::button or self::a[@href] or @contenteditable or @role='button' or @role='textbox'"
    " or @role='combobox' or @role='checkbox' or @role='switch'][1]"
)

# What Python or JavaScript takes for a blank: each knows some that the other does not.
_BLANKS = r"[\s\x1c-\x1f\x85\ufeff]+"


def locate(scope: Scope, way: Way, element: Element, values: Mapping[str, str]) -> Locator:
    """Return a locator for what a way describes inside a page or a part of it; only what is visible counts."""
    return locate_by_words(scope, way, element.words, values)


def locate_by_words(scope: Scope, way: Way, words: Sequence[str], values: Mapping[str, str]) -> Locator:
    """Return a locator for what a way describes; `words` are what `says` stands for."""
    if way.within is not None:
        scope = locate_by_words(scope, way.within, words, values)
    locator = _kind(scope, way, words, values)
    if way.has is not None:
        locator = locator.filter(has_text=_contains(words if way.has == "says" else (filled(way.has, values),)))
    if way.exactly is not None:
        locator = locator.filter(has_text=_whole(filled(way.exactly, values)))
    page = scope if isinstance(scope, Page) else _page_of(scope)
    for cell in way.cells:
        locator = locator.filter(has=page.locator("css=td", has_text=_whole(filled(cell, values))))
    return locator.filter(visible=True)


def _page_of(scope: FrameLocator | Locator) -> Page:
    return scope.page if isinstance(scope, Locator) else scope.owner.page


def _kind(scope: Scope, way: Way, words: Sequence[str], values: Mapping[str, str]) -> Locator:
    if way.css is not None:
        return scope.locator(f"css={way.css}")
    if way.role is not None:
        return scope.get_by_role(way.role, name=_said(way.name, words, values))  # type: ignore[arg-type]
    if way.label is not None:
        return scope.get_by_label(_said(way.label, words, values) or "")
    if way.field is not None:
        # Whether or not the two are tied: a form that only looks like one has labels, too.
        labels = scope.locator("css=label").filter(has_text=_said(way.field, words, values), visible=True)
        return labels.locator("xpath=following::*[self::input or self::select or self::textarea][1]")
    if way.placeholder is not None:
        return scope.get_by_placeholder(_said(way.placeholder, words, values) or "")
    if way.column is not None:
        return scope.locator(_in_column(words if way.column == "says" else (filled(way.column, values),)))
    if way.testid is not None:
        return scope.get_by_test_id(filled(way.testid, values))
    if way.after is not None:
        return scope.get_by_text(_said(way.after, words, values) or "").locator(_NEXT_CONTROL)
    return scope.get_by_text(_said(way.text, words, values) or "")


def _in_column(headings: Sequence[str]) -> str:
    said = " or ".join(f"normalize-space(.)={xpath_text(' '.join(each.split()))}" for each in headings)
    heading = f"ancestor::table[1]//th[{said}]"
    return f"xpath=.//td[{heading}][count(preceding-sibling::*) = count({heading}[1]/preceding-sibling::*)]"


def xpath_text(text: str) -> str:
    """Return a text as XPath means it; it knows no way to escape a quote."""
    if "'" not in text:
        return f"'{text}'"
    parts = [f"'{part}'" for part in text.split("'")]
    return f"concat({_A_QUOTE.join(parts)})"


def union(locators: Sequence[Locator]) -> Locator:
    """Return a locator for whatever any of several matches."""
    return functools.reduce(lambda one, other: one.or_(other), locators)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its blanks filled, once: a value that looks like a blank stays as it is."""
    return BLANK.sub(lambda blank: values.get(blank[1], blank[0]), text)


def _said(text: str | None, words: Sequence[str], values: Mapping[str, str]) -> re.Pattern[str] | None:
    if text is None:
        return None
    return _labelled(words if text == "says" else (filled(text, values),))


def _labelled(words: Sequence[str]) -> re.Pattern[str]:
    """Match any of the words as a whole, whatever their blanks and an icon before them."""
    return re.compile(rf"^[^\w*]*(?:{'|'.join(map(_spaced, words))})\s*$", re.IGNORECASE)


def _whole(text: str) -> re.Pattern[str]:
    """Match the text of a cell as a whole, whatever its blanks and its case."""
    return re.compile(rf"^(?:{_BLANKS})?{_spaced(text)}(?:{_BLANKS})?$", re.IGNORECASE)


def _contains(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(_spaced, words)), re.IGNORECASE)


def _spaced(text: str) -> str:
    # A slash would end the pattern where the browser reads it: Python leaves it alone.
    return _BLANKS.join(re.escape(part).replace("/", r"\/") for part in re.split(_BLANKS, text) if part)
