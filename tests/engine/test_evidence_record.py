"""The record of a run: its folder, its events and its closing."""

from __future__ import annotations

import hashlib
import json
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from pupitre.errors import ConsoleRefused, EvidenceFailed
from pupitre.evidence import Record, RunResult, Shot, SiteResult, verify
from pupitre.evidence.chain import GENESIS, canonical
from pupitre.evidence.disk import Disk
from pupitre.hours import Slot, Week, Weekday

ORIGIN = "https://oti.example.fr"
JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"


class WaitingDisk(Disk):
    """A disk whose pictures are not written before someone says so."""

    def __init__(self) -> None:
        self.may_write = threading.Event()

    def write_new(self, path: Path, data: bytes) -> None:
        assert self.may_write.wait(10)
        super().write_new(path, data)


def begin(parent: Path, **changes: Any) -> Record:
    options: dict[str, Any] = {
        "verb": "apply",
        "console": "threecx",
        "origin": ORIGIN,
        "language": "fr",
        "run_id": "run-1",
        "facts": {"user": "claire"},
        "room": 0,
    }
    return Record.start(parent, **(options | changes))


def result(**changes: Any) -> RunResult:
    options: dict[str, Any] = {
        "verb": "apply",
        "console": "threecx",
        "origin": ORIGIN,
        "run_id": "run-1",
        "started": "2026-11-22T01:05:12.000Z",
        "ended": "2026-11-22T01:05:54.000Z",
        "exit_code": 0,
        "reason": "done",
        "sentence": "Fait.",
    }
    return RunResult(**(options | changes))


def events(record: Record) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (record.folder / "events.jsonl").read_text("utf-8").splitlines()]


