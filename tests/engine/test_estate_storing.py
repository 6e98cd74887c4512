"""A password is stored where the file says, whole or not at all, and nowhere else."""

from __future__ import annotations

import os
import stat
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pupitre.estate import Secret, SecretError, SecretReference
from pupitre.estate import storing as places
from pupitre.estate.storing import keyring_is_there, refusal_to_store, store

CANARY = "c4n4ry-S3cret"
COPIED = '"Attention aux espaces quand vous faites des copier/coller"'


def in_file(folder: Path, name: str = "password") -> SecretReference:
    return SecretReference.parse(f"file:{name}", folder=folder, user="000")


def refused(reference: SecretReference, text: str = CANARY, *, new: bool = False) -> str:
    secret = Secret(text)
    with pytest.raises(SecretError) as caught:
        store(reference, secret, new=new)
    assert caught.value.left_behind == "No password was stored."
    trace = caught.value.__traceback__
    while trace is not None:
        if "pupitre" in trace.tb_frame.f_code.co_filename and "tests" not in trace.tb_frame.f_code.co_filename:
            assert text not in repr(trace.tb_frame.f_locals) or not text.strip()
        trace = trace.tb_next
    assert CANARY not in str(caught.value)
    return caught.value.what


def test_a_stored_password_is_the_one_that_is_fetched(tmp_path: Path) -> None:
    for password in (CANARY, "élève 🔑", '"quoted"', "back\\slash"):
        store(in_file(tmp_path), Secret(password))
        assert in_file(tmp_path).resolve().reveal() == password
    assert [path.name for path in tmp_path.iterdir()] == ["password"]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_the_file_is_private_whatever_the_umask_and_whatever_was_there(tmp_path: Path, umask: int) -> None:
    (tmp_path / "password").write_text("old")
    (tmp_path / "password").chmod(0o644)
    before = os.umask(umask)
    try:
        store(in_file(tmp_path), Secret(CANARY))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "password").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{CANARY} ", f"the password begins or ends with a blank. {COPIED}"),
        (f"\u00a0{CANARY}", f"the password begins or ends with a blank. {COPIED}"),
        (f"a\u00a0{CANARY}", f"the password has a no-break or unusual blank in it. {COPIED}"),
        (f"{CANARY}\n", f"the password has a line end in it. {COPIED}"),
        (f"{CANARY}\rx", f"the password has a line end in it. {COPIED}"),
        (f"{CANARY}\u200b", f"the password has a character without width in it. {COPIED}"),
        ("", "the password is empty"),
    ],
)
def test_what_would_be_refused_when_fetched_is_not_stored(tmp_path: Path, text: str, message: str) -> None:
    assert message in refused(in_file(tmp_path), text)
    assert list(tmp_path.iterdir()) == []


def test_blanks_that_the_file_allows_are_stored(tmp_path: Path) -> None:
    reference = SecretReference.parse("file:password", folder=tmp_path, allow_spaces=True)
    store(reference, Secret(f" {CANARY}\u00a0"))
    assert reference.resolve().reveal() == f" {CANARY}\u00a0"


def test_a_link_a_pipe_and_a_folder_are_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("precious")
    (tmp_path / "link").symlink_to("elsewhere")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    assert "is a symbolic link" in refused(in_file(tmp_path, "link"))
    assert "is not an ordinary file" in refused(in_file(tmp_path, "pipe"))
    assert "is not an ordinary file" in refused(in_file(tmp_path, "folder"))
    assert (tmp_path / "elsewhere").read_text() == "precious"
    assert (tmp_path / "link").is_symlink()


def test_a_folder_that_is_missing_open_to_anyone_or_somebody_elses_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "make it first: mkdir -m 700" in refused(in_file(tmp_path, "none/password"))
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    assert "can be written by anyone; chmod o-w it" in refused(in_file(tmp_path, "open/password"))
    (tmp_path / "open").chmod(0o1777)
    store(in_file(tmp_path, "open/password"), Secret(CANARY))
    os.chown(tmp_path, 12345, -1)
    try:
        assert "belongs to another user" in refused(in_file(tmp_path))
    finally:
        os.chown(tmp_path, os.geteuid(), -1)


