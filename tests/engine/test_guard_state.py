"""The state folder: who may read it, what it stands on, and that it never starts from zero unasked."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from pupitre.errors import Explained, StateUnusable
from pupitre.guard import Guard, LedgerLost, Outcome, folder

ORIGIN = "https://oti.3cx.fr"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder with one refused attempt in it."""
    path = tmp_path / "state"
    with (
        Guard.open(path) as guard,
        guard.lease(ORIGIN, "run"),
        guard.reserve(origin=ORIGIN, account="000", secret="wrong", run_id="run") as attempt,
    ):
        attempt.sent()
        attempt.settle(Outcome.BAD)
    return path


def attempts(path: Path) -> int:
    with Guard.open(path) as guard:
        return sum(door.attempts for door in guard.status())


def test_everything_is_for_us_alone(state: Path) -> None:
    with Guard.open(state) as guard, guard.lease(ORIGIN, "run"):
        guard.use_plan("p", "run")
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [state, *state.rglob("*")]}
    assert any(path.name == "ledger.db-wal" for path in modes)
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}


def test_the_folder_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUPITRE_STATE", str(tmp_path / "elsewhere"))
    with Guard.open() as guard:
        assert guard.folder.path == tmp_path / "elsewhere"


def test_the_folder_is_the_platforms_without_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PUPITRE_STATE", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    with Guard.open() as guard:
        assert tmp_path in guard.folder.path.parents
        assert guard.folder.path.name == "pupitre"


def test_it_writes_durably_before_it_answers(state: Path) -> None:
    with Guard.open(state) as guard:
        assert guard._ledger.query("PRAGMA journal_mode") == [("wal",)]
        assert guard._ledger.query("PRAGMA synchronous") == [(2,)]
        assert guard._ledger.query("PRAGMA busy_timeout") == [(30_000,)]


