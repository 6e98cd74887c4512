"""Recordings of Chrome DevTools Recorder, read and written.

Source: the schema of `@puppeteer/replay` 3; what is written here is what its own
`parse` accepts. A selector there is a CSS selector, or begins with `aria/`,
`text/`, `xpath/` or `pierce/`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from pupitre.browser.elements import Way
from pupitre.browser.ways import xpath_text
from pupitre.recording.binding import Bound
from pupitre.recording.blanks import literal
from pupitre.recording.checking import PASSWORD_WORDS, is_password
from pupitre.recording.importing import Imported, NotExported, NotImported, made_now
from pupitre.recording.model import NO_DRIVER, Recording, Step, Verb
from pupitre.recording.scribe import path_of
from pupitre.recording.words import words

_VERBS = {
    "click": Verb.CLICK,
    "doubleClick": Verb.DOUBLE_CLICK,
    "hover": Verb.HOVER,
    "change": Verb.FILL,
    "keyDown": Verb.PRESS,
    "navigate": Verb.OPEN,
    "close": Verb.CLOSE_TAB,
}
_SILENT = {"setViewport", "keyUp", "scroll", "emulateNetworkConditions"}
_ARIA = re.compile(r'aria/(.*?)(?:\[role="([a-z]+)"\])?$', re.DOTALL)
_MOST_STEPS = 2_000


def read_devtools(text: str, file: str, language: str) -> Imported:
    """Return the recording of a file of Chrome DevTools Recorder; raise NotImported."""
    try:
        written = json.loads(text)
    except ValueError:
        raise NotImported(f"{file} is no JSON.") from None
    steps = written.get("steps") if isinstance(written, dict) else None
    if not isinstance(steps, list) or len(steps) > _MOST_STEPS:
        raise NotImported(f"{file} is no recording of Chrome DevTools: it has no list of steps.")
    reader = _Reader(language)
    for number, step in enumerate(steps, 1):
        reader.read(step if isinstance(step, dict) else {}, number)
    if not reader.origin or not reader.steps:
        raise NotImported(f"{file} has no step that can be replayed, or never opens an address.")
    title = written.get("title")
    recording = Recording(
        name=literal(title[:200]) if isinstance(title, str) and title else None,
        console=NO_DRIVER,
        address=reader.origin,
        made=made_now(language),
        steps=tuple(reader.steps),
    )
    return Imported(recording, tuple(reader.warnings))


class _Reader:
    def __init__(self, language: str) -> None:
        self.language = language
        self.origin = ""
        self.steps: list[Step] = []
        self.warnings: list[str] = []
        self._tabs: list[str] = ["main"]

    def read(self, written: Mapping[str, Any], number: int) -> None:
        kind = written.get("type")
        verb = _VERBS.get(str(kind))
        if verb is None:
            if kind not in _SILENT:
                self.warnings.append(f"Step {number} was left out: {str(kind)[:40]!r} is not known here.")
            return
        ways = tuple(dict.fromkeys(_ways(written.get("selectors"))))
        name = _name(ways)
        value = _value(verb, written)
        if verb is Verb.FILL and _is_secret(written, ways):
            said = words(verb, name, "•••", self.language)
            self.warnings.append(f"Step {number} ({said}) was left out: a password is no part of a recording.")
            return
        if verb is Verb.OPEN and not self._is_own(str(written.get("url", "")), number):
            return
        if not ways and verb not in (Verb.OPEN, Verb.PRESS, Verb.CLOSE_TAB):
            self.warnings.append(f"Step {number} was left out: none of its selectors is known here.")
            return
        if verb is Verb.FILL and any(way.css and re.search(r"\bselect\b", way.css) for way in ways):
            verb = Verb.SELECT
        if verb is Verb.CLICK and written.get("button") == "secondary":
            verb = Verb.RIGHT_CLICK
        step = Step(
            says=words(verb, name, value, self.language),
            do=verb,
            ways=() if verb in (Verb.OPEN, Verb.CLOSE_TAB) else ways,
            value=None if value is None else literal(value),
            frame=tuple(f"iframe >> nth={each}" for each in _numbers(written.get("frame"))),
            tab=self._tab(str(written.get("target") or "main")),
        )
        self.steps.append(step)

    def _is_own(self, url: str, number: int) -> bool:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if not parts.scheme.startswith("http"):
            return False
        self.origin = self.origin or origin
        if origin != self.origin:
            self.warnings.append(f"Step {number} was left out: it leads away from {self.origin}.")
        return origin == self.origin

    def _tab(self, target: str) -> int:
        if target not in self._tabs:
            self._tabs.append(target)
        return min(self._tabs.index(target) + 1, 20)


def write_devtools(bound: Bound) -> str:
    """Return a recording, its blanks filled, as a file of Chrome DevTools Recorder; raise NotExported."""
    recording = bound.recording
    steps: list[dict[str, Any]] = [
        {"type": "setViewport", "width": 1280, "height": 900, "deviceScaleFactor": 1, "isMobile": False,
         "hasTouch": False, "isLandscape": False},
    ]  # fmt: skip
    if bound.steps and bound.steps[0].step.do is not Verb.OPEN:
        steps.append({"type": "navigate", "url": f"{recording.address}/"})
    for numbered in bound.steps:
        if numbered.step.ways and not _selectors(numbered.step.ways):
            raise NotExported(f"Step {numbered.number} ({numbered.step.says}) is found in no way that DevTools knows.")
        steps += _written(numbered.step, recording.address)
    title = recording.name or f"{recording.console} {recording.address}"
    return json.dumps({"title": title, "steps": steps}, ensure_ascii=False, indent=2) + "\n"


def _written(step: Step, address: str) -> Iterator[dict[str, Any]]:
    common: dict[str, Any] = {"target": "main"}
    if step.frame:
        common["frame"] = [_index(selector) for selector in step.frame]
    on_element = {**common, "selectors": _selectors(step.ways)}
    at = {"offsetX": 1, "offsetY": 1}
    match step.do:
        case Verb.OPEN:
            yield {"type": "navigate", "url": f"{address}{step.value}"}
        case Verb.CLICK | Verb.CHECK | Verb.UNCHECK:
            yield {"type": "click", **on_element, **at}
        case Verb.RIGHT_CLICK:
            yield {"type": "click", "button": "secondary", **on_element, **at}
        case Verb.DOUBLE_CLICK:
            yield {"type": "doubleClick", **on_element, **at}
        case Verb.HOVER:
            yield {"type": "hover", **on_element}
        case Verb.FILL | Verb.SELECT:
            yield {"type": "change", "value": step.value or "", **on_element}
        case Verb.PRESS:
            keys = (step.value or "").replace("Space", " ").split("+")
            yield from ({"type": "keyDown", "target": "main", "key": key} for key in keys)
            yield from ({"type": "keyUp", "target": "main", "key": key} for key in reversed(keys))
        case Verb.UPLOAD:
            yield {"type": "customStep", "name": "upload", "parameters": {"file": step.value or ""}}
        case Verb.CLOSE_TAB:
            yield {"type": "close", "target": "main"}


def _selectors(ways: tuple[Way, ...]) -> list[list[str]]:
    """Return the selectors of an element's ways, each a chain from the outermost to the element."""
    found: list[list[str]] = []
    for way in ways:
        outer = [] if way.within is None else next(iter(_selectors((way.within,))), None)
        if outer is not None:
            found += [[*outer, inner] for inner in _of_one(way)]
    return found


