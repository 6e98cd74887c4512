"""A recording as a plain Playwright script, for people who want no Pupitre.

It has no guard, no evidence and no reading back: it clicks. Every text of a console
stands in it as a quoted literal.
"""

from __future__ import annotations

from collections.abc import Iterator

from pupitre.browser.elements import Way
from pupitre.recording.blanks import pieces
from pupitre.recording.model import BETWEEN, Loop, Recording, Step, Verb

_HEAD = '''"""Exported by Pupitre. It clicks and proves nothing: no guard, no evidence, no reading back.

Sign in where the comment says so. The first argument may name the browser to use.
"""

import re
import sys

from playwright.sync_api import sync_playwright

'''


def write_script(recording: Recording) -> str:
    """Return the text of a Python script that does a recording's steps, its parameters at the top."""
    body = list(_body(recording))
    return _HEAD + "\n".join(body) + "\n"


def _body(recording: Recording) -> Iterator[str]:
    yield f"ADDRESS = {recording.address!r}"
    values = {name: list(p.items) if p.is_list else p.items[0] for name, p in recording.parameters.items()}
    yield f"VALUES = {values!r}"
    yield ""
    yield "with sync_playwright() as playwright:"
    yield "    path = sys.argv[1] if len(sys.argv) > 1 else None"
    yield "    browser = playwright.chromium.launch(executable_path=path, headless=path is not None, args=sys.argv[2:])"
    yield "    context = browser.new_context()"
    yield "    pages = [context.new_page()]"
    yield '    pages[0].goto(ADDRESS + "/")'
    yield "    # Sign in here, where the console asks for it."
    slots = [name for name, p in recording.parameters.items() if p.kind == "slot" and not p.is_list]
    for name in slots:
        yield f"    VALUES[{name + '.opens'!r}], VALUES[{name + '.closes'!r}] = VALUES[{name!r}].split('-')"
    for block in recording.steps:
        if isinstance(block, Step):
            yield from _step(block, "    ")
            continue
        yield from _loop(block, recording)
    yield "    browser.close()"


def _loop(block: Loop, recording: Recording) -> Iterator[str]:
    yield f"    for item in VALUES[{block.of!r}]:"
    yield f"        VALUES[{block.item!r}] = item"
    if recording.parameters[block.of].kind == "slot":
        yield f"        VALUES[{block.item + '.opens'!r}], VALUES[{block.item + '.closes'!r}] = item.split('-')"
    for step in block.steps:
        yield from _step(step, "        ")


def _step(step: Step, indent: str) -> Iterator[str]:
    page = f"pages[{step.tab - 1}]"
    said = "".join(letter if letter.isprintable() else " " for letter in step.says)
    yield f"{indent}# {said}"
    if step.dialog is not None:
        yield f'{indent}{page}.once("dialog", lambda dialog: dialog.{step.dialog.answer}())'
    call = _call(step, page)
    if step.opens_tab:
        yield f"{indent}with context.expect_page() as opened:"
        yield f"{indent}    {call}"
        yield f"{indent}pages.append(opened.value)"
    else:
        yield f"{indent}{call}"


def _call(step: Step, page: str) -> str:
    value = _text(step.value or "")
    if step.do is Verb.OPEN:
        return f"{page}.goto(ADDRESS + {value})"
    if step.do is Verb.CLOSE_TAB:
        return f"{page}.close()"
    if step.do is Verb.PRESS and not step.ways:
        return f"{page}.keyboard.press({value})"
    scope = page + "".join(f".frame_locator({selector!r})" for selector in step.frame)
    element = _locator(scope, step.ways[0])
    match step.do:
        case Verb.FILL:
            return f"{element}.fill({value})"
        case Verb.SELECT:
            return f"{element}.select_option(label=({value}).split({BETWEEN!r}))"
        case Verb.PRESS:
            return f"{element}.press({value})"
        case Verb.UPLOAD:
            return f"{element}.set_input_files(({value}).split({BETWEEN!r}))"
        case Verb.DOUBLE_CLICK:
            return f"{element}.dblclick()"
        case Verb.RIGHT_CLICK:
            return f'{element}.click(button="right")'
        case _:
            return f"{element}.{step.do}()"


def _locator(scope: str, way: Way) -> str:
    if way.within is not None:
        scope = _locator(scope, way.within)
    if way.css is not None:
        found = f"{scope}.locator({way.css!r})"
    elif way.role is not None:
        name = f", name={_text(way.name)}, exact=True" if way.name else ""
        found = f"{scope}.get_by_role({way.role!r}{name})"
    elif way.label is not None:
        found = f"{scope}.get_by_label({_text(way.label)}, exact=True)"
    elif way.placeholder is not None:
        found = f"{scope}.get_by_placeholder({_text(way.placeholder)}, exact=True)"
    elif way.testid is not None:
        found = f"{scope}.get_by_test_id({_text(way.testid)})"
    elif way.after is not None:
        following = "xpath=following::*[self::input or self::textarea or self::select or self::button][1]"
        found = f"{scope}.get_by_text({_text(way.after)}, exact=True).locator({following!r})"
    elif way.column is not None:
        # XPath has no way to escape a quote; a heading with one in it is left to whoever reads the script.
        heading = "ancestor::table[1]//th[normalize-space(.)='"
        before = f'"xpath=.//td[count(preceding-sibling::*) = count({heading}" + {_text(way.column)}'
        found = f'{scope}.locator({before} + "\']/preceding-sibling::*)]")'
    else:
        found = f"{scope}.get_by_text({_text(way.text or '')}, exact=True)"
    if way.has is not None:
        found += f".filter(has_text={_text(way.has)})"
    if way.exactly is not None:
        found += f".filter(has_text={_whole(way.exactly)})"
    page = scope.partition(".")[0]
    for cell in way.cells:
        found += f".filter(has={page}.locator('td').filter(has_text={_whole(cell)}))"
    return found


def _whole(text: str) -> str:
    return f're.compile(r"^\\s*" + re.escape({_text(text)}) + r"\\s*$")'


def _text(text: str) -> str:
    """Return an expression for a text: its literal parts quoted, its blanks looked up."""
    parts = [repr(piece) if isinstance(piece, str) else f"VALUES[{piece.key!r}]" for piece in pieces(text)]
    return " + ".join(parts) or '""'
