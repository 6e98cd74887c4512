"""A night as a message: a subject, a text for chats, and a page for mails with the grid as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pupitre.evidence.chain import short_head
from pupitre.evidence.words import words
from pupitre.unattended.harmless import for_chat, for_mail, subject
from pupitre.unattended.headings import colon, heading, titled
from pupitre.unattended.night import Kind, NightResult
from pupitre.unattended.sentences import Ours, Say, saying
from pupitre.unattended.tables import Table, tables
from pupitre.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment

LONGEST_TEXT = 3000
MOST_TABLES = 40

_TONES = {
    "blocked": "#b3261e",
    "person": "#b3261e",
    "failed": "#b3261e",
    "refused": "#9a5b00",
    "drift": "#9a5b00",
    "missed": "#9a5b00",
}
_CALM = "#1b5e3f"
_NOT_DONE = ("failed", "refused", "not_verified", "waiting", "skipped")


@dataclass(frozen=True)
class Message:
    """What is sent: a subject in one line, a text for chats, a page for mails, and the report's file."""

    subject: str
    text: str
    html: str
    attachment: Path | None = None


@dataclass(frozen=True)
class Page:
    """Everything a message says, in the order it says it; only what is not ours was made harmless."""

    title: str
    tone: str
    lines: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    after: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    warnings_title: str = ""
    footer: tuple[str, ...] = ()
    colon: str = ": "
    language: str = "en"


def compose(night: NightResult, kind: Kind, language: str = "") -> Message:
    """Return the message of a night for those who are told of this kind."""
    chosen = language or night.language
    names = ", ".join(_names(night, kind))
    title = titled(night.host, heading(night, kind, saying(chosen), keeps_groups=night.keeps_groups), chosen)
    return write(
        lambda clean: _page(night, kind, chosen, clean(title), clean),
        f"[Pupitre] {title} ({names})" if names else f"[Pupitre] {title}",
        night.report,
        origin=night.origin,
        language=chosen,
    )


def write(
    page: Callable[[Callable[[str], str]], Page],
    title: str,
    attachment: Path | None,
    *,
    origin: str,
    language: str,
) -> Message:
    """Return a message from what it says; the page is made once for chats and once for mails."""
    text = _environment("txt").get_template("message.txt.j2").render(page=page(lambda t: for_chat(t, origin=origin)))
    html = _environment("html").get_template("message.html.j2").render(page=page(lambda t: for_mail(t, origin=origin)))
    if len(text) > LONGEST_TEXT:
        text = f"{text[:LONGEST_TEXT].rpartition(chr(10))[0]}\n{saying(language)('more')}"
    return Message(subject(title), text.strip(), html, attachment)


def _names(night: NightResult, kind: Kind) -> tuple[str, ...]:
    if kind == "drift":
        return night.drifted
    wanted = {"changed": ("changed",), "failed": _NOT_DONE, "refused": _NOT_DONE}.get(kind, ())
    return tuple(part.name for part in night.parts if part.status in wanted)


def _page(night: NightResult, kind: Kind, language: str, title: str, clean: Callable[[str], str]) -> Page:
    say, found = saying(language, clean), tables(night, language, clean)
    untouched = ", ".join(
        part.name for part in night.parts if part.status == "unchanged" and part.name not in night.drifted
    )
    after = [say("next_push", day=words(language).date(night.next_push))] if night.next_push else []
    if untouched:
        after.append(say("untouched", names=untouched))
    return Page(
        title=title,
        tone=_TONES.get(kind, _CALM),
        lines=tuple(_lines(night, say, language, clean)),
        tables=tuple(found[:MOST_TABLES]),
        after=(*after, *([say("more")] if len(found) > MOST_TABLES else [])),
        warnings=tuple(clean(warning) for warning in night.warnings),
        warnings_title=say("warnings"),
        footer=tuple(_footer(night, say)),
        colon=colon(language),
        language=language,
    )


def _lines(night: NightResult, say: Say, language: str, clean: Callable[[str], str]) -> list[str]:
    """Return what a reader must know, the most important first: a preview shows no more than that."""
    lines: list[str] = []
    said = [night.sentence, night.left_behind, night.remedy]
    if "blocked" in night.kinds:
        whom = ", ".join(part for part in (night.support.phone, night.support.email) if part) if night.support else ""
        # Whom to call stands in the operator's own file: a telephone number and a mail address that work.
        lines.append(say("call", whom=Ours(visible(whom))) if whom else say("call_nobody"))
        lines.append(say("until_then"))
        if night.reason == "login_blocked":
            said.remove(night.remedy)  # it is to call
    besides: list[str] = []
    if night.reason == "drift":
        said.remove(night.left_behind)  # the sentence says it
    elif night.drifted:
        restored = "restored" if night.restored else "not_restored"
        besides = [say("drifted", names=", ".join(night.drifted)), say(restored)]
    if night.missed:
        besides.append(say.counted("nights_missed" if night.is_good else "nights_missed_still", night.missed))
    told = [clean(line) for text in said for line in text.splitlines() if line.strip()]
    is_about_that = night.kinds[0] in ("drift", "missed") and night.is_good and night.reason != "drift"
    lines += [*besides, *told] if is_about_that else [*told, *besides]
    if "failed" in night.kinds:
        lines.append(say("tried_again"))
    began = dt.datetime.fromisoformat(night.started).astimezone(ZoneInfo(night.timezone))
    lines.append(say("night", day=words(language).date(began), time=f"{began:%H:%M}", zone=night.timezone))
    return lines


def _footer(night: NightResult, say: Say) -> list[str]:
    if not night.head:
        return [say("no_record", run=night.run_id, machine=night.machine)]
    head = f"{short_head(night.head)} = {night.head}"
    lines: list[str] = [say("record", head=head, count=night.count, run=night.run_id, machine=night.machine)]
    return [*lines, say("report_at", path=night.report)] if night.report is not None else lines


@cache
def _environment(kind: str) -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined
    from markupsafe import Markup

    def shown(value: object) -> object:
        return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    folder = files("pupitre.unattended").joinpath("templates")
    return Environment(
        loader=DictLoader({each.name: each.read_text("utf-8") for each in folder.iterdir() if each.is_file()}),
        autoescape=kind == "html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,
    )
