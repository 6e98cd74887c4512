"""When nobody watches: what a night came to, who is told, how a console stands, and what starts it.

A run hands over one `NightResult` an estate to `end_night`; nothing else is needed of it.
"""

from pupitre.unattended.night import KINDS, Kind, NightResult, night_of, night_without_run
from pupitre.unattended.telling_of_nights import Told, end_night

__all__ = [
    "KINDS",
    "Kind",
    "NightResult",
    "Told",
    "end_night",
    "night_of",
    "night_without_run",
]