def test_a_password_that_is_there_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    store(in_file(tmp_path), Secret("the-first"), new=True)
    assert "is there already, and is not replaced" in refused(in_file(tmp_path), new=True)
    assert in_file(tmp_path).resolve().reveal() == "the-first"


def test_a_password_that_appears_at_the_last_moment_is_not_replaced_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(in_file(tmp_path), Secret("the-first"))
    monkeypatch.setattr(places, "_unfit_file", lambda path, *, new: "")
    assert "cannot be written (File exists)" in refused(in_file(tmp_path), new=True)
    assert in_file(tmp_path).resolve().reveal() == "the-first"


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_disk_that_fails_leaves_the_old_password_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    store(in_file(tmp_path), Secret("the-first"))

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(places.os if failing == "fsync" else Path, failing, fail)
    assert "cannot be written (No space left on device)" in refused(in_file(tmp_path))
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["password"]
    assert in_file(tmp_path).resolve().reveal() == "the-first"


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("env:OTI", "a variable is set by whoever starts Pupitre"),
        ("command:pass oti", "is stored with the program that it runs"),
        ("systemd:oti", "LoadCredential="),
    ],
)
def test_a_place_that_is_not_ours_is_refused_with_how_it_is_set_there(reference: str, message: str) -> None:
    parsed = SecretReference.parse(reference)
    assert message in refused(parsed)
    assert message in refusal_to_store(parsed)
    assert refusal_to_store(in_file(Path())) == ""


class Keyring(types.ModuleType):
    """A system's keyring that keeps what it is given."""

    def __init__(self, *, failing: str = "", priority: object = 5, lossy: bool = False) -> None:
        super().__init__("keyring")
        self.kept: dict[tuple[str, str], str] = {}
        self.failing = failing
        self.priority = priority
        self.lossy = lossy

    def get_keyring(self) -> Any:
        return types.SimpleNamespace(priority=self.priority)

    def get_password(self, name: str, user: str) -> str | None:
        return self.kept.get((name, user))

    def set_password(self, name: str, user: str, password: str) -> None:
        if self.failing:
            raise RuntimeError(f"{self.failing} {password}")
        self.kept[name, user] = password[:3] if self.lossy else password


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Keyring]:
    """Return a function that puts a keyring into the system."""

    def install(**wishes: Any) -> Keyring:
        module = Keyring(**wishes)
        monkeypatch.setitem(sys.modules, "keyring", module)
        return module

    return install


def test_the_keyring_keeps_it_for_the_user(keyring: Callable[..., Keyring]) -> None:
    system = keyring()
    reference = SecretReference.parse("keyring:oti", user="000")
    store(reference, Secret(CANARY), new=True)
    assert system.kept == {("oti", "000"): CANARY}
    store(reference, Secret(CANARY), new=True)
    assert "has another password of this name for 000" in refused(reference, "another-one", new=True)
    store(reference, Secret("another-one"))
    assert system.kept == {("oti", "000"): "another-one"}


def test_a_keyring_that_cannot_be_used_is_explained_without_its_words(
    keyring: Callable[..., Keyring], monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring(failing="locked")
    message = refused(SecretReference.parse("keyring:oti", user="000"))
    assert message == "keyring:oti: the system's keyring cannot be used (RuntimeError); unlock it, or use file:"
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "pip install 'pupitre[keyring]'" in refused(SecretReference.parse("keyring:oti", user="000"))


def test_a_keyring_that_keeps_something_else_is_noticed(keyring: Callable[..., Keyring]) -> None:
    keyring(lossy=True)
    with pytest.raises(SecretError, match="comes back as something else") as caught:
        store(SecretReference.parse("keyring:oti", user="000"), Secret(CANARY))
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(("priority", "there"), [(5, True), (1, True), (0.5, False), (0, False), (None, False)])
def test_only_a_keyring_that_its_makers_recommend_counts_as_one(
    keyring: Callable[..., Keyring], priority: object, there: bool
) -> None:
    keyring(priority=priority)
    assert keyring_is_there() is there


def test_without_the_package_there_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert keyring_is_there() is False
