"""What starts a night: timers of the operating system, written, shown and removed."""

from pupitre.unattended.timers.installing import KINDS, install, remove, show, usual_kind
from pupitre.unattended.timers.job import Job, Wishes, job_for

__all__ = ["KINDS", "Job", "Wishes", "install", "job_for", "remove", "show", "usual_kind"]
