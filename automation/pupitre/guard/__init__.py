"""The guard: the login ledger and the lease of a console; survives kill -9."""

from pupitre.guard.attempt import Attempt, Outcome
from pupitre.guard.decision import Policy
from pupitre.guard.doors import Door
from pupitre.guard.folder import LedgerLost
from pupitre.guard.keeper import Guard
from pupitre.guard.lease import Lease
from pupitre.guard.reasons import DoorHeld, Reason
from pupitre.guard.runs import NotedRun, RunRecord, noted_runs

__all__ = [
    "Attempt",
    "Door",
    "DoorHeld",
    "Guard",
    "Lease",
    "LedgerLost",
    "NotedRun",
    "Outcome",
    "Policy",
    "Reason",
    "RunRecord",
    "noted_runs",
]
