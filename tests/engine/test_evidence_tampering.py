"""Whatever is done to a run's folder is found, and the verifier never crashes."""

from __future__ import annotations

import io
import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pupitre.evidence import Record, RunResult, verify
from pupitre.evidence.chain import canonical, seal
from pupitre.evidence.chain_verification import ChainVerification, Finding, Kind

JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"


@dataclass(frozen=True)
class Run:
    """A copy of a run's folder, to be damaged."""

    folder: Path
    head: tuple[str, int]


def make(parent: Path, run_id: str = "run-1") -> Record:
    record = Record.start(
        parent,
        verb="apply",
        console="threecx",
        origin="https://oti.example.fr",
        language="en",
        run_id=run_id,
        facts={},
        room=0,
    )
    record.attach("plan.json", {"sites": 1})
    record.event("open", says="Open REVEL", site="REVEL", picture=JPEG)
    with record.changing("ok", says="OK", site="REVEL", shoot=lambda: JPEG + b"2"):
        pass
    record.finish(
        RunResult(
            verb="apply",
            console="threecx",
            origin="https://oti.example.fr",
            run_id=run_id,
            started="2026-11-22T01:05:12Z",
            ended="2026-11-22T01:05:54Z",
            exit_code=0,
            reason="done",
            sentence="Done.",
        )
    )
    return record


def lines_of(folder: Path) -> list[bytes]:
    return (folder / "events.jsonl").read_bytes().splitlines()


def put(folder: Path, lines: list[bytes]) -> None:
    (folder / "events.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


def reseal(lines: list[bytes]) -> list[bytes]:
    """Write a chain anew, as a careful forger would."""
    bodies = [{key: value for key, value in json.loads(line).items() if key not in ("prev", "hash")} for line in lines]
    prev = str(json.loads(lines[0])["prev"])
    sealed = []
    for number, body in enumerate(bodies):
        if body["step"] == "run.end":
            body["detail"]["count"] = len(bodies)
        line, prev = seal(prev, body | {"seq": number})
        sealed.append(line)
    return sealed


def edit(folder: Path, other: Path) -> None:
    lines = lines_of(folder)
    put(folder, [lines[0], lines[1], lines[2].replace(b"REVEL", b"SOREZ"), *lines[3:]])


def delete_middle(folder: Path, other: Path) -> None:
    lines = lines_of(folder)
    put(folder, lines[:2] + lines[3:])


def delete_first(folder: Path, other: Path) -> None:
    put(folder, lines_of(folder)[1:])


def swap(folder: Path, other: Path) -> None:
    lines = lines_of(folder)
    put(folder, [*lines[:2], lines[3], lines[2], *lines[4:]])


def duplicate(folder: Path, other: Path) -> None:
    lines = lines_of(folder)
    put(folder, [*lines[:3], lines[2], *lines[3:]])


def forge(folder: Path, other: Path) -> None:
    lines = lines_of(folder)
    last = json.loads(lines[-1])
    body = {key: value for key, value in last.items() if key not in ("prev", "hash")}
    put(folder, [*lines, seal(last["hash"], body | {"seq": last["seq"] + 1, "step": "ok"})[0]])


def whitespace(folder: Path, other: Path) -> None:
    lines = lines_of(folder)
    put(folder, [lines[0].replace(b'","', b'", "', 1), *lines[1:]])


def double_key(folder: Path, other: Path) -> None:
    lines = lines_of(folder)
    put(folder, [*lines[:2], lines[2][:-1] + b',"ts":"2020"}', *lines[3:]])


def torn_line(folder: Path, other: Path) -> None:
    path = folder / "events.jsonl"
    path.write_bytes(path.read_bytes()[:-20])


def swap_pictures(folder: Path, other: Path) -> None:
    first, second = sorted(folder.glob("*.jpg"))
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)


def delete_picture(folder: Path, other: Path) -> None:
    next(folder.glob("*.jpg")).unlink()


def other_runs_file(folder: Path, other: Path) -> None:
    (folder / "events.jsonl").write_bytes((other / "events.jsonl").read_bytes())


def truncate_tail(folder: Path, other: Path) -> None:
    put(folder, lines_of(folder)[:-2])


def truncate_to_empty(folder: Path, other: Path) -> None:
    put(folder, [])


def truncate_and_recompute(folder: Path, other: Path) -> None:
    put(folder, reseal(lines_of(folder)[:-2]))


def edit_and_recompute_everything(folder: Path, other: Path) -> None:
    edit(folder, other)
    put(folder, reseal(lines_of(folder)))