def _of_one(way: Way) -> Iterator[str]:
    if way.cells:
        cells = "".join(f"[td[normalize-space(.)={xpath_text(cell)}]]" for cell in way.cells)
        yield f"xpath///tr{cells}"
    elif way.has is not None:
        tag = {"row": "self::tr or ", "listitem": "self::li or ", "button": "self::button or "}.get(way.role or "", "")
        kind = f"[{tag}@role={xpath_text(way.role)}]" if way.role is not None else ""
        if way.role is not None or way.css is None:
            yield f"xpath///*{kind}[contains(normalize-space(.), {xpath_text(way.has)})]"
    elif way.css is not None:
        if not re.search(r">>|:has-text|:visible", way.css):
            yield from (way.css, f"pierce/{way.css}")
    elif way.role is not None:
        yield from (f'aria/{way.name or ""}[role="{way.role}"]', *([f"aria/{way.name}"] if way.name else []))
    elif way.testid is not None:
        yield f"[data-testid={json.dumps(way.testid)}]"
    elif way.placeholder is not None:
        yield f"[placeholder={json.dumps(way.placeholder)}]"
    elif way.label is not None:
        yield f"aria/{way.label}"
    elif way.after is not None:
        controls = "self::input or self::textarea or self::select or self::button"
        yield f"xpath///*[normalize-space(text())={xpath_text(way.after)}]/following::*[{controls}][1]"
    elif way.text is not None:
        yield f"text/{way.text}"


def _ways(selectors: Any) -> Iterator[Way]:
    for selector in selectors if isinstance(selectors, list) else []:
        parts = [selector] if isinstance(selector, str) else selector
        if not isinstance(parts, list) or not parts or not all(isinstance(part, str) for part in parts):
            continue
        try:
            yield Way.model_validate(_fields(parts[-1][:500]))
        except ValidationError:
            continue


def _fields(selector: str) -> dict[str, str]:
    aria = _ARIA.match(selector)
    if aria is not None:
        name = literal(aria[1])
        return {"role": aria[2], **({"name": name} if name else {})} if aria[2] else {"label": name}
    if selector.startswith("text/"):
        return {"text": literal(selector[5:])}
    if selector.startswith(("xpath/", "/")):
        return {}
    return {"css": selector.removeprefix("pierce/").removeprefix("css/")}


def _value(verb: Verb, written: Mapping[str, Any]) -> str | None:
    match verb:
        case Verb.OPEN:
            return path_of(str(written.get("url", "")))
        case Verb.PRESS:
            return str(written.get("key", "")).replace(" ", "Space")[:40] or "Escape"
        case Verb.FILL:
            return str(written.get("value", ""))[:500]
        case _:
            return None


def _is_secret(written: Mapping[str, Any], ways: tuple[Way, ...]) -> bool:
    told = json.dumps(written.get("selectors"), ensure_ascii=False)
    return (
        any(map(is_password, ways))
        or bool(re.search(r"passw|type=.{0,2}password", told, re.IGNORECASE))
        or bool(PASSWORD_WORDS.search(told))
    )


def _name(ways: tuple[Way, ...]) -> str:
    told = next((words for way in ways for words in (way.name, way.label, way.text) if words), "")
    return told.replace("{{", "{").replace("}}", "}")


def _numbers(written: Any) -> list[int]:
    return [each for each in written if isinstance(each, int) and 0 <= each < 100] if isinstance(written, list) else []


def _index(selector: str) -> int:
    place = re.search(r"nth=(\d+)$", selector)
    return int(place[1]) if place else 0
