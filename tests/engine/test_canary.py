"""The password of the mocks is found wherever it stands, and a session that left it somewhere is red."""

from __future__ import annotations

import base64
import gzip
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pupitre.testing.canary import CHUNK, Search, new_canary, spellings

# Not the session's own: that one would be found here, too.
SECRET = new_canary()
CORE = SECRET[3:-3]


@pytest.fixture
def search() -> Search:
    return Search(SECRET)


def found(folder: Path, **how: tuple[str, ...]) -> set[tuple[str, str]]:
    return {(Path(find.where).name, find.spelling) for find in Search(SECRET).in_folder(folder, **how)}


def test_a_canary_is_spelt_in_many_ways_and_no_two_canaries_are_alike() -> None:
    assert len(spellings(SECRET)) >= 30
    assert len({new_canary() for _ in range(50)}) == 50


@pytest.mark.parametrize("spelling", spellings(SECRET))
def test_each_spelling_is_found_in_the_middle_of_something(search: Search, spelling: str) -> None:
    around = b"\x00\xff before " * 9
    assert spelling in search.in_bytes(around + spellings(SECRET)[spelling] + around)


@pytest.mark.parametrize("before", range(7))
@pytest.mark.parametrize("after", range(3))
def test_base64_is_found_wherever_the_password_begins_in_it(search: Search, before: int, after: int) -> None:
    whole = b"u" * before + SECRET.encode() + b":" * after
    assert any("base64" in name for name in search.in_bytes(base64.b64encode(whole)))
    assert any("base64" in name for name in search.in_bytes(base64.urlsafe_b64encode(whole)))


def test_a_password_that_lost_its_ends_is_found(search: Search) -> None:
    assert search.in_text(f"typed: {CORE}…") == {"plain (cut)"}


def test_a_whole_password_is_not_told_twice(search: Search) -> None:
    assert search.in_text(f"typed: {SECRET}") == {"plain"}


def test_other_texts_hold_nothing(search: Search) -> None:
    assert search.in_bytes(os.urandom(200_000)) == set()
    assert search.in_text(new_canary() * 100) == set()
    assert search.in_text(f"{CORE[:10]} {CORE[10:]}") == set()


def test_a_password_on_the_border_of_two_pieces_is_found(search: Search, tmp_path: Path) -> None:
    for before in (CHUNK - 1, CHUNK - len(CORE), CHUNK, 2 * CHUNK - 5):
        (tmp_path / "big").write_bytes(b"." * before + SECRET.encode() + b"." * CHUNK)
        assert search.in_file(tmp_path / "big") == {"plain"}


def test_what_is_packed_is_found(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "trace.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("trace.network", f"{SECRET} " * 40)
    (tmp_path / "log.gz").write_bytes(gzip.compress(SECRET.encode() * 40))
    (tmp_path / "torn.zip").write_bytes((tmp_path / "trace.zip").read_bytes()[:90])
    (tmp_path / "torn.gz").write_bytes((tmp_path / "log.gz").read_bytes()[:20])
    assert found(tmp_path) == {("trace.zip", "plain, packed as trace.network"), ("log.gz", "plain, packed")}


def test_the_name_of_a_file_is_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / f"login-{CORE}.png").touch()
    assert found(tmp_path) == {("the name of a file", "plain (cut)")}


def test_files_are_left_out_by_their_name_and_nothing_else_is(tmp_path: Path) -> None:
    names = ("password", "oti.password", "sub/password", "password.bak", "passwords", "under/password/events.jsonl")
    for path in map(tmp_path.joinpath, names):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SECRET, encoding="utf-8")
    left = {name for name, _ in found(tmp_path, kept_in=("password", "*.password"))}
    assert left == {"password.bak", "passwords", "events.jsonl"}


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "password").write_text(SECRET, encoding="utf-8")
    (tmp_path / "link").symlink_to("password")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert found(tmp_path, kept_in=("password",)) == set()


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "private").write_text("what is in here?")

    def refuse(path: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    assert found(tmp_path) == {("private", "not read (Permission denied)")}


def test_a_secret_that_is_too_short_to_be_told_from_chance_is_refused() -> None:
    with pytest.raises(ValueError, match="so short"):
        Search("1234567")


LEAKS = {
    "a file": ("(tmp_path / 'events.jsonl').write_text(canary)", "events.jsonl: plain"),
    "a hidden file, in base64": (
        "import base64; (tmp_path / '.cache').write_bytes(base64.b64encode(b'u:' + canary.encode()))",
        ".cache: base64",
    ),
    "a database": (
        "import sqlite3; db = sqlite3.connect(tmp_path / 'l.db'); db.execute('CREATE TABLE t(x)');"
        " db.execute('INSERT INTO t VALUES (?)', (canary,)); db.commit()",
        "l.db: plain",
    ),
    "the log of a database that is still open": (
        "import sqlite3; global db; db = sqlite3.connect(tmp_path / 'l.db'); db.execute('PRAGMA journal_mode=WAL');"
        " db.execute('CREATE TABLE t(x)'); db.execute('INSERT INTO t VALUES (?)', (canary,)); db.commit()",
        "l.db-wal: plain",
    ),
    "what a test prints": ("print(canary[::-1])", "test_leak: Captured stdout call: reversed"),
    "what is logged": ("import logging; logging.warning(canary)", "test_leak: Captured log call: plain"),
    "what is taken out of the capture": (
        "import sys; sys.stderr.write(canary); capsys.readouterr()",
        "test_leak: stderr: plain",
    ),
    "what a process prints": (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(input())'], input=canary, text=True,"
        " capture_output=True, env={'PYTHONUTF8': '1'})",
        "test_leak: stdout of a process: plain",
    ),
}


def session(folder: Path, body: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one small test in a session of its own, with a password of its own."""
    (folder / "pytest.ini").write_text("[pytest]\ncanary_kept_in = password\n", encoding="utf-8")
    (folder / "test_it.py").write_text(f"def test_leak(canary, tmp_path, capsys):\n    {body}\n", encoding="utf-8")
    plugins = ("-p", "pupitre.testing.canary_watch", "-p", "no:cacheprovider", "-p", "no:playwright")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, "--basetemp", str(folder / "tmp"), *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.mark.parametrize("leak", LEAKS)
def test_a_session_that_leaves_the_password_somewhere_is_red_and_says_where(tmp_path: Path, leak: str) -> None:
    body, said = LEAKS[leak]
    ended = session(tmp_path, body, "-p", "no:xdist")
    assert "1 passed" in ended.stdout, ended.stdout
    assert ended.returncode == 1
    assert said in ended.stdout
    assert 'C&"' not in ended.stdout, "the password itself is told"


def test_a_leak_in_a_worker_reaches_the_session(tmp_path: Path) -> None:
    ended = session(tmp_path, "(tmp_path / 'x').write_text(canary); print(canary)", "-n", "1")
    assert ended.returncode == 1, ended.stdout
    assert "x: plain" in ended.stdout
    assert "Captured stdout call: plain" in ended.stdout


def test_a_session_that_keeps_the_password_where_it_belongs_is_green(tmp_path: Path) -> None:
    ended = session(tmp_path, "(tmp_path / 'password').write_text(canary)", "-p", "no:xdist")
    assert (ended.returncode, "1 passed" in ended.stdout) == (0, True), ended.stdout
