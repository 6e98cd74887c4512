"""The difference between what is declared and what is shown, as a value."""

from pupitre.plan.change import Action, difference
from pupitre.plan.item import Part, digest
from pupitre.plan.limits import check_limits
from pupitre.plan.model import Observed, Plan, SitePlan
from pupitre.plan.ringing import RingGroupsPlan

__all__ = [
    "Action",
    "Observed",
    "Part",
    "Plan",
    "RingGroupsPlan",
    "SitePlan",
    "check_limits",
    "difference",
    "digest",
]