def test_an_empty_folder_of_ours_is_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "open"
    path.mkdir(mode=0o755)
    Guard.open(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o700


@pytest.mark.parametrize("part", [".", "ledger", "ledger/ledger.db", "ledger/ledger.key", "locks"])
def test_a_part_that_others_can_read_is_refused(state: Path, part: str) -> None:
    (state / part).chmod((state / part).stat().st_mode | 0o044)
    with pytest.raises(StateUnusable, match="open to others") as caught:
        Guard.open(state)
    assert "chmod go=" in caught.value.remedy


def test_a_ledger_behind_a_symbolic_link_is_refused(state: Path, tmp_path: Path) -> None:
    (state / "ledger" / "ledger.db").rename(tmp_path / "away.db")
    (state / "ledger" / "ledger.db").symlink_to(tmp_path / "away.db")
    with pytest.raises(StateUnusable, match="symbolic link"):
        Guard.open(state)


def test_a_folder_of_another_user_is_refused(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: state.stat().st_uid + 1)
    with pytest.raises(StateUnusable, match="another user"):
        Guard.open(state)


def test_a_folder_that_cannot_be_made_is_refused() -> None:
    """Not even root makes a folder there."""
    with pytest.raises(StateUnusable, match="can't be used"):
        Guard.open(Path("/proc/self/pupitre"))


def test_a_folder_that_cannot_be_written_is_refused(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(StateUnusable, match="can't be written"):
        Guard.open(state)


def test_a_read_only_file_system_is_refused(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = list(os.statvfs(state))
    facts[8] |= os.ST_RDONLY
    monkeypatch.setattr(os, "statvfs", lambda path: os.statvfs_result(facts))
    with pytest.raises(StateUnusable, match="read-only file system"):
        Guard.open(state)


def test_a_database_that_cannot_be_written_is_refused(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = sqlite3.connect

    def read_only(*args: Any, **how: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = real(*args, **how)
        connection.execute("PRAGMA query_only = ON")
        return connection

    monkeypatch.setattr(sqlite3, "connect", read_only)
    with pytest.raises(StateUnusable, match="readonly"):
        Guard.open(state)


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "9p"])
def test_a_network_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(folder, "filesystem_of", lambda path: kind)
    with pytest.raises(StateUnusable, match="network file system"):
        Guard.open(tmp_path / "state")
    assert not (tmp_path / "state" / "ledger").exists()


def test_the_file_system_is_read_from_the_mounts_of_this_process(tmp_path: Path) -> None:
    assert folder.filesystem_of(Path("/proc")) == "proc"
    assert folder.filesystem_of(tmp_path) not in ("", "proc")


@pytest.mark.parametrize("gone", ["ledger.db", "ledger.key"])
def test_a_missing_part_is_never_made_anew_silently(state: Path, gone: str) -> None:
    (state / "ledger" / gone).unlink()
    for _ in range(2):
        with pytest.raises(LedgerLost, match="is gone") as caught:
            Guard.open(state)
        assert "pupitre guard init --i-know" in caught.value.remedy
    assert not (state / "ledger" / gone).exists()


def test_a_ledger_that_vanished_whole_is_noticed(state: Path) -> None:
    shutil.rmtree(state / "ledger")
    with pytest.raises(LedgerLost, match="the ledger is gone"):
        Guard.open(state)


def test_a_missing_mark_beside_a_sound_ledger_is_put_back(state: Path) -> None:
    (state / "ledger" / "ledger.id").unlink()
    assert attempts(state) == 1
    assert (state / "ledger" / "ledger.id").exists()


def test_another_ledger_put_in_its_place_is_noticed(state: Path, tmp_path: Path) -> None:
    Guard.open(tmp_path / "other").close()
    for name in ("ledger.db", "ledger.key"):
        shutil.copy(tmp_path / "other" / "ledger" / name, state / "ledger" / name)
    with pytest.raises(LedgerLost, match="another ledger"):
        Guard.open(state)


def test_another_key_is_noticed(state: Path) -> None:
    (state / "ledger" / "ledger.key").write_bytes(b"k" * 32)
    with pytest.raises(LedgerLost, match="key beside it is another"):
        Guard.open(state)


@pytest.mark.parametrize("content", [b"", b"not a database, but long enough to look like one" * 200])
def test_a_file_without_a_ledger_in_it_is_refused(state: Path, content: bytes) -> None:
    (state / "ledger" / "ledger.db").write_bytes(content)
    with pytest.raises(LedgerLost):
        Guard.open(state)
    assert (state / "ledger" / "ledger.db").read_bytes() == content


def test_a_damaged_ledger_is_refused(state: Path) -> None:
    database = state / "ledger" / "ledger.db"
    content = bytearray(database.read_bytes())
    content[4096:12288] = b"\xff" * 8192
    database.write_bytes(content)
    with pytest.raises(LedgerLost):
        Guard.open(state)


@pytest.mark.parametrize("table", ["attempt", "rearm", "plan_used", "run"])
def test_a_ledger_without_one_of_its_tables_is_refused(state: Path, table: str) -> None:
    with sqlite3.connect(state / "ledger" / "ledger.db") as db:
        db.execute(f"DROP TABLE {table}")
    with pytest.raises(LedgerLost, match=f"misses {table}"):
        Guard.open(state)


@pytest.mark.parametrize("version", [0, 2, 99])
def test_a_ledger_of_another_version_is_refused_and_not_replaced(state: Path, version: int) -> None:
    with sqlite3.connect(state / "ledger" / "ledger.db") as db:
        db.execute("UPDATE meta SET schema_version = ?", (version,))
    with pytest.raises(StateUnusable, match=f"version {version}") as caught:
        Guard.open(state)
    assert not isinstance(caught.value, LedgerLost)
    with pytest.raises(StateUnusable, match=f"version {version}"):
        Guard.start_anew(state)


def test_starting_anew_keeps_what_was_there(state: Path) -> None:
    (state / "ledger" / "ledger.key").unlink()
    kept = Guard.start_anew(state)
    assert kept is not None
    assert (kept / "ledger.db").exists()
    assert attempts(state) == 0


def test_a_sound_ledger_cannot_be_started_anew(state: Path) -> None:
    with pytest.raises(Explained, match="the ledger is sound"):
        Guard.start_anew(state)
    assert attempts(state) == 1


def test_a_process_that_died_while_making_a_ledger_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "state" / "ledger.new-99").mkdir(parents=True)
    (tmp_path / "state").chmod(0o700)
    assert attempts(tmp_path / "state") == 0
    assert not list((tmp_path / "state").glob("ledger.new-*"))


def test_a_full_disk_makes_no_half_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(StateUnusable, match="No space left"):
            Guard.open(tmp_path / "state")
    assert attempts(tmp_path / "state") == 0
