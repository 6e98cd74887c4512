"""The week in one message: that nothing had to be done is told here, and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from pupitre.evidence.chain import short_head
from pupitre.evidence.words import words
from pupitre.unattended.history import History, PastNight
from pupitre.unattended.message import Message, Page, write
from pupitre.unattended.night import NightResult
from pupitre.unattended.sentences import saying

_CALM, _CARE = "#1b5e3f", "#9a5b00"


def week_due(history: History, today: dt.date) -> str:
    """Return the last week before this one that had a night, as `2026-W47`, when nobody was told of it; else nothing.

    Weeks begin on Monday. A clock set back makes no digest of a week that was told already.
    """
    weeks = {_week(dt.date.fromisoformat(night.day)) for night in history.nights}
    return max((week for week in weeks if history.digest < week < _week(today)), default="")


def compose_digest(night: NightResult, history: History, week: str, language: str = "") -> Message:
    """Return the message about a week of a console, sent with the first night after it."""
    chosen = language or night.language
    say = saying(chosen)
    title = f"{night.host} : {say('digest')}" if chosen == "fr" else f"{night.host}: {say('digest')}"
    return write(
        lambda clean: _page(night, history, week, title, chosen, clean),
        f"[Pupitre] {title} {week}",
        None,
        origin=night.origin,
        language=chosen,
    )


def _page(
    night: NightResult, history: History, week: str, title: str, language: str, clean: Callable[[str], str]
) -> Page:
    say, calendar = saying(language, clean), words(language)
    first = dt.date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    nights = _nights(history, week)
    quiet = [each for each in nights if each.kinds == ("unchanged",)]
    eventful = [each for each in nights if each not in quiet]
    lines = [
        say("week_of", first=calendar.date(_noon(first)), last=calendar.date(_noon(first + dt.timedelta(days=6)))),
        say("week_counts", count=len(nights), quiet=len(quiet)) if eventful else say("week_quiet", count=len(nights)),
    ]
    for each in eventful:
        began = dt.datetime.fromisoformat(each.started).astimezone(ZoneInfo(night.timezone))
        told = ", ".join(say(kind) for kind in each.kinds)
        names = ", ".join(dict.fromkeys((*each.changed, *each.drifted)))
        lines.append(f"{calendar.date(began)} : {told}{f' ({clean(names)})' if names else ''}")
    if night.waits_for_a_file:  # it was told once, and is not told every night
        lines += [clean(line) for line in night.sentence.splitlines()]
    if night.next_push:
        lines.append(say("next_push", day=calendar.date(_noon(night.next_push))))
    last = nights[-1]
    footer = (
        say(
            "record",
            head=f"{short_head(last.head)} = {last.head}",
            count=last.count,
            run=last.run_id,
            machine=night.machine,
        )
        if last.head
        else say("no_record", run=last.run_id, machine=night.machine)
    )
    return Page(
        title=clean(f"{title} {week}"),
        tone=_CARE if any(not each.is_good for each in nights) else _CALM,
        lines=tuple(lines),
        footer=(footer,),
        language=language,
    )


def _nights(history: History, week: str) -> list[PastNight]:
    return [night for night in history.nights if _week(dt.date.fromisoformat(night.day)) == week]


def _week(day: dt.date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12))
