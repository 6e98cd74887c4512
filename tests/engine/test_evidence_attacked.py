"""Whoever can write into the evidence folder gets a finding: no hang, no flood of memory, no way out of the folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pupitre.commands.evidence.listing import Wanted, list_runs
from pupitre.errors import Explained
from pupitre.evidence import verify
from pupitre.evidence.chain import seal, sha256
from pupitre.evidence.chain_verification import ChainVerification, Kind
from pupitre.evidence.exporting import export
from pupitre.evidence.folder_verification import verify_folder
from pupitre.evidence.index import INDEX
from pupitre.evidence.pruning import due
from pupitre.evidence.recovery import examine, find_folder

RUN_ID = "20261121T010512Z-cccccc"
FILES = ("events.jsonl", "result.json", "report.html", "SHA256SUMS", "0001-open.jpg")

pytestmark = pytest.mark.timeout(60)  # what hangs on a pipe is told in a minute


@pytest.fixture
def folder(keep_run: Any) -> Path:
    path: Path = keep_run(RUN_ID).folder
    return path


def as_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def as_link(path: Path) -> None:
    moved = path.rename(path.parent.parent.parent / f"moved-{path.name}")
    path.symlink_to(moved)


def as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def as_device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("put", [as_pipe, as_link, as_folder, as_device], ids=lambda put: put.__name__)
def test_a_pipe_a_link_a_folder_or_a_device_in_place_of_a_file_is_found(
    folder: Path, name: str, put: Callable[[Path], None]
) -> None:
    put(folder / name)
    assert name in {each.where for each in verify(folder) if each.kind in (Kind.EDITED, Kind.UNREADABLE)}
    assert any(not checked.is_sound for checked in verify_folder(folder.parent))
    with pytest.raises(Explained, match="plain file"):
        export(folder, folder.parent.parent / "run.zip")
    assert not (folder.parent.parent / "run.zip").exists()


@pytest.mark.parametrize("put", [as_pipe, as_link, as_folder, as_device], ids=lambda put: put.__name__)
def test_an_index_that_is_no_plain_file_is_found(folder: Path, put: Callable[[Path], None]) -> None:
    put(folder.parent / INDEX)
    first = next(verify_folder(folder.parent))
    assert [each.kind for each in first.findings] == [Kind.EDITED]


def test_the_next_run_does_not_wait_for_a_pipe_in_place_of_a_dead_one(keep_run: Any) -> None:
    dead = keep_run(RUN_ID, dies=True)
    as_pipe(dead.folder / "events.jsonl")
    keep_run("20261122T010512Z-dddddd")
    assert find_folder(keep_run.evidence, RUN_ID) is None
    assert examine(dead.folder).count == 0


def test_a_page_that_was_changed_together_with_its_sum_is_found_by_the_index(folder: Path) -> None:
    page, sums = folder / "report.html", folder / "SHA256SUMS"
    before = sha256(page.read_bytes())
    page.write_bytes(page.read_bytes().replace(b"Done.", b"Done!"))
    sums.write_text(sums.read_text().replace(before, sha256(page.read_bytes())))
    assert verify(folder) == []
    found = [each for checked in verify_folder(folder.parent) for each in checked.findings]
    assert [(each.kind, each.where) for each in found] == [(Kind.EDITED, "SHA256SUMS")]


@pytest.mark.parametrize("letter", ["\u0430", "\u212a", "\uff41", "\u200b", " "], ids=ascii)
def test_an_id_of_a_run_in_letters_that_look_like_others_is_no_id(folder: Path, letter: str) -> None:
    """A Cyrillic "a" or a Kelvin sign would let a forged run answer to the name of another."""
    for path in (folder / "events.jsonl", folder.parent / INDEX):
        first = json.loads(path.read_bytes().splitlines()[0])
        body = {key: value for key, value in first.items() if key not in ("prev", "hash")}
        line, _ = seal(first["prev"], body | {"run": RUN_ID.replace("c", letter)})
        path.write_bytes(line + b"\n")
    checked = list(verify_folder(folder.parent))
    kinds = [{each.kind for each in one.findings} for one in checked]
    assert all(Kind.EDITED in each for each in kinds)
    assert [one.run for one in checked] == [None, None]


def test_holding_the_file_of_a_forged_run_does_not_hide_what_is_wrong_with_it(keep_run: Any, folder: Path) -> None:
    forged = keep_run.evidence / "20261122T010512Z-forged"
    forged.mkdir()
    lines = (folder / "events.jsonl").read_bytes().splitlines(keepends=True)
    (forged / "events.jsonl").write_bytes(b"".join([lines[0], *lines[2:]]))
    with (forged / "events.jsonl").open("rb") as held:
        import fcntl

        fcntl.flock(held, fcntl.LOCK_EX)
        (found,) = [one for one in verify_folder(keep_run.evidence) if one.folder == forged.name]
    assert {Kind.OPEN, Kind.REMOVED} <= {each.kind for each in found.findings}
    assert not found.is_sound


OTHER_SYSTEMS = [
    "x\\..\\..\\Startup\\x.bat",
    "C:x",
    "a:b",
    "x\x1b[2J",
    "x\n",
    "é.txt",
    "trailing.",
    "trailing ",
    "\u202ex",
]


@pytest.mark.parametrize("name", OTHER_SYSTEMS, ids=ascii)
def test_nothing_is_exported_that_would_leave_its_folder_on_another_system(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"planted")
    with pytest.raises(Explained, match="No run gives"):
        export(folder, folder.parent.parent / "run.zip")
    (folder / name).unlink()
    moved = folder.rename(folder.with_name(name))
    with pytest.raises(Explained, match="No run gives"):
        export(moved, folder.parent.parent / "run.zip")
    assert not (folder.parent.parent / "run.zip").exists()


def test_an_export_has_plain_names_only(folder: Path) -> None:
    export(folder, folder.parent.parent / "run.zip")
    with zipfile.ZipFile(folder.parent.parent / "run.zip") as archive:
        assert {name.partition("/")[2] for name in archive.namelist()} == set(FILES)


def test_a_second_name_of_a_secret_is_not_the_file_that_a_run_wrote(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("S3cret")
    (folder / "0001-open.jpg").unlink()
    os.link(tmp_path / "secret", folder / "0001-open.jpg")
    os.link(tmp_path / "secret", folder / "0002-planted.jpg")
    assert {(each.kind, each.where) for each in verify(folder)} == {
        (Kind.EDITED, "0001-open.jpg"),
        (Kind.ADDED, "0002-planted.jpg"),
    }


# --- memory and time -----------------------------------------------------------------------------------

#: Bytes of address space that a check may use: the interpreter's own and a little.
ROOM = 512 * 2**20

_CHECK = """
import pathlib, resource, sys
from pupitre.evidence import verify
from pupitre.evidence.folder_verification import verify_folder
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
folder = pathlib.Path(sys.argv[1])
if sys.argv[3] == "run":
    found = verify(folder)
