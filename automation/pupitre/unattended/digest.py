"""The week in one message: that nothing had to be done is told here, and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from pupitre.evidence.chain import short_head
from pupitre.evidence.words import words
from pupitre.unattended.headings import colon, heading, titled
from pupitre.unattended.history import History
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
    """Return the message about a week of a console, such as `2026-W47`, sent with the first night after it."""
    chosen = language or night.language
    monday, calendar = dt.date.fromisocalendar(int(week[:4]), int(week[6:]), 1), words(chosen)
    said = saying(chosen)("digest", day=f"{calendar.day(monday)} {monday.year}")
    title = titled(night.host, said, chosen)
    return write(
        lambda clean: _page(night, history, monday, clean(title), chosen, clean),
        f"[Pupitre] {title}",
        None,
        origin=night.origin,
        language=chosen,
    )


def _page(
    night: NightResult, history: History, monday: dt.date, title: str, language: str, clean: Callable[[str], str]
) -> Page:
    say, calendar = saying(language, clean), words(language)
    nights = [each for each in history.nights if _week(dt.date.fromisoformat(each.day)) == _week(monday)]
    quiet = [each for each in nights if each.kinds == ("unchanged",)]
    eventful = [each for each in nights if each not in quiet]
    lines: list[str] = [
        say.counted("week_counts", len(nights), quiet=len(quiet))
        if eventful
        else say.counted("week_quiet", len(nights)),
    ]
    for each in eventful:
        began = dt.datetime.fromisoformat(each.started).astimezone(ZoneInfo(night.timezone))
        told = ", ".join(heading(each, kind, say, keeps_groups=night.keeps_groups) for kind in each.kinds)
        names = ", ".join(dict.fromkeys((*each.changed, *each.drifted)))
        lines.append(f"{calendar.date(began)}{colon(language)}{told}{f' ({clean(names)})' if names else ''}")
    if night.waits_for_a_file:  # it was told once, and is not told every night
        lines += [clean(line) for line in night.sentence.splitlines()]
    if night.next_push:
        lines.append(say("next_push", day=calendar.date(night.next_push)))
    lines.append(say("week_of", first=calendar.date(monday), last=calendar.date(monday + dt.timedelta(days=6))))
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
        title=title,
        tone=_CARE if any(not each.is_good for each in nights) else _CALM,
        lines=tuple(lines),
        footer=(footer,),
        colon=colon(language),
        language=language,
    )


def _week(day: dt.date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