TAMPERINGS: list[tuple[Callable[[Path, Path], None], Kind]] = [
    (edit, Kind.EDITED),
    (delete_middle, Kind.REMOVED),
    (delete_first, Kind.REMOVED),
    (swap, Kind.REORDERED),
    (duplicate, Kind.REORDERED),
    (forge, Kind.ADDED),
    (whitespace, Kind.EDITED),
    (double_key, Kind.EDITED),
    (torn_line, Kind.TRUNCATED),
    (swap_pictures, Kind.EDITED),
    (delete_picture, Kind.MISSING_FILE),
    (other_runs_file, Kind.MOVED),
    (truncate_tail, Kind.TRUNCATED),
    (truncate_to_empty, Kind.TRUNCATED),
    (truncate_and_recompute, Kind.TRUNCATED),
    (edit_and_recompute_everything, Kind.EDITED),
]


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    parent = tmp_path_factory.mktemp("originals")
    return [make(parent), make(parent, "run-2")]


@pytest.fixture
def run(originals: list[Record], tmp_path: Path) -> Run:
    original = originals[0]
    folder = tmp_path / original.folder.name
    shutil.copytree(original.folder, folder)
    return Run(folder, original.head)


def test_an_untouched_run_has_no_findings(run: Run) -> None:
    assert verify(run.folder) == verify(run.folder, *run.head) == []


@pytest.mark.parametrize(
    ("tamper", "kind"), TAMPERINGS, ids=[tamper.__name__.replace("_", " ") for tamper, _ in TAMPERINGS]
)
def test_each_kind_of_tampering_is_found_and_named(
    run: Run, originals: list[Record], tamper: Callable[[Path, Path], None], kind: Kind
) -> None:
    tamper(run.folder, originals[1].folder)
    assert kind in {finding.kind for finding in verify(run.folder, *run.head)}


def without_sums(folder: Path) -> list[Finding]:
    chain = ChainVerification("events.jsonl")
    with (folder / "events.jsonl").open("rb") as file:
        list(chain.check(file))
    return list(chain.findings)


def test_only_a_head_noted_elsewhere_finds_a_chain_written_anew_as_a_whole(run: Run, tmp_path: Path) -> None:
    edit_and_recompute_everything(run.folder, tmp_path)
    assert without_sums(run.folder) == []
    assert [finding.kind for finding in verify(run.folder, *run.head)].count(Kind.EDITED) >= 1


@pytest.mark.parametrize("tamper", [tamper for tamper, _ in TAMPERINGS[:9]], ids=lambda tamper: tamper.__name__)
def test_what_is_done_to_lines_is_found_by_the_chain_alone(
    run: Run, originals: list[Record], tamper: Callable[[Path, Path], None]
) -> None:
    tamper(run.folder, originals[1].folder)
    assert without_sums(run.folder)


def test_an_event_that_was_edited_and_sealed_again_no_longer_carries_the_next_one(run: Run) -> None:
    lines = lines_of(run.folder)
    event = json.loads(lines[2])
    body = {key: value for key, value in event.items() if key not in ("prev", "hash")}
    lines[2] = seal(event["prev"], body | {"says": "Open SOREZE"})[0]
    put(run.folder, lines)
    assert [(finding.kind, finding.line) for finding in without_sums(run.folder)] == [(Kind.GAP, 4)]


def test_the_other_events_are_still_checked_after_a_finding(run: Run) -> None:
    lines = lines_of(run.folder)
    lines[1] = b"garbage"
    lines[3] = lines[3].replace(b'"OK"', b'"KO"')
    put(run.folder, lines)
    assert {finding.line for finding in verify(run.folder) if finding.kind is Kind.EDITED} >= {2, 4}


def test_an_intent_without_an_outcome_is_reported_as_perhaps_done(run: Run) -> None:
    put(run.folder, lines_of(run.folder)[:4])
    findings = verify(run.folder)
    assert {Kind.UNSETTLED, Kind.TRUNCATED} <= {finding.kind for finding in findings}


@pytest.mark.parametrize("name", ["result.json", "report.html", "plan.json", "SHA256SUMS"])
def test_every_other_file_is_covered_too(run: Run, name: str) -> None:
    path = run.folder / name
    data = path.read_bytes()
    path.write_bytes(data.replace(b"e", b"f"))
    assert verify(run.folder)
    path.unlink()
    assert Kind.MISSING_FILE in {finding.kind for finding in verify(run.folder)}


