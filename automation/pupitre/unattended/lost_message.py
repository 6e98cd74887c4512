"""The message about lost files: which, what is wrong on which line, what it means for the console, what to do."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from pupitre.evidence.words import words
from pupitre.unattended.headings import titled
from pupitre.unattended.history import History
from pupitre.unattended.lost import Lost, Wrong
from pupitre.unattended.message import Message, Page, write
from pupitre.unattended.night import host_of
from pupitre.unattended.sentences import Ours, Say, saying
from pupitre.visible import visible

MOST_FILES = 40
_TONE = "#b3261e"


def compose_lost(lost: Sequence[Lost], past: Mapping[str, History], language: str, machine: str) -> Message:
    """Return the message about files that one cause made lost; `past` has the nights of their consoles by origin."""
    say = saying(language)
    first = lost[0].known
    hosts = tuple(dict.fromkeys(host_of(each.known.origin) for each in lost))
    whose = hosts[0] if len(hosts) == 1 else say("consoles", count=len(hosts))
    title = titled(whose, say("person"), language)
    return write(
        lambda clean: _page(lost, past, title, language, machine, clean),
        f"[Pupitre] {title}",
        None,
        origin=first.origin,
        language=language,
    )


def sentence_of(lost: Lost, say: Say) -> str:
    """Return what happened to a lost file, a line for each thing that is wrong with it."""
    return "\n".join([_happened(lost, say), *(wrong_in_words(each, say) for each in lost.wrong)])


def wrong_in_words(wrong: Wrong, say: Say) -> str:
    """Return one thing that is wrong, with its line."""
    return say("at_line", line=wrong.line, column=wrong.column, what=wrong.sentence) if wrong.line else wrong.sentence


def _happened(lost: Lost, say: Say) -> str:
    key = {"does not load": "lost_load", "folder": "lost_folder", "gone": "lost_gone"}.get(lost.way, "lost_passed_by")
    asked = dt.datetime.fromisoformat(lost.known.asked)
    return say(key, file=lost.known.file, folder=lost.at, day=f"{asked:%Y-%m-%d %H:%M} UTC")


def _page(
    lost: Sequence[Lost],
    past: Mapping[str, History],
    title: str,
    language: str,
    machine: str,
    clean: Callable[[str], str],
) -> Page:
    say, first = saying(language, clean), lost[0]
    lines = [_happened(first, say)] if first.way == "folder" else []
    for each in lost[:MOST_FILES]:
        if first.way != "folder":
            lines.append(_happened(each, say))
        if each is first or first.way == "does not load":
            lines += [Ours(wrong_in_words(wrong, say)) if wrong.line else clean(wrong.sentence) for wrong in each.wrong]
        lines.append(_stands(each, past.get(each.known.origin, History()), say, language))
    if len(lost) > MOST_FILES:
        lines.append(say("lost_more", count=len(lost) - MOST_FILES))
    lines.append(_remedy(first, say))
    support = first.known.support
    whom = ", ".join(part for part in (support.phone, support.email) if part) if support else ""
    if whom and len(lost) == 1:
        lines.append(say("support_of", whom=Ours(visible(whom))))
    return Page(
        title=clean(title),
        tone=_TONE,
        lines=tuple(lines),
        footer=(say("lost_once", machine=machine),),
        language=language,
    )


def _stands(lost: Lost, past: History, say: Say, language: str) -> str:
    """Return since when a console is on its own, and which change it is going to miss."""
    good, console = past.last_good, lost.known
    if good is None:
        return say("alone", host=host_of(console.origin), file=console.file)
    ended = dt.datetime.fromisoformat(good.ended).astimezone(ZoneInfo(console.timezone))
    calendar = words(language)
    line = say("alone_since", host=host_of(console.origin), file=console.file, day=calendar.date(ended))
    if not good.next_push:
        return line
    coming = dt.datetime.combine(dt.date.fromisoformat(good.next_push), dt.time(12))
    return Ours(f"{line} {say('will_miss', day=calendar.date(coming))}")


def _remedy(lost: Lost, say: Say) -> str:
    if lost.way == "folder":
        return say("mend_folder", folder=lost.at)
    key = {"does not load": "mend_file", "gone": "bring_back"}.get(lost.way, "ask_again")
    return say(key, file=shlex.quote(lost.known.file))
