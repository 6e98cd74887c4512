"""The section `calendar`: the country of the public holidays, its region, the zone of the school holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from pupitre.estate import keys
from pupitre.estate.model import Calendar
from pupitre.estate.problems import quoted, suggestion
from pupitre.estate.section import Section
from pupitre.year import Hours, school_holidays, today_in
from pupitre.year.public_holidays import LibraryHolidays, countries, region_code, regions
from pupitre.year.school_holidays import ZoneHolidays

#: How long before the end of what is published an operator is told.
SOON = dt.timedelta(days=60)


@dataclass(frozen=True)
class DeclaredCalendar:
    """A calendar as it is written, and where its dates come from; a source is None when it is not usable.

    `names_zone` says that a zone is written, right or wrong.
    """

    calendar: Calendar
    public: LibraryHolidays | None = None
    school: ZoneHolidays | None = None
    names_zone: bool = False


def read_calendar(section: Section, language: str) -> DeclaredCalendar | None:
    """Return the calendar of a file; None without the section."""
    if "calendar" not in section:
        return None
    calendar = section.section("calendar", keys.CALENDAR)
    country = _country(calendar)
    code = _region(calendar, country)
    zone = calendar.choice("school", school_holidays.ZONES, "")
    if zone and country and country != "FR":
        calendar.add("school", f"the zones A, B and C are those of France, and the country is {country}")
        zone = ""
    if zone and not school_holidays.is_installed():
        calendar.add("school", f"the dates of school holidays are not installed; {school_holidays.INSTALL}")
        zone = ""
    return DeclaredCalendar(
        Calendar(country, calendar.text("region") or "", zone),
        LibraryHolidays(country, code, language) if country and code is not None else None,
        ZoneHolidays(zone) if zone else None,
        "school" in calendar,
    )


def _country(calendar: Section) -> str:
    text = calendar.text("country")
    if text is None:
        return ""
    if not (len(text) == 2 and text.isascii() and text.isalpha()):
        calendar.add("country", "write the country as two letters, such as FR")
        return ""
    if text.upper() not in countries():
        calendar.add("country", f"the public holidays of {quoted(text.upper())} are not known to Pupitre")
        return ""
    return text.upper()


def _region(calendar: Section, country: str) -> str | None:
    """Return the code of the region, empty without one; None when it is not known."""
    text = calendar.text("region")
    if text is None:
        return None if "region" in calendar else ""
    if not country:
        return None
    code = region_code(country, text)
    if code is None:
        known = regions(country)
        hint = suggestion(text, known, otherwise="there is") if known else "none of its regions has any"
        calendar.add("region", f"{quoted(text)} is no part of {country} with public holidays of its own; {hint}")
    return code


def school_note(declared: DeclaredCalendar | None, hours: Iterable[Hours], timezone: str) -> str:
    """Return what to know when the published school holidays end soon: without them no night can be planned."""
    if (
        declared is None
        or declared.school is None
        or not any(season.school for each in hours for season in each.seasons)
    ):
        return ""
    _, last = declared.school.known()
    if last - today_in(timezone) > SOON:
        return ""
    return (
        f"the school holidays of zone {declared.school.zone} are known until {last} only; "
        "get the newest dates (pip install -U vacances-scolaires-france) before then"
    )