def test_the_folder_is_ours_alone_and_named_after_time_host_and_verb(tmp_path: Path) -> None:
    record = begin(tmp_path / "evidence")
    assert stat.S_IMODE(record.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((record.folder / "events.jsonl").stat().st_mode) == 0o600
    stamp, rest = record.folder.name.split("-", 1)
    assert len(stamp) == 16
    assert stamp.endswith("Z")
    assert rest.startswith("oti-example-fr-apply-")
    assert len(rest.rsplit("-", 1)[1]) == 4


def test_two_runs_of_one_second_have_two_folders(tmp_path: Path) -> None:
    assert len({begin(tmp_path).folder for _ in range(10)}) == 10


def test_the_first_event_stands_on_the_head_of_the_run_before(tmp_path: Path) -> None:
    assert events(begin(tmp_path))[0]["prev"] == GENESIS
    assert events(begin(tmp_path, previous_head="a" * 64))[0]["prev"] == "a" * 64


def test_a_hash_is_what_sha256sum_prints_for_prev_and_the_bare_event(tmp_path: Path) -> None:
    record = begin(tmp_path)
    record.event("open", says="Ouvrir REVEL", site="REVEL")
    head, count = record.head
    last = events(record)[-1]
    bare = {key: value for key, value in last.items() if key not in ("prev", "hash")}
    text = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert last["hash"] == hashlib.sha256((last["prev"] + text).encode()).hexdigest() == head
    assert count == 2


def test_an_intent_is_on_disk_with_all_before_it_when_the_block_begins(tmp_path: Path) -> None:
    record = begin(tmp_path)
    record.event("open", says="Ouvrir REVEL", picture=JPEG)
    with record.changing("slot.delete", says="Lundi, Supprimer 08:00-17:00", site="REVEL"):
        seen = events(record)
        assert [event["phase"] for event in seen] == ["seen", "seen", "intent"]
        assert (record.folder / seen[1]["picture"]).read_bytes() == JPEG


def test_an_intent_is_synced_before_the_click(tmp_path: Path) -> None:
    class Counting(Disk):
        syncs = 0

        def sync(self, descriptor: int) -> None:
            self.syncs += 1
            super().sync(descriptor)

    disk = Counting()
    record = begin(tmp_path, disk=disk)
    before = disk.syncs
    record.event("read", says="Lire")
    assert disk.syncs == before
    record.event("ok", phase="intent", says="OK")
    assert disk.syncs == before + 1


def test_the_browser_goes_on_while_a_picture_is_written_and_the_next_intent_waits(tmp_path: Path) -> None:
    disk = WaitingDisk()
    record = begin(tmp_path, disk=disk)
    record.event("open", says="Ouvrir", picture=JPEG)
    record.event("read", says="Lire")
    assert len(events(record)) == 1
    threading.Timer(0.05, disk.may_write.set).start()
    record.event("ok", phase="intent", says="OK")
    assert disk.may_write.is_set()
    assert [event["step"] for event in events(record)] == ["run.start", "open", "read", "ok"]


def test_what_became_of_a_change_is_written_with_a_picture(tmp_path: Path) -> None:
    record = begin(tmp_path)
    with record.changing("ok", says="OK", site="REVEL", shoot=lambda: JPEG):
        pass
    with (
        pytest.raises(ConsoleRefused),
        record.changing("ok", says="OK", site="SOREZE", shoot=lambda: None),
    ):
        raise ConsoleRefused("the slots overlap")
    with pytest.raises(KeyboardInterrupt), record.changing("ok", says="OK", shoot=lambda: JPEG):
        raise KeyboardInterrupt
    assert record.head[1] == 7
    assert [event["phase"] for event in events(record)[1:]] == [
        *("intent", "done"),
        *("intent", "refused"),
        *("intent", "unknown"),
    ]
    assert events(record)[4]["detail"] == {"error": "ConsoleRefused", "what": "the slots overlap"}


def test_a_picture_of_the_intent_stands_for_what_was_done_and_not_for_a_doubt(tmp_path: Path) -> None:
    record = begin(tmp_path)
    before, after = Shot(JPEG, {"phone": 1}), Shot(JPEG, {"phone": 2})
    with record.changing("ok", says="OK", shoot=lambda: after, picture=before):
        assert events(record)[-1]["picture"] == "0001-ok.jpg"  # durable before the click
    with (
        pytest.raises(RuntimeError),
        record.changing("ok", says="OK", shoot=lambda: None, in_doubt=lambda: after, picture=before),
    ):
        raise RuntimeError
    assert record.head[1] == 5
    told = [
        (event["phase"], event["picture"] is not None, event["detail"].get("redacted")) for event in events(record)[1:]
    ]
    assert told == [
        ("intent", True, {"phone": 1}),
        ("done", False, None),
        ("intent", True, {"phone": 1}),
        ("unknown", True, {"phone": 2}),
    ]


def test_the_message_of_a_foreign_error_is_not_kept(tmp_path: Path) -> None:
    record = begin(tmp_path)
    with pytest.raises(RuntimeError), record.changing("fill", says="Remplir"):
        raise RuntimeError("filled with S3cret!")
    assert record.head[1] == 3
    assert "S3cret" not in (record.folder / "events.jsonl").read_text("utf-8")


def test_a_camera_that_fails_does_not_hide_the_error_in_the_block(tmp_path: Path) -> None:
    def broken() -> bytes:
        raise EvidenceFailed("no picture")

    record = begin(tmp_path)
    with pytest.raises(ConsoleRefused), record.changing("ok", says="OK", shoot=broken):
        raise ConsoleRefused("no")
    assert record.head[1] == 3
    assert events(record)[-1]["phase"] == "refused"


def test_an_empty_picture_is_never_named(tmp_path: Path) -> None:
    record = begin(tmp_path)
    record.event("open", says="Ouvrir", picture=b"")
    assert record.head[1] == 2
    assert events(record)[-1]["picture"] is None
    assert not list(record.folder.glob("*.jpg"))


def test_the_console_never_names_a_file(tmp_path: Path) -> None:
    record = begin(tmp_path)
    for name in ("../../etc/cron.d/x", "/etc/passwd", "..", "CON", "a\0b", "é" * 300, "<img>", ".ballast"):
        record.event("extension.open", says=name, site=name, picture=JPEG, detail={name: name})
    record.finish(result(sites=(SiteResult("../../x", "../y", "unchanged"),)))
    pictures = {path.name for path in record.folder.glob("*.jpg")}
    assert pictures == {f"{number:04d}-extension-open.jpg" for number in range(1, 9)}
    assert [path.name for path in tmp_path.iterdir()] == [record.folder.name]
    assert verify(record.folder) == []


def test_a_hostile_host_or_verb_stays_a_file_name(tmp_path: Path) -> None:
    record = begin(tmp_path, origin="https://../..", verb="../apply")
    assert record.folder.parent == tmp_path
    assert ".." not in record.folder.name


def test_half_a_surrogate_pair_and_a_very_long_text_are_kept_readable(tmp_path: Path) -> None:
    record = begin(tmp_path)
    record.event("read", says="broken \ud800", detail={"cell": "x" * 5_000_000})
    assert record.head[1] == 2
    last = events(record)[-1]
    assert last["says"] == "broken \\ud800"
    assert "5000000 characters" in last["detail"]["cell"]


def test_an_event_too_long_for_a_line_keeps_the_hash_of_its_detail(tmp_path: Path) -> None:
    record = begin(tmp_path)
    record.event("read", says="Lire", detail={"rows": ["y" * 1_000] * 1_000})
    assert record.head[1] == 2
    assert events(record)[-1]["detail"].keys() == {"cut", "sha256"}
    record.finish(result())
    assert verify(record.folder) == []


def test_an_attached_document_is_hashed_into_the_chain(tmp_path: Path) -> None:
    record = begin(tmp_path)
    record.attach("plan.json", {"b": 1, "a": "é"})
    assert record.head[1] == 2
    data = (record.folder / "plan.json").read_bytes()
    assert data == '{\n  "a": "é",\n  "b": 1\n}\n'.encode()
    assert events(record)[-1]["sha256"] == hashlib.sha256(data).hexdigest()


def test_finish_leaves_a_closed_chain_the_result_the_page_and_the_sums(tmp_path: Path) -> None:
    week = Week.of({Weekday.MONDAY: [Slot.parse("08:00-12:00")]})
    record = begin(tmp_path)
    site = SiteResult("REVEL", "021", "changed", Week(), week, week, ("Lundi",))
    page = record.finish(result(sites=(site,), versions={"pupitre": "1"}))
    assert page == record.folder / "report.html"
    document = json.loads((record.folder / "result.json").read_bytes())
    head, count = record.head
    assert document["evidence"] == {
        "head": head,
        "count": count,
        "folder": record.folder.name,
        "failure": None,
        "copy": None,
        "warnings": [],
    }
    assert document["sites"][0]["after"]["mon"] == ["08:00-12:00"]
    last = events(record)[-1]
    assert (last["step"], last["detail"]["count"], last["detail"]["result"]) == ("run.end", count, "done")
    names = {path.name for path in record.folder.iterdir()}
    assert names == {"events.jsonl", "result.json", "report.html", "SHA256SUMS"}
    for line in (record.folder / "SHA256SUMS").read_text("ascii").splitlines():
        digest, name = line.split("  ")
        assert digest == hashlib.sha256((record.folder / name).read_bytes()).hexdigest()
    assert verify(record.folder, head, count) == []


def test_the_line_on_disk_is_its_own_canonical_form(tmp_path: Path) -> None:
    record = begin(tmp_path)
    record.event("read", says="é\n\x1b[31m\u202e", detail={"z": 1, "a": [None, True, 1.5]})
    record.finish(result())
    for line in (record.folder / "events.jsonl").read_bytes().splitlines():
        assert canonical(json.loads(line)) == line


@pytest.mark.parametrize("moment", ["2026-11-22T01:05:12", "yesterday"], ids=["without a zone", "not a moment"])
def test_a_result_without_a_time_zone_can_not_be_built(moment: str) -> None:
    with pytest.raises(ValueError):
        result(started=moment)
