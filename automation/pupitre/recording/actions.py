"""Lines of Playwright's recorder as values: what was done, and to what.

The same lines come from the recorder inside a run and from a file that
`playwright codegen --target jsonl` wrote. What they quote from a page is data:
too long, malformed or unknown parts are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from pupitre.browser.elements import Way
from pupitre.recording.blanks import literal
from pupitre.recording.seen import Node, tree

LONGEST = 500
_LONGEST_TYPED = 20_000
_ALT, _CONTROL, _META, _SHIFT = 1, 2, 4, 8


@dataclass(frozen=True)
class Part:
    """One link of a locator's chain."""

    kind: str
    body: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Action:
    """One thing that was done; `page` is the window's own mark, `root` the snapshot it was done on."""

    name: str
    page: str = ""
    locator: tuple[Part, ...] = ()
    text: str | None = None
    key: str = ""
    options: tuple[str, ...] = ()
    url: str = ""
    clicks: int = 1
    button: str = "left"
    files: tuple[str, ...] = ()
    signals: tuple[Mapping[str, Any], ...] = ()
    ref: str = ""
    root: Node | None = None

    @property
    def frames(self) -> tuple[str, ...]:
        """The frames to enter, outermost first, each by a CSS selector."""
        frames: list[str] = []
        for place, part in enumerate(self.locator):
            if part.kind == "frame" and place:
                selector = _selector(self.locator[place - 1])
                if self.locator[place - 1].kind in ("nth", "first", "last") and place > 1:
                    selector = f"{_selector(self.locator[place - 2])} >> {selector}"
                frames.append(selector)
            elif part.kind == "frame-locator":
                frames.append(part.body)
        return tuple(frames)

    @property
    def target(self) -> tuple[Part, ...]:
        """The chain inside the innermost frame."""
        last = max((place for place, part in enumerate(self.locator) if part.kind.startswith("frame")), default=-1)
        return self.locator[last + 1 :]

    @property
    def same_place(self) -> tuple[str, tuple[Part, ...]]:
        """What two actions on the same element have in common."""
        return self.page, self.locator


def read_action(written: Mapping[str, Any], snapshot: str | None = None) -> Action | None:
    """Return the action of a line; None for a line that is none."""
    name = written.get("name")
    if not isinstance(name, str):
        return None
    return Action(
        name=name,
        page=str(written.get("pageGuid") or written.get("pageAlias") or ""),
        locator=tuple(_chain(written.get("locator"))),
        text=_text(written.get("text"), _LONGEST_TYPED) if "text" in written else None,
        key=_key(written),
        options=tuple(_text(each) for each in _list(written.get("options"))),
        url=_text(written.get("url")),
        clicks=_count(written.get("clickCount")),
        button=str(written.get("button") or "left"),
        files=tuple(_text(each) for each in _list(written.get("files"))),
        signals=tuple(each for each in _list(written.get("signals")) if isinstance(each, dict)),
        ref=str(written.get("ref") or ""),
        root=tree(snapshot) if snapshot else None,
    )


def read_line(line: str) -> Action | None:
    """Return the action of a line of a file; None for the header, and raise ValueError for no JSON."""
    written = json.loads(line)
    if not isinstance(written, dict):
        raise ValueError("a line holds no action")
    return read_action(written)


def way_of(parts: tuple[Part, ...]) -> Way | None:
    """Return the way that a locator's chain describes; None when it goes by a position or cannot be written."""
    way: Way | None = None
    pending: dict[str, Any] = {}
    for part in parts:
        own = _fields(part)
        if own is None:
            return None
        if set(own) == {"has"}:
            pending |= own
            continue
        if pending:
            way = _made({**pending, "within": way})
        pending = own
    return _made({**pending, "within": way}) if pending else None


def selector_of(parts: tuple[Part, ...]) -> str:
    """Return a chain of CSS and positions as one selector; empty when it holds anything else."""
    if not parts or any(part.kind not in ("default", "nth", "first", "last") for part in parts):
        return ""
    return " >> ".join(_selector(part) for part in parts)


def _fields(part: Part) -> dict[str, Any] | None:
    body = literal(part.body)
    match part.kind:
        case "role":
            name = part.options.get("name")
            return {"role": part.body, **({"name": literal(name)} if isinstance(name, str) and name else {})}
        case "label" | "placeholder" | "text":
            return {part.kind: body}
        case "test-id":
            return {"testid": body}
        case "alt" | "title":
            return {"css": f"[{part.kind}={json.dumps(part.body, ensure_ascii=False)}]"}
        case "has-text":
            return {"has": body}
        case "default":
            return {"css": _selector(part)}
        case _:
            return None


def _made(fields: Mapping[str, Any]) -> Way | None:
    try:
        return Way.model_validate({key: value for key, value in fields.items() if value is not None})
    except ValidationError:
        return None


def _selector(part: Part) -> str:
    if part.kind in ("nth", "first", "last"):
        place = {"first": "0", "last": "-1"}.get(part.kind, part.body)
        return f"nth={place}"
    return part.body.removeprefix("css=")


def _chain(written: Any) -> list[Part]:
    parts: list[Part] = []
    while isinstance(written, dict) and len(parts) < 20:
        body = written.get("body")
        options = written.get("options")
        parts.append(Part(str(written.get("kind", "")), _text(body), options if isinstance(options, dict) else {}))
        written = written.get("next")
    return parts


def _key(written: Mapping[str, Any]) -> str:
    key = written.get("key")
    if not isinstance(key, str) or not re.fullmatch(r"\S{1,20}| ", key):
        return ""
    pressed = written.get("modifiers")
    held = pressed if isinstance(pressed, int) else 0
    names = (("Control", _CONTROL), ("Meta", _META), ("Alt", _ALT), ("Shift", _SHIFT))
    prefix = [name for name, bit in names if held & bit]
    return "+".join([*prefix, "Space" if key == " " else key])


def _text(value: Any, longest: int = LONGEST) -> str:
    return value[:longest] if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value[:100] if isinstance(value, list) else []


def _count(value: Any) -> int:
    return value if isinstance(value, int) and 0 <= value < 4 else 1
