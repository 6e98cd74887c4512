"""Why a day changes is said of sites with a calendar, and of no others."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pupitre.commands.reasons import reasons
from pupitre.estate import load
from pupitre.plan import Plan, SitePlan

FILE = """\
console: threecx
address: https://oti.3cx.fr
login: {user: "000", password: env:OTI}
timezone: Europe/Paris
calendar: {country: FR}
hours:
  bureaux: {week: {mon-fri: 08:00-17:00}, holidays: closed, days: {2026-12-24: 08:00-12:00}}
sites:
  REVEL: {extension: "021", hours: bureaux}
  SOREZE: {extension: "022", week: {mon-fri: 08:00-17:00}}
"""


def test_each_day_that_changes_is_told_with_its_date_and_its_line(tmp_path: Path) -> None:
    (tmp_path / "oti.yaml").write_text(FILE, encoding="utf-8")
    estate = load(tmp_path / "oti.yaml")
    today = dt.date(2026, 12, 22)
    before = estate.sites["SOREZE"].week
    sites = tuple(
        SitePlan(site.name, site.extension, type(before)() if name == "SOREZE" else before, site.grid_on(today), "")
        for name, site in estate.sites.items()
    )
    made = Plan.make(console="threecx", origin="x", created="", version="", sites=sites)
    assert reasons(estate, made, today) == [
        "  REVEL, Thursday 24 December 2026: day 2026-12-24 (line 7)",
        "  REVEL, Friday 25 December 2026: Christmas Day, public holiday (line 7)",
    ]
