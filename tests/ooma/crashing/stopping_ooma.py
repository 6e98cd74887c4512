"""The steps of a change of ring groups at which a run can be stopped; the words are those of `stopping.py`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "threecx" / "crashing"))

import stopping
from stopping import after, before

from pupitre.evidence import Record
from pupitre.guard import Guard
from pupitre.keeping.ring_step import StepChange
from pupitre_ooma import saving
from pupitre_ooma.console import Ooma
from pupitre_ooma.group_settings import SettingsScreen
from pupitre_ooma.numbers_page import NumbersPage

STEPS = {
    "planned": after(Guard, "use_plan"),
    "compared": before(Ooma, "do"),
    "named": after(SettingsScreen, "type_name"),
    "selected": after(SettingsScreen, "select_members"),
    "creating": before(SettingsScreen, "save"),
    "sent": before(saving, "confirm"),
    "created": after(SettingsScreen, "save"),
    "verified": after(StepChange, "make"),
    "chosen": after(NumbersPage, "point"),
    "pointing": before(NumbersPage, "save"),
    "pointed": after(NumbersPage, "save"),
    "pointed-verified": after(StepChange, "make", nth=2),
    "deleted": after(Ooma, "do", nth=3),
    "reported": after(Record, "finish"),
}

if __name__ == "__main__":
    stopping.STEPS.update(STEPS)
    stopping.main()
