"""The difference between the ring groups that are declared and those that are shown."""

from pupitre.plan.ringing.actions import (
    Action,
    ChangeMembers,
    ChangeNoAnswer,
    ChangeRing,
    ChangeSeconds,
    CreateGroup,
    DeleteGroup,
    PointNumber,
    Rename,
)
from pupitre.plan.ringing.change import GroupChange, GroupView, RingGroupsPlan
from pupitre.plan.ringing.comparison import unlike
from pupitre.plan.ringing.effect import ImpossibleAction, after
from pupitre.plan.ringing.matching import refusals, wanted
from pupitre.plan.ringing.steps import Step, steps

__all__ = [
    "Action",
    "ChangeMembers",
    "ChangeNoAnswer",
    "ChangeRing",
    "ChangeSeconds",
    "CreateGroup",
    "DeleteGroup",
    "GroupChange",
    "GroupView",
    "ImpossibleAction",
    "PointNumber",
    "Rename",
    "RingGroupsPlan",
    "Step",
    "after",
    "refusals",
    "steps",
    "unlike",
    "wanted",
]
