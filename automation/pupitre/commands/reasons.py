"""For which date, and by which rule of the file, a day of a plan changes."""

from __future__ import annotations

import datetime as dt

from pupitre.estate import Estate
from pupitre.hours import Weekday
from pupitre.plan import Plan
from pupitre.visible import visible
from pupitre.year.words import date_text, why_text


def reasons(estate: Estate, made: Plan, today: dt.date) -> list[str]:
    """Return a line for each day that changes of the sites with a calendar; none for those with only a week."""
    lines: list[str] = []
    for site in made.sites:
        hours = estate.sites[site.name].hours
        if hours.is_only_a_week:
            continue
        for date in (today + dt.timedelta(days=step) for step in range(7)):
            day = Weekday(date.weekday())
            if site.before.on(day) != site.wanted.on(day):
                why = visible(why_text(hours.on(date), estate.language))
                lines.append(f"  {visible(site.name)}, {date_text(date, estate.language)}: {why}")
    return lines
