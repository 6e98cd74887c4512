"""The template engine of the pages: what a console said is escaped and shows what it hides."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime, tzinfo
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pupitre.evidence.closing import LONGEST_TEXT
from pupitre.evidence.words import words
from pupitre.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment


class Zone:
    """The zone in which a page tells the time; UTC when its name is none."""

    def __init__(self, name: str) -> None:
        self.name = "UTC"
        self._zone: tzinfo = UTC
        with contextlib.suppress(ZoneInfoNotFoundError, ValueError, OSError):
            self._zone = ZoneInfo(name)
            self.name = name

    def local(self, moment: datetime) -> datetime:
        """Return a moment as the clocks of the zone show it."""
        return moment.astimezone(self._zone)


def render_page(template: str, language: str, **values: object) -> bytes:
    """Return a page in a language; half a surrogate pair, which UTF-8 can't hold, is spelt out."""
    page = _environment(language).get_template(template).render(**values)
    return page.encode("utf-8", "backslashreplace")


@cache
def _environment(language: str) -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined
    from markupsafe import Markup

    def shown(value: object) -> object:
        if not isinstance(value, str) or isinstance(value, Markup):
            return value
        return visible(value if len(value) <= LONGEST_TEXT else f"{value[:1000]}… ({len(value)})")

    environment = Environment(
        loader=DictLoader(_templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,
    )
    say = words(language)
    environment.globals.update(say=say, _=say, _n=say.counted)
    environment.filters["tied"] = lambda text: re.sub(r" (?=[;:!?»])|(?<=«) ", "\u00a0", text)
    environment.filters["begun"] = lambda text: text[:1].upper() + text[1:]
    environment.filters["host"] = lambda origin: urlsplit(origin).netloc or origin
    return environment


def _templates() -> dict[str, str]:
    folder = files("pupitre.evidence").joinpath("templates")
    return {name: each.read_text("utf-8") for name, each in _files(folder, "")}


def _files(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for each in folder.iterdir():
        if each.is_file():
            found.append((prefix + each.name, each))
        else:
            found += _files(each, f"{prefix}{each.name}/")
    return found
