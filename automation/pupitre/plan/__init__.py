"""The difference between what is declared and what is shown, as a value."""

from pupitre.plan.change import Action, difference
from pupitre.plan.limits import check_limits
from pupitre.plan.model import Observed, Plan, SitePlan, digest

__all__ = ["Action", "Observed", "Plan", "SitePlan", "check_limits", "difference", "digest"]
