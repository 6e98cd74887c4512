"""What a run leaves behind: a chain of events, pictures, a result, a page.

Importing this costs no browser and no template engine.
"""

from __future__ import annotations

from pupitre.evidence.camera import Camera
from pupitre.evidence.findings import Finding
from pupitre.evidence.record import Record
from pupitre.evidence.result import GroupResult, RunResult, SiteResult
from pupitre.evidence.shot import Shot
from pupitre.evidence.verification import verify
from pupitre.visible import visible

__all__ = ["Camera", "Finding", "GroupResult", "Record", "RunResult", "Shot", "SiteResult", "verify", "visible"]
