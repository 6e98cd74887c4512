"""The index of runs: whatever is done to it, or to a whole run, is found."""

from __future__ import annotations

import io
import json
import multiprocessing
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pupitre.evidence.chain import GENESIS, seal
from pupitre.evidence.findings import Finding, Findings, Kind
from pupitre.evidence.folder_verification import verify_folder
from pupitre.evidence.index import Index, IndexedRun
from pupitre.evidence.index_reading import _is_well_formed, read_index
from pupitre.evidence.sealed_lines import SealedLines
from pupitre.guard import noted_runs

IDS = ("20261122T010512Z-aaaaaa", "20261123T010512Z-bbbbbb", "20261124T010512Z-cccccc")


@pytest.fixture
def evidence(keep_run: Any) -> Path:
    """Return an evidence folder with three runs of one console."""
    for run_id in IDS:
        keep_run(run_id)
    folder: Path = keep_run.evidence
    return folder


def found(evidence: Path, *, noted: bool = True) -> list[Finding]:
    """Return what is found in a folder, with or without what this machine noted of its runs."""
    notes = noted_runs() if noted else []
    assert notes is not None
    return [finding for checked in verify_folder(evidence, notes) for finding in checked.findings]


def kinds(evidence: Path, *, noted: bool = True) -> set[Kind]:
    return {finding.kind for finding in found(evidence, noted=noted)}


def folders(evidence: Path) -> list[Path]:
    """Return the folders of the runs in the order of the index."""
    return [evidence / name for name in read_index(evidence).runs]


def lines_of(evidence: Path) -> list[bytes]:
    return (evidence / "index.jsonl").read_bytes().splitlines()


