"""A file system of two megabytes that fills up at each step of a run, refused by the system itself where it may be."""

from __future__ import annotations

import functools
import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).with_name("full_file_system.py")
SETTLED = [("run.start", "seen"), ("open", "seen"), ("settled", "intent")]
DELETED = [("delete", "intent"), ("delete", "done")]
ENOSPC = "No space left on device"


@functools.cache
def unshare() -> tuple[str, ...]:
    """Return the words before a command that may mount something for itself; none where that is forbidden."""
    for words in (("unshare", "-m"), ("unshare", "-rm")):  # root's way, and everybody's where it is allowed
        if shutil.which(words[0]) and mounted(words, "/tmp", "true").returncode == 0:
            return words
    return ()


def mounted(words: tuple[str, ...], folder: str, command: str) -> subprocess.CompletedProcess[str]:
    line = f"mount -t tmpfs -o size=2m,mode=700 tmpfs {shlex.quote(folder)} && {command}"
    return subprocess.run([*words, "sh", "-c", line], capture_output=True, text=True, check=False)


@pytest.fixture(params=["real", "injected"])
def run_that_fills(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Return a function that does a run on a disk that is full from a step on.

    Where nobody may mount, both are the injected writer: nothing is left out.
    """

    def run(step: str) -> dict[str, Any]:
        folder = tmp_path / "disk"
        folder.mkdir()
        kind = request.param if unshare() else "injected"
        words = [sys.executable, str(SCRIPT), str(folder), step, kind]
        if kind == "real":
            answer = mounted(unshare(), str(folder), shlex.join(words))
        else:
            answer = subprocess.run(words, capture_output=True, text=True, check=False)
        assert answer.returncode == 0, answer.stderr[-2000:]
        document: dict[str, Any] = json.loads(answer.stdout)
        return document

    return run


def test_full_before_the_start_begins_nothing_and_leaves_nothing(run_that_fills: Any) -> None:
    told = run_that_fills("start")
    assert ENOSPC in told["stopped"]
    assert (told["clicked"], told["left"]) == ([], [])


@pytest.mark.parametrize(
    ("step", "clicked", "events"),
    [
        ("picture", [], SETTLED),
        ("before delete", [], SETTLED),
        ("after delete", ["delete"], [*SETTLED, ("delete", "intent")]),
        ("before save", ["delete"], [*SETTLED, *DELETED]),
        ("after save", ["delete", "save"], [*SETTLED, *DELETED, ("save", "intent")]),
    ],
)
def test_full_at_a_step_stops_the_next_click_and_the_end_is_written_from_the_ballast(
    run_that_fills: Any, step: str, clicked: list[str], events: list[tuple[str, str]]
) -> None:
    told = run_that_fills(step)
    assert told["clicked"] == clicked
    assert ENOSPC in told["stopped"] + told["raised"]  # whoever clicks no more is told at the end
    assert [tuple(each) for each in told["events"]] == [*events, ("run.end", "seen")]
    assert told["end"]["failure"] == ENOSPC
    result = told["result"]
    left = "The change is saved." if "save" in clicked else "Nothing was changed."
    assert (result["exit_code"], result["reason"], result["left_behind"]) == (1, "evidence_failed", left)
    assert result["evidence"]["failure"] == ENOSPC
    files = told["files"]
    assert {"events.jsonl", "result.json", "report.html", "SHA256SUMS"} <= files.keys()
    assert [name for name, size in files.items() if not size or name.startswith(".")] == []
    assert {name for name in files if name.endswith(".jpg")} == set(told["named"])
    assert told["found"] == ["unsettled: events.jsonl"]  # the intent of "settled", and that of what was under way


def test_full_when_all_is_done_costs_nothing_but_the_pictures_of_the_page(run_that_fills: Any) -> None:
    told = run_that_fills("end")
    assert (told["clicked"], told["stopped"], told["raised"]) == (["delete", "save"], "", "")
    assert (told["result"]["exit_code"], told["end"]["failure"]) == (0, None)
    assert told["found"] == ["unsettled: events.jsonl"]


def test_the_system_itself_refuses_where_it_may_be_asked() -> None:
    """Tell in the log of the tests which of the two was asked: root and most people have a real one."""
    print("the small file system is", " ".join(unshare()) or "an injected writer")
    if unshare():
        said = mounted(unshare(), "/mnt", "head -c 3000000 /dev/zero > /mnt/x").stderr
        assert ENOSPC in said
