"""Putting a password where an estate file says that it is.

Only a private file and the system's keyring are written to; the other places
belong to somebody else, who is named. As with reading, what fails gives a reason
and raises nothing, so that no traceback passes through a frame that holds a value.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pupitre.estate.problems import quoted, quoted_path
from pupitre.estate.secret import Secret, SecretError, SecretReference

STORABLE = ("file", "keyring")
_NO_KEYRING = "the keyring is not installed with Pupitre; pip install 'pupitre[keyring]', or use file:"
_ELSEWHERE = {
    "env": "a variable is set by whoever starts Pupitre, in the environment of that process",
    "command": "what the command prints is stored with the program that it runs",
    "systemd": "a credential is given by the unit that starts Pupitre, by LoadCredential= or LoadCredentialEncrypted=",
}


def store(reference: SecretReference, secret: Secret, *, new: bool = False) -> None:
    """Store a password where the reference says, and fetch it again as the proof; raise SecretError.

    With `new`, what is stored there already is not replaced.
    """
    reason = _ELSEWHERE.get(reference.kind, "") or reference.defect(secret)
    if not reason:
        put = _PLACES[reference.kind]
        reason = put(reference.name, reference.folder, reference.user, secret.reveal(), new)
    if reason:
        raise SecretError(f"{quoted(str(reference))}: {reason}", left_behind="No password was stored.")
    if reference.resolve().reveal() != secret.reveal():
        raise SecretError(
            f"{quoted(str(reference))}: what was stored comes back as something else",
            left_behind="What is stored there now is not the password.",
        )


def refusal_to_store(reference: SecretReference) -> str:
    """Return why nothing is ever stored at such a reference and how it is set there, or nothing."""
    return _ELSEWHERE.get(reference.kind, "")


def keyring_is_there() -> bool:
    """Return whether the system has a keyring of the kind that its makers recommend."""
    try:
        backend = importlib.import_module("keyring").get_keyring()
        return float(backend.priority) >= 1
    except Exception:  # noqa: BLE001 - each back end has its own errors; whichever it is, there is no keyring to use
        return False


def _into_file(name: str, folder: Path, user: str, value: str, new: bool) -> str:
    path = folder / Path(name).expanduser()
    reason = _unfit_folder(path.parent) or _unfit_file(path, new=new)
    if reason:
        return reason
    # A new file is made under its own name, which refuses one that appears meanwhile.
    written = path if new else path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        _write_private(written, value.encode("utf-8", "surrogatepass"))
        try:
            written.replace(path)
        except OSError:
            written.unlink()
            raise
        _sync(path.parent)
    except OSError as error:
        return f"{quoted_path(str(path))} cannot be written ({error.strerror})"
    return ""


def _unfit_folder(folder: Path) -> str:
    where = quoted_path(str(folder))
    try:
        state = folder.stat()
    except OSError as error:
        return f"the folder {where} cannot be used ({error.strerror}); make it first: mkdir -m 700 {where}"
    if not stat.S_ISDIR(state.st_mode):
        return f"{where} is not a folder"
    if state.st_uid not in (0, os.geteuid()):
        return f"the folder {where} belongs to another user"
    if state.st_mode & stat.S_IWOTH and not state.st_mode & stat.S_ISVTX:
        return f"the folder {where} can be written by anyone; chmod o-w it"
    return ""


def _unfit_file(path: Path, *, new: bool) -> str:
    where = quoted_path(str(path))
    try:
        state = path.lstat()
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"{where} cannot be used ({error.strerror})"
    if stat.S_ISLNK(state.st_mode):
        return f"{where} is a symbolic link; name the file itself"
    if not stat.S_ISREG(state.st_mode):
        return f"{where} is not an ordinary file"
    if state.st_uid != os.geteuid():
        return f"{where} belongs to another user"
    return f"{where} is there already, and is not replaced" if new else ""


def _write_private(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o600)  # whatever the umask leaves of it
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every file system can; the file itself is on disk
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _into_keyring(name: str, folder: Path, user: str, value: str, new: bool) -> str:
    try:
        keyring: Any = importlib.import_module("keyring")
    except ImportError:
        return _NO_KEYRING
    try:
        if new and keyring.get_password(name, user) not in (None, value):
            return f"the keyring has another password of this name for {quoted(user)}, which is not replaced"
        keyring.set_password(name, user, value)
    except Exception as error:  # noqa: BLE001 - each back end has its own errors; their texts are not ours to show
        failed = type(error).__name__
        return f"the system's keyring cannot be used ({failed}); unlock it, or use file:"
    return ""


_PLACES: dict[str, Callable[[str, Path, str, str, bool], str]] = {"file": _into_file, "keyring": _into_keyring}