def test_a_result_that_does_not_fit_the_chain_is_found_although_its_sum_fits(run: Run) -> None:
    path = run.folder / "result.json"
    path.write_bytes(path.read_bytes().replace(b"Done.", b"Dane."))
    sums = run.folder / "SHA256SUMS"
    sums.write_text("\n".join(line for line in sums.read_text().splitlines() if "result.json" not in line) + "\n")
    assert any("the result that the events end with" in finding.says for finding in verify(run.folder))


def test_a_file_that_nobody_named_and_a_renamed_folder_are_found(run: Run) -> None:
    (run.folder / "0009-planted.jpg").write_bytes(JPEG)
    moved = run.folder.rename(run.folder.with_name("elsewhere"))
    assert {finding.kind for finding in verify(moved)} == {Kind.ADDED, Kind.MOVED}


def test_an_event_can_not_lead_the_verifier_out_of_the_folder(run: Run, tmp_path: Path) -> None:
    body = {key: value for key, value in json.loads(lines_of(run.folder)[2]).items() if key not in ("prev", "hash")}
    prev = json.loads(lines_of(run.folder)[1])["hash"]
    put(run.folder, [*lines_of(run.folder)[:2], seal(prev, body | {"picture": "../../secret.jpg"})[0]])
    assert any("as no run does" in finding.says for finding in verify(run.folder))


def test_a_link_in_place_of_a_picture_is_found(run: Run, tmp_path: Path) -> None:
    picture = next(run.folder.glob("*.jpg"))
    picture.rename(tmp_path / "kept.jpg")
    picture.symlink_to(tmp_path / "kept.jpg")
    assert [finding.kind for finding in verify(run.folder)] == [Kind.EDITED]


def test_every_single_bit_of_a_chain_is_watched(run: Run) -> None:
    data = bytearray((run.folder / "events.jsonl").read_bytes())
    missed = []
    for position in range(len(data) * 8):
        data[position // 8] ^= 1 << position % 8
        if not findings_of(bytes(data)):
            missed.append(position)
        data[position // 8] ^= 1 << position % 8
    assert missed == []
    assert len(data) > 2_000


def findings_of(data: bytes) -> list[Finding]:
    chain = ChainVerification("events.jsonl")
    for _ in chain.check(io.BytesIO(data)):
        pass
    return list(chain.findings)


def test_every_length_of_a_cut_chain_is_found(run: Run) -> None:
    data = (run.folder / "events.jsonl").read_bytes()
    assert [length for length in range(len(data)) if not findings_of(data[:length])] == []


def bodied(**changes: Any) -> bytes:
    body: dict[str, Any] = {
        "seq": 0, "ts": "", "mono": 0, "run": "r", "step": "s", "phase": "seen", "origin": "o",
        "site": None, "says": "", "detail": {}, "picture": None, "sha256": None,
    }  # fmt: skip
    return canonical(body | {"prev": "0" * 64, "hash": "0" * 64} | changes)


GARBAGE = {
    "nothing but newlines": b"\n" * 50,
    "bytes": bytes(range(256)) * 10,
    "a list": b"[]\n",
    "nesting": b"[" * 100_000 + b"\n",
    "a huge number": b'{"seq":' + b"9" * 10_000 + b"}\n",
    "not a number": b'{"seq":NaN}\n',
    "half a surrogate pair": b'{"seq":"\\ud800"}\n',
    "prev is not hexadecimal": bodied(prev="zz") + b"\n",
    "prev is a number": bodied(prev=1) + b"\n",
    "seq is true": bodied(seq=True) + b"\n",
    "seq is enormous": bodied(seq=10**40) + b"\n",
    "seq is below zero": bodied(seq=-1) + b"\n",
    "the phase is a list": bodied(phase=[]) + b"\n",
    "a byte order mark": b"\xef\xbb\xbf" + bodied() + b"\n",
}


@pytest.mark.parametrize("data", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_is_a_finding_and_never_a_crash(run: Run, data: bytes) -> None:
    (run.folder / "events.jsonl").write_bytes(data)
    assert verify(run.folder)


def test_random_damage_to_every_file_never_crashes_and_is_always_found(run: Run) -> None:
    chance = random.Random(7)
    files = sorted(run.folder.iterdir())
    for _ in range(300):
        path = chance.choice(files)
        data = path.read_bytes()
        start = chance.randrange(len(data))
        piece = chance.randbytes(chance.randrange(1, 30))
        damaged = data[:start] + piece + data[start + chance.randrange(30) :]
        path.write_bytes(damaged)
        assert verify(run.folder) or damaged == data
        path.write_bytes(data)
    assert verify(run.folder) == []
