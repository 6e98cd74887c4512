"""A disk that fills up while the hours are changed: nothing is saved unwritten, and what was saved is told."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from pupitre.errors import EvidenceFailed
from pupitre.evidence import verify
from pupitre.evidence.disk import Disk
from pupitre.hours import Week
from pupitre.testing import Operator
from pupitre_threecx.mock import MockThreeCX

pytestmark = pytest.mark.usefixtures("monday")

ENOSPC = "No space left on device"


class FullAfter(Disk):
    """A disk on which nothing has room from the moment that an event is written, until the ballast goes."""

    def __init__(self, step: str, phase: str) -> None:
        self.written = f'"phase":"{phase}"'.encode(), f'"step":"{step}"'.encode()
        self.is_full = False
        self.ballast: Path | None = None
        self.kept_aside = 0

    def append(self, descriptor: int, data: bytes) -> None:
        if self.is_full and (self.ballast is None or self.ballast.exists()):
            os.write(descriptor, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, ENOSPC)
        super().append(descriptor, data)
        self.is_full = self.is_full or all(each in data for each in self.written)

    def write_whole(self, path: Path, data: bytes) -> None:
        if path.name == ".ballast":
            self.ballast, self.kept_aside = path, len(data)
        super().write_whole(path, data)


@pytest.fixture
def fill_after(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that fills the disk once a step's event is written."""

    def fill(step: str, phase: str) -> FullAfter:
        disk = FullAfter(step, phase)
        monkeypatch.setattr("pupitre.evidence.record.Disk", lambda: disk)
        return disk

    return fill


def left_by(operator: Operator) -> tuple[Path, list[dict[str, Any]], dict[str, Any]]:
    (folder,) = [path for path in operator.settings.evidence.resolve().iterdir() if path.is_dir()]
    events = [json.loads(line) for line in (folder / "events.jsonl").read_bytes().splitlines()]
    return folder, events, json.loads((folder / "result.json").read_bytes())


def test_full_between_an_intent_and_its_click_leaves_by_annuler_and_saves_nothing(
    mock: MockThreeCX, operator: Operator, before: Week, fill_after: Any
) -> None:
    disk = fill_after("delete", "intent")
    finished = operator.apply()
    assert (mock.oracle.save_posts, mock.oracle.saves) == (0, 0)
    assert mock.oracle.week("021") == before
    assert mock.oracle.cancels == 2  # that of the reading, and that of the change
    assert mock.oracle.open_sessions == 0
    verdict = finished.verdict
    assert (verdict.exit_code, verdict.reason) == (1, "evidence_failed")
    assert verdict.sentence.startswith("Les preuves ne peuvent pas être écrites, donc rien n'est cliqué.")
    assert verdict.left_behind == "Plus rien n'a été cliqué, sauf « Annuler »."
    assert disk.kept_aside
    assert disk.ballast is not None
    assert not disk.ballast.exists()
    folder, events, result = left_by(operator)
    assert [(event["step"], event["phase"]) for event in events[-2:]] == [("delete", "intent"), ("run.end", "seen")]
    assert events[-1]["detail"]["failure"] == ENOSPC
    assert (result["exit_code"], result["reason"], result["evidence"]["failure"]) == (1, "evidence_failed", ENOSPC)
    assert [(each.kind.value, each.line) for each in verify(folder)] == [("unsettled", len(events) - 1)]
    assert "«\u00a0Annuler\u00a0»" in finished.report.read_text("utf-8")


@pytest.mark.parametrize(
    "phase", ["intent", pytest.param("done", marks=pytest.mark.nightly)], ids=["before it", "after it"]
)
def test_full_at_the_save_still_reads_back_and_says_that_it_was_saved(
    mock: MockThreeCX, operator: Operator, after_monday: Week, fill_after: Any, phase: str
) -> None:
    fill_after("page-ok", phase)
    with pytest.raises(EvidenceFailed) as caught:
        operator.apply()
    assert (mock.oracle.save_posts, mock.oracle.saves) == (1, 1)
    assert mock.oracle.week("021") == after_monday
    assert mock.oracle.open_sessions == 0
    said = "Les nouveaux horaires sont enregistrés et relus : REVEL."
    assert ENOSPC in caught.value.what
    assert said in caught.value.left_behind
    _, events, result = left_by(operator)
    assert (result["exit_code"], result["reason"], result["sentence"]) == (1, "evidence_failed", said)
    assert [(site["status"], site["after"]) for site in result["sites"]] == [("changed", after_monday.to_json())]
    assert events[-1]["step"] == "run.end"
    assert (events[-1]["detail"]["failure"], events[-1]["detail"]["exit_code"]) == (ENOSPC, 1)
