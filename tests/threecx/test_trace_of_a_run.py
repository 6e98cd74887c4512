"""A run that keeps a trace of the browser and pictures of changes only."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from pupitre.evidence import verify
from pupitre.hours import Week
from pupitre.testing import Operator
from pupitre_threecx.mock import MockThreeCX


def test_a_trace_and_pictures_of_changes_when_the_file_says_so(
    mock: MockThreeCX, operator: Operator, monday: None, after_monday: Week
) -> None:
    wishes = "evidence: {pictures: changes, trace: true}\nsites:"
    operator.declares(operator.file.read_text().replace("sites:", wishes))
    finished = operator.apply()
    assert finished.verdict.exit_code == 0, finished.verdict
    assert mock.oracle.week("021") == after_monday
    assert finished.evidence["warnings"] == []
    folder = finished.folder
    events = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    pictured = {event["phase"] for event in events if event["picture"]}
    assert pictured == {"intent"}
    assert all(event["picture"] for event in events if event["phase"] == "intent")
    assert {event["detail"].get("no_picture") for event in events if event["phase"] == "seen"} == {None, "not a change"}
    with zipfile.ZipFile(folder / "trace.zip") as trace:
        told = b"".join(trace.read(name) for name in trace.namelist())
    assert b"Ajouter des exceptions" in told
    assert mock.password.encode() not in told
    assert verify(folder) == []
    assert not _left_in(operator.folder / "state")
    (folder / "trace.zip").write_bytes(b"another")
    assert [finding.where for finding in verify(folder)] == ["trace.zip"]


def _left_in(state: Path) -> list[Path]:
    return [path for path in state.rglob("*") if path.suffix == ".zip" or path.name.startswith("trace")]
