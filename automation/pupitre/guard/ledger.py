"""The ledger on disk: attempts, releases, plans used and runs.

Every change is one `BEGIN IMMEDIATE` that is on disk when it returns (WAL with
`synchronous=FULL`). The sequence number in `meta` orders what was settled and
what was released, without a clock.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import platform
import secrets
import shutil
import sqlite3
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pupitre.errors import Explained, StateUnusable
from pupitre.guard.decision import Account, Now, Rearm, Row, State
from pupitre.guard.folder import LedgerLost, StateFolder, sync_folder, unusable, write_private

SCHEMA_VERSION = 1
PATIENCE_MS = 30_000

_SCHEMA = """
CREATE TABLE meta(
  one INTEGER PRIMARY KEY CHECK (one = 1),
  schema_version INTEGER NOT NULL, ledger_uuid TEXT NOT NULL, hmac_key_id TEXT NOT NULL, seq INTEGER NOT NULL
) STRICT;
CREATE TABLE attempt(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  origin TEXT NOT NULL, account TEXT NOT NULL, fp TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('network', 'dom')),
  state TEXT NOT NULL CHECK (state IN ('RESERVED', 'SENT', 'OK', 'BAD', 'BLOCKED', 'UNKNOWN', 'NOT_SENT')),
  seq INTEGER, run_id TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL, boot_id TEXT NOT NULL,
  mono_reserved REAL NOT NULL, mono_sent REAL, mono_settled REAL,
  wall_reserved REAL NOT NULL, wall_settled REAL,
  http_status INTEGER, said TEXT NOT NULL DEFAULT '',
  CHECK ((seq IS NULL) = (state IN ('RESERVED', 'SENT')))
) STRICT;
CREATE INDEX attempt_by_origin ON attempt(origin, state);
CREATE INDEX attempt_by_seq ON attempt(seq);
CREATE TABLE rearm(
  seq INTEGER PRIMARY KEY, origin TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL, wall REAL NOT NULL
) STRICT;
CREATE TABLE plan_used(plan_id TEXT PRIMARY KEY, run_id TEXT NOT NULL, wall REAL NOT NULL) STRICT;
CREATE TABLE run(
  run_id TEXT PRIMARY KEY, origin TEXT NOT NULL, started REAL NOT NULL, ended REAL,
  exit INTEGER, audit_head TEXT, audit_count INTEGER
) STRICT;
"""
# Added to ledgers that were made before it: nothing that a decision rests on is in it.
_EVIDENCE = """CREATE TABLE IF NOT EXISTS evidence(
  run_id TEXT PRIMARY KEY, folder TEXT NOT NULL, index_head TEXT, index_count INTEGER
) STRICT"""
_TABLES = frozenset({"meta", "attempt", "rearm", "plan_used", "run"})
_ROW = """SELECT id, origin, account, fp, state, seq, boot_id,
  coalesce(mono_settled, mono_sent, mono_reserved), coalesce(wall_settled, wall_reserved) FROM attempt """


class Ledger:
    """An open ledger; its methods run inside `transaction()` unless they only read."""

    def __init__(self, connection: sqlite3.Connection, key: bytes, path: Path) -> None:
        self.db = connection
        self.key = key
        self.path = path

    @classmethod
    def open(cls, folder: StateFolder) -> Ledger:
        """Open the ledger of a folder, making the first one; raise StateUnusable or LedgerLost."""
        with folder.making():
            try:
                if not folder.holds_trace():
                    make(folder)
                folder.check_files()
                return cls._open(folder)
            except OSError as error:
                raise unusable(folder.path, error) from error

    @classmethod
    def start_anew(cls, folder: StateFolder) -> Path | None:
        """Move a lost ledger aside and make an empty one; raise Explained when it is sound."""
        with folder.making():
            try:
                kept = None
                if folder.holds_trace():
                    kept = cls._aside(folder)
                make(folder)
                return kept
            except OSError as error:
                raise unusable(folder.path, error) from error

    @classmethod
    def _aside(cls, folder: StateFolder) -> Path | None:
        try:
            folder.check_files()
            cls._open(folder).close()
        except LedgerLost:
            if not folder.ledger.exists():
                return None
            kept = folder.path / f"ledger.old-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%fZ}"
            folder.ledger.rename(kept)
            return kept
        raise Explained(
            f"{folder.path}: the ledger is sound; a new one would forget attempts that the consoles count.",
            remedy="To open a door: pupitre guard release ORIGIN --why ...",
        )

    @classmethod
    def _open(cls, folder: StateFolder) -> Ledger:
        key = folder.key.read_bytes()
        with _explained(folder.database):
            connection = sqlite3.connect(
                f"{folder.database.as_uri()}?mode=rw",
                uri=True,
                isolation_level=None,
                timeout=PATIENCE_MS / 1000,
            )
            try:
                ledger = cls(connection, key, folder.database)
                marker = folder.marker.read_text(encoding="ascii").strip() if folder.marker.exists() else None
                ledger._check(marker)
            except BaseException:
                connection.close()
                raise
        return ledger

    def _check(self, marker: str | None) -> None:
        tables = {name for (name,) in self.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "meta" not in tables:
            raise LedgerLost(f"{self.path}: this file has no ledger in it.")
        meta = self.db.execute("SELECT schema_version, ledger_uuid, hmac_key_id FROM meta").fetchone()
        if meta is None:
            raise LedgerLost(f"{self.path}: this ledger does not say which one it is.")
        version, ledger_uuid, key_id = meta
        if version != SCHEMA_VERSION:
            raise StateUnusable(
                f"{self.path}: this ledger is of version {version}, this Pupitre knows {SCHEMA_VERSION}.",
                remedy="Use the version of Pupitre that wrote it, or a later one.",
            )
        if not tables >= _TABLES:
            raise LedgerLost(f"{self.path}: this ledger misses {', '.join(sorted(_TABLES - tables))}.")
        if len(self.key) != 32 or key_id != _key_id(self.key):
            raise LedgerLost(f"{self.path}: the key beside it is another one, so refused passwords can't be told.")
        if marker is not None and marker != ledger_uuid:
            raise LedgerLost(f"{self.path}: this is another ledger than the one that was here.")
        (verdict,) = self.db.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise LedgerLost(f"{self.path}: the ledger is damaged.")
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = FULL")
        with self.transaction():  # proves that it can be written
            self.next_seq()
            self.db.execute(_EVIDENCE)
        if marker is None:
            write_private(self.path.with_name("ledger.id"), f"{ledger_uuid}\n".encode())

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do the body at once or not at all, alone, on disk when this returns."""
        with _explained(self.path):
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise

    def next_seq(self) -> int:
        """Return the next number of what is settled or released."""
        row = self.db.execute("UPDATE meta SET seq = seq + 1 RETURNING seq").fetchone()
        return int(row[0])

    def query(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[tuple[Any, ...]]:
        """Return what a reading statement finds."""
        with _explained(self.path):
            return self.db.execute(sql, values).fetchall()

    def insert_attempt(self, account: Account, fingerprint: str, mode: str, run_id: str, now: Now) -> int:
        """Reserve an attempt and return its number."""
        here = (platform.node(), os.getpid())
        found = self.db.execute(
            "INSERT INTO attempt(origin, account, fp, mode, state, run_id, host, pid, boot_id,"
            " mono_reserved, wall_reserved) VALUES (?, ?, ?, ?, 'RESERVED', ?, ?, ?, ?, ?, ?) RETURNING id",
            (account.origin, account.name, fingerprint, mode, run_id, *here, now.boot_id, now.mono, now.wall),
        ).fetchone()
        return int(found[0])

    def rows_for(self, origin: str, fleet: int) -> list[Row]:
        """Return the attempts that a decision about a console rests on.

        These are its own (of the accepted ones the last per account is enough) and
        the last ones settled anywhere.
        """
        found = self.query(
            _ROW + "WHERE (origin = :origin AND state NOT IN ('OK', 'NOT_SENT')) OR id IN ("
            "SELECT max(id) FROM attempt WHERE origin = :origin AND state = 'OK' GROUP BY account) OR id IN ("
            "SELECT id FROM attempt WHERE seq IS NOT NULL AND state <> 'NOT_SENT'"
            " ORDER BY seq DESC LIMIT :fleet)",
            {"origin": origin, "fleet": fleet},
        )
        return [_row(values) for values in found]

    def rearms(self) -> list[Rearm]:
        """Return all releases by people."""
        return [Rearm(seq, origin) for seq, origin in self.query("SELECT seq, origin FROM rearm")]

    def close(self) -> None:
        """Close the database."""
        self.db.close()


def make(folder: StateFolder) -> None:
    """Make an empty ledger beside and put it in place by one rename."""
    for left in folder.path.glob("ledger.new-*"):
        shutil.rmtree(left)
    fresh = folder.path / f"ledger.new-{os.getpid()}"
    fresh.mkdir(mode=0o700)
    key, ledger_uuid = secrets.token_bytes(32), str(uuid.uuid4())
    write_private(fresh / "ledger.key", key)
    write_private(fresh / "ledger.db", b"")
    with _explained(fresh / "ledger.db"):
        connection = sqlite3.connect(fresh / "ledger.db", isolation_level=None)
        try:
            connection.executescript("PRAGMA synchronous = EXTRA; BEGIN IMMEDIATE;" + _SCHEMA)
            connection.execute("INSERT INTO meta VALUES (1, ?, ?, ?, 0)", (SCHEMA_VERSION, ledger_uuid, _key_id(key)))
            connection.execute("COMMIT")
        finally:
            connection.close()
    write_private(fresh / "ledger.id", f"{ledger_uuid}\n".encode())
    sync_folder(fresh)
    fresh.rename(folder.ledger)
    sync_folder(folder.path)


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"pupitre ledger key\0" + key).hexdigest()[:16]


def _row(values: tuple[int, str, str, str, str, int | None, str, float, float]) -> Row:
    number, origin, account, fp, state, seq, boot_id, mono, wall = values
    return Row(number, Account(origin, account), fp, State(state), seq, boot_id, mono, wall)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what SQLite says into an error of ours; never go on after it."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StateUnusable(
            f"{path}: the ledger can't be used ({error}).",
            left_behind="What is not on disk is not done: no password is sent without its reservation.",
            remedy="Free the disk, mend the file's rights, or let the other process end; then run again.",
        ) from error
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:  # a clash of keys, or a mistake of ours: not damage
            raise
        raise LedgerLost(f"{path}: the ledger is damaged ({error}).") from error