else:
    found = [each for checked in verify_folder(folder.parent) for each in checked.findings]
print(*sorted({f"{each.where}: {each.kind.value}" for each in found}), sep="\\n")
status = pathlib.Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), file=sys.stderr)
"""


def check_in_little_memory(folder: Path, what: str) -> tuple[set[str], int]:
    """Return what a process finds whose memory is limited by the system, and its peak in MB."""
    words = [sys.executable, "-c", _CHECK, str(folder), str(ROOM), what]
    answer = subprocess.run(words, capture_output=True, text=True, check=False)
    shutil.rmtree(folder.parent)  # nobody wants to search a gigabyte of zeros for a password afterwards
    assert answer.returncode == 0, answer.stderr[-2000:]
    return set(answer.stdout.splitlines()), int(answer.stderr.split()[-1]) // 1024


def sealed(folder: Path, bodies: Any) -> None:
    """Write a chain whose hashes are all right."""
    start = json.loads((folder / "events.jsonl").read_bytes().splitlines()[0])
    prev = start["prev"]
    bare = {key: value for key, value in start.items() if key not in ("prev", "hash")}
    with (folder / "events.jsonl").open("wb") as file:
        for number, changes in enumerate([{}, *bodies]):
            line, prev = seal(prev, bare | changes | {"seq": number})
            file.write(line + b"\n")


def a_line_of_a_gigabyte(folder: Path) -> None:
    os.truncate(folder / "events.jsonl", 2**30)  # a hole: zeros that take no room on the disk


def every_file_is_a_hole(folder: Path) -> None:
    for path in (*folder.iterdir(), folder.parent / INDEX):
        os.truncate(path, 2**30 + 1)


def a_result_of_nothing_but_brackets(folder: Path) -> None:
    (folder / "result.json").write_bytes(b"[" + b"[]," * (20 * 2**20) + b"[]]")


def a_thousand_intents_of_half_a_megabyte(folder: Path) -> None:
    long = "x" * 500_000
    sealed(folder, ({"step": f"{long}{number}", "phase": "intent"} for number in range(600)))


def pictures_with_names_of_half_a_megabyte(folder: Path) -> None:
    long = "x" * 500_000
    sealed(folder, ({"step": "x", "picture": f"{number:04d}-{long}.jpg"} for number in range(600)))


BOMBS = [
    (a_line_of_a_gigabyte, "run", "events.jsonl: unreadable"),
    (a_line_of_a_gigabyte, "all", "events.jsonl: unreadable"),
    (every_file_is_a_hole, "all", "index.jsonl: unreadable"),
    (a_result_of_nothing_but_brackets, "run", "result.json: edited"),
    (a_thousand_intents_of_half_a_megabyte, "all", "events.jsonl: unsettled"),
    (pictures_with_names_of_half_a_megabyte, "all", "events.jsonl: edited"),
]


@pytest.mark.parametrize(
    ("bomb", "what", "finding"),
    [
        pytest.param(*each, marks=[] if each[1] == "run" else pytest.mark.nightly, id=f"{each[0].__name__}, {each[1]}")
        for each in BOMBS
    ],
)
def test_no_file_takes_more_memory_than_a_check_may_use(
    folder: Path, bomb: Callable[[Path], None], what: str, finding: str
) -> None:
    bomb(folder)
    found, peak = check_in_little_memory(folder, what)
    assert finding in found
    assert peak < 250


def test_who_counts_on_a_limit_of_memory_sees_it_work(folder: Path) -> None:
    words = [
        sys.executable,
        "-c",
        "import resource, sys\nresource.setrlimit(resource.RLIMIT_AS, (2**29, 2**29))\nbytes(2**30)",
    ]
    assert b"MemoryError" in subprocess.run(words, capture_output=True, check=False).stderr


def test_a_chain_is_read_no_further_than_any_run_writes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pupitre.evidence.sealed_lines.MOST_BYTES", 1_000)
    chain = ChainVerification("events.jsonl")
    with (folder / "events.jsonl").open("rb") as file:
        assert len(list(chain.check(file))) < 4
    assert "there is more than any run writes; the rest was not read" in [each.says for each in chain.findings]


# --- what a forger may write where every hash is right ---------------------------------------------------

FORGED = {
    "ended": ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "", "x" * 500_000, "\x1b[2J"],
    "started": ["0001-01-01T00:00:00+23:59", "\u202e"],
    "verb": ["x" * 500_000, "\x1b[2J\n"],
    "console": ["\x00", "x" * 500_000],
    "result": ["died", "pruned", "\x1b]0;x\x07"],
    "exit_code": [10**4_000, -1, None],
    "count": [10**4_000, 0],
    "head": ["", "0" * 64],
    "detail": [{}, {"sums": []}, {"sums": "x" * 500_000}, {"torn": {"size": -1}}, {"found_by": {"a": 1}}],
}


@pytest.mark.parametrize("field", FORGED)
def test_whatever_stands_in_a_forged_line_is_listed_checked_and_pruned_without_a_crash(
    folder: Path, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = folder.parent / INDEX
    first = json.loads(index.read_bytes())
    body = {key: value for key, value in first.items() if key not in ("prev", "hash")}
    for value in FORGED[field]:
        line, _ = seal(first["prev"], body | {field: value})
        index.write_bytes(line + b"\n")
        list(verify_folder(folder.parent))
        due(folder.parent, (), keep_days=365)
        for options in ({}, {"csv_output": True}, {"json_output": True}):
            assert list_runs(folder.parent, Wanted(since=date(2026, 1, 1)), **options) == 0
            assert list_runs(folder.parent, Wanted(), **options) == 0


@pytest.mark.parametrize("code", [10**30, -1, True, "0"], ids=str)
def test_the_next_run_goes_on_whatever_somebody_wrote_behind_a_dead_one(keep_run: Any, code: object) -> None:
    dead = keep_run(RUN_ID, dies=True)
    head, count = dead.head
    last = json.loads((dead.folder / "events.jsonl").read_bytes().splitlines()[-1])
    body = {key: value for key, value in last.items() if key not in ("prev", "hash")}
    long = "\x01" * 20_000
    detail = {"exit_code": code, "result": long, "count": count + 1}
    changes = {"seq": count, "step": "run.end", "phase": "seen", "ts": long, "detail": detail}
    line, _ = seal(head, body | changes)
    with (dead.folder / "events.jsonl").open("ab") as file:
        file.write(line + b"\n")
    after = keep_run("20261122T010512Z-dddddd")
    assert after.exit_code == 0
    checked = {each.folder: each for each in verify_folder(keep_run.evidence)}
    assert checked[after.folder.name].is_sound
    assert checked[INDEX].is_sound
    assert not checked[dead.folder.name].is_sound
