"""The hours of a site over the years, and the one week that a console can show of them.

Called `year` so that nobody takes it for the standard module `calendar`. It holds
values: nothing here opens an estate file, a browser or a connection.
"""

from pupitre.year.hours import Hours, PublicHolidays, SchoolHolidays
from pupitre.year.pushes import LOOKED_AHEAD, Change, Push, coming_pushes
from pupitre.year.rolling import MARGIN, first_wrong, push, rolling_grid, today_in
from pupitre.year.rules import (
    LAST,
    YEARS,
    DayRule,
    HolidayRule,
    NarrowDay,
    Narrowing,
    Opening,
    Ruling,
    Season,
    SeasonDay,
    Slots,
)
from pupitre.year.tonight import Tonight, tonight

__all__ = [
    "LAST",
    "LOOKED_AHEAD",
    "MARGIN",
    "YEARS",
    "Change",
    "DayRule",
    "HolidayRule",
    "Hours",
    "NarrowDay",
    "Narrowing",
    "Opening",
    "PublicHolidays",
    "Push",
    "Ruling",
    "SchoolHolidays",
    "Season",
    "SeasonDay",
    "Slots",
    "Tonight",
    "coming_pushes",
    "first_wrong",
    "push",
    "rolling_grid",
    "today_in",
    "tonight",
]
