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
from pupitre.evidence.result import SiteResult
from pupitre.evidence.words import words
from pupitre.hours import Week, Weekday
from pupitre.unattended.harmless import for_chat, for_mail, subject
from pupitre.unattended.night import Kind, NightResult
from pupitre.unattended.sentences import Ours, Say, saying
from pupitre.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment

LONGEST_TEXT = 3000
MOST_TABLES = 40

_TONES = {"blocked": "#b3261e", "person": "#b3261e", "failed": "#b3261e", "refused": "#9a5b00", "drift": "#9a5b00"}
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
class Row:
    """One day of a grid: its hours left and right, and whether they differ."""

    day: str
    left: str
    right: str
    differs: bool


@dataclass(frozen=True)
class Table:
    """The grid of one site: what became of it and what its two columns are."""

    site: str
    state: str
    left: str
    right: str
    rows: tuple[Row, ...]
    note: str = ""
    steps: tuple[str, ...] = ()


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
    day_title: str = ""
    footer: tuple[str, ...] = ()
    language: str = "en"


def compose(night: NightResult, kind: Kind, language: str = "") -> Message:
    """Return the message of a night for those who are told of this kind."""
    chosen = language or night.language
    say = saying(chosen)
    names = ", ".join(_names(night, kind))
    title = f"{night.host} : {say(kind)}" if chosen == "fr" else f"{night.host}: {say(kind)}"
    return write(
        lambda clean: _page(night, kind, chosen, clean),
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
    return tuple(site.name for site in night.sites if site.status in wanted)


def _page(night: NightResult, kind: Kind, language: str, clean: Callable[[str], str]) -> Page:
    say = saying(language, clean)
    tables = [table for site in night.sites if (table := _table(site, night, say, language, clean)) is not None]
    untouched = ", ".join(
        site.name for site in night.sites if site.status == "unchanged" and site.name not in night.drifted
    )
    after = [say("next_push", day=words(language).date(_at_noon(night.next_push)))] if night.next_push else []
    if untouched:
        after.append(say("untouched", names=untouched))
    return Page(
        title=clean(f"{night.host} : {say(kind)}" if language == "fr" else f"{night.host}: {say(kind)}"),
        tone=_TONES.get(kind, _CALM),
        lines=tuple(_lines(night, say, language, clean)),
        tables=tuple(tables[:MOST_TABLES]),
        after=(*after, *([say("more")] if len(tables) > MOST_TABLES else [])),
        warnings=tuple(clean(warning) for warning in night.warnings),
        warnings_title=say("warnings"),
        day_title=say("day"),
        footer=tuple(_footer(night, say, clean)),
        language=language,
    )


def _lines(night: NightResult, say: Say, language: str, clean: Callable[[str], str]) -> list[str]:
    began = dt.datetime.fromisoformat(night.started).astimezone(ZoneInfo(night.timezone))
    lines = [say("night", day=words(language).date(began), time=f"{began:%H:%M}", zone=night.timezone)]
    for told in (night.sentence, night.left_behind, night.remedy):
        lines += [clean(line) for line in told.splitlines() if line.strip()]
    if "blocked" in night.kinds:
        support = night.support
        whom = ", ".join(part for part in (support.phone, support.email) if part) if support else ""
        # Whom to call stands in the operator's own file: a telephone number and a mail address that work.
        lines.append(say("call", whom=Ours(visible(whom))) if whom else say("call_nobody"))
        lines.append(say("until_then"))
    if night.drifted:
        lines.append(say("drifted", names=", ".join(night.drifted)))
        lines.append(say("restored" if night.restored else "not_restored"))
    if night.missed:
        lines.append(say("nights_missed" if night.is_good else "nights_missed_still", count=night.missed))
    return lines


def _table(site: SiteResult, night: NightResult, say: Say, language: str, clean: Callable[[str], str]) -> Table | None:
    """Return the grid of a site where there is something to see; None for one that is as it was."""
    drifted = site.name in night.drifted
    if site.status == "unchanged" and not drifted:
        return None
    if site.status == "changed" and site.before is not None and site.after is not None:
        state, heads, weeks = "done", ("before", "after"), (site.before, site.after)
    elif drifted and site.before is not None and site.wanted is not None:
        state, heads, weeks = "found", ("left_there", "there_now"), (site.wanted, site.before)
    elif site.before is not None and site.wanted is not None:
        state, heads, weeks = "not_done", ("there", "wanted"), (site.after or site.before, site.wanted)
    else:
        state, heads, weeks = "done" if site.status == "changed" else "not_done", ("", ""), None
    return Table(
        site=clean(site.name),
        state=say(state),
        left=say(heads[0]) if heads[0] else "",
        right=say(heads[1]) if heads[1] else "",
        rows=_rows(*weeks, language) if weeks else (),
        note=" ".join(clean(line) for line in site.sentence.splitlines() if line.strip()),
        steps=() if weeks else tuple(clean(action) for action in site.actions),
    )


def _rows(left: Week, right: Week, language: str) -> tuple[Row, ...]:
    say = words(language)

    def shown(week: Week, day: Weekday) -> str:
        return ", ".join(str(slot).replace("-", "–") for slot in week.on(day)) or say("closed")

    return tuple(
        Row(say.weekday(int(day)), shown(left, day), shown(right, day), left.on(day) != right.on(day))
        for day in Weekday
    )


def _footer(night: NightResult, say: Say, clean: Callable[[str], str]) -> list[str]:
    if not night.head:
        return [say("no_record", run=night.run_id, machine=night.machine)]
    head = f"{short_head(night.head)} = {night.head}"
    lines = [say("record", head=head, count=night.count, run=night.run_id, machine=night.machine)]
    return [*lines, say("report_at", path=night.report)] if night.report is not None else lines


def _at_noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12))


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