def put(evidence: Path, lines: list[bytes]) -> None:
    (evidence / "index.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


def reseal(lines: list[bytes]) -> list[bytes]:
    """Write an index anew, as a careful forger would."""
    prev, sealed = GENESIS, []
    for number, line in enumerate(lines):
        body = {key: value for key, value in json.loads(line).items() if key not in ("prev", "hash")}
        written, prev = seal(prev, body | {"seq": number})
        sealed.append(written)
    return sealed


def drop_line(evidence: Path) -> None:
    lines = lines_of(evidence)
    put(evidence, [lines[0], lines[2]])


def drop_last_line(evidence: Path) -> None:
    put(evidence, lines_of(evidence)[:-1])


def drop_line_and_folder(evidence: Path) -> None:
    shutil.rmtree(folders(evidence)[1])
    drop_line(evidence)


def drop_folder(evidence: Path) -> None:
    shutil.rmtree(folders(evidence)[1])


def reorder(evidence: Path) -> None:
    lines = lines_of(evidence)
    put(evidence, [lines[0], lines[2], lines[1]])


def edit_line(evidence: Path) -> None:
    put(evidence, [line.replace(b'"done"', b'"gone"') for line in lines_of(evidence)])


def edit_line_and_reseal(evidence: Path) -> None:
    edit_line(evidence)
    put(evidence, reseal(lines_of(evidence)))


def duplicate_and_reseal(evidence: Path) -> None:
    lines = lines_of(evidence)
    put(evidence, reseal([*lines, lines[-1]]))


def move(evidence: Path) -> None:
    folder = folders(evidence)[1]
    folder.rename(folder.with_name(f"{folder.name}x"))


def swap_folders(evidence: Path) -> None:
    first, second = folders(evidence)[:2]
    first.rename(evidence / "kept")
    second.rename(first)
    (evidence / "kept").rename(second)


def other_runs_file(evidence: Path) -> None:
    first, second = folders(evidence)[:2]
    shutil.copy(first / "events.jsonl", second / "events.jsonl")


def remove_index(evidence: Path) -> None:
    (evidence / "index.jsonl").unlink()


def link_in_place_of_a_run(evidence: Path) -> None:
    folder = folders(evidence)[1]
    folder.rename(evidence.parent / "elsewhere")
    folder.symlink_to(evidence.parent / "elsewhere")


def plant_a_run(evidence: Path) -> None:
    folder = folders(evidence)[1]
    shutil.copytree(folder, folder.with_name("20261123T020000Z-planted"))


TAMPERINGS: list[tuple[Callable[[Path], None], Kind]] = [
    (drop_line, Kind.REMOVED),
    (drop_last_line, Kind.ADDED),
    (drop_line_and_folder, Kind.REMOVED),
    (drop_folder, Kind.REMOVED),
    (reorder, Kind.REORDERED),
    (edit_line, Kind.EDITED),
    (edit_line_and_reseal, Kind.EDITED),
    (duplicate_and_reseal, Kind.ADDED),
    (move, Kind.MOVED),
    (swap_folders, Kind.MOVED),
    (other_runs_file, Kind.MOVED),
    (remove_index, Kind.MISSING_FILE),
    (link_in_place_of_a_run, Kind.EDITED),
    (plant_a_run, Kind.ADDED),
]


def test_an_untouched_folder_has_no_findings(evidence: Path) -> None:
    assert found(evidence) == found(evidence, noted=False) == []
    assert [line.run.run for line in read_index(evidence).lines] == list(IDS)


@pytest.mark.parametrize(("tamper", "kind"), TAMPERINGS, ids=[tamper.__name__ for tamper, _ in TAMPERINGS])
def test_whatever_is_done_to_the_index_or_to_a_run_is_found_without_any_notes(
    evidence: Path, tamper: Callable[[Path], None], kind: Kind
) -> None:
    tamper(evidence)
    assert kind in kinds(evidence, noted=False)


def test_a_run_removed_with_its_line_from_the_end_is_found_by_what_this_machine_noted(evidence: Path) -> None:
    shutil.rmtree(folders(evidence)[2])
    drop_last_line(evidence)
    assert found(evidence, noted=False) == []
    assert {Kind.TRUNCATED, Kind.REMOVED} <= kinds(evidence)


def test_an_index_written_anew_without_a_run_is_found_by_what_this_machine_noted(evidence: Path) -> None:
    shutil.rmtree(folders(evidence)[2])
    put(evidence, reseal(lines_of(evidence)[:2]))
    assert found(evidence, noted=False) == []
    assert Kind.REMOVED in kinds(evidence)


def test_a_run_removed_from_the_middle_of_an_index_written_anew_leaves_a_gap(evidence: Path) -> None:
    drop_folder(evidence)
    lines = lines_of(evidence)
    put(evidence, reseal([lines[0], lines[2]]))
    assert kinds(evidence, noted=False) == {Kind.GAP}


def test_a_run_that_died_and_was_noted_is_a_remark_until_it_is_touched(keep_run: Any) -> None:
    dead = keep_run(IDS[0], dies=True)
    evidence = keep_run.evidence
    assert kinds(evidence) >= {Kind.TRUNCATED}
    keep_run(IDS[1])
    assert kinds(evidence) == kinds(evidence, noted=False) == {Kind.KILLED}
    events = dead.folder / "events.jsonl"
    events.write_bytes(b"".join(events.read_bytes().splitlines(keepends=True)[:-1]))
    assert Kind.EDITED in kinds(evidence)


def test_a_run_under_way_is_only_a_remark(keep_run: Any) -> None:
    seen: list[set[Kind]] = []
    keep_run(IDS[0], doing=lambda record: seen.append(kinds(record.folder.parent, noted=False) - {Kind.MISSING_FILE}))
    assert seen == [{Kind.OPEN}]


def line(run_id: str, **changes: Any) -> IndexedRun:
    values: dict[str, Any] = {
        "run": run_id, "folder": "20261122T010512Z-x", "origin": "o", "console": "threecx", "verb": "apply",
        "result": "done", "exit_code": 0, "started": "", "ended": "", "head": "a" * 64, "count": 1, "previous": GENESIS,
    }  # fmt: skip
    return IndexedRun(**(values | changes))


def add_fifty(folder: Path, name: str) -> None:
    for number in range(50):
        Index(folder).add(line(f"{name}-{number}"))


def test_processes_that_add_at_once_leave_one_chain(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=add_fifty, args=(tmp_path, str(number))) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    reading = read_index(tmp_path)
    assert (list(reading.findings), reading.count) == ([], 200)
    assert len({each.run.run for each in reading.lines}) == 200


def test_half_a_line_is_cut_off_and_its_hash_is_kept(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.add(line("one"))
    with index.path.open("ab") as file:
        file.write(b'{"count":')
    assert {finding.kind for finding in read_index(tmp_path).findings} == {Kind.TRUNCATED}
    index.add(line("two"))
    reading = read_index(tmp_path)
    assert list(reading.findings) == []
    cut = reading.lines[1].run.detail["cut"]
    assert isinstance(cut, dict)
    assert cut["size"] == 9


@pytest.mark.parametrize(
    "damage", [b"garbage\n", b"\n", b"[1]\n", b'{"seq":true,"hash":0}\n', b"\xff" * 3_000_000 + b"\n"]
)
def test_a_damaged_line_is_found_and_does_not_stop_the_runs_after_it(tmp_path: Path, damage: bytes) -> None:
    index = Index(tmp_path)
    index.add(line("one"))
    with index.path.open("ab") as file:
        file.write(damage)
    index.add(line("two"))
    reading = read_index(tmp_path)
    assert [each.run.run for each in reading.lines] == ["one", "two"]
    assert len(reading.findings) == 1


def test_an_index_that_is_one_endless_line_takes_no_run(tmp_path: Path) -> None:
    with (tmp_path / "index.jsonl").open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(OSError, match="no run wrote"):
        Index(tmp_path).add(line("one"))


def test_no_line_is_added_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "index.jsonl").symlink_to(tmp_path / "precious")
    with pytest.raises(OSError):
        Index(tmp_path).add(line("one"))
    assert not (tmp_path / "precious").exists()


def test_every_single_bit_of_an_index_is_watched(tmp_path: Path) -> None:
    for number in range(2):
        Index(tmp_path).add(line(f"run-{number}"))
    data = bytearray((tmp_path / "index.jsonl").read_bytes())
    missed = []
    for position in range(len(data) * 8):
        data[position // 8] ^= 1 << position % 8
        lines = SealedLines("index.jsonl", Findings(), _is_well_formed, first=GENESIS)
        list(lines.read(io.BytesIO(data)))
        if not lines.findings:
            missed.append(position)
        data[position // 8] ^= 1 << position % 8
    assert missed == []
    assert len(data) > 1_000


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(garbage=st.binary(max_size=400), start=st.integers(0, 3000), length=st.integers(0, 600))
def test_garbage_anywhere_is_found_and_never_a_crash(evidence: Path, garbage: bytes, start: int, length: int) -> None:
    for path in (evidence / "index.jsonl", folders(evidence)[0] / "events.jsonl"):
        whole = path.read_bytes()
        damaged = whole[:start] + garbage + whole[start + length :]
        path.write_bytes(damaged)
        try:
            assert found(evidence) or damaged == whole
        finally:
            path.write_bytes(whole)


def test_a_line_longer_than_memory_should_hold_is_read_in_pieces_everywhere(evidence: Path) -> None:
    for path in (evidence / "index.jsonl", folders(evidence)[0] / "events.jsonl"):
        with path.open("r+b") as file:
            file.truncate(256 * 2**20)  # a hole: zeros that take no room on the disk
    code = (
        "import sys, pathlib\n"
        "from pupitre.evidence.folder_verification import verify_folder\n"
        "found = [f for c in verify_folder(pathlib.Path(sys.argv[1])) for f in c.findings]\n"
        "print(*sorted({f.kind.value.replace(' ', '-') for f in found}), sep=',')\n"
        "status = pathlib.Path('/proc/self/status').read_text()\n"
        "print(next(line.split()[1] for line in status.splitlines() if line.startswith('VmHWM')))\n"
    )
    answer = subprocess.run([sys.executable, "-c", code, evidence], capture_output=True, text=True, check=True)
    said, peak = answer.stdout.split()
    assert "unreadable" in said.split(",")
    assert int(peak) < 120 * 1024
